/* SPDX-License-Identifier: Apache-2.0 */
/* AES-256-GCM (NIST SP 800-38D): what is kept is sealed with it. */
#ifndef CRYPTO_AES_GCM_H
#define CRYPTO_AES_GCM_H

#include "base/bytes.h"
#include "base/status.h"

enum { AES_256_KEY_SIZE = 32, GCM_IV_SIZE = 12, GCM_TAG_SIZE = 16 }; /* octets */

/* Writes in.size + GCM_TAG_SIZE octets: the cipher text and the tag over it and `about`. An iv is used once with a key.
 * STATUS_MALFORMED: the key is not AES_256_KEY_SIZE octets. */
enum status aes_gcm_seal(struct bytes key, const uint8_t iv[GCM_IV_SIZE], struct bytes about, struct bytes in,
                         uint8_t *out) MUST_CHECK;

/* Writes in.size - GCM_TAG_SIZE octets; what is in `out` after a failure is nobody's. STATUS_MALFORMED: a key of another
 * size, or fewer octets than a tag; STATUS_UNTRUSTED: another key, iv or `about`, or other octets than were sealed. */
enum status aes_gcm_open(struct bytes key, const uint8_t iv[GCM_IV_SIZE], struct bytes about, struct bytes in,
                         uint8_t *out) MUST_CHECK;

#endif
