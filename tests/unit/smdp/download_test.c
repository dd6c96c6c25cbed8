/* SPDX-License-Identifier: Apache-2.0 */
/* Whole downloads, as a card and its LPA see them, and what is left of them at the server. */
#include "download_fixture.h"

static int set_up_brainpool(void **state)
{
	return set_up_on(state, CURVE_BRAINPOOL_P256R1);
}

static int set_up_session_keys(void **state)
{
	int result = set_up(state);
	((struct fixture *)*state)->server.smdp.settings.protect_ahead = false;
	return result;
}

static void report(struct fixture *fixture, struct bytes pending)
{
	struct test_answer answer = test_smdp_post(&fixture->server, PATH("handleNotification"),
	                                           scripted_card_handle_notification(&fixture->card, pending));
	assert_int_equal(answer.status, 204);
	assert_int_equal(answer.body.size, 0);
}

static void download_and_install(struct fixture *fixture)
{
	struct scripted_card *card = &fixture->card;
	struct test_answer offer = authenticate(fixture);
	check_state(fixture, "released");
	struct bytes package = package_of(fixture, get_package(fixture, offer));
	check_state(fixture, "downloaded");
	check_bytes(scripted_card_open_package(card, package), test_profile_elements(&card->arena, TEST_ICCID, 3000),
	            "profile elements");
	report(fixture, scripted_card_result(card, 0, TEST_ICCID));
	check_state(fixture, "installed");
}

static void by_matching_id(void **state)
{
	struct fixture *fixture = *state;
	fixture->card.matching_id = TEXT("MATCH-1");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "MATCH-1", NULL);
	download_and_install(fixture);
	struct profile_record profile = test_smdp_profile(&fixture->server, TEST_ICCID);
	assert_int_equal(profile.download_attempts, 1);
	check_text(profile.bound_eid, TEST_EID, "EID");
}

static void by_eid_alone_oldest_first(void **state)
{
	struct fixture *fixture = *state;
	test_smdp_offer(&fixture->server, TEST_ICCID, TEST_EID, "", NULL);
	fixture->server.host.now += 60;
	test_smdp_offer(&fixture->server, TEST_ICCID_2, TEST_EID, "", NULL);
	download_and_install(fixture);
	assert_string_equal(test_smdp_state(&fixture->server, TEST_ICCID_2), "released");
	struct test_answer offer = executed(authenticate(fixture), "second order");
	struct profile_metadata metadata;
	char iccid[ICCID_TEXT_SIZE];
	assert_ok(profile_metadata_decode(scripted_member(&fixture->card.arena, offer.body, "profileMetadata"), &metadata));
	iccid_print(&metadata.iccid, iccid);
	assert_string_equal(iccid, TEST_ICCID_2);
}

static void with_session_keys(void **state)
{
	struct fixture *fixture = *state;
	fixture->server.smdp.settings.protect_ahead = false;
	fixture->card.matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	download_and_install(fixture);
}

static void with_a_confirmation_code(void **state)
{
	struct fixture *fixture = *state;
	fixture->card.matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", "2468");
	fixture->card.code = "2468";
	download_and_install(fixture);
	assert_true(fixture->card.code_required);
}

static void with_the_code_at_the_second_try(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", "2468");
	struct test_answer offer = authenticate(fixture);
	assert_string_equal(get_package(fixture, offer).codes, "8.2.7-2.2");
	card->code = "1111";
	assert_string_equal(get_package(fixture, offer).codes, "8.2.7-3.8");
	check_state(fixture, "released");
	card->code = "2468";
	package_of(fixture, get_package(fixture, offer));
	check_state(fixture, "downloaded");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).confirmation_attempts, 1);
}

static void too_many_codes_end_the_order(void **state)
{
	struct fixture *fixture = *state;
	fixture->server.smdp.settings.confirmation_attempts_maximum = 3;
	fixture->card.matching_id = TEXT("M");
	fixture->card.code = "1111";
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", "2468");
	struct test_answer offer = authenticate(fixture);
	assert_string_equal(get_package(fixture, offer).codes, "8.2.7-3.8");
	assert_string_equal(get_package(fixture, authenticate(fixture)).codes, "8.2.7-3.8");
	assert_string_equal(get_package(fixture, authenticate(fixture)).codes, "8.2.7-6.4");
	check_state(fixture, "error");
	fixture->card.code = "2468";
	assert_string_equal(authenticate(fixture).codes, "8.2-1.2");
}

/* ---- lost answers and new starts (what is kept where) ---- */

