/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/euicc_info.h"

#include "unit/rsp/message_check.h"

/* Of a commercial card, as the project euicc-tui publishes it (tests of its modem transport). */
#define LIVE_KEY "041481370F5125D0B1D408D4C3B232E6D25E795BEBFB"
#define LIVE_INFO1 "BF203582030202 02A916" LIVE_KEY "AA16" LIVE_KEY
#define LIVE_INFO2                                                                            \
	"BF227E810302030182030202028303040200840D8101008204000279D083020B898505077F3E1F80" \
	"8603090200870302030088020490A916" LIVE_KEY "AA16" LIVE_KEY                       \
	"8B01009902064004030100000C0D45442D5A492D55502D30383236"

static struct euicc_info2 decoded(struct arena *arena, const char *hex)
{
	struct euicc_info2 info;
	CHECK_STATUS(euicc_info2_decode(octets(arena, hex), &info), STATUS_OK, hex);
	return info;
}

static void what_a_commercial_card_says(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	struct euicc_info1 info1;
	assert_ok(euicc_info1_decode(octets(&arena, LIVE_INFO1), &info1));
	assert_true(version_at_least(info1.svn, 2, 2, 2));
	assert_int_equal(info1.for_verification.count, 1);
	check_bytes(info1.for_signing.ids[0], octets(&arena, &LIVE_KEY[4]), "key");

	struct euicc_info2 info2 = decoded(&arena, LIVE_INFO2);
	assert_memory_equal(info2.profile_version.octets, "\2\3\1", 3);
	assert_memory_equal(info2.firmware_version.octets, "\4\2\0", 3);
	assert_int_equal(info2.resource.installed_applications, 0);
	assert_int_equal(info2.resource.free_nonvolatile, 0x000279D0);
	assert_int_equal(info2.resource.free_volatile, 0x0B89);
	assert_false(info2.resource.unreadable);
	assert_true(info2.has_ts102241_version && info2.has_globalplatform_version);
	assert_memory_equal(info2.ts102241_version.octets, "\x09\x02\0", 3);
	assert_int_equal(info2.rsp_capability, RSP_ADDITIONAL_PROFILE | RSP_TEST_PROFILE_SUPPORT);
	assert_int_equal(info2.uicc_capability & 0xFF, 0xFE); /* all but contactless */
	assert_int_equal(info2.category, 0);
	assert_int_equal(info2.forbidden_profile_policy_rules, PPR1);
	check_text(info2.sas_accreditation_number, "ED-ZI-UP-0826", "SAS");
	assert_int_equal(info2.platform_label.size, 0);
}

static void info1_as_a_message(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	check_sequence_message(rewrite_euicc_info1, octets(&arena, LIVE_INFO1), "live");
	check_sequence_message(rewrite_euicc_info1, octets(&arena, "BF20098203020000A900AA00"), "no keys");
	check_sequence_message(rewrite_euicc_info1,
	                       octets(&arena, "BF20618203020202A92C" LIVE_KEY LIVE_KEY "AA2C" LIVE_KEY LIVE_KEY), "two");
}

static void info2_as_a_message(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	/* The card writes its free memory in four octets; fewer say the same. */
	static const char shortest[] = "BF227D8103020301820302020283030402008 40C81010082030279D083020B89"
				       "8505077F3E1F808603090200870302030088020490A916" LIVE_KEY "AA16" LIVE_KEY
				       "8B01009902064004030100000C0D45442D5A492D55502D30383236";
	check_tolerated(rewrite_euicc_info2, octets(&arena, LIVE_INFO2), octets(&arena, shortest), "live");
	check_sequence_message(rewrite_euicc_info2, octets(&arena, shortest), "shortest");
	check_sequence_message(rewrite_euicc_info2,
	                       octets(&arena, "BF224F810302010082030202008303000001840981010082010083010085020560"
	                                      "88020780A900AA0004030100000C00AC148006706C6174666F810A6578616D706C65"
	                                      "2E6465AF0A04030202000403020300"),
	                       "no optional field but the last ones");
}

static void what_a_later_version_adds(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	static const char body[] = "8103020100820302020083030000018409810100820100830100850205608802078 0A900AA00"
				   "04030100000C00";
	AUTO(buffer) plain = BUFFER(512);
	AUTO(buffer) newer = BUFFER(512);
	struct der_writer writer = der_writer(&plain);
	der_put(&writer, 0xBF22, octets(&arena, body));
	assert_ok(der_finish(&writer));
	writer = der_writer(&newer);
	der_open(&writer, 0xBF22);
	der_put_raw(&writer, octets(&arena, body));
	der_put_raw(&writer, octets(&arena, "8D0206408E0474657374900100B100920193930303010 0B4009501FF"));
	der_close(&writer);
	assert_ok(der_finish(&writer));
	check_tolerated(rewrite_euicc_info2, buffer_bytes(&newer), buffer_bytes(&plain), "2.6 and 3.1");
}

