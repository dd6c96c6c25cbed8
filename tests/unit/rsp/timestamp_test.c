/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/timestamp.h"

#include "support/test.h"

/* As `date -u -d @N +%Y-%m-%dT%H:%M:%SZ` prints them. */
static void as_date_prints(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00Z" },          { 951782399, "2000-02-28T23:59:59Z" },
		{ 951868799, "2000-02-29T23:59:59Z" },  { 951868800, "2000-03-01T00:00:00Z" },
		{ 1709164800, "2024-02-29T00:00:00Z" }, { 1735689599, "2024-12-31T23:59:59Z" },
		{ 4107542400, "2100-03-01T00:00:00Z" }, { 253402300799, "9999-12-31T23:59:59Z" },
	};
	(void)state;
	EACH (row, rows) {
		char text[TIMESTAMP_TEXT_SIZE];
		int64_t seconds;
		timestamp_print(row->seconds, text);
		assert_string_equal(text, row->text);
		assert_ok(timestamp_parse(text_from(row->text), &seconds));
		assert_int_equal(seconds, row->seconds);
	}
}

static void other_forms(void **state)
{
	static const char *const same[] = {
		"2000-02-29T23:59:59.123Z", "2000-03-01T01:59:59+02:00", "2000-02-29T18:29:59-0530", "2000-02-29T23:59:59.0+00:00",
	};
	static const char *const wrong[] = {
		"", "2000-02-29", "2000-02-29T23:59:59", "2000-13-29T23:59:59Z", "2000-00-29T23:59:59Z", "2000-02-00T23:59:59Z",
		"1969-12-31T23:59:59Z", "2000-02-29T24:00:00Z", "2000-02-29T23:59:59Zx", "2000-02-29T23:59:59+2:00",
		"2000-02-29 23:59:59Z", "951868799",
	};
	int64_t seconds;
	(void)state;
	EACH (text, same) {
		CHECK_STATUS(timestamp_parse(text_from(*text), &seconds), STATUS_OK, *text);
		assert_int_equal(seconds, 951868799);
	}
	EACH (text, wrong)
		CHECK_STATUS(timestamp_parse(text_from(*text), &seconds), STATUS_MALFORMED, *text);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(as_date_prints),
	cmocka_unit_test(other_forms),
};

TESTS_MAIN(tests)
