/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/cancel_session.h"

#include "unit/rsp/message_check.h"

#define SIXTY_FOUR                                                                      \
	"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" \
	"202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
#define SIGNED_PART "300B 8001AA 8103 88370A 820103"

/* Android's EuiccCardTest, and what lpac sends. */
static void requests(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct cancel_session_request got;
	check_sequence_message(rewrite_cancel_session_request, octets(&arena, "BF41088003A1B2C3810101"), "Android");
	check_sequence_message(rewrite_cancel_session_request, octets(&arena, "BF41068001AA810100"), "lpac");
	check_sequence_message(rewrite_cancel_session_request, octets(&arena, "BF41068001AA81017F"), "undefined");
	assert_ok(cancel_session_request_decode(octets(&arena, "BF41088003A1B2C3810101"), &got));
	assert_int_equal(got.reason, CANCEL_POSTPONED);
	static const char *const wrong[] = { "BF4100", "BF41038001AA", "BF4103810101", "BF41058000810101",
	                                     "BF41068001AA8101FF", "BF41078001AA81020001", "BF41058001AA8100" };
	EACH(row, wrong)
		check_wrong_inside(rewrite_cancel_session_request, octets(&arena, *row), *row);
}

static void answers(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(buffer) signed_part = BUFFER(256);
	struct cancel_session_answer got;
	static const char accepted[] = "BF4152 A050" SIGNED_PART "5F3740" SIXTY_FOUR;
	check_message(rewrite_cancel_session_answer, octets(&arena, accepted), "accepted");
	check_message(rewrite_cancel_session_answer, octets(&arena, "BF4103810105"), "refused");
	assert_ok(cancel_session_answer_decode(octets(&arena, accepted), &got));
	assert_int_equal(got.error, 0);
	assert_int_equal(got.reason, CANCEL_PPR_NOT_ALLOWED);
	check_bytes(got.signed_part, octets(&arena, SIGNED_PART), "signed");
	check_bytes(got.transaction_id, octets(&arena, "AA"), "transaction ID");
	check_bytes(got.smdp_oid, octets(&arena, "88370A"), "OID");
	check_bytes(got.signature, octets(&arena, SIXTY_FOUR), "signature");
	assert_ok(cancel_session_signed_encode(&got, &signed_part));
	check_bytes(buffer_bytes(&signed_part), octets(&arena, SIGNED_PART), "signed part, made");
	assert_ok(cancel_session_answer_decode(octets(&arena, "BF4103810105"), &got));
	assert_int_equal(got.error, CANCEL_ERROR_INVALID_TRANSACTION_ID);
	static const char *const wrong[] = {
		"BF4100", "BF4102 A000", "BF4103 810100", "BF410F A00D" SIGNED_PART, "BF4145 A043 5F3740" SIXTY_FOUR,
		"BF414D A04B 3006 8001AA 820103 5F3740" SIXTY_FOUR, "BF4105 810105 A000",
	};
	EACH(row, wrong)
		check_wrong_inside(rewrite_cancel_session_answer, octets(&arena, *row), *row);
}

static void as_json(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(json_document) document = { 0 };
	AUTO(buffer) written = BUFFER(1024);
	struct es9_cancel_session_request got;
	assert_ok(es9_cancel_session_request_write(TEXT("AA"), octets(&arena, "BF4103810105"), &written));
	check_text(buffer_text(&written), "{\"transactionId\":\"AA\",\"cancelSessionResponse\":\"v0EDgQEF\"}", "request");
	assert_ok(json_parse(buffer_text(&written), &document));
	assert_ok(es9_cancel_session_request_read(json_root(&document), &arena, &got));
	check_bytes(got.transaction_id, octets(&arena, "AA"), "transaction ID");
	check_bytes(got.cancel_session_response, octets(&arena, "BF4103810105"), "response");
}

static void names_of_reasons(void **state)
{
	(void)state;
	assert_string_equal(cancel_reason_name(CANCEL_END_USER_REJECTION), "endUserRejection");
	assert_string_equal(cancel_reason_name(CANCEL_UNDEFINED), "undefinedReason");
	assert_string_equal(cancel_reason_name(99), "unknown");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(requests),
	cmocka_unit_test(answers),
	cmocka_unit_test(as_json),
	cmocka_unit_test(names_of_reasons),
};

TESTS_MAIN(tests)
