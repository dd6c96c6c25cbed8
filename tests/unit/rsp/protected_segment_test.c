/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/protected_segment.h"

#include "codec/der_read.h"
#include "rsp/bound_package.h"
#include "support/test.h"

static struct bytes vector(struct arena *arena, const char *folder, const char *name)
{
	char *path = arena_print(arena, "tests/vectors/%s/%s.hex", folder, name);
	assert_non_null(path);
	char *hex = arena_string(arena, bytes_text(source_file(arena, path)));
	assert_non_null(hex);
	return octets(arena, hex);
}

static void set_keys(struct segment_keys *keys, const char *chaining_value, const char *encryption, const char *mac)
{
	AUTO(arena) arena = ARENA(1024);
	segment_keys_release(keys);
	assert_ok(segment_keys_set(keys, octets(&arena, chaining_value), octets(&arena, encryption),
	                           octets(&arena, mac)));
}

/* The first segment of a channel tells whether its keys are right. */
static void derivations(void **state)
{
	(void)state;
	static const struct {
		const char *z, *host_id, *eid;
		const char *chaining_value, *encryption, *mac;
	} rows[] = {
		/* The worked session, pySim's trace of somebody else's SM-DP+, and pySim's own. */
		{ "79696dc34351dfc7758b07baf66643f01d7d8f5ab976c51d5f2c42ab71f5a6c3", "65756963632d727370",
		  "89049032123451234512345678901235", "9a8d4dc5d8c2ba3fccbb7f69036fd09f",
		  "1f745c2897a86858e94823c218a2db4a", "1c073583341b81244c40aae342de5434" },
		{ "c9a993dd4879a8f7161f2085410edd4f9652f1df37be097ba96ba2ca6be528fe", "8080808080808080",
		  "89049032123451234512345678901235", "406d507b448a699e7a36a38494debbde",
		  "472f5bfadd97f21d34f3ce9b51b92751", "9ec07f5b36a13e12a991d66e294e6242" },
		{ "8902dca391bbb22570fe60c176076246f568b1941265dff1d729e63039658089", "8080808080808080",
		  "89049032123451234512345678901335", "734bc93ddb10c71c5ad13d420dc08b5b",
		  "d782d575b22a38334556a3d9a1e2ae6b", "a35addc192ae8f934e2932116c7e89e7" },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(segment_keys) derived = { 0 };
		AUTO(segment_keys) known = { 0 };
		AUTO(buffer) from_derived = BUFFER(256);
		AUTO(buffer) from_known = BUFFER(256);
		assert_ok(segment_keys_derive(&derived, octets(&arena, row->z), 0x88, 0x10, octets(&arena, row->host_id),
		                              octets(&arena, row->eid)));
		set_keys(&known, row->chaining_value, row->encryption, row->mac);
		check_bytes(BYTES(derived.chaining_value), octets(&arena, row->chaining_value), "chaining value");
		assert_int_equal(derived.counter, 1);
		assert_ok(segment_encrypt(&derived, 0x87, text_bytes(TEXT("clear")), &from_derived));
		assert_ok(segment_encrypt(&known, 0x87, text_bytes(TEXT("clear")), &from_known));
		check_bytes(buffer_bytes(&from_derived), buffer_bytes(&from_known), "segment");
	}
}

/* A chain of five segments with a change of keys: made, and opened again. */
static const struct {
	const char *clear;
	uint8_t tag;
	bool encrypted;
} chain[] = {
	{ "configure_isdp", 0x87, true }, { "store_metadata", 0x88, false }, { "replace_session_keys", 0x87, true },
	{ "profile_0", 0x86, true },      { "profile_1", 0x86, true },
};

