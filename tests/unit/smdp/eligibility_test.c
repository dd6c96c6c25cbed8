/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/source.h"
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
		const struct eligibility_question question = { .card = &card, .profile = &profile, .package_size = test->size };
		char why[ELIGIBILITY_WHY_SIZE];
		struct failure failure = eligibility_check(&question, why);
		CHECK(failure_is_set(&failure) == (test->subject != NULL), test->what);
		CHECK((*why != 0) == (test->subject != NULL), test->what);
		if (test->subject)
			CHECK(failure_is(&failure, test->subject, test->reason), test->what);
	}
}

enum { USIM = 1, MILENAGE = 4, TUAK128 = 5, CSIM = 3, CAVE = 6, JAVACARD = 11,
       BER_TLV = 18 }; /* items of the ServicesList */

static const struct {
	const char *what;
	uint32_t services;     /* that the profile needs */
	uint16_t version;
	uint16_t device;
	uint8_t category;
	uint64_t capability;   /* of the card, by its bits */
	uint8_t card_major, card_more;
	uint32_t device_says;
	int card_category;
	const char *why;       /* NULL: it can */
} needs[] = {
	{ "nothing special", 1u << USIM | 1u << MILENAGE, 0x0203, 0, 0, 1u << 1 | 1u << 4, 2, 0, 0, -1, NULL },
	{ "Milenage", 1u << USIM | 1u << MILENAGE, 0x0203, 0, 0, 1u << 1, 2, 0, 0, -1, "milenage" },
	{ "no USIM", 1u << USIM, 0x0203, 0, 0, 1u << 4, 2, 0, 0, -1, "usim" },
	/* TUAK is bit 6 of the capability and item 5 of the list, CAVE the other way round (SGP.22 4.3). */
	{ "TUAK", 1u << TUAK128, 0x0203, 0, 0, 1u << 6, 2, 0, 0, -1, NULL },
	{ "CAVE is not TUAK", 1u << TUAK128, 0x0203, 0, 0, 1u << 5, 2, 0, 0, -1, "tuak128" },
	{ "no Java", 1u << JAVACARD, 0x0203, 0, 0, 1u << 1, 2, 0, 0, -1, "javacard" },
	{ "no BER-TLV files", 1u << BER_TLV, 0x0203, 0, 0, 1u << 1, 2, 0, 0, -1, "ber-tlv" },
	{ "a newer package", 0, 0x0301, 0, 0, 0, 2, 0, 0, -1, "version 3.1" },
	{ "a newer minor version", 0, 0x0209, 0, 0, 0, 2, 0, 0, -1, NULL },
	{ "an additional version", 0, 0x0301, 0, 0, 0, 2, 3, 0, -1, NULL },
	{ "an older package", 0, 0x0203, 0, 0, 0, 3, 0, 0, -1, NULL },
	{ "a device with 4G", 0, 0x0203, 1u << 5, 0, 0, 2, 0, 1u << 5 | 1, -1, NULL },
	{ "a device without", 0, 0x0203, 1u << 5, 0, 0, 2, 0, 3, -1, "eutran-epc" },
	{ "a card of a category", 0, 0x0203, 0, 2, 0, 2, 0, 0, 3, NULL },
	{ "a basic card", 0, 0x0203, 0, 2, 0, 2, 0, 0, 1, "category" },
	{ "a card that does not say", 0, 0x0203, 0, 2, 0, 2, 0, 0, -1, NULL },
};

/* What the row says the profile needs, after it has stood in the table. */
static void needs_of_a_row(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	const struct profile_metadata profile = { .profile_class = PROFILE_OPERATIONAL };
	EACH (test, needs) {
		struct euicc_info2 card = { .uicc_capability = test->capability, .category = test->card_category,
			                    .resource = { .unreadable = true } };
		struct profile_needs written = { true, { test->version, test->services }, test->device, test->category };
		struct bytes row;
		char why[ELIGIBILITY_WHY_SIZE];
		card.profile_version.octets[0] = test->card_major;
		card.additional_profile_versions[0].octets[0] = test->card_more;
		card.additional_profile_version_count = test->card_more > 0;
		assert_ok(profile_needs_encode(&written, &arena, &row));
		struct eligibility_question question = { CAPABILITIES_STRICT, &card, test->device_says, &profile,
			                                 profile_needs_decode(row), 100 };
		struct failure failure = eligibility_check(&question, why);
		CHECK(failure_is_set(&failure) == (test->why != NULL), test->what);
		question.check = CAPABILITIES_IGNORED;
		struct failure ignored = eligibility_check(&question, (char[ELIGIBILITY_WHY_SIZE]){ 0 });
		CHECK(!failure_is_set(&ignored), test->what);
		if (test->why && (!failure_is(&failure, "8.2.5", "4.3") || !strstr(why, test->why)))
			fail_msg("%s: %s", test->what, why);
	}
	const uint32_t listed = 1u << USIM | 1u << CSIM | 1u << CAVE | 1u << JAVACARD;
	const struct euicc_info2 plain = { .uicc_capability = 1u << 1, .profile_version.octets[0] = 2,
		                             .resource.unreadable = true };
	struct eligibility_question question = { CAPABILITIES_USUAL, &plain, 0, &profile,
		                                 { true, { 0x0203, listed }, 0, 0 }, 100 };
	char why[ELIGIBILITY_WHY_SIZE];
	struct failure usual = eligibility_check(&question, why);
	assert_false(failure_is_set(&usual));
	question.check = CAPABILITIES_STRICT;
	struct failure strict = eligibility_check(&question, why);
	assert_true(failure_is(&strict, "8.2.5", "4.3") && strstr(why, "csim"));
	const struct profile_needs unknown = profile_needs_decode((struct bytes){ 0 });
	assert_false(unknown.is_known);
}

/* One source: what the header of a package lists, and what its mandated elements need. */
static void needs_of_a_package(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(64 << 20);
	AUTO(buffer) package = BUFFER(1 << 20);
	struct source_error error;
	struct bytes source = source_file(&arena, "share/templates/lte-5g-suci.yaml");
	assert_ok(source_compile(bytes_text(source), &arena, &package, &error));
	struct profile_needs got = profile_needs_of(buffer_bytes(&package));
	assert_true(got.is_known);
	assert_true(got.package.services >> USIM & 1 && got.package.services >> MILENAGE & 1);
	assert_false(got.package.services >> JAVACARD & 1);
	assert_false(profile_needs_of(bytes_from("A", 1)).is_known);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(cards_and_profiles),
	cmocka_unit_test(needs_of_a_row),
	cmocka_unit_test(needs_of_a_package),
};

TESTS_MAIN(tests)
