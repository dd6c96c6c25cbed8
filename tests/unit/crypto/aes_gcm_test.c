/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/aes_gcm.h"

#include "support/test.h"

/* Test cases 13, 14 and 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega). */
static const struct {
	const char *key, *iv, *about, *clear, *sealed;
} cases[] = {
	{ "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
	  "530f8afbc74536b9a963b4f1c4cb738b" },
	{ "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
	  "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919" },
	{ "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
	  "b16aedf5aa0de657ba637b39",
	  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
	  "c5f61e6393ba7a0abcc9f662 76fc6ece0f4e1768cddf8853bb2d551b" },
};

static void published_cases_both_ways(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	EACH(row, cases) {
		struct bytes key = octets(&arena, row->key), iv = octets(&arena, row->iv);
		struct bytes about = octets(&arena, row->about), clear = octets(&arena, row->clear);
		struct bytes sealed = octets(&arena, row->sealed);
		uint8_t out[100];
		assert_ok(aes_gcm_seal(key, iv.data, about, clear, out));
		check_bytes(bytes_from(out, sealed.size), sealed, row->sealed);
		assert_ok(aes_gcm_open(key, iv.data, about, sealed, out));
		check_bytes(bytes_from(out, clear.size), clear, row->clear);
	}
}

static void one_bit_anywhere_is_noticed(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	struct bytes key = octets(&arena, cases[2].key), iv = octets(&arena, cases[2].iv);
	struct bytes about = octets(&arena, cases[2].about), sealed = octets(&arena, cases[2].sealed);
	uint8_t changed[100], out[100];
	for (size_t i = 0; i < sealed.size; i++) {
		memcpy(changed, sealed.data, sealed.size);
		changed[i] ^= 1;
		CHECK_STATUS(aes_gcm_open(key, iv.data, about, bytes_from(changed, sealed.size), out), STATUS_UNTRUSTED,
		             "octet");
	}
	for (size_t size = 0; size < sealed.size; size++)
		CHECK_STATUS(aes_gcm_open(key, iv.data, about, bytes_first(sealed, size), out),
		             size < GCM_TAG_SIZE ? STATUS_MALFORMED : STATUS_UNTRUSTED, "cut off");
	CHECK_STATUS(aes_gcm_open(key, iv.data, bytes_after(about, 1), sealed, out), STATUS_UNTRUSTED, "other data");
	CHECK_STATUS(aes_gcm_open(bytes_first(key, 16), iv.data, about, sealed, out), STATUS_MALFORMED, "short key");
	CHECK_STATUS(aes_gcm_seal(bytes_first(key, 31), iv.data, about, sealed, out), STATUS_MALFORMED, "short key");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_cases_both_ways),
		cmocka_unit_test(one_bit_anywhere_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
