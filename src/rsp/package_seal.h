/* SPDX-License-Identifier: Apache-2.0 */
/* Making a bound profile package: the server's side of ES8+ (SGP.22 5.5, 2.5.3, 2.5.4). */
#ifndef RSP_PACKAGE_SEAL_H
#define RSP_PACKAGE_SEAL_H

#include "crypto/key_agreement.h"
#include "rsp/bound_package.h"
#include "rsp/protected_segment.h"

/* Random keys for a package that is protected ahead of time (PPK): 16 octets each. */
struct package_keys {
	uint8_t chaining_value[AES_BLOCK];
	uint8_t encryption[AES_BLOCK];
	uint8_t mac[AES_BLOCK];
};

/* Appends A3 { 86 … } over the profile elements `upp`, under random keys or under `keys` as they stand. On failure
 * `out` is as it was. */
enum status package_protect(struct bytes upp, const struct package_keys *random_keys, struct buffer *out) MUST_CHECK;
enum status package_protect_with_session_keys(struct segment_keys *keys, struct bytes upp,
                                              struct buffer *out) MUST_CHECK;

/* What one binding needs. */
struct package_binding {
	enum curve curve;
	struct bytes euicc_otpk;      /* 65 octets */
	struct bytes host_id;         /* 1 to 16 octets */
	struct bytes eid;             /* 16 octets */
	struct bytes metadata;        /* BF25, whole */
	struct bytes upp;             /* clear profile elements: protected with the session keys … */
	struct bytes protected_profile;          /* … or A3 { 86 … } made ahead … */
	const struct package_keys *package_keys; /* … with these keys */
	size_t segment_maximum;       /* octets of a protected TLV; nought: PROTECTED_TLV_MAXIMUM */
};

/* The part of a package that must be kept for a retry: everything but BF23. */
struct package_body {
	uint8_t smdp_otpk[POINT_SIZE];
	struct buffer sequences;      /* A0 A1 [A2] A3 one after the other; limit set by the caller */
};

void package_body_release(struct package_body *body);

/* Appends A0 A1 [A2] A3 under session keys that were derived already; of `binding` the metadata, the profile and the
 * segment size count. STATUS_BUG: neither or both of `upp` and `protected_profile`. */
enum status package_sequences_seal(struct segment_keys *keys, const struct package_binding *binding,
                                   struct buffer *out) MUST_CHECK;

/* Makes a fresh one-time key, derives, protects. The private one-time key and the session keys are gone on return.
 * STATUS_MALFORMED: euicc_otpk is no point of the curve, or a size is off; STATUS_TOO_LARGE. */
enum status package_bind(const struct package_binding *binding, struct package_body *out) MUST_CHECK;

/* Appends the whole BF36: BF23 signed with SK.DPpb for this transaction and card key, then the body. */
enum status package_finish(struct bytes smdp_otpk, struct bytes sequences, struct bytes host_id,
                           struct bytes transaction_id, struct bytes euicc_otpk, const struct signing_key *dppb_key,
                           struct buffer *out) MUST_CHECK;

#endif
