/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "rsp/configured_data.h"
#include "support/card_fixture.h"

/* A card that lets every operator use both policy rules, and takes test profiles. */
static void be_liberal(struct euicc_birth *birth)
{
	struct authorisation_rule *rule = &birth->rules.rules[0];
	rule->rules = PPR1 | PPR2;
	memset(rule->operators[0].mcc_mnc, 0xEE, MCC_MNC_SIZE);
	rule->operator_count = 1;
	birth->rules.count = 1;
	birth->test_profiles_allowed = true;
	birth->default_smdp_address = TEXT("factory.example.com");
}

static void install(struct card_fixture *fixture, const char *iccid, enum profile_class profile_class, uint64_t rules)
{
	card_fixture_offer_simple(fixture, iccid, profile_class, rules);
	card_fixture_install(fixture, 0);
	card_fixture_remove_all_notifications(fixture);
}

static int enable(struct card_fixture *fixture, const char *iccid)
{
	return card_fixture_manage(fixture, ENABLE_PROFILE_TAG, iccid);
}

static int disable(struct card_fixture *fixture, const char *iccid)
{
	return card_fixture_manage(fixture, DISABLE_PROFILE_TAG, iccid);
}

static int delete(struct card_fixture *fixture, const char *iccid)
{
	return card_fixture_manage(fixture, DELETE_PROFILE_TAG, iccid);
}

static void check_enabled(struct card_fixture *fixture, const char *want)
{
	const char *got = card_fixture_enabled(fixture);
	if ((got == NULL) != (want == NULL) || (got && strcmp(got, want) != 0))
		fail_msg("enabled is %s, want %s", got ? got : "none", want ? want : "none");
}

/* EF.ICCID through the basic channel: what a phone would read. */
static void check_phone_sees(struct card_fixture *fixture, const char *iccid)
{
	AUTO(buffer) content = BUFFER(64);
	struct iccid want;
	if (!iccid) {
		assert_int_equal(test_card_apdu(&fixture->card, "00A40004022FE2", NULL), SW_FILE_NOT_FOUND);
		return;
	}
	assert_int_equal(test_card_apdu(&fixture->card, "00A40004022FE2", NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture->card, "00B000000A", &content), SW_OK);
	assert_ok(iccid_parse(text_from(iccid), &want));
	check_bytes(buffer_bytes(&content), BYTES(want.octets), "EF.ICCID");
}

static void set_up(struct card_fixture *fixture)
{
	card_fixture_set_up(fixture, CURVE_P256, be_liberal);
}

/* ---- enabling and disabling ---- */

