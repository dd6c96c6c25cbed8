/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate of remote provisioning says (SGP.22 4.5.2), read in one walk over its DER, without OpenSSL's
 * decoder (see docs/decisions). Nothing is judged here: pki/chain.h does. */
#ifndef CRYPTO_CERTIFICATE_H
#define CRYPTO_CERTIFICATE_H

#include "crypto/curve.h"
#include "base/status.h"

enum { CERTIFICATE_SIZE_MAXIMUM = 4096, KEY_IDENTIFIER_SIZE = 20 }; /* octets */

/* Bits of keyUsage (RFC 5280 4.2.1.3), bit n as 1 << n. */
enum { KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0, KEY_USAGE_KEY_CERT_SIGN = 1 << 5, KEY_USAGE_CRL_SIGN = 1 << 6 };

/* Every view points into the octets that were decoded. Absent fields are empty. */
struct certificate {
	struct bytes whole;         /* the certificate's DER */
	struct bytes to_be_signed;
	struct bytes signature;     /* DER SEQUENCE { r, s }, without the bit string's leading 00 */
	struct bytes serial_number; /* content octets of the INTEGER */
	struct bytes issuer;        /* Name, whole */
	struct bytes subject;       /* Name, whole */
	struct text organization;   /* of the subject */
	struct text serial_number_attribute; /* 2.5.4.5 of the subject: the EID in CERT.EUICC */
	struct text common_name;
	int64_t not_before;         /* seconds since 1970, UTC */
	int64_t not_after;
	enum curve curve;
	struct bytes point;         /* POINT_SIZE octets */
	struct bytes subject_key_identifier;
	struct bytes authority_key_identifier;
	bool has_basic_constraints, is_authority;
	int path_length;            /* -1: no limit */
	unsigned key_usage;         /* nought: extension absent */
	bool server_auth, client_auth; /* extended key usage */
	struct bytes policy_oid;    /* content octets of the first policy identifier: the role */
	struct bytes registered_id; /* content octets, from subjectAltName */
	struct text dns_name;       /* first one, from subjectAltName */
	struct bytes name_constraints; /* value of the extension (its SEQUENCE, whole) */
	bool unknown_critical;      /* an extension not named here is marked critical */
};

/* One certificate and nothing after it. STATUS_MALFORMED: no X.509 v3 certificate; STATUS_UNSUPPORTED: another
 * algorithm than ECDSA with SHA-256 on a curve of crypto/curve.h. */
enum status certificate_decode(struct bytes input, struct certificate *out) MUST_CHECK;

/* The signature over to_be_signed. STATUS_UNTRUSTED: not by that key. */
struct public_key;
enum status certificate_verify(const struct certificate *certificate, const struct public_key *issuer) MUST_CHECK;
/* The same by the key's point. STATUS_MALFORMED: no point of the certificate's curve. */
enum status certificate_verify_by_point(const struct certificate *certificate, struct bytes issuer_point) MUST_CHECK;

/* DER of the first certificate in a PEM text, or a DER certificate as it is, appended to out. */
struct buffer;
enum status certificate_from_file(struct bytes pem_or_der, struct buffer *out) MUST_CHECK;

#endif
