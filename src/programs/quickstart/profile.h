/* SPDX-License-Identifier: Apache-2.0 */
/* What the network's side must know of the profile, read from the same source that the profile is compiled from. */
#ifndef PROGRAMS_QUICKSTART_PROFILE_H
#define PROGRAMS_QUICKSTART_PROFILE_H

#include "base/secret.h"
#include "programs/quickstart/quickstart.h"

enum { AKA_KEY_SIZE = 16, AKA_RAND_SIZE = 16, AKA_AUTN_SIZE = 16, AKA_RES_SIZE = 8 }; /* octets */

struct quickstart_profile {
	const char *iccid; /* digits */
	const char *imsi;
	uint8_t key[AKA_KEY_SIZE];
	uint8_t opc[AKA_KEY_SIZE];
};

void quickstart_profile_release(struct quickstart_profile *profile);

/* STATUS_MALFORMED: no profile source with a Milenage USIM; the reason is in quickstart->failure. */
enum status quickstart_profile_read(struct quickstart *quickstart, const char *path, struct quickstart_profile *out)
	MUST_CHECK;

/* A challenge as a network would make it (3GPP TS 33.102 6.3.2), and the answer it expects. */
struct quickstart_challenge {
	uint8_t rand[AKA_RAND_SIZE];
	uint8_t autn[AKA_AUTN_SIZE];
	uint8_t res[AKA_RES_SIZE];
};

/* STATUS_IO: no random octets. */
enum status quickstart_challenge_make(const struct quickstart_profile *profile, uint64_t sequence_number,
                                      struct quickstart_challenge *out) MUST_CHECK;

#endif
