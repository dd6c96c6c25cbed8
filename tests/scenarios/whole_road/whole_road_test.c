/* SPDX-License-Identifier: Apache-2.0 */
/* SM-DP+, eUICC and LPA in one process: see README.md. */
#include "euicc/profile_slots.h"
#include "rsp/cancel_session.h"
#include "support/road.h"
#include "support/scripted_profile.h"
#include "support/test.h"

#define MATCHING_ID "ROAD-1"
#define CODE        "4711"

/* ---- the stories ---- */

static void walk(enum curve curve, size_t segment_size)
{
	AUTO(road) road;
	road_begin(&road, curve, segment_size);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road_assert_installed(road_download(&road, MATCHING_ID));
	road_assert_state(&road, TEST_ICCID, "downloaded");
	road_assert_profiles(&road, 1, 0);
	road_deliver(&road, 2, 0);
	road_assert_state(&road, TEST_ICCID, "installed");
	road_deliver(&road, 0, 0);

	road_enable(&road, TEST_ICCID);
	road_assert_profiles(&road, 1, 1);
	road_deliver(&road, 1, 0);
	road_assert_state(&road, TEST_ICCID, "enabled");
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

/* ---- several CIs ---- */

enum { NIST, BRAINPOOL, TRUSTED, WORLDS };

/* Which worlds the server has certificates of, and under which CI the profile comes; -1: the two have none in common. */
static const struct {
	const char *what;
	int server[WORLDS];
	size_t count;
	int common;
} servers[] = {
	{ "a server on P-256", { NIST }, 1, NIST },
	{ "a server on brainpoolP256r1", { BRAINPOOL }, 1, BRAINPOOL },
	{ "a server on both: the card's order of priority", { BRAINPOOL, NIST }, 2, NIST },
	{ "a server of the third CI beside one that the card signs under", { TRUSTED, BRAINPOOL }, 2, BRAINPOOL },
	{ "a server of the third CI alone", { TRUSTED }, 1, -1 },
};

/* The server has believed every notification, so it was signed under a CI of its own. */
static void check_whole_life(struct road *road, const char *what)
{
	road_offer(road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	struct road_outcome outcome = road_download(road, MATCHING_ID);
	CHECK(outcome.installed, what);
	road_enable(road, TEST_ICCID);
	road_deliver(road, 3, 0);
	road_assert_state(road, TEST_ICCID, "enabled");
}

static struct bytes ci_of_profile(struct road *road)
{
	struct profile_slot slot;
	struct bytes kept;
	assert_ok(profile_slot_read(road->card.nvm, 1, &slot));
	assert_ok(arena_copy(&road->smdp.host.arena, BYTES(slot.ci_key_id), &kept));
	profile_slot_release(&slot);
	return kept;
}

static void test_several_authorities(void **state)
{
	(void)state;
	struct test_pki worlds[WORLDS];
	const struct test_pki *of_card[WORLDS] = { &worlds[NIST], &worlds[BRAINPOOL], &worlds[TRUSTED] };
	test_pki_make(&worlds[NIST], CURVE_P256, "nist");
	test_pki_make(&worlds[BRAINPOOL], CURVE_BRAINPOOL_P256R1, "brainpool");
	test_pki_make(&worlds[TRUSTED], CURVE_P256, "trusted");
	EACH(server, servers) {
		AUTO(road) road;
		const struct test_pki *of_server[WORLDS];
		for (size_t i = 0; i < server->count; i++)
			of_server[i] = &worlds[server->server[i]];
		road_begin_between(&road, &(struct road_worlds){ of_server, server->count, server->count },
		                   &(struct road_worlds){ of_card, WORLDS, TRUSTED });
		if (server->common >= 0) {
			check_whole_life(&road, server->what);
			check_bytes(ci_of_profile(&road), test_pki_ci_key_id(&worlds[server->common]), server->what);
			continue;
		}
		road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
		CHECK(!road_download(&road, MATCHING_ID).installed, server->what);
		road_assert_profiles(&road, 0, 0);
	}
	for (size_t i = 0; i < WORLDS; i++)
		test_pki_release(&worlds[i]);
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
	road_begin(&road, CURVE_P256, 0);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road_assert_installed(road_download(&road, MATCHING_ID));
	road_enable(&road, TEST_ICCID);

	AUTO(lpa_card_call) too_early;
	lpa_delete_profile(&too_early, &profile);
	assert_false(road_run(&road, &too_early.job));
	assert_int_equal(too_early.job.failure.card_error, MANAGEMENT_WRONG_STATE);

	AUTO(lpa_card_call) disable;
	lpa_disable_profile(&disable, &profile, false);
	assert_true(road_run(&road, &disable.job));
	AUTO(lpa_card_call) again;
	lpa_disable_profile(&again, &profile, false);
	assert_false(road_run(&road, &again.job));
	assert_int_equal(again.job.failure.card_error, MANAGEMENT_WRONG_STATE);

	AUTO(lpa_card_call) nickname;
	lpa_set_nickname(&nickname, &profile.iccid, TEXT("Holiday"));
	assert_true(road_run(&road, &nickname.job));
	AUTO(lpa_card_call) delete;
	lpa_delete_profile(&delete, &profile);
	assert_true(road_run(&road, &delete.job));
	road_assert_profiles(&road, 0, 0);
	road_deliver(&road, 5, 0);
	road_assert_state(&road, TEST_ICCID, "deleted");

	AUTO(lpa_card_call) unknown;
	lpa_enable_profile(&unknown, &profile, false);
	assert_false(road_run(&road, &unknown.job));
	assert_int_equal(unknown.job.failure.card_error, MANAGEMENT_NOT_FOUND);
}

static void test_code(void **state)
{
	(void)state;
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, CODE);
	road.codes[0] = "0815";
	road.codes[1] = CODE;
	road_assert_installed(road_download(&road, MATCHING_ID));
	assert_int_equal(road.codes_asked, 2);

	AUTO(road) without;
	road_begin(&without, CURVE_P256, 0);
	road_offer(&without, TEST_ICCID, MATCHING_ID, NULL, CODE);
	struct road_outcome outcome = road_download(&without, MATCHING_ID);
	assert_false(outcome.installed);
	assert_int_equal(outcome.cancel_reason, CANCEL_POSTPONED);
	assert_true(outcome.server_told);
	road_assert_state(&without, TEST_ICCID, "released");
	without.codes_asked = 0;
	without.codes[0] = CODE;
	road_assert_installed(road_download(&without, MATCHING_ID));
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
		road_begin(&road, CURVE_P256, 0);
		road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
		road.consent = this->consent;
		struct road_outcome outcome = road_download(&road, MATCHING_ID);
		assert_false(outcome.installed);
		assert_int_equal(outcome.cancel_reason, this->reason);
		assert_true(outcome.server_told);
		road_assert_state(&road, TEST_ICCID, this->state);
		road_assert_profiles(&road, 0, 0);
		road.consent = LPA_EVENT_YES;
		outcome = road_download(&road, MATCHING_ID);
		assert_true(outcome.installed == (this->reason != CANCEL_END_USER_REJECTION));
	}
}

