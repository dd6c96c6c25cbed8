/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/batch_lease.h"

#include "download_fixture.h"
#include "made_types.h"
#include "smdp/batch_fill.h"

#define RULES "{\"draw\":[\"ki\",\"opc\"],\"iccid\":\"894944999999999100X\",\"imsi\":\"001010000001000\",\"numbers\":10}"
#define LIST "iccid,imsi\n" TEST_ICCID ",001010000009999\n"
#define FIRST "8949449999999991005"

static void begin(struct test_smdp *server, const char *name, enum batch_source source, int64_t wanted)
{
	const struct batch_begin_request request = {
		.name = text_from(name), .profile_type = TEXT("gold"), .wanted = wanted, .source = source, .list = TEXT(LIST),
	};
	assert_string_equal(test_smdp_run(server, &batch_begin_function, &request, NULL, 0), "");
}

static enum status try(struct test_smdp *server, const struct server_function *function, const void *request)
{
	struct exchange *exchange;
	enum status status = test_host_try(&server->host, function, request, &exchange);
	exchange_free(exchange);
	return status;
}

/* What the holder got; without a name: nothing. */
static struct batch_lease claim(struct test_smdp *server, const char *holder)
{
	const struct batch_claim_request request = { text_from(holder) };
	struct batch_lease lease = { 0 };
	struct exchange *exchange;
	assert_ok(test_host_try(&server->host, &batch_claim_function, &request, &exchange));
	if (exchange->result) {
		lease = *(const struct batch_lease *)exchange->result;
		assert_ok(arena_copy_text(&server->host.arena, lease.batch.name, &lease.batch.name));
		assert_ok(arena_copy_text(&server->host.arena, lease.list, &lease.list));
	}
	exchange_free(exchange);
	return lease;
}

static enum status advance(struct test_smdp *server, const char *holder, int64_t made, bool leave)
{
	const struct batch_advance_request request = { TEXT("one"), text_from(holder), made, leave };
	return try(server, &batch_advance_function, &request);
}

static enum status end(struct test_smdp *server, const struct server_function *function, const char *holder)
{
	const struct batch_request request = { .batch = TEXT("one"), .holder = text_from(holder), .fault = TEXT("a fault") };
	return try(server, function, &request);
}

static struct batch_record show(struct test_smdp *server)
{
	struct batch_list list = { 0 };
	const struct batch_list_request request = { TEXT("one"), 1 };
	assert_string_equal(test_smdp_run(server, &batch_list_function, &request, &list, sizeof list), "");
	return list.batches[0];
}

/* Whoever comes too late does nothing any more. */
static void one_server_at_a_time_fills_a_batch(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	made_type(server, "gold", RULES);
	assert_int_equal(claim(server, "A").batch.name.size, 0);
	begin(server, "one", BATCH_NUMBERS, 3);
	check_text(claim(server, "A").batch.name, "one", "name");
	assert_int_equal(claim(server, "B").batch.name.size, 0);
	check_text(claim(server, "A").batch.name, "one", "its own");
	assert_ok(advance(server, "A", 2, false));
	assert_int_equal(show(server).made, 2);
	server->host.now += BATCH_LEASE_SECONDS - 1;
	assert_int_equal(claim(server, "B").batch.name.size, 0);
	server->host.now++;
	assert_int_equal(claim(server, "B").batch.made, 2);
	assert_int_equal(advance(server, "A", 3, false), STATUS_BUSY);
	assert_int_equal(end(server, &publish_batch_function, "A"), STATUS_BUSY);
	assert_int_equal(end(server, &drop_batch_function, "A"), STATUS_BUSY);
	assert_int_equal(show(server).state, BATCH_FILLING);
	assert_ok(advance(server, "B", 3, true));
	check_text(claim(server, "C").batch.name, "one", "given free");
	assert_ok(end(server, &drop_batch_function, "C"));
	assert_int_equal(show(server).state, BATCH_DROPPED);
	check_text(show(server).fault, "a fault", "fault");
	assert_int_equal(claim(server, "C").batch.name.size, 0);
}

