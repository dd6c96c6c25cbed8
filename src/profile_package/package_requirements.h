/* SPDX-License-Identifier: Apache-2.0 */
/* What a card must have to install a package, in a few octets: for those who decide without opening it again. */
#ifndef PROFILE_PACKAGE_PACKAGE_REQUIREMENTS_H
#define PROFILE_PACKAGE_PACKAGE_REQUIREMENTS_H

#include "profile_package/profile_support.h"

struct package_requirements {
	uint16_t version;  /* of the format, 0x0203 */
	uint32_t services; /* bit n for item n of the ServicesList: those that the header lists as mandatory and those that
	                    * mandated elements need all the same */
};

/* STATUS_MALFORMED: no package; STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status package_requirements_read(struct bytes package, struct package_requirements *out) MUST_CHECK;

/* The card's interpreter knows packages of this version. */
bool package_requirements_version_fits(const struct package_requirements *requirements,
                                       const struct profile_support *support);

/* The first service that the card has not; NULL: it has them all. Static. */
const char *package_requirements_lacking(const struct package_requirements *requirements,
                                         const struct profile_support *support);

#endif