static void test_wrong_orders(void **state)
{
	(void)state;
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	road_offer(&road, TEST_ICCID, MATCHING_ID, "89049032123451234512345678901332", NULL);
	road_assert_refused(road_download(&road, "NO-SUCH-ORDER"), "8.2.6", "3.8");
	road_assert_refused(road_download(&road, MATCHING_ID), "8.1.1", "3.8");
	road_assert_refused(road_download(&road, NULL), "8.1.1", "3.8");
	road_assert_state(&road, TEST_ICCID, "released");
	road_assert_profiles(&road, 0, 0);
}

static void test_used_code(void **state)
{
	(void)state;
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road_assert_installed(road_download(&road, MATCHING_ID));
	road_deliver(&road, 2, 0);
	struct road_outcome outcome = road_download(&road, MATCHING_ID);
	assert_false(outcome.installed);
	assert_true(*outcome.failure.subject_code);
	road_assert_state(&road, TEST_ICCID, "installed");
	road_assert_profiles(&road, 1, 0);
}

/* A server of another CI, and a card that does not know it. */
static void test_strangers(void **state)
{
	(void)state;
	AUTO(road) road;
	struct test_pki other;
	const struct test_pki *worlds[] = { &other };
	road_begin(&road, CURVE_P256, 0);
	test_pki_make(&other, CURVE_P256, "another world");
	test_smdp_release(&road.smdp);
	test_smdp_make(&road.smdp, worlds, 1);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road_assert_refused(road_download(&road, MATCHING_ID), "8.8.2", "3.1");
	road_assert_state(&road, TEST_ICCID, "released");
	test_pki_release(&other);
}

