/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sign whom: the checks of SGP.22 4.5.2.2 on a certificate that somebody showed. */
#ifndef PKI_CHAIN_H
#define PKI_CHAIN_H

#include "crypto/sign.h"
#include "pki/certificate_kind.h"
#include "pki/revocations.h"
#include "pki/signature_memory.h"

/* Why a certificate was refused; the caller turns it into the code of its own interface. */
enum chain_fault {
	CHAIN_OK,
	CHAIN_MALFORMED,       /* not a certificate we can read */
	CHAIN_UNKNOWN_ISSUER,  /* authorityKeyIdentifier names no trusted key */
	CHAIN_WRONG_CURVE,     /* not its issuer's, or another algorithm than ours */
	CHAIN_BAD_SIGNATURE,
	CHAIN_WRONG_ROLE,      /* policy OID, key usage, extended key usage or basic constraints of another kind */
	CHAIN_MISSING_IDENTITY,/* no registeredID, dNSName or EID where the kind needs one */
	CHAIN_NOT_YET_VALID,
	CHAIN_EXPIRED,
	CHAIN_REVOKED,         /* it stands on its issuer's list */
	CHAIN_OUTSIDE_CONSTRAINTS, /* the EUM may not issue for this organisation or EID */
	CHAIN_FAULT_COUNT
};

/* A sentence for the log and the user: "the certificate has expired". */
const char *chain_fault_text(enum chain_fault fault);

/* A CI key that is trusted. */
struct trust_anchor {
	uint8_t key_identifier[KEY_IDENTIFIER_SIZE];
	struct public_key key;
	uint8_t point[POINT_SIZE];
	struct bytes certificate; /* borrowed DER; may be empty when only the key is known */
};

enum { TRUST_ANCHORS_MAXIMUM = 16 };

/* Owns its keys. */
struct trust_store {
	struct trust_anchor anchors[TRUST_ANCHORS_MAXIMUM];
	size_t count;
	struct signature_memory memory;
	struct revocations revocations;
};

void trust_store_release(struct trust_store *store);

/* From now on the store remembers signatures that were good, in up to half a megabyte: for servers, where the same
 * certificates come again and again. A second call changes nothing. STATUS_NO_MEMORY. */
enum status trust_store_remember(struct trust_store *store) MUST_CHECK;

/* Adds a CI certificate (DER, which must outlive the store). Checked as a CI certificate, except its dates.
 * STATUS_UNTRUSTED: not one; STATUS_EXISTS: its key is there already; STATUS_TOO_LARGE. */
enum status trust_store_add(struct trust_store *store, struct bytes ci_certificate) MUST_CHECK;

/* Certificates on this list (DER) do not hold from now on. It is signed by a trusted CI, or by a card maker whose certificate
 * is `eum` (DER; else empty). `now` as below. STATUS_MALFORMED; STATUS_UNSUPPORTED: it only says what has changed since another
 * one; STATUS_NOT_FOUND: its issuer is neither a trusted CI nor `eum`; STATUS_UNTRUSTED: its signature, or `eum`, does not
 * hold; STATUS_OUT_OF_ORDER: it is of the future; STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status trust_store_add_list(struct trust_store *store, struct bytes list, struct bytes eum, int64_t now,
                                 struct certificate_list *out_list) MUST_CHECK;

/* The anchor with this key identifier, or NULL. */
const struct trust_anchor *trust_store_find(const struct trust_store *store, struct bytes key_identifier);

/* Dates are not looked at: a card has no clock (SGP.22 4.5.2.2). */
enum { NO_CLOCK = -1 };

/* A certificate of `kind` that a CI signs: shape, issuer, signature, role, dates at `now` (seconds since 1970, or
 * NO_CLOCK). Decodes into *out_certificate, which then points into `der`; *out_anchor may be NULL. */
enum chain_fault chain_check(const struct trust_store *store, enum certificate_kind kind, struct bytes der, int64_t now,
                             struct certificate *out_certificate, const struct trust_anchor **out_anchor);

/* CERT.EUM and CERT.EUICC as an SM-DP+ or SM-DS sees them: both chains, the EUM's name constraints over organisation and
 * EID (prefix). The EID's check digits are the caller's to look at (rsp/identifiers.h). *out_fault_in_eum tells whose fault
 * it was. */
struct euicc_chain {
	struct certificate eum;
	struct certificate euicc;
	const struct trust_anchor *anchor;
	uint8_t eid[16]; /* packed BCD */
};

enum chain_fault chain_check_euicc(const struct trust_store *store, struct bytes eum_der, struct bytes euicc_der,
                                   int64_t now, struct euicc_chain *out, bool *out_fault_in_eum);

#endif
