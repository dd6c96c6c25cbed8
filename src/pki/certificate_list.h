/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate revocation list (RFC 5280 5, SGP.22 4.5.2.1.3), whole or one of the parts that a CI may cut it into. Read,
 * not judged. */
#ifndef PKI_CERTIFICATE_LIST_H
#define PKI_CERTIFICATE_LIST_H

#include "base/bytes.h"
#include "base/status.h"
#include "codec/der_read.h"

enum { CRL_SERIAL_MAXIMUM = 20, CRL_PARTS_MAXIMUM = 256 };

/* Views into the decoded octets. */
struct certificate_list {
	struct bytes to_be_signed;
	struct bytes issuer;                   /* Name, whole */
	int64_t this_update, next_update;      /* seconds since 1970; nought: not said */
	struct bytes signature;                /* DER SEQUENCE { r, s } */
	struct bytes authority_key_identifier; /* empty: absent */
	uint64_t number;
	bool is_delta;
	uint64_t base_number;                  /* of a delta */
	int total_parts, part;                 /* 1 and 1: whole */
	struct bytes entries;                  /* inside of revokedCertificates; may be empty */
};

/* A whole list, DER. STATUS_MALFORMED. */
enum status certificate_list_decode_whole(struct bytes der, struct certificate_list *out) MUST_CHECK;

/* `content` is what stands inside the CertificateList's SEQUENCE. STATUS_MALFORMED. */
enum status certificate_list_decode(struct bytes content, struct certificate_list *out) MUST_CHECK;

/* The next revoked serial number (content octets). False: none, or not readable; der_end() tells which. */
bool certificate_list_next(struct der_reader *entries, struct bytes *out_serial_number) MUST_CHECK;

#endif
