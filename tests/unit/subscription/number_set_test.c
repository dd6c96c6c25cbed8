/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/number_set.h"

#include <stdio.h>

#include "support/test.h"

static void set(struct subscription *subscription, enum subscription_field field, const char *digits)
{
	snprintf(subscription->values[field], sizeof subscription->values[field], "%s", digits);
}

static void numbers_are_told_apart(void **state)
{
	(void)state;
	enum { MANY = 5000 };
	AUTO(number_set) numbers = { 0 };
	enum subscription_field field = SUBSCRIPTION_FIELDS;
	uint32_t place = 0;
	for (uint32_t i = 1; i <= MANY; i++) {
		struct subscription one = { 0 };
		char digits[32];
		snprintf(digits, sizeof digits, "00101%010u", i);
		set(&one, SUBSCRIPTION_IMSI, digits);
		set(&one, SUBSCRIPTION_MSISDN, digits); /* the same digits mean something else here */
		assert_ok(number_set_add(&numbers, &one, i, &field, &place));
	}
	assert_int_equal(numbers.count, 2 * MANY);
	struct subscription again = { 0 };
	set(&again, SUBSCRIPTION_MSISDN, "001010000004711");
	CHECK_STATUS(number_set_add(&numbers, &again, MANY + 1, &field, &place), STATUS_EXISTS, "there already");
	assert_int_equal(field, SUBSCRIPTION_MSISDN);
	assert_int_equal(place, 4711);
	set(&again, SUBSCRIPTION_MSISDN, "00101000000471"); /* a digit less */
	assert_ok(number_set_add(&numbers, &again, MANY + 1, &field, &place));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(numbers_are_told_apart),
};

TESTS_MAIN(tests)
