/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/certificate_time.h"

#include "support/test.h"

enum { UTC_TIME = 0x17, GENERALIZED_TIME = 0x18 };

/* Seconds as `date -u -d … +%s` gives them. */
static const struct {
	const char *text;
	uint32_t tag;
	int64_t seconds;
} dates[] = {
	{ "500101000000Z", UTC_TIME, -631152000 },        { "700101000000Z", UTC_TIME, 0 },
	{ "991231235959Z", UTC_TIME, 946684799 },         { "000229123456Z", UTC_TIME, 951827696 },
	{ "491231235959Z", UTC_TIME, 2524607999 },        { "20500101000000Z", GENERALIZED_TIME, 2524608000 },
	{ "21000228235959Z", GENERALIZED_TIME, 4107542399 }, { "74960124065300Z", GENERALIZED_TIME, 174385723980 },
	{ "99991231235959Z", GENERALIZED_TIME, 253402300799 },
};

static void dates_both_ways(void **state)
{
	(void)state;
	EACH(row, dates) {
		int64_t seconds;
		uint32_t tag;
		char text[CERTIFICATE_TIME_SIZE];
		assert_true(certificate_time_read(row->tag, text_bytes(text_from(row->text)), &seconds));
		CHECK(seconds == row->seconds, row->text);
		assert_true(certificate_time_write(row->seconds, &tag, text));
		assert_string_equal(text, row->text);
		assert_int_equal(tag, row->tag);
	}
}

static void dates_that_no_certificate_has(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint32_t tag;
	} bad[] = {
		{ "", UTC_TIME },                 { "Z", UTC_TIME },
		{ "200101000000", UTC_TIME },     { "2001010000Z", UTC_TIME },
		{ "200101000000+0000", UTC_TIME }, { "200101000000ZZ", UTC_TIME },
		{ "200001000000Z", UTC_TIME },    { "201301000000Z", UTC_TIME },
		{ "200100000000Z", UTC_TIME },    { "200230000000Z", UTC_TIME },
		{ "210229000000Z", UTC_TIME },    { "200431000000Z", UTC_TIME },
		{ "200101240000Z", UTC_TIME },    { "200101006000Z", UTC_TIME },
		{ "200101000060Z", UTC_TIME },    { "20010100000aZ", UTC_TIME },
		{ " 00101000000Z", UTC_TIME },    { "-10101000000Z", UTC_TIME },
		{ "20200101000000Z", UTC_TIME },  { "200101000000Z", GENERALIZED_TIME },
		{ "20200101000000.5Z", GENERALIZED_TIME }, { "21000229000000Z", GENERALIZED_TIME },
		{ "200101000000Z", 0x0C },
	};
	EACH(row, bad) {
		int64_t seconds = 42;
		CHECK(!certificate_time_read(row->tag, text_bytes(text_from(row->text)), &seconds) && seconds == 42, row->text);
	}
	uint32_t tag;
	char text[CERTIFICATE_TIME_SIZE];
	assert_false(certificate_time_write(-631152001, &tag, text));
	assert_false(certificate_time_write(253402300800, &tag, text));
	assert_false(certificate_time_write(INT64_MAX, &tag, text));
	assert_false(certificate_time_write(INT64_MIN, &tag, text));
}

/* Every day from 1950 to 2149 goes there and back, and one follows the other. */
static void every_day_of_two_centuries(void **state)
{
	(void)state;
	for (int64_t seconds = -631152000; seconds < 5680281600; seconds += 86400) {
		struct calendar_time today = calendar_time(seconds), tomorrow = calendar_time(seconds + 86400);
		uint32_t tag;
		int64_t back;
		char text[CERTIFICATE_TIME_SIZE];
		bool next_day = tomorrow.day == today.day + 1 && tomorrow.month == today.month && tomorrow.year == today.year;
		bool next_month = tomorrow.day == 1 && tomorrow.month == today.month + 1 && tomorrow.year == today.year;
		bool next_year = tomorrow.day == 1 && tomorrow.month == 1 && today.month == 12 &&
		                 tomorrow.year == today.year + 1;
		assert_true(next_day || next_month || next_year);
		assert_true(certificate_time_write(seconds, &tag, text));
		assert_true(certificate_time_read(tag, text_bytes(text_from(text)), &back) && back == seconds);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(dates_both_ways),
	cmocka_unit_test(dates_that_no_certificate_has),
	cmocka_unit_test(every_day_of_two_centuries),
};

TESTS_MAIN(tests)
