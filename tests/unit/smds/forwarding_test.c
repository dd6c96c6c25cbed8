/* SPDX-License-Identifier: Apache-2.0 */
/* What an Alternative SM-DS tells the Root, and when (SGP.22 3.6.2, 5.10); what none of them takes. */
#include "rsp/event_registration.h"
#include "server/outbox.h"
#include "smds/event.h"
#include "unit/smds/smds_fixture.h"

#define ROOT "root.example.com:8443"
#define HEADER "\"header\":{\"functionRequesterIdentifier\":\"x\",\"functionCallIdentifier\":\"y\"}"
#define EXPECT(call, want) assert_string_equal(call, want)

static int set_up_alternative(void **state)
{
	int failed = set_up(state);
	struct fixture *fixture = *state;
	strcpy(fixture->server.smds.settings.root_address, ROOT);
	return failed;
}

static const char *post(struct fixture *fixture, const char *path, const char *event_id, const char *address, bool forwarding)
{
	struct test_host *host = &fixture->server.host;
	bool by_smds = text_starts_with(text_from(path), TEXT(ES15_PATH));
	host->client_certificate = test_pki_certificate(&fixture->pki, by_smds ? CERTIFICATE_DSTLS : CERTIFICATE_DPTLS);
	const char *body = arena_print(&host->arena, "{" HEADER ",\"eid\":\"" TEST_EID "\",\"eventId\":\"%s\","
	                               "\"rspServerAddress\":\"%s\",\"forwardingIndicator\":%s}", event_id, address,
	                               forwarding ? "true" : "false");
	return test_host_post(host, path, text_from(body)).codes;
}

static struct outbox_batch told(struct fixture *fixture)
{
	const struct outbox_list_request request = { .state = -1, .maximum = 100 };
	struct outbox_batch batch;
	EXPECT(test_host_run(&fixture->server.host, &outbox_list_function, &request, &batch, sizeof batch), "");
	return batch;
}

/* The event ID that the one registration among the entries has for the Root. */
static const char *forwarded(struct fixture *fixture)
{
	AUTO(json_document) document = { 0 };
	struct event_registration got;
	struct outbox_batch batch = told(fixture);
	assert_int_equal(batch.count, 1);
	check_text(batch.entries[0].path, ES15_PATH REGISTER_EVENT, "path");
	check_text(batch.entries[0].destination, ROOT, "destination");
	assert_ok(json_parse(batch.entries[0].content, &document));
	assert_ok(event_registration_read(json_root(&document), &got));
	check_text(got.eid, TEST_EID, "EID");
	check_text(got.rsp_server_address, TEST_SMDS_ADDRESS, "address");
	check_text(got.header.requester, TEST_SMDS_OID, "requester");
	assert_false(got.forwarding);
	assert_true(matching_id_is_valid(got.event_id));
	return arena_print(&fixture->server.host.arena, "%.*s", TEXT_ARGUMENTS(got.event_id));
}

/* A card comes from the Root with the event ID that was made for it. */
static const char *ask_for(struct fixture *fixture, const char *event_id)
{
	fixture->card.matching_id = text_from(event_id);
	const char *events = events_of(fixture, ask(fixture));
	fixture->card.matching_id = (struct text){ 0 };
	return events;
}

static void registered_under_another_id(void **state)
{
	struct fixture *fixture = *state;
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	const char *event_id = forwarded(fixture);
	assert_int_equal(strlen(event_id), 32);
	EXPECT(ask_for(fixture, event_id), "A@" TEST_SMDP_ADDRESS);
	EXPECT(ask_for(fixture, "A"), "A@" TEST_SMDP_ADDRESS);
	EXPECT(ask_for(fixture, "B"), "[8.9.5-3.9]");
}

static void each_event_has_its_own(void **state)
{
	struct fixture *fixture = *state;
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "B", TEST_SMDP_ADDRESS, true), "");
	struct outbox_batch batch = told(fixture);
	assert_int_equal(batch.count, 2);
	assert_false(text_equal(batch.entries[0].subject, batch.entries[1].subject));
}

