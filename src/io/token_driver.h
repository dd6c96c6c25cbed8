/* SPDX-License-Identifier: Apache-2.0 */
/* What is behind io/token_store.h once it is loaded. */
#ifndef IO_TOKEN_DRIVER_H
#define IO_TOKEN_DRIVER_H

#include "io/token_store.h"
#include "io/token_uri.h"

/* A token that we are logged in to, with its module. */
struct token;

/* `pin` is empty where the token needs none. On failure `why` is the end of a sentence. Statuses of token_store.h. */
enum status token_open(const struct token_uri *uri, const char *module, const char *pin, struct token **out,
                       char why[TOKEN_FAULT_SIZE]) MUST_CHECK;
/* After all its keys. */
void token_close(struct token *token);

/* It is the one that this URI names. */
bool token_fits(const struct token *token, const struct token_uri *uri, const char *module);

enum status token_private_key(struct token *token, const struct token_uri *uri, struct evp_pkey_st **out,
                              char why[TOKEN_FAULT_SIZE]) MUST_CHECK;
/* The token's. */
enum status token_secret_key(struct token *token, const struct token_uri *uri, struct token_secret_key **out,
                             char why[TOKEN_FAULT_SIZE]) MUST_CHECK;

/* The first members of a struct token_secret_key. */
struct token_secret_key {
	enum status (*run)(struct token_secret_key *key, bool seal, const uint8_t *iv, struct bytes about, struct bytes in,
	                   uint8_t *out);
};

#endif
