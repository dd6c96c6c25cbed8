/* SPDX-License-Identifier: Apache-2.0 */
/* What the card answers about a package: EUICCResponse, one PEStatus for each element that failed or was left out. */
#ifndef PROFILE_PACKAGE_INSTALLATION_RESPONSE_H
#define PROFILE_PACKAGE_INSTALLATION_RESPONSE_H

#include "base/buffer.h"
#include "profile_package/builder.h"

enum { ELEMENT_STATUSES_MAXIMUM = 32 }; /* later ones are not told */

struct element_status {
	uint16_t status;         /* enum pe_status or a status word */
	bool has_identification;
	uint16_t identification;
	uint32_t offset;         /* octets into the element */
};

struct installation_response {
	struct element_status statuses[ELEMENT_STATUSES_MAXIMUM];
	size_t count;
	bool aborted;
};

void installation_response_note(struct installation_response *response, const struct element_status *status);

/* Appends 30 … to `out`; without a status, the one that says ok. */
enum status installation_response_encode(const struct installation_response *response, struct buffer *out) MUST_CHECK;

/* `input`: 30 …, whole. Of too many statuses the last ones are left out. STATUS_MALFORMED: no such answer, or one without
 * a status. */
enum status installation_response_decode(struct bytes input, struct installation_response *out) MUST_CHECK;

#endif
