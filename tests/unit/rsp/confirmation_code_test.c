/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/identifiers.h"

#include "support/test.h"

/* `printf 12345678 | sha256sum`, and that followed by the transaction ID through sha256sum again. */
static void known_hash(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1024);
	uint8_t code_hash[HASH_CC_SIZE], got[HASH_CC_SIZE];
	assert_ok(confirmation_code_hash(TEXT("12345678"), code_hash));
	check_bytes(BYTES(code_hash),
	            octets(&arena, "ef797c8118f02dfb649607dd5d3f8c7623048c9c063d532cc95c5ed7a898a64f"), "code");
	assert_ok(hash_cc(code_hash, octets(&arena, "0102030405060708090A0B0C0D0E0F10"), got));
	check_bytes(BYTES(got), octets(&arena, "87b0215c5d8f952804b1c92d5f2ae9966568b47cd659519536d862e7a9470d2d"),
	            "hashCc");
}

static void the_transaction_counts(void **state)
{
	(void)state;
	uint8_t code_hash[HASH_CC_SIZE], one[HASH_CC_SIZE], other[HASH_CC_SIZE];
	assert_ok(confirmation_code_hash(TEXT(""), code_hash));
	assert_ok(hash_cc(code_hash, bytes_from("\1", 1), one));
	assert_ok(hash_cc(code_hash, bytes_from("\2", 1), other));
	assert_memory_not_equal(one, other, HASH_CC_SIZE);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(known_hash),
	cmocka_unit_test(the_transaction_counts),
};

TESTS_MAIN(tests)
