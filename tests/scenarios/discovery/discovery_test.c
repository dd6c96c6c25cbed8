/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for a card, as its device finds out: see README.md. */
#include "lpa/discovery.h"
#include "support/road.h"
#include "support/test.h"
#include "support/test_smds.h"

#define ALTERNATIVE "alternative.example.com"
#define EVENT       "EVENT-1"

struct story {
	struct road road;
	struct test_smds root, alternative;
};

static int set_up(void **state)
{
	struct story *story = calloc(1, sizeof *story);
	struct road *road = &story->road;
	road_begin(road, CURVE_P256, 0);
	test_smds_make(&story->root, &road->pki);
	test_smds_make(&story->alternative, &road->pki);
	strcpy(story->alternative.smds.settings.address, ALTERNATIVE);
	road->servers[0] = (struct road_server){ TEST_SMDS_ADDRESS, &story->root.host };
	road->servers[1] = (struct road_server){ ALTERNATIVE, &story->alternative.host };
	*state = story;
	return 0;
}

static int tear_down(void **state)
{
	struct story *story = *state;
	test_smds_release(&story->alternative);
	test_smds_release(&story->root);
	road_release(&story->road);
	free(story);
	return 0;
}

static void post_event(struct story *story, struct test_smds *where, const char *event_id, const char *address)
{
	assert_string_equal(test_smds_register(where, test_pki_certificate(&story->road.pki, CERTIFICATE_DPTLS), TEST_EID,
	                                       event_id, address), "");
}

static bool discover(struct story *story, const char *smds, struct lpa_discovery *out)
{
	const struct lpa_discovery_order order = { text_from(smds), { .tac = { 0x35, 0x29, 0x06, 0x11 } } };
	assert_ok(lpa_discovery_init(out, &order));
	return road_run(&story->road, &out->job);
}

/* "address/event:outcome" of each visit after the first. */
static const char *visits_of(struct story *story, const struct lpa_discovery *discovery)
{
	static const char *const outcomes[] = { "ahead", "smds", "smdp", "failed" };
	char *list = arena_print(&story->road.smdp.host.arena, "%s", "");
	for (size_t i = 1; i < discovery->visit_count; i++)
		list = arena_print(&story->road.smdp.host.arena, "%s%s%.*s/%.*s:%s", list, i > 1 ? " " : "",
		                   TEXT_ARGUMENTS(discovery->visits[i].address),
		                   TEXT_ARGUMENTS(discovery->visits[i].event_id), outcomes[discovery->visits[i].outcome]);
	return list;
}

#define DISCOVER(story, smds, want) \
	do { \
		AUTO(lpa_discovery) discovery; \
		if (!discover(story, smds, &discovery)) \
			fail_msg("not discovered: %s", discovery.job.failure.sentence); \
		assert_string_equal(visits_of(story, &discovery), want); \
	} while (0)

static void nothing_waits(void **state)
{
	DISCOVER(*state, TEST_SMDS_ADDRESS, "");
}

/* The Root SM-DS as the card names it; then the profile is downloaded with what was found. */
static void an_event_leads_to_a_profile(void **state)
{
	struct story *story = *state;
	road_offer(&story->road, TEST_ICCID, EVENT, TEST_EID, NULL);
	post_event(story, &story->root, EVENT, TEST_SMDP_ADDRESS);
	DISCOVER(story, TEST_SMDS_ADDRESS, TEST_SMDP_ADDRESS "/" EVENT ":smdp");
	road_assert_installed(road_download(&story->road, EVENT));
	road_assert_profiles(&story->road, 1, 0);
}

static void through_an_alternative(void **state)
{
	struct story *story = *state;
	post_event(story, &story->root, "EVENT-2", ALTERNATIVE);
	post_event(story, &story->alternative, "EVENT-2", TEST_SMDP_ADDRESS);
	post_event(story, &story->alternative, "OTHER", TEST_SMDP_ADDRESS);
	DISCOVER(story, TEST_SMDS_ADDRESS, ALTERNATIVE "/EVENT-2:smds " TEST_SMDP_ADDRESS "/EVENT-2:smdp");
}

static void several_and_each_once(void **state)
{
	struct story *story = *state;
	post_event(story, &story->root, "B", TEST_SMDP_ADDRESS);
	post_event(story, &story->root, "A", TEST_SMDP_ADDRESS);
	post_event(story, &story->root, "C", ALTERNATIVE);
	post_event(story, &story->alternative, "C", TEST_SMDP_ADDRESS);
	DISCOVER(story, TEST_SMDS_ADDRESS, TEST_SMDP_ADDRESS "/B:smdp " TEST_SMDP_ADDRESS "/A:smdp " ALTERNATIVE "/C:smds "
	         TEST_SMDP_ADDRESS "/C:smdp");
}

