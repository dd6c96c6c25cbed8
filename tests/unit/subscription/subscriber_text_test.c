/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscriber_text.h"

#include "support/test.h"

#define ONE "8949449999999990015"
#define TWO "8949449999999990023"

/* What comes of each list: the lines that are good, then the first fault. */
static void lists(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t good;
		const char *fault; /* "": none */
	} rows[] = {
		{ "iccid\n" ONE "\n" TWO "\n", 2, "" },
		{ "\xEF\xBB\xBFiccid\r\n\r\n" ONE "\r\n" TWO, 2, "" },
		{ "\n\niccid\n" ONE "\n", 1, "" },
		{ "iccid", 0, "" },
		{ "", 0, "The list is empty: it begins with a line that names its columns." },
		{ "\n \n", 0, "The list is empty: it begins with a line that names its columns." },
		{ "iccid,hue\n", 0, "line 1: the column \"hue\" is not known." },
		{ "iccid\n" ONE "\n\n" ONE "\n", 1, "line 4: iccid " ONE " is that of line 2 already." },
		{ "iccid\n" ONE "," TWO "\n", 0, "line 2: the line must have 1 columns, as the first one has." },
	};
	EACH(row, rows) {
		AUTO(subscriber_text) list = { 0 };
		char fault[SUBSCRIBER_TEXT_FAULT_SIZE] = "";
		size_t good = 0;
		enum status status = subscriber_text_begin(text_from(row->text), &list, fault);
		while (status == STATUS_OK) {
			struct subscription subscription = { 0 };
			status = subscriber_text_next(&list, &subscription, fault);
			good += status == STATUS_OK;
		}
		assert_int_equal(status, row->fault[0] ? STATUS_MALFORMED : STATUS_NOT_FOUND);
		assert_int_equal(good, row->good);
		assert_string_equal(fault, row->fault);
	}
}

static void one_goes_on_behind_a_wrong_line(void **state)
{
	(void)state;
	AUTO(subscriber_text) list = { 0 };
	struct subscription subscription = { 0 };
	char fault[SUBSCRIBER_TEXT_FAULT_SIZE] = "";
	assert_ok(subscriber_text_begin(TEXT("iccid\nx\n" ONE), &list, fault));
	assert_true(subscriber_text_has(&list, SUBSCRIPTION_ICCID) && !subscriber_text_has(&list, SUBSCRIPTION_IMSI));
	assert_int_equal(subscriber_text_next(&list, &subscription, fault), STATUS_MALFORMED);
	assert_ok(subscriber_text_next(&list, &subscription, fault));
	assert_int_equal(list.line, 3);
	check_text(subscription_value(&subscription, SUBSCRIPTION_ICCID), ONE, "ICCID");
}

static void a_line_has_an_end(void **state)
{
	(void)state;
	static char text[SUBSCRIBER_LINE_MAXIMUM + 20] = "iccid\n";
	AUTO(subscriber_text) list = { 0 };
	struct subscription subscription = { 0 };
	char fault[SUBSCRIBER_TEXT_FAULT_SIZE] = "";
	memset(text + 6, '1', sizeof text - 7);
	assert_ok(subscriber_text_begin(text_from(text), &list, fault));
	assert_int_equal(subscriber_text_next(&list, &subscription, fault), STATUS_MALFORMED);
	assert_string_equal(fault, "line 2: the line is too long.");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(lists),
	cmocka_unit_test(one_goes_on_behind_a_wrong_line),
	cmocka_unit_test(a_line_has_an_end),
};

TESTS_MAIN(tests)