static void a_lost_offer_is_repeated_and_not_counted_twice(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct test_answer start = test_smdp_post(&fixture->server, PATH("initiateAuthentication"),
	                                          scripted_card_initiate(card, TEST_SMDP_ADDRESS));
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, start.body));
	struct test_answer first = executed(test_smdp_post(&fixture->server, PATH("authenticateClient"), request), "first");
	struct test_answer second = executed(test_smdp_post(&fixture->server, PATH("authenticateClient"), request), "again");
	check_bytes(text_bytes(second.body), text_bytes(first.body), "the two answers");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).download_attempts, 1);
	package_of(fixture, get_package(fixture, first));

	/* Other octets under the same transaction ID are no repetition. */
	struct text other = scripted_card_authenticate_client(card, scripted_card_authenticate(card, start.body));
	if (!text_equal(other, request))
		assert_string_equal(test_smdp_post(&fixture->server, PATH("authenticateClient"), other).codes, "8.10.1-3.9");
}

static struct bytes body_of(struct bytes package)
{
	struct bound_package parts;
	assert_ok(bound_package_decode(package, &parts));
	return bytes_from(parts.configure_isdp.data,
	                  (size_t)(package.data + package.size - parts.configure_isdp.data));
}

static struct bytes smdp_otpk_of(struct bytes package)
{
	struct bound_package parts;
	struct initialise_secure_channel channel;
	assert_ok(bound_package_decode(package, &parts));
	assert_ok(initialise_secure_channel_decode(parts.initialise, &channel));
	return channel.smdp_otpk;
}

static void a_lost_package_is_given_again(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct text request = scripted_card_get_package(card, scripted_card_prepare(card, authenticate(fixture).body));
	struct bytes first = package_of(fixture, test_smdp_post(&fixture->server, PATH("getBoundProfilePackage"), request));
	struct bytes second = package_of(fixture, test_smdp_post(&fixture->server, PATH("getBoundProfilePackage"), request));
	check_bytes(body_of(second), body_of(first), "bodies");
	check_bytes(smdp_otpk_of(second), smdp_otpk_of(first), "otPK.DP");
	scripted_card_open_package(card, second);
}

static void a_new_session_with_the_same_key_reuses_the_body(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct bytes first = package_of(fixture, get_package(fixture, authenticate(fixture)));
	assert_int_equal(card->offered_otpk.size, 0);

	struct bytes second = package_of(fixture, get_package(fixture, authenticate(fixture)));
	check_bytes(card->offered_otpk, BYTES(card->one_time_key.point), "bppEuiccOtpk");
	check_bytes(body_of(second), body_of(first), "bodies");
	scripted_card_open_package(card, second);
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).download_attempts, 2);
	report(fixture, scripted_card_result(card, 0, TEST_ICCID));
	check_state(fixture, "installed");
}

static void another_key_gets_another_body(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct bytes first = package_of(fixture, get_package(fixture, authenticate(fixture)));
	card->keep_one_time_key = false;
	struct bytes second = package_of(fixture, get_package(fixture, authenticate(fixture)));
	assert_false(bytes_equal(smdp_otpk_of(second), smdp_otpk_of(first)));
	scripted_card_open_package(card, second);

	fixture->server.smdp.settings.rebinding = false;
	assert_string_equal(get_package(fixture, authenticate(fixture)).codes, "8.2-3.7");
	check_state(fixture, "downloaded");
}

/* Every step is answered by another process than the one before. */
static void a_restart_between_all_steps_loses_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct test_smdp *server = &fixture->server;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	card->code = "2468";
	test_smdp_offer(server, TEST_ICCID, NULL, "M", "2468");
	test_smdp_restart(server);
	struct text start = executed(initiate(fixture, card), "initiate").body;
	test_smdp_restart(server);
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, start));
	struct test_answer offer = test_smdp_post(server, PATH("authenticateClient"), request);
	test_smdp_restart(server);
	request = scripted_card_get_package(card, scripted_card_prepare(card, executed(offer, "offer").body));
	struct bytes package = package_of(fixture, test_smdp_post(server, PATH("getBoundProfilePackage"), request));
	test_smdp_restart(server);
	struct bytes again = package_of(fixture, test_smdp_post(server, PATH("getBoundProfilePackage"), request));
	check_bytes(body_of(again), body_of(package), "bodies");
	scripted_card_open_package(card, again);
	test_smdp_restart(server);
	report(fixture, scripted_card_result(card, 0, TEST_ICCID));
	test_smdp_restart(server);
	check_state(fixture, "installed");
}

/* ---- results and notifications ---- */

struct result_case {
	int error;
	const char *state;
};

