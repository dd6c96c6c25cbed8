/* SPDX-License-Identifier: Apache-2.0 */
/* The source of a changed package that keeps what its writer wrote: comments, order and spelling of every element that is
 * still the same, and the comments in front of one that is not. */
#ifndef PROFILE_PACKAGE_SOURCE_MERGE_H
#define PROFILE_PACKAGE_SOURCE_MERGE_H

#include "base/buffer.h"

/* Appends a source of `package` made from `source`, that of the package before it was changed, keys included. Compiled it
 * gives `package` again, only that elements which leave their identification to their position may have got another one.
 * STATUS_NOT_FOUND: no such text is found, as where all of `source` stands in brackets, and a print says it better;
 * STATUS_MALFORMED: `source` does not compile, or `package` is none; STATUS_NO_MEMORY, STATUS_TOO_LARGE. */
enum status source_merge(struct text source, struct bytes package, struct buffer *out) MUST_CHECK;

#endif
