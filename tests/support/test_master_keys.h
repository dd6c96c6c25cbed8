/* SPDX-License-Identifier: Apache-2.0 */
/* A ring of master keys in memory, made from seeds. */
#ifndef TESTS_SUPPORT_TEST_MASTER_KEYS_H
#define TESTS_SUPPORT_TEST_MASTER_KEYS_H

#include "base/buffer.h"
#include "ports/master_keys.h"

struct test_master_key {
	struct master_key key;
	uint8_t octets[32];
};

struct test_master_keys {
	struct test_master_key keys[4];
	size_t count;
};

/* The newest wraps. The ring must stay where it is while its port is in use. */
/* The seed of the key that a test_smdp seals under. */
#define TEST_MASTER_KEY_SEED "test"

void test_master_keys_add(struct test_master_keys *ring, const char *seed);
void test_master_keys_drop_first(struct test_master_keys *ring);
/* Appends the lines of a file that a server reads them from. */
void test_master_keys_print(const struct test_master_keys *ring, struct buffer *out);
struct master_keys test_master_keys_port(struct test_master_keys *ring);

#endif
