/* SPDX-License-Identifier: Apache-2.0 */
/* Stock and orders: what is done, and what is refused with which codes (SGP.22 5.3). */
#include "support/test.h"

#include "support/test_smdp.h"

#define OTHER_EID "89049032000000000000000000000066"

static int set_up(void **state)
{
	struct test_smdp *server = calloc(1, sizeof *server);
	test_smdp_make(server, NULL, 0);
	*state = server;
	return 0;
}

static int tear_down(void **state)
{
	test_smdp_release(*state);
	free(*state);
	return 0;
}

static const char *order(struct test_smdp *server, const char *iccid, const char *eid, const char *type)
{
	const struct order_request request = { text_from(iccid), text_from(eid), text_from(type) };
	return test_smdp_run(server, &order_function, &request, NULL, 0);
}

static const char *confirm(struct test_smdp *server, const char *iccid, const char *eid, const char *matching_id,
                           const char *smds)
{
	const struct confirm_request request = {
		.iccid = text_from(iccid),
		.eid = text_from(eid),
		.has_matching_id = matching_id != NULL,
		.matching_id = text_from(matching_id),
		.smds_address = text_from(smds),
	};
	return test_smdp_run(server, &confirm_function, &request, NULL, 0);
}

static const char *cancel(struct test_smdp *server, const char *iccid, const char *eid, const char *matching_id)
{
	const struct cancel_request request = { text_from(iccid), text_from(eid), text_from(matching_id), false, true, false };
	return test_smdp_run(server, &cancel_function, &request, NULL, 0);
}

static const char *release(struct test_smdp *server, const char *iccid)
{
	const struct release_request request = { text_from(iccid) };
	return test_smdp_run(server, &release_function, &request, NULL, 0);
}

#define EXPECT(call, want) assert_string_equal(call, want)

static void an_order_from_stock_to_release(void **state)
{
	struct test_smdp *server = *state;
	test_smdp_stock(server, TEST_ICCID, 100);
	EXPECT(test_smdp_state(server, TEST_ICCID), "available");
	EXPECT(order(server, TEST_ICCID "F", NULL, NULL), ""); /* as ES2+ writes it */
	EXPECT(test_smdp_state(server, TEST_ICCID "F"), "allocated");
	EXPECT(confirm(server, TEST_ICCID, NULL, NULL, NULL), "");
	EXPECT(test_smdp_state(server, TEST_ICCID), "confirmed");
	EXPECT(release(server, TEST_ICCID), "");
	EXPECT(test_smdp_state(server, TEST_ICCID), "released");
	struct profile_record profile = test_smdp_profile(server, TEST_ICCID);
	assert_true(profile.has_matching_id && matching_id_is_valid(profile.matching_id));
	assert_int_equal(profile.matching_id.size, MATCHING_ID_MADE_SIZE);
	check_text(profile.profile_type, "test type", "type");
	assert_true(profile.package_size > 100);
}

static void by_type_any_that_is_available(void **state)
{
	struct test_smdp *server = *state;
	struct order_result first, second;
	const struct order_request request = { .profile_type = TEXT("test type"), .eid = TEXT(TEST_EID) };
	test_smdp_stock(server, TEST_ICCID_2, 100);
	test_smdp_stock(server, TEST_ICCID, 100);
	EXPECT(test_smdp_run(server, &order_function, &request, &first, sizeof first), "");
	EXPECT(test_smdp_run(server, &order_function, &request, &second, sizeof second), "");
	assert_false(text_equal(first.iccid, second.iccid));
	EXPECT(test_smdp_state(server, TEST_ICCID), "linked");
	EXPECT(test_smdp_state(server, TEST_ICCID_2), "linked");
	EXPECT(test_smdp_run(server, &order_function, &request, NULL, 0), "8.2.5-3.7");
}

static void orders_that_are_refused(void **state)
{
	struct test_smdp *server = *state;
	test_smdp_stock(server, TEST_ICCID, 100);
	EXPECT(order(server, NULL, NULL, NULL), "8.2.5-2.2");
	EXPECT(order(server, "8900000000000000000", NULL, NULL), "8.2.1-3.9");
	EXPECT(order(server, TEST_ICCID, NULL, "another type"), "8.2.5-3.8");
	EXPECT(order(server, TEST_ICCID, "8904", NULL), "8.1.1-2.1");
	EXPECT(order(server, TEST_ICCID, "89049032123451234512345678901236", NULL), "8.1.1-2.1");
	EXPECT(order(server, NULL, NULL, "no such type"), "8.2.5-3.9");
	EXPECT(order(server, TEST_ICCID, TEST_EID, NULL), "");
	EXPECT(order(server, TEST_ICCID, NULL, NULL), "8.2.1-3.3");
}

