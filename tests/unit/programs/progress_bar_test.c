/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/progress_bar.h"

#include "support/test.h"

static const struct {
	uint64_t done, total, milliseconds;
	size_t columns;
	const char *want;
} lines[] = {
	{ 0, 10, 0, 40, "[................] 0 of 10  0/s  ? left" },
	{ 5, 10, 2500, 50, "[###########............] 5 of 10  2/s  0:03 left" },
	{ 10, 10, 5000, 40, "[############] 10 of 10  2/s  0:00 left" },
	{ 12, 10, 6000, 40, "[############] 12 of 10  2/s  0:00 left" },
	{ 1, 1000000, 1000, 60, "[........................] 1 of 1000000  1/s  99:59:59 left" },
	{ 5, 10, 2500, 30, "5 of 10  2/s  0:03 left" },
	{ 5, 10, 2500, 10, "5 of 10  " },
	{ 5, 10, 2500, 1, "" },
	{ 5, 10, 2500, 0, "" },
	{ 4200, 0, 2100, 80, "4200  2000/s" },
	{ 5, 10, 2500, 500, "[##############################..............................] 5 of 10  2/s  0:03 left" },
};

static void what_is_drawn(void **state)
{
	(void)state;
	EACH(line, lines) {
		char got[PROGRESS_LINE_SIZE] = "";
		progress_bar_print(line->done, line->total, line->milliseconds, line->columns, got);
		check_text(text_from(got), line->want, line->want);
	}
}

/* Whatever the numbers are: a line that is too long would leave its beginning behind on every terminal. */
static void never_too_long(void **state)
{
	static const uint64_t numbers[] = { 0, 1, 999, 1000000, UINT64_MAX };
	(void)state;
	EACH(done, numbers)
		EACH(total, numbers)
			EACH(time, numbers)
				for (size_t columns = 1; columns < 250; columns++) {
					char got[PROGRESS_LINE_SIZE] = "";
					progress_bar_print(*done, *total, *time, columns, got);
					assert_true(strlen(got) < columns);
				}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_drawn),
	cmocka_unit_test(never_too_long),
};

TESTS_MAIN(tests)