/* A recorded session has a card whose extCardResource is one octet 00. */
static void an_unreadable_resource(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	static const char *const resources[] = { "840100", "8400", "8403810100", "84028105" };
	EACH(resource, resources) {
		AUTO(buffer) message = BUFFER(512);
		struct der_writer writer = der_writer(&message);
		der_open(&writer, 0xBF22);
		der_put_raw(&writer, octets(&arena, "810302010082030202008303000001"));
		der_put_raw(&writer, octets(&arena, *resource));
		der_put_raw(&writer, octets(&arena, "850100880100A900AA0004030100000C00"));
		der_close(&writer);
		assert_ok(der_finish(&writer));
		struct euicc_info2 info;
		CHECK_STATUS(euicc_info2_decode(buffer_bytes(&message), &info), STATUS_OK, *resource);
		bool readable = strcmp(*resource, "8403810100") == 0;
		CHECK(info.resource.unreadable == !readable, *resource);
		CHECK(info.resource.free_nonvolatile == 0, *resource);
		CHECK(info.category == -1, *resource);
	}
}

static void the_largest_values(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	uint8_t keys[CI_KEYS_MAXIMUM + 1][CI_KEY_ID_SIZE];
	struct euicc_info2 info = { .category = 3, .uicc_capability = UINT64_MAX, .rsp_capability = UINT64_MAX };
	struct euicc_info2 got;
	memset(keys, 0xAA, sizeof keys);
	info.resource = (struct card_resource){ .installed_applications = 0x80, .free_nonvolatile = UINT64_MAX };
	info.for_signing.count = CI_KEYS_MAXIMUM;
	for (size_t i = 0; i < CI_KEYS_MAXIMUM; i++)
		info.for_signing.ids[i] = BYTES(keys[i]);
	AUTO(buffer) message = BUFFER(1024);
	assert_ok(euicc_info2_encode(&info, &message));
	assert_ok(euicc_info2_decode(buffer_bytes(&message), &got));
	assert_true(got.uicc_capability == UINT64_MAX && got.rsp_capability == UINT64_MAX);
	assert_true(got.resource.free_nonvolatile == UINT64_MAX && got.resource.installed_applications == 0x80);
	assert_int_equal(got.for_signing.count, CI_KEYS_MAXIMUM);

	AUTO(buffer) too_many = BUFFER(1024);
	struct der_writer writer = der_writer(&too_many);
	der_open(&writer, 0xBF20);
	der_put_raw(&writer, octets(&arena, "8203020202A900"));
	der_open(&writer, 0xAA);
	for (size_t i = 0; i <= CI_KEYS_MAXIMUM; i++)
		der_put(&writer, 0x04, BYTES(keys[i]));
	der_close(&writer);
	der_close(&writer);
	assert_ok(der_finish(&writer));
	check_refused(rewrite_euicc_info1, buffer_bytes(&too_many), "nine keys");
}

static void wrong_values(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	static const char *const rows[] = {
		"BF200882020202A900AA00",                                        /* a version of two octets */
		"BF20098203020202AA00A900",                                      /* the lists exchanged */
		"BF20078203020202A900",                                          /* one list */
		"BF201E8203020202A915041381370F5125D0B1D408D4C3B232E6D25E795BEBAA00", /* a key of 19 octets */
		"BF20098203020202890 08A00",                                     /* lists that are not constructed */
		"BF22098203020202A900AA00",                                      /* the other message's tag */
	};
	EACH(row, rows)
		check_wrong_inside(rewrite_euicc_info1, octets(&arena, *row), *row);
}

static void names_of_capabilities(void **state)
{
	(void)state;
	assert_string_equal(uicc_capability_name(1), "usimSupport");
	assert_string_equal(uicc_capability_name(23), "profile-a-x25519");
	assert_string_equal(rsp_capability_name(0), "additionalProfile");
	assert_string_equal(rsp_capability_name(3), "testProfileSupport");
	assert_null(uicc_capability_name(64));
	assert_null(rsp_capability_name(64));
	for (unsigned bit = 0; uicc_capability_name(bit); bit++)
		assert_true(bit < 64);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_a_commercial_card_says),
	cmocka_unit_test(info1_as_a_message),
	cmocka_unit_test(info2_as_a_message),
	cmocka_unit_test(what_a_later_version_adds),
	cmocka_unit_test(an_unreadable_resource),
	cmocka_unit_test(the_largest_values),
	cmocka_unit_test(wrong_values),
	cmocka_unit_test(names_of_capabilities),
};

TESTS_MAIN(tests)
