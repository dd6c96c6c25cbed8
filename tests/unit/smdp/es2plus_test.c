/* SPDX-License-Identifier: Apache-2.0 */
/* Operators: who may do what, which codes they get (SGP.22 5.3), what is answered again, and what they are told. */
#include "smdp/es2plus.h"

#include "smdp/history.h"
#include "smdp/operator.h"
#include "smdp/progress_report.h"
#include "server/outbox.h"
#include "support/test.h"
#include "support/test_smdp.h"

#define ES2PLUS "/gsma/rsp2/es2plus/"

struct fixture {
	struct test_smdp server;
	unsigned calls;
};

static void add_operator(struct fixture *fixture, const char *name, const char *certificate)
{
	const struct operator_set_request request = {
		.name = text_from(name),
		.is_new = true,
		.has_requester = true,
		.has_callback = true,
		.record = { .requester = text_from(name), .callback = TEXT("https://bss.example:8443/told/") },
	};
	struct operator_certificate_request certified = { .name = text_from(name) };
	const struct bytes whole = text_bytes(text_from(certificate));
	assert_ok(sha256(&whole, 1, certified.digest));
	assert_string_equal(test_smdp_run(&fixture->server, &operator_set_function, &request, NULL, 0), "");
	assert_string_equal(test_smdp_run(&fixture->server, &operator_certificate_function, &certified, NULL, 0), "");
}

/* Nobody but the database looks at a certificate here: any octets will do. */
static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	test_smdp_make(&fixture->server, NULL, 0);
	fixture->server.host.service.routes = smdp_es2plus_routes;
	fixture->server.host.service.route_count = smdp_es2plus_route_count;
	add_operator(fixture, "one", "certificate of one");
	add_operator(fixture, "two", "certificate of two");
	test_smdp_stock(&fixture->server, TEST_ICCID, 100);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	test_smdp_release(&fixture->server);
	free(fixture);
	return 0;
}

static void give_to(struct fixture *fixture, const char *iccid, const char *operator)
{
	const struct database_value values[] = { database_text(text_from(iccid)), database_text(text_from(operator)) };
	const struct database_statement statement = { "UPDATE profile SET owner = $2 WHERE iccid = $1", values, 2, 1 };
	test_host_apply(&fixture->server.host, &statement);
}

static struct test_answer call(struct fixture *fixture, const char *who, const char *function, const char *identifier,
                               const char *members)
{
	struct arena *arena = &fixture->server.host.arena;
	const char *fresh = arena_print(arena, "call %u", fixture->calls++);
	const char *body = arena_print(arena, "{\"header\":{\"functionRequesterIdentifier\":\"%s\",\"functionCallIdentifier\":"
	                               "\"%s\"}%s%s}", who, identifier ? identifier : fresh, *members ? "," : "", members);
	const char *certificate = arena_print(arena, "certificate of %s", who);
	fixture->server.host.client_certificate = text_bytes(text_from(certificate));
	return test_smdp_post(&fixture->server, arena_print(arena, ES2PLUS "%s", function), text_from(body));
}

#define CODES(fixture, who, function, members) call(fixture, who, function, NULL, members).codes
#define EXPECT(call, want) assert_string_equal(call, want)
#define MINE "\"iccid\":\"" TEST_ICCID "\""