static void check_chain(bool sealing)
{
	AUTO(arena) arena = ARENA(1 << 18);
	AUTO(segment_keys) keys = { 0 };
	set_keys(&keys, "406d507b448a699e7a36a38494debbde", "472f5bfadd97f21d34f3ce9b51b92751",
	         "9ec07f5b36a13e12a991d66e294e6242");
	EACH(row, chain) {
		if (strcmp(row->clear, "profile_0") == 0)
			set_keys(&keys, "000102030405060708090a0b0c0d0e0f", "010102030405060708090a0b0c0d0e0f",
			         "020102030405060708090a0b0c0d0e0f");
		AUTO(buffer) out = BUFFER(2048);
		char *name = arena_print(&arena, "%s_segment", row->clear);
		struct bytes clear = vector(&arena, "third_party_package", row->clear);
		struct bytes tlv = vector(&arena, "third_party_package", name);
		if (!sealing)
			assert_ok(segment_open(&keys, row->tag, row->encrypted, tlv, &out));
		else if (row->encrypted)
			assert_ok(segment_encrypt(&keys, row->tag, clear, &out));
		else
			assert_ok(segment_mac(&keys, row->tag, clear, &out));
		check_bytes(buffer_bytes(&out), sealing ? tlv : clear, row->clear);
	}
}

static void a_chain_of_others_is_made(void **state)
{
	(void)state;
	check_chain(true);
}

static void a_chain_of_others_is_opened(void **state)
{
	(void)state;
	check_chain(false);
}

/* The segments of one sequence, each inside an element with its own tag: see SOURCE.md. */
static void open_wrapped(struct segment_keys *keys, struct bytes sequence, uint8_t tag, bool encrypted,
                         struct buffer *out)
{
	struct der_reader outer = der_reader(sequence);
	struct der_reader inside;
	struct bytes value;
	assert_true(der_enter(&outer, der_peek(&outer), &inside));
	while (der_octets(&inside, tag, 0, 4096, &value))
		assert_ok(segment_open(keys, tag, encrypted, value, out));
	assert_true(der_end(&inside));
}

static void a_whole_package_of_others(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	AUTO(segment_keys) keys = { 0 };
	AUTO(buffer) clear = BUFFER(1 << 16);
	struct bound_package package;
	assert_ok(bound_package_decode(vector(&arena, "third_party_package", "package"), &package));
	set_keys(&keys, "ee3140eafd692b68eff40119b363bc6c", "f11b921c302efb1df6bf218bf2de0dd8",
	         "8cd4d3a761eeac108641d5f4531a137e");
	open_wrapped(&keys, package.configure_isdp, 0x87, true, &clear);
	check_bytes(buffer_bytes(&clear), octets(&arena, "BF2400"), "ConfigureISDP");
	buffer_clear(&clear);
	open_wrapped(&keys, package.store_metadata, 0x88, false, &clear);
	check_bytes(buffer_bytes(&clear), octets(&arena, "BF25285A0A89000123456789012341910A4F736D6F636F6D53504E920E"
	                                                 "4F736D6F636F6D50726F66696C65"), "StoreMetadata");
	buffer_clear(&clear);
	set_keys(&keys, "22222222222222222222222222222222", "00000000000000000000000000000000",
	         "11111111111111111111111111111111");
	open_wrapped(&keys, package.profile_elements, 0x86, true, &clear);
	check_bytes(buffer_bytes(&clear), vector(&arena, "third_party_package", "package_profile"), "profile");
}

static void set_some_keys(struct segment_keys *keys)
{
	set_keys(keys, "000102030405060708090a0b0c0d0e0f", "101112131415161718191a1b1c1d1e1f",
	         "202122232425262728292a2b2c2d2e2f");
}

