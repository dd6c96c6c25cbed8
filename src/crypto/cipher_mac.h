/* SPDX-License-Identifier: Apache-2.0 */
/* AES-128 in the three forms that SCP03t needs (SGP.22 2.6.4.4), and as a stream for SUCIs. Keys are 16 octets. */
#ifndef CRYPTO_CIPHER_MAC_H
#define CRYPTO_CIPHER_MAC_H

#include "base/bytes.h"
#include "base/status.h"

enum { AES_BLOCK = 16 };

/* Contexts with their keys set, for many calls. { 0 } is releasable. */
struct aes_key {
	void *block;   /* ECB encryption */
	void *encrypt; /* CBC */
	void *decrypt; /* CBC */
};

void aes_key_release(struct aes_key *key);
enum status aes_key_set(struct aes_key *key, struct bytes octets) MUST_CHECK;

/* One block. */
enum status aes_encrypt_block(struct aes_key *key, const uint8_t in[AES_BLOCK], uint8_t out[AES_BLOCK]) MUST_CHECK;

/* Whole blocks; out has the size of the input and may be the input. STATUS_MALFORMED: not whole blocks. */
enum status aes_cbc_encrypt(struct aes_key *key, const uint8_t iv[AES_BLOCK], struct bytes in, uint8_t *out) MUST_CHECK;
enum status aes_cbc_decrypt(struct aes_key *key, const uint8_t iv[AES_BLOCK], struct bytes in, uint8_t *out) MUST_CHECK;

/* Counter mode, once, from the counter block `counter`; encrypts and decrypts. Any size; out may be the input.
 * STATUS_MALFORMED: the key is not 16 octets. */
enum status aes_ctr(struct bytes key, const uint8_t counter[AES_BLOCK], struct bytes in, uint8_t *out) MUST_CHECK;

/* AES-CMAC (RFC 4493) over parts one after the other. */
struct cmac_key {
	void *context;
};

void cmac_key_release(struct cmac_key *key);
enum status cmac_key_set(struct cmac_key *key, struct bytes octets) MUST_CHECK;
enum status cmac(struct cmac_key *key, const struct bytes parts[], size_t count, uint8_t out[AES_BLOCK]) MUST_CHECK;

#endif
