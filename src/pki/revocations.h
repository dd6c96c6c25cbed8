/* SPDX-License-Identifier: Apache-2.0 */
/* Serial numbers that issuers have revoked, found at once. */
#ifndef PKI_REVOCATIONS_H
#define PKI_REVOCATIONS_H

#include "crypto/certificate.h"
#include "pki/certificate_list.h"

enum { REVOCATION_LISTS_MAXIMUM = 32 };

/* One list, or a part of one. */
struct revocation_list_index {
	uint8_t issuer[KEY_IDENTIFIER_SIZE];
	uint8_t *octets;   /* copies of the serial numbers, one after the other */
	struct bytes *serials; /* in order */
	size_t count;
};

struct revocations {
	struct revocation_list_index lists[REVOCATION_LISTS_MAXIMUM];
	size_t count;
};

void revocations_release(struct revocations *revocations);

/* Takes over what a list says that has been found good. STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status revocations_add(struct revocations *revocations, const struct certificate_list *list) MUST_CHECK;

/* Whether this issuer has revoked this serial number (content octets). */
bool revocations_have(const struct revocations *revocations, struct bytes issuer_key_identifier, struct bytes serial_number);

#endif
