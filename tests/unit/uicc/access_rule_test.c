/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "uicc/access_rule.h"

#define PIN(reference) "A406 8301" reference "950108"

/* Key references that the oracle calls satisfied. */
static bool is_satisfied(void *context, uint8_t reference)
{
	struct bytes *satisfied = context;
	return satisfied->size > 0 && memchr(satisfied->data, reference, satisfied->size);
}

static bool allows(struct arena *arena, const char *rule, const char *satisfied, enum access access, const char *command)
{
	struct bytes pins = octets(arena, satisfied);
	struct apdu apdu;
	assert_ok(apdu_decode(octets(arena, command), &apdu));
	return access_rule_evaluate(octets(arena, rule), access, &apdu, is_satisfied, &pins);
}

#define READ_COMMAND "00B0000000"

static void test_conditions(void **state)
{
	(void)state;
	static const struct {
		const char *rule, *satisfied;
		bool want;
	} cases[] = {
		{ "800101 9000", "", true },
		{ "800101 9700", "01", false },
		{ "800101 9E00", "01", false },
		{ "800101 9E0100", "", true },
		{ "800101 9E01FF", "01", false },
		{ "800101 9E0111", "01", false },
		{ "800101 9E020000", "01", false },
		{ "800101 9001 00", "", false },
		{ "800101" PIN("01"), "", false },
		{ "800101" PIN("01"), "01", true },
		{ "800101" PIN("01"), "02 0A", false },
		{ "800101 A403 830101", "01", true },
		{ "800101 A406 950108 830101", "01", true },
		{ "800101 A406 830101 950110", "01", false },
		{ "800101 A403 950108", "01", false },
		{ "800101 A400", "01", false },
		{ "800101 A404 83020101", "01", false },
		{ "800101 A010" PIN("01") PIN("0A"), "0A", true },
		{ "800101 A010" PIN("01") PIN("0A"), "81", false },
		{ "800101 AF10" PIN("01") PIN("0A"), "0A", false },
		{ "800101 AF10" PIN("01") PIN("0A"), "0A 01", true },
		{ "800101 A000", "01", false },
		{ "800101 AF00", "01", false },
		{ "800101 A708" PIN("01"), "", true },
		{ "800101 A708" PIN("01"), "01", false },
		{ "800101 A700", "", false },
		{ "800101 A710" PIN("01") PIN("02"), "", false },
		{ "800101 AF12 A00A" PIN("01") "9700" "9000" "9000" "9000", "01", true },
		{ "800101" PIN("01") PIN("0A"), "01", false }, /* several conditions: all of them */
		{ "800101" PIN("01") PIN("0A"), "01 0A", true },
		{ "800101 A00E A00C A00A A008" PIN("01"), "01", true },
		{ "800101 A012 A010 A00E A00C A00A" PIN("01") "9700", "01", false }, /* too deep */
		{ "800101", "01", false },
		{ "", "01", false },
		{ "9000", "01", false },
		{ "9000 800101", "01", false },
	};
	AUTO(arena) arena = ARENA(1 << 20);
	EACH (one, cases)
		CHECK(allows(&arena, one->rule, one->satisfied, ACCESS_READ, READ_COMMAND) == one->want, one->rule);
}

static void test_modes(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		enum access access;
		const char *command;
		bool want;
	} cases[] = {
		{ "800102 9000", ACCESS_READ, "00B0000000", false },
		{ "800103 9000", ACCESS_READ, "00B0000000", true },
		{ "80011B 9000", ACCESS_ACTIVATE, "00440000", true },
		{ "80010B 9000", ACCESS_ACTIVATE, "00440000", false },
		{ "800198 9000", ACCESS_ACTIVATE, "00440000", false }, /* proprietary meaning */
		{ "800183 9000", ACCESS_READ, "00B0000000", true },
		{ "8000 9000", ACCESS_READ, "00B0000000", false },
		{ "80020101 9000", ACCESS_READ, "00B0000000", false },
		{ "8001FF 9000", ACCESS_BY_COMMAND, "80320000", false },
		{ "840132 9000", ACCESS_BY_COMMAND, "80320000", true },
		{ "840133 9000", ACCESS_BY_COMMAND, "80320000", false },
		{ "8401B0 9000", ACCESS_READ, "00B0000000", true },
		{ "8C02 80 32 9000", ACCESS_BY_COMMAND, "80320000", true },
		{ "8C02 80 32 9000", ACCESS_BY_COMMAND, "82320000", true }, /* whatever the channel */
		{ "8C02 00 32 9000", ACCESS_BY_COMMAND, "80320000", false },
		{ "8F04 80 32 01 02 9000", ACCESS_BY_COMMAND, "80320102", true },
		{ "8F04 80 32 01 02 9000", ACCESS_BY_COMMAND, "80320103", false },
		{ "8F03 80 32 01 9000", ACCESS_BY_COMMAND, "80320102", false },
		{ "8102 02 02 9000", ACCESS_BY_COMMAND, "80320102", false },
		{ "8101 02 9000", ACCESS_BY_COMMAND, "80320102", true },
		{ "8400 9000", ACCESS_BY_COMMAND, "80320102", false },
		{ "800102 9700 800101 9000", ACCESS_READ, "00B0000000", true },
		{ "800101 9700 800101 9000", ACCESS_READ, "00B0000000", true },
		{ "800101 9000 800101 9700", ACCESS_READ, "00B0000000", true },
		{ "800102 800101 9000", ACCESS_READ, "00B0000000", true }, /* one condition for two modes */
		{ "800101 9000 FFFFFF", ACCESS_READ, "00B0000000", true },
		{ "800101 9000 00FFFF", ACCESS_READ, "00B0000000", false }, /* neither padding nor an element */
	};
	AUTO(arena) arena = ARENA(1 << 20);
	EACH (one, cases)
		CHECK(allows(&arena, one->rule, "", one->access, one->command) == one->want, one->rule);
}

/* A rule that cannot be read to its end allows nothing, wherever it breaks off inside an element. */
static void test_truncated(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	struct bytes rule = octets(&arena, "800101 9000  800102 A010" PIN("01") PIN("0A"));
	struct apdu apdu;
	assert_ok(apdu_decode(octets(&arena, READ_COMMAND), &apdu));
	struct bytes none = { 0 };
	for (size_t size = 0; size <= rule.size; size++) {
		bool is_between = size == 5 || size == 8 || size == rule.size;
		assert_int_equal(access_rule_evaluate(bytes_first(rule, size), ACCESS_READ, &apdu, is_satisfied, &none),
		                 is_between);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_conditions),
	cmocka_unit_test(test_modes),
	cmocka_unit_test(test_truncated),
};

TESTS_MAIN(tests)