static void strangers_and_headers(void **state)
{
	struct fixture *fixture = *state;
	struct test_smdp *server = &fixture->server;
	assert_int_equal(call(fixture, "three", "downloadOrder", NULL, MINE).status, 403);
	static const struct {
		const char *body, *codes;
	} rows[] = {
		{ "{}", "1.3.1-2.2" },
		{ "{\"header\":{\"functionRequesterIdentifier\":\"one\"}}", "1.3.1-2.2" },
		{ "{\"header\":{\"functionCallIdentifier\":\"1\"}}", "1.3.1-2.2" },
		{ "{\"header\":{\"functionRequesterIdentifier\":1,\"functionCallIdentifier\":\"1\"}}", "1.3.1-2.1" },
		{ "{\"header\":{\"functionRequesterIdentifier\":\"two\",\"functionCallIdentifier\":\"1\"}," MINE "}", "1.1-1.1" },
		{ "{\"header\":{\"functionRequesterIdentifier\":\"one\",\"functionCallIdentifier\":\"1\"},\"iccid\":1}", "1.3.1-2.1" },
	};
	server->host.client_certificate = text_bytes(TEXT("certificate of one"));
	EACH (row, rows)
		EXPECT(test_smdp_post(server, ES2PLUS "downloadOrder", text_from(row->body)).codes, row->codes);
	server->host.client_certificate = (struct bytes){ 0 };
	EXPECT(test_smdp_post(server, ES2PLUS "downloadOrder", text_from(rows[4].body)).codes, "1.1-1.1");
}

static void codes_of_each_function(void **state)
{
	struct fixture *fixture = *state;
	give_to(fixture, TEST_ICCID, "one");
	static const struct {
		const char *who, *function, *members, *codes;
	} rows[] = {
		{ "one", "downloadOrder", "", "8.2.5-2.2" },
		{ "one", "downloadOrder", "\"iccid\":\"8900000000000000000\"", "8.2.1-3.9" },
		{ "two", "downloadOrder", MINE, "8.2.1-3.9" },
		{ "one", "downloadOrder", "\"profileType\":\"none\"", "8.2.5-3.9" },
		{ "two", "downloadOrder", "\"profileType\":\"test type\"", "8.2.5-3.9" },
		{ "one", "downloadOrder", MINE ",\"profileType\":\"none\"", "8.2.5-3.8" },
		{ "one", "confirmOrder", MINE ",\"releaseFlag\":false", "8.2.1-3.5" },
		{ "one", "downloadOrder", "\"iccid\":\"" TEST_ICCID "F\"", "" },
		{ "one", "downloadOrder", MINE, "8.2.1-3.3" },
		{ "one", "downloadOrder", "\"profileType\":\"test type\"", "8.2.5-3.7" },
		{ "one", "confirmOrder", MINE, "1.3.1-2.2" },
		{ "one", "confirmOrder", MINE ",\"releaseFlag\":1", "1.3.1-2.1" },
		{ "one", "confirmOrder", "\"releaseFlag\":true", "8.2.1-2.2" },
		{ "one", "confirmOrder", MINE ",\"matchingId\":\"\",\"releaseFlag\":true", "8.1.1-2.2" },
		{ "one", "confirmOrder", MINE ",\"smdsAddress\":\"ds.example\",\"releaseFlag\":true", "8.1.1-2.2" },
		{ "one", "confirmOrder", MINE ",\"eid\":\"" TEST_EID "\",\"smdsAddress\":\"no place\",\"releaseFlag\":true",
		  "8.9-5.1" },
		{ "one", "confirmOrder", MINE ",\"matchingId\":\"a\",\"releaseFlag\":true", "8.2.6-2.1" },
		{ "two", "confirmOrder", MINE ",\"releaseFlag\":true", "8.2.1-3.9" },
		{ "one", "releaseProfile", MINE, "8.2.1-3.5" },
		{ "one", "confirmOrder", MINE ",\"eid\":\"" TEST_EID "\",\"matchingId\":\"A\",\"releaseFlag\":false", "" },
		{ "two", "releaseProfile", MINE, "8.2.1-3.9" },
		{ "one", "releaseProfile", "", "8.2.1-2.2" },
		{ "one", "releaseProfile", MINE, "" },
		{ "one", "releaseProfile", MINE, "8.2.1-3.5" },
		{ "two", "cancelOrder", MINE ",\"finalProfileStatusIndicator\":\"Available\"", "8.2.1-3.9" },
		{ "one", "cancelOrder", MINE ",\"finalProfileStatusIndicator\":\"Gone\"", "1.3.1-2.1" },
		{ "one", "cancelOrder", MINE, "8.2.1-2.2" },
		{ "one", "cancelOrder", MINE ",\"finalProfileStatusIndicator\":\"Available\"", "8.1.1-2.2" },
		{ "one", "cancelOrder", MINE ",\"eid\":\"" TEST_EID "\",\"finalProfileStatusIndicator\":\"Available\"", "8.2.6-2.2" },
		{ "one", "cancelOrder", MINE ",\"eid\":\"" TEST_EID
		  "\",\"matchingId\":\"B\",\"finalProfileStatusIndicator\":\"Available\"", "8.2.6-3.10" },
		{ "one", "cancelOrder", MINE ",\"eid\":\"" TEST_EID
		  "\",\"matchingId\":\"A\",\"finalProfileStatusIndicator\":\"Unavailable\"", "" },
	};
	EACH (row, rows)
		check_text(text_from(CODES(fixture, row->who, row->function, row->members)), row->codes, row->members);
	assert_string_equal(test_smdp_state(&fixture->server, TEST_ICCID), "unavailable");
}

