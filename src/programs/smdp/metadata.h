/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about profiles that come into stock (StoreMetadata), by options or from a file. */
#ifndef PROGRAMS_SMDP_METADATA_H
#define PROGRAMS_SMDP_METADATA_H

#include "programs/profile/metadata_options.h"
#include "smdp/stock.h"

struct smdp_metadata {
	struct metadata_options options;
	struct buffer octets; /* BF25, whole */
	char fault[METADATA_FAULT_SIZE];
};

void smdp_metadata_release(struct smdp_metadata *metadata);

/* Fills *own, which is released by the caller whatever is returned. `header`: of the package, for the ICCID and for a name if
 * none is given. NULL: done; or a sentence about what was wrong, which may stand in own->fault. */
const char *smdp_metadata_make(const struct invocation *invocation, const struct smdp *smdp,
                               const struct package_header *header, struct smdp_metadata *own) MUST_CHECK;

/* For tables of options. */
#define SMDP_METADATA_OPTIONS \
	{ .name = "service-provider", .value = "NAME", .fallback = "Provisim", .help = "shown to the user; up to 32 octets" }, \
	{ .name = "name", .value = "NAME", .help = "of the profile, shown to the user; its type if not given" }, \
	METADATA_OPTIONS("operational"), \
	{ .name = "metadata", .value = "FILE", .help = "what profile metadata wrote (DER or YAML), instead of all of these" }

#endif
