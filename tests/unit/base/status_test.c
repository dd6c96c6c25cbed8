/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

#include "support/test.h"

static void each_value_has_its_own_name(void **state)
{
	(void)state;
	for (int a = 0; a < STATUS_COUNT; a++) {
		assert_non_null(status_name((enum status)a));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(status_name((enum status)a), status_name((enum status)b));
	}
	assert_string_equal(status_name(STATUS_OUT_OF_ORDER), "out of order");
	assert_string_equal(status_name(STATUS_COUNT), "unknown status");
	assert_string_equal(status_name((enum status)-1), "unknown status");
}

static enum status three_steps(enum status second, int *steps)
{
	(*steps)++;
	TRY(second);
	(*steps)++;
	return STATUS_BUSY;
}

static void try_returns_the_first_failure(void **state)
{
	int steps = 0;
	(void)state;
	CHECK_STATUS(three_steps(STATUS_OK, &steps), STATUS_BUSY, "to the end");
	assert_int_equal(steps, 2);
	CHECK_STATUS(three_steps(STATUS_REFUSED, &steps), STATUS_REFUSED, "half way");
	assert_int_equal(steps, 3);
}

struct witness {
	int *released;
};

static void witness_release(struct witness *witness)
{
	(*witness->released)++;
}

static enum status leaves_early(enum status status, int *released)
{
	AUTO(witness) witness = { released };
	(void)witness;
	TRY(status);
	return STATUS_OK;
}

static void what_is_auto_is_released_on_every_way_out(void **state)
{
	int released = 0;
	(void)state;
	assert_ok(leaves_early(STATUS_OK, &released));
	CHECK_STATUS(leaves_early(STATUS_IO, &released), STATUS_IO, "early");
	assert_int_equal(released, 2);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_value_has_its_own_name),
	cmocka_unit_test(try_returns_the_first_failure),
	cmocka_unit_test(what_is_auto_is_released_on_every_way_out),
};

TESTS_MAIN(tests)
