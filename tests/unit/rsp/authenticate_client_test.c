/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/authenticate_client.h"

#include "unit/rsp/message_check.h"

/* Any 65 octets pass here: whether they are a point is for the key agreement to say. */
#define POINT                                                                                   \
	"5F4941 04 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" \
	"202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"

static void signed2(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct smdp_signed2 got;
	static const char plain[] = "3006 8001 AA 0101 00";
	static const char with_key[] = "304A 8001 AA 0101 FF" POINT;
	check_sequence_message(rewrite_smdp_signed2, octets(&arena, plain), "plain");
	check_sequence_message(rewrite_smdp_signed2, octets(&arena, with_key), "with a key");
	check_tolerated(rewrite_smdp_signed2, octets(&arena, "3006 8001 AA 0101 01"),
	                octets(&arena, "3006 8001 AA 0101 FF"), "true as 01");
	check_tolerated(rewrite_smdp_signed2, octets(&arena, "3008 8001 AA 0101 00 0500"), octets(&arena, plain),
	                "rpmPending of version 3");
	assert_ok(smdp_signed2_decode(octets(&arena, with_key), &got));
	assert_true(got.confirmation_code_required);
	check_bytes(got.bpp_euicc_otpk, bytes_after(octets(&arena, POINT), 3), "bppEuiccOtpk");
	static const char *const wrong[] = {
		"3005 8000 0101 00", "3003 0101 00", "3003 8001 AA", "3007 8001 AA 0102 0000",
		"300A 8001 AA 0101 00 5F4901 04", "3006 0101 00 8001 AA",
	};
	EACH(row, wrong)
		check_wrong_inside(rewrite_smdp_signed2, octets(&arena, *row), *row);
}

static void a_request_both_ways(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(json_document) document = { 0 };
	AUTO(buffer) written = BUFFER(1024);
	struct authenticate_client_request got;
	assert_ok(authenticate_client_request_write(TEXT("0a0B"), octets(&arena, "BF3800"), &written));
	check_text(buffer_text(&written), "{\"transactionId\":\"0a0B\",\"authenticateServerResponse\":\"vzgA\"}", "request");
	assert_ok(json_parse(buffer_text(&written), &document));
	assert_ok(authenticate_client_request_read(json_root(&document), &arena, &got));
	check_bytes(got.transaction_id, octets(&arena, "0A0B"), "transaction ID");
	check_bytes(got.authenticate_server_response, octets(&arena, "BF3800"), "response");
}

static void wrong_requests(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{\"transactionId\":\"0A\"}", STATUS_NOT_FOUND },
		{ "{\"authenticateServerResponse\":\"vzgA\"}", STATUS_NOT_FOUND },
		{ "{\"transactionId\":\"0A\",\"authenticateServerResponse\":\"vyEA\"}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"authenticateServerResponse\":\"vzgAAA==\"}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"authenticateServerResponse\":\"\"}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"authenticateServerResponse\":\"vzgA%\"}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"G0\",\"authenticateServerResponse\":\"vzgA\"}", STATUS_MALFORMED },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(json_document) document = { 0 };
		struct authenticate_client_request got;
		assert_ok(json_parse(text_from(row->json), &document));
		CHECK_STATUS(authenticate_client_request_read(json_root(&document), &arena, &got), row->want, row->json);
	}
}

/* Each of the five members is mandatory, and each has a tag of its own. */
static void answers(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	const struct authenticate_client_answer whole = {
		.transaction_id = TEXT("0A"),
		.profile_metadata = octets(&arena, "BF2500"),
		.smdp_signed2 = octets(&arena, "3000"),
		.smdp_signature2 = octets(&arena, "5F3700"),
		.smdp_certificate = octets(&arena, "30020500"),
	};
	for (int missing = 0; missing <= 5; missing++) {
		AUTO(buffer) written = BUFFER(1024);
		AUTO(json_document) document = { 0 };
		struct authenticate_client_answer part = whole, got;
		struct bytes *const elements[] = { &part.profile_metadata, &part.smdp_signed2, &part.smdp_signature2,
		                                   &part.smdp_certificate };
		if (missing > 0 && missing < 5)
			*elements[missing - 1] = octets(&arena, "0500");
		if (missing == 5)
			part.transaction_id = TEXT("");
		struct json_writer writer = json_writer(&written);
		json_open_object(&writer, NULL);
		authenticate_client_answer_write(&part, &writer);
		json_close_object(&writer);
		assert_ok(json_finish(&writer));
		assert_ok(json_parse(buffer_text(&written), &document));
		enum status status = authenticate_client_answer_read(json_root(&document), &arena, &got);
		assert_int_equal(status, missing ? STATUS_MALFORMED : STATUS_OK);
		if (missing)
			continue;
		check_bytes(got.profile_metadata, whole.profile_metadata, "metadata");
		check_bytes(got.smdp_signed2, whole.smdp_signed2, "signed2");
		check_bytes(got.smdp_signature2, whole.smdp_signature2, "signature2");
		check_bytes(got.smdp_certificate, whole.smdp_certificate, "certificate");
		check_text(got.transaction_id, "0A", "transaction ID");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(signed2),
	cmocka_unit_test(a_request_both_ways),
	cmocka_unit_test(wrong_requests),
	cmocka_unit_test(answers),
};

TESTS_MAIN(tests)
