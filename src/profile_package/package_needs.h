/* SPDX-License-Identifier: Apache-2.0 */
/* What the elements of a package need a card to have, for the lists in its header. */
#ifndef PROFILE_PACKAGE_PACKAGE_NEEDS_H
#define PROFILE_PACKAGE_PACKAGE_NEEDS_H

#include "profile_package/package_tree.h"

enum { NEEDED_TEMPLATES_MAXIMUM = 64 };

/* Of mandated elements only: what need not be installed needs nothing. */
struct package_needs {
	uint32_t services;                                /* items of the ServicesList, bit n for item n */
	struct bytes templates[NEEDED_TEMPLATES_MAXIMUM]; /* value octets, views into the package; each once */
	size_t template_count;
};

/* The nodes stay as they are; `arena` serves the work on them. STATUS_NO_MEMORY. */
enum status package_needs(struct package_node *package, struct arena *arena, struct package_needs *out) MUST_CHECK;

/* Adds to the header's lists what `after` needs and `before` does not, and takes from them what only `before` needs. All
 * else in them stays. STATUS_NO_MEMORY. */
enum status package_needs_apply(struct package_node *package, const struct package_needs *before,
                                const struct package_needs *after, struct arena *arena) MUST_CHECK;

#endif
