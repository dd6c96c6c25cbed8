/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/profile_policy.h"

#include "rsp/euicc_info.h"
#include "support/test.h"

static struct profile_metadata profile_with(uint64_t rules)
{
	return (struct profile_metadata){
		.profile_policy_rules = rules,
		.has_owner = true,
		.owner = { .mcc_mnc = { 0x62, 0xF2, 0x10 }, .has_gid1 = true, .gid1 = bytes_from("\x01\x02", 2) },
	};
}

static enum status decide(const struct profile_metadata *metadata, const struct rules_authorisation_table *table,
                          uint64_t *out_consent)
{
	const char *why = NULL;
	enum status status = profile_policy_decide(metadata, table, false, out_consent, &why);
	assert_true(status == STATUS_OK || (why && *why));
	return status;
}

/* SGP.22 2.9.3.1: whom a rule of the card's table is for. */
static void test_owners(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		struct operator_id allowed;
		enum status status;
	} cases[] = {
		{ "this network and group",
		  { { 0x62, 0xF2, 0x10 }, true, false, { (const uint8_t *)"\x01\x02", 2 }, { 0 } },
		  STATUS_OK },
		{ "any group of this network", { { 0x62, 0xF2, 0x10 }, true, false, { 0 }, { 0 } }, STATUS_OK },
		{ "no group", { { 0x62, 0xF2, 0x10 }, false, false, { 0 }, { 0 } }, STATUS_REFUSED },
		{ "another group",
		  { { 0x62, 0xF2, 0x10 }, true, false, { (const uint8_t *)"\x01\x03", 2 }, { 0 } },
		  STATUS_REFUSED },
		{ "another network", { { 0x62, 0xF2, 0x20 }, true, false, { 0 }, { 0 } }, STATUS_REFUSED },
		{ "every network", { { 0xEE, 0xEE, 0xEE }, true, false, { 0 }, { 0 } }, STATUS_OK },
	};
	EACH (this, cases) {
		struct rules_authorisation_table table = {
			.rules = { { .rules = PPR2, .operators = { this->allowed }, .operator_count = 1 } },
			.count = 1,
		};
		struct profile_metadata metadata = profile_with(PPR2);
		uint64_t consent;
		CHECK_STATUS(decide(&metadata, &table, &consent), this->status, this->what);
	}
}

/* The first rule that fits says whether the user is asked. */
static void test_first_rule_counts(void **state)
{
	(void)state;
	struct operator_id everybody = { .mcc_mnc = { 0xEE, 0xEE, 0xEE }, .has_gid1 = true };
	struct rules_authorisation_table table = {
		.rules = {
			{ .rules = PPR1, .operators = { everybody }, .operator_count = 1, .consent_required = true },
			{ .rules = PPR1 | PPR2, .operators = { everybody }, .operator_count = 1 },
		},
		.count = 2,
	};
	struct profile_metadata metadata = profile_with(PPR1 | PPR2);
	uint64_t consent;
	assert_ok(decide(&metadata, &table, &consent));
	assert_int_equal(consent, PPR1);
	table.rules[0].consent_required = false;
	table.rules[1].consent_required = true;
	assert_ok(decide(&metadata, &table, &consent));
	assert_int_equal(consent, PPR2);
}

static void test_without_owner(void **state)
{
	(void)state;
	struct operator_id everybody = { .mcc_mnc = { 0xEE, 0xEE, 0xEE } };
	struct rules_authorisation_table table = {
		.rules = { { .rules = PPR2, .operators = { everybody }, .operator_count = 1 } },
		.count = 1,
	};
	struct profile_metadata metadata = { .profile_policy_rules = PPR2 };
	uint64_t consent;
	assert_int_equal(decide(&metadata, &table, &consent), STATUS_REFUSED);
}

static void test_what_needs_no_looking_up(void **state)
{
	(void)state;
	struct profile_metadata none = profile_with(0), control = profile_with(PPR_UPDATE_CONTROL);
	struct profile_metadata unknown = profile_with(1 << 7);
	assert_int_equal(profile_policy_rules_to_check(&none), 0);
	assert_int_equal(profile_policy_rules_to_check(&control), 0);
	assert_true(profile_policy_rules_to_check(&unknown) != 0);
	uint64_t consent;
	assert_int_equal(decide(&unknown, &(struct rules_authorisation_table){ 0 }, &consent), STATUS_UNSUPPORTED);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_owners),
	cmocka_unit_test(test_first_rule_counts),
	cmocka_unit_test(test_without_owner),
	cmocka_unit_test(test_what_needs_no_looking_up),
};

TESTS_MAIN(tests)
