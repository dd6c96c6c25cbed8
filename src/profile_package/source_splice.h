/* SPDX-License-Identifier: Apache-2.0 */
/* A value in the text of a profile source, replaced where it stands: comments, order and spelling of all else stay. */
#ifndef PROFILE_PACKAGE_SOURCE_SPLICE_H
#define PROFILE_PACKAGE_SOURCE_SPLICE_H

#include "base/buffer.h"
#include "codec/yaml.h"

/* Appends `source` with another value in the item `element` (from nought) of its list of elements, at the place that
 * `path` names inside it, as package_edit_set() has it. What comes out says the same as the edited package only if it
 * compiles to it, which is for the caller to see. STATUS_NOT_FOUND: the text has no such value, or neither as one word nor
 * in brackets; STATUS_MALFORMED: no YAML; STATUS_NO_MEMORY, STATUS_TOO_LARGE. */
enum status source_splice(struct text source, size_t element, struct text path, struct text value, struct buffer *out)
	MUST_CHECK;

#endif
