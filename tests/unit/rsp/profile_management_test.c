/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/profile_management.h"

#include "rsp/configured_data.h"
#include "rsp/notification.h"
#include "unit/rsp/message_check.h"

#define ICCID "5A0A 89670000000000452301"
#define AID "4F10 A0000005591010FFFFFFFF8900001100"

/* Requests of Android's EuiccCardTest and of lpac. */
static const struct {
	message_rewrite *rewrite;
	const char *message;
	bool later_field;
} requests[] = {
	{ rewrite_enable_request, "BF3111 A00C" ICCID "8101FF", true },
	{ rewrite_enable_request, "BF3117 A012" AID "810100", true },
	{ rewrite_disable_request, "BF3211 A00C" ICCID "8101FF", true },
	{ rewrite_delete_request, "BF330C" ICCID, false },
	{ rewrite_delete_request, "BF3312" AID, false },
	{ rewrite_nickname_request, "BF291A" ICCID "900C6E6577206E69636B6E616D65", true },
	{ rewrite_nickname_request, "BF290E" ICCID "9000", true },
	{ rewrite_memory_reset_request, "BF340482020640", true },
	{ rewrite_memory_reset_request, "BF3404820205E0", true },
	{ rewrite_profiles_info_request, "BF2D00", true },
	{ rewrite_profiles_info_request, "BF2D0D 5C0B 5A909192B79F709599BF76", true },
	{ rewrite_profiles_info_request, "BF2D1B A00C" ICCID "5C0B 5A909192B79F709599BF76", true },
	{ rewrite_profiles_info_request, "BF2D14 A012" AID, true },
	{ rewrite_profiles_info_request, "BF2D05 A003 950102", true },
	{ rewrite_profiles_info_request, "BF2D02 5C00", true },
};

static void as_messages(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	EACH(row, requests) {
		check_message(row->rewrite, octets(&arena, row->message), row->message);
		if (row->later_field)
			check_later_field(row->rewrite, octets(&arena, row->message), row->message);
	}
	check_tolerated(rewrite_enable_request, octets(&arena, "BF3111 A00C" ICCID "810101"),
	                octets(&arena, "BF3111 A00C" ICCID "8101FF"), "true as 01");
	check_tolerated(rewrite_memory_reset_request, octets(&arena, "BF3404820200E0"),
	                octets(&arena, "BF3404820205E0"), "unpadded");
}

static void wrong_requests(void **state)
{
	(void)state;
	static const struct {
		message_rewrite *rewrite;
		const char *message;
	} rows[] = {
		{ rewrite_enable_request, "BF3100" },
		{ rewrite_enable_request, "BF310E A00C" ICCID },
		{ rewrite_enable_request, "BF310F" ICCID "8101FF" },
		{ rewrite_enable_request, "BF3211 A00C" ICCID "8101FF" },
		{ rewrite_enable_request, "BF3123 A01E" ICCID AID "8101FF" },
		{ rewrite_enable_request, "BF3105 A000 8101FF" },
		{ rewrite_enable_request, "BF310B A006 4F04A0000005 8101FF" },
		{ rewrite_enable_request, "BF3118 A013 4F11A0000005591010FFFFFFFF890000110000 8101FF" },
		{ rewrite_delete_request, "BF330E A00C" ICCID },
		{ rewrite_delete_request, "BF330B 5A09896700000000004523" },
		{ rewrite_delete_request, "BF331E" ICCID AID },
		{ rewrite_nickname_request, "BF290C" ICCID },
		{ rewrite_nickname_request, "BF2910" ICCID "9002 0A41" },
		{ rewrite_nickname_request, "BF290F" ICCID "8F0141" },
		{ rewrite_memory_reset_request, "BF3400" },
		{ rewrite_memory_reset_request, "BF340382010 8" },
		{ rewrite_memory_reset_request, "BF340482020840" },
		{ rewrite_profiles_info_request, "BF2D02 A000" },
		{ rewrite_profiles_info_request, "BF2D05 A003 950103" },
		{ rewrite_profiles_info_request, "BF2D08 A006 950102 950102" },
		{ rewrite_profiles_info_request, "BF2D11 A00F 950102" ICCID },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		check_wrong_inside(row->rewrite, octets(&arena, row->message), row->message);
	}
	AUTO(buffer) message = BUFFER(256);
	char nickname[NICKNAME_MAXIMUM + 1];
	const struct iccid iccid = { { 0x98 } };
	memset(nickname, 'n', sizeof nickname);
	assert_ok(set_nickname_request_encode(&iccid, (struct text){ nickname, NICKNAME_MAXIMUM }, &message));
	check_message(rewrite_nickname_request, buffer_bytes(&message), "the longest");
	buffer_clear(&message);
	assert_ok(set_nickname_request_encode(&iccid, (struct text){ nickname, NICKNAME_MAXIMUM + 1 }, &message));
	check_wrong_inside(rewrite_nickname_request, buffer_bytes(&message), "too long");
}

