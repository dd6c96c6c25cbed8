/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/fleet_order.h"

#include "download_fixture.h"
#include "made_types.h"

#define RULES "{\"draw\":[\"ki\",\"opc\"],\"iccid\":\"894944999999999100X\",\"imsi\":\"001010000001000\",\"numbers\":2}"
#define OTHER_EID "89049032123451234512345678901332"
#define MADE "8949449999999991005"

static const char *order(struct test_smdp *server, const struct fleet_card *cards, size_t count, const char *type,
                         struct fleet_ordered *out)
{
	const struct fleet_order_request request = {
		.fleet = TEXT("cars"), .profile_type = text_from(type), .cards = cards, .count = count,
	};
	return test_smdp_run(server, &fleet_order_function, &request, out, out ? sizeof *out : 0);
}

static size_t count_of(struct test_smdp *server)
{
	struct fleet_list list = { 0 };
	const struct fleet_list_request request = { TEXT("cars"), TEXT(""), 10 };
	assert_string_equal(test_smdp_run(server, &fleet_list_function, &request, &list, sizeof list), "");
	return list.count;
}

static void all_cards_get_profiles(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	const struct fleet_card cards[] = { { TEXT(TEST_EID), TEXT(""), 2 }, { TEXT(OTHER_EID), TEXT(TEST_ICCID), 3 } };
	struct fleet_ordered ordered;
	struct fleets fleets;
	const struct fleets_request all = { 10 };
	made_type(server, "gold", RULES);
	test_smdp_stock(server, TEST_ICCID, 300);
	assert_string_equal(order(server, cards, 1, "gold", &ordered), "");
	assert_true(ordered.assigned == 1 && ordered.left == 0);
	assert_string_equal(test_smdp_state(server, MADE), "released");
	assert_string_equal(order(server, cards + 1, 1, "", &ordered), "");
	assert_string_equal(test_smdp_state(server, TEST_ICCID), "released");
	assert_string_equal(order(server, cards, 2, "gold", &ordered), "");
	assert_true(ordered.assigned == 0 && ordered.left == 2);
	assert_string_equal(test_smdp_run(server, &fleets_function, &all, &fleets, sizeof fleets), "");
	assert_true(fleets.count == 1 && fleets.fleets[0].cards == 2 && fleets.fleets[0].assigned == 2);
}

static void or_none(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	const struct fleet_card two_and_one[] = {
		{ TEXT(TEST_EID), TEXT(""), 2 }, { TEXT(OTHER_EID), TEXT(""), 3 }, { TEXT(TEST_EID), TEXT(""), 4 },
	};
	const struct fleet_card unknown[] = { { TEXT(TEST_EID), TEXT(""), 2 }, { TEXT(OTHER_EID), TEXT(TEST_ICCID), 3 } };
	/* Both want the same, which is seen when the first has it. */
	const struct fleet_card same[] = { { TEXT(TEST_EID), TEXT(TEST_ICCID), 2 }, { TEXT(OTHER_EID), TEXT(TEST_ICCID), 3 } };
	made_type(server, "gold", RULES);
	assert_string_equal(order(server, two_and_one, 3, "gold", NULL), "8.2.5-3.7");
	assert_string_equal(order(server, unknown, 2, "gold", NULL), "8.2.1-3.9");
	assert_string_equal(order(server, unknown, 1, "silver", NULL), "8.2.5-3.9");
	assert_int_equal(count_of(server), 0);
	test_smdp_stock(server, TEST_ICCID, 300);
	assert_string_equal(order(server, same, 2, "", NULL), "8.2.1-3.3");
	assert_string_equal(test_smdp_state(server, TEST_ICCID), "available");
	assert_int_equal(count_of(server), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = { TEST(all_cards_get_profiles), TEST(or_none) };

TESTS_MAIN(tests)
