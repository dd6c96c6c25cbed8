/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/download_progress.h"

#include "support/test.h"

static void both_ways(void **state)
{
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(buffer) written = BUFFER(2048);
	AUTO(json_document) document = { 0 };
	struct download_progress got;
	const struct download_progress progress = {
		.header = { TEXT("smdp.example"), TEXT("A-1") },
		.eid = TEXT("89049032123451234512345678901235"),
		.iccid = TEXT("8949449999999990015"),
		.profile_type = TEXT("gold"),
		.timestamp = 951868799,
		.point = POINT_INSTALLATION,
		.failure = failure_make("8.2.10", "4.2"),
		.result_data = octets(&arena, "BF37 02 0500"),
	};
	(void)state;
	assert_ok(download_progress_write(&progress, &written));
	assert_ok(json_parse(buffer_text(&written), &document));
	struct json_value root = json_root(&document);
	struct text timestamp;
	assert_true(json_text(json_member(root, "timestamp"), &timestamp));
	check_text(timestamp, "2000-02-29T23:59:59Z", "timestamp");
	assert_ok(download_progress_read(root, &arena, &got));
	check_text(got.header.call_identifier, "A-1", "call");
	check_text(got.eid, "89049032123451234512345678901235", "EID");
	check_text(got.profile_type, "gold", "type");
	assert_int_equal(got.timestamp, 951868799);
	assert_int_equal(got.point, 4);
	assert_true(failure_is(&got.failure, "8.2.10", "4.2"));
	check_bytes(got.result_data, progress.result_data, "result");
}

#define HEADER "\"header\":{\"functionRequesterIdentifier\":\"a\",\"functionCallIdentifier\":\"b\"}"
#define REST "\"iccid\":\"1\",\"profileType\":\"t\",\"timestamp\":\"2000-02-29T23:59:59Z\""
#define POINT "\"notificationPointId\":3,\"notificationPointStatus\":{\"status\":\"Executed-Success\"}"

static void what_peers_send(void **state)
{
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{" HEADER "," REST "," POINT "}", STATUS_OK },
		{ "{" HEADER "," REST "," POINT ",\"imei\":\"1\",\"tac\":\"2\"}", STATUS_OK },
		{ "{" REST "," POINT "}", STATUS_NOT_FOUND },
		{ "{" HEADER "," POINT "}", STATUS_NOT_FOUND },
		{ "{" HEADER "," REST "}", STATUS_NOT_FOUND },
		{ "{" HEADER "," REST ",\"notificationPointId\":\"3\",\"notificationPointStatus\":{}}", STATUS_MALFORMED },
		{ "{" HEADER "," REST "," POINT ",\"resultData\":\"AAAA\"}", STATUS_MALFORMED },
		{ "{" HEADER ",\"iccid\":\"1\",\"profileType\":\"t\",\"timestamp\":\"now\"," POINT "}", STATUS_MALFORMED },
	};
	(void)state;
	EACH (row, rows) {
		AUTO(arena) arena = ARENA(1 << 14);
		AUTO(json_document) document = { 0 };
		struct download_progress got;
		assert_ok(json_parse(text_from(row->json), &document));
		CHECK_STATUS(download_progress_read(json_root(&document), &arena, &got), row->want, row->json);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(both_ways),
	cmocka_unit_test(what_peers_send),
};

TESTS_MAIN(tests)
