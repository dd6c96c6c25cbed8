/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_master_keys.h"

#include "base/hex.h"
#include "crypto/aes_gcm.h"
#include "crypto/digest.h"
#include "support/test.h"

static enum status seal(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out)
{
	const struct test_master_key *key = self;
	return aes_gcm_seal(BYTES(key->octets), iv, about, in, out);
}

static enum status open_it(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out)
{
	const struct test_master_key *key = self;
	return aes_gcm_open(BYTES(key->octets), iv, about, in, out);
}

/* As a key from a file is named. */
static void identify(struct test_master_key *key)
{
	static const uint8_t iv[GCM_IV_SIZE], block[16];
	uint8_t sealed[sizeof block + GCM_TAG_SIZE];
	assert_ok(seal(key, iv, (struct bytes){ 0 }, BYTES(block), sealed));
	for (size_t i = 0; i < MASTER_KEY_ID_SIZE / 2; i++)
		snprintf(key->key.id + 2 * i, 3, "%02x", sealed[i]);
}

/* What was given out stays where it is. */
void test_master_keys_add(struct test_master_keys *ring, const char *seed)
{
	struct bytes octets_of_seed = text_bytes(text_from(seed));
	assert_true(ring->count < ARRAY_SIZE(ring->keys));
	struct test_master_key *key = &ring->keys[ring->count++];
	assert_ok(sha256(&octets_of_seed, 1, key->octets));
	key->key = (struct master_key){ .self = key, .seal = seal, .open = open_it };
	identify(key);
}

void test_master_keys_print(const struct test_master_keys *ring, struct buffer *out)
{
	for (size_t i = 0; i < ring->count; i++) {
		assert_ok(buffer_print(out, "%s ", ring->keys[i].key.id));
		assert_ok(hex_append(out, BYTES(ring->keys[i].octets)));
		assert_ok(buffer_print(out, " 0\n"));
	}
}

void test_master_keys_drop_first(struct test_master_keys *ring)
{
	for (size_t i = 0; i < ring->count; i++)
		if (ring->keys[i].key.id[0]) {
			ring->keys[i].key.id[0] = 0;
			return;
		}
}

static const struct master_key *current(void *self)
{
	const struct test_master_keys *ring = self;
	return ring->count > 0 ? &ring->keys[ring->count - 1].key : NULL;
}

static const struct master_key *find(void *self, struct text id)
{
	const struct test_master_keys *ring = self;
	for (size_t i = 0; i < ring->count; i++)
		if (text_equal(id, text_from(ring->keys[i].key.id)))
			return &ring->keys[i].key;
	return NULL;
}

struct master_keys test_master_keys_port(struct test_master_keys *ring)
{
	return (struct master_keys){ ring, current, find };
}
