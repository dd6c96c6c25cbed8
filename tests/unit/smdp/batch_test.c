/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/batch.h"

#include "download_fixture.h"
#include "made_types.h"
#include "smdp/subscriber.h"

#define RULES "{\"draw\":[\"ki\",\"opc\"],\"iccid\":\"894944999999999100X\",\"imsi\":\"001010000001000\",\"numbers\":10}"

static const char *begin(struct test_smdp *server, const char *name, const char *type, int64_t wanted, struct batch_record *out)
{
	const struct batch_begin_request request = {
		.name = text_from(name), .profile_type = text_from(type), .wanted = wanted,
	};
	return test_smdp_run(server, &batch_begin_function, &request, out, out ? sizeof *out : 0);
}

static struct batch_record show(struct test_smdp *server, const char *name)
{
	struct batch_list list = { 0 };
	const struct batch_list_request request = { text_from(name), 10 };
	assert_string_equal(test_smdp_run(server, &batch_list_function, &request, &list, sizeof list), "");
	return list.batches[0];
}

/* The subscriber at this place of the type's numbers. */
static const char *fill(struct test_smdp *server, const char *batch, uint64_t index)
{
	struct profile_type_rules rules;
	struct subscription given = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE];
	assert_ok(profile_type_rules_parse(TEXT(RULES), &rules, fault));
	assert_ok(profile_type_rules_count(&rules, index, &given));
	const struct subscriber_add_request request = { TEXT("gold"), &given, text_from(batch) };
	return test_smdp_run(server, &subscriber_add_function, &request, NULL, 0);
}

static const char *end(struct test_smdp *server, const struct server_function *function, const char *batch)
{
	const struct batch_request request = { .batch = text_from(batch) };
	return test_smdp_run(server, function, &request, NULL, 0);
}

#define FIRST "8949449999999991005"

static void a_batch_of_subscribers_appears_at_once(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	struct batch_record batch;
	const struct order_request order = { .profile_type = TEXT("gold"), .iccid = TEXT(FIRST) };
	made_type(server, "gold", RULES);
	assert_string_equal(begin(server, "one", "gold", 3, &batch), "");
	assert_int_equal(batch.first_number, 0);
	for (uint64_t i = 0; i < 3; i++) {
		assert_string_equal(fill(server, "one", i), "");
		assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "8.2.1-3.3");
		assert_int_equal(show(server, "one").made, (int)i + 1);
	}
	assert_string_equal(test_smdp_state(server, FIRST), "staged");
	assert_string_equal(end(server, &publish_batch_function, "one"), "");
	assert_string_equal(test_smdp_state(server, FIRST), "available");
	batch = show(server, "one");
	assert_int_equal(batch.state, BATCH_PUBLISHED);
	assert_int_equal(batch.made, 3);
	/* What is published is not dropped any more. */
	assert_string_equal(end(server, &drop_batch_function, "one"), "");
	assert_int_equal(show(server, "one").state, BATCH_PUBLISHED);
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "");
}

/* Begun again it has the same numbers, and what it has already is not made twice. */
static void an_interrupted_batch_goes_on(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	struct batch_record first, again, other;
	made_type(server, "gold", RULES);
	assert_string_equal(begin(server, "one", "gold", 4, &first), "");
	assert_string_equal(fill(server, "one", 0), "");
	test_smdp_restart(server);
	assert_string_equal(begin(server, "two", "gold", 6, &other), "");
	assert_int_equal(other.first_number, 4);
	assert_string_equal(begin(server, "one", "gold", 4, &again), "");
	assert_int_equal(again.first_number, 0);
	for (uint64_t i = 0; i < 4; i++)
		assert_string_equal(fill(server, "one", i), "");
	assert_int_equal(show(server, "one").made, 4);
	/* Another batch does not take what is this one's. */
	assert_string_equal(fill(server, "two", 1), "8.2.1-3.3");
	assert_string_equal(begin(server, "one", "gold", 5, NULL), "8.2-3.3");
	assert_string_equal(begin(server, "three", "gold", 1, NULL), "8.2.5-3.7");
	assert_string_equal(begin(server, "three", "silver", 1, NULL), "8.2.5-3.9");
	assert_string_equal(begin(server, "", "gold", 1, NULL), "8.2-2.1");
}

static void a_dropped_batch_leaves_nothing(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	const struct stock_show_request profile = { TEXT(FIRST) };
	const struct subscriber_list_request subscriber = { .iccid = TEXT(FIRST), .maximum = 1 };
	struct subscriber_list list = { 0 };
	made_type(server, "gold", RULES);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(begin(server, "one", "gold", 2, NULL), "");
		assert_string_equal(fill(server, "one", 0), "");
		assert_string_equal(end(server, &drop_batch_function, "one"), "");
		assert_int_equal(show(server, "one").state, BATCH_DROPPED);
		assert_string_equal(test_smdp_run(server, &stock_show_function, &profile, NULL, 0), "8.2.1-3.9");
		assert_string_equal(test_smdp_run(server, &subscriber_list_function, &subscriber, &list, sizeof list), "");
		assert_int_equal(list.count, 0);
	}
	const struct batch_list_request nobody = { TEXT("nobody"), 1 };
	assert_string_equal(test_smdp_run(server, &batch_list_function, &nobody, NULL, 0), "8.2-3.9");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(a_batch_of_subscribers_appears_at_once),
	TEST(an_interrupted_batch_goes_on),
	TEST(a_dropped_batch_leaves_nothing),
};

TESTS_MAIN(tests)
