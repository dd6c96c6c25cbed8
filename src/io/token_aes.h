/* SPDX-License-Identifier: Apache-2.0 */
/* AES keys of one token, by calls of PKCS#11 itself: libp11 has no secret keys. Whoever uses it has logged in. */
#ifndef IO_TOKEN_AES_H
#define IO_TOKEN_AES_H

#include "io/token_driver.h"

struct token_aes;

/* `slot` of a module that is loaded and initialised. NULL: without memory, or it is none. */
struct token_aes *token_aes_open(const char *module, unsigned long slot) MUST_CHECK;
void token_aes_close(struct token_aes *aes);

/* As token_secret_key(). */
enum status token_aes_find(struct token_aes *aes, const struct token_uri *uri, struct token_secret_key **out,
                           char why[TOKEN_FAULT_SIZE]) MUST_CHECK;

#endif
