/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/authenticate_server.h"

#include "unit/rsp/message_check.h"

#define SIGNATURE                                                                             \
	"5F3740 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" \
	"202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
#define KEY_ID "0414 F54172BDF98A95D65CBEB88A38A1C11D800A85C3"

static void requests(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct authenticate_server_request got;
	static const char whole[] = "BF386C 3003020100" SIGNATURE KEY_ID "3000 A00A A108 8004 35290611 A100";
	static const char keyless[] = "BF3856 3003020100" SIGNATURE "3000 A00A A108 8004 35290611 A100";
	check_sequence_message(rewrite_authenticate_server_request, octets(&arena, whole), "whole");
	check_sequence_message(rewrite_authenticate_server_request, octets(&arena, keyless), "no key identifier");
	check_tolerated(rewrite_authenticate_server_request,
	                octets(&arena, "BF3858 3003020100" SIGNATURE "0400 3000 A00A A108 8004 35290611 A100"),
	                octets(&arena, keyless), "an empty key identifier");
	check_tolerated(rewrite_authenticate_server_request,
	                octets(&arena, "BF385A 3003020100" SIGNATURE "3000 A00A A108 8004 35290611 A100 A100 A200"),
	                octets(&arena, keyless), "certificates and CRLs of version 3");
	assert_ok(authenticate_server_request_decode(octets(&arena, whole), &got));
	check_bytes(got.server_signed1, octets(&arena, "3003020100"), "serverSigned1");
	check_bytes(got.server_signature1, bytes_after(octets(&arena, SIGNATURE), 3), "serverSignature1");
	check_bytes(got.ci_key_id, bytes_after(octets(&arena, KEY_ID), 2), "euiccCiPKIdToBeUsed");
	check_bytes(got.server_certificate, octets(&arena, "3000"), "certificate");
	check_bytes(got.context_parameters, octets(&arena, "A00AA1088004 35290611 A100"), "ctxParams1");
}

static void wrong_requests(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	static const char *const rows[] = {
		"BF3800",
		"BF3859 3003020100" SIGNATURE "040101 3000 A00A A108 8004 35290611 A100", /* a key of one octet */
		"BF3813 3003020100 3000 A00A A108 8004 35290611 A100",                    /* no signature */
		"BF3817 3003020100 5F370100 3000 A00A A108 8004 35290611 A100",           /* a short one */
		"BF3856" SIGNATURE "3000 3003020100 A00A A108 8004 35290611 A100",        /* exchanged */
		"BF384C 3003020100" SIGNATURE "3000 A200",                                /* profile recovery */
		"BF384F 3003020100" SIGNATURE "3000 30 03 020100",
	};
	EACH(row, rows)
		check_wrong_inside(rewrite_authenticate_server_request, octets(&arena, *row), *row);
}

static void answers(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct authenticate_server_answer got;
	static const char accepted[] = "BF3850 A04E 3003020100" SIGNATURE "3000 3002 0500";
	check_message(rewrite_authenticate_server_answer, octets(&arena, accepted), "accepted");
	check_tolerated(rewrite_authenticate_server_answer,
	                octets(&arena, "BF3852 A050 3003020100" SIGNATURE "3000 3002 0500 A000"),
	                octets(&arena, accepted), "other certificates of version 3");
	assert_ok(authenticate_server_answer_decode(octets(&arena, accepted), &got));
	assert_int_equal(got.error, 0);
	check_bytes(got.signed1, octets(&arena, "3003020100"), "euiccSigned1");
	check_bytes(got.signature1_object, octets(&arena, SIGNATURE), "the object");
	check_bytes(got.signature1, bytes_after(octets(&arena, SIGNATURE), 3), "euiccSignature1");
	check_bytes(got.euicc_certificate, octets(&arena, "3000"), "eUICC");
	check_bytes(got.eum_certificate, octets(&arena, "30020500"), "EUM");
}

static void error_answers(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct authenticate_server_answer got;
	static const char strict[] = "BF3809 A107 80020102 020102";
	check_message(rewrite_authenticate_server_answer, octets(&arena, strict), "error");
	check_tolerated(rewrite_authenticate_server_answer, octets(&arena, "BF3809 A107 80020102 810102"),
	                octets(&arena, strict), "under 81");
	check_tolerated(rewrite_authenticate_server_answer, octets(&arena, "BF3805 A103 020103"),
	                octets(&arena, "BF3807 A105 8000 020103"), "without transaction ID, as Android's test has it");
	assert_ok(authenticate_server_answer_decode(octets(&arena, strict), &got));
	assert_int_equal(got.error, AUTHENTICATE_INVALID_SIGNATURE);
	check_bytes(got.transaction_id, octets(&arena, "0102"), "transaction ID");
	static const char *const wrong[] = {
		"BF3809 A107 80020102 020100", "BF3806 A104 80020102", "BF3802 A000", "BF3802 A100", "BF3800",
		"BF3809 A107 80020102 0201FF", "BF380B A107 80020102 020102 0500", "BF3809 A207 80020102 020102",
	};
	EACH(row, wrong)
		check_wrong_inside(rewrite_authenticate_server_answer, octets(&arena, *row), *row);
}

static void signed1(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct euicc_signed1 got;
	static const char whole[] = "302A 8001 01 8304 61 2E6465 8410 F0E1D2C3B4A5968778695A4B3C2D1E0F"
				    "BF2200 A00A A108 8004 35290611 A100";
	check_sequence_message(rewrite_euicc_signed1, octets(&arena, whole), "signed1");
	assert_ok(euicc_signed1_decode(octets(&arena, whole), &got));
	check_text(got.server_address, "a.de", "address");
	check_bytes(got.euicc_info2, octets(&arena, "BF2200"), "EUICCInfo2");
	check_bytes(got.context_parameters, octets(&arena, "A00AA108800435290611A100"), "ctxParams1");
}

static void names_of_errors(void **state)
{
	(void)state;
	assert_string_equal(authenticate_error_name(AUTHENTICATE_CI_KEY_UNKNOWN), "ciPKUnknown");
	assert_string_equal(authenticate_error_name(127), "undefinedError");
	assert_string_equal(authenticate_error_name(0), "unknown");
	assert_string_equal(authenticate_error_name(-1), "unknown");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(requests),
	cmocka_unit_test(wrong_requests),
	cmocka_unit_test(answers),
	cmocka_unit_test(error_answers),
	cmocka_unit_test(signed1),
	cmocka_unit_test(names_of_errors),
};

TESTS_MAIN(tests)