/* The answer to each request in turn gets lost after the server has done its work. */
static void test_lost_answers(void **state)
{
	(void)state;
	for (int lost = 0; lost < 5; lost++) {
		AUTO(road) road;
		road_begin(&road, CURVE_P256, 0);
		road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
		road.lost_answer = lost;
		road_assert_installed(road_download(&road, MATCHING_ID));
		road_deliver(&road, 2, 0);
		road_assert_state(&road, TEST_ICCID, "installed");
		road_assert_profiles(&road, 1, 0);
	}
}

/* Notifications wait on the card until there is a network again. */
static void test_no_network_for_notifications(void **state)
{
	(void)state;
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road_assert_installed(road_download(&road, MATCHING_ID));
	road.network_down = true;
	road_enable(&road, TEST_ICCID);
	road_deliver(&road, 0, 3);
	road_assert_state(&road, TEST_ICCID, "downloaded");
	road.network_down = false;
	road_deliver(&road, 3, 0);
	road_assert_state(&road, TEST_ICCID, "enabled");
}

/* How many APDUs the loading of a package takes. */
static int count_loading_apdus(void)
{
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road_assert_installed(road_download(&road, MATCHING_ID));
	return road.loading_apdus;
}

/* The card tells afterwards how it went; unless it was done already, the same code works again. */
static void pull_out(int moment, bool executed)
{
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road.pulled_after = moment;
	road.pulled_when_executed = executed;
	struct road_outcome outcome = road_download(&road, MATCHING_ID);
	assert_false(outcome.installed);
	CHECK_STATUS(outcome.failure.status, STATUS_IO, "pulled out");
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	assert_true(road_run(&road, &delivery.job));
	assert_int_equal(delivery.kept_count, 0);
	if (strcmp(test_smdp_state(&road.smdp, TEST_ICCID), "installed") != 0) {
		road_assert_state(&road, TEST_ICCID, "downloaded");
		road_assert_profiles(&road, 0, 0);
		road.pulled_after = ROAD_NEVER;
		road_assert_installed(road_download(&road, MATCHING_ID));
	}
	road_assert_profiles(&road, 1, 0);
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

/* Ctrl-C at each APDU of the loading: card and server hear of it, unless the profile was installed already. */
static void test_stopped_while_loading(void **state)
{
	(void)state;
	int apdus = count_loading_apdus();
	for (int moment = 0; moment < apdus; moment++) {
		AUTO(road) road;
		road_begin(&road, CURVE_P256, 0);
		road_offer(&road, TEST_ICCID, MATCHING_ID, NULL, NULL);
		road.stopped_after = moment;
		struct road_outcome outcome = road_download(&road, MATCHING_ID);
		road.stopped_after = ROAD_NEVER;
		if (!outcome.installed) {
			assert_int_equal(outcome.cancel_reason, CANCEL_POSTPONED);
			assert_true(outcome.server_told);
			road_assert_profiles(&road, 0, 0);
			road_assert_installed(road_download(&road, MATCHING_ID));
		}
		road_assert_profiles(&road, 1, 0);
		AUTO(lpa_delivery) delivery;
		lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
		assert_true(road_run(&road, &delivery.job));
		road_assert_state(&road, TEST_ICCID, "installed");
	}
}

/* The GSMA's test profile, as its publishers made it. */
static void test_published_profile(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	AUTO(road) road;
	struct bytes package;
	struct package_header header;
	char iccid[ICCID_TEXT_SIZE];
	if (!shared_file(&arena, "data/upp/TS48v5_SAIP2.3_NoBERTLV.der", &package))
		skip();
	road_begin(&road, CURVE_P256, 0);
	assert_ok(package_header_read(package, &header));
	iccid_print(&header.iccid, iccid);
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	metadata.has_owner = false;
	road_stock(&road, package, &metadata);
	road_order(&road, iccid, MATCHING_ID, NULL, NULL);
	road_assert_installed(road_download(&road, MATCHING_ID));
	road_enable(&road, iccid);
	road_deliver(&road, 3, 0);
	road_assert_state(&road, iccid, "enabled");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_from_order_to_enabled),
	cmocka_unit_test(test_on_brainpool),
	cmocka_unit_test(test_several_authorities),
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
	cmocka_unit_test(test_stopped_while_loading),
	cmocka_unit_test(test_published_profile),
};

TESTS_MAIN(tests)
