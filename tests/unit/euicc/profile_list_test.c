/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "codec/der_write.h"
#include "support/card_fixture.h"

#define SERVICE_DATA "BF2206 3004 8000 A100"
/* BF76 of Android's EuiccCardTest: one certificate hash and package name with its access rule. */
#define ACCESS_RULES                                                                            \
	"BF7645E243E135C114ABCD92CBB156B280FA4E1429A6ECEEB6E5C1BFE4CA1D636F6D2E676F6F67" \
	"6C652E616E64726F69642E617070732E6D79617070E30ADB080000000000000001"

/* Test profiles, and both policy rules for every operator. */
static void be_liberal(struct euicc_birth *birth)
{
	struct authorisation_rule *rule = &birth->rules.rules[0];
	rule->rules = PPR1 | PPR2;
	memset(rule->operators[0].mcc_mnc, 0xEE, MCC_MNC_SIZE);
	rule->operator_count = 1;
	birth->rules.count = 1;
	birth->test_profiles_allowed = true;
}

/* An operational profile with everything that metadata can say, and a plain test profile. */
static void set_up(struct card_fixture *fixture)
{
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	static const uint8_t icon[] = { 0x89, 'P', 'N', 'G' };
	card_fixture_set_up(fixture, CURVE_P256, be_liberal);
	metadata.icon_type = ICON_PNG;
	metadata.icon = BYTES(icon);
	metadata.profile_policy_rules = PPR1 | PPR2;
	metadata.service_specific_data = octets(&fixture->arena, SERVICE_DATA);
	metadata.access_rules = octets(&fixture->arena, ACCESS_RULES);
	card_fixture_offer(fixture, &metadata, &profile);
	fixture->server.configure_isdp = octets(&fixture->arena, "BF2407 B805 8003 88370A");
	card_fixture_install(fixture, 0);
	card_fixture_offer_simple(fixture, TEST_ICCID_2, PROFILE_TEST, 0);
	card_fixture_install(fixture, 0);
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
}

/* The tags that stand in each E3 of the answer, for one request. Values of SGP.22 5.7.15. */
static const struct {
	const char *what, *request;
	size_t profiles;
	uint32_t tags[12]; /* of the first one; ended by nought */
} questions[] = {
	{ "everything by default", "BF2D00", 2,
	  { 0x5A, 0x4F, 0x9F70, 0x91, 0x92, 0x93, 0x94, 0x95 } },
	{ "by ICCID", "BF2D0E A00C 5A0A 989420000010325476F0", 1,
	  { 0x5A, 0x4F, 0x9F70, 0x91, 0x92, 0x93, 0x94, 0x95 } },
	{ "by AID", "BF2D14 A012 4F10 A0000005591010FFFFFFFF8900001000", 1,
	  { 0x5A, 0x4F, 0x9F70, 0x91, 0x92, 0x93, 0x94, 0x95 } },
	{ "by class, test", "BF2D05 A003 950100", 1, { 0x5A, 0x4F, 0x9F70, 0x91, 0x92, 0x95 } },
	{ "by class, operational", "BF2D05 A003 950102", 1, { 0x5A, 0x4F, 0x9F70, 0x91, 0x92, 0x93, 0x94, 0x95 } },
	{ "by class, provisioning", "BF2D05 A003 950101", 0, { 0 } },
	{ "an ICCID that is not there", "BF2D0E A00C 5A0A 00000000000000000000", 0, { 0 } },
	{ "an AID that is not there", "BF2D14 A012 4F10 A0000005591010FFFFFFFF890000FF00", 0, { 0 } },
	{ "some fields", "BF2D06 5C04 5A9F7095", 2, { 0x5A, 0x9F70, 0x95 } },
	{ "fields that are rarely asked for", "BF2D05 5C03 B6B7B8", 2, { 0xB6, 0xB7, 0xB8 } },
	{ "fields that nobody knows", "BF2D06 5C04 9F7E5A9E", 2, { 0x5A } },
	{ "one of some fields", "BF2D08 A003 950100 5C01 92", 1, { 0x92 } },
};

