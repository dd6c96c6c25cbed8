/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/cipher_mac.h"

#include "support/test.h"

static const char key_hex[] = "2b7e151628aed2a6abf7158809cf4f3c";
static const char message_hex[] = "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51"
				  "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710";

/* RFC 4493 4, examples 1 to 4. */
static const struct {
	size_t size;
	const char *mac;
} macs[] = {
	{ 0, "bb1d6929e95937287fa37d129b756746" },
	{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
	{ 40, "dfa66747de9ae63030ca32611497c827" },
	{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
};

static void published_macs_in_any_parts(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(cmac_key) key = { 0 };
	struct bytes message = octets(&arena, message_hex);
	assert_ok(cmac_key_set(&key, octets(&arena, key_hex)));
	EACH(row, macs) {
		struct bytes whole = bytes_first(message, row->size);
		struct bytes want = octets(&arena, row->mac);
		uint8_t got[AES_BLOCK];
		for (size_t cut = 0; cut <= whole.size; cut++) {
			const struct bytes parts[] = { bytes_first(whole, cut), bytes_after(whole, cut) };
			assert_ok(cmac(&key, parts, ARRAY_SIZE(parts), got));
			check_bytes(BYTES(got), want, row->mac);
		}
	}
}

/* NIST SP 800-38A F.1.1 and F.2.1. */
static void published_ciphertexts(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(aes_key) key = { 0 };
	struct bytes message = octets(&arena, message_hex);
	struct bytes iv = octets(&arena, "000102030405060708090a0b0c0d0e0f");
	struct bytes want = octets(&arena, "7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2"
	                                   "73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7");
	uint8_t out[64];
	assert_ok(aes_key_set(&key, octets(&arena, key_hex)));
	assert_ok(aes_encrypt_block(&key, message.data, out));
	check_bytes(bytes_from(out, AES_BLOCK), octets(&arena, "3ad77bb40d7a3660a89ecaf32466ef97"), "one block");
	for (int round = 0; round < 2; round++) {
		assert_ok(aes_cbc_encrypt(&key, iv.data, message, out));
		check_bytes(BYTES(out), want, "CBC");
		assert_ok(aes_cbc_decrypt(&key, iv.data, BYTES(out), out));
		check_bytes(BYTES(out), message, "back, in place");
	}
	for (size_t size = 1; size < 16; size++) {
		CHECK_STATUS(aes_cbc_encrypt(&key, iv.data, bytes_first(message, size), out), STATUS_MALFORMED, "part");
		CHECK_STATUS(aes_cbc_decrypt(&key, iv.data, bytes_first(message, 16 + size), out), STATUS_MALFORMED, "part");
	}
	assert_ok(aes_cbc_encrypt(&key, iv.data, (struct bytes){ 0 }, out));
}

static void keys_of_another_size_are_refused(void **state)
{
	(void)state;
	static const uint8_t long_key[32] = { 0 };
	for (size_t size = 0; size <= sizeof long_key; size++) {
		AUTO(aes_key) key = { 0 };
		AUTO(cmac_key) mac_key = { 0 };
		enum status want = size == 16 ? STATUS_OK : STATUS_MALFORMED;
		CHECK_STATUS(aes_key_set(&key, bytes_from(long_key, size)), want, "AES");
		CHECK_STATUS(cmac_key_set(&mac_key, bytes_from(long_key, size)), want, "CMAC");
	}
}

/* NIST SP 800-38A F.5.1, cut at every octet: a stream begins anew with each call. */
static void published_counter_mode(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	struct bytes message = octets(&arena, message_hex), key = octets(&arena, key_hex);
	struct bytes counter = octets(&arena, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
	struct bytes want = octets(&arena, "874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff"
	                                   "5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee");
	uint8_t out[64];
	for (size_t size = 0; size <= message.size; size++) {
		assert_ok(aes_ctr(key, counter.data, bytes_first(message, size), out));
		check_bytes(bytes_from(out, size), bytes_first(want, size), "counter mode");
	}
	CHECK_STATUS(aes_ctr(bytes_first(key, 15), counter.data, message, out), STATUS_MALFORMED, "key of 15 octets");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_counter_mode),
		cmocka_unit_test(published_macs_in_any_parts),
		cmocka_unit_test(published_ciphertexts),
		cmocka_unit_test(keys_of_another_size_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
