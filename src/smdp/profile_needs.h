/* SPDX-License-Identifier: Apache-2.0 */
/* What a profile in stock needs of a card and of its device: known from its row, without opening its package. */
#ifndef SMDP_PROFILE_NEEDS_H
#define SMDP_PROFILE_NEEDS_H

#include "base/arena.h"
#include "profile_package/package_requirements.h"

/* Bits by the tag of deviceCapabilities (SGP.22 4.2), bit n for the tag 80 + n. */
enum { DEVICE_CAPABILITIES = 11 };

struct profile_needs {
	bool is_known; /* false: nobody looked */
	struct package_requirements package;
	uint16_t device;   /* capabilities that the device must announce; nought: any device will do */
	uint8_t category;  /* of the card (SGP.22 4.3: 1 basic, 2 medium, 3 contactless), at least; nought: any */
};

/* "eutran-epc", "nr-5gc" … of a bit; NULL: none. And back: false, there is no such name. */
const char *device_capability_name(unsigned bit);
bool device_capability_named(struct text name, unsigned *out) MUST_CHECK;

/* Of a package alone; what is no package needs nothing that is known. */
struct profile_needs profile_needs_of(struct bytes package);

/* As it stands in the tables; what is not known is empty. STATUS_NO_MEMORY. */
enum status profile_needs_encode(const struct profile_needs *needs, struct arena *arena, struct bytes *out) MUST_CHECK;
struct profile_needs profile_needs_decode(struct bytes encoded);

#endif