static void check_tags(struct bytes profile, const uint32_t *tags, const char *what)
{
	struct der_reader reader = der_reader(profile), body;
	struct der_element element;
	assert_true(der_enter(&reader, 0xE3, &body));
	for (; *tags != 0; tags++) {
		CHECK(der_next(&body, &element), what);
		if (element.tag != *tags)
			fail_msg("%s: tag %X, want %X", what, element.tag, *tags);
	}
	CHECK(der_end(&body), what);
}

static void questions_are_answered(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	EACH(question, questions) {
		struct der_reader list;
		struct der_element profile;
		size_t count = 0;
		struct bytes answer = test_card_command_hex(&fixture.card, &fixture.arena, question->request);
		assert_ok(profiles_info_answer_decode(answer, &list));
		for (; !der_end(&list); count++) {
			assert_true(der_next(&list, &profile));
			if (count == 0)
				check_tags(profile.whole, question->tags, question->what);
		}
		if (count != question->profiles)
			fail_msg("%s: %zu profiles, want %zu", question->what, count, question->profiles);
	}
	card_fixture_tear_down(&fixture);
}

/* SGP.22 5.7.15: incorrectInputValues. What is no TLV at all never gets as far. */
static void wrong_questions_are_told_so(void **state)
{
	(void)state;
	static const struct {
		const char *what, *request;
	} rows[] = {
		{ "a class that is none", "BF2D05 A003 950103" },
		{ "an AID of three octets", "BF2D07 A005 4F03A00000" },
		{ "an ICCID of nine octets", "BF2D0D A00B 5A09989420000010325476" },
		{ "two criteria", "BF2D11 A00F 950102 5A0A989420000010325476F0" },
		{ "no criterion", "BF2D02 A000" },
	};
	struct card_fixture fixture;
	set_up(&fixture);
	EACH(row, rows) {
		struct bytes answer = test_card_command_hex(&fixture.card, &fixture.arena, row->request);
		check_bytes(answer, octets(&fixture.arena, "BF2D03 810101"), row->what);
	}
	card_fixture_tear_down(&fixture);
}

static void fields_have_their_values(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct profile_info info;
	struct der_reader list;
	set_up(&fixture);
	struct bytes answer = test_card_command_hex(&fixture.card, &fixture.arena,
	                                            "BF2D0F 5C0D 5A4F9F70919293949599B6B7B8");
	assert_ok(profiles_info_answer_decode(answer, &list));
	assert_true(profile_info_read(&list, &info));
	assert_int_equal(info.state, PROFILE_ENABLED);
	check_text(info.service_provider_name, "Provisim", "service provider");
	check_text(info.profile_name, "Unit test", "profile name");
	assert_int_equal(info.icon_type, ICON_PNG);
	assert_int_equal(info.icon.size, 4);
	assert_int_equal(info.profile_class, PROFILE_OPERATIONAL);
	check_bytes(BYTES(info.owner.mcc_mnc), octets(&fixture.arena, "62F210"), "owner");
	check_bytes(info.dp_proprietary_data, octets(&fixture.arena, "B805 8003 88370A"), "data of the SM-DP+");
	assert_true(info.notification_addresses.size > 0);
	assert_true(profile_info_read(&list, &info));
	assert_int_equal(info.state, PROFILE_DISABLED);
	assert_int_equal(info.profile_class, PROFILE_TEST);
	assert_true(der_end(&list));
	card_fixture_tear_down(&fixture);
}

/* ---- nicknames ---- */

static int set_nickname(struct card_fixture *fixture, const char *iccid, const char *nickname)
{
	AUTO(buffer) request = BUFFER(256);
	struct iccid wanted;
	int result;
	assert_ok(iccid_parse(text_from(iccid), &wanted));
	assert_ok(set_nickname_request_encode(&wanted, text_from(nickname), &request));
	struct bytes answer = test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
	assert_ok(result_answer_decode(answer, SET_NICKNAME_TAG, &result));
	return result;
}

