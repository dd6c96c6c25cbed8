/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/function_header.h"

#include "support/test.h"

static void admin_protocols(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		bool supported;
	} rows[] = {
		{ "gsma/rsp/v2.2.2", true }, { "gsma/rsp/v2.0.0", true }, { "gsma/rsp/v3.1.0", true }, { "", true },
		{ " gsma/rsp/v2.5.0 ", true }, { "gsma/rsp/v1.0.0", false }, { "gsma/rsp/v4.0.0", false },
		{ "gsma/rsp/v20.0.0", false }, { "gsma/rsp/v2", false }, { "gsma/rsp", false }, { "v2.0.0", false },
	};
	EACH(row, rows)
		CHECK(admin_protocol_is_supported(text_from(row->value)) == row->supported, row->value);
	assert_true(admin_protocol_is_supported(TEXT(RSP_ADMIN_PROTOCOL)));
}

static void content_types(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		bool json;
	} rows[] = {
		{ "application/json", true }, { "application/json;charset=UTF-8", true },
		{ "Application/JSON ; charset=utf-8", true }, { " application/json ", true }, { "", false },
		{ "text/json", false }, { "application/jsonp", false }, { ";application/json", false },
	};
	EACH(row, rows)
		CHECK(content_type_is_json(text_from(row->value)) == row->json, row->value);
}

static void answers_as_the_standard_shows_them(void **state)
{
	(void)state;
	AUTO(buffer) out = BUFFER(1024);
	struct json_writer writer = json_writer(&out);
	const struct failure none = { 0 };
	function_answer_open(&writer, &none);
	json_put_text(&writer, "transactionId", TEXT("0A"));
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	check_text(buffer_text(&out), "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},"
	                              "\"transactionId\":\"0A\"}", "success");

	buffer_clear(&out);
	writer = json_writer(&out);
	const struct failure failure = { TEXT("8.2.6"), TEXT("3.8"), TEXT("No.") };
	function_answer_open(&writer, &failure);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	check_text(buffer_text(&out), "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":"
	                              "{\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\",\"message\":\"No.\"}}}}", "failure");
}

/* { header: { functionExecutionStatus: … } } */
static enum status read_status(const char *execution_status, struct json_document *document, struct failure *out)
{
	AUTO(buffer) json = BUFFER(2048);
	assert_ok(buffer_print(&json, "{\"header\":{\"functionExecutionStatus\":%s}}", execution_status));
	CHECK_STATUS(json_parse(buffer_text(&json), document), STATUS_OK, execution_status);
	return function_answer_status(json_root(document), out);
}

static void headers_of_requests(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{\"header\":{\"functionRequesterIdentifier\":\"a\",\"functionCallIdentifier\":\"b\"},\"c\":1}", STATUS_OK },
		{ "{\"c\":1}", STATUS_NOT_FOUND },
		{ "{\"header\":\"a\"}", STATUS_NOT_FOUND },
		{ "{\"header\":{\"functionRequesterIdentifier\":\"a\"}}", STATUS_NOT_FOUND },
		{ "{\"header\":{\"functionCallIdentifier\":\"a\"}}", STATUS_NOT_FOUND },
		{ "{\"header\":{\"functionRequesterIdentifier\":\"\",\"functionCallIdentifier\":\"b\"}}", STATUS_MALFORMED },
		{ "{\"header\":{\"functionRequesterIdentifier\":1,\"functionCallIdentifier\":\"b\"}}", STATUS_MALFORMED },
		{ "{\"header\":{\"functionRequesterIdentifier\":\"a\",\"functionCallIdentifier\":\"\\u001b\"}}",
		  STATUS_MALFORMED },
	};
	EACH(row, rows) {
		AUTO(json_document) document = { 0 };
		struct function_request_header got = { 0 };
		assert_ok(json_parse(text_from(row->json), &document));
		CHECK_STATUS(function_request_header_read(json_root(&document), &got), row->want, row->json);
		assert_true((row->want == STATUS_OK) == (got.requester.size > 0));
	}
}

