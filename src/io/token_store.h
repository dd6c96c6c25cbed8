/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that stay in a PKCS#11 token and work there. The driver, and the token's own module, are loaded when the first key is
 * asked for. One store for the process, until it ends: a module has one login for all of it. Any thread may use the keys. */
#ifndef IO_TOKEN_STORE_H
#define IO_TOKEN_STORE_H

#include "base/bytes.h"
#include "base/status.h"

enum { TOKEN_FAULT_SIZE = 300 };

/* For URIs that do not name their own; may be NULL. Borrowed. */
struct token_settings {
	const char *module;   /* path of the token's PKCS#11 library */
	const char *pin_file; /* first line: the PIN */
};

struct token_store;

/* NULL without memory: then no key in a token can be used. */
struct token_store *token_store_new(const struct token_settings *settings) MUST_CHECK;
void token_store_free(struct token_store *store);

/* A private key on an elliptic curve, as an object of OpenSSL whose signatures the token makes; to be freed by
 * token_private_key_free() before the store. On failure `fault` has a sentence. STATUS_MALFORMED: no URI; STATUS_NOT_FOUND: no
 * such module, token or key; STATUS_REFUSED: the PIN is wrong or locked; STATUS_IO. */
struct evp_pkey_st;
enum status token_store_private_key(struct token_store *store, const char *uri, struct evp_pkey_st **out,
                                    char fault[TOKEN_FAULT_SIZE]) MUST_CHECK;
/* NULL is none. */
void token_private_key_free(struct evp_pkey_st *key);

/* An AES key of 32 octets. Lives as long as the store. Failures as above. */
struct token_secret_key;
enum status token_store_secret_key(struct token_store *store, const char *uri, struct token_secret_key **out,
                                   char fault[TOKEN_FAULT_SIZE]) MUST_CHECK;

/* AES-GCM in the token with an iv of 12 octets; 16 octets of tag are the end of what is sealed. At most 256 octets. As in
 * ports/master_keys.h: `self` is a struct token_secret_key. */
enum status token_secret_key_seal(void *self, const uint8_t *iv, struct bytes about, struct bytes in,
                                  uint8_t *out) MUST_CHECK;
enum status token_secret_key_open(void *self, const uint8_t *iv, struct bytes about, struct bytes in,
                                  uint8_t *out) MUST_CHECK;

#endif
