/* SPDX-License-Identifier: Apache-2.0 */
/* What an EUM does for each card: a key, and the certificate over it. */
#ifndef PKI_CARD_IDENTITY_H
#define PKI_CARD_IDENTITY_H

#include "pki/issue.h"

enum { CARD_SERIAL_NUMBER_SIZE = 16 };

struct card_identity_order {
	struct text eid;            /* 32 digits */
	int64_t now;                /* seconds since 1970: the certificate is good for 50 years from here */
	struct bytes serial_number; /* CARD_SERIAL_NUMBER_SIZE unpredictable octets */
};

/* Makes a key on the EUM's curve and appends CERT.EUICC. STATUS_MALFORMED: the EUM's certificate cannot be read, or the EID is
 * none; STATUS_NO_MEMORY; STATUS_BUG. */
enum status card_identity_issue(const struct card_identity_order *order, const struct issuer *eum,
                                struct signing_key *out_key, struct buffer *out_certificate) MUST_CHECK;

#endif
