/* SPDX-License-Identifier: Apache-2.0 */
/* One-time keys and the secret that two of them share (ECKA-EG, BSI TR-03111 4.3; SGP.22 2.6.7). */
#ifndef CRYPTO_KEY_AGREEMENT_H
#define CRYPTO_KEY_AGREEMENT_H

#include "base/secret.h"
#include "crypto/sign.h"

/* Z: the X coordinate of own scalar × peer point, always 32 octets. A one-time key is a struct signing_key made by
 * signing_key_generate(). STATUS_MALFORMED: the point is not 65 octets from 04, or not on the key's curve. */
enum status agree(const struct signing_key *own, struct bytes peer_point, struct secret *out_z) MUST_CHECK;

/* The point of 33 octets (02 or 03, then X) as one of 65. STATUS_MALFORMED: there is none. */
enum { COMPRESSED_POINT_SIZE = 33 };
enum status point_expand(enum curve curve, struct bytes compressed, uint8_t out[POINT_SIZE]) MUST_CHECK;
void point_compress(const uint8_t point[POINT_SIZE], uint8_t out[COMPRESSED_POINT_SIZE]);

/* X25519 (RFC 7748 6.1): private keys, public keys and what two of them agree on are 32 octets each. */
enum { X25519_SIZE = 32 };
enum status x25519_public(struct bytes private_key, uint8_t out[X25519_SIZE]) MUST_CHECK;
/* STATUS_MALFORMED: not 32 octets, or a peer with which everybody agrees on noughts. */
enum status x25519_agree(struct bytes private_key, struct bytes peer, struct secret *out_z) MUST_CHECK;

/* The private key as a file holds it: PEM of PKCS #8 (RFC 8410 7).
 * STATUS_NOT_FOUND: no "PRIVATE KEY"; STATUS_UNSUPPORTED: one of another kind; STATUS_MALFORMED. */
enum status x25519_private_parse(struct text pem, struct secret *out) MUST_CHECK;
/* Appends it; give a secret buffer. STATUS_MALFORMED: not 32 octets. */
enum status x25519_private_print(struct bytes private_key, struct buffer *out_pem) MUST_CHECK;

#endif
