/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing revocation lists (RFC 5280 5) of test PKIs. */
#ifndef PKI_ISSUE_LIST_H
#define PKI_ISSUE_LIST_H

#include "pki/issue.h"

struct list_order {
	const struct bytes *serial_numbers; /* content octets of the certificates' INTEGERs */
	size_t count;
	uint64_t number;
	int64_t this_update, next_update;   /* seconds since 1970; what is revoked is so since this_update */
};

enum { CERTIFICATE_LIST_MAXIMUM = 1 << 20 /* octets */ };

/* Appends the DER list. STATUS_MALFORMED: the issuer's certificate cannot be read or has no key identifier, or the dates do not
 * follow one another. */
enum status certificate_list_issue(const struct list_order *order, const struct issuer *issuer, struct buffer *out) MUST_CHECK;

#endif
