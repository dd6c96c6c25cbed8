/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "smdp/eligibility.h"

static const struct {
	const char *what;
	uint64_t forbidden, capability, memory;
	uint64_t rules;
	enum profile_class class;
	int64_t size;
	const char *subject; /* NULL: it can */
	const char *reason;
} cases[] = {
	{ "an ordinary one", 0, 1, 1000, 0, PROFILE_OPERATIONAL, 1000, NULL, NULL },
	{ "rules that are allowed", 0, 1, 1000, PPR1 | PPR2, PROFILE_OPERATIONAL, 1000, NULL, NULL },
	{ "another rule is forbidden", PPR2, 1, 1000, PPR1, PROFILE_OPERATIONAL, 1000, NULL, NULL },
	{ "the update bit is no rule", PPR_UPDATE_CONTROL, 1, 1000, PPR_UPDATE_CONTROL, PROFILE_OPERATIONAL, 1, NULL, NULL },
	{ "a forbidden rule", PPR1, 1, 1000, PPR1, PROFILE_OPERATIONAL, 1000, "8.2.5", "4.3" },
	{ "one of two forbidden", PPR2, 1, 1000, PPR1 | PPR2, PROFILE_OPERATIONAL, 1000, "8.2.5", "4.3" },
	{ "a test profile, supported", 0, RSP_TEST_PROFILE_SUPPORT, 1000, 0, PROFILE_TEST, 1000, NULL, NULL },
	{ "a test profile, not supported", 0, 1, 1000, 0, PROFILE_TEST, 1000, "8.2.5", "4.3" },
	{ "a provisioning profile", 0, 0, 1000, 0, PROFILE_PROVISIONING, 1000, NULL, NULL },
	{ "one octet too few", 0, 1, 999, 0, PROFILE_OPERATIONAL, 1000, "8.1", "4.8" },
	{ "rules come before memory", PPR1, 1, 0, PPR1, PROFILE_OPERATIONAL, 1000, "8.2.5", "4.3" },
	{ "more memory than numbers", 0, 1, UINT64_MAX, 0, PROFILE_OPERATIONAL, INT64_MAX, NULL, NULL },
};

static void cards_and_profiles(void **state)
{
	(void)state;
	EACH(test, cases) {
		const struct euicc_info2 card = {
			.forbidden_profile_policy_rules = test->forbidden,
			.rsp_capability = test->capability,
			.resource = { .free_nonvolatile = test->memory },
		};
		const struct profile_metadata profile = {
			.profile_policy_rules = test->rules,
			.profile_class = test->class,
		};
		const char *why = NULL;
		struct failure failure = eligibility_check(&card, &profile, test->size, &why);
		CHECK(failure_is_set(&failure) == (test->subject != NULL), test->what);
		CHECK((why != NULL) == (test->subject != NULL), test->what);
		if (test->subject)
			CHECK(failure_is(&failure, test->subject, test->reason), test->what);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(cards_and_profiles) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
