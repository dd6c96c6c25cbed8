/* SPDX-License-Identifier: Apache-2.0 */
/* Events as servers register and delete them: what is taken, and what is refused with which codes (SGP.22 5.9, 5.10). */
#include "unit/smds/smds_fixture.h"

#define EXPECT(call, want) assert_string_equal(call, want)
#define HEADER "\"header\":{\"functionRequesterIdentifier\":\"x\",\"functionCallIdentifier\":\"y\"}"

static void registered_once_and_deleted_once(void **state)
{
	struct fixture *fixture = *state;
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	EXPECT(register_event(fixture, TEST_EID, "A"), "8.9.5-3.3");
	EXPECT(register_event(fixture, OTHER_EID, "A"), "");
	EXPECT(delete_event(fixture, TEST_EID, "A"), "");
	EXPECT(delete_event(fixture, TEST_EID, "A"), "8.9.5-3.9");
	EXPECT(delete_event(fixture, OTHER_EID, "B"), "8.9.5-3.9");
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
}

/* Each server has event IDs of its own, and touches no other's. */
static void events_belong_to_who_registered_them(void **state)
{
	struct fixture *fixture = *state;
	struct bytes other = buffer_bytes(&fixture->other_smdp);
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	EXPECT(test_smds_delete(&fixture->server, other, TEST_EID, "A"), "8.9.5-3.9");
	EXPECT(test_smds_register(&fixture->server, other, TEST_EID, "A", "other.example.com"), "");
	EXPECT(delete_event(fixture, TEST_EID, "A"), "");
	EXPECT(events_of(fixture, ask(fixture)), "A@other.example.com");
}

static void wrong_values(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *eid, *event_id, *address, *want;
	} rows[] = {
		{ "89049032123451234512345678901234", "A", "a.example.com", "8.1.1-2.1" },
		{ "8904903212345123451234567890123", "A", "a.example.com", "8.1.1-2.1" },
		{ "8904903212345123451234567890123F", "A", "a.example.com", "8.1.1-2.1" },
		{ TEST_EID, "a", "a.example.com", "8.9.5-2.1" },
		{ TEST_EID, "A B", "a.example.com", "8.9.5-2.1" },
		{ TEST_EID, "", "a.example.com", "1.3.1-2.1" },
		{ TEST_EID, "A", "https://a.example.com/", "8.9.1-2.1" },
		{ TEST_EID, "A", "", "1.3.1-2.1" },
		{ TEST_EID, "A", TEST_SMDS_ADDRESS, "8.9.1-2.1" },
		{ TEST_EID, "A", "TESTROOTSMDS.example.com", "8.9.1-2.1" },
	};
	EACH(row, rows)
		EXPECT(test_smds_register(&fixture->server, smdp_certificate(fixture), row->eid, row->event_id, row->address),
		       row->want);
	EXPECT(events_of(fixture, ask(fixture)), "");
}

/* Whoever comes with another certificate than a server of this role has for TLS. */
static void wrong_callers(void **state)
{
	struct fixture *fixture = *state;
	const struct {
		enum certificate_kind kind;
		const char *want;
	} rows[] = {
		{ CERTIFICATE_DSTLS, "1.6-1.2" }, { CERTIFICATE_DPAUTH, "1.6-1.2" }, { CERTIFICATE_DPPB, "1.6-1.2" },
		{ CERTIFICATE_DSAUTH, "1.6-1.2" }, { CERTIFICATE_EUM, "1.6-1.2" }, { CERTIFICATE_CI, "1.6-1.2" },
		{ CERTIFICATE_EUICC, "1.1-1.1" },
	};
	struct test_smds *server = &fixture->server;
	EACH(row, rows)
		EXPECT(test_smds_register(server, test_pki_certificate(&fixture->pki, row->kind), TEST_EID, "A", "a.example"),
		       row->want);
	EXPECT(test_smds_register(server, (struct bytes){ 0 }, TEST_EID, "A", "a.example"), "1.1-1.1");

	struct test_pki stranger;
	test_pki_make(&stranger, CURVE_P256, "stranger");
	EXPECT(test_smds_register(server, test_pki_certificate(&stranger, CERTIFICATE_DPTLS), TEST_EID, "A", "a.example"),
	       "1.1-1.1");
	test_pki_release(&stranger);
	server->host.now = TEST_NOT_AFTER + 1;
	EXPECT(register_event(fixture, TEST_EID, "A"), "1.1-1.1");
}

/* SGP.22 5.10: an SM-DS over its own path, and no SM-DP+ there. */
static void es15_is_for_an_smds(void **state)
{
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	struct text body = text_from("{" HEADER ",\"eid\":\"" TEST_EID "\",\"rspServerAddress\":\"alternative.example.com\","
	                             "\"eventId\":\"E2\",\"forwardingIndicator\":false}");
	host->client_certificate = smdp_certificate(fixture);
	EXPECT(test_host_post(host, ES15_PATH REGISTER_EVENT, body).codes, "1.6-1.2");
	host->client_certificate = test_pki_certificate(&fixture->pki, CERTIFICATE_DSTLS);
	EXPECT(test_host_post(host, ES15_PATH REGISTER_EVENT, body).codes, "");
	EXPECT(events_of(fixture, ask(fixture)), "E2@alternative.example.com");
	EXPECT(test_host_post(host, ES15_PATH DELETE_EVENT, body).codes, "");
	EXPECT(events_of(fixture, ask(fixture)), "");
}

