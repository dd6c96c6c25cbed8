/* SPDX-License-Identifier: Apache-2.0 */
/* ECDSA with SHA-256, signatures as r ‖ s. */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include "base/buffer.h"
#include "crypto/curve.h"

/* A private key. Owns a library object; wiped and freed by its release. */
struct signing_key {
	enum curve curve;
	void *handle;
	uint8_t point[POINT_SIZE]; /* its public point */
};

void signing_key_release(struct signing_key *key);
enum status signing_key_generate(enum curve curve, struct signing_key *out) MUST_CHECK;

/* From the 32 octets of the private scalar. STATUS_MALFORMED: nought or not below the order. */
enum status signing_key_from_scalar(enum curve curve, struct bytes scalar, struct signing_key *out) MUST_CHECK;

/* Appends the 32 octets of the private scalar. Give a secret buffer. */
enum status signing_key_scalar(const struct signing_key *key, struct buffer *out) MUST_CHECK;

/* PEM, PKCS#8 ("PRIVATE KEY") out; PKCS#8 or SEC1 ("EC PRIVATE KEY"), unencrypted, or DER of either in.
 * STATUS_MALFORMED: no key; STATUS_UNSUPPORTED: a key of another kind or curve. */
enum status signing_key_parse(struct bytes pem_or_der, struct signing_key *out) MUST_CHECK;
enum status signing_key_print(const struct signing_key *key, struct buffer *out_pem) MUST_CHECK;

/* A key that OpenSSL only knows how to work with, such as one that a token holds. It is tried once: STATUS_UNTRUSTED: what it
 * signs does not verify by this point; STATUS_IO: it does not sign. Takes a reference of its own. */
struct evp_pkey_st;
enum status signing_key_from_object(struct evp_pkey_st *object, enum curve curve, struct bytes point,
                                    struct signing_key *out) MUST_CHECK;

/* Signs the parts one after the other. */
enum status sign(const struct signing_key *key, const struct bytes parts[], size_t count,
                 uint8_t out[SIGNATURE_SIZE]) MUST_CHECK;

/* A point made ready for checking signatures: make it once when many follow. */
struct public_key {
	enum curve curve;
	void *handle;
};

void public_key_release(struct public_key *key);

/* Exactly 65 octets starting with 04, on the curve. STATUS_MALFORMED otherwise. */
enum status public_key_from_point(enum curve curve, struct bytes point, struct public_key *out) MUST_CHECK;

/* STATUS_UNTRUSTED: not signed by that key, or r or s nought or too large, or not 64 octets. */
enum status public_key_verify(const struct public_key *key, const struct bytes parts[], size_t count,
                              struct bytes signature) MUST_CHECK;

/* public_key_from_point() and public_key_verify() in one. */
enum status verify(enum curve curve, struct bytes point, const struct bytes parts[], size_t count,
                   struct bytes signature) MUST_CHECK;

#endif
