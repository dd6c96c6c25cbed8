/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/installation_result.h"

#include "unit/rsp/message_check.h"

#define SIXTY_FOUR                                                                      \
	"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" \
	"202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
#define SIGNATURE "5F3740" SIXTY_FOUR
#define METADATA "BF2F0C 800101 81020780 0C03 612E62"
#define OID "0603 88370A"
#define AID "4F10 A0000005591010FFFFFFFF8900001100"
#define SIMA "3007 A005 3003 800100"

static void a_success(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct installation_result got;
	static const char whole[] = "BF377E BF2738 8001AA" METADATA OID "A21F A01D" AID "0409" SIMA SIGNATURE;
	check_sequence_message(rewrite_installation_result, octets(&arena, whole), "success");
	check_message(rewrite_installation_data, octets(&arena, whole), "success, made from its fields");
	assert_ok(installation_result_decode(octets(&arena, whole), &got));
	assert_int_equal(got.error, 0);
	check_bytes(got.transaction_id, octets(&arena, "AA"), "transaction ID");
	check_bytes(got.aid, octets(&arena, "A0000005591010FFFFFFFF8900001100"), "AID");
	check_bytes(got.sima_response, octets(&arena, SIMA), "what the interpreter says");
	check_bytes(got.smdp_oid, octets(&arena, "88370A"), "OID");
	check_bytes(got.signature, octets(&arena, SIXTY_FOUR), "signature");
	check_bytes(got.data, bytes_first(bytes_after(octets(&arena, whole), 3), 59), "what is signed");
	assert_int_equal(got.notification.event, NOTIFICATION_INSTALL);
}

static void failures(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct installation_result got;
	static const char plain[] = "BF3769 BF2723 8001AA" METADATA OID "A20A A108 800102 810109 8200" SIGNATURE;
	static const char shorter[] = "BF3767 BF2721 8001AA" METADATA OID "A208 A106 800102 810109" SIGNATURE;
	static const char detailed[] = "BF3772 BF272C 8001AA" METADATA OID "A213 A111 800105 81010C 8209" SIMA SIGNATURE;
	check_sequence_message(rewrite_installation_result, octets(&arena, plain), "an empty detail");
	check_tolerated(rewrite_installation_data, octets(&arena, plain), octets(&arena, shorter), "left out");
	check_message(rewrite_installation_data, octets(&arena, detailed), "with detail");
	assert_ok(installation_result_decode(octets(&arena, detailed), &got));
	assert_int_equal(got.error, INSTALL_PE_PROCESSING_ERROR);
	assert_int_equal(got.command, BPP_LOAD_PROFILE_ELEMENTS);
	check_bytes(got.sima_response, octets(&arena, SIMA), "detail");
	/* Before version 2.1 the OID could be left out. */
	check_message(rewrite_installation_data,
	              octets(&arena, "BF3762 BF271C 8001AA" METADATA "A208 A106 800100 810102" SIGNATURE), "no OID");
}

static void wrong_values(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	static const char *const rows[] = {
		"BF3700",
		"BF370A BF2707 A205 A103 810103", /* nothing but the result, as Android's test has it */
		"BF3719 BF2716 8001AA" METADATA "A202 A000",
		"BF375C BF2716 8001AA" METADATA "A202 A000" SIGNATURE,
		"BF375C BF2716 8001AA" METADATA "A202 A100" SIGNATURE,
		"BF375C BF2716 8001AA" METADATA "A202 A200" SIGNATURE,
		"BF3762 BF271C 8001AA" METADATA "A208 A106 800100 810100" SIGNATURE,      /* error nought */
		"BF3764 BF271E 8001AA" METADATA "A20A A106 800100 810102 A000" SIGNATURE, /* both results */
		"BF375F BF2719"  METADATA "A208 A106 800100 810102" SIGNATURE,
	};
	EACH(row, rows)
		check_wrong_inside(rewrite_installation_result, octets(&arena, *row), *row);
}

static void words_for_people(void **state)
{
	(void)state;
	static const int known[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23,
	                             26, 31, 32, 127 };
	EACH(error, known) {
		struct text sentence = installation_error_sentence(*error);
		const char *name = installation_error_name(*error);
		CHECK(strcmp(name, "unknown") != 0, name);
		CHECK(memchr(sentence.data, ':', sentence.size) && sentence.data[sentence.size - 1] == '.', name);
		CHECK(installation_error_is_temporary(*error) == (*error == 10 || *error == 11), name);
		for (const int *other = known; other < error; other++)
			CHECK(!text_equal(sentence, installation_error_sentence(*other)), name);
	}
	assert_string_equal(installation_error_name(16), "unknown");
	assert_true(installation_error_sentence(16).size > 0);
	assert_string_equal(installation_error_name(INSTALL_PE_PROCESSING_ERROR), "installFailedDueToPEProcessingError");
	assert_string_equal(bpp_command_name(BPP_STORE_METADATA), "storeMetadata");
	assert_string_equal(bpp_command_name(6), "unknown");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_success),
	cmocka_unit_test(failures),
	cmocka_unit_test(wrong_values),
	cmocka_unit_test(words_for_people),
};

TESTS_MAIN(tests)