static void a_request_with_a_header(void **state)
{
	(void)state;
	AUTO(buffer) written = BUFFER(1024);
	const struct function_request_header header = { TEXT("2.999.10"), TEXT("call \"1\"") };
	struct json_writer writer = json_writer(&written);
	function_request_open(&writer, &header);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	check_text(buffer_text(&written), "{\"header\":{\"functionRequesterIdentifier\":\"2.999.10\","
	           "\"functionCallIdentifier\":\"call \\\"1\\\"\"}}", "request");
}

static void statuses_of_answers(void **state)
{
	(void)state;
	static const struct {
		const char *execution_status;
		enum status want;
		const char *subject, *reason;
	} rows[] = {
		{ "{\"status\":\"Executed-Success\"}", STATUS_OK, "", "" },
		{ "{\"status\":\"Executed-WithWarning\",\"statusCodeData\":{\"subjectCode\":\"8\"}}", STATUS_OK, "", "" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\"}}",
		  STATUS_REFUSED, "8.2.6", "3.8" },
		{ "{\"status\":\"Expired\",\"statusCodeData\":{\"subjectCode\":\"8.8.5\",\"reasonCode\":\"4.10\"}}",
		  STATUS_REFUSED, "8.8.5", "4.10" },
		{ "{\"status\":\"Failed\"}", STATUS_REFUSED, "1", "4" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":null}", STATUS_REFUSED, "1", "4" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.6\"}}", STATUS_MALFORMED, "", "" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.6\",\"reasonCode\":3.8}}",
		  STATUS_MALFORMED, "", "" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"\\u001b[31m\",\"reasonCode\":\"3.8\"}}",
		  STATUS_MALFORMED, "", "" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8..6\",\"reasonCode\":\"3.8\"}}",
		  STATUS_MALFORMED, "", "" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"\",\"reasonCode\":\"3.8\"}}",
		  STATUS_MALFORMED, "", "" },
		{ "{\"status\":\"Failed\",\"statusCodeData\":\"8.2.6\"}", STATUS_MALFORMED, "", "" },
		{ "{\"status\":\"executed-success\"}", STATUS_MALFORMED, "", "" },
		{ "{\"status\":true}", STATUS_MALFORMED, "", "" },
		{ "{}", STATUS_MALFORMED, "", "" },
		{ "[]", STATUS_MALFORMED, "", "" },
		{ "null", STATUS_MALFORMED, "", "" },
	};
	EACH(row, rows) {
		AUTO(json_document) document = { 0 };
		struct failure failure = { 0 };
		CHECK_STATUS(read_status(row->execution_status, &document, &failure), row->want, row->execution_status);
		check_text(failure.subject_code, row->subject, row->execution_status);
		check_text(failure.reason_code, row->reason, row->execution_status);
		CHECK((failure.message.size > 0) == (row->want == STATUS_REFUSED), row->execution_status);
	}
}

/* A peer's sentence is passed on only when it can be shown as it is. */
static void messages_of_answers(void **state)
{
	(void)state;
	char longest[700];
	memset(longest, 'a', sizeof longest);
	longest[600] = '\0';
	const struct {
		const char *message;
		bool kept;
	} rows[] = { { "Sorry.", true }, { "D\xC3\xA9sol\xC3\xA9.", true }, { "", false }, { "\\u001b[31m", false },
	             { longest, false } };
	EACH(row, rows) {
		AUTO(json_document) document = { 0 };
		AUTO(buffer) json = BUFFER(2048);
		struct failure failure = { 0 };
		assert_ok(buffer_print(&json, "{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.6\","
		                              "\"reasonCode\":\"3.8\",\"message\":\"%s\"}}%c", row->message, 0));
		assert_int_equal(read_status((const char *)json.data, &document, &failure), STATUS_REFUSED);
		struct text own = failure_sentence(TEXT("8.2.6"), TEXT("3.8"));
		CHECK(text_equal(failure.message, row->kept ? text_from(row->message) : own), row->message);
	}
}