static void types_of_the_house_by_permission(void **state)
{
	struct fixture *fixture = *state;
	const struct text types[] = { TEXT("test type") };
	const struct operator_set_request allow = {
		.name = TEXT("one"), .profile_types = types, .profile_type_count = 1, .has_profile_types = true,
	};
	EXPECT(CODES(fixture, "one", "downloadOrder", "\"profileType\":\"test type\""), "8.2.5-3.9");
	EXPECT(test_smdp_run(&fixture->server, &operator_set_function, &allow, NULL, 0), "");
	EXPECT(CODES(fixture, "two", "downloadOrder", "\"profileType\":\"test type\""), "8.2.5-3.9");
	EXPECT(CODES(fixture, "one", "downloadOrder", "\"profileType\":\"test type\""), "");
	check_text(test_smdp_profile(&fixture->server, TEST_ICCID).owner, "one", "owner");
}

static void the_same_call_again(void **state)
{
	struct fixture *fixture = *state;
	give_to(fixture, TEST_ICCID, "one");
	EXPECT(CODES(fixture, "one", "downloadOrder", MINE), "");
	struct test_answer first = call(fixture, "one", "confirmOrder", "c", MINE ",\"releaseFlag\":true");
	EXPECT(first.codes, "");
	struct test_answer again = call(fixture, "one", "confirmOrder", "c", "\"releaseFlag\":true," MINE);
	check_text(again.body, arena_string(&fixture->server.host.arena, first.body), "the same in another spelling");
	EXPECT(call(fixture, "one", "confirmOrder", "c", MINE ",\"releaseFlag\":false").codes, "1.6-3.3");
	EXPECT(call(fixture, "one", "releaseProfile", "c", MINE).codes, "1.6-3.3");
	EXPECT(call(fixture, "two", "confirmOrder", "c", MINE ",\"releaseFlag\":true").codes, "8.2.1-3.9");
	EXPECT(call(fixture, "one", "confirmOrder", "d", MINE ",\"releaseFlag\":true").codes, "8.2.1-3.3");
	EXPECT(call(fixture, "one", "confirmOrder", "d", MINE ",\"releaseFlag\":true").codes, "8.2.1-3.3");
	fixture->server.host.now += fixture->server.smdp.settings.call_seconds + 1;
	EXPECT(test_smdp_run(&fixture->server, &expire_sessions_function, NULL, NULL, 0), "");
	EXPECT(call(fixture, "one", "confirmOrder", "c", MINE ",\"releaseFlag\":true").codes, "8.2.1-3.3");
}

