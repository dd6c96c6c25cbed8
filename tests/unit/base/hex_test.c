/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hex.h"

#include "support/test.h"

static void every_octet_goes_there_and_back(void **state)
{
	AUTO(buffer) upper = BUFFER(1000);
	AUTO(buffer) lower = BUFFER(1000);
	AUTO(arena) arena = ARENA(1000);
	uint8_t all[256], back[256];
	(void)state;
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (uint8_t)i;
	assert_ok(hex_append(&upper, BYTES(all)));
	assert_ok(hex_append_lower(&lower, BYTES(all)));
	assert_ok(hex_decode(buffer_text(&upper), back, sizeof back));
	assert_memory_equal(back, all, sizeof all);
	memset(back, 0, sizeof back);
	assert_ok(hex_decode(buffer_text(&lower), back, sizeof back));
	assert_memory_equal(back, all, sizeof all);
	assert_true(text_equal_ignoring_case(buffer_text(&upper), buffer_text(&lower)));
	assert_false(text_equal(buffer_text(&upper), buffer_text(&lower)));
	check_text(buffer_text(&upper), hex_print(&arena, BYTES(all)), "printed");
	assert_int_equal(upper.data[2 * 0xAF], 'A');
	assert_int_equal(lower.data[2 * 0xAF], 'a');
}

static void anything_else_is_malformed(void **state)
{
	static const char *const cases[] = { "0", "000", "0g", "g0", "0 ", " 0", "0x00", "00:00", "-1", "0\n", "\xC3\xA4",
		                             "/0", ":0", "@0", "G0", "`0" };
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) out = BUFFER(100);
		uint8_t octets[10];
		assert_ok(buffer_append_octet(&out, 0x42));
		CHECK_STATUS(hex_decode(text_from(*this), octets, strlen(*this) / 2), STATUS_MALFORMED, *this);
		CHECK_STATUS(hex_decode_append(text_from(*this), &out), STATUS_MALFORMED, *this);
		check_bytes(buffer_bytes(&out), BYTES((const uint8_t[]){ 0x42 }), *this);
	}
}

static void the_size_must_fit(void **state)
{
	uint8_t octets[2];
	AUTO(buffer) small = BUFFER(3);
	AUTO(arena) arena = ARENA(4);
	(void)state;
	CHECK_STATUS(hex_decode(TEXT("00"), octets, 2), STATUS_MALFORMED, "too short");
	CHECK_STATUS(hex_decode(TEXT("000000"), octets, 2), STATUS_MALFORMED, "too long");
	assert_ok(hex_decode(TEXT(""), octets, 0));
	CHECK_STATUS(hex_append(&small, BYTES(octets)), STATUS_TOO_LARGE, "text over the limit");
	CHECK_STATUS(hex_decode_append(TEXT("00000000"), &small), STATUS_TOO_LARGE, "octets over the limit");
	assert_int_equal(small.size, 0);
	assert_null(hex_print(&arena, BYTES(octets)));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_octet_goes_there_and_back),
	cmocka_unit_test(anything_else_is_malformed),
	cmocka_unit_test(the_size_must_fit),
};

TESTS_MAIN(tests)
