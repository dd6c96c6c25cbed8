/* SPDX-License-Identifier: Apache-2.0 */
/* SM-DP+, eUICC and LPA in one process: see README.md. */
#include "lpa/card_call.h"
#include "lpa/download_session.h"
#include "lpa/notification_delivery.h"
#include "lpa/session.h"
#include "rsp/cancel_session.h"
#include "support/scripted_profile.h"
#include "support/test.h"
#include "support/test_card.h"
#include "support/test_smdp.h"

#define MATCHING_ID "ROAD-1"
#define CODE        "4711"

enum { TURNS_MAXIMUM = 20000, NEVER = -1 };

struct road {
	struct test_pki pki;
	struct test_smdp smdp;
	struct test_card card;
	struct lpa_session session;
	/* the user */
	enum lpa_event consent;
	const char *codes[3]; /* what is typed when a code is asked for, one after the other */
	size_t codes_asked;
	/* the weather */
	int lost_answer; /* this request is done, and its answer gets lost; counted from 0 */
	int requests;
	int pulled_after;          /* the card is pulled out after so many APDUs of loading; NEVER */
	bool pulled_when_executed; /* after the card has carried that APDU out */
	int loading_apdus;
	bool network_down;
};

static void road_release(struct road *road)
{
	lpa_session_release(&road->session);
	test_card_release(&road->card);
	test_smdp_release(&road->smdp);
	test_pki_release(&road->pki);
}

static void stock(struct road *road, const char *iccid)
{
	struct arena *arena = &road->smdp.arena;
	struct scripted_profile profile = scripted_profile_default(iccid);
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	const struct stock_request request = {
		.profile_elements = scripted_profile_package(arena, &profile),
		.metadata = scripted_metadata(arena, &metadata),
	};
	assert_string_equal(test_smdp_run(&road->smdp, &stock_function, &request, NULL, 0), "");
}