static void what_happened(void **state)
{
	struct fixture *fixture = *state;
	struct history_list list;
	const struct history_request request = { TEXT(TEST_ICCID), 100 };
	give_to(fixture, TEST_ICCID, "one");
	EXPECT(CODES(fixture, "one", "downloadOrder", MINE), "");
	EXPECT(CODES(fixture, "one", "releaseProfile", MINE), "8.2.1-3.5");
	EXPECT(CODES(fixture, "two", "releaseProfile", MINE), "8.2.1-3.9");
	EXPECT(test_smdp_run(&fixture->server, &history_function, &request, &list, sizeof list), "");
	assert_int_equal(list.count, 4);
	check_text(list.entries[0].function, "addProfile", "first");
	check_text(list.entries[1].function, "downloadOrder", "second");
	check_text(list.entries[1].actor, "operator one", "second");
	assert_int_equal(list.entries[1].subject.size, 0);
	check_text(list.entries[3].actor.size > 0 ? TEXT("somebody") : TEXT(""), "somebody", "last");
	const struct history_request none = { TEXT("8900000000000000000"), 100 };
	EXPECT(test_smdp_run(&fixture->server, &history_function, &none, NULL, 0), "8.2.1-3.9");
	fixture->server.host.now += fixture->server.smdp.settings.history_seconds + 1;
	EXPECT(test_smdp_run(&fixture->server, &expire_sessions_function, NULL, NULL, 0), "");
	EXPECT(test_smdp_run(&fixture->server, &history_function, &request, NULL, 0), "8.2.1-3.9");
}

static void an_order_is_renewed(void **state)
{
	struct fixture *fixture = *state;
	const struct renew_request request = { .iccid = TEXT(TEST_ICCID) };
	const struct database_value values[] = { database_text(TEXT(TEST_ICCID)) };
	const struct database_statement fail = {
		"UPDATE profile SET state = 10, download_attempts = 9, confirmation_attempts = 4, error_subject = '8.8.5', "
		"error_reason = '6.4' WHERE iccid = $1", values, 1, 1,
	};
	EXPECT(test_smdp_run(&fixture->server, &renew_function, &request, NULL, 0), "8.2.1-3.5");
	test_host_apply(&fixture->server.host, &fail);
	EXPECT(test_smdp_run(&fixture->server, &renew_function, &request, NULL, 0), "");
	struct profile_record profile = test_smdp_profile(&fixture->server, TEST_ICCID);
	assert_int_equal(profile.state, STOCK_RELEASED);
	assert_int_equal(profile.download_attempts + profile.confirmation_attempts, 0);
	assert_int_equal(profile.error_subject.size, 0);
}

/* ---- the outbox ---- */

static void put_entries(struct fixture *fixture, const char *iccid, const char *operator, int64_t count)
{
	for (int64_t number = 1; number <= count; number++) {
		const struct database_value values[] = {
			database_text(text_from(iccid)), database_text(text_from(operator)), database_number(number),
			database_number(fixture->server.host.now),
		};
		const struct database_statement statement = {
			"INSERT INTO outbox (subject, destination, number, kind, state, path, content, created_at, due_at, attempts) "
			"VALUES ($1, $2, $3, 1, 0, '/p', '{}', $4, $4, 0)", values, 4, 1,
		};
		test_host_apply(&fixture->server.host, &statement);
	}
}

static size_t claim(struct fixture *fixture, const char *holder, const struct text *held, size_t held_count)
{
	const struct outbox_claim_request request = { text_from(holder), held, held_count, 10, true };
	struct outbox_lanes lanes;
	EXPECT(test_smdp_run(&fixture->server, &outbox_claim_function, &request, &lanes, sizeof lanes), "");
	return lanes.count;
}

static struct outbox_batch fetch(struct fixture *fixture, const char *destination)
{
	const struct outbox_batch_request request = { text_from(destination) };
	struct outbox_batch batch;
	EXPECT(test_smdp_run(&fixture->server, &smdp_outbox_batch_function, &request, &batch, sizeof batch), "");
	return batch;
}

