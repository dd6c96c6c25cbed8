/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/number_range.h"

#include "support/test.h"

static void counted_numbers(void **state)
{
	(void)state;
	static const struct {
		enum subscription_field field;
		const char *first;
		uint64_t index;
		const char *want;
	} rows[] = {
		{ SUBSCRIPTION_IMSI, "001010000000001", 0, "001010000000001" },
		{ SUBSCRIPTION_IMSI, "001010000000001", 9999, "001010000010000" },
		{ SUBSCRIPTION_IMSI, "999999999999998", 1, "999999999999999" },
		{ SUBSCRIPTION_MSISDN, "49170009", 1, "49170010" },
		{ SUBSCRIPTION_ICCID, "8949020000012345670", 0, "8949020000012345670" },
		{ SUBSCRIPTION_ICCID, "8949020000012345670", 1, "8949020000012345688" },
		{ SUBSCRIPTION_ICCID, "894902000001234567X", 1, "8949020000012345688" },
		{ SUBSCRIPTION_EID, "890490321234512345123456789012XX", 0, "89049032123451234512345678901235" },
		{ SUBSCRIPTION_EID, "89049032123451234512345678901235", 1, "89049032123451234512345678901332" },
	};
	EACH(row, rows) {
		struct number_range range = { 0 };
		AUTO(subscription) got = { 0 };
		char fault[SUBSCRIPTION_FAULT_SIZE] = "";
		assert_ok(number_range_begin(row->field, text_from(row->first), &range, fault));
		assert_ok(number_range_at(&range, row->index, &got));
		check_text(subscription_value(&got, row->field), row->want, row->first);
		assert_ok(subscription_set(&got, row->field, text_from(row->want), fault)); /* its check digits hold */
	}
}

static void runs_over(void **state)
{
	(void)state;
	struct number_range range = { 0 };
	AUTO(subscription) got = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	assert_ok(number_range_begin(SUBSCRIPTION_IMSI, TEXT("999999999999998"), &range, fault));
	CHECK_STATUS(number_range_at(&range, 2, &got), STATUS_TOO_LARGE, "one over");
	CHECK_STATUS(number_range_at(&range, UINT64_MAX, &got), STATUS_TOO_LARGE, "far over");
	CHECK(!subscription_has(&got, SUBSCRIPTION_IMSI), "nothing is written");
}

static void wrong_beginnings(void **state)
{
	(void)state;
	static const struct {
		enum subscription_field field;
		const char *first;
		enum status want;
	} rows[] = {
		{ SUBSCRIPTION_IMSI, "", STATUS_MALFORMED },
		{ SUBSCRIPTION_IMSI, "0010100000000X", STATUS_MALFORMED },
		{ SUBSCRIPTION_ICCID, "X", STATUS_MALFORMED },
		{ SUBSCRIPTION_ICCID, "8949020000012345674", STATUS_MALFORMED },
		{ SUBSCRIPTION_EID, "8904903212345123451234567890123X", STATUS_MALFORMED },
		{ SUBSCRIPTION_KI, "00112233445566778899AABBCCDDEEFF", STATUS_UNSUPPORTED },
	};
	EACH(row, rows) {
		struct number_range range = { 0 };
		char fault[SUBSCRIPTION_FAULT_SIZE] = "";
		CHECK_STATUS(number_range_begin(row->field, text_from(row->first), &range, fault), row->want, row->first);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(counted_numbers),
	cmocka_unit_test(runs_over),
	cmocka_unit_test(wrong_beginnings),
};

TESTS_MAIN(tests)
