/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/device_info.h"

#include "unit/rsp/message_check.h"

/* TS 23.003 annex B's IMEI, Android's EuiccCardTest, and what lpac sends for the third. */
static void imeis(void **state)
{
	(void)state;
	static const struct {
		const char *imei, *tac, *packed;
	} rows[] = {
		{ "490154203237518", "94104502", "941045022373158F" },
		{ "123456789012345", "21436587", "214365870921435F" },
		{ "356938035643809", "53968330", "539683306534089F" },
	};
	static const char *const wrong[] = { "", "49015420323751", "4901542032375188", "49015420323751A",
	                                     " 9015420323751 ", "-90154203237518" };
	AUTO(arena) arena = ARENA(1024);
	EACH(row, rows) {
		struct device_info info = { 0 };
		CHECK_STATUS(device_info_set_imei(&info, text_from(row->imei)), STATUS_OK, row->imei);
		assert_true(info.has_imei);
		check_bytes(BYTES(info.tac), octets(&arena, row->tac), row->imei);
		check_bytes(BYTES(info.imei), octets(&arena, row->packed), row->imei);
	}
	EACH(imei, wrong) {
		struct device_info info = { 0 };
		CHECK_STATUS(device_info_set_imei(&info, text_from(*imei)), STATUS_MALFORMED, *imei);
		assert_false(info.has_imei);
	}
}

/* What lpac sends by default and with an IMEI, and what Android sends. */
static void as_messages(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"A00A A108 8004 35290611 A100",
		"A00C 8000 A108 8004 35290611 A100",
		"A019 8003 412D31 A112 8004 53968330 A100 8208 53968330653408F9",
		("A041 800D4131423243332D583459355A36 A130 8004 89674523 "
		 "A11E80030B000081030B00008203010000830303000084030C000085030B0000 82088967452301214305"),
	};
	AUTO(arena) arena = ARENA(1 << 14);
	EACH(row, rows)
		check_sequence_message(rewrite_context_parameters, octets(&arena, *row), *row);
}

static void fields(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1024);
	struct context_parameters got;
	assert_ok(context_parameters_decode(octets(&arena, "A019 8003 412D31 A112 8004 53968330 A100 "
	                                                   "8208 53968330653408F9"), &got));
	assert_true(got.has_matching_id && got.device.has_imei);
	check_text(got.matching_id, "A-1", "matching ID");
	assert_ok(context_parameters_decode(octets(&arena, "A00A A108 8004 35290611 A100"), &got));
	assert_false(got.has_matching_id || got.device.has_imei);
	assert_ok(context_parameters_decode(octets(&arena, "A00C 8000 A108 8004 35290611 A100"), &got));
	assert_true(got.has_matching_id && got.matching_id.size == 0);
	/* Version 3 adds languages, a test mode and capabilities to the device's information. */
	assert_ok(context_parameters_decode(octets(&arena, "A015 A110 8004 35290611 A100 A3028000 8400 8500 820100"),
	                                    &got));
	assert_false(got.device.has_imei);
}

/* From a card's answer in a test of OpenHarmony. */
static void an_empty_imei(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1024);
	check_tolerated(rewrite_context_parameters,
	                octets(&arena, "A034 8017 503658313 72D3833594C332D52345230592D4E56523332"
	                               "A119 8004 68396860 A10F 80030B0000 81030B0000 85030B0000 8200"),
	                octets(&arena, "A032 8017 503658313 72D3833594C332D52345230592D4E56523332"
	                               "A117 8004 68396860 A10F 80030B0000 81030B0000 85030B0000"), "8200");
}

static void wrong_values(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"A000", "A003 8001 41", "A008 A106 8004 35290611", "A009 A107 8003 352906 A100",
		"A00A A108 8004 35290611 8100", "A00B A109 8005 3529061100 A100",
		"A00A A108 A100 8004 35290611", "A00D A10B 8004 35290611 A100 820101",
		"A10A A108 8004 35290611 A100", /* device change: version 3 */
		"A00C A10A 8004 35290611 A102 8005", "A00E 8002 4100 A108 8004 35290611 A100",
	};
	AUTO(arena) arena = ARENA(4096);
	EACH(row, rows)
		check_wrong_inside(rewrite_context_parameters, octets(&arena, *row), *row);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(imeis),
	cmocka_unit_test(as_messages),
	cmocka_unit_test(fields),
	cmocka_unit_test(an_empty_imei),
	cmocka_unit_test(wrong_values),
};

TESTS_MAIN(tests)
