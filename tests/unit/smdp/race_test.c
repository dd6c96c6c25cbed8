/* SPDX-License-Identifier: Apache-2.0 */
/* Several connections at once: whatever their order, an order is served once and nothing is counted wrongly. Requests are
 * begun before the first of them is durable, so that each was decided on what the others are about to change. */
#include "download_fixture.h"

enum { AT_ONCE = 6 };

static const char *const eids[] = { TEST_EID, "89049032000000000000000000000066" };

static void wait_for_all(struct fixture *fixture, const struct test_answer answers[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		while (answers[i].status == 0)
			test_smdp_wait(&fixture->server);
}

static size_t executed_of(const struct test_answer answers[], size_t count)
{
	size_t executed = 0;
	for (size_t i = 0; i < count; i++)
		if (answers[i].status == 200 && !*answers[i].codes)
			executed++;
	return executed;
}

static void the_same_request_on_several_connections(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_answer answers[AT_ONCE];
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct text start = initiate(fixture, card).body;
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, start));
	for (int i = 0; i < AT_ONCE; i++)
		test_smdp_begin(&fixture->server, PATH("authenticateClient"), request, &answers[i]);
	wait_for_all(fixture, answers, AT_ONCE);
	assert_int_equal(executed_of(answers, AT_ONCE), AT_ONCE);
	for (int i = 1; i < AT_ONCE; i++)
		check_bytes(text_bytes(answers[i].body), text_bytes(answers[0].body), "the same answer");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).download_attempts, 1);

	request = scripted_card_get_package(card, scripted_card_prepare(card, answers[0].body));
	for (int i = 0; i < AT_ONCE; i++)
		test_smdp_begin(&fixture->server, PATH("getBoundProfilePackage"), request, &answers[i]);
	wait_for_all(fixture, answers, AT_ONCE);
	assert_int_equal(executed_of(answers, AT_ONCE), AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++)
		scripted_card_open_package(card, package_of(fixture, answers[i]));
	struct bytes first = scripted_member(&card->arena, answers[0].body, "boundProfilePackage");
	struct bytes last = scripted_member(&card->arena, answers[AT_ONCE - 1].body, "boundProfilePackage");
	assert_int_equal(first.size, last.size);
	check_bytes(bytes_after(last, 250), bytes_after(first, 250), "the body was made once");
}

/* Two cards were offered the same order; one of them gets it. */
static void two_cards_and_one_order(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card other;
	scripted_card_make(&other, &fixture->pki, "other");
	scripted_card_become(&other, eids[1], "other");
	struct scripted_card *cards[] = { &fixture->card, &other };
	struct text requests[2];
	struct test_answer answers[2];
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	for (int i = 0; i < 2; i++) {
		cards[i]->matching_id = TEXT("M");
		struct text offer = executed(authenticate_as(fixture, cards[i]), "offer").body;
		requests[i] = scripted_card_get_package(cards[i], scripted_card_prepare(cards[i], offer));
	}
	for (int i = 0; i < 2; i++)
		test_smdp_begin(&fixture->server, PATH("getBoundProfilePackage"), requests[i], &answers[i]);
	wait_for_all(fixture, answers, 2);
	assert_int_equal(executed_of(answers, 2), 1);
	int loser = *answers[0].codes ? 0 : 1;
	assert_string_equal(answers[loser].codes, "8.1.1-3.8");
	check_text(test_smdp_profile(&fixture->server, TEST_ICCID).bound_eid, eids[1 - loser], "bound to the winner");
	scripted_card_release(&other);
}

static void many_sessions_are_counted_one_by_one(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct text requests[AT_ONCE];
	struct test_answer answers[AT_ONCE];
	fixture->server.smdp.settings.download_attempts_maximum = 4;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	for (int i = 0; i < AT_ONCE; i++) {
		struct text start = initiate(fixture, card).body;
		requests[i] = scripted_card_authenticate_client(card, scripted_card_authenticate(card, start));
	}
	for (int i = 0; i < AT_ONCE; i++)
		test_smdp_begin(&fixture->server, PATH("authenticateClient"), requests[i], &answers[i]);
	wait_for_all(fixture, answers, AT_ONCE);
	assert_int_equal(executed_of(answers, AT_ONCE), 4);
	struct profile_record profile = test_smdp_profile(&fixture->server, TEST_ICCID);
	assert_int_equal(profile.download_attempts, 4);
	assert_int_equal(profile.state, STOCK_ERROR);
}