static void identifiers_as_people_type_them(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum status want;
		bool by_aid;
		const char *octets;
	} rows[] = {
		{ "A0000005591010FFFFFFFF8900001100", STATUS_OK, true, "A0000005591010FFFFFFFF8900001100" },
		{ "a0000005591010ffffffff8900001100", STATUS_OK, true, "A0000005591010FFFFFFFF8900001100" },
		{ "98760000000000543210", STATUS_OK, false, "89670000000000452301" },
		{ "987600000000005432", STATUS_OK, false, "896700000000004523FF" },
		{ "", STATUS_MALFORMED, false, "" },
		{ "A0000005591010FFFFFFFF89000011", STATUS_MALFORMED, false, "" },
		{ "A0000005591010FFFFFFFF890000110G", STATUS_MALFORMED, false, "" },
		{ "9876000000000054321", STATUS_OK, false, "896700000000004523F1" },
		{ "my profile", STATUS_MALFORMED, false, "" },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		struct profile_identifier got = { 0 };
		uint8_t storage[AID_MAXIMUM];
		CHECK_STATUS(profile_identifier_parse(text_from(row->text), storage, &got), row->want, row->text);
		if (row->want != STATUS_OK)
			continue;
		CHECK(got.by_aid == row->by_aid, row->text);
		check_bytes(got.by_aid ? got.aid : BYTES(got.iccid.octets), octets(&arena, row->octets), row->text);
	}
}

static void results(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	int result;
	check_sequence_message(rewrite_enable_answer, octets(&arena, "BF3103800100"), "ok");
	check_sequence_message(rewrite_enable_answer, octets(&arena, "BF310380017F"), "undefined");
	assert_ok(result_answer_decode(octets(&arena, "BF32038001 03"), DISABLE_PROFILE_TAG, &result));
	assert_int_equal(result, MANAGEMENT_DISALLOWED_BY_POLICY);
	static const char *const wrong[] = { "BF3100", "BF3103810100", "BF31038001FF", "BF3203800100", "BF31028000" };
	EACH(row, wrong)
		check_wrong_inside(rewrite_enable_answer, octets(&arena, *row), *row);
}

/* The names of SGP.22's result types, by function. */
static void names_of_results(void **state)
{
	(void)state;
	static const struct {
		uint32_t function;
		int result;
		const char *name;
	} rows[] = {
		{ ENABLE_PROFILE_TAG, 0, "ok" },
		{ ENABLE_PROFILE_TAG, 1, "iccidOrAidNotFound" },
		{ ENABLE_PROFILE_TAG, 2, "profileNotInDisabledState" },
		{ ENABLE_PROFILE_TAG, 3, "disallowedByPolicy" },
		{ ENABLE_PROFILE_TAG, 4, "wrongProfileReenabling" },
		{ ENABLE_PROFILE_TAG, 5, "catBusy" },
		{ ENABLE_PROFILE_TAG, 127, "undefinedError" },
		{ DISABLE_PROFILE_TAG, 1, "iccidOrAidNotFound" },
		{ DISABLE_PROFILE_TAG, 2, "profileNotInEnabledState" },
		{ DISABLE_PROFILE_TAG, 3, "disallowedByPolicy" },
		{ DELETE_PROFILE_TAG, 2, "profileNotInDisabledState" },
		{ DELETE_PROFILE_TAG, 3, "disallowedByPolicy" },
		{ SET_NICKNAME_TAG, 1, "iccidNotFound" },
		{ MEMORY_RESET_TAG, 1, "nothingToDelete" },
		{ MEMORY_RESET_TAG, 5, "catBusy" },
		{ REMOVE_NOTIFICATION_TAG, 1, "nothingToDelete" },
		{ SET_DEFAULT_SMDP_ADDRESS_TAG, 127, "undefinedError" },
		{ ENABLE_PROFILE_TAG, 99, "unknown" },
		{ ENABLE_PROFILE_TAG, -1, "unknown" },
	};
	EACH(row, rows) {
		struct text sentence = management_result_sentence(row->function, row->result);
		assert_string_equal(management_result_name(row->function, row->result), row->name);
		CHECK(sentence.size > 0 && sentence.data[sentence.size - 1] == '.', row->name);
	}
	assert_false(text_equal(management_result_sentence(ENABLE_PROFILE_TAG, 2),
	                        management_result_sentence(DISABLE_PROFILE_TAG, 2)));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(as_messages), cmocka_unit_test(wrong_requests),
	cmocka_unit_test(identifiers_as_people_type_them), cmocka_unit_test(results),
	cmocka_unit_test(names_of_results),
};

TESTS_MAIN(tests)
