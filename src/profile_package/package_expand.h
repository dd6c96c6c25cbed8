/* SPDX-License-Identifier: Apache-2.0 */
/* Templates written out, and the reverse: two spellings of the same files. */
#ifndef PROFILE_PACKAGE_PACKAGE_EXPAND_H
#define PROFILE_PACKAGE_PACKAGE_EXPAND_H

#include "profile_package/file_listing.h"
#include "profile_package/package_tree.h"

enum { SHRINK_ELEMENTS_MAXIMUM = 1024 };

/* How many elements were written otherwise than before. */
struct package_rewriting {
	size_t elements;
	struct package_error error; /* after a failure */
};

/* Appends the package with generic file management in place of every template: for cards that know none. Identifications
 * stay; no template is listed in the header any more. STATUS_REFUSED: some card would refuse the package or pass over an
 * element of it, or needs a template to know what an application is; STATUS_MALFORMED: no package; STATUS_NO_MEMORY,
 * STATUS_TOO_LARGE. After a failure `out` is as it was. */
enum status package_expand(struct bytes package, struct buffer *out, struct package_rewriting *rewriting) MUST_CHECK;

/* Appends the package with templates in place of generic file management where one makes the same files, and with nothing
 * said that a template says already. Never another file or other contents. Failures as package_expand(); STATUS_TOO_LARGE
 * also for more than SHRINK_ELEMENTS_MAXIMUM elements. */
enum status package_shrink(struct bytes package, struct buffer *out, struct package_rewriting *rewriting) MUST_CHECK;

/* Says why the package cannot be rewritten; returns STATUS_REFUSED. */
enum status package_rewriting_refuse(const struct file_listing *listing, struct package_rewriting *rewriting) MUST_CHECK;

#endif
