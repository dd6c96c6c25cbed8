/* SPDX-License-Identifier: Apache-2.0 */
/* What a card reports, and what it cancels, spoilt on its way. An SM-DP+ answers a notification that it does not believe
 * all the same, or the card would offer it for ever (SGP.22 5.6.4): it learns nothing from it, and the next one sets
 * things right. One that cannot even be read stays on the card. */
#include "aftermath.h"
#include "rsp/cancel_session.h"
#include "story.h"
#include "support/test.h"

/* `codes` are those in the server's log. */
static const struct fault notifications[] = {
	{ .what = "the notification's signature", .spoil = spoil_signature, .codes = "8.1-6.1" },
	{ .what = "CERT.DPauth as CERT.EUM", .spoil = spoil_eum_role, .codes = "8.1.2-6.1" },
	{ .what = "CERT.EUM out of date", .spoil = spoil_eum_date, .codes = "8.1.2-6.3" },
	{ .what = "CERT.DPauth as CERT.EUICC", .spoil = spoil_euicc_role, .codes = "8.1.3-6.1" },
	{ .what = "CERT.EUICC out of date", .spoil = spoil_euicc_date, .codes = "8.1.3-6.3" },
	{ .what = "CERT.EUICC of another maker", .spoil = spoil_euicc_maker, .codes = "8.1.3-6.1" },
	{ .what = "both of an unknown CI", .spoil = spoil_both_makers, .codes = "8.11.1-3.9" },
};

static const struct fault unreadable[] = {
	{ .what = "cut", .spoil = spoil_cut },
	{ .what = "with something behind it", .spoil = spoil_trailing },
	{ .what = "empty", .spoil = spoil_empty },
	{ .what = "with an over-long length", .spoil = spoil_overlong },
	{ .what = "with an indefinite length", .spoil = spoil_indefinite },
	{ .what = "no base64", .spoil_text = spoil_base64 },
	{ .what = "a number", .spoil_text = spoil_kind },
	{ .what = "missing", .spoil_text = spoil_name },
	{ .what = "in half a JSON text", .spoil_text = spoil_half },
	{ .what = "in no text at all", .spoil_text = spoil_nothing },
	{ .what = "in an array", .spoil_text = spoil_array },
};

/* The next notification is spoilt so. */
static void accident(struct story *story, struct fault *out, const struct fault *fault)
{
	*out = *fault;
	out->function = NOTIFICATION;
	out->member = "pendingNotification";
	story->fault = out;
}

static void install(struct story *story)
{
	story_begin(story, NULL);
	road_offer(&story->road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	road_assert_installed(road_download(&story->road, MATCHING_ID));
}

static void check_not_believed(struct story *story, const struct fault *fault, const char *state)
{
	CHECK(!story->fault, fault->what);
	if (!strstr(story->road.smdp.host.last_event, fault->codes))
		fail_msg("%s: the server notes %s, want %s", fault->what, story->road.smdp.host.last_event, fault->codes);
	road_assert_state(&story->road, TEST_ICCID, state);
}

/* The result comes first; that the profile was installed is known again when it is enabled. */
static void test_result(void **state)
{
	(void)state;
	static const struct fault fault = { .what = "the result's signature", .spoil = spoil_signature };
	AUTO(story) story;
	struct fault accidents;
	install(&story);
	accident(&story, &accidents, &fault);
	CHECK(deliver(&story.road) == 0, fault.what);
	CHECK(!story.fault, fault.what);
	road_assert_state(&story.road, TEST_ICCID, "downloaded");
	road_enable(&story.road, TEST_ICCID);
	CHECK(deliver(&story.road) == 0, fault.what);
	road_assert_state(&story.road, TEST_ICCID, "enabled");
	road_assert_profiles(&story.road, 1, 1);
}

static void test_notifications(void **state)
{
	(void)state;
	EACH (fault, notifications) {
		AUTO(story) story;
		AUTO(lpa_card_call) disable;
		struct fault accidents;
		struct profile_identifier profile = profile_of(TEST_ICCID);
		install(&story);
		CHECK(deliver(&story.road) == 0, fault->what);
		road_enable(&story.road, TEST_ICCID);
		accident(&story, &accidents, fault);
		CHECK(deliver(&story.road) == 0, fault->what);
		check_not_believed(&story, fault, "installed");
		lpa_disable_profile(&disable, &profile, false);
		assert_true(road_run(&story.road, &disable.job));
		CHECK(deliver(&story.road) == 0, fault->what);
		road_assert_state(&story.road, TEST_ICCID, "disabled");
	}
}

static void test_unreadable_ones_are_sent_again(void **state)
{
	(void)state;
	EACH (fault, unreadable) {
		AUTO(story) story;
		struct fault accidents;
		install(&story);
		CHECK(deliver(&story.road) == 0, fault->what);
		road_enable(&story.road, TEST_ICCID);
		accident(&story, &accidents, fault);
		CHECK(deliver(&story.road) == 1, fault->what);
		CHECK(!story.fault, fault->what);
		road_assert_state(&story.road, TEST_ICCID, "installed");
		CHECK(deliver(&story.road) == 0, fault->what);
		road_assert_state(&story.road, TEST_ICCID, "enabled");
	}
}

/* The server does not believe it, or never hears of it: the session runs out there, and the order stays. */
static void test_cancellations(void **state)
{
	(void)state;
	EACH (fault, unreadable) {
		AUTO(story) story;
		struct fault accidents = *fault;
		accidents.function = CANCEL;
		accidents.member = "cancelSessionResponse";
		story_begin(&story, &accidents);
		road_offer(&story.road, TEST_ICCID, MATCHING_ID, NULL, NULL);
		story.road.consent = LPA_EVENT_LATER;
		struct road_outcome outcome = road_download(&story.road, MATCHING_ID);
		CHECK(!story.fault && !outcome.server_told, fault->what);
		assert_int_equal(outcome.cancel_reason, CANCEL_POSTPONED);
		story.road.consent = LPA_EVENT_YES;
		check_nothing_is_lost(&story.road, fault->what, "released");
	}
}

static void test_forged_cancellation(void **state)
{
	(void)state;
	static const struct fault fault = {
		.what = "a rejection", .function = CANCEL, .member = "cancelSessionResponse", .spoil = spoil_signature,
		.codes = "8.1-6.1",
	};
	AUTO(story) story;
	story_begin(&story, &fault);
	road_offer(&story.road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	story.road.consent = LPA_EVENT_NO;
	struct road_outcome outcome = road_download(&story.road, MATCHING_ID);
	assert_false(outcome.server_told);
	check_not_believed(&story, &fault, "released");
	story.road.consent = LPA_EVENT_YES;
	check_nothing_is_lost(&story.road, fault.what, "released");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_result),
	cmocka_unit_test(test_notifications),
	cmocka_unit_test(test_unreadable_ones_are_sent_again),
	cmocka_unit_test(test_cancellations),
	cmocka_unit_test(test_forged_cancellation),
};

TESTS_MAIN(tests)
