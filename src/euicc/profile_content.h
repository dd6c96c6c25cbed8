/* SPDX-License-Identifier: Apache-2.0 */
/* What is inside a profile on the card, enabled or not, for those who show it; keys included. */
#ifndef EUICC_PROFILE_CONTENT_H
#define EUICC_PROFILE_CONTENT_H

#include "euicc/euicc.h"
#include "rsp/profile_management.h"
#include "uicc/profile_registry.h"

struct profile_content {
	uint8_t aid[AID_MAXIMUM];    /* of the ISD-P */
	struct iccid iccid;
	struct profile_store *store; /* its files; profile_registry_read() has the rest */
	size_t entry_count;          /* of the registry */
	uint64_t octets;             /* of the card's memory */
};

/* STATUS_NOT_FOUND: no such profile on the card; STATUS_MALFORMED: damaged. Release *out also after a failure. */
enum status profile_content_open(struct euicc *euicc, const struct profile_identifier *profile,
                                 struct profile_content *out) MUST_CHECK;
void profile_content_release(struct profile_content *content);

#endif
