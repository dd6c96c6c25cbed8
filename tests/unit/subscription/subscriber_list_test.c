/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscriber_list.h"

#include "support/test.h"

static void read_lines(void **state)
{
	(void)state;
	static const struct {
		const char *columns, *line;
	} rows[] = {
		{ "imsi,iccid,name", "001010000000001,8949020000012345670,A" },
		{ "IMSI;Name;ICCID", "001010000000001;a, b;8949020000012345670" },
		{ "name\timsi\ticcid", "\t001010000000001\t8949020000012345670" },
		{ " imsi ,\"iccid\",pin1", "\"001010000000001\", 8949020000012345670 ," },
		{ "comment,iccid,imsi", "\"say \"\"so\"\", please\",8949020000012345670,001010000000001" },
	};
	EACH(row, rows) {
		struct subscriber_columns columns = { 0 };
		AUTO(subscription) got = { 0 };
		char fault[SUBSCRIPTION_FAULT_SIZE] = "";
		if (subscriber_columns_read(text_from(row->columns), &columns, fault) != STATUS_OK)
			fail_msg("%s: %s", row->columns, fault);
		if (subscriber_line_read(&columns, text_from(row->line), &got, fault) != STATUS_OK)
			fail_msg("%s: %s", row->line, fault);
		check_text(subscription_value(&got, SUBSCRIPTION_IMSI), "001010000000001", row->line);
		check_text(subscription_value(&got, SUBSCRIPTION_ICCID), "8949020000012345670", row->line);
	}
}

static void wrong_columns(void **state)
{
	(void)state;
	static const struct {
		const char *columns, *fault;
	} rows[] = {
		{ "imsi,kii", "the column \"kii\" is not known." },
		{ "imsi,IMSI", "the column \"IMSI\" stands twice." },
		{ "", "the column \"\" is not known." },
		{ "imsi,", "the column \"\" is not known." },
		{ "001010000000001,8949020000012345670", "the column \"001010000000001\" is not known." },
		{ "imsi,\"iccid", "the first line must name the columns, such as iccid,imsi,ki,opc." },
	};
	EACH(row, rows) {
		struct subscriber_columns columns = { 0 };
		char fault[SUBSCRIPTION_FAULT_SIZE] = "";
		CHECK_STATUS(subscriber_columns_read(text_from(row->columns), &columns, fault), STATUS_MALFORMED, row->columns);
		check_text(text_from(fault), row->fault, row->columns);
	}
}

static void wrong_lines(void **state)
{
	(void)state;
	static const struct {
		const char *line, *fault;
	} rows[] = {
		{ "001010000000001", "the line must have 2 columns, as the first one has." },
		{ "001010000000001,465B5CE8B199B49FAA5F0A2EE238A6BC,", "the line must have 2 columns, as the first one has." },
		{ "001010000000001,\"465B5CE8B199B49FAA5F0A2EE238A6BC", "the line must have 2 columns, as the first one has." },
		{ "001010000000001,\"465B5CE8B199B49FAA5F0A2EE238A6BC\"x", "the line must have 2 columns, as the first one has." },
		{ "", "the line must have 2 columns, as the first one has." },
		{ "00101000000000X,465B5CE8B199B49FAA5F0A2EE238A6BC", "imsi must be 6 to 15 digits." },
		{ "001010000000001,465B5CE8B199B49FAA5F0A2EE238A6B", "ki must be 32, 48 or 64 hexadecimal digits." },
	};
	struct subscriber_columns columns = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	assert_ok(subscriber_columns_read(TEXT("imsi,ki"), &columns, fault));
	EACH(row, rows) {
		AUTO(subscription) got = { 0 };
		CHECK_STATUS(subscriber_line_read(&columns, text_from(row->line), &got, fault), STATUS_MALFORMED, row->line);
		check_text(text_from(fault), row->fault, row->line);
	}
}

static void there_and_back(void **state)
{
	(void)state;
	static const enum subscription_field fields[] = { SUBSCRIPTION_IMSI, SUBSCRIPTION_MSISDN, SUBSCRIPTION_PIN1 };
	AUTO(subscription) written = { 0 }, got = { 0 };
	AUTO(buffer) text = BUFFER(1000);
	struct subscriber_columns columns = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	assert_ok(subscription_set(&written, SUBSCRIPTION_IMSI, TEXT("001010000000001"), fault));
	assert_ok(subscription_set(&written, SUBSCRIPTION_PIN1, TEXT("0000"), fault));
	assert_ok(subscriber_columns_write(fields, ARRAY_SIZE(fields), &text));
	assert_ok(subscriber_line_write(&written, fields, ARRAY_SIZE(fields), &text));
	check_text(buffer_text(&text), "imsi,msisdn,pin1\n001010000000001,,0000\n", "CSV");
	struct text rest = buffer_text(&text);
	assert_ok(subscriber_columns_read(text_cut(&rest, '\n'), &columns, fault));
	assert_ok(subscriber_line_read(&columns, text_cut(&rest, '\n'), &got, fault));
	assert_memory_equal(&written, &got, sizeof got);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(read_lines),
	cmocka_unit_test(wrong_columns),
	cmocka_unit_test(wrong_lines),
	cmocka_unit_test(there_and_back),
};

TESTS_MAIN(tests)
