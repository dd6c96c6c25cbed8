/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/configured_data.h"

#include "unit/rsp/message_check.h"

/* Android's EuiccCardTest, two commercial cards, and lpac's requests. */
static void addresses(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct configured_addresses got;
	static const char android[] = "BF3C14 8008534D44502E434F4D 8108736D64732E636F6D";
	static const char live[] = "BF3C17 8115 74657374726F6F74736D64732E67736D612E636F6D";
	check_sequence_message(rewrite_configured_addresses, octets(&arena, android), "Android");
	check_sequence_message(rewrite_configured_addresses, octets(&arena, live), "no default address");
	check_tolerated(rewrite_configured_addresses,
	                octets(&arena, "BF3C19 8000 8115 74657374726F6F74736D64732E67736D612E636F6D"),
	                octets(&arena, live), "an empty one");
	assert_ok(configured_addresses_decode(octets(&arena, android), &got));
	check_text(got.default_smdp_address, "SMDP.COM", "default");
	check_text(got.root_smds_address, "smds.com", "root");
	static const char *const wrong[] = { "BF3C00", "BF3C03 800161", "BF3C06 810161 800161", "BF3C03 810107" };
	EACH(row, wrong)
		CHECK(configured_addresses_decode(octets(&arena, *row), &got)
		      == (row == &wrong[2] ? STATUS_OK : STATUS_MALFORMED), *row);
}

static void default_address(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	check_sequence_message(rewrite_default_address_request,
	                       octets(&arena, "BF3F0F800D736D64702E67736D612E636F6D"), "Android");
	check_sequence_message(rewrite_default_address_request, octets(&arena, "BF3F028000"), "removal");
	check_wrong_inside(rewrite_default_address_request, octets(&arena, "BF3F00"), "no address");
	check_wrong_inside(rewrite_default_address_request, octets(&arena, "BF3F03810161"), "another tag");
}

static void eid(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct eid got;
	char text[EID_DIGITS + 1];
	check_sequence_message(rewrite_eid_request, octets(&arena, "BF3E035C015A"), "request");
	check_sequence_message(rewrite_eid_answer,
	                       octets(&arena, "BF3E125A1089049032123451234512345678901235"), "answer");
	assert_ok(get_eid_answer_decode(octets(&arena, "BF3E125A1089049032123451234512345678901235"), &got));
	eid_print(&got, text);
	assert_string_equal(text, "89049032123451234512345678901235");
	static const char *const wrong[] = { "BF3E00", "BF3E025C00", "BF3E035C0180", "BF3E045C025A80" };
	EACH(row, wrong)
		check_wrong_inside(rewrite_eid_request, octets(&arena, *row), *row);
	check_wrong_inside(rewrite_eid_answer, octets(&arena, "BF3E065A041A2B3C4D"), "four octets");
}

static void challenge(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	check_sequence_message(rewrite_challenge_answer,
	                       octets(&arena, "BF2E128010000102030405060708090A0B0C0D0E0F"), "answer");
	check_wrong_inside(rewrite_challenge_answer, octets(&arena, "BF2E058003010203"), "three octets");
}

static void empty_requests(void **state)
{
	(void)state;
	static const struct {
		uint32_t tag;
		const char *octets;
	} rows[] = {
		{ GET_CONFIGURED_ADDRESSES_TAG, "BF3C00" }, { GET_CHALLENGE_TAG, "BF2E00" }, { GET_RAT_TAG, "BF4300" },
		{ GET_EUICC_INFO1_TAG, "BF2000" }, { GET_EUICC_INFO2_TAG, "BF2200" },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(buffer) request = BUFFER(16);
		assert_ok(empty_request_encode(row->tag, &request));
		check_bytes(buffer_bytes(&request), octets(&arena, row->octets), row->octets);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(addresses), cmocka_unit_test(default_address), cmocka_unit_test(eid),
	cmocka_unit_test(challenge), cmocka_unit_test(empty_requests),
};

TESTS_MAIN(tests)
