/* SPDX-License-Identifier: Apache-2.0 */
/* A download that is interrupted anywhere and resumed from what was kept of it ends with exactly one profile. */
#include "lpa/download_record.h"
#include "support/road.h"
#include "support/scripted_profile.h"
#include "support/test.h"

#define MATCHING_ID "ROAD-1"
#define CODE        "4711"

/* What a process leaves for the next one. */
struct kept {
	struct buffer json;
	size_t position;
	bool is_between_pieces;
};

static void kept_release(struct kept *kept)
{
	buffer_release(&kept->json);
}

static void begin(struct road *road, const char *code)
{
	road_begin(road, CURVE_P256, 0);
	road_offer(road, TEST_ICCID, MATCHING_ID, NULL, code);
}

/* Downloads until something happens. Nothing is kept before the package came. */
static struct road_outcome download(struct road *road, struct kept *kept)
{
	AUTO(lpa_download) download;
	struct lpa_download_order order = road_order_of(MATCHING_ID);
	assert_ok(lpa_download_init(&download, &order));
	bool installed = road_run(road, &download.job);
	*kept = (struct kept){
		.json = BUFFER(DOWNLOAD_RECORD_MAXIMUM),
		.position = download.job.progress,
		.is_between_pieces = road->killed_between_pieces,
	};
	if (download.package.size > 0)
		assert_ok(lpa_download_record_write(&download, &kept->json));
	return (struct road_outcome){ installed, download.job.failure, download.cancel_reason, download.cancelled_at_server };
}

static bool resume(struct road *road, const struct kept *kept)
{
	AUTO(lpa_download) download;
	AUTO(arena) storage = ARENA(DOWNLOAD_RECORD_KEPT_MAXIMUM);
	struct lpa_download_record record;
	assert_ok(lpa_download_record_read(buffer_text(&kept->json), &storage, &record));
	record.position = kept->position;
	record.is_between_pieces = kept->is_between_pieces;
	assert_ok(lpa_download_resume(&download, &record, (struct text){ 0 }));
	if (road_run(road, &download.job))
		return true;
	if (!lpa_download_code_is_good(&download))
		fail_msg("the code is spent: %s", download.job.failure.sentence);
	return false;
}

/* With what was kept if there is something, else with the same code. */
static void go_on(struct road *road, const struct kept *kept)
{
	if (kept->json.size > 0)
		assert_true(resume(road, kept));
	else
		road_assert_installed(road_download(road, MATCHING_ID));
}

static void assert_one_profile(struct road *road)
{
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	road_assert_profiles(road, 1, 0);
	assert_true(road_run(road, &delivery.job));
	assert_int_equal(delivery.kept_count, 0);
	road_assert_state(road, TEST_ICCID, "installed");
}

static int count_loading_apdus(void)
{
	AUTO(road) road;
	begin(&road, NULL);
	road_assert_installed(road_download(&road, MATCHING_ID));
	return road.loading_apdus;
}

static void test_card_pulled_out(void **state)
{
	(void)state;
	int apdus = count_loading_apdus();
	for (int moment = 0; moment < 2 * apdus; moment++) {
		AUTO(road) road;
		AUTO(kept) kept;
		begin(&road, NULL);
		road.pulled_after = moment / 2;
		road.pulled_when_executed = moment % 2;
		assert_false(download(&road, &kept).installed);
		road.pulled_after = ROAD_NEVER;
		assert_true(resume(&road, &kept));
		assert_one_profile(&road);
	}
}

/* Between two pieces the card goes on, and the server is not asked again. */
static void test_process_killed(void **state)
{
	(void)state;
	int apdus = count_loading_apdus(), went_on = 0;
	for (int moment = 0; moment < 2 * apdus; moment++) {
		AUTO(road) road;
		AUTO(kept) kept;
		begin(&road, NULL);
		road.killed_after = moment / 2;
		road.killed_when_executed = moment % 2;
		assert_false(download(&road, &kept).installed);
		int requests = road.requests;
		road_restart_lpa(&road);
		assert_true(resume(&road, &kept));
		if (kept.is_between_pieces)
			assert_int_equal(road.requests, requests);
		went_on += kept.is_between_pieces;
		assert_one_profile(&road);
	}
	assert_true(went_on > 2);
}