static void confirmations_that_are_refused(void **state)
{
	struct test_smdp *server = *state;
	test_smdp_stock(server, TEST_ICCID, 100);
	test_smdp_stock(server, TEST_ICCID_2, 100);
	EXPECT(confirm(server, "8900000000000000000", NULL, "A", NULL), "8.2.1-3.9");
	EXPECT(confirm(server, TEST_ICCID, NULL, "A", NULL), "8.2.1-3.5");
	EXPECT(order(server, TEST_ICCID, NULL, NULL), "");
	EXPECT(confirm(server, TEST_ICCID, NULL, "", NULL), "8.1.1-2.2");
	EXPECT(confirm(server, TEST_ICCID, NULL, "A", "smds.example.com"), "8.1.1-2.2");
	EXPECT(confirm(server, TEST_ICCID, TEST_EID, "", "smds.example.com"), "8.2.6-2.1");
	EXPECT(confirm(server, TEST_ICCID, NULL, "lower", NULL), "8.2.6-2.1");
	EXPECT(confirm(server, TEST_ICCID, "no EID", "A", NULL), "8.1.1-2.1");
	EXPECT(confirm(server, TEST_ICCID, NULL, "A", NULL), "");
	EXPECT(confirm(server, TEST_ICCID, NULL, "A", NULL), "8.2.1-3.3");
	EXPECT(order(server, TEST_ICCID_2, TEST_EID, NULL), "");
	EXPECT(confirm(server, TEST_ICCID_2, NULL, "A", NULL), "8.2.6-3.3");
	EXPECT(confirm(server, TEST_ICCID_2, OTHER_EID, "B", NULL), "8.1.1-3.10");
	EXPECT(confirm(server, TEST_ICCID_2, TEST_EID, "B", NULL), "");
}

static void several_orders_may_wait_for_one_eid(void **state)
{
	struct test_smdp *server = *state;
	test_smdp_offer(server, TEST_ICCID, TEST_EID, "", NULL);
	test_smdp_offer(server, TEST_ICCID_2, TEST_EID, "", NULL);
	EXPECT(test_smdp_state(server, TEST_ICCID_2), "released");
}

static void only_what_is_confirmed_is_released(void **state)
{
	struct test_smdp *server = *state;
	test_smdp_stock(server, TEST_ICCID, 100);
	EXPECT(release(server, "8900000000000000000"), "8.2.1-3.9");
	EXPECT(release(server, TEST_ICCID), "8.2.1-3.5");
	EXPECT(order(server, TEST_ICCID, NULL, NULL), "");
	EXPECT(release(server, TEST_ICCID), "8.2.1-3.5");
}

static void cancelling_forgets_the_order(void **state)
{
	struct test_smdp *server = *state;
	test_smdp_offer(server, TEST_ICCID, TEST_EID, "A", "1234");
	EXPECT(cancel(server, "8900000000000000000", NULL, NULL), "8.2.1-3.9");
	EXPECT(cancel(server, TEST_ICCID, NULL, "A"), "8.1.1-2.2");
	EXPECT(cancel(server, TEST_ICCID, OTHER_EID, "A"), "8.1.1-3.10");
	EXPECT(cancel(server, TEST_ICCID, TEST_EID, NULL), "8.2.6-2.2");
	EXPECT(cancel(server, TEST_ICCID, TEST_EID, "B"), "8.2.6-3.10");
	EXPECT(cancel(server, TEST_ICCID, TEST_EID, "A"), "");
	struct profile_record profile = test_smdp_profile(server, TEST_ICCID);
	assert_int_equal(profile.state, STOCK_AVAILABLE);
	assert_false(profile.has_matching_id);
	assert_int_equal(profile.eid.size + profile.confirmation_hash.size, 0);
	assert_int_equal(profile.ordered_at, 0);
	check_text(profile.profile_type, "test type", "the type stays");
	EXPECT(cancel(server, TEST_ICCID, NULL, NULL), "8.2.1-3.5");
	/* The matching ID is free again. */
	EXPECT(order(server, TEST_ICCID, NULL, NULL), "");
	EXPECT(confirm(server, TEST_ICCID, NULL, "A", NULL), "");
}