static void wrong_codes_at_once_are_all_counted(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_answer answers[4];
	fixture->server.smdp.settings.confirmation_attempts_maximum = 4;
	card->matching_id = TEXT("M");
	card->code = "0000";
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", "2468");
	struct text request = scripted_card_get_package(card, scripted_card_prepare(card, authenticate(fixture).body));
	for (int i = 0; i < 4; i++)
		test_smdp_begin(&fixture->server, PATH("getBoundProfilePackage"), request, &answers[i]);
	wait_for_all(fixture, answers, 4);
	assert_int_equal(executed_of(answers, 4), 0);
	check_state(fixture, "error");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).confirmation_attempts, 4);
}

static void a_result_on_several_connections_is_taken_once(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_answer answers[AT_ONCE];
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	struct text request = scripted_card_handle_notification(card, scripted_card_result(card, 0, TEST_ICCID));
	for (int i = 0; i < AT_ONCE; i++)
		test_smdp_begin(&fixture->server, PATH("handleNotification"), request, &answers[i]);
	wait_for_all(fixture, answers, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++)
		assert_int_equal(answers[i].status, 204);
	check_state(fixture, "installed");
}

/* The user says no while the package is being made: whichever is first, the order ends, and the package is whole or not at
 * all. */
static void cancelling_and_binding_at_once(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_answer package, cancelled;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct text ask = scripted_card_get_package(card, scripted_card_prepare(card, authenticate(fixture).body));
	struct text cancel = scripted_card_cancel_session(card, scripted_card_cancel(card, CANCEL_END_USER_REJECTION));
	test_smdp_begin(&fixture->server, PATH("getBoundProfilePackage"), ask, &package);
	test_smdp_begin(&fixture->server, PATH("cancelSession"), cancel, &cancelled);
	while (package.status == 0 || cancelled.status == 0)
		test_smdp_wait(&fixture->server);
	executed(cancelled, "cancelled");
	if (*package.codes)
		assert_string_equal(package.codes, "8.10.1-3.9");
	else
		package_of(fixture, package);
	check_state(fixture, "error");
}

/* ---- orders of a type ---- */

enum { ORDERS = 100 };

struct ordering {
	bool done;
	enum status status;
	const struct failure *failure;
	struct text iccid;
};

static void ordered(void *context, struct exchange *exchange, enum status status)
{
	const struct order_result *result = exchange->result;
	*(struct ordering *)context = (struct ordering){ true, status, &exchange->failure, result ? result->iccid : TEXT("") };
}

static void stock_many(struct test_smdp *server, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char iccid[ICCID_TEXT_SIZE];
		snprintf(iccid, sizeof iccid, "894944999999%07u", i);
		test_smdp_stock(server, iccid, 10);
	}
}

/* All that are begun see the same stock, and each must find a profile of its own: also when none is left over. */
static void many_orders_of_a_type_at_once(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	const struct order_request request = { .profile_type = TEXT("test type") };
	struct exchange *exchanges[ORDERS];
	struct ordering orderings[ORDERS] = { 0 };
	stock_many(server, ORDERS);
	for (int i = 0; i < ORDERS; i++) {
		exchanges[i] = exchange_new(&order_function, &server->host.ports, &server->smdp);
		exchanges[i]->request = &request;
		exchange_run(exchanges[i], ordered, &orderings[i]);
	}
	for (int i = 0; i < ORDERS; i++) {
		while (!orderings[i].done)
			test_smdp_wait(server);
		CHECK_STATUS(orderings[i].status, STATUS_OK, "an order");
		assert_false(failure_is_set(orderings[i].failure));
		for (int other = 0; other < i; other++)
			assert_false(text_equal(orderings[i].iccid, orderings[other].iccid));
	}
	assert_string_equal(test_smdp_run(server, &order_function, &request, NULL, 0), "8.2.5-3.7");
	for (int i = 0; i < ORDERS; i++)
		exchange_free(exchanges[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_same_request_on_several_connections),
		TEST(two_cards_and_one_order),
		TEST(many_sessions_are_counted_one_by_one),
		TEST(wrong_codes_at_once_are_all_counted),
		TEST(a_result_on_several_connections_is_taken_once),
		TEST(cancelling_and_binding_at_once),
		TEST(many_orders_of_a_type_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
