/* SPDX-License-Identifier: Apache-2.0 */
#include "server/vault.h"

#include <stdio.h>

#include "crypto/aes_gcm.h"

/* The first octet of all that is sealed: what comes after it may be something else one day. */
enum { VERSION = 1, HEAD_SIZE = 1 + GCM_IV_SIZE, ABOUT_SIZE = 160 };

void data_key_release(struct data_key *key)
{
	secret_release(&key->octets);
	*key = (struct data_key){ 0 };
}

/* The texts end in a NUL each, so that no two pairs of them give the same octets. */
static enum status print_about(const char *place, struct text owner, struct text rest, char out[ABOUT_SIZE],
                               struct bytes *out_about)
{
	int size = snprintf(out, ABOUT_SIZE, "%s%c%.*s%c%.*s", place, 0, TEXT_ARGUMENTS(owner), 0, TEXT_ARGUMENTS(rest));
	if (size < 0 || size >= ABOUT_SIZE)
		return STATUS_TOO_LARGE;
	*out_about = bytes_from(out, (size_t)size);
	return STATUS_OK;
}

/* ---- data keys ---- */

static enum status wrap(const struct master_keys *keys, const struct random *random, const struct data_key *key,
                        struct wrapped_key *out)
{
	const struct master_key *master = master_keys_current(keys);
	struct wrapped_key made = { .octets = { VERSION } };
	char text[ABOUT_SIZE];
	struct bytes about;
	if (!master)
		return STATUS_NOT_FOUND;
	memcpy(made.master_key, master->id, sizeof made.master_key);
	TRY(print_about("data key", key->owner, text_from(master->id), text, &about));
	TRY(random_fill(random, made.octets + 1, GCM_IV_SIZE));
	TRY(master->seal(master->self, made.octets + 1, about, secret_bytes(&key->octets), made.octets + HEAD_SIZE));
	*out = made;
	return STATUS_OK;
}

enum status data_key_make(const struct master_keys *keys, const struct random *random, struct text owner,
                          struct data_key *out, struct wrapped_key *out_wrapped)
{
	AUTO(data_key) key = { .octets = { .size = AES_256_KEY_SIZE }, .owner = owner };
	TRY(random_fill(random, key.octets.data, AES_256_KEY_SIZE));
	TRY(wrap(keys, random, &key, out_wrapped));
	*out = key;
	return STATUS_OK;
}

enum status data_key_unwrap(const struct master_keys *keys, struct text owner, struct text master_key,
                            struct bytes wrapped, struct data_key *out)
{
	AUTO(data_key) key = { .octets = { .size = AES_256_KEY_SIZE }, .owner = owner };
	char text[ABOUT_SIZE];
	struct bytes about;
	if (wrapped.size != WRAPPED_KEY_SIZE || wrapped.data[0] != VERSION)
		return STATUS_MALFORMED;
	const struct master_key *master = master_keys_find(keys, master_key);
	if (!master)
		return STATUS_NOT_FOUND;
	TRY(print_about("data key", owner, master_key, text, &about));
	TRY(master->open(master->self, wrapped.data + 1, about, bytes_after(wrapped, HEAD_SIZE), key.octets.data));
	*out = key;
	return STATUS_OK;
}

enum status data_key_rewrap(const struct master_keys *keys, const struct random *random, struct text owner,
                            struct text master_key, struct bytes wrapped, struct wrapped_key *out)
{
	AUTO(data_key) key = { 0 };
	TRY(data_key_unwrap(keys, owner, master_key, wrapped, &key));
	return wrap(keys, random, &key, out);
}

/* ---- what they seal ---- */

enum status vault_seal(const struct data_key *key, const struct random *random, const char *column, struct bytes clear,
                       struct buffer *out)
{
	char text[ABOUT_SIZE];
	uint8_t iv[GCM_IV_SIZE];
	struct bytes about;
	if (key->octets.size == 0)
		return STATUS_BUG;
	TRY(print_about(column, key->owner, (struct text){ 0 }, text, &about));
	TRY(random_fill(random, iv, sizeof iv));
	if (clear.size > SIZE_MAX - VAULT_OVERHEAD)
		return STATUS_TOO_LARGE;
	uint8_t *sealed = buffer_extend(out, clear.size + VAULT_OVERHEAD);
	if (!sealed)
		return STATUS_TOO_LARGE;
	sealed[0] = VERSION;
	memcpy(sealed + 1, iv, sizeof iv);
	enum status status = aes_gcm_seal(secret_bytes(&key->octets), iv, about, clear, sealed + HEAD_SIZE);
	if (status != STATUS_OK)
		out->size -= clear.size + VAULT_OVERHEAD;
	return status;
}

enum status vault_open(const struct data_key *key, const char *column, struct bytes sealed, struct buffer *out)
{
	char text[ABOUT_SIZE];
	struct bytes about;
	if (key->octets.size == 0)
		return buffer_append(out, sealed);
	if (sealed.size < VAULT_OVERHEAD || sealed.data[0] != VERSION)
		return STATUS_MALFORMED;
	TRY(print_about(column, key->owner, (struct text){ 0 }, text, &about));
	uint8_t *clear = buffer_extend(out, sealed.size - VAULT_OVERHEAD);
	if (!clear && sealed.size > VAULT_OVERHEAD)
		return STATUS_TOO_LARGE;
	enum status status = aes_gcm_open(secret_bytes(&key->octets), sealed.data + 1, about, bytes_after(sealed, HEAD_SIZE),
	                                  clear);
	if (status != STATUS_OK)
		out->size -= sealed.size - VAULT_OVERHEAD;
	return status;
}