/* The second entry waits for the first: an event that is deleted at once is not deleted before it is registered. */
static void deleted_after_it_is_registered(void **state)
{
	struct fixture *fixture = *state;
	AUTO(json_document) document = { 0 };
	struct event_deletion got;
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	const char *event_id = forwarded(fixture);
	EXPECT(post(fixture, ES12_PATH DELETE_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	struct outbox_batch batch = told(fixture);
	assert_int_equal(batch.count, 2);
	check_text(batch.entries[1].path, ES15_PATH DELETE_EVENT, "path");
	assert_ok(json_parse(batch.entries[1].content, &document));
	assert_ok(event_deletion_read(json_root(&document), &got));
	check_text(got.event_id, event_id, "event ID");

	const struct outbox_batch_request due = { TEXT(ROOT) };
	EXPECT(test_host_run(&fixture->server.host, &outbox_batch_function, &due, &batch, sizeof batch), "");
	assert_int_equal(batch.count, 1);
	check_text(batch.entries[0].path, ES15_PATH REGISTER_EVENT, "what is due");
	check_text(batch.entries[0].address, ROOT, "where");
}

/* What is not to be forwarded, what is refused, and what the Root itself is told. */
static void nobody_else_is_told(void **state)
{
	struct fixture *fixture = *state;
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, false), "");
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, true), "8.9.5-3.3");
	EXPECT(post(fixture, ES12_PATH DELETE_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	fixture->server.smds.settings.root_address[0] = '\0';
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	EXPECT(post(fixture, ES12_PATH DELETE_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	assert_int_equal(told(fixture).count, 0);
}

static void circles_and_depths(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *path, *address;
		bool is_root, forwarding;
		const char *want;
	} rows[] = {
		{ ES12_PATH, ROOT, false, true, "8.9.1-2.1" },
		{ ES12_PATH, "ROOT.example.com:8443", false, false, "8.9.1-2.1" },
		{ ES12_PATH, TEST_SMDS_ADDRESS, false, true, "8.9.1-2.1" },
		{ ES15_PATH, "third.example.com", false, false, "8.9-4.2" },
		{ ES15_PATH, "third.example.com", false, true, "8.9-4.2" },
		{ ES15_PATH, "third.example.com", true, true, "8.9-4.2" },
		{ ES15_PATH, TEST_SMDS_ADDRESS, true, false, "8.9.1-2.1" },
		{ ES15_PATH, "third.example.com", true, false, "" },
		{ ES15_PATH, "third.example.com", true, false, "8.9.5-3.3" },
	};
	EACH(row, rows) {
		strcpy(fixture->server.smds.settings.root_address, row->is_root ? "" : ROOT);
		const char *path = arena_print(&fixture->server.host.arena, "%s" REGISTER_EVENT, row->path);
		EXPECT(post(fixture, path, "A", row->address, row->forwarding), row->want);
	}
	assert_int_equal(told(fixture).count, 0);
}

static void made_by_hand(void **state)
{
	struct fixture *fixture = *state;
	const struct register_event_call added = event_by_hand(TEXT(TEST_EID), TEXT("A"), TEXT(TEST_SMDP_ADDRESS));
	const struct delete_event_call removed = { .message = { .eid = TEXT(TEST_EID), .event_id = TEXT("A") },
	                                           .owner = TEXT(EVENT_OWNER_HOUSE) };
	EXPECT(test_host_run(&fixture->server.host, &register_event_function, &added, NULL, 0), "");
	EXPECT(ask_for(fixture, forwarded(fixture)), "A@" TEST_SMDP_ADDRESS);
	EXPECT(test_host_run(&fixture->server.host, &delete_event_function, &removed, NULL, 0), "");
	assert_int_equal(told(fixture).count, 2);
	fixture->server.smds.settings.root_address[0] = '\0';
	EXPECT(test_host_run(&fixture->server.host, &register_event_function, &added, NULL, 0), "");
	assert_int_equal(told(fixture).count, 2);
}

/* What nobody deleted goes at the Root too, with the ID that it has there. */
static void old_events_are_forgotten_there_too(void **state)
{
	struct fixture *fixture = *state;
	AUTO(json_document) document = { 0 };
	struct event_deletion got;
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "B", TEST_SMDP_ADDRESS, false), "");
	const char *event_id = forwarded(fixture);
	fixture->server.smds.settings.retention_days = 30;
	fixture->server.host.now += 29 * 24 * 60 * 60;
	EXPECT(test_host_run(&fixture->server.host, &expire_events_function, NULL, NULL, 0), "");
	assert_int_equal(told(fixture).count, 1);
	fixture->server.host.now += 2 * 24 * 60 * 60;
	EXPECT(test_host_run(&fixture->server.host, &expire_events_function, NULL, NULL, 0), "");
	struct outbox_batch batch = told(fixture);
	assert_int_equal(batch.count, 2);
	assert_true(text_equal(batch.entries[0].subject, batch.entries[1].subject));
	assert_ok(json_parse(batch.entries[1].content, &document));
	assert_ok(event_deletion_read(json_root(&document), &got));
	check_text(got.eid, TEST_EID, "EID");
	check_text(got.event_id, event_id, "event ID");
	EXPECT(events_of(fixture, ask(fixture)), "");
}

/* What the Root was told is remembered for a month. */
static void what_was_told_is_forgotten(void **state)
{
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "A", TEST_SMDP_ADDRESS, true), "");
	EXPECT(post(fixture, ES12_PATH REGISTER_EVENT, "B", TEST_SMDP_ADDRESS, true), "");
	const struct outbox_settle_request settle = { .entry = told(fixture).entries[0], .outcome = OUTCOME_DELIVERED };
	EXPECT(test_host_run(host, &outbox_settle_function, &settle, NULL, 0), "");
	assert_int_equal(told(fixture).count, 2);
	host->now += 31 * 24 * 60 * 60;
	EXPECT(test_host_run(host, &expire_events_function, NULL, NULL, 0), "");
	struct outbox_batch batch = told(fixture);
	assert_int_equal(batch.count, 1);
	assert_int_equal(batch.entries[0].state, OUTBOX_WAITS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_alternative, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(registered_under_another_id),
		TEST(each_event_has_its_own),
		TEST(deleted_after_it_is_registered),
		TEST(nobody_else_is_told),
		TEST(circles_and_depths),
		TEST(made_by_hand),
		TEST(old_events_are_forgotten_there_too),
		TEST(what_was_told_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