/* What begins by a command is filled by nobody else. */
static void a_list_is_kept_sealed_until_the_end(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	made_type(server, "gold", RULES);
	begin(server, "by hand", BATCH_BY_HAND, 1);
	assert_int_equal(claim(server, "A").batch.name.size, 0);
	begin(server, "one", BATCH_LIST, 1);
	check_text(claim(server, "A").list, LIST, "list");
	assert_ok(end(server, &publish_batch_function, "A"));
	assert_int_equal(show(server).state, BATCH_PUBLISHED);
}

static void a_slice_says_where_it_failed(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	struct batch_slice *slice = batch_slice_new();
	struct profile_type_rules rules;
	struct subscription nobody = { 0 };
	char fault[BATCH_FAULT_SIZE];
	struct exchange *exchange;
	made_type(server, "gold", RULES);
	begin(server, "one", BATCH_NUMBERS, 4);
	assert_ok(profile_type_rules_parse(TEXT(RULES), &rules, fault));
	*slice = (struct batch_slice){
		.batch = TEXT("one"), .profile_type = TEXT("gold"), .at_once = batch_pace(&rules, NULL),
	};
	for (uint64_t i = 0; i < 3; i++)
		assert_ok(batch_slice_put(slice, &rules, i, &nobody, i + 1, fault));
	assert_ok(try(server, &batch_fill_function, slice));
	assert_string_equal(test_smdp_state(server, FIRST), "staged");
	/* Once more, and one behind it whose ICCID is another one's. */
	test_smdp_stock(server, TEST_ICCID, 300);
	struct subscription taken = { 0 };
	assert_ok(subscription_set(&taken, SUBSCRIPTION_ICCID, TEXT(TEST_ICCID), fault));
	assert_ok(batch_slice_put(slice, &rules, 3, &taken, 4, fault));
	assert_ok(test_host_try(&server->host, &batch_fill_function, slice, &exchange));
	assert_true(failure_is(&exchange->failure, "8.2.1", "3.3"));
	check_text(exchange->failure.message, "number 4: A profile with this ICCID is in stock already.", "sentence");
	exchange_free(exchange);
	slice->is_list = true;
	assert_int_equal(batch_slice_put(slice, &rules, 0, &nobody, 5, fault), STATUS_MALFORMED);
	assert_string_equal(fault, "line 5 has neither iccid nor imsi.");
	batch_slice_free(slice);
}

static void a_batch_is_removed_while_nobody_has_ordered_it(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	const struct batch_remove_request remove = { TEXT("one") };
	const struct order_request order = { .iccid = TEXT(FIRST) };
	const struct cancel_request cancel = { .iccid = TEXT(FIRST), .by_owner = true, .available = true };
	const struct stock_show_request shown = { TEXT(FIRST) };
	made_type(server, "gold", RULES);
	assert_string_equal(test_smdp_run(server, &batch_remove_function, &remove, NULL, 0), "8.2-3.9");
	begin(server, "one", BATCH_BY_HAND, 1);
	struct profile_type_rules rules;
	struct subscription given = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE];
	assert_ok(profile_type_rules_parse(TEXT(RULES), &rules, fault));
	assert_ok(profile_type_rules_count(&rules, 0, &given));
	const struct subscriber_add_request add = { TEXT("gold"), &given, TEXT("one") };
	assert_string_equal(test_smdp_run(server, &subscriber_add_function, &add, NULL, 0), "");
	assert_ok(end(server, &publish_batch_function, ""));
	assert_string_equal(test_smdp_run(server, &subscriber_add_function, &add, NULL, 0), "8.2-3.9");
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(server, &batch_remove_function, &remove, NULL, 0), "8.2-3.3");
	assert_string_equal(test_smdp_run(server, &cancel_function, &cancel, NULL, 0), "");
	assert_string_equal(test_smdp_run(server, &batch_remove_function, &remove, NULL, 0), "");
	assert_string_equal(test_smdp_run(server, &stock_show_function, &shown, NULL, 0), "8.2.1-3.9");
	assert_string_equal(test_smdp_run(server, &batch_remove_function, &remove, NULL, 0), "8.2-3.9");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(one_server_at_a_time_fills_a_batch),
	TEST(a_list_is_kept_sealed_until_the_end),
	TEST(a_slice_says_where_it_failed),
	TEST(a_batch_is_removed_while_nobody_has_ordered_it),
};

TESTS_MAIN(tests)
