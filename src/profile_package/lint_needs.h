/* SPDX-License-Identifier: Apache-2.0 */
/* Which services the contents of a package need, and because of what. Only lint*.c files and package_needs.c
 * include this. */
#ifndef PROFILE_PACKAGE_LINT_NEEDS_H
#define PROFILE_PACKAGE_LINT_NEEDS_H

#include "profile_package/lint_model.h"

enum { SERVICE_SUCI_IN_ME = 124, SERVICE_SUCI_IN_USIM = 125 };

struct lint_needs {
	uint32_t mandated, any;                 /* items of the ServicesList, bit n for item n */
	const struct lint_element *reasons[32]; /* the first mandated element that needs it */
};

/* What cannot be told by contents alone (contactless, GBA, MBMS) is never in it. */
struct lint_needs lint_needs_of(struct lint *lint);

#endif
