/* SPDX-License-Identifier: Apache-2.0 */
/* What the SM-DS of an order is told, and when (SGP.22 3.6.1). */
#include "rsp/event_registration.h"
#include "server/outbox.h"
#include "unit/smdp/download_fixture.h"

#define SMDS "smds.example.com"

static void order_with(struct fixture *fixture, const char *smds, bool release)
{
	test_smdp_stock(&fixture->server, TEST_ICCID, 3000);
	const struct order_request order = { .iccid = TEXT(TEST_ICCID), .eid = TEXT(TEST_EID) };
	const struct confirm_request confirm = {
		.iccid = TEXT(TEST_ICCID),
		.has_matching_id = true,
		.matching_id = TEXT("M"),
		.smds_address = text_from(smds),
		.release = release,
	};
	assert_string_equal(test_smdp_run(&fixture->server, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(&fixture->server, &confirm_function, &confirm, NULL, 0), "");
	fixture->card.matching_id = TEXT("M");
}

/* "registerEvent deleteEvent": for this SM-DS, oldest first. */
static const char *told(struct fixture *fixture)
{
	struct arena *arena = &fixture->server.host.arena;
	const struct outbox_list_request request = { .destination = TEXT(SMDS), .state = -1, .maximum = 100 };
	struct outbox_batch batch;
	assert_string_equal(test_smdp_run(&fixture->server, &outbox_list_function, &request, &batch, sizeof batch), "");
	char *list = arena_print(arena, "%s", "");
	for (size_t i = 0; i < batch.count; i++) {
		const struct outbox_entry *entry = &batch.entries[i];
		assert_true(text_starts_with(entry->path, TEXT(ES12_PATH)));
		list = arena_print(arena, "%s%s%.*s", list, i > 0 ? " " : "",
		                   (int)(entry->path.size - strlen(ES12_PATH)), entry->path.data + strlen(ES12_PATH));
	}
	return list;
}

#define EXPECT(fixture, want) assert_string_equal(told(fixture), want)

static void by_release(void **state)
{
	struct fixture *fixture = *state;
	order_with(fixture, SMDS, false);
	EXPECT(fixture, "");
	const struct release_request release = { TEXT(TEST_ICCID) };
	assert_string_equal(test_smdp_run(&fixture->server, &release_function, &release, NULL, 0), "");
	EXPECT(fixture, REGISTER_EVENT);
}

static void an_order_without_an_smds(void **state)
{
	struct fixture *fixture = *state;
	order_with(fixture, NULL, true);
	EXPECT(fixture, "");
}

/* What is told can be read by an SM-DS. */
static void the_message(void **state)
{
	struct fixture *fixture = *state;
	AUTO(json_document) document = { 0 };
	struct event_registration got;
	const struct outbox_list_request request = { .destination = TEXT(SMDS), .state = -1, .maximum = 1 };
	struct outbox_batch batch;
	order_with(fixture, SMDS, true);
	assert_string_equal(test_smdp_run(&fixture->server, &outbox_list_function, &request, &batch, sizeof batch), "");
	assert_int_equal(batch.count, 1);
	assert_ok(json_parse(batch.entries[0].content, &document));
	assert_ok(event_registration_read(json_root(&document), &got));
	check_text(got.eid, TEST_EID, "EID");
	check_text(got.event_id, "M", "event ID");
	check_text(got.rsp_server_address, TEST_SMDP_ADDRESS, "address");
	check_text(got.header.requester, TEST_SMDP_OID, "requester");
	assert_true(got.forwarding);
}

static void until_it_is_installed(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	order_with(fixture, SMDS, true);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	EXPECT(fixture, REGISTER_EVENT);
	struct text result = scripted_card_handle_notification(card, scripted_card_result(card, 0, TEST_ICCID));
	assert_int_equal(test_smdp_post(&fixture->server, PATH("handleNotification"), result).status, 204);
	check_state(fixture, "installed");
	EXPECT(fixture, REGISTER_EVENT " " DELETE_EVENT);
}

static void until_it_is_cancelled(void **state)
{
	struct fixture *fixture = *state;
	const struct cancel_request cancel = {
		.iccid = TEXT(TEST_ICCID), .eid = TEXT(TEST_EID), .matching_id = TEXT("M"), .available = true,
	};
	order_with(fixture, SMDS, true);
	assert_string_equal(test_smdp_run(&fixture->server, &cancel_function, &cancel, NULL, 0), "");
	EXPECT(fixture, REGISTER_EVENT " " DELETE_EVENT);
}

static void until_the_user_says_no(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	order_with(fixture, SMDS, true);
	scripted_card_prepare(card, executed(authenticate(fixture), "offer").body);
	struct text no = scripted_card_cancel_session(card, scripted_card_cancel(card, CANCEL_END_USER_REJECTION));
	executed(test_smdp_post(&fixture->server, PATH("cancelSession"), no), "cancel");
	check_state(fixture, "error");
	EXPECT(fixture, REGISTER_EVENT " " DELETE_EVENT);
}

/* An order that never could be downloaded has nothing to take back. */
static void cancelled_before_its_release(void **state)
{
	struct fixture *fixture = *state;
	const struct cancel_request cancel = {
		.iccid = TEXT(TEST_ICCID), .eid = TEXT(TEST_EID), .matching_id = TEXT("M"), .available = true,
	};
	order_with(fixture, SMDS, false);
	assert_string_equal(test_smdp_run(&fixture->server, &cancel_function, &cancel, NULL, 0), "");
	EXPECT(fixture, "");
}

/* Who looks at the clock is housekeeping; however often it does, the SM-DS is told once. */
static void until_the_order_expires(void **state)
{
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	const struct renew_request expiring = { .iccid = TEXT(TEST_ICCID), .has_expiry = true, .expires_at = host->now + 100 };
	const struct renew_request renewing = { .iccid = TEXT(TEST_ICCID), .has_expiry = true, .expires_at = host->now + 1000 };
	const struct cancel_request cancel = {
		.iccid = TEXT(TEST_ICCID), .eid = TEXT(TEST_EID), .matching_id = TEXT("M"), .available = true,
	};
	order_with(fixture, SMDS, true);
	assert_string_equal(test_smdp_run(&fixture->server, &renew_function, &expiring, NULL, 0), "");
	EXPECT(fixture, REGISTER_EVENT);
	for (int i = 0; i < 4; i++) {
		assert_string_equal(test_smdp_run(&fixture->server, &expire_sessions_function, NULL, NULL, 0), "");
		EXPECT(fixture, i < 2 ? REGISTER_EVENT : REGISTER_EVENT " " DELETE_EVENT);
		host->now += 50;
	}
	assert_string_equal(test_smdp_run(&fixture->server, &renew_function, &renewing, NULL, 0), "");
	EXPECT(fixture, REGISTER_EVENT " " DELETE_EVENT " " REGISTER_EVENT);
	assert_string_equal(test_smdp_run(&fixture->server, &cancel_function, &cancel, NULL, 0), "");
	EXPECT(fixture, REGISTER_EVENT " " DELETE_EVENT " " REGISTER_EVENT " " DELETE_EVENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(by_release),
		TEST(an_order_without_an_smds),
		TEST(the_message),
		TEST(until_it_is_installed),
		TEST(until_it_is_cancelled),
		TEST(until_the_user_says_no),
		TEST(until_the_order_expires),
		TEST(cancelled_before_its_release),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
