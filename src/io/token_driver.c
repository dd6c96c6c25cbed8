/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens and their private keys by libp11, which makes OpenSSL's ECDSA sign in the token and has sessions for many threads. */
#include "io/token_driver.h"

#include <stdio.h>
#include <stdlib.h>

#include <libp11.h>
#include <openssl/err.h>

#include "io/token_aes.h"

enum { REASON_PIN_INCORRECT = 0xA0, REASON_PIN_LOCKED = 0xA4 }; /* CKR_…, PKCS#11 */

struct token {
	char module[TOKEN_PATH_SIZE];
	PKCS11_CTX *context;
	PKCS11_SLOT *slots;
	unsigned slot_count;
	PKCS11_SLOT *slot; /* the token's */
	struct token_aes *aes;
};

/* Tokens pad their texts with blanks; libp11 has cut them off. */
static bool text_fits(const char *wanted, const char *has)
{
	return !*wanted || (has && strcmp(wanted, has) == 0);
}

static bool slot_fits(const PKCS11_SLOT *slot, const struct token_uri *uri)
{
	const PKCS11_TOKEN *token = slot->token;
	return token && token->initialized && text_fits(uri->token, token->label) &&
	       text_fits(uri->manufacturer, token->manufacturer) && text_fits(uri->model, token->model) &&
	       text_fits(uri->serial, token->serialnr);
}

bool token_fits(const struct token *token, const struct token_uri *uri, const char *module)
{
	return strcmp(token->module, module) == 0 && slot_fits(token->slot, uri);
}

static enum status log_in(struct token *token, const char *pin, char why[TOKEN_FAULT_SIZE])
{
	int in = 0;
	if (!token->slot->token->loginRequired ||
	    (PKCS11_is_logged_in(token->slot, 0, &in) == 0 && in))
		return STATUS_OK;
	ERR_clear_error();
	if (!*pin) {
		snprintf(why, TOKEN_FAULT_SIZE, "the token wants a PIN: name a file that has it, with token.pin-file or "
		         "?pin-source=");
		return STATUS_REFUSED;
	}
	if (PKCS11_login(token->slot, 0, pin) == 0)
		return STATUS_OK;
	int reason = ERR_GET_REASON(ERR_peek_last_error());
	ERR_clear_error();
	if (reason == REASON_PIN_INCORRECT)
		snprintf(why, TOKEN_FAULT_SIZE, "the PIN is wrong, and the token locks itself after a few wrong ones");
	else if (reason == REASON_PIN_LOCKED)
		snprintf(why, TOKEN_FAULT_SIZE, "the token has locked its PIN after wrong ones: unlock it with its program");
	else
		snprintf(why, TOKEN_FAULT_SIZE, "the token lets nobody in (PKCS#11 error 0x%x)", (unsigned)reason);
	return STATUS_REFUSED;
}

static enum status find_slot(struct token *token, const struct token_uri *uri, char why[TOKEN_FAULT_SIZE])
{
	if (PKCS11_enumerate_slots(token->context, &token->slots, &token->slot_count) != 0) {
		ERR_clear_error();
		snprintf(why, TOKEN_FAULT_SIZE, "the library lists no tokens");
		return STATUS_IO;
	}
	for (unsigned i = 0; i < token->slot_count && !token->slot; i++)
		if (slot_fits(&token->slots[i], uri))
			token->slot = &token->slots[i];
	if (token->slot)
		return STATUS_OK;
	snprintf(why, TOKEN_FAULT_SIZE, "there is no token %.60s%swhere the library looks", uri->token, *uri->token ? " " : "");
	return STATUS_NOT_FOUND;
}

static enum status open_all(struct token *token, const struct token_uri *uri, const char *pin, char why[TOKEN_FAULT_SIZE])
{
	token->context = PKCS11_CTX_new();
	if (!token->context)
		return STATUS_NO_MEMORY;
	if (PKCS11_CTX_load(token->context, token->module) != 0) {
		ERR_clear_error();
		PKCS11_CTX_free(token->context);
		token->context = NULL;
		snprintf(why, TOKEN_FAULT_SIZE, "the library %.120s cannot be loaded, or is none for PKCS#11", token->module);
		return STATUS_NOT_FOUND;
	}
	TRY(find_slot(token, uri, why));
	TRY(log_in(token, pin, why));
	token->aes = token_aes_open(token->module, PKCS11_get_slotid_from_slot(token->slot));
	return token->aes ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status token_open(const struct token_uri *uri, const char *module, const char *pin, struct token **out,
                       char why[TOKEN_FAULT_SIZE])
{
	struct token *token = calloc(1, sizeof *token);
	if (!token)
		return STATUS_NO_MEMORY;
	snprintf(token->module, sizeof token->module, "%s", module);
	ERR_clear_error();
	enum status status = open_all(token, uri, pin, why);
	if (status != STATUS_OK) {
		token_close(token);
		return status;
	}
	*out = token;
	return STATUS_OK;
}

void token_close(struct token *token)
{
	token_aes_close(token->aes);
	if (token->slots)
		PKCS11_release_all_slots(token->context, token->slots, token->slot_count);
	if (token->context) {
		PKCS11_CTX_unload(token->context);
		PKCS11_CTX_free(token->context);
	}
	free(token);
}

static bool key_fits(const PKCS11_KEY *key, const struct token_uri *uri)
{
	return text_fits(uri->object, key->label) &&
	       (uri->id_size == 0 ||
	        bytes_equal(bytes_from(uri->id, uri->id_size), bytes_from(key->id, key->id_len)));
}

enum status token_private_key(struct token *token, const struct token_uri *uri, struct evp_pkey_st **out,
                              char why[TOKEN_FAULT_SIZE])
{
	PKCS11_KEY *keys = NULL;
	unsigned count = 0;
	if (PKCS11_enumerate_keys(token->slot->token, &keys, &count) != 0) {
		ERR_clear_error();
		snprintf(why, TOKEN_FAULT_SIZE, "the token lists no keys");
		return STATUS_IO;
	}
	for (unsigned i = 0; i < count; i++) {
		EVP_PKEY *key = key_fits(&keys[i], uri) ? PKCS11_get_private_key(&keys[i]) : NULL;
		if (key && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
			*out = key;
			return STATUS_OK;
		}
		EVP_PKEY_free(key);
		ERR_clear_error();
	}
	snprintf(why, TOKEN_FAULT_SIZE, "the token has no such private key on an elliptic curve, with its public key beside");
	return STATUS_NOT_FOUND;
}

enum status token_secret_key(struct token *token, const struct token_uri *uri, struct token_secret_key **out,
                             char why[TOKEN_FAULT_SIZE])
{
	return token_aes_find(token->aes, uri, out, why);
}
