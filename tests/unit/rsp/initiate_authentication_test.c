/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/initiate_authentication.h"

#include "unit/rsp/message_check.h"

/* serverSigned1 of a recorded session. */
#define SIGNED1                                                                                     \
	"30488010 0102030405060708090A0B0C0D0E0F10 8110 AABBCCDDEEFF00112233445566778899" \
	"8310 736D64702E6578616D706C652E636F6D 8410 F0E1D2C3B4A5968778695A4B3C2D1E0F"

static void signed1_as_a_message(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct server_signed1 signed1;
	assert_ok(server_signed1_decode(octets(&arena, SIGNED1), &signed1));
	check_text(signed1.server_address, "smdp.example.com", "address");
	check_bytes(signed1.transaction_id, octets(&arena, "0102030405060708090A0B0C0D0E0F10"), "transaction ID");
	check_bytes(signed1.euicc_challenge, octets(&arena, "AABBCCDDEEFF00112233445566778899"), "card's challenge");
	check_bytes(signed1.server_challenge, octets(&arena, "F0E1D2C3B4A5968778695A4B3C2D1E0F"), "server's");
	check_sequence_message(rewrite_server_signed1, octets(&arena, SIGNED1), "recorded");
	check_sequence_message(rewrite_server_signed1,
	                       octets(&arena, "303B 8001 00 8110 00000000000000000000000000000000 8312"
	                                      "736D64702E6578616D706C652E636F6D3A31 8410"
	                                      "00000000000000000000000000000000"),
	                       "shortest transaction ID");
}

static void wrong_signed1(void **state)
{
	(void)state;
	static const char *const rows[] = {
		/* no transaction ID; 17 octets of it; a challenge of 15; another order; a control character */
		"303A 8000 8110 00000000000000000000000000000000 8312736D64702E6578616D706C652E636F6D3A31"
		"8410 00000000000000000000000000000000",
		"303A 8011 0000000000000000000000000000000000 8110 00000000000000000000000000000000 8301 61"
		"8410 00000000000000000000000000000000",
		"3029 8001 00 810F 000000000000000000000000000000 8301 61 8410 00000000000000000000000000000000",
		"302A 8110 00000000000000000000000000000000 8001 00 8301 61 8410 00000000000000000000000000000000",
		"302A 8001 00 8110 00000000000000000000000000000000 8301 07 8410 00000000000000000000000000000000",
	};
	AUTO(arena) arena = ARENA(4096);
	EACH(row, rows)
		check_wrong_inside(rewrite_server_signed1, octets(&arena, *row), *row);
}

/* The form that lpac sends, and with blanks in it. */
static const char request_json[] =
	"{\"smdpAddress\":\"localhost:8443\",\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\","
	"\"euiccInfo1\":\"vyAJggMCAgKpAKoA\"}";

static enum status read_request(const char *json, struct arena *arena, struct json_document *document,
                                struct initiate_authentication_request *out)
{
	CHECK_STATUS(json_parse(text_from(json), document), STATUS_OK, json);
	return initiate_authentication_request_read(json_root(document), arena, out);
}

static void a_request_both_ways(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(json_document) document = { 0 };
	AUTO(buffer) written = BUFFER(1024);
	struct initiate_authentication_request request;
	assert_ok(read_request(request_json, &arena, &document, &request));
	check_text(request.smdp_address, "localhost:8443", "address");
	check_bytes(request.euicc_challenge, octets(&arena, "000102030405060708090A0B0C0D0E0F"), "challenge");
	check_bytes(request.euicc_info1, octets(&arena, "BF20098203020202A900AA00"), "EUICCInfo1");
	assert_ok(initiate_authentication_request_write(&request, &written));
	check_text(buffer_text(&written), request_json, "written");
}

static void requests_of_others(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{\"header\":{\"functionRequesterIdentifier\":\"x\"},\"smdsAddress\":\"ds\",\"lpaRspCapability\":\"x\","
		  "\"euiccChallenge\":\"AAECAwQF BgcICQoL\\nDA0ODw==\",\"euiccInfo1\":\"vyAJggMCAgKpAKoA\"}", STATUS_OK },
		{ "{\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\",\"euiccInfo1\":\"vyAJggMCAgKpAKoA\"}",
		  STATUS_NOT_FOUND },
		{ "{\"smdpAddress\":null,\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\","
		  "\"euiccInfo1\":\"vyAJggMCAgKpAKoA\"}", STATUS_NOT_FOUND },
		{ "{\"smdpAddress\":\"a\",\"euiccInfo1\":\"vyAJggMCAgKpAKoA\"}", STATUS_NOT_FOUND },
		{ "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\"}", STATUS_NOT_FOUND },
		{ "{\"smdpAddress\":1,\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\","
		  "\"euiccInfo1\":\"vyAJggMCAgKpAKoA\"}", STATUS_MALFORMED },
		{ "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0O\","
		  "\"euiccInfo1\":\"vyAJggMCAgKpAKoA\"}", STATUS_MALFORMED },
		{ "{\"smdpAddress\":\"a\",\"euiccChallenge\":\"AAECAwQFBgcICQoLDA0ODw==\",\"euiccInfo1\":\"MAA=\"}",
		  STATUS_MALFORMED },
		{ "[]", STATUS_NOT_FOUND }, { "\"\"", STATUS_NOT_FOUND }, { "null", STATUS_NOT_FOUND },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(json_document) document = { 0 };
		struct initiate_authentication_request request = { 0 };
		CHECK_STATUS(read_request(row->json, &arena, &document, &request), row->want, row->json);
		CHECK((request.euicc_info1.size > 0) == (row->want == STATUS_OK), row->json);
	}
}

static void an_answer_both_ways(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(buffer) written = BUFFER(1024);
	AUTO(json_document) document = { 0 };
	const struct failure none = { 0 };
	const struct initiate_authentication_answer answer = {
		.transaction_id = TEXT("0A0B"),
		.server_signed1 = octets(&arena, "30020500"),
		.server_signature1 = octets(&arena, "5F37020102"),
		.ci_key_id = octets(&arena, "0401AA"),
		.server_certificate = octets(&arena, "3000"),
	};
	struct initiate_authentication_answer got;
	struct json_writer writer = json_writer(&written);
	function_answer_open(&writer, &none);
	initiate_authentication_answer_write(&answer, &writer);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	assert_ok(json_parse(buffer_text(&written), &document));
	assert_ok(initiate_authentication_answer_read(json_root(&document), &arena, &got));
	check_text(got.transaction_id, "0A0B", "transaction ID");
	check_bytes(got.server_signed1, answer.server_signed1, "serverSigned1");
	check_bytes(got.server_signature1, answer.server_signature1, "serverSignature1");
	check_bytes(got.ci_key_id, answer.ci_key_id, "euiccCiPKIdToBeUsed");
	check_bytes(got.server_certificate, answer.server_certificate, "serverCertificate");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(signed1_as_a_message),
	cmocka_unit_test(wrong_signed1),
	cmocka_unit_test(a_request_both_ways),
	cmocka_unit_test(requests_of_others),
	cmocka_unit_test(an_answer_both_ways),
};

TESTS_MAIN(tests)