/* Each SM-DS names the other. */
static void a_circle(void **state)
{
	struct story *story = *state;
	post_event(story, &story->root, "C", ALTERNATIVE);
	post_event(story, &story->alternative, "C", TEST_SMDS_ADDRESS);
	post_event(story, &story->root, "D", TEST_SMDP_ADDRESS);
	DISCOVER(story, TEST_SMDS_ADDRESS, ALTERNATIVE "/C:smds " TEST_SMDP_ADDRESS "/D:smdp " TEST_SMDS_ADDRESS "/C:failed");
}

static void a_server_that_is_down(void **state)
{
	struct story *story = *state;
	post_event(story, &story->root, "A", "gone.example.com");
	post_event(story, &story->root, "B", TEST_SMDP_ADDRESS);
	AUTO(lpa_discovery) discovery;
	assert_true(discover(story, TEST_SMDS_ADDRESS, &discovery));
	assert_string_equal(visits_of(story, &discovery), "gone.example.com/A:failed " TEST_SMDP_ADDRESS "/B:smdp");
	assert_string_equal(discovery.visits[1].failure.sentence, "No such server here.");
	assert_int_equal(discovery.job.failure.status, STATUS_OK);
}

static void an_event_that_is_gone(void **state)
{
	struct story *story = *state;
	post_event(story, &story->root, "A", ALTERNATIVE);
	AUTO(lpa_discovery) discovery;
	assert_true(discover(story, TEST_SMDS_ADDRESS, &discovery));
	assert_string_equal(visits_of(story, &discovery), ALTERNATIVE "/A:failed");
	assert_string_equal(discovery.visits[1].failure.subject_code, "8.9.5");
	assert_string_equal(discovery.visits[1].failure.reason_code, "3.9");
}

static void the_first_server_decides(void **state)
{
	struct story *story = *state;
	static const struct {
		const char *address, *says;
	} rows[] = {
		{ "gone.example.com", "No such server here." },
		{ TEST_SMDP_ADDRESS, "The server " TEST_SMDP_ADDRESS " is no SM-DS: check the address." },
	};
	EACH(row, rows) {
		AUTO(lpa_discovery) discovery;
		assert_false(discover(story, row->address, &discovery));
		assert_string_equal(discovery.job.failure.sentence, row->says);
	}
}

static void no_address(void **state)
{
	(void)state;
	AUTO(lpa_discovery) discovery;
	const struct lpa_discovery_order order = { .smds_address = TEXT("https://smds.example.com/") };
	CHECK_STATUS(lpa_discovery_init(&discovery, &order), STATUS_MALFORMED, "an address with a scheme");
}

static void more_than_one_discovery_takes(void **state)
{
	struct story *story = *state;
	for (int i = 0; i < DISCOVERY_VISITS_MAXIMUM + 3; i++) {
		char event_id[8];
		snprintf(event_id, sizeof event_id, "E%d", i);
		post_event(story, &story->root, event_id, TEST_SMDP_ADDRESS);
	}
	AUTO(lpa_discovery) discovery;
	assert_true(discover(story, TEST_SMDS_ADDRESS, &discovery));
	assert_int_equal(discovery.visit_count, DISCOVERY_VISITS_MAXIMUM);
	assert_true(discovery.more);
}

/* Each answer in turn; the same request then brings the same answer, or the discovery says what failed. */
static void answers_get_lost(void **state)
{
	struct story *story = *state;
	post_event(story, &story->root, "C", ALTERNATIVE);
	post_event(story, &story->alternative, "C", TEST_SMDP_ADDRESS);
	for (int lost = 0; lost < 5; lost++) {
		AUTO(lpa_discovery) discovery;
		story->road.requests = 0;
		story->road.lost_answer = lost;
		bool done = discover(story, TEST_SMDS_ADDRESS, &discovery);
		if (lost % 2 == 1) { /* a challenge is answered once: the second time it is unknown */
			assert_true(done == (lost > 1));
			const struct lpa_visit *visit = &discovery.visits[lost / 2];
			assert_string_equal(visit->failure.subject_code, "8.10.1");
		} else {
			assert_true(done);
			assert_string_equal(visits_of(story, &discovery), ALTERNATIVE "/C:smds " TEST_SMDP_ADDRESS "/C:smdp");
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_waits),
		TEST(an_event_leads_to_a_profile),
		TEST(through_an_alternative),
		TEST(several_and_each_once),
		TEST(a_circle),
		TEST(a_server_that_is_down),
		TEST(an_event_that_is_gone),
		TEST(the_first_server_decides),
		TEST(no_address),
		TEST(more_than_one_discovery_takes),
		TEST(answers_get_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
