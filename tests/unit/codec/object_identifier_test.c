/* SPDX-License-Identifier: Apache-2.0 */
/* Object identifiers; the rows agree with `openssl asn1parse -genstr OID:…`. */
#include "codec/object_identifier.h"

#include "support/test.h"

static void known_identifiers(void **state)
{
	(void)state;
	static const struct {
		const char *dotted;
		const char *octets;
	} rows[] = {
		{ "2.999.10", "88370A" },
		{ "2.999", "8837" },
		{ "1.3.6.1.4.1.31746", "2B0601040181F802" },
		{ "2.23.146.1.2.1.4", "67811201020104" },
		{ "1.2.840.10045.3.1.7", "2A8648CE3D030107" },
		{ "0.0", "00" },
		{ "0.39", "27" },
		{ "1.39", "4F" },
		{ "2.0", "50" },
		{ "2.47", "7F" },
		{ "2.48", "8100" },
		{ "1.2.127.128.16383.16384", "2A7F8100FF7F818000" },
		{ "1.2.18446744073709551535", "2A81FFFFFFFFFFFFFFFF2F" },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(buffer) got = BUFFER(OID_MAXIMUM);
		AUTO(buffer) text = BUFFER(256);
		assert_ok(oid_parse(text_from(row->dotted), &got));
		check_bytes(buffer_bytes(&got), octets(&arena, row->octets), row->dotted);
		assert_ok(oid_print(buffer_bytes(&got), &text));
		check_text(buffer_text(&text), row->dotted, row->dotted);
	}
}

static void wrong_texts(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"", ".", "1", "1.", ".1", "1..2", "3.1", "0.40", "1.40", "1.2.a", "1.2.-3", "01.2", "1.02", "1.2.",
		"1.2.18446744073709551616", "2.18446744073709551615", "1.2 ", " 1.2",
		("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22.23.24.25.26.27.28.29.30.31.32.33.34"
		 ".1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"),
	};
	EACH(row, rows) {
		AUTO(buffer) got = BUFFER(2 * OID_MAXIMUM);
		CHECK_STATUS(oid_parse(text_from(*row), &got), STATUS_MALFORMED, *row);
		CHECK(got.size == 0, *row);
	}
}

static void wrong_octets(void **state)
{
	(void)state;
	static const char *const rows[] = { "", "80", "88", "8080", "8001", "2A80", "2A8001", "2A86",
	                                    "2AFFFFFFFFFFFFFFFFFF7F", "2A82808080808080808000" };
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(buffer) text = BUFFER(256);
		assert_ok(buffer_append_text(&text, TEXT("kept")));
		CHECK_STATUS(oid_print(octets(&arena, *row), &text), STATUS_MALFORMED, *row);
		check_text(buffer_text(&text), "kept", *row);
	}
}

static void a_full_buffer_keeps_what_it_had(void **state)
{
	(void)state;
	AUTO(buffer) text = BUFFER(5);
	const uint8_t oid[] = { 0x88, 0x37, 0x0A };
	CHECK_STATUS(oid_print(BYTES(oid), &text), STATUS_TOO_LARGE, "print");
	assert_int_equal(text.size, 0);
	AUTO(buffer) small = BUFFER(2);
	CHECK_STATUS(oid_parse(TEXT("2.999.10"), &small), STATUS_TOO_LARGE, "parse");
	assert_int_equal(small.size, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(known_identifiers),
	cmocka_unit_test(wrong_texts),
	cmocka_unit_test(wrong_octets),
	cmocka_unit_test(a_full_buffer_keeps_what_it_had),
};

TESTS_MAIN(tests)