/* Every size around the block and the limits, and never more than a protected TLV may have. */
static void sizes(void **state)
{
	(void)state;
	static const uint8_t octets_of[SEGMENT_CLEAR_MAXIMUM] = { 0x80, 0, 0x80 };
	AUTO(segment_keys) seals = { 0 };
	AUTO(segment_keys) opens = { 0 };
	set_some_keys(&seals);
	set_some_keys(&opens);
	for (size_t size = 0; size <= SEGMENT_ENCRYPTED_MAXIMUM; size += size < 40 || size > 1000 ? 1 : 67) {
		struct bytes clear = bytes_from(octets_of, size);
		AUTO(buffer) tlv = BUFFER(2048);
		AUTO(buffer) got = BUFFER(2048);
		assert_ok(segment_encrypt(&seals, 0x86, clear, &tlv));
		assert_true(tlv.size <= PROTECTED_TLV_MAXIMUM);
		assert_ok(segment_open(&opens, 0x86, true, buffer_bytes(&tlv), &got));
		check_bytes(buffer_bytes(&got), clear, "encrypted");
		buffer_clear(&tlv);
		buffer_clear(&got);
		clear.size += size == SEGMENT_ENCRYPTED_MAXIMUM || size == 0; /* also the largest, and none that is empty */
		assert_ok(segment_mac(&seals, 0x88, clear, &tlv));
		assert_true(tlv.size <= PROTECTED_TLV_MAXIMUM);
		assert_ok(segment_open(&opens, 0x88, false, buffer_bytes(&tlv), &got));
		check_bytes(buffer_bytes(&got), clear, "MACed");
	}
}

static enum status open_with_fresh_keys(uint8_t tag, bool encrypted, struct bytes tlv, struct buffer *out)
{
	AUTO(segment_keys) keys = { 0 };
	set_some_keys(&keys);
	enum status status = segment_open(&keys, tag, encrypted, tlv, out);
	if (status != STATUS_OK)
		assert_int_equal(segment_open(&keys, tag, encrypted, tlv, out), STATUS_OUT_OF_ORDER);
	return status;
}

/* Each bit flipped, each octet cut off: never opened, and nothing given out. */
static void changed_segments(void **state)
{
	(void)state;
	for (int encrypted = 0; encrypted <= 1; encrypted++) {
		uint8_t tag = encrypted ? 0x87 : 0x88;
		AUTO(segment_keys) keys = { 0 };
		AUTO(buffer) tlv = BUFFER(256);
		AUTO(buffer) out = BUFFER(256);
		struct bytes clear = text_bytes(TEXT("what is inside the segment"));
		set_some_keys(&keys);
		assert_ok(encrypted ? segment_encrypt(&keys, tag, clear, &tlv) : segment_mac(&keys, tag, clear, &tlv));
		for (size_t bit = 0; bit < tlv.size * 8; bit++) {
			tlv.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
			enum status want = bit < 16 ? STATUS_MALFORMED : STATUS_UNTRUSTED;
			assert_int_equal(open_with_fresh_keys(tag, encrypted, buffer_bytes(&tlv), &out), want);
			assert_int_equal(out.size, 0);
			tlv.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (size_t size = 0; size < tlv.size; size++)
			assert_int_equal(open_with_fresh_keys(tag, encrypted, bytes_first(buffer_bytes(&tlv), size), &out),
			                 STATUS_MALFORMED);
		assert_ok(open_with_fresh_keys(tag, encrypted, buffer_bytes(&tlv), &out));
	}
}

/* A MAC that holds over what no sender may write. */
static void right_macs_over_wrong_contents(void **state)
{
	(void)state;
	static const struct {
		const char *clear; /* two blocks, encrypted as they are */
		enum status want;
		size_t size;
	} rows[] = {
		{ "00000000000000000000000000000000 00000000000000000000000000000080", STATUS_OK, 31 },
		{ "00000000000000000000000000000000 80000000000000000000000000000000", STATUS_OK, 16 },
		{ "00000000000000000000000000000080 00000000000000000000000000000000", STATUS_UNTRUSTED, 0 },
		{ "80000000000000000000000000000000 00000000000000000000000000000000", STATUS_UNTRUSTED, 0 },
		{ "00000000000000000000000000000000 00000000000000000000000000000000", STATUS_UNTRUSTED, 0 },
		{ "00000000000000000000000000000000 00000000000000000000000000000081", STATUS_UNTRUSTED, 0 },
		{ "80808080808080808080808080808080 80808080808080808080808080808080", STATUS_OK, 31 },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(segment_keys) keys = { 0 };
		AUTO(buffer) tlv = BUFFER(256);
		AUTO(buffer) out = BUFFER(256);
		struct bytes clear = octets(&arena, row->clear);
		uint8_t counter[AES_BLOCK] = { [AES_BLOCK - 1] = 1 };
		uint8_t iv[AES_BLOCK], encrypted[32];
		set_some_keys(&keys);
		assert_ok(aes_encrypt_block(&keys.encryption, counter, iv));
		assert_ok(aes_cbc_encrypt(&keys.encryption, iv, clear, encrypted));
		assert_ok(segment_mac(&keys, 0x87, BYTES(encrypted), &tlv));
		CHECK_STATUS(open_with_fresh_keys(0x87, true, buffer_bytes(&tlv), &out), row->want, row->clear);
		CHECK(out.size == row->size, row->clear);
	}
}

static void what_is_no_segment(void **state)
{
	(void)state;
	static const char *const rows[] = { "", "87", "8700", "87080102030405060708", "8709010203040506070809",
	                                    "8718010203", "86180000000000000000000000000000000000000000000000000000",
	                                    "8780" };
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(buffer) out = BUFFER(256);
		CHECK_STATUS(open_with_fresh_keys(0x87, true, octets(&arena, *row), &out), STATUS_MALFORMED, *row);
	}
}