static void what_is_missing(void **state)
{
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	static const struct {
		const char *body, *want;
	} rows[] = {
		{ "{}", "1.3.1-2.2" },
		{ "{" HEADER "}", "1.3.1-2.2" },
		{ "{" HEADER ",\"eid\":\"1\",\"rspServerAddress\":\"a\",\"eventId\":\"E\"}", "1.3.1-2.2" },
		{ "{" HEADER ",\"eid\":\"1\",\"rspServerAddress\":\"a\",\"forwardingIndicator\":true}", "1.3.1-2.2" },
		{ "{" HEADER ",\"eid\":\"1\",\"rspServerAddress\":\"a\",\"eventId\":\"E\",\"forwardingIndicator\":\"false\"}",
		  "1.3.1-2.1" },
		{ "{" HEADER ",\"eid\":1,\"rspServerAddress\":\"a\",\"eventId\":\"E\",\"forwardingIndicator\":false}", "1.3.1-2.1" },
	};
	host->client_certificate = smdp_certificate(fixture);
	EACH(row, rows)
		EXPECT(test_host_post(host, ES12_PATH REGISTER_EVENT, text_from(row->body)).codes, row->want);
}

static void no_more_than_the_limit(void **state)
{
	struct fixture *fixture = *state;
	fixture->server.smds.settings.events_per_card_maximum = 2;
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	EXPECT(register_event(fixture, TEST_EID, "B"), "");
	EXPECT(register_event(fixture, TEST_EID, "C"), "8.9.5-4.2");
	EXPECT(test_smds_register(&fixture->server, buffer_bytes(&fixture->other_smdp), TEST_EID, "C", "other.example"), "");
	EXPECT(delete_event(fixture, TEST_EID, "A"), "");
	EXPECT(register_event(fixture, TEST_EID, "C"), "");
}

/* All at once for one card: each has a place of its own in the order. */
static void many_at_once(void **state)
{
	enum { EVENTS = 40 };
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	struct test_answer answers[EVENTS];
	host->client_certificate = smdp_certificate(fixture);
	for (int i = 0; i < EVENTS; i++) {
		const char *body = arena_print(&host->arena, "{" HEADER ",\"eid\":\"" TEST_EID "\",\"eventId\":\"E%d\","
		                               "\"rspServerAddress\":\"a.example\",\"forwardingIndicator\":false}", i);
		test_host_begin(host, ES12_PATH REGISTER_EVENT, text_from(body), &answers[i]);
	}
	int executed = 0, busy = 0;
	for (int i = 0; i < EVENTS; i++) {
		while (answers[i].status == 0)
			test_host_wait(host);
		executed += answers[i].status == 200 && !*answers[i].codes;
		busy += answers[i].status == 503;
	}
	assert_int_equal(executed + busy, EVENTS);
	assert_true(executed >= 8);
}

static void old_events_are_forgotten(void **state)
{
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	const int64_t days = 24 * 60 * 60;
	fixture->server.smds.settings.retention_days = 30;
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	host->now += 20 * days;
	EXPECT(register_event(fixture, TEST_EID, "B"), "");
	host->now += 11 * days;
	EXPECT(test_host_run(host, &expire_events_function, NULL, NULL, 0), "");
	EXPECT(events_of(fixture, ask(fixture)), "B@" TEST_SMDP_ADDRESS);
	fixture->server.smds.settings.retention_days = 0;
	host->now += 1000 * days;
	EXPECT(test_host_run(host, &expire_events_function, NULL, NULL, 0), "");
	EXPECT(events_of(fixture, ask(fixture)), "B@" TEST_SMDP_ADDRESS);
}

/* Very many go by and by, the oldest first: nobody waits for all of them. */
static void very_many_are_forgotten_in_parts(void **state)
{
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	static const char sql[] =
		"INSERT INTO event (eid, number, owner, event_id, rsp_server_address, registered_at) "
		"WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 30000) "
		"SELECT '" TEST_EID "', n, '2.999.10', 'E' || n, 'a.example', n FROM counter";
	const struct database_statement fill = { sql, NULL, 0, 30000 };
	const struct event_list_request request = { .eid = TEXT(TEST_EID), .maximum = 100000 };
	struct event_list list;
	test_host_apply(host, &fill);
	EXPECT(test_host_run(host, &expire_events_function, NULL, NULL, 0), "");
	EXPECT(test_host_run(host, &list_events_function, &request, &list, sizeof list), "");
	assert_int_equal(list.count, 10000);
	assert_int_equal(list.events[0].registered_at, 20001);
	EXPECT(test_host_run(host, &expire_events_function, NULL, NULL, 0), "");
	EXPECT(test_host_run(host, &list_events_function, &request, &list, sizeof list), "");
	assert_int_equal(list.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(registered_once_and_deleted_once),
		TEST(events_belong_to_who_registered_them),
		TEST(wrong_values),
		TEST(wrong_callers),
		TEST(es15_is_for_an_smds),
		TEST(what_is_missing),
		TEST(no_more_than_the_limit),
		TEST(many_at_once),
		TEST(old_events_are_forgotten),
		TEST(very_many_are_forgotten_in_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
