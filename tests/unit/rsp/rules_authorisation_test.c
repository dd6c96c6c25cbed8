/* SPDX-License-Identifier: Apache-2.0 */
/* SGP.22 2.4.11. */
#include "rsp/configured_data.h"

#include "unit/rsp/message_check.h"

static void as_a_message(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct rules_authorisation_table got;
	static const char two[] = "BF4346 A044"
				  "3022 80020640 A119 300A 8003 62F210 8103 010203 300B 8003 62F2E0 8100 8202 0405 820100"
				  "301E 80020560 A114 3005 8003 EEEEEE 300B 8003 62F210 8100 8202 0A0B 82020780";
	check_sequence_message(rewrite_rules_authorisation_table, octets(&arena, "BF4302A000"), "no rule");
	check_sequence_message(rewrite_rules_authorisation_table, octets(&arena, two), "two rules");
	assert_ok(rules_authorisation_table_decode(octets(&arena, two), &got));
	assert_int_equal(got.count, 2);
	assert_int_equal(got.rules[0].rules, PPR1);
	assert_int_equal(got.rules[1].rules, PPR1 | PPR2);
	assert_int_equal(got.rules[0].operator_count, 2);
	assert_false(got.rules[0].consent_required);
	assert_true(got.rules[1].consent_required);
	assert_true(got.rules[0].operators[1].has_gid1 && got.rules[0].operators[1].gid1.size == 0);
	static const char *const wrong[] = { "BF4300", "BF4302A100", "BF4304A0023000", "BF4307A00530038001 00" };
	EACH(row, wrong)
		check_wrong_inside(rewrite_rules_authorisation_table, octets(&arena, *row), *row);
}

/* Android reads the operators under B7. */
static void operators_under_another_tag(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	check_tolerated(rewrite_rules_authorisation_table,
	                octets(&arena, "BF4315 A013 3011 80020640 A107 B705 8003 62F210 82020780 "),
	                octets(&arena, "BF4315 A013 3011 80020640 A107 3005 8003 62F210 82020780 "), "B7");
}

static void limits(void **state)
{
	(void)state;
	for (int over = 0; over < 3; over++) {
		AUTO(arena) arena = ARENA(1 << 14);
		AUTO(buffer) message = BUFFER(1 << 14);
		AUTO(buffer) again = BUFFER(1 << 14);
		struct der_writer writer = der_writer(&message);
		der_open(&writer, GET_RAT_TAG);
		der_open(&writer, 0xA0);
		for (int i = 0; i < RAT_RULES_MAXIMUM + (over == 1); i++) {
			der_open(&writer, 0x30);
			der_put_bits(&writer, 0x80, PPR2);
			der_open(&writer, 0xA1);
			for (int j = 0; j < RAT_OPERATORS_MAXIMUM + (over == 2); j++)
				der_put_raw(&writer, octets(&arena, "3005800362F210"));
			der_close(&writer);
			der_put_bits(&writer, 0x82, 0);
			der_close(&writer);
		}
		der_close(&writer);
		der_close(&writer);
		assert_ok(der_finish(&writer));
		assert_int_equal(rewrite_rules_authorisation_table(buffer_bytes(&message), &again),
		                 over ? STATUS_MALFORMED : STATUS_OK);
	}
}

/* "26201", then gid1 and gid2 as hexadecimal; NULL: absent. */
static struct operator_id operator_of(struct arena *arena, const char *digits, const char *gid1, const char *gid2)
{
	struct operator_id id = { .has_gid1 = gid1 != NULL, .has_gid2 = gid2 != NULL };
	assert_ok(mcc_mnc_parse(text_from(digits), id.mcc_mnc));
	if (gid1)
		id.gid1 = octets(arena, gid1);
	if (gid2)
		id.gid2 = octets(arena, gid2);
	return id;
}