/* Segments open only in the order in which they were made. */
static void order(void **state)
{
	(void)state;
	AUTO(segment_keys) seals = { 0 };
	AUTO(segment_keys) opens = { 0 };
	AUTO(buffer) first = BUFFER(64);
	AUTO(buffer) second = BUFFER(64);
	AUTO(buffer) out = BUFFER(64);
	set_some_keys(&seals);
	set_some_keys(&opens);
	assert_ok(segment_encrypt(&seals, 0x86, text_bytes(TEXT("same")), &first));
	assert_ok(segment_encrypt(&seals, 0x86, text_bytes(TEXT("same")), &second));
	assert_false(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	assert_int_equal(open_with_fresh_keys(0x86, true, buffer_bytes(&second), &out), STATUS_UNTRUSTED);
	assert_ok(segment_open(&opens, 0x86, true, buffer_bytes(&first), &out));
	assert_int_equal(segment_open(&opens, 0x86, true, buffer_bytes(&first), &out), STATUS_UNTRUSTED);
	assert_int_equal(segment_open(&opens, 0x86, true, buffer_bytes(&second), &out), STATUS_OUT_OF_ORDER);
}

static void keys_and_room(void **state)
{
	(void)state;
	AUTO(segment_keys) keys = { 0 };
	AUTO(buffer) small = BUFFER(20);
	uint8_t octets_of[AES_BLOCK + 1] = { 0 };
	struct bytes good = bytes_from(octets_of, AES_BLOCK);
	assert_int_equal(segment_encrypt(&keys, 0x86, good, &small), STATUS_OUT_OF_ORDER);
	for (int wrong = 0; wrong < 3; wrong++) {
		const struct bytes chaining_value = bytes_from(octets_of, AES_BLOCK + (wrong == 0));
		const struct bytes encryption = bytes_from(octets_of, AES_BLOCK - (wrong == 1));
		const struct bytes mac = bytes_from(octets_of, AES_BLOCK + (wrong == 2));
		assert_int_equal(segment_keys_set(&keys, chaining_value, encryption, mac), STATUS_MALFORMED);
	}
	set_some_keys(&keys);
	assert_int_equal(segment_encrypt(&keys, 0x86, good, &small), STATUS_TOO_LARGE);
	assert_int_equal(small.size, 0);
	assert_int_equal(keys.counter, 1);
	assert_ok(segment_mac(&keys, 0x88, bytes_first(good, 8), &small));
	assert_int_equal(keys.counter, 2);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(derivations),
	cmocka_unit_test(a_chain_of_others_is_made),
	cmocka_unit_test(a_chain_of_others_is_opened),
	cmocka_unit_test(a_whole_package_of_others),
	cmocka_unit_test(sizes),
	cmocka_unit_test(changed_segments),
	cmocka_unit_test(right_macs_over_wrong_contents),
	cmocka_unit_test(what_is_no_segment),
	cmocka_unit_test(order),
	cmocka_unit_test(keys_and_room),
};

TESTS_MAIN(tests)
