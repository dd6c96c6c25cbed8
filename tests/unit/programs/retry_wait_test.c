/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/retry_wait.h"

#include "support/test.h"

static void failures_double_it(void **state)
{
	(void)state;
	static const unsigned want[] = { 2, 4, 8, 16, 32 };
	unsigned wait = 1;
	EACH(expected, want) {
		wait = retry_wait_next(wait, 1, false);
		assert_int_equal(wait, *expected);
	}
	assert_int_equal(retry_wait_next(wait, 7, true), 7);
}

static void up_to_a_day(void **state)
{
	(void)state;
	unsigned wait = 3600;
	for (int i = 0; i < 40; i++)
		wait = retry_wait_next(wait, 3600, false);
	assert_int_equal(wait, 24 * 3600);
	assert_int_equal(retry_wait_next(24 * 3600, 24 * 3600, false), 24 * 3600);
}

/* All of the range is used, and nothing beyond it. */
static void spread_by_a_quarter(void **state)
{
	(void)state;
	unsigned least = ~0u, most = 0;
	for (unsigned random = 0; random < 5000; random++) {
		unsigned wait = retry_wait_spread(1000, random * 2654435761u);
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_in_range(least, 750, 755);
	assert_in_range(most, 1245, 1250);
	assert_in_range(retry_wait_spread(1, 12345), 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failures_double_it),
		cmocka_unit_test(up_to_a_day),
		cmocka_unit_test(spread_by_a_quarter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
