/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/fleet.h"

#include "download_fixture.h"
#include "made_types.h"

#define RULES "{\"draw\":[\"ki\",\"opc\"],\"iccid\":\"894944999999999100X\",\"imsi\":\"001010000001000\",\"numbers\":1}"
#define OTHER_EID "89049032123451234512345678901332"

static const char *assign(struct test_smdp *server, const char *eid, const char *iccid, const char *type, bool with_code)
{
	const struct fleet_assign_request request = { TEXT("meters"), text_from(eid), text_from(iccid), text_from(type),
		                                      with_code };
	return test_smdp_run(server, &fleet_assign_function, &request, NULL, 0);
}

static struct fleet_list list_of(struct test_smdp *server, const char *after)
{
	struct fleet_list list = { 0 };
	const struct fleet_list_request request = { TEXT("meters"), text_from(after), 10 };
	assert_string_equal(test_smdp_run(server, &fleet_list_function, &request, &list, sizeof list), "");
	return list;
}

/* In one step it is there for the card that asks with its EID alone. */
static void a_card_gets_its_profile_by_its_eid(void **state)
{
	struct fixture *fixture = *state;
	struct test_smdp *server = &fixture->server;
	test_smdp_stock(server, TEST_ICCID, 3000);
	assert_string_equal(assign(server, TEST_EID, TEST_ICCID, "", false), "");
	struct fleet_list list = list_of(server, "");
	assert_int_equal(list.count, 1);
	check_text(list.rows[0].eid, TEST_EID, "EID");
	check_text(list.rows[0].iccid, TEST_ICCID, "ICCID");
	assert_int_equal(list.rows[0].state, STOCK_RELEASED);
	fixture->card.matching_id = TEXT("");
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	assert_int_equal(list_of(server, "").rows[0].state, STOCK_DOWNLOADED);
	assert_int_equal(list_of(server, TEST_EID).count, 0);
}

static void what_cannot_be_had_stands_in_the_list(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	made_type(server, "gold", RULES);
	assert_string_equal(assign(server, TEST_EID, "", "gold", true), "");
	assert_string_equal(assign(server, OTHER_EID, "", "gold", true), "8.2.5-3.7");
	assert_string_equal(assign(server, "1234", "", "gold", true), "8.1.1-2.1");
	struct fleet_list list = list_of(server, "");
	assert_int_equal(list.count, 3);
	size_t failed = 0;
	for (size_t i = 0; i < list.count; i++) {
		const struct fleet_row *row = &list.rows[i];
		failed += row->iccid.size == 0 && row->error_subject.size > 0;
		if (row->iccid.size > 0)
			assert_true(row->matching_id.size == MATCHING_ID_MADE_SIZE && row->error_subject.size == 0);
	}
	assert_int_equal(failed, 2);
	/* Tried again when there is one. */
	test_smdp_stock(server, TEST_ICCID, 300);
	assert_string_equal(assign(server, OTHER_EID, TEST_ICCID, "", false), "");
	assert_int_equal(list_of(server, "").count, 3);
	const struct fleet_assign_request nameless = { .eid = TEXT(TEST_EID), .iccid = TEXT(TEST_ICCID) };
	assert_string_equal(test_smdp_run(server, &fleet_assign_function, &nameless, NULL, 0), "8.2-2.1");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(a_card_gets_its_profile_by_its_eid),
	TEST(what_cannot_be_had_stands_in_the_list),
};

TESTS_MAIN(tests)
