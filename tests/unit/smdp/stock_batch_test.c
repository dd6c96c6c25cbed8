/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/stock_batch.h"

#include "support/scripted_card.h"
#include "support/test.h"
#include "support/test_smdp.h"

struct fixture {
	struct test_pki pki;
	struct test_smdp server;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	const struct test_pki *worlds[] = { &fixture->pki };
	test_pki_make(&fixture->pki, CURVE_P256, "batch");
	test_smdp_make(&fixture->server, worlds, 1);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	test_smdp_release(&fixture->server);
	test_pki_release(&fixture->pki);
	free(fixture);
	return 0;
}

static const char *stage_imsi(struct test_smdp *server, const char *batch, const char *iccid, const char *matching_id,
                              const struct package_imsis *imsis)
{
	struct profile_metadata metadata = { .service_provider_name = TEXT("Provider"), .profile_name = TEXT("Profile"),
		                             .icon_type = ICON_NONE, .profile_class = PROFILE_OPERATIONAL };
	struct buffer encoded = BUFFER(METADATA_MAXIMUM);
	struct bytes kept;
	assert_ok(iccid_parse(text_from(iccid), &metadata.iccid));
	assert_ok(profile_metadata_encode(&metadata, &encoded));
	assert_ok(arena_copy(&server->host.arena, buffer_bytes(&encoded), &kept));
	buffer_release(&encoded);
	const struct stage_request request = {
		.imsis = *imsis,
		.profile = { .profile_elements = test_profile_elements(&server->host.arena, iccid, 300), .metadata = kept },
		.batch = text_from(batch),
		.matching_id = text_from(matching_id),
		.confirmation_code = TEXT("1234"),
	};
	return test_smdp_run(server, &stage_function, &request, NULL, 0);
}

static const char *stage(struct test_smdp *server, const char *batch, const char *iccid, const char *matching_id)
{
	return stage_imsi(server, batch, iccid, matching_id, &(const struct package_imsis){ 0 });
}

static const char *end(struct test_smdp *server, const struct server_function *function, const char *batch)
{
	const struct batch_request request = { .batch = text_from(batch) };
	return test_smdp_run(server, function, &request, NULL, 0);
}

static bool is_there(struct test_smdp *server, const char *iccid)
{
	const struct stock_show_request request = { text_from(iccid) };
	return !*test_smdp_run(server, &stock_show_function, &request, NULL, 0);
}

/* Nobody gets a profile of a batch before all of it is there. */
static void a_batch_appears_at_once(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	assert_string_equal(stage(server, "one", TEST_ICCID, "AAAA"), "");
	assert_string_equal(stage(server, "two", TEST_ICCID_2, "BBBB"), "");
	assert_string_equal(test_smdp_state(server, TEST_ICCID), "staged");
	const struct order_request order = { .iccid = TEXT(TEST_ICCID) };
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "8.2.1-3.3");
	assert_string_equal(end(server, &publish_batch_function, "one"), "");
	assert_string_equal(test_smdp_state(server, TEST_ICCID), "released");
	assert_string_equal(test_smdp_state(server, TEST_ICCID_2), "staged");
	struct profile_record profile = test_smdp_profile(server, TEST_ICCID);
	check_text(profile.matching_id, "AAAA", "matching ID");
	assert_int_equal(profile.confirmation_hash.size, HASH_CC_SIZE);
	/* What is published is not dropped any more. */
	assert_string_equal(end(server, &drop_batch_function, "one"), "");
	assert_string_equal(test_smdp_state(server, TEST_ICCID), "released");
}

static void a_dropped_batch_was_never_there(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	assert_string_equal(stage(server, "one", TEST_ICCID, "AAAA"), "");
	assert_string_equal(end(server, &drop_batch_function, "one"), "");
	assert_false(is_there(server, TEST_ICCID));
	assert_string_equal(stage(server, "one", TEST_ICCID, "AAAA"), "");
}

static void what_is_taken_is_refused(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	test_smdp_stock(server, TEST_ICCID, 300);
	assert_string_equal(stage(server, "one", TEST_ICCID, "AAAA"), "8.2.1-3.3");
	assert_string_equal(stage(server, "one", TEST_ICCID_2, "AAAA"), "");
	assert_string_equal(stage(server, "one", "8949449999999990031", "AAAA"), "8.2.6-3.3");
	assert_false(is_there(server, "8949449999999990031"));
}

static const struct package_imsis one_imsi = { { "001010000000001" }, 1 };
static const struct package_imsis another_imsi = { { "001010000000002" }, 1 };
static const struct package_imsis four_imsis = { { "001010000000003", "001010000000004", "001010000000005", "001010000000001" },
	                                         4 };

static void nobody_gets_an_imsi_of_another(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	static const char third[] = "8949449999999990031";
	assert_string_equal(stage_imsi(server, "one", TEST_ICCID, "AAAA", &one_imsi), "");
	assert_string_equal(stage_imsi(server, "one", TEST_ICCID_2, "BBBB", &one_imsi), "8.2-3.3");
	assert_string_equal(stage_imsi(server, "one", TEST_ICCID_2, "BBBB", &four_imsis), "8.2-3.3");
	assert_string_equal(stage_imsi(server, "one", TEST_ICCID_2, "BBBB", &another_imsi), "");
	assert_string_equal(end(server, &publish_batch_function, "one"), "");
	assert_string_equal(stage_imsi(server, "two", third, "CCCC", &one_imsi), "8.2-3.3");
	assert_false(is_there(server, third));
}

static void a_dropped_batch_gives_its_imsis_back(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	assert_string_equal(stage_imsi(server, "one", TEST_ICCID, "AAAA", &four_imsis), "");
	assert_string_equal(end(server, &drop_batch_function, "one"), "");
	assert_string_equal(stage_imsi(server, "two", TEST_ICCID_2, "BBBB", &one_imsi), "");
	server->host.now += STAGED_SECONDS_MAXIMUM + 1;
	assert_string_equal(test_smdp_run(server, &expire_sessions_function, NULL, NULL, 0), "");
	assert_string_equal(stage_imsi(server, "three", TEST_ICCID, "AAAA", &four_imsis), "");
}

/* Whoever staged them has gone. */
static void what_nobody_publishes_goes(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	assert_string_equal(stage(server, "one", TEST_ICCID, "AAAA"), "");
	server->host.now += STAGED_SECONDS_MAXIMUM - 1;
	assert_string_equal(test_smdp_run(server, &expire_sessions_function, NULL, NULL, 0), "");
	assert_true(is_there(server, TEST_ICCID));
	server->host.now += 2;
	assert_string_equal(test_smdp_run(server, &expire_sessions_function, NULL, NULL, 0), "");
	assert_false(is_there(server, TEST_ICCID));
}

#define ON_SERVER(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	ON_SERVER(a_batch_appears_at_once),
	ON_SERVER(a_dropped_batch_was_never_there),
	ON_SERVER(what_is_taken_is_refused),
	ON_SERVER(nobody_gets_an_imsi_of_another),
	ON_SERVER(a_dropped_batch_gives_its_imsis_back),
	ON_SERVER(what_nobody_publishes_goes),
};

TESTS_MAIN(tests)