static void matching(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *pattern_gid1, *pattern_gid2;
		const char *owner, *gid1, *gid2;
		bool matches;
	} rows[] = {
		{ "26201", NULL, NULL, "26201", NULL, NULL, true },
		{ "26201", NULL, NULL, "26202", NULL, NULL, false },
		{ "26201", NULL, NULL, "262010", NULL, NULL, false },
		{ "310260", NULL, NULL, "310260", NULL, NULL, true },
		{ "EEEEEE", NULL, NULL, "26201", NULL, NULL, true },
		{ "EEEEEE", NULL, NULL, "310260", NULL, NULL, true },
		{ "262EE", NULL, NULL, "26207", NULL, NULL, true },
		{ "262EE", NULL, NULL, "26307", NULL, NULL, false },
		{ "26201", NULL, NULL, "26201", "0102", NULL, false },
		{ "26201", NULL, NULL, "26201", "", "", true },
		{ "26201", "", NULL, "26201", "0102", NULL, true },
		{ "26201", "", NULL, "26201", NULL, NULL, true },
		{ "26201", "", NULL, "26201", "0102", "03", false },
		{ "26201", "", "", "26201", "0102", "03", true },
		{ "26201", "0102", NULL, "26201", "0102", NULL, true },
		{ "26201", "0102", NULL, "26201", "0103", NULL, false },
		{ "26201", "0102", NULL, "26201", NULL, NULL, false },
		{ "26201", "0102", NULL, "26201", "010200", NULL, false },
		{ "26201", NULL, "03", "26201", NULL, "03", true },
		{ "EEEEEE", NULL, "040506", "327645", NULL, "040506", true },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		struct operator_id pattern = operator_of(&arena, row->pattern, row->pattern_gid1, row->pattern_gid2);
		struct operator_id owner = operator_of(&arena, row->owner, row->gid1, row->gid2);
		CHECK(operator_matches(&pattern, &owner) == row->matches, row->pattern);
	}
}

/* The first rule for a policy rule and an owner decides; none forbids. */
static void finding(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1024);
	struct rules_authorisation_table table = { .count = 3 };
	table.rules[0] = (struct authorisation_rule){ .rules = PPR1, .operator_count = 1 };
	table.rules[0].operators[0] = operator_of(&arena, "26201", NULL, NULL);
	table.rules[1] = (struct authorisation_rule){ .rules = PPR1 | PPR2, .operator_count = 2, .consent_required = true };
	table.rules[1].operators[0] = operator_of(&arena, "26202", NULL, NULL);
	table.rules[1].operators[1] = operator_of(&arena, "26201", NULL, NULL);
	table.rules[2] = (struct authorisation_rule){ .rules = PPR2, .operator_count = 1 };
	table.rules[2].operators[0] = operator_of(&arena, "EEEEEE", "", "");
	const struct operator_id first = operator_of(&arena, "26201", NULL, NULL);
	const struct operator_id second = operator_of(&arena, "26202", NULL, NULL);
	const struct operator_id other = operator_of(&arena, "310260", "01", NULL);
	assert_ptr_equal(rules_authorisation_find(&table, PPR1, &first), &table.rules[0]);
	assert_ptr_equal(rules_authorisation_find(&table, PPR2, &first), &table.rules[1]);
	assert_ptr_equal(rules_authorisation_find(&table, PPR1, &second), &table.rules[1]);
	assert_ptr_equal(rules_authorisation_find(&table, PPR2, &other), &table.rules[2]);
	assert_null(rules_authorisation_find(&table, PPR1, &other));
	assert_null(rules_authorisation_find(&table, PPR_UPDATE_CONTROL, &first));
	table.count = 0;
	assert_null(rules_authorisation_find(&table, PPR1, &first));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(as_a_message), cmocka_unit_test(operators_under_another_tag),
	cmocka_unit_test(limits),       cmocka_unit_test(matching),
	cmocka_unit_test(finding),
};

TESTS_MAIN(tests)