static void profiles_take_turns(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	install(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	check_phone_sees(&fixture, NULL);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	check_phone_sees(&fixture, TEST_ICCID);
	assert_int_equal(enable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	check_enabled(&fixture, TEST_ICCID_2);
	check_phone_sees(&fixture, TEST_ICCID_2);
	test_card_power_cycle(&fixture.card);
	check_phone_sees(&fixture, TEST_ICCID_2);
	assert_int_equal(disable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	check_enabled(&fixture, NULL);
	check_phone_sees(&fixture, NULL);
	card_fixture_tear_down(&fixture);
}

/* SGP.22 3.5: who lost its place is told before who took it. */
static void each_change_is_reported(void **state)
{
	(void)state;
	static const uint64_t events[] = {
		NOTIFICATION_ENABLE, NOTIFICATION_DISABLE, NOTIFICATION_ENABLE, NOTIFICATION_DISABLE,
		NOTIFICATION_DELETE,
	};
	static const char *const iccids[] = { TEST_ICCID, TEST_ICCID, TEST_ICCID_2, TEST_ICCID_2, TEST_ICCID_2 };
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	install(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(enable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(disable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(delete(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	struct test_notifications list = card_fixture_notifications(&fixture);
	assert_int_equal(list.count, ARRAY_SIZE(events));
	for (size_t i = 0; i < list.count; i++) {
		char iccid[ICCID_TEXT_SIZE];
		struct notification_metadata told = scripted_server_hear_notification(
			&fixture.server, card_fixture_retrieve(&fixture, list.entries[i].sequence_number));
		iccid_print(&told.iccid, iccid);
		assert_int_equal(told.event, events[i]);
		assert_string_equal(iccid, iccids[i]);
		if (i > 0)
			assert_int_equal(told.sequence_number, list.entries[i - 1].sequence_number + 1);
	}
	card_fixture_tear_down(&fixture);
}

/* What is asked of a card with one enabled and one disabled profile, and what it says. */
static const struct {
	uint32_t function_tag;
	const char *iccid;
	int want;
} plain_results[] = {
	{ ENABLE_PROFILE_TAG, TEST_ICCID, MANAGEMENT_WRONG_STATE },
	{ DISABLE_PROFILE_TAG, TEST_ICCID_2, MANAGEMENT_WRONG_STATE },
	{ DELETE_PROFILE_TAG, TEST_ICCID, MANAGEMENT_WRONG_STATE },
	{ ENABLE_PROFILE_TAG, TEST_ICCID_3, MANAGEMENT_NOT_FOUND },
	{ DISABLE_PROFILE_TAG, TEST_ICCID_3, MANAGEMENT_NOT_FOUND },
	{ DELETE_PROFILE_TAG, TEST_ICCID_3, MANAGEMENT_NOT_FOUND },
};

static void what_cannot_be_is_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	install(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	card_fixture_remove_all_notifications(&fixture);
	EACH(result, plain_results)
		assert_int_equal(card_fixture_manage(&fixture, result->function_tag, result->iccid), result->want);
	check_enabled(&fixture, TEST_ICCID);
	assert_int_equal(card_fixture_profile_count(&fixture), 2);
	assert_int_equal(card_fixture_notifications(&fixture).count, 0);
	card_fixture_tear_down(&fixture);
}

static void policy_rules_hold(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, PPR1 | PPR2);
	install(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	assert_int_equal(delete(&fixture, TEST_ICCID), MANAGEMENT_DISALLOWED_BY_POLICY);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(disable(&fixture, TEST_ICCID), MANAGEMENT_DISALLOWED_BY_POLICY);
	assert_int_equal(enable(&fixture, TEST_ICCID_2), MANAGEMENT_DISALLOWED_BY_POLICY);
	check_enabled(&fixture, TEST_ICCID);
	card_fixture_tear_down(&fixture);
}

/* SGP.22 2.9.2.1: PPR1 is for the first operational profile only. */
static void ppr1_is_for_the_first_profile(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	card_fixture_offer_simple(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, PPR1);
	card_fixture_install(&fixture, INSTALL_PPR_NOT_ALLOWED);
	card_fixture_offer_simple(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, PPR2);
	card_fixture_install(&fixture, 0);
	card_fixture_tear_down(&fixture);
}

/* ---- test and provisioning profiles ---- */

static void a_test_profile_gives_its_place_back(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, PPR1);
	install(&fixture, TEST_ICCID_2, PROFILE_TEST, 0);
	install(&fixture, TEST_ICCID_3, PROFILE_OPERATIONAL, 0);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(enable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(enable(&fixture, TEST_ICCID_3), MANAGEMENT_WRONG_REENABLING);
	assert_int_equal(disable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	check_enabled(&fixture, TEST_ICCID);
	assert_int_equal(enable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	check_enabled(&fixture, TEST_ICCID);
	card_fixture_tear_down(&fixture);
}

static void a_provisioning_profile_gives_its_place_back(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, PPR1);
	install(&fixture, TEST_ICCID_2, PROFILE_PROVISIONING, 0);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(enable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	check_enabled(&fixture, TEST_ICCID_2);
	assert_int_equal(disable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	check_enabled(&fixture, TEST_ICCID);
	assert_int_equal(delete(&fixture, TEST_ICCID_2), MANAGEMENT_DISALLOWED_BY_POLICY);
	card_fixture_tear_down(&fixture);
}

/* The profile to come back to was deleted meanwhile. */
static void nothing_comes_back_that_is_gone(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	install(&fixture, TEST_ICCID_2, PROFILE_TEST, 0);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(enable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(delete(&fixture, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(disable(&fixture, TEST_ICCID_2), MANAGEMENT_OK);
	check_enabled(&fixture, NULL);
	card_fixture_tear_down(&fixture);
}

static void a_test_profile_may_only_have_test_keys(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	set_up(&fixture);
	metadata.profile_class = PROFILE_TEST;
	card_fixture_offer(&fixture, &metadata, &profile);
	struct installation_result result = card_fixture_install(&fixture, INSTALL_TEST_PROFILE_INVALID_NAA_KEY);
	assert_int_equal(result.command, BPP_LOAD_PROFILE_ELEMENTS);
	card_fixture_tear_down(&fixture);
}

/* ---- REFRESH ---- */

/* TERMINAL PROFILE with the bit for REFRESH. */
#define TERMINAL_PROFILE "801000000400008000"
#define FETCH "801200000B"

static int enable_with_refresh(struct card_fixture *fixture, const char *iccid, status_word *out_word)
{
	AUTO(buffer) request = BUFFER(64);
	AUTO(buffer) answer = BUFFER(64);
	struct switch_profile_request wanted = { .refresh = true };
	int result;
	assert_ok(iccid_parse(text_from(iccid), &wanted.profile.iccid));
	assert_ok(switch_profile_request_encode(&wanted, ENABLE_PROFILE_TAG, &request));
	*out_word = test_card_store_data(&fixture->card, buffer_bytes(&request), &answer);
	assert_ok(result_answer_decode(buffer_bytes(&answer), ENABLE_PROFILE_TAG, &result));
	return result;
}

static void set_up_refresh(struct card_fixture *fixture)
{
	status_word word;
	set_up(fixture);
	install(fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	assert_int_equal(test_card_apdu(&fixture->card, TERMINAL_PROFILE, NULL), SW_OK);
	assert_int_equal(enable_with_refresh(fixture, TEST_ICCID, &word), MANAGEMENT_OK);
	assert_int_equal(word, 0x910B);
	check_enabled(fixture, NULL);
}

static void a_terminal_that_refreshes_gets_the_profile(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) fetched = BUFFER(64);
	status_word word;
	set_up_refresh(&fixture);
	assert_int_equal(enable_with_refresh(&fixture, TEST_ICCID, &word), MANAGEMENT_CAT_BUSY);
	assert_int_equal(delete(&fixture, TEST_ICCID), MANAGEMENT_WRONG_STATE);
	assert_int_equal(test_card_apdu(&fixture.card, FETCH, &fetched), SW_OK);
	check_bytes(buffer_bytes(&fetched), octets(&fixture.arena, "D0 09 8103010104 82028182"), "REFRESH");
	assert_int_equal(test_card_apdu(&fixture.card, "801400000C 8103010104 82028281 830100", NULL), SW_OK);
	check_phone_sees(&fixture, TEST_ICCID);
	test_card_select_isd_r(&fixture.card);
	check_enabled(&fixture, TEST_ICCID);
	assert_int_equal(card_fixture_last_notification(&fixture).event, NOTIFICATION_ENABLE);
	card_fixture_tear_down(&fixture);
}

/* ETSI TS 102 223 8.12: 20, terminal currently unable. It is asked again, until it can; a reset does as well. */
static void a_busy_terminal_is_asked_again(void **state)
{
	(void)state;
	for (int is_reset = 0; is_reset <= 1; is_reset++) {
		struct card_fixture fixture;
		status_word word;
		set_up_refresh(&fixture);
		for (int i = 0; i < 3; i++) {
			assert_int_equal(test_card_apdu(&fixture.card, "80F2000C00", NULL), 0x910B);
			assert_int_equal(test_card_apdu(&fixture.card, FETCH, NULL), SW_OK);
			assert_int_equal(test_card_apdu(&fixture.card, "801400000C 8103010104 82028281 830120", NULL), SW_OK);
		}
		assert_int_equal(enable_with_refresh(&fixture, TEST_ICCID, &word), MANAGEMENT_CAT_BUSY);
		check_enabled(&fixture, NULL);
		if (is_reset) {
			test_card_select_isd_r(&fixture.card);
		} else {
			assert_int_equal(test_card_apdu(&fixture.card, FETCH, NULL), SW_OK);
			assert_int_equal(test_card_apdu(&fixture.card, "801400000C 8103010104 82028281 830100", NULL), SW_OK);
			test_card_select_isd_r(&fixture.card);
		}
		check_enabled(&fixture, TEST_ICCID);
		assert_int_equal(card_fixture_notifications(&fixture).count, 1);
		card_fixture_tear_down(&fixture);
	}
}

/* TERMINAL PROFILE begins the toolkit anew: the command that was on its way comes again, or is not needed any more. */
static void a_terminal_that_begins_anew_is_asked_again(void **state)
{
	(void)state;
	for (int has_refresh = 0; has_refresh <= 1; has_refresh++) {
		struct card_fixture fixture;
		set_up_refresh(&fixture);
		assert_int_equal(test_card_apdu(&fixture.card, FETCH, NULL), SW_OK);
		const char *profile = has_refresh ? TERMINAL_PROFILE : "801000000400000000";
		assert_int_equal(test_card_apdu(&fixture.card, profile, NULL), SW_OK);
		assert_int_equal(test_card_apdu(&fixture.card, "80F2000C00", NULL), has_refresh ? 0x910B : SW_OK);
		if (has_refresh) {
			assert_int_equal(test_card_apdu(&fixture.card, FETCH, NULL), SW_OK);
			assert_int_equal(test_card_apdu(&fixture.card, "801400000C 8103010104 82028281 830100", NULL), SW_OK);
		}
		check_phone_sees(&fixture, TEST_ICCID);
		test_card_select_isd_r(&fixture.card);
		check_enabled(&fixture, TEST_ICCID);
		assert_int_equal(card_fixture_notifications(&fixture).count, 1);
		card_fixture_tear_down(&fixture);
	}
}

/* A terminal whose profile has octet 34, bit 6 (TS 102 223 5.2). */
static void a_terminal_that_knows_profiles_is_told_of_them(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) fetched = BUFFER(64);
	status_word word;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	assert_int_equal(test_card_apdu(&fixture.card, "8010000022 000080000000000000000000000000000000000000000000"
	                                "0000000000000000002000", NULL), SW_OK);
	assert_int_equal(enable_with_refresh(&fixture, TEST_ICCID, &word), MANAGEMENT_OK);
	assert_int_equal(test_card_apdu(&fixture.card, FETCH, &fetched), SW_OK);
	check_bytes(buffer_bytes(&fetched), octets(&fixture.arena, "D0 09 8103010109 82028182"), "REFRESH");
	assert_int_equal(test_card_apdu(&fixture.card, "801400000C 8103010109 82028281 830100", NULL), SW_OK);
	check_phone_sees(&fixture, TEST_ICCID);
	card_fixture_tear_down(&fixture);
}

/* 30, command beyond terminal's capabilities. */
static void a_terminal_that_refuses_keeps_things_as_they_are(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up_refresh(&fixture);
	assert_int_equal(test_card_apdu(&fixture.card, FETCH, NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "801400000C 8103010104 82028281 830130", NULL), SW_OK);
	check_enabled(&fixture, NULL);
	test_card_power_cycle(&fixture.card);
	check_enabled(&fixture, NULL);
	assert_int_equal(card_fixture_notifications(&fixture).count, 0);
	assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
	card_fixture_tear_down(&fixture);
}

/* A reset is what the REFRESH is for. */
static void a_reset_completes_the_switch(void **state)
{
	(void)state;
	for (int power_goes = 0; power_goes <= 1; power_goes++) {
		struct card_fixture fixture;
		set_up_refresh(&fixture);
		if (power_goes)
			test_card_power_cycle(&fixture.card);
		else
			test_card_select_isd_r(&fixture.card);
		check_enabled(&fixture, TEST_ICCID);
		check_phone_sees(&fixture, TEST_ICCID);
		assert_int_equal(card_fixture_notifications(&fixture).count, 1);
		card_fixture_tear_down(&fixture);
	}
}

static void a_terminal_without_refresh_is_switched_at_once(void **state)
{
	(void)state;
	struct card_fixture fixture;
	status_word word;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	assert_int_equal(enable_with_refresh(&fixture, TEST_ICCID, &word), MANAGEMENT_OK);
	assert_int_equal(word, SW_OK);
	check_enabled(&fixture, TEST_ICCID);
	card_fixture_tear_down(&fixture);
}

/* ---- memory reset ---- */

static int reset_memory(struct card_fixture *fixture, uint64_t options)
{
	AUTO(buffer) request = BUFFER(64);
	int result;
	assert_ok(memory_reset_request_encode(options, &request));
	struct bytes answer = test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
	assert_ok(result_answer_decode(answer, MEMORY_RESET_TAG, &result));
	return result;
}

static void check_default_smdp(struct card_fixture *fixture, const char *want)
{
	struct configured_addresses addresses;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, "BF3C00");
	assert_ok(configured_addresses_decode(answer, &addresses));
	check_text(addresses.default_smdp_address, want, "default SM-DP+ address");
}

static int set_default_smdp(struct card_fixture *fixture, const char *address)
{
	AUTO(buffer) request = BUFFER(512);
	int result;
	assert_ok(set_default_smdp_address_request_encode(text_from(address), &request));
	struct bytes answer = test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
	assert_ok(result_answer_decode(answer, SET_DEFAULT_SMDP_ADDRESS_TAG, &result));
	return result;
}

static void a_reset_deletes_what_it_is_asked_to(void **state)
{
	(void)state;
	static const struct {
		uint64_t options;
		size_t left;
		const char *enabled, *address;
		size_t reports;
	} cases[] = {
		{ RESET_OPERATIONAL_PROFILES, 1, NULL, "mine.example.com", 1 },
		{ RESET_TEST_PROFILES, 1, TEST_ICCID, "mine.example.com", 1 },
		{ RESET_DEFAULT_SMDP_ADDRESS, 2, TEST_ICCID, "factory.example.com", 0 },
		{ RESET_OPERATIONAL_PROFILES | RESET_TEST_PROFILES, 0, NULL, "mine.example.com", 2 },
		{ RESET_OPERATIONAL_PROFILES | RESET_DEFAULT_SMDP_ADDRESS, 1, NULL, "factory.example.com", 1 },
		{ RESET_TEST_PROFILES | RESET_DEFAULT_SMDP_ADDRESS, 1, TEST_ICCID, "factory.example.com", 1 },
		{ RESET_OPERATIONAL_PROFILES | RESET_TEST_PROFILES | RESET_DEFAULT_SMDP_ADDRESS, 0, NULL,
		  "factory.example.com", 2 },
	};
	EACH(test, cases) {
		struct card_fixture fixture;
		set_up(&fixture);
		install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, PPR1 | PPR2);
		install(&fixture, TEST_ICCID_2, PROFILE_TEST, 0);
		assert_int_equal(enable(&fixture, TEST_ICCID), MANAGEMENT_OK);
		assert_int_equal(set_default_smdp(&fixture, "mine.example.com"), MANAGEMENT_OK);
		card_fixture_remove_all_notifications(&fixture);
		assert_int_equal(reset_memory(&fixture, test->options), MANAGEMENT_OK);
		assert_int_equal(card_fixture_profile_count(&fixture), test->left);
		check_enabled(&fixture, test->enabled);
		check_phone_sees(&fixture, test->enabled);
		check_default_smdp(&fixture, test->address);
		struct test_notifications list = card_fixture_notifications(&fixture);
		assert_int_equal(list.count, test->reports);
		for (size_t i = 0; i < list.count; i++)
			assert_int_equal(list.entries[i].event, NOTIFICATION_DELETE);
		card_fixture_tear_down(&fixture);
	}
}

static void a_reset_of_nothing_says_so(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	assert_int_equal(reset_memory(&fixture, RESET_OPERATIONAL_PROFILES | RESET_TEST_PROFILES),
	                 MANAGEMENT_NOT_FOUND);
	assert_int_equal(reset_memory(&fixture, 0), MANAGEMENT_NOT_FOUND);
	card_fixture_tear_down(&fixture);
}

/* A deleted profile's number is free again, and so is its ICCID. */
static void deleted_profiles_leave_room(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct profile_info first, second;
	set_up(&fixture);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	assert_true(card_fixture_find(&fixture, TEST_ICCID, &first));
	assert_int_equal(delete(&fixture, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(card_fixture_profile_count(&fixture), 0);
	install(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	assert_true(card_fixture_find(&fixture, TEST_ICCID, &second));
	check_bytes(second.aid, first.aid, "AID");
	card_fixture_tear_down(&fixture);
}

/* ---- while something is loaded ---- */

static void local_management_waits_for_an_installation(void **state)
{
	(void)state;
	static const char *const commands[] = {
		"BF3111 A00C 5A0A 989420000010325476F0 810100", "BF3211 A00C 5A0A 989420000010325476F0 810100",
		"BF330C 5A0A 989420000010325476F0", "BF3404 820205E0",
	};
	struct card_fixture fixture;
	struct bytes piece;
	size_t position = 0;
	set_up(&fixture);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes package = scripted_server_package(&fixture.server);
	for (int i = 0; i < 5; i++) {
		assert_true(bound_package_next_piece(package, &position, &piece));
		assert_int_equal(test_card_store_data(&fixture.card, piece, NULL), SW_OK);
	}
	EACH(command, commands)
		assert_int_equal(test_card_store_data(&fixture.card, octets(&fixture.arena, *command), NULL),
		                 SW_CONDITIONS_NOT_SATISFIED);
	AUTO(buffer) answer = BUFFER(65536);
	while (answer.size == 0 && bound_package_next_piece(package, &position, &piece))
		assert_int_equal(test_card_store_data(&fixture.card, piece, &answer), SW_OK);
	assert_int_equal(scripted_server_hear_result(&fixture.server, buffer_bytes(&answer)).error, 0);
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(profiles_take_turns),
	cmocka_unit_test(each_change_is_reported),
	cmocka_unit_test(what_cannot_be_is_refused),
	cmocka_unit_test(policy_rules_hold),
	cmocka_unit_test(ppr1_is_for_the_first_profile),
	cmocka_unit_test(a_test_profile_gives_its_place_back),
	cmocka_unit_test(a_provisioning_profile_gives_its_place_back),
	cmocka_unit_test(nothing_comes_back_that_is_gone),
	cmocka_unit_test(a_test_profile_may_only_have_test_keys),
	cmocka_unit_test(a_terminal_that_refreshes_gets_the_profile),
	cmocka_unit_test(a_busy_terminal_is_asked_again),
	cmocka_unit_test(a_terminal_that_begins_anew_is_asked_again),
	cmocka_unit_test(a_terminal_that_knows_profiles_is_told_of_them),
	cmocka_unit_test(a_terminal_that_refuses_keeps_things_as_they_are),
	cmocka_unit_test(a_reset_completes_the_switch),
	cmocka_unit_test(a_terminal_without_refresh_is_switched_at_once),
	cmocka_unit_test(a_reset_deletes_what_it_is_asked_to),
	cmocka_unit_test(a_reset_of_nothing_says_so),
	cmocka_unit_test(deleted_profiles_leave_room),
	cmocka_unit_test(local_management_waits_for_an_installation),
};

TESTS_MAIN(tests)