static const struct result_case result_cases[] = {
	{ INSTALL_INCORRECT_INPUT_VALUES, "error" },   { INSTALL_INVALID_SIGNATURE, "error" },
	{ INSTALL_INSUFFICIENT_MEMORY, "downloaded" }, { INSTALL_INTERRUPTION, "downloaded" },
	{ INSTALL_ICCID_ALREADY_EXISTS, "downloaded" }, { INSTALL_PE_PROCESSING_ERROR, "error" },
	{ INSTALL_PPR_NOT_ALLOWED, "error" },          { INSTALL_UNKNOWN_ERROR, "error" },
};

static void errors_of_an_installation(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	const struct cancel_request back = { .iccid = TEXT(TEST_ICCID), .by_owner = true, .available = true };
	const struct order_request order = { .iccid = TEXT(TEST_ICCID) };
	const struct confirm_request confirm = {
		.iccid = TEXT(TEST_ICCID), .has_matching_id = true, .matching_id = TEXT("M"), .release = true,
	};
	test_smdp_stock(&fixture->server, TEST_ICCID, 3000);
	EACH(test, result_cases) {
		assert_string_equal(test_smdp_run(&fixture->server, &order_function, &order, NULL, 0), "");
		assert_string_equal(test_smdp_run(&fixture->server, &confirm_function, &confirm, NULL, 0), "");
		package_of(fixture, get_package(fixture, authenticate(fixture)));
		struct bytes failed = scripted_card_result(card, test->error, TEST_ICCID);
		report(fixture, failed);
		check_state(fixture, test->state);
		report(fixture, failed);
		check_state(fixture, test->state);
		if (strcmp(test->state, "error") != 0) {
			assert_string_equal(test_smdp_run(&fixture->server, &cancel_function, &back, NULL, 0), "8.2.1-3.3");
			report(fixture, scripted_card_result(card, INSTALL_UNKNOWN_ERROR, TEST_ICCID));
			check_state(fixture, "error");
		}
		assert_string_equal(test_smdp_run(&fixture->server, &cancel_function, &back, NULL, 0), "");
		check_state(fixture, "available");
	}
}

static void success_always_wins(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	struct bytes success = scripted_card_result(card, 0, TEST_ICCID);
	struct bytes error = scripted_card_result(card, INSTALL_PE_PROCESSING_ERROR, TEST_ICCID);
	report(fixture, error);
	check_state(fixture, "error");
	report(fixture, success);
	check_state(fixture, "installed");
	report(fixture, error);
	check_state(fixture, "installed");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).error_subject.size, 0);
}

/* The first installation worked, its result was lost, and the LPA began again. */
static void a_profile_that_is_there_already_waits_for_its_success(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	struct bytes success = scripted_card_result(card, 0, TEST_ICCID);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	report(fixture, scripted_card_result(card, INSTALL_ICCID_ALREADY_EXISTS, TEST_ICCID));
	check_state(fixture, "downloaded");
	report(fixture, success);
	check_state(fixture, "installed");
}

/* An error of an old download says nothing about the package that was given out since. */
static void a_late_error_of_an_older_download_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	struct bytes late = scripted_card_result(card, INSTALL_UNKNOWN_ERROR, TEST_ICCID);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	report(fixture, late);
	check_state(fixture, "downloaded");
}

static void notifications_move_the_state_in_their_order(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	struct bytes installed = scripted_card_result(card, 0, TEST_ICCID);
	struct bytes enabled = scripted_card_notification(card, NOTIFICATION_ENABLE, TEST_ICCID);
	struct bytes disabled = scripted_card_notification(card, NOTIFICATION_DISABLE, TEST_ICCID);
	report(fixture, disabled); /* out of order */
	check_state(fixture, "disabled");
	report(fixture, enabled);
	check_state(fixture, "disabled");
	report(fixture, installed);
	check_state(fixture, "disabled");
	report(fixture, scripted_card_notification(card, NOTIFICATION_ENABLE, TEST_ICCID));
	check_state(fixture, "enabled");
	report(fixture, scripted_card_notification(card, NOTIFICATION_DELETE, TEST_ICCID));
	check_state(fixture, "deleted");
}