/* The card was reset while no process was there: the piece is refused, and the order bound anew. */
static void test_card_reset_between_pieces(void **state)
{
	(void)state;
	int apdus = count_loading_apdus();
	for (int moment = 0; moment < apdus; moment++) {
		AUTO(road) road;
		AUTO(kept) kept;
		AUTO(buffer) atr = BUFFER(64);
		begin(&road, NULL);
		road.killed_after = moment;
		assert_false(download(&road, &kept).installed);
		road_restart_lpa(&road);
		assert_ok(test_card_restart(&road.card));
		assert_ok(euicc_reset(road.card.euicc, &atr));
		assert_true(resume(&road, &kept));
		assert_one_profile(&road);
	}
}

/* The network goes at each request, and again at each one of resuming. */
static void test_network_lost(void **state)
{
	(void)state;
	for (int first = 0; first < 3; first++)
		for (int second = 0; second < 4; second++) {
			AUTO(road) road;
			AUTO(kept) kept;
			begin(&road, NULL);
			road.network_lost_from = first;
			assert_false(download(&road, &kept).installed);
			road.requests = 0;
			road.network_lost_from = second;
			if (kept.json.size > 0)
				(void)resume(&road, &kept);
			road.network_lost_from = ROAD_NEVER;
			go_on(&road, &kept);
			assert_one_profile(&road);
		}
}

/* The card goes while loading, then the network at each request of resuming. */
static void test_card_and_network_lost(void **state)
{
	(void)state;
	for (int request = 0; request < 3; request++) {
		AUTO(road) road;
		AUTO(kept) kept;
		begin(&road, NULL);
		road.pulled_after = 5;
		assert_false(download(&road, &kept).installed);
		road.pulled_after = ROAD_NEVER;
		road.network_lost_from = road.requests + request;
		assert_false(resume(&road, &kept));
		road.network_lost_from = ROAD_NEVER;
		assert_true(resume(&road, &kept));
		assert_one_profile(&road);
	}
}

/* The code is not kept: it is asked for again. */
static void test_confirmation_code(void **state)
{
	(void)state;
	AUTO(road) road;
	AUTO(kept) kept;
	begin(&road, CODE);
	road.codes[0] = CODE;
	road.pulled_after = 4;
	assert_false(download(&road, &kept).installed);
	assert_null(memmem(kept.json.data, kept.json.size, CODE, sizeof CODE - 1));
	assert_int_equal(road.codes_asked, 1);
	road.pulled_after = ROAD_NEVER;
	road.codes_asked = 0;
	assert_true(resume(&road, &kept));
	assert_int_equal(road.codes_asked, 1);
	assert_one_profile(&road);
}

/* Cut off anywhere, or something else: no record. */
static void test_damaged_record(void **state)
{
	(void)state;
	AUTO(road) road;
	AUTO(kept) kept;
	begin(&road, NULL);
	road.pulled_after = 3;
	assert_false(download(&road, &kept).installed);
	static const char *const others[] = {
		"", "{}", "[]", "{\"version\":2}", "{\"version\":1,\"smdpAddress\":\"a.example\"}", "{\"version\":1,\"smdpAddress\":7}",
	};
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		AUTO(arena) storage = ARENA(DOWNLOAD_RECORD_KEPT_MAXIMUM);
		struct lpa_download_record record;
		CHECK_STATUS(lpa_download_record_read(text_from(others[i]), &storage, &record), STATUS_MALFORMED, others[i]);
	}
	for (size_t size = 0; size < kept.json.size; size += 7) {
		AUTO(arena) storage = ARENA(DOWNLOAD_RECORD_KEPT_MAXIMUM);
		struct lpa_download_record record;
		struct text cut = { (const char *)kept.json.data, size };
		CHECK_STATUS(lpa_download_record_read(cut, &storage, &record), STATUS_MALFORMED, "cut");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_card_pulled_out),
	cmocka_unit_test(test_process_killed),
	cmocka_unit_test(test_card_reset_between_pieces),
	cmocka_unit_test(test_network_lost),
	cmocka_unit_test(test_card_and_network_lost),
	cmocka_unit_test(test_confirmation_code),
	cmocka_unit_test(test_damaged_record),
};

TESTS_MAIN(tests)