static void a_profile_is_in_stock_once(void **state)
{
	struct test_smdp *server = *state;
	struct bytes elements = test_profile_elements(&server->host.arena, TEST_ICCID, 10);
	test_smdp_stock(server, TEST_ICCID, 100);
	struct profile_record profile = test_smdp_profile(server, TEST_ICCID);
	const struct stock_request again = { elements, profile.metadata, { 0 } };
	EXPECT(test_smdp_run(server, &stock_function, &again, NULL, 0), "8.2.1-3.3");
	const struct stock_request crossed = { test_profile_elements(&server->host.arena, TEST_ICCID_2, 10), profile.metadata,
		                               { 0 } };
	EXPECT(test_smdp_run(server, &stock_function, &crossed, NULL, 0), "8.2.9-2.1");
}

static void headers_of_packages(void **state)
{
	struct test_smdp *server = *state;
	struct package_header header;
	struct bytes good = test_profile_elements(&server->host.arena, TEST_ICCID, 10);
	assert_ok(package_header_read(good, &header));
	check_text(header.profile_type, "test type", "type");
	for (size_t size = 0; size < good.size; size++) {
		struct bytes cut = bytes_first(good, size);
		/* Cut between two elements it is a package still, only a shorter one. */
		bool whole = size == good.size - 12;
		CHECK_STATUS(package_header_read(cut, &header), whole ? STATUS_OK : STATUS_MALFORMED, "cut package");
	}
	static const char *const bad[] = { "", "00", "30 00", "A0 00", "A0 0B 83 09 01 02 03 04 05 06 07 08 09",
		"A0 0C 83 0A 01 02 03 04 05 06 07 08 09 10 FF" };
	EACH(hex, bad)
		CHECK_STATUS(package_header_read(octets(&server->host.arena, *hex), &header), STATUS_MALFORMED, *hex);
	struct bytes upp;
	if (!shared_file(&server->host.arena, "data/upp/TS48v5_SAIP2.3_NoBERTLV.der", &upp))
		return;
	char iccid[ICCID_TEXT_SIZE];
	assert_ok(package_header_read(upp, &header));
	iccid_print(&header.iccid, iccid);
	assert_string_equal(iccid, "89000123456789012341");
}

static void lists_and_pages(void **state)
{
	struct test_smdp *server = *state;
	struct stock_list list;
	struct stock_count count;
	test_smdp_stock(server, TEST_ICCID_2, 10);
	test_smdp_stock(server, TEST_ICCID, 10);
	EXPECT(order(server, TEST_ICCID_2, NULL, NULL), "");
	const struct stock_list_request all = { TEXT(""), -1, 10 }, one = { TEXT(""), -1, 1 };
	const struct stock_list_request after = { TEXT(TEST_ICCID), -1, 10 }, some = { TEXT(""), STOCK_AVAILABLE, 10 };
	EXPECT(test_smdp_run(server, &stock_list_function, &all, &list, sizeof list), "");
	assert_int_equal(list.count, 2);
	check_text(list.profiles[0].iccid, TEST_ICCID, "first of all");
	EXPECT(test_smdp_run(server, &stock_list_function, &one, &list, sizeof list), "");
	assert_int_equal(list.count, 1);
	EXPECT(test_smdp_run(server, &stock_list_function, &after, &list, sizeof list), "");
	assert_int_equal(list.count, 1);
	check_text(list.profiles[0].iccid, TEST_ICCID_2, "after the first");
	EXPECT(test_smdp_run(server, &stock_list_function, &some, &list, sizeof list), "");
	assert_int_equal(list.count, 1);
	check_text(list.profiles[0].iccid, TEST_ICCID, "available");
	EXPECT(test_smdp_run(server, &stock_count_function, &one, &count, sizeof count), "");
	assert_int_equal(count.count, 2);
	EXPECT(test_smdp_run(server, &stock_count_function, &after, &count, sizeof count), "");
	assert_int_equal(count.count, 1);
	EXPECT(test_smdp_run(server, &stock_count_function, &some, &count, sizeof count), "");
	assert_int_equal(count.count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_order_from_stock_to_release),
		TEST(by_type_any_that_is_available),
		TEST(orders_that_are_refused),
		TEST(confirmations_that_are_refused),
		TEST(several_orders_may_wait_for_one_eid),
		TEST(only_what_is_confirmed_is_released),
		TEST(cancelling_forgets_the_order),
		TEST(a_profile_is_in_stock_once),
		TEST(headers_of_packages),
		TEST(lists_and_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
