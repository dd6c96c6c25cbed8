/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/object_identifier.h"

enum { LIMIT = 1000 };

static const struct {
	const char *text, *hex;
} identifiers[] = {
	{ "2.23.143.1.2.4", "67810F010204" },          /* the USIM template */
	{ "2.23.143.1.2.5.3", "67810F01020503" },
	{ "1.2.840.10045.3.1.7", "2A8648CE3D030107" }, /* P-256, RFC 5480 */
	{ "0.0", "00" },
	{ "1.39", "4F" },
	{ "2.0", "50" },
	{ "2.999.3", "883703" },                       /* X.690 8.19.5 */
	{ "2.5.2147483647", "55" "87FFFFFF7F" },
};

static void both_directions_agree(void **state)
{
	(void)state;
	EACH(identifier, identifiers) {
		AUTO(arena) arena = ARENA(LIMIT * 10);
		AUTO(buffer) value = BUFFER(LIMIT);
		AUTO(buffer) text = BUFFER(LIMIT);
		struct bytes want = octets(&arena, identifier->hex);
		assert_ok(object_identifier_parse(text_from(identifier->text), &value));
		check_bytes(buffer_bytes(&value), want, identifier->text);
		assert_ok(object_identifier_print(want, &text));
		check_text(buffer_text(&text), identifier->text, identifier->hex);
	}
}

static void bad_text_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = { "", ".", "1", "1.", ".1", "1..2", "3.1", "1.40", "0.40", "1.2.x", "1.2 ", "-1.2",
	                                     "2.23.4294967296" };
	EACH(text, texts) {
		AUTO(buffer) value = BUFFER(LIMIT);
		CHECK_STATUS(object_identifier_parse(text_from(*text), &value), STATUS_MALFORMED, *text);
		CHECK(value.size == 0, *text);
	}
}

static void bad_octets_are_refused(void **state)
{
	(void)state;
	static const char *const values[] = { "", "80", "678001", "6781", "678F80808000", "678FFFFFFF7F8F" };
	EACH(hex, values) {
		AUTO(arena) arena = ARENA(LIMIT * 10);
		AUTO(buffer) text = BUFFER(LIMIT);
		CHECK_STATUS(object_identifier_print(octets(&arena, *hex), &text), STATUS_MALFORMED, *hex);
		CHECK(text.size == 0, *hex);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(both_directions_agree),
	cmocka_unit_test(bad_text_is_refused),
	cmocka_unit_test(bad_octets_are_refused),
};

TESTS_MAIN(tests)
