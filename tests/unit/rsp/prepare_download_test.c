/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/prepare_download.h"

#include "unit/rsp/message_check.h"

#define SIXTY_FOUR                                                                      \
	"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" \
	"202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
#define SIGNATURE "5F3740" SIXTY_FOUR
#define POINT "5F4941 04" SIXTY_FOUR
#define HASH "0420 87B0215C5D8F952804B1C92D5F2AE9966568B47CD659519536D862E7A9470D2D"

static void requests(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct prepare_download_request got;
	static const char with_code[] = "BF216E 3003020100" SIGNATURE HASH "30020500";
	static const char without[] = "BF214A 3003020100" SIGNATURE "3000";
	check_sequence_message(rewrite_prepare_download_request, octets(&arena, with_code), "with a code");
	check_sequence_message(rewrite_prepare_download_request, octets(&arena, without), "without");
	assert_ok(prepare_download_request_decode(octets(&arena, with_code), &got));
	check_bytes(got.smdp_signed2, octets(&arena, "3003020100"), "signed2");
	check_bytes(got.smdp_signature2, octets(&arena, SIXTY_FOUR), "signature");
	check_bytes(got.smdp_signature2_object, octets(&arena, SIGNATURE), "object");
	check_bytes(got.hash_cc, bytes_after(octets(&arena, HASH), 2), "hashCc");
	check_bytes(got.smdp_certificate, octets(&arena, "30020500"), "certificate");
	assert_ok(prepare_download_request_decode(octets(&arena, without), &got));
	assert_int_equal(got.hash_cc.size, 0);
	static const char *const wrong[] = {
		"BF2100",
		"BF214D 3003020100" SIGNATURE "040101 3000", /* a hash of one octet */
		"BF214C 3003020100" SIGNATURE "0400 3000",   /* of none */
		"BF2107 3003020100 3000",
		"BF2145" SIGNATURE "3000",
		"BF2148 3003020100" SIGNATURE,
	};
	EACH(row, wrong)
		check_wrong_inside(rewrite_prepare_download_request, octets(&arena, *row), *row);
}

static void signed2(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct euicc_signed2 got;
	check_sequence_message(rewrite_euicc_signed2, octets(&arena, "3047 8001 AA" POINT), "without a code");
	check_sequence_message(rewrite_euicc_signed2, octets(&arena, "3069 8001 AA" POINT HASH), "with one");
	assert_ok(euicc_signed2_decode(octets(&arena, "3069 8001 AA" POINT HASH), &got));
	check_bytes(got.euicc_otpk, bytes_after(octets(&arena, POINT), 3), "otPK");
	check_bytes(got.hash_cc, bytes_after(octets(&arena, HASH), 2), "hashCc");
	static const char *const wrong[] = {
		"3003 8001 AA", "3044" POINT, "3046 8001 AA 5F4940" SIXTY_FOUR, "3048 8001 AA 5F4942 0404" SIXTY_FOUR,
		"304A 8001 AA" POINT "0401 00",
	};
	EACH(row, wrong)
		check_wrong_inside(rewrite_euicc_signed2, octets(&arena, *row), *row);
}

static void answers(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct prepare_download_answer got;
	static const char accepted[] = "BF214A A048 3003020100" SIGNATURE;
	static const char refused[] = "BF2108 A106 8001AA 020103";
	check_message(rewrite_prepare_download_answer, octets(&arena, accepted), "accepted");
	check_message(rewrite_prepare_download_answer, octets(&arena, refused), "refused");
	check_tolerated(rewrite_prepare_download_answer, octets(&arena, "BF2108 A106 8001AA 810103"),
	                octets(&arena, refused), "under 81");
	assert_ok(prepare_download_answer_decode(octets(&arena, accepted), &got));
	assert_int_equal(got.error, 0);
	check_bytes(got.signed2, octets(&arena, "3003020100"), "signed2");
	check_bytes(got.signature2, octets(&arena, SIXTY_FOUR), "signature");
	assert_ok(prepare_download_answer_decode(octets(&arena, refused), &got));
	assert_int_equal(got.error, PREPARE_UNSUPPORTED_CURVE);
	static const char *const wrong[] = { "BF2100", "BF2102 A000", "BF2102 A100", "BF2108 A106 8001AA 020100",
	                                     "BF2108 A206 8001AA 020103", "BF210A A106 8001AA 020103 A000" };
	EACH(row, wrong)
		check_wrong_inside(rewrite_prepare_download_answer, octets(&arena, *row), *row);
	assert_string_equal(prepare_download_error_name(5), "invalidTransactionId");
	assert_string_equal(prepare_download_error_name(6), "unknown");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(requests),
	cmocka_unit_test(signed2),
	cmocka_unit_test(answers),
};

TESTS_MAIN(tests)
