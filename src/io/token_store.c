/* SPDX-License-Identifier: Apache-2.0 */
#include "io/token_store.h"

#include <dlfcn.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/secret.h"
#include "io/file.h"
#include "io/token_driver.h"

enum { TOKENS_MAXIMUM = 8, PIN_MAXIMUM = 255, PIN_FILE_MAXIMUM = 1024 };

struct driver {
	void *module;
	__typeof__(token_open) *open;
	__typeof__(token_close) *close;
	__typeof__(token_fits) *fits;
	__typeof__(token_private_key) *private_key;
	__typeof__(token_secret_key) *secret_key;
};

struct token_store {
	struct token_settings settings;
	struct driver driver;
	struct token *tokens[TOKENS_MAXIMUM];
	size_t count;
};

struct token_store *token_store_new(const struct token_settings *settings)
{
	struct token_store *store = calloc(1, sizeof *store);
	if (store)
		store->settings = *settings;
	return store;
}

/* The driver stays loaded: OpenSSL may call what it put there when the process ends. */
void token_store_free(struct token_store *store)
{
	for (size_t i = 0; store && i < store->count; i++)
		store->driver.close(store->tokens[i]);
	free(store);
}

/* Found beside the program, by its run path. */
static bool load_driver(struct driver *driver)
{
	if (driver->module)
		return true;
	driver->module = dlopen("provisim-pkcs11.so", RTLD_NOW | RTLD_LOCAL);
	if (!driver->module)
		return false;
	*(void **)&driver->open = dlsym(driver->module, "token_open");
	*(void **)&driver->close = dlsym(driver->module, "token_close");
	*(void **)&driver->fits = dlsym(driver->module, "token_fits");
	*(void **)&driver->private_key = dlsym(driver->module, "token_private_key");
	*(void **)&driver->secret_key = dlsym(driver->module, "token_secret_key");
	return driver->open && driver->close && driver->fits && driver->private_key && driver->secret_key;
}

static enum status read_pin(const char *path, char out[PIN_MAXIMUM + 1], char why[TOKEN_FAULT_SIZE])
{
	AUTO(buffer) content = { .secret = true };
	if (!path || !*path)
		return STATUS_OK;
	enum status status = file_read(path, PIN_FILE_MAXIMUM, &content);
	if (status != STATUS_OK) {
		snprintf(why, TOKEN_FAULT_SIZE, "the file with the PIN, %.150s, cannot be read: %s", path,
		         file_trouble(status));
		return status;
	}
	struct text rest = buffer_text(&content), pin = text_trimmed(text_cut(&rest, '\n'));
	if (pin.size == 0 || pin.size > PIN_MAXIMUM) {
		snprintf(why, TOKEN_FAULT_SIZE, "the first line of %.150s is no PIN", path);
		return STATUS_MALFORMED;
	}
	memcpy(out, pin.data, pin.size);
	return STATUS_OK;
}

static enum status open_token(struct token_store *store, const struct token_uri *uri, const char *module,
                              struct token **out, char why[TOKEN_FAULT_SIZE])
{
	char pin[PIN_MAXIMUM + 1] = "";
	if (store->count == TOKENS_MAXIMUM) {
		snprintf(why, TOKEN_FAULT_SIZE, "more than %d tokens are in use", TOKENS_MAXIMUM);
		return STATUS_TOO_LARGE;
	}
	enum status status = read_pin(*uri->pin_file ? uri->pin_file : store->settings.pin_file, pin, why);
	if (status == STATUS_OK)
		status = store->driver.open(uri, module, pin, &store->tokens[store->count], why);
	wipe(pin, sizeof pin);
	if (status == STATUS_OK)
		*out = store->tokens[store->count++];
	return status;
}

static enum status find_token(struct token_store *store, const char *text, struct token_uri *uri, struct token **out,
                              char why[TOKEN_FAULT_SIZE])
{
	if (token_uri_parse(text_from(text), uri) != STATUS_OK || (!*uri->object && uri->id_size == 0)) {
		snprintf(why, TOKEN_FAULT_SIZE, "write pkcs11:token=NAME;object=NAME, and put the PIN in a file");
		return STATUS_MALFORMED;
	}
	const char *module = *uri->module_path ? uri->module_path : store->settings.module;
	if (!module) {
		snprintf(why, TOKEN_FAULT_SIZE, "name the token's library, with token.module or ?module-path=");
		return STATUS_NOT_FOUND;
	}
	if (!load_driver(&store->driver)) {
		snprintf(why, TOKEN_FAULT_SIZE, "the driver for tokens cannot be loaded: %.200s", dlerror());
		return STATUS_UNSUPPORTED;
	}
	for (size_t i = 0; i < store->count; i++)
		if (store->driver.fits(store->tokens[i], uri, module)) {
			*out = store->tokens[i];
			return STATUS_OK;
		}
	return open_token(store, uri, module, out, why);
}

static enum status told(enum status status, const char *uri, const char why[TOKEN_FAULT_SIZE], char fault[TOKEN_FAULT_SIZE])
{
	if (status != STATUS_OK)
		snprintf(fault, TOKEN_FAULT_SIZE, "The key %.90s cannot be used: %.180s.", uri, why);
	return status;
}

enum status token_store_private_key(struct token_store *store, const char *text, struct evp_pkey_st **out,
                                    char fault[TOKEN_FAULT_SIZE])
{
	char why[TOKEN_FAULT_SIZE] = "";
	struct token_uri uri;
	struct token *token;
	enum status status = find_token(store, text, &uri, &token, why);
	if (status == STATUS_OK)
		status = store->driver.private_key(token, &uri, out, why);
	return told(status, text, why, fault);
}

void token_private_key_free(struct evp_pkey_st *key)
{
	EVP_PKEY_free(key);
}

enum status token_store_secret_key(struct token_store *store, const char *text, struct token_secret_key **out,
                                   char fault[TOKEN_FAULT_SIZE])
{
	char why[TOKEN_FAULT_SIZE] = "";
	struct token_uri uri;
	struct token *token;
	enum status status = find_token(store, text, &uri, &token, why);
	if (status == STATUS_OK)
		status = store->driver.secret_key(token, &uri, out, why);
	return told(status, text, why, fault);
}

enum status token_secret_key_seal(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out)
{
	struct token_secret_key *key = self;
	return key->run(key, true, iv, about, in, out);
}

enum status token_secret_key_open(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out)
{
	struct token_secret_key *key = self;
	return key->run(key, false, iv, about, in, out);
}