/* Ordered, confirmed and released, for this EID or any (NULL), with this code or none (NULL). */
static void offer(struct road *road, const char *iccid, const char *eid, const char *code)
{
	stock(road, iccid);
	const struct order_request order = { .iccid = text_from(iccid), .eid = text_from(eid) };
	const struct confirm_request confirm = {
		.iccid = text_from(iccid),
		.has_matching_id = true,
		.matching_id = TEXT(MATCHING_ID),
		.confirmation_code = text_from(code),
		.release = true,
	};
	assert_string_equal(test_smdp_run(&road->smdp, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(&road->smdp, &confirm_function, &confirm, NULL, 0), "");
}

static void begin(struct road *road, enum curve curve, size_t segment_size)
{
	const struct test_pki *worlds[] = { &road->pki };
	*road = (struct road){ .consent = LPA_EVENT_YES, .lost_answer = NEVER, .pulled_after = NEVER };
	test_pki_make(&road->pki, curve, "whole road");
	test_smdp_make(&road->smdp, worlds, 1);
	test_card_make(&road->card, &road->pki, NULL);
	assert_ok(lpa_session_init(&road->session, &(struct isd_r_settings){ .segment_size = segment_size }));
	AUTO(buffer) atr = BUFFER(64);
	assert_ok(euicc_reset(road->card.euicc, &atr));
}

/* ---- the pump ---- */

static bool is_loading(const struct road *road)
{
	const struct lpa_step *step = road->session.job ? road->session.job->step : NULL;
	return step && step->message && strcmp(step->message, "es10b_load_bound_profile_package") == 0;
}

static void transmit(struct road *road, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(70000);
	bool pulled = is_loading(road) && road->loading_apdus++ == road->pulled_after;
	if (pulled && road->pulled_when_executed)
		assert_ok(euicc_transmit(road->card.euicc, command, &answer));
	if (pulled) {
		buffer_clear(&answer);
		lpa_session_card_lost(&road->session);
		assert_ok(test_card_restart(&road->card));
		assert_ok(euicc_reset(road->card.euicc, &answer));
		return;
	}
	assert_ok(euicc_transmit(road->card.euicc, command, &answer));
	lpa_session_card_answered(&road->session, buffer_bytes(&answer));
}

static void post(struct road *road, const struct http_client_request *request)
{
	AUTO(arena) arena = ARENA(4096);
	if (road->network_down || !text_equal_ignoring_case(request->address, TEXT(TEST_SMDP_ADDRESS))) {
		lpa_session_server_lost(&road->session, STATUS_IO, TEXT("No such server here."));
		return;
	}
	struct test_answer answer = test_smdp_post(&road->smdp, arena_string(&arena, request->path), bytes_text(request->body));
	if (road->requests++ == road->lost_answer)
		lpa_session_server_lost(&road->session, STATUS_IO, TEXT("The answer got lost."));
	else
		lpa_session_server_answered(&road->session, answer.status, text_bytes(answer.body));
}

static void ask(struct road *road, const struct lpa_question *question)
{
	if (question->kind == LPA_QUESTION_CONSENT) {
		check_text(question->offer.metadata->service_provider_name, "Provisim", "provider");
		lpa_session_user_replied(&road->session, road->consent, (struct text){ 0 });
		return;
	}
	const char *code = road->codes_asked < ARRAY_SIZE(road->codes) ? road->codes[road->codes_asked] : NULL;
	assert_true(question->again == (road->codes_asked > 0));
	road->codes_asked++;
	lpa_session_user_replied(&road->session, code ? LPA_EVENT_YES : LPA_EVENT_LATER, text_from(code));
}

static void reset(struct road *road)
{
	AUTO(buffer) atr = BUFFER(64);
	assert_ok(euicc_reset(road->card.euicc, &atr));
	lpa_session_card_was_reset(&road->session);
}

static bool run(struct road *road, struct lpa_job *job)
{
	assert_ok(lpa_session_start(&road->session, job));
	for (int turn = 0; turn < TURNS_MAXIMUM; turn++) {
		struct lpa_want want = lpa_session_want(&road->session);
		switch (want.kind) {
		case LPA_WANT_NOTHING:
			return lpa_job_succeeded(job);
		case LPA_WANT_CARD:
			transmit(road, want.card);
			break;
		case LPA_WANT_CARD_RESET:
			reset(road);
			break;
		case LPA_WANT_SERVER:
			post(road, &want.request);
			break;
		case LPA_WANT_USER:
			ask(road, &want.question);
			break;
		}
	}
	fail_msg("the job does not end");
	return false;
}

/* ---- what is done, and what is then so ---- */

static struct lpa_download_order order_of(const char *matching_id)
{
	return (struct lpa_download_order){
		.smdp_address = TEXT(TEST_SMDP_ADDRESS),
		.has_matching_id = matching_id != NULL,
		.matching_id = text_from(matching_id),
		.smdp_oid = TEXT(TEST_SMDP_OID),
		.device = { .tac = { 0x35, 0x29, 0x06, 0x11 } },
	};
}

/* The sentence of the failure; "" when the profile was installed. */
struct outcome {
	bool installed;
	struct lpa_failure failure;
	int cancel_reason;
	bool server_told;
};

static struct outcome download(struct road *road, const char *matching_id)
{
	AUTO(lpa_download) download;
	struct lpa_download_order order = order_of(matching_id);
	assert_ok(lpa_download_init(&download, &order));
	bool installed = run(road, &download.job);
	return (struct outcome){ installed, download.job.failure, download.cancel_reason, download.cancelled_at_server };
}

static void assert_installed(struct outcome outcome)
{
	if (!outcome.installed)
		fail_msg("not installed: %s", outcome.failure.sentence);
}

static void assert_refused(struct outcome outcome, const char *subject, const char *reason)
{
	assert_false(outcome.installed);
	assert_string_equal(outcome.failure.subject_code, subject);
	assert_string_equal(outcome.failure.reason_code, reason);
}

static void deliver(struct road *road, size_t sent, size_t kept)
{
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	assert_true(run(road, &delivery.job));
	assert_int_equal(delivery.sent, sent);
	assert_int_equal(delivery.kept_count, kept);
}

static void assert_state(struct road *road, const char *iccid, const char *state)
{
	assert_string_equal(test_smdp_state(&road->smdp, iccid), state);
}

/* How many profiles the card lists, and how many of them are enabled. */
static void assert_profiles(struct road *road, size_t count, size_t enabled)
{
	AUTO(lpa_card_call) call;
	struct der_reader list;
	struct profile_info info;
	size_t seen = 0, seen_enabled = 0;
	lpa_list_profiles(&call);
	assert_true(run(road, &call.job));
	assert_ok(lpa_listed_profiles(&call, &list));
	while (!der_end(&list)) {
		assert_true(profile_info_read(&list, &info));
		check_text(info.profile_name, "Unit test", "profile name");
		seen++;
		seen_enabled += info.state == PROFILE_ENABLED;
	}
	assert_int_equal(seen, count);
	assert_int_equal(seen_enabled, enabled);
}

static struct profile_identifier profile_of(const char *iccid)
{
	struct profile_identifier profile = { 0 };
	assert_ok(iccid_parse(text_from(iccid), &profile.iccid));
	return profile;
}

static void enable(struct road *road, const char *iccid)
{
	AUTO(lpa_card_call) call;
	struct profile_identifier profile = profile_of(iccid);
	lpa_enable_profile(&call, &profile, false);
	if (!run(road, &call.job))
		fail_msg("not enabled: %s", call.job.failure.sentence);
}

/* ---- the stories ---- */

static void walk(enum curve curve, size_t segment_size)
{
	AUTO(road) road;
	begin(&road, curve, segment_size);
	offer(&road, TEST_ICCID, NULL, NULL);
	assert_installed(download(&road, MATCHING_ID));
	assert_state(&road, TEST_ICCID, "downloaded");
	assert_profiles(&road, 1, 0);
	deliver(&road, 2, 0);
	assert_state(&road, TEST_ICCID, "installed");
	deliver(&road, 0, 0);

	enable(&road, TEST_ICCID);
	assert_profiles(&road, 1, 1);
	deliver(&road, 1, 0);
	assert_state(&road, TEST_ICCID, "enabled");
}

static void test_from_order_to_enabled(void **state)
{
	(void)state;
	walk(CURVE_P256, 0);
}

static void test_on_brainpool(void **state)
{
	(void)state;
	walk(CURVE_BRAINPOOL_P256R1, 0);
}

static void test_segment_sizes(void **state)
{
	(void)state;
	static const size_t sizes[] = { 60, 120, 250 };
	EACH (size, sizes)
		walk(CURVE_P256, *size);
}

static void test_disable_rename_delete(void **state)
{
	(void)state;
	AUTO(road) road;
	struct profile_identifier profile = profile_of(TEST_ICCID);
	begin(&road, CURVE_P256, 0);
	offer(&road, TEST_ICCID, NULL, NULL);
	assert_installed(download(&road, MATCHING_ID));
	enable(&road, TEST_ICCID);

	AUTO(lpa_card_call) too_early;
	lpa_delete_profile(&too_early, &profile);
	assert_false(run(&road, &too_early.job));
	assert_int_equal(too_early.job.failure.card_error, MANAGEMENT_WRONG_STATE);

	AUTO(lpa_card_call) disable;
	lpa_disable_profile(&disable, &profile, false);
	assert_true(run(&road, &disable.job));
	AUTO(lpa_card_call) again;
	lpa_disable_profile(&again, &profile, false);
	assert_false(run(&road, &again.job));
	assert_int_equal(again.job.failure.card_error, MANAGEMENT_WRONG_STATE);

	AUTO(lpa_card_call) nickname;
	lpa_set_nickname(&nickname, &profile.iccid, TEXT("Holiday"));
	assert_true(run(&road, &nickname.job));
	AUTO(lpa_card_call) delete;
	lpa_delete_profile(&delete, &profile);
	assert_true(run(&road, &delete.job));
	assert_profiles(&road, 0, 0);
	deliver(&road, 5, 0);
	assert_state(&road, TEST_ICCID, "deleted");

	AUTO(lpa_card_call) unknown;
	lpa_enable_profile(&unknown, &profile, false);
	assert_false(run(&road, &unknown.job));
	assert_int_equal(unknown.job.failure.card_error, MANAGEMENT_NOT_FOUND);
}

static void test_code(void **state)
{
	(void)state;
	AUTO(road) road;
	begin(&road, CURVE_P256, 0);
	offer(&road, TEST_ICCID, NULL, CODE);
	road.codes[0] = "0815";
	road.codes[1] = CODE;
	assert_installed(download(&road, MATCHING_ID));
	assert_int_equal(road.codes_asked, 2);

	AUTO(road) without;
	begin(&without, CURVE_P256, 0);
	offer(&without, TEST_ICCID, NULL, CODE);
	struct outcome outcome = download(&without, MATCHING_ID);
	assert_false(outcome.installed);
	assert_int_equal(outcome.cancel_reason, CANCEL_POSTPONED);
	assert_true(outcome.server_told);
	assert_state(&without, TEST_ICCID, "released");
	without.codes_asked = 0;
	without.codes[0] = CODE;
	assert_installed(download(&without, MATCHING_ID));
}

static void test_what_the_user_says(void **state)
{
	(void)state;
	static const struct {
		enum lpa_event consent;
		int reason;
		const char *state;
	} cases[] = {
		{ LPA_EVENT_NO, CANCEL_END_USER_REJECTION, "error" },
		{ LPA_EVENT_LATER, CANCEL_POSTPONED, "released" },
		{ LPA_EVENT_SILENT, CANCEL_TIMEOUT, "released" },
	};
	EACH (this, cases) {
		AUTO(road) road;
		begin(&road, CURVE_P256, 0);
		offer(&road, TEST_ICCID, NULL, NULL);
		road.consent = this->consent;
		struct outcome outcome = download(&road, MATCHING_ID);
		assert_false(outcome.installed);
		assert_int_equal(outcome.cancel_reason, this->reason);
		assert_true(outcome.server_told);
		assert_state(&road, TEST_ICCID, this->state);
		assert_profiles(&road, 0, 0);
		road.consent = LPA_EVENT_YES;
		outcome = download(&road, MATCHING_ID);
		assert_true(outcome.installed == (this->reason != CANCEL_END_USER_REJECTION));
	}
}

static void test_wrong_orders(void **state)
{
	(void)state;
	AUTO(road) road;
	begin(&road, CURVE_P256, 0);
	offer(&road, TEST_ICCID, "89049032123451234512345678901332", NULL);
	assert_refused(download(&road, "NO-SUCH-ORDER"), "8.2.6", "3.8");
	assert_refused(download(&road, MATCHING_ID), "8.1.1", "3.8");
	assert_refused(download(&road, NULL), "8.1.1", "3.8");
	assert_state(&road, TEST_ICCID, "released");
	assert_profiles(&road, 0, 0);
}

static void test_used_code(void **state)
{
	(void)state;
	AUTO(road) road;
	begin(&road, CURVE_P256, 0);
	offer(&road, TEST_ICCID, NULL, NULL);
	assert_installed(download(&road, MATCHING_ID));
	deliver(&road, 2, 0);
	struct outcome outcome = download(&road, MATCHING_ID);
	assert_false(outcome.installed);
	assert_true(*outcome.failure.subject_code);
	assert_state(&road, TEST_ICCID, "installed");
	assert_profiles(&road, 1, 0);
}

/* A server of another CI, and a card that does not know it. */
static void test_strangers(void **state)
{
	(void)state;
	AUTO(road) road;
	struct test_pki other;
	const struct test_pki *worlds[] = { &other };
	begin(&road, CURVE_P256, 0);
	test_pki_make(&other, CURVE_P256, "another world");
	test_smdp_release(&road.smdp);
	test_smdp_make(&road.smdp, worlds, 1);
	offer(&road, TEST_ICCID, NULL, NULL);
	assert_refused(download(&road, MATCHING_ID), "8.8.2", "3.1");
	assert_state(&road, TEST_ICCID, "released");
	test_pki_release(&other);
}

/* The answer to each request in turn gets lost after the server has done its work. */
static void test_lost_answers(void **state)
{
	(void)state;
	for (int lost = 0; lost < 5; lost++) {
		AUTO(road) road;
		begin(&road, CURVE_P256, 0);
		offer(&road, TEST_ICCID, NULL, NULL);
		road.lost_answer = lost;
		assert_installed(download(&road, MATCHING_ID));
		deliver(&road, 2, 0);
		assert_state(&road, TEST_ICCID, "installed");
		assert_profiles(&road, 1, 0);
	}
}

/* Notifications wait on the card until there is a network again. */
static void test_no_network_for_notifications(void **state)
{
	(void)state;
	AUTO(road) road;
	begin(&road, CURVE_P256, 0);
	offer(&road, TEST_ICCID, NULL, NULL);
	assert_installed(download(&road, MATCHING_ID));
	road.network_down = true;
	enable(&road, TEST_ICCID);
	deliver(&road, 0, 3);
	assert_state(&road, TEST_ICCID, "downloaded");
	road.network_down = false;
	deliver(&road, 3, 0);
	assert_state(&road, TEST_ICCID, "enabled");
}

/* How many APDUs the loading of a package takes. */
static int count_loading_apdus(void)
{
	AUTO(road) road;
	begin(&road, CURVE_P256, 0);
	offer(&road, TEST_ICCID, NULL, NULL);
	assert_installed(download(&road, MATCHING_ID));
	return road.loading_apdus;
}

/* The card tells afterwards how it went; unless it was done already, the same code works again. */
static void pull_out(int moment, bool executed)
{
	AUTO(road) road;
	begin(&road, CURVE_P256, 0);
	offer(&road, TEST_ICCID, NULL, NULL);
	road.pulled_after = moment;
	road.pulled_when_executed = executed;
	struct outcome outcome = download(&road, MATCHING_ID);
	assert_false(outcome.installed);
	CHECK_STATUS(outcome.failure.status, STATUS_IO, "pulled out");
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	assert_true(run(&road, &delivery.job));
	assert_int_equal(delivery.kept_count, 0);
	if (strcmp(test_smdp_state(&road.smdp, TEST_ICCID), "installed") != 0) {
		assert_state(&road, TEST_ICCID, "downloaded");
		assert_profiles(&road, 0, 0);
		road.pulled_after = NEVER;
		assert_installed(download(&road, MATCHING_ID));
	}
	assert_profiles(&road, 1, 0);
}

/* Before each APDU of the loading, and after it was carried out and not answered. */
static void test_card_pulled_out(void **state)
{
	(void)state;
	int apdus = count_loading_apdus();
	assert_true(apdus > 5);
	for (int moment = 0; moment < apdus; moment++) {
		pull_out(moment, false);
		pull_out(moment, true);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_from_order_to_enabled),
	cmocka_unit_test(test_on_brainpool),
	cmocka_unit_test(test_segment_sizes),
	cmocka_unit_test(test_disable_rename_delete),
	cmocka_unit_test(test_code),
	cmocka_unit_test(test_what_the_user_says),
	cmocka_unit_test(test_wrong_orders),
	cmocka_unit_test(test_used_code),
	cmocka_unit_test(test_strangers),
	cmocka_unit_test(test_lost_answers),
	cmocka_unit_test(test_no_network_for_notifications),
	cmocka_unit_test(test_card_pulled_out),
};

TESTS_MAIN(tests)