static void settle(struct fixture *fixture, const struct outbox_entry *entry, enum outbox_outcome outcome)
{
	const struct outbox_settle_request request = { *entry, outcome, TEXT("why"), 3600 };
	EXPECT(test_smdp_run(&fixture->server, &outbox_settle_function, &request, NULL, 0), "");
}

static void one_server_at_a_time(void **state)
{
	struct fixture *fixture = *state;
	put_entries(fixture, TEST_ICCID, "one", 2);
	put_entries(fixture, TEST_ICCID, "two", 1);
	const struct text held[] = { TEXT("one"), TEXT("two") };
	assert_int_equal(claim(fixture, "A", NULL, 0), 2);
	assert_int_equal(claim(fixture, "B", NULL, 0), 0);
	fixture->server.host.now += OUTBOX_LEASE_SECONDS - 1;
	assert_int_equal(claim(fixture, "A", held, 2), 0);
	fixture->server.host.now += OUTBOX_LEASE_SECONDS - 1;
	assert_int_equal(claim(fixture, "B", NULL, 0), 0);
	fixture->server.host.now += 2;
	assert_int_equal(claim(fixture, "B", NULL, 0), 2);
	const struct outbox_leave_request leave = { TEXT("B") };
	EXPECT(test_smdp_run(&fixture->server, &outbox_leave_function, &leave, NULL, 0), "");
	assert_int_equal(claim(fixture, "A", NULL, 0), 2);
}

static void in_order_and_later_again(void **state)
{
	struct fixture *fixture = *state;
	put_entries(fixture, TEST_ICCID, "one", 2);
	put_entries(fixture, TEST_ICCID_2, "one", 1);
	assert_int_equal(claim(fixture, "A", NULL, 0), 1);
	struct outbox_batch batch = fetch(fixture, "one");
	assert_int_equal(batch.count, 2); /* the first of each profile */
	check_text(batch.entries[0].address, "bss.example:8443/told", "address");
	const struct outbox_entry *first = text_equal(batch.entries[0].subject, TEXT(TEST_ICCID)) ? &batch.entries[0]
	                                                                                         : &batch.entries[1];
	assert_int_equal(first->number, 1);
	settle(fixture, first, OUTCOME_REFUSED);
	assert_int_equal(fetch(fixture, "one").count, 1); /* the second waits for the first */
	fixture->server.host.now += 3;
	assert_int_equal(fetch(fixture, "one").count, 2);
	settle(fixture, first, OUTCOME_DELIVERED);
	batch = fetch(fixture, "one");
	assert_int_equal(batch.count, 2);
	settle(fixture, &batch.entries[0], OUTCOME_NOT_REACHED);
	assert_int_equal(fetch(fixture, "one").count, 0); /* nobody there: for none of them */
	fixture->server.host.now += 3600;
	batch = fetch(fixture, "one");
	assert_int_equal(batch.count, 2);
	settle(fixture, &batch.entries[0], OUTCOME_REFUSED); /* older than 3600 seconds: given up */
	assert_int_equal(fetch(fixture, "one").count, 1);
	const struct outbox_change_request again = { .destination = TEXT("one") };
	EXPECT(test_smdp_run(&fixture->server, &outbox_change_function, &again, NULL, 0), "");
	assert_int_equal(fetch(fixture, "one").count, 2);
	const struct outbox_change_request drop = { .destination = TEXT("one"), .drop = true };
	EXPECT(test_smdp_run(&fixture->server, &outbox_change_function, &drop, NULL, 0), "");
	EXPECT(test_smdp_run(&fixture->server, &outbox_change_function, &drop, NULL, 0), "8.2.1-3.9");
	assert_int_equal(fetch(fixture, "one").count, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(strangers_and_headers),
	TEST(codes_of_each_function),
	TEST(types_of_the_house_by_permission),
	TEST(the_same_call_again),
	TEST(what_happened),
	TEST(an_order_is_renewed),
	TEST(one_server_at_a_time),
	TEST(in_order_and_later_again),
};

TESTS_MAIN(tests)