/* The first profile's whole answer to a tag list of one tag, after it was called "Work". */
static const struct {
	const char *tag, *want;
} single_fields[] = {
	{ "5A", "5A0A 989420000010325476F0" },
	{ "4F", "4F10 A0000005591010FFFFFFFF8900001000" },
	{ "9F70", "9F7001 01" },
	{ "90", "9004 576F726B" },
	{ "91", "9108 50726F766973696D" },
	{ "92", "9209 556E69742074657374" },
	{ "93", "9301 01" },
	{ "94", "9404 89504E47" },
	{ "95", "9501 02" },
	{ "B6", "B621 301F 800204F0 8119 74657374736D6470706C7573312E6578616D706C652E636F6D" },
	{ "B7", "B705 8003 62F210" },
	{ "B8", "B805 8003 88370A" },
	{ "99", "9902 0560" },
	{ "BF22", SERVICE_DATA },
	{ "BF76", ACCESS_RULES },
};

static struct bytes ask_for_tag(struct card_fixture *fixture, const char *tag)
{
	AUTO(buffer) request = BUFFER(64);
	struct der_writer writer = der_writer(&request);
	der_open(&writer, GET_PROFILES_INFO_TAG);
	der_put(&writer, 0x5C, octets(&fixture->arena, tag));
	der_close(&writer);
	assert_ok(der_finish(&writer));
	return test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
}

static void each_field_comes_alone(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	assert_int_equal(set_nickname(&fixture, TEST_ICCID, "Work"), MANAGEMENT_OK);
	EACH(field, single_fields) {
		struct der_reader list, profile;
		struct der_element element;
		assert_ok(profiles_info_answer_decode(ask_for_tag(&fixture, field->tag), &list));
		CHECK(der_enter(&list, 0xE3, &profile), field->tag);
		CHECK(der_next(&profile, &element), field->tag);
		check_bytes(element.whole, octets(&fixture.arena, field->want), field->tag);
		CHECK(der_end(&profile), field->tag);
	}
	card_fixture_tear_down(&fixture);
}

static void nicknames_are_kept_changed_and_removed(void **state)
{
	(void)state;
	static const char *const nicknames[] = { "Work", "Café 日本", "", "x" };
	struct card_fixture fixture;
	struct profile_info info;
	set_up(&fixture);
	EACH(nickname, nicknames) {
		assert_int_equal(set_nickname(&fixture, TEST_ICCID, *nickname), MANAGEMENT_OK);
		test_card_power_cycle(&fixture.card);
		assert_true(card_fixture_find(&fixture, TEST_ICCID, &info));
		check_text(info.nickname, *nickname, "nickname");
	}
	assert_int_equal(set_nickname(&fixture, TEST_ICCID_3, "nobody"), MANAGEMENT_NOT_FOUND);
	card_fixture_tear_down(&fixture);
}

/* 64 octets at most, counted as octets. */
static void a_nickname_has_a_limit(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	for (size_t size = 63; size <= 66; size++) {
		AUTO(buffer) request = BUFFER(256);
		char nickname[80] = { 0 };
		struct iccid iccid;
		memset(nickname, 'n', size);
		assert_ok(iccid_parse(TEXT(TEST_ICCID), &iccid));
		struct der_writer writer = der_writer(&request);
		der_open(&writer, SET_NICKNAME_TAG);
		der_put(&writer, 0x5A, BYTES(iccid.octets));
		der_put_text(&writer, 0x90, text_from(nickname));
		der_close(&writer);
		assert_ok(der_finish(&writer));
		status_word word = test_card_store_data(&fixture.card, buffer_bytes(&request), NULL);
		assert_int_equal(word, size <= NICKNAME_MAXIMUM ? SW_OK : SW_WRONG_DATA);
	}
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(questions_are_answered),
	cmocka_unit_test(wrong_questions_are_told_so),
	cmocka_unit_test(fields_have_their_values),
	cmocka_unit_test(each_field_comes_alone),
	cmocka_unit_test(nicknames_are_kept_changed_and_removed),
	cmocka_unit_test(a_nickname_has_a_limit),
};

TESTS_MAIN(tests)
