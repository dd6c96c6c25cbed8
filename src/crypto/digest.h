/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include "base/bytes.h"
#include "base/status.h"

enum { SHA256_SIZE = 32, SHA1_SIZE = 20 };

/* SHA-256 over the parts one after the other. STATUS_BUG: the library failed. */
enum status sha256(const struct bytes parts[], size_t count, uint8_t out[SHA256_SIZE]) MUST_CHECK;

/* SHA-1, for subject key identifiers only (RFC 5280 4.2.1.2). */
enum status sha1(struct bytes input, uint8_t out[SHA1_SIZE]) MUST_CHECK;

/* X9.63 key derivation with SHA-256: `size` octets from Z and SharedInfo (BSI TR-03111 4.3.3). */
enum status x963_sha256(struct bytes z, struct bytes shared_info, uint8_t *out, size_t size) MUST_CHECK;

/* HMAC (RFC 2104) with SHA-256; `key` is not empty. */
enum status hmac_sha256(struct bytes key, struct bytes input, uint8_t out[SHA256_SIZE]) MUST_CHECK;

#endif
