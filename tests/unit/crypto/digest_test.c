/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/digest.h"

#include "support/test.h"

static void published_digests(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	uint8_t got[SHA256_SIZE];
	const struct bytes parts[] = { text_bytes(TEXT("a")), { 0 }, text_bytes(TEXT("bc")) };
	/* FIPS 180-4, example "abc" */
	assert_ok(sha256(parts, ARRAY_SIZE(parts), got));
	check_bytes(BYTES(got), octets(&arena, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
	            "SHA-256 abc");
	assert_ok(sha256(NULL, 0, got));
	check_bytes(BYTES(got), octets(&arena, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
	            "SHA-256 of nothing");
	assert_ok(sha1(text_bytes(TEXT("abc")), got));
	check_bytes(bytes_from(got, SHA1_SIZE), octets(&arena, "a9993e364706816aba3e25717850c26c9cd0d89d"), "SHA-1 abc");
}

/* tests/vectors/x963/SOURCE.md says where these come from. */
static const struct {
	const char *what, *z, *shared_info, *key_data;
} derivations[] = {
	{ "recorded session",
	  "79696dc34351dfc7758b07baf66643f01d7d8f5ab976c51d5f2c42ab71f5a6c3",
	  "8810 09 65756963632d727370 10 89049032123451234512345678901235",
	  "9a8d4dc5d8c2ba3fccbb7f69036fd09f 1f745c2897a86858e94823c218a2db4a 1c073583341b81244c40aae342de5434" },
	{ "third-party trace",
	  "c9a993dd4879a8f7161f2085410edd4f9652f1df37be097ba96ba2ca6be528fe",
	  "8810 08 8080808080808080 10 89049032123451234512345678901235",
	  "406d507b448a699e7a36a38494debbde 472f5bfadd97f21d34f3ce9b51b92751 9ec07f5b36a13e12a991d66e294e6242" },
	{ "NIST, no shared info", "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08", "",
	  "443024c3dae66b95e6f5670601558f71" },
	{ "NIST, shared info", "22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d",
	  "75eef81aa3041e33b80971203d2c0c52",
	  "c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd87"
	  "4f6cf92f30d0097111485500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269142d43525a78e5bc79a17"
	  "f59676a5706dc54d54d4d1f0bd7e386128ec26afc21" },
};

static void published_derivations(void **state)
{
	(void)state;
	EACH(row, derivations) {
		AUTO(arena) arena = ARENA(1 << 16);
		struct bytes want = octets(&arena, row->key_data);
		uint8_t got[128];
		assert_true(want.size <= sizeof got);
		assert_ok(x963_sha256(octets(&arena, row->z), octets(&arena, row->shared_info), got, want.size));
		check_bytes(bytes_from(got, want.size), want, row->what);
	}
}

/* RFC 4231 4.2, 4.3 and 4.7. */
static void published_hmacs(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	uint8_t got[SHA256_SIZE], long_key[131];
	memset(long_key, 0xAA, sizeof long_key);
	assert_ok(hmac_sha256(octets(&arena, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), text_bytes(TEXT("Hi There")), got));
	check_bytes(BYTES(got), octets(&arena, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"), "4.2");
	assert_ok(hmac_sha256(text_bytes(TEXT("Jefe")), text_bytes(TEXT("what do ya want for nothing?")), got));
	check_bytes(BYTES(got), octets(&arena, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"), "4.3");
	assert_ok(hmac_sha256(BYTES(long_key),
	                      text_bytes(TEXT("Test Using Larger Than Block-Size Key - Hash Key First")), got));
	check_bytes(BYTES(got), octets(&arena, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"), "4.7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_hmacs),
		cmocka_unit_test(published_digests),
		cmocka_unit_test(published_derivations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