static void what_is_not_believed_is_answered_and_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	struct bytes result = scripted_card_result(card, 0, TEST_ICCID);
	struct bytes spoilt;
	assert_ok(arena_copy(&card->arena, result, &spoilt));
	((uint8_t *)spoilt.data)[spoilt.size - 1] ^= 1;
	report(fixture, spoilt);
	assert_non_null(strstr(fixture->server.host.last_event, "8.1-6.1"));
	check_state(fixture, "downloaded");
	card->smdp_oid = octets(&card->arena, "883703");
	report(fixture, scripted_card_result(card, 0, TEST_ICCID));
	check_state(fixture, "downloaded");
	report(fixture, scripted_card_notification(card, NOTIFICATION_ENABLE, "8949449999999990999"));
	assert_non_null(strstr(fixture->server.host.last_event, "8.2.1-3.9"));
	report(fixture, result);
	check_state(fixture, "installed");
}

/* ---- cancelling ---- */

struct cancel_case {
	int reason;
	const char *state;
	const char *codes;
};

static const struct cancel_case cancel_cases[] = {
	{ CANCEL_POSTPONED, "released", "-" },
	{ CANCEL_TIMEOUT, "released", "-" },
	{ CANCEL_END_USER_REJECTION, "error", "8.8.5-3.8" },
	{ CANCEL_PPR_NOT_ALLOWED, "error", "8.2.8-1.2" },
	{ CANCEL_METADATA_MISMATCH, "error", "8.2.9-3.11" },
	{ CANCEL_LOAD_BPP_EXECUTION_ERROR, "error", "8.2.10-4.2" },
	{ CANCEL_UNDEFINED, "error", "8-4.2" },
};

static void reasons_to_cancel(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	EACH(test, cancel_cases) {
		char iccid[24], matching_id[8];
		int number = (int)(test - cancel_cases);
		snprintf(iccid, sizeof iccid, "894944999999998%04d", number);
		snprintf(matching_id, sizeof matching_id, "C%d", number);
		test_smdp_offer(&fixture->server, iccid, NULL, matching_id, NULL);
		card->matching_id = text_from(arena_string(&card->arena, text_from(matching_id)));
		struct test_answer offer = authenticate(fixture);
		scripted_card_prepare(card, offer.body);
		struct text request = scripted_card_cancel_session(card, scripted_card_cancel(card, test->reason));
		struct test_answer answer = test_smdp_post(&fixture->server, PATH("cancelSession"), request);
		executed(answer, cancel_reason_name(test->reason));
		assert_string_equal(test_smdp_state(&fixture->server, iccid), test->state);
		struct profile_record profile = test_smdp_profile(&fixture->server, iccid);
		assert_string_equal(arena_print(&card->arena, "%.*s-%.*s", TEXT_ARGUMENTS(profile.error_subject),
		                                TEXT_ARGUMENTS(profile.error_reason)), test->codes);
		/* The session is over. */
		assert_string_equal(test_smdp_post(&fixture->server, PATH("cancelSession"), request).codes, "8.10.1-3.9");
		assert_string_equal(get_package(fixture, offer).codes, "8.10.1-3.9");
	}
}

static void a_package_that_was_given_can_be_postponed(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	struct text request = scripted_card_cancel_session(card, scripted_card_cancel(card, CANCEL_POSTPONED));
	executed(test_smdp_post(&fixture->server, PATH("cancelSession"), request), "postponed");
	check_state(fixture, "downloaded");
	scripted_card_open_package(card, package_of(fixture, get_package(fixture, authenticate(fixture))));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_matching_id),
		{ "by_matching_id on brainpoolP256r1", by_matching_id, set_up_brainpool, tear_down, NULL },
		TEST(by_eid_alone_oldest_first),
		TEST(with_session_keys),
		TEST(with_a_confirmation_code),
		TEST(with_the_code_at_the_second_try),
		TEST(too_many_codes_end_the_order),
		TEST(a_lost_offer_is_repeated_and_not_counted_twice),
		TEST(a_lost_package_is_given_again),
		TEST(a_new_session_with_the_same_key_reuses_the_body),
		{ "a_new_session_with_the_same_key_reuses_the_body, session keys", a_new_session_with_the_same_key_reuses_the_body,
		  set_up_session_keys, tear_down, NULL },
		TEST(another_key_gets_another_body),
		{ "another_key_gets_another_body, session keys", another_key_gets_another_body, set_up_session_keys, tear_down,
		  NULL },
		TEST(a_restart_between_all_steps_loses_nothing),
		TEST(errors_of_an_installation),
		TEST(success_always_wins),
		TEST(a_profile_that_is_there_already_waits_for_its_success),
		TEST(a_late_error_of_an_older_download_changes_nothing),
		TEST(notifications_move_the_state_in_their_order),
		TEST(what_is_not_believed_is_answered_and_changes_nothing),
		TEST(reasons_to_cancel),
		TEST(a_package_that_was_given_can_be_postponed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
