/* SPDX-License-Identifier: Apache-2.0 */
/* Orders that cannot be served as things are, and commands that a card cannot carry out. */
#include "aftermath.h"
#include "support/scripted_profile.h"
#include "support/test.h"

#define OTHER_EID "89049032123451234512345678901332"
#define CODE      "4711"

enum { DAYS = 86400, LARGE_FILE = 60 << 10, SMALL_CARD = 100 << 10 };

struct order_case {
	const char *what;
	void (*arrange)(struct road *road); /* before the download that is refused */
	const char *matching_id;            /* that is asked for */
	const char *codes;
	const char *sentence;
	const char *state;
	void (*mend)(struct road *road); /* NULL: nothing to be mended */
};

static void offer(struct road *road)
{
	road_offer(road, TEST_ICCID, MATCHING_ID, NULL, NULL);
}

static void cancel_order(struct road *road)
{
	const struct cancel_request request = { .iccid = TEXT(TEST_ICCID), .by_owner = true, .available = true };
	assert_string_equal(test_smdp_run(&road->smdp, &cancel_function, &request, NULL, 0), "");
}

/* Stocks, orders and confirms again; what is "" stands for nothing. */
static void order_again(struct road *road, const char *eid, int64_t expires_at, bool release)
{
	const struct order_request order = { .iccid = TEXT(TEST_ICCID), .eid = text_from(eid) };
	const struct confirm_request confirm = {
		.iccid = TEXT(TEST_ICCID),
		.has_matching_id = true,
		.matching_id = TEXT(MATCHING_ID),
		.expires_at = expires_at,
		.release = release,
	};
	cancel_order(road);
	assert_string_equal(test_smdp_run(&road->smdp, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(&road->smdp, &confirm_function, &confirm, NULL, 0), "");
}

static void offer_to_another(struct road *road)
{
	offer(road);
	order_again(road, OTHER_EID, 0, true);
}

static void order_for_any_card(struct road *road)
{
	order_again(road, NULL, 0, true);
}

static void hold_back(struct road *road)
{
	offer(road);
	order_again(road, NULL, 0, false);
}

static void release(struct road *road)
{
	const struct release_request request = { TEXT(TEST_ICCID) };
	assert_string_equal(test_smdp_run(&road->smdp, &release_function, &request, NULL, 0), "");
}

static void let_it_expire(struct road *road)
{
	offer(road);
	order_again(road, NULL, TEST_NOW + DAYS, true);
	road->smdp.host.now = TEST_NOW + 2 * DAYS;
}

static void let_certificates_expire(struct road *road)
{
	offer(road);
	road->smdp.host.now = TEST_NOT_AFTER + DAYS;
}

static void be_before_certificates(struct road *road)
{
	offer(road);
	road->smdp.host.now = TEST_NOT_BEFORE - DAYS;
}

static void set_the_clock(struct road *road)
{
	road->smdp.host.now = TEST_NOW;
}

static void give_wrong_codes(struct road *road)
{
	road_offer(road, TEST_ICCID, MATCHING_ID, NULL, CODE);
	road->codes[0] = "0815";
	road->codes[1] = "0816";
}

static void give_no_code(struct road *road)
{
	road_offer(road, TEST_ICCID, MATCHING_ID, NULL, CODE);
}

static void give_the_code(struct road *road)
{
	road->codes_asked = 0;
	road->codes[0] = CODE;
}

static void give_wrong_codes_too_often(struct road *road)
{
	give_wrong_codes(road);
	road->codes[2] = "0817";
	road->smdp.smdp.settings.confirmation_attempts_maximum = 3;
}

static void ask_too_often(struct road *road)
{
	offer(road);
	road->smdp.smdp.settings.download_attempts_maximum = 1;
	road->consent = LPA_EVENT_LATER;
	assert_false(road_download(road, MATCHING_ID).installed);
	road->consent = LPA_EVENT_YES;
}

static const struct order_case cases[] = {
	{ "wrong matching ID", offer, "NO-SUCH-ORDER", "8.2.6/3.8", "activation code", "released", NULL },
	{ "no matching ID", offer, NULL, "8.1.1/3.8", "EID", "released", NULL },
	{ "another EID", offer_to_another, MATCHING_ID, "8.1.1/3.8", "EID", "released", order_for_any_card },
	{ "not released", hold_back, MATCHING_ID, "8.2/1.2", "not released", "confirmed", release },
	{ "expired", let_it_expire, MATCHING_ID, "8.8.5/4.10", "expired", "released", order_for_any_card },
	{ "asked for too often", ask_too_often, MATCHING_ID, "8.8.5/6.4", "too often", "error", NULL },
	{ "wrong codes, then none", give_wrong_codes, MATCHING_ID, NULL, "8.2.7/3.8", "released", give_the_code },
	{ "no code", give_no_code, MATCHING_ID, NULL, "none was given", "released", give_the_code },
	{ "too many wrong codes", give_wrong_codes_too_often, MATCHING_ID, "8.2.7/6.4", "too often", "error", NULL },
	{ "every certificate out of date", let_certificates_expire, MATCHING_ID, "8.1.2/6.3", "expired", "released",
	  set_the_clock },
	{ "no certificate valid yet", be_before_certificates, MATCHING_ID, "8.1.2/6.3", "expired", "released",
	  set_the_clock },
};

static void test_orders(void **state)
{
	(void)state;
	EACH (this, cases) {
		AUTO(road) road;
		road_begin(&road, CURVE_P256, 0);
		this->arrange(&road);
		struct road_outcome outcome = road_download(&road, this->matching_id);
		check_refusal(this->what, &outcome, this->codes, 0, this->sentence);
		if (strcmp(test_smdp_state(&road.smdp, TEST_ICCID), this->state) != 0)
			fail_msg("%s: the order is %s", this->what, test_smdp_state(&road.smdp, TEST_ICCID));
		if (this->mend)
			this->mend(&road);
		check_nothing_is_lost(&road, this->what, this->mend ? "released" : this->state);
	}
}

static void test_downloaded_already(void **state)
{
	(void)state;
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	offer(&road);
	road_assert_installed(road_download(&road, MATCHING_ID));
	assert_int_equal(deliver(&road), 0);
	struct road_outcome outcome = road_download(&road, MATCHING_ID);
	check_refusal("again", &outcome, "8.2/1.2", 0, "used");
	road_assert_state(&road, TEST_ICCID, "installed");
	road_assert_profiles(&road, 1, 0);
}

/* The card's result was not sent yet: the server gives the package again, and the card does not take it twice. */
static void test_downloaded_and_not_reported(void **state)
{
	(void)state;
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	offer(&road);
	road_assert_installed(road_download(&road, MATCHING_ID));
	struct road_outcome outcome = road_download(&road, MATCHING_ID);
	check_refusal("again", &outcome, NULL, INSTALL_ICCID_ALREADY_EXISTS, "on the card already");
	assert_int_equal(deliver(&road), 0);
	road_assert_state(&road, TEST_ICCID, "installed");
	road_assert_profiles(&road, 1, 0);
}

/* ---- a full card ---- */

static void stock_large(struct road *road, const char *iccid)
{
	struct arena *arena = &road->smdp.host.arena;
	struct scripted_profile profile = scripted_profile_default(iccid);
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	profile.extra_size = LARGE_FILE;
	const struct stock_request request = {
		.profile_elements = scripted_profile_package(arena, &profile),
		.metadata = scripted_metadata(arena, &metadata),
	};
	assert_string_equal(test_smdp_run(&road->smdp, &stock_function, &request, NULL, 0), "");
}

static void offer_large(struct road *road, const char *iccid, const char *matching_id)
{
	stock_large(road, iccid);
	const struct order_request order = { .iccid = text_from(iccid) };
	const struct confirm_request confirm = {
		.iccid = text_from(iccid),
		.has_matching_id = true,
		.matching_id = text_from(matching_id),
		.release = true,
	};
	assert_string_equal(test_smdp_run(&road->smdp, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(&road->smdp, &confirm_function, &confirm, NULL, 0), "");
}

static void make_small(struct euicc_birth *birth)
{
	birth->nonvolatile_memory = SMALL_CARD;
}

static void begin_with_small_card(struct road *road)
{
	AUTO(buffer) atr = BUFFER(64);
	road_begin(road, CURVE_P256, 0);
	test_card_release(&road->card);
	test_card_make(&road->card, &road->pki, make_small);
	assert_ok(euicc_reset(road->card.euicc, &atr));
	offer_large(road, TEST_ICCID, MATCHING_ID);
	offer_large(road, TEST_ICCID_2, SECOND_ID);
}

/* The order waits until there is room. */
static void test_full_card(void **state)
{
	(void)state;
	AUTO(road) road;
	AUTO(lpa_card_call) delete;
	struct profile_identifier profile = profile_of(TEST_ICCID);
	begin_with_small_card(&road);
	road_assert_installed(road_download(&road, MATCHING_ID));
	struct road_outcome outcome = road_download(&road, SECOND_ID);
	check_refusal("full", &outcome, NULL, INSTALL_INSUFFICIENT_MEMORY, "delete a profile");
	assert_int_equal(deliver(&road), 0);
	road_assert_state(&road, TEST_ICCID_2, "downloaded");
	road_assert_profiles(&road, 1, 0);
	lpa_delete_profile(&delete, &profile);
	assert_true(road_run(&road, &delete.job));
	road_assert_installed(road_download(&road, SECOND_ID));
	assert_int_equal(deliver(&road), 0);
	road_assert_state(&road, TEST_ICCID, "deleted");
	road_assert_state(&road, TEST_ICCID_2, "installed");
	road_assert_profiles(&road, 1, 0);
}

/* ---- commands ---- */

static void enable(struct lpa_card_call *call, const struct profile_identifier *profile)
{
	lpa_enable_profile(call, profile, false);
}

static void disable(struct lpa_card_call *call, const struct profile_identifier *profile)
{
	lpa_disable_profile(call, profile, false);
}

static void rename_it(struct lpa_card_call *call, const struct profile_identifier *profile)
{
	lpa_set_nickname(call, &profile->iccid, TEXT("Holiday"));
}

/* TEST_ICCID is enabled, TEST_ICCID_2 is not on the card. */
static const struct {
	const char *what;
	void (*begin)(struct lpa_card_call *call, const struct profile_identifier *profile);
	const char *iccid;
	int error;
	const char *sentence;
} commands[] = {
	{ "enable an unknown one", enable, TEST_ICCID_2, MANAGEMENT_NOT_FOUND, "" },
	{ "disable an unknown one", disable, TEST_ICCID_2, MANAGEMENT_NOT_FOUND, "" },
	{ "delete an unknown one", lpa_delete_profile, TEST_ICCID_2, MANAGEMENT_NOT_FOUND, "" },
	{ "rename an unknown one", rename_it, TEST_ICCID_2, MANAGEMENT_NOT_FOUND, "" },
	{ "enable the enabled", enable, TEST_ICCID, MANAGEMENT_WRONG_STATE, "enabled" },
	{ "delete the enabled", lpa_delete_profile, TEST_ICCID, MANAGEMENT_WRONG_STATE, "" },
};

static void test_commands(void **state)
{
	(void)state;
	AUTO(road) road;
	road_begin(&road, CURVE_P256, 0);
	offer(&road);
	road_assert_installed(road_download(&road, MATCHING_ID));
	road_enable(&road, TEST_ICCID);
	assert_int_equal(deliver(&road), 0);
	EACH (this, commands) {
		AUTO(lpa_card_call) call;
		struct profile_identifier profile = profile_of(this->iccid);
		this->begin(&call, &profile);
		CHECK(!road_run(&road, &call.job), this->what);
		if (call.job.failure.card_error != this->error)
			fail_msg("%s: error %d: %s", this->what, call.job.failure.card_error, call.job.failure.sentence);
		check_sentence(this->what, call.job.failure.sentence, this->sentence);
		road_assert_profiles(&road, 1, 1);
	}
	road_deliver(&road, 0, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_orders),
	cmocka_unit_test(test_downloaded_already),
	cmocka_unit_test(test_downloaded_and_not_reported),
	cmocka_unit_test(test_full_card),
	cmocka_unit_test(test_commands),
};

TESTS_MAIN(tests)
