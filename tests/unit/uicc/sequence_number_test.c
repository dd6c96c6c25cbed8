/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "uicc/sequence_number.h"

#define SQN(seq, ind) ((uint64_t)(seq) << 5 | (ind))
#define SEQ_MAXIMUM ((UINT64_C(1) << 43) - 1)

static void test_freshness(void **state)
{
	(void)state;
	enum { ALL = SQN_NO_WRAP };
	static const struct {
		const char *name;
		uint8_t options;
		uint64_t sqn;
		bool want;
	} cases[] = {
		/* State: IND 0 at 1000, IND 1 at 900, the others at nought; delta 100, age limit 50. */
		{ "the next", ALL, SQN(1001, 0), true },
		{ "the same again", ALL, SQN(1000, 0), false },
		{ "one before", ALL, SQN(999, 0), false },
		{ "nought", ALL, SQN(0, 5), false },
		{ "late under another IND", ALL, SQN(960, 1), true },
		{ "late, already seen there", ALL, SQN(900, 1), false },
		{ "at the age limit", ALL, SQN(950, 2), true },
		{ "over the age limit", ALL, SQN(949, 2), false },
		{ "over the age limit, which is off", ALL | SQN_NO_AGE_LIMIT, SQN(1, 2), true },
		{ "at delta", ALL, SQN(1100, 3), true },
		{ "over delta", ALL, SQN(1101, 3), false },
		{ "over delta, which is off", ALL | SQN_NO_DELTA, SQN(1101, 3), true },
		{ "the last one", ALL | SQN_NO_DELTA, SQN(SEQ_MAXIMUM, 31), false },
		{ "the last but one", ALL | SQN_NO_DELTA, SQN(SEQ_MAXIMUM - 1, 31), true },
		{ "the last one, wrapping allowed", SQN_NO_DELTA, SQN(SEQ_MAXIMUM, 31), true },
	};
	EACH (one, cases) {
		struct authentication authentication = { .sqn_options = one->options, .delta = 100, .age_limit = 50,
			                                 .seq = { 1000, 900 } };
		CHECK(sequence_number_is_fresh(&authentication, one->sqn) == one->want, one->name);
	}
}

static void test_highest(void **state)
{
	(void)state;
	struct authentication authentication = { 0 };
	assert_int_equal(sequence_number_highest(&authentication), 0);
	sequence_number_accept(&authentication, SQN(7, 31));
	assert_int_equal(sequence_number_highest(&authentication), SQN(7, 31));
	sequence_number_accept(&authentication, SQN(8, 2));
	sequence_number_accept(&authentication, SQN(5, 4));
	assert_int_equal(sequence_number_highest(&authentication), SQN(8, 2));
	assert_int_equal(authentication.seq[31], 7);
	assert_int_equal(authentication.seq[4], 5);
}

static void test_octets(void **state)
{
	(void)state;
	static const uint8_t octets_of[] = { 0xFF, 0x9B, 0xB4, 0xD0, 0xB6, 0x07 };
	uint8_t out[SQN_SIZE];
	assert_true(sequence_number_read(octets_of) == UINT64_C(0xFF9BB4D0B607));
	sequence_number_write(UINT64_C(0xFF9BB4D0B607), out);
	assert_memory_equal(out, octets_of, SQN_SIZE);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_freshness),
	cmocka_unit_test(test_highest),
	cmocka_unit_test(test_octets),
};

TESTS_MAIN(tests)