static void transaction_ids(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
		const char *octets;
	} rows[] = {
		{ "{\"transactionId\":\"0102030405060708090A0B0C0D0E0F10\"}", STATUS_OK,
		  "0102030405060708090A0B0C0D0E0F10" },
		{ "{\"transactionId\":\"c0fe\"}", STATUS_OK, "C0FE" },
		{ "{\"transactionId\":\"00\"}", STATUS_OK, "00" },
		{ "{}", STATUS_NOT_FOUND, "" },
		{ "{\"transactionId\":null}", STATUS_NOT_FOUND, "" },
		{ "{\"transactionId\":\"\"}", STATUS_MALFORMED, "" },
		{ "{\"transactionId\":\"0\"}", STATUS_MALFORMED, "" },
		{ "{\"transactionId\":\"0x01\"}", STATUS_MALFORMED, "" },
		{ "{\"transactionId\":\"01 2\"}", STATUS_MALFORMED, "" },
		{ "{\"transactionId\":1}", STATUS_MALFORMED, "" },
		{ "{\"transactionId\":\"0102030405060708090A0B0C0D0E0F1011\"}", STATUS_MALFORMED, "" },
		{ "[]", STATUS_NOT_FOUND, "" },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(json_document) document = { 0 };
		AUTO(buffer) appended = BUFFER(64);
		struct bytes kept = { 0 };
		struct text text = { 0 };
		assert_ok(json_parse(text_from(row->json), &document));
		struct json_value root = json_root(&document);
		CHECK_STATUS(transaction_id_member(root, &appended), row->want, row->json);
		CHECK_STATUS(transaction_id_octets(root, &arena, &kept), row->want, row->json);
		CHECK_STATUS(transaction_id_text(root, &text), row->want, row->json);
		check_bytes(buffer_bytes(&appended), octets(&arena, row->octets), row->json);
		check_bytes(kept, octets(&arena, row->octets), row->json);
		CHECK(text.size == 2 * kept.size, row->json);
	}
}

static void elements(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{\"e\":\"MAMBAf8=\"}", STATUS_OK },
		{ "{\"e\":\" MAMB\\nAf8= \"}", STATUS_OK },
		{ "{}", STATUS_NOT_FOUND }, { "{\"e\":null}", STATUS_NOT_FOUND }, { "{\"E\":\"MAMBAf8=\"}", STATUS_NOT_FOUND },
		{ "{\"e\":\"\"}", STATUS_MALFORMED }, { "{\"e\":\"MAMBAf8\"}", STATUS_MALFORMED },
		{ "{\"e\":\"MAMBAf8=!\"}", STATUS_MALFORMED }, { "{\"e\":[]}", STATUS_MALFORMED },
		{ "{\"e\":\"MAMBAf8A\"}", STATUS_MALFORMED }, /* an octet after it */
		{ "{\"e\":\"MAQBAf8=\"}", STATUS_MALFORMED }, /* an octet short */
		{ "{\"e\":\"MQMBAf8=\"}", STATUS_MALFORMED }, /* another tag */
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(json_document) document = { 0 };
		struct bytes element = { 0 };
		assert_ok(json_parse(text_from(row->json), &document));
		CHECK_STATUS(element_member(json_root(&document), "e", 0x30, &arena, &element), row->want, row->json);
		check_bytes(element, row->want == STATUS_OK ? octets(&arena, "30030101FF") : (struct bytes){ 0 }, row->json);
	}
	AUTO(arena) full = ARENA(4);
	AUTO(json_document) document = { 0 };
	struct bytes element;
	assert_ok(json_parse(text_from(rows[0].json), &document));
	CHECK_STATUS(element_member(json_root(&document), "e", 0x30, &full, &element), STATUS_NO_MEMORY, "full");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(admin_protocols),
	cmocka_unit_test(content_types),
	cmocka_unit_test(answers_as_the_standard_shows_them),
	cmocka_unit_test(headers_of_requests),
		cmocka_unit_test(a_request_with_a_header),
		cmocka_unit_test(statuses_of_answers),
	cmocka_unit_test(messages_of_answers),
	cmocka_unit_test(transaction_ids),
	cmocka_unit_test(elements),
};

TESTS_MAIN(tests)
