/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing test certificates of every kind, with the contents of the kind table. */
#ifndef PKI_ISSUE_H
#define PKI_ISSUE_H

#include "crypto/sign.h"
#include "pki/certificate_kind.h"

struct certificate_order {
	enum certificate_kind kind;
	struct text common_name;
	struct text organization;
	struct text country;       /* two letters; may be empty */
	struct text eid;           /* CERT.EUICC: 32 digits */
	struct text eid_prefix;    /* CERT.EUM: digits that its cards' EIDs start with */
	struct text registered_id; /* dotted OID */
	struct text dns_name;      /* TLS kinds; also an IP address literal */
	int64_t not_before, not_after; /* seconds since 1970 */
	struct bytes serial_number; /* 8 to 20 octets from a generator, first below 80 and not 00 */
};

struct issuer {
	const struct signing_key *key;
	struct bytes certificate; /* DER; empty for a self-signed CI */
};

/* Appends the DER certificate for the public point of `subject_key`.
 * STATUS_MALFORMED: an order field that the kind needs is missing or not in its form. */
enum status certificate_issue(const struct certificate_order *order, const struct signing_key *subject_key,
                              const struct issuer *issuer, struct buffer *out) MUST_CHECK;

/* PEM around DER, appended. */
enum status certificate_print(struct bytes der, struct buffer *out_pem) MUST_CHECK;

#endif
