/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/get_bound_package.h"

#include "codec/der_write.h"
#include "rsp/bound_package.h"
#include "support/test.h"

static void a_request_both_ways(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(json_document) document = { 0 };
	AUTO(buffer) written = BUFFER(1024);
	struct get_bound_package_request got;
	assert_ok(get_bound_package_request_write(TEXT("0A0B"), octets(&arena, "BF2100"), &written));
	check_text(buffer_text(&written), "{\"transactionId\":\"0A0B\",\"prepareDownloadResponse\":\"vyEA\"}", "request");
	assert_ok(json_parse(buffer_text(&written), &document));
	assert_ok(get_bound_package_request_read(json_root(&document), &arena, &got));
	check_bytes(got.transaction_id, octets(&arena, "0A0B"), "transaction ID");
	check_bytes(got.prepare_download_response, octets(&arena, "BF2100"), "response");
}

static enum status read_answer(const char *json, struct arena *arena, struct get_bound_package_answer *out)
{
	AUTO(json_document) document = { 0 };
	CHECK_STATUS(json_parse(text_from(json), &document), STATUS_OK, json);
	return get_bound_package_answer_read(json_root(&document), arena, out);
}

static void wrong_answers(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{\"transactionId\":\"0A\",\"boundProfilePackage\":\"vzYA\"}", STATUS_OK },
		{ "{\"transactionId\":\"0A\",\"boundProfilePackage\":\"v zY\\r\\nA\"}", STATUS_OK },
		{ "{\"transactionId\":\"0A\"}", STATUS_NOT_FOUND },
		{ "{\"boundProfilePackage\":\"vzYA\"}", STATUS_NOT_FOUND },
		{ "{\"transactionId\":\"0A\",\"boundProfilePackage\":\"vzcA\"}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"boundProfilePackage\":\"vzYB\"}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"boundProfilePackage\":false}", STATUS_MALFORMED },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		struct get_bound_package_answer got;
		CHECK_STATUS(read_answer(row->json, &arena, &got), row->want, row->json);
	}
}

/* A package as large as profiles with applets are. */
static void a_large_package(void **state)
{
	(void)state;
	enum { LARGE = 700000 };
	AUTO(arena) arena = ARENA(4 << 20);
	AUTO(buffer) package = BUFFER(LARGE + 16);
	AUTO(buffer) written = BUFFER(4 << 20);
	AUTO(json_document) document = { 0 };
	struct get_bound_package_answer got;
	struct der_writer writer = der_writer(&package);
	der_put_header(&writer, BOUND_PACKAGE_TAG, LARGE);
	assert_ok(der_finish(&writer));
	uint8_t *room = buffer_extend(&package, LARGE);
	assert_non_null(room);
	for (size_t i = 0; i < LARGE; i++)
		room[i] = (uint8_t)(i * 31);
	const struct get_bound_package_answer answer = { TEXT("0A"), buffer_bytes(&package) };
	struct json_writer json = json_writer(&written);
	json_open_object(&json, NULL);
	get_bound_package_answer_write(&answer, &json);
	json_close_object(&json);
	assert_ok(json_finish(&json));
	assert_null(memchr(written.data, '\n', written.size));
	assert_ok(json_parse(buffer_text(&written), &document));
	assert_ok(get_bound_package_answer_read(json_root(&document), &arena, &got));
	assert_true(bytes_equal(got.bound_package, buffer_bytes(&package)));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_request_both_ways),
	cmocka_unit_test(wrong_answers),
	cmocka_unit_test(a_large_package),
};

TESTS_MAIN(tests)
