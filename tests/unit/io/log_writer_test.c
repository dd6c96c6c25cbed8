/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "codec/json.h"
#include "io/log_writer.h"

/* One event as the writer wrote it, without the time at its beginning. */
static const char *write_one(bool json, enum log_level least, enum log_level level, char out[600])
{
	FILE *stream = tmpfile();
	struct log_writer writer = { .stream = stream, .json = json, .level = least };
	const struct log log = log_writer_log(&writer);
	const struct log_field fields[] = {
		{ "transaction", TEXT("0A0B") },
		{ "empty", { 0 } },
		{ "reason", TEXT("two words\nand \"more\"") },
	};
	log_event(&log, level, "event", fields, ARRAY_SIZE(fields));
	rewind(stream);
	size_t size = fread(out, 1, 599, stream);
	out[size] = 0;
	fclose(stream);
	return out;
}

static void lines_for_people(void **state)
{
	char line[600];
	(void)state;
	write_one(false, LOG_INFO, LOG_WARNING, line);
	assert_int_equal(strlen("2026-01-01T00:00:00.000Z"), strcspn(line, " "));
	assert_string_equal(strchr(line, ' '),
	                    " warning event transaction=0A0B reason=\"two words\\u000Aand \\\"more\\\"\"\n");
}

static void lines_for_machines(void **state)
{
	char line[600];
	struct text text = { 0 };
	AUTO(json_document) document = { 0 };
	(void)state;
	write_one(true, LOG_INFO, LOG_ERROR, line);
	assert_ok(json_parse(text_from(line), &document));
	assert_true(json_text(json_member(json_root(&document), "level"), &text));
	check_text(text, "error", "level");
	assert_true(json_text(json_member(json_root(&document), "reason"), &text));
	check_text(text, "two words\nand \"more\"", "reason");
	assert_false(json_is_present(json_member(json_root(&document), "empty")));
	assert_non_null(strchr(line, '\n'));
	assert_int_equal(strchr(line, '\n')[1], 0);
}

static void what_is_below_the_level_is_left_out(void **state)
{
	char line[600];
	(void)state;
	assert_string_equal(write_one(false, LOG_INFO, LOG_DEBUG, line), "");
	assert_string_not_equal(write_one(false, LOG_DEBUG, LOG_DEBUG, line), "");
	const struct log silent = { 0 };
	log_event(&silent, LOG_ERROR, "event", NULL, 0);
}

/* Lines of so many events at once, of which each third has another code. */
static size_t count_lines(size_t events, enum log_level level, struct text eid, char last[600])
{
	FILE *stream = tmpfile();
	struct log_writer writer = { .stream = stream, .level = LOG_INFO };
	const struct log log = log_writer_log(&writer);
	size_t lines = 0;
	for (size_t i = 0; i < events; i++) {
		const struct log_field fields[] = {
			{ "outcome", TEXT("refused") }, { "eid", eid }, { "codes", i % 3 == 0 ? TEXT("8.1-6.1") : TEXT("8.2-3.9") },
		};
		log_event(&log, level, "event", fields, ARRAY_SIZE(fields));
	}
	rewind(stream);
	while (fgets(last, 600, stream))
		lines++;
	fclose(stream);
	return lines;
}

static void what_anybody_can_cause_is_bounded(void **state)
{
	char last[600];
	(void)state;
	size_t lines = count_lines(30000, LOG_WARNING, (struct text){ 0 }, last);
	assert_in_range(lines, 2 * LOG_FLOOD_BURST, 2 * LOG_FLOOD_BURST + 20);
	lines = count_lines(30000, LOG_WARNING, TEXT("8904…35"), last);
	assert_in_range(lines, 2 * LOG_FLOOD_BURST, 2 * LOG_FLOOD_BURST + 20);
	assert_int_equal(count_lines(3000, LOG_INFO, TEXT("8904…35"), last), 3000);
	assert_in_range(count_lines(3000, LOG_INFO, (struct text){ 0 }, last), 2 * LOG_FLOOD_BURST, 2 * LOG_FLOOD_BURST + 20);
}

static void a_flood_is_counted(void **state)
{
	struct log_flood flood = { 0 };
	uint64_t suppressed = 99;
	(void)state;
	for (size_t i = 0; i < LOG_FLOOD_BURST; i++)
		assert_true(log_flood_admit(&flood, 5, 1000000, &suppressed));
	assert_int_equal(suppressed, 0);
	for (size_t i = 0; i < 7; i++)
		assert_false(log_flood_admit(&flood, 5, 1000000 + (int64_t)i, &suppressed));
	assert_true(log_flood_admit(&flood, 6, 1000000, &suppressed));
	assert_int_equal(suppressed, 0);
	assert_true(log_flood_admit(&flood, 5, 1001000, &suppressed));
	assert_int_equal(suppressed, 7);
	assert_false(log_flood_admit(&flood, 5, 1001500, &suppressed));
	for (size_t i = 0; i < LOG_FLOOD_BURST; i++)
		assert_true(log_flood_admit(&flood, 5, 1100000, &suppressed));
	assert_false(log_flood_admit(&flood, 5, 1100000, &suppressed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_for_people),
		cmocka_unit_test(lines_for_machines),
		cmocka_unit_test(what_is_below_the_level_is_left_out),
		cmocka_unit_test(what_anybody_can_cause_is_bounded),
		cmocka_unit_test(a_flood_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
