/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/profile_management.h"

#include "unit/rsp/message_check.h"

#define ACCESS_RULES                                                                            \
	"BF7645E243E135C114ABCD92CBB156B280FA4E1429A6ECEEB6E5C1BFE4CA1D636F6D2E676F6F67" \
	"6C652E616E64726F69642E617070732E6D79617070E30ADB080000000000000001"

static struct profile_info only_profile(struct bytes answer)
{
	struct der_reader list;
	struct profile_info info;
	assert_ok(profiles_info_answer_decode(answer, &list));
	assert_true(profile_info_read(&list, &info));
	assert_true(der_end(&list));
	return info;
}

/* Android's EuiccCardTest: the fields do not come in the order of SGP.22. */
static void what_a_card_lists(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct bytes answer = octets(&arena, "BF2D8184A08181E37F5A0A8967000000000045230190046E69636B9103746D6F92027031"
	                                     "B70F800312F345810301020382030405069F7001019501 01990206C0" ACCESS_RULES);
	struct profile_info info = only_profile(answer);
	char iccid[ICCID_TEXT_SIZE], owner[7];
	assert_true(info.has_iccid && info.has_state && info.has_class && info.has_owner && info.has_rules);
	iccid_print(&info.iccid, iccid);
	mcc_mnc_print(info.owner.mcc_mnc, owner);
	assert_string_equal(iccid, "98760000000000543210");
	assert_string_equal(owner, "21354");
	check_text(info.nickname, "nick", "nickname");
	check_text(info.service_provider_name, "tmo", "provider");
	check_text(info.profile_name, "p1", "name");
	check_bytes(info.owner.gid1, octets(&arena, "010203"), "gid1");
	assert_int_equal(info.state, PROFILE_ENABLED);
	assert_int_equal(info.profile_class, PROFILE_PROVISIONING);
	assert_int_equal(info.icon_type, ICON_NONE);
	check_bytes(info.access_rules, octets(&arena, ACCESS_RULES), "access rules");

	info = only_profile(octets(&arena, "BF2D14A012E3105A0A896700000000004523FF9F700101"));
	iccid_print(&info.iccid, iccid);
	assert_string_equal(iccid, "987600000000005432");
	assert_false(info.has_class || info.has_owner || info.has_rules);
}

static void lists(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct der_reader list;
	struct profile_info info = { .nickname = TEXT("kept") };
	assert_ok(profiles_info_answer_decode(octets(&arena, "BF2D02A000"), &list));
	assert_false(profile_info_read(&list, &info));
	assert_int_equal(profiles_info_answer_decode(octets(&arena, "BF2D03810101"), &list), STATUS_REFUSED);
	static const char *const wrong[] = { "", "BF2D00", "BF2D03820101", "BF2D04A0000500", "BF2D02A00000",
	                                     "BF2E02A000" };
	EACH(row, wrong)
		CHECK_STATUS(profiles_info_answer_decode(octets(&arena, *row), &list), STATUS_MALFORMED, *row);
	static const char *const wrong_entries[] = {
		"E303 5A0198", "E304 9F700102", "E303 950103", "E303 930102", "E303 4F01A0", "E303 900107",
		"E303 B70100", "E302 9900", "E302 5A0A", "E402 9000", "E301 9F", "",
	};
	EACH(row, wrong_entries) {
		struct der_reader reader = der_reader(octets(&arena, *row));
		CHECK(!profile_info_read(&reader, &info), *row);
		check_text(info.nickname, "kept", *row);
	}
	struct der_reader later = der_reader(octets(&arena, "E30A 9F1F0161 9F250105 BA00"));
	assert_true(profile_info_read(&later, &info)); /* service description, size, remote management: version 3 */
}

static struct profile_info a_whole_profile(struct arena *arena)
{
	struct profile_info info = {
		.has_iccid = true,
		.iccid = { { 0x98, 0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x14 } },
		.aid = octets(arena, "A0000005591010FFFFFFFF8900001100"),
		.has_state = true, .state = PROFILE_ENABLED,
		.nickname = TEXT("nick"), .service_provider_name = TEXT("tmo"), .profile_name = TEXT("p1"),
		.icon_type = ICON_PNG, .icon = octets(arena, "89504E47"),
		.has_class = true, .profile_class = PROFILE_OPERATIONAL,
		.has_owner = true, .owner = { .mcc_mnc = { 0x62, 0xF2, 0x10 } },
		.has_rules = true, .profile_policy_rules = PPR2,
		.notification_addresses = octets(arena, "B600"),
		.dp_proprietary_data = octets(arena, "B805800388370A"),
		.service_specific_data = octets(arena, "BF2200"),
		.access_rules = octets(arena, "BF7600"),
	};
	return info;
}

/* Of a whole profile: what each tag list brings, always in the order of SGP.22. */
static void tag_lists(void **state)
{
	(void)state;
	static const struct {
		bool has_tag_list;
		const char *tag_list;
		const char *entry;
	} rows[] = {
		{ false, "", "E33D 5A0A98001032547698103214 4F10A0000005591010FFFFFFFF8900001100 9F700101 90046E69636B"
		             "9103746D6F 92027031 930101 940489504E47 950102" },
		{ true, "", "E300" },
		{ true, "5A", "E30C 5A0A98001032547698103214" },
		{ true, "9F705A", "E310 5A0A98001032547698103214 9F700101" },
		{ true, "BF769599BF22B8B7B6", "E31D 950102 B600 B705800362F210 B805800388370A 99020520 BF2200 BF7600" },
		{ true, "9F7B90BF2090", "E306 90046E69636B" },
		{ true, "5A9F", "E30C 5A0A98001032547698103214" },
		{ true, "9F", "E300" },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(buffer) entry = BUFFER(512);
		struct profile_info info = a_whole_profile(&arena), again;
		assert_ok(profile_info_encode(&info, row->has_tag_list, octets(&arena, row->tag_list), &entry));
		check_bytes(buffer_bytes(&entry), octets(&arena, row->entry), row->tag_list);
		struct der_reader reader = der_reader(buffer_bytes(&entry));
		assert_true(profile_info_read(&reader, &again));
	}
}

static void what_is_absent_is_left_out(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	AUTO(buffer) entry = BUFFER(512);
	const struct profile_info info = { .icon_type = ICON_NONE };
	assert_ok(profile_info_encode(&info, false, (struct bytes){ 0 }, &entry));
	assert_ok(profile_info_encode(&info, true, octets(&arena, "5A4F9F709091929394 95B6B7B899BF22BF76"), &entry));
	check_bytes(buffer_bytes(&entry), octets(&arena, "E300E300"), "nothing");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_a_card_lists), cmocka_unit_test(lists), cmocka_unit_test(tag_lists),
	cmocka_unit_test(what_is_absent_is_left_out),
};

TESTS_MAIN(tests)
