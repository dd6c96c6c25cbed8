/* SPDX-License-Identifier: Apache-2.0 */
/* The requests and answers of ES2+ orders, both ways: ConfirmOrder has every kind of member that the others have. */
#include "rsp/confirm_order.h"

#include "rsp/cancel_order.h"
#include "rsp/download_order.h"
#include "rsp/release_profile.h"
#include "support/test.h"

#define HEADER "\"header\":{\"functionRequesterIdentifier\":\"a\",\"functionCallIdentifier\":\"b\"}"

static struct json_value parse(const char *text, struct json_document *document)
{
	assert_ok(json_parse(text_from(text), document));
	return json_root(document);
}

/* As SGP.22 6.5.2 has them: written again, each is what it was. */
static void both_ways(void **state)
{
	static const char order[] = "{" HEADER ",\"eid\":\"e\",\"iccid\":\"i\",\"profileType\":\"t\"}";
	static const char confirm[] =
		"{" HEADER ",\"iccid\":\"i\",\"eid\":\"e\",\"matchingId\":\"\",\"confirmationCode\":\"c\","
		"\"smdsAddress\":\"s\",\"releaseFlag\":true}";
	static const char cancel[] =
		"{" HEADER ",\"iccid\":\"i\",\"eid\":\"e\",\"matchingId\":\"m\","
		"\"finalProfileStatusIndicator\":\"Unavailable\"}";
	static const char release[] = "{" HEADER ",\"iccid\":\"i\"}";
	AUTO(json_document) first = { 0 };
	AUTO(json_document) second = { 0 };
	AUTO(json_document) third = { 0 };
	AUTO(json_document) fourth = { 0 };
	AUTO(buffer) written = BUFFER(4096);
	struct download_order_request ordered;
	struct confirm_order_request confirmed;
	struct cancel_order_request cancelled;
	struct release_profile_request released;
	(void)state;
	assert_ok(download_order_request_read(parse(order, &first), &ordered));
	assert_ok(download_order_request_write(&ordered, &written));
	check_text(buffer_text(&written), order, "downloadOrder");
	buffer_clear(&written);
	assert_ok(confirm_order_request_read(parse(confirm, &second), &confirmed));
	assert_ok(confirm_order_request_write(&confirmed, &written));
	check_text(buffer_text(&written), confirm, "confirmOrder");
	buffer_clear(&written);
	assert_ok(cancel_order_request_read(parse(cancel, &third), &cancelled));
	assert_ok(cancel_order_request_write(&cancelled, &written));
	check_text(buffer_text(&written), cancel, "cancelOrder");
	buffer_clear(&written);
	assert_ok(release_profile_request_read(parse(release, &fourth), &released));
	assert_ok(release_profile_request_write(&released, &written));
	check_text(buffer_text(&written), release, "releaseProfile");
}

static void answers(void **state)
{
	AUTO(json_document) document = { 0 };
	AUTO(json_document) without = { 0 };
	struct confirm_order_answer got;
	(void)state;
	assert_ok(confirm_order_answer_read(parse("{\"matchingId\":\"M\",\"smdpAddress\":\"s\"}", &document), &got));
	check_text(got.matching_id, "M", "matching ID");
	check_text(got.smdp_address, "s", "address");
	assert_int_equal(got.eid.size, 0);
	CHECK_STATUS(confirm_order_answer_read(parse("{\"smdpAddress\":\"s\"}", &without), &got), STATUS_NOT_FOUND, "no ID");
}

static void wrong_requests(void **state)
{
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{" HEADER ",\"iccid\":\"i\",\"releaseFlag\":true}", STATUS_OK },
		{ "{" HEADER ",\"iccid\":\"i\",\"matchingId\":null,\"releaseFlag\":false}", STATUS_OK },
		{ "{\"iccid\":\"i\",\"releaseFlag\":true}", STATUS_NOT_FOUND },
		{ "{" HEADER ",\"iccid\":\"i\"}", STATUS_NOT_FOUND },
		{ "{" HEADER ",\"iccid\":\"i\",\"releaseFlag\":\"true\"}", STATUS_MALFORMED },
		{ "{" HEADER ",\"iccid\":7,\"releaseFlag\":true}", STATUS_MALFORMED },
		{ "{" HEADER ",\"iccid\":\"i\",\"matchingId\":[],\"releaseFlag\":true}", STATUS_MALFORMED },
		{ "{\"header\":\"\",\"iccid\":\"i\",\"releaseFlag\":true}", STATUS_NOT_FOUND },
	};
	(void)state;
	EACH (row, rows) {
		AUTO(json_document) document = { 0 };
		struct confirm_order_request got;
		CHECK_STATUS(confirm_order_request_read(parse(row->json, &document), &got), row->want, row->json);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(both_ways),
	cmocka_unit_test(answers),
	cmocka_unit_test(wrong_requests),
};

TESTS_MAIN(tests)
