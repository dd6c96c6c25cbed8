/* SPDX-License-Identifier: Apache-2.0 */
/* In what two packages differ, by meaning. */
#ifndef PROFILE_PACKAGE_PACKAGE_DIFF_H
#define PROFILE_PACKAGE_PACKAGE_DIFF_H

#include "profile_package/package_facts.h"

struct package_difference {
	const char *path;
	const char *a, *b;  /* NULL: only the other has it. Of secrets too: see is_secret */
	bool is_secret;
	struct package_difference *next;
};

/* In the order of the first package, what only the second has at the end; of a thing that one of them lacks only the
 * thing itself. *out is NULL when there are none. Elements that both have in another order make one difference, "order".
 * `error` and `wrong` (0 or 1: which package) after a failure as of package_facts_collect(). */
enum status package_diff(struct bytes a, struct bytes b, bool expanded, struct arena *arena,
                         struct package_difference **out, int *wrong, struct package_error *error) MUST_CHECK;

#endif
