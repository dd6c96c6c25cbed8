/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/profile_metadata.h"

#include "unit/rsp/message_check.h"

#define NAMES "5A0A 98001032547698103214 9103 746D6F 9202 7031"
/* BF76 of Android's EuiccCardTest: one certificate hash and package name with its access rule. */
#define ACCESS_RULES                                                                            \
	"BF7645E243E135C114ABCD92CBB156B280FA4E1429A6ECEEB6E5C1BFE4CA1D636F6D2E676F6F67" \
	"6C652E616E64726F69642E617070732E6D79617070E30ADB080000000000000001"

/* The names of BF25 in messages that others made: the worked session and two of osmo-smdpp's. */
static void metadata_of_others(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	struct profile_metadata got;
	static const char session[] = "BF252F 5A0A98001032547698103214 9109 65756963632D727370"
				      "9216 65756963632D72737020746573742070726F66696C65";
	check_sequence_message(rewrite_profile_metadata, octets(&arena, session), "worked session");
	assert_ok(profile_metadata_decode(octets(&arena, session), &got));
	check_text(got.service_provider_name, "euicc-rsp", "provider");
	check_text(got.profile_name, "euicc-rsp test profile", "name");
	assert_int_equal(got.profile_class, PROFILE_OPERATIONAL);
	assert_int_equal(got.icon_type, ICON_NONE);
	assert_false(got.has_owner);

	assert_ok(profile_metadata_decode(octets(&arena, "BF252D5A0A98001032547698103214910947534D415F54455354921147"
	                                                 "534D415F544553545F50524F46494C45950100"), &got));
	assert_int_equal(got.profile_class, PROFILE_TEST);
	check_text(got.profile_name, "GSMA_TEST_PROFILE", "name");
}

static void every_field(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	struct profile_metadata got;
	static const char whole[] = "BF25819E" NAMES "930101 9404 89504E47 950100 B615 3008 80020780 8102 6162"
				    "3009 800204F0 8103 612E62 B70F 8003 12F345 8103 010203 8203 040506 99020560"
				    "BF2206 3004 8000 A100" ACCESS_RULES;
	check_sequence_message(rewrite_profile_metadata, octets(&arena, whole), "whole");
	assert_ok(profile_metadata_decode(octets(&arena, whole), &got));
	assert_int_equal(got.icon_type, ICON_PNG);
	check_bytes(got.icon, octets(&arena, "89504E47"), "icon");
	assert_int_equal(got.notification_address_count, 2);
	assert_int_equal(got.notification_addresses[0].events, NOTIFICATION_INSTALL);
	check_text(got.notification_addresses[1].address, "a.b", "second address");
	assert_int_equal(got.notification_addresses[1].events, NOTIFICATION_INSTALL | NOTIFICATION_ENABLE
	                                                       | NOTIFICATION_DISABLE | NOTIFICATION_DELETE);
	assert_true(got.has_owner && got.owner.has_gid1 && got.owner.has_gid2);
	check_bytes(got.owner.gid2, octets(&arena, "040506"), "gid2");
	assert_int_equal(got.profile_policy_rules, PPR1 | PPR2);
	check_bytes(got.service_specific_data, octets(&arena, "BF2206 3004 8000 A100"), "service data");
	check_bytes(got.access_rules, octets(&arena, ACCESS_RULES), "access rules");
}

static void tolerated_forms(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	static const char plain[] = "BF2515" NAMES;
	static const struct {
		const char *received, *what;
	} rows[] = {
		{ "BF2518" NAMES "950102", "the default class, said" },
		{ "BF2518" NAMES "930101", "an icon type without icon" },
		{ "BF251A" NAMES "930101 9400", "an empty icon" },
		{ "BF2517" NAMES "B600", "no notification address" },
		{ "BF2518" NAMES "990100", "no rule" },
		{ "BF2519" NAMES "99020000", "no rule, with zero bits" },
		{ "BF2518" NAMES "BF2300", "data for the LPA alone" },
		{ "BF2529" NAMES "BA00 9B0161 BE00 BC00 BD00 9F1F00 BF2000 9F2100", "version 3" },
	};
	assert_int_equal(octets(&arena, NAMES).size, 0x15);
	EACH(row, rows)
		check_tolerated(rewrite_profile_metadata, octets(&arena, row->received), octets(&arena, plain),
		                row->what);
	check_tolerated(rewrite_profile_metadata, octets(&arena, "BF251B" NAMES "BF2200 BF2300"),
	                octets(&arena, "BF2518" NAMES "BF2200"), "between and after what is known");
	check_tolerated(rewrite_profile_metadata, octets(&arena, "BF251F" NAMES "B608 3006 80020080 8100"),
	                octets(&arena, "BF251F" NAMES "B608 3006 80020780 8100"), "unpadded events");
}

static void wrong_values(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	static const char *const rows[] = {
		"BF2500",
		"BF2509 9103746D6F 92027031",                               /* no ICCID */
		"BF2510 5A0A98001032547698103214 92027031",                 /* no provider */
		"BF2511 5A0A98001032547698103214 9103746D6F",               /* no name */
		"BF2514 5A0998001032547698103 2 9103746D6F 92027031",       /* nine octets of ICCID */
		"BF2519" NAMES "94024142",                                  /* an icon without type */
		"BF251C" NAMES "930102 94024142",                           /* of a third type */
		"BF2518" NAMES "950103",                                    /* a fourth class */
		"BF251A" NAMES "B703 800112",                               /* an owner of one octet */
		"BF251A" NAMES "B603 300100",                               /* no address */
		"BF251B" NAMES "BF2200 BF2200",                             /* twice */
		"BF2515 5A0A98001032547698103214 91031B5B6D 92027031",      /* a control character */
		"BF2515 5A0A98001032547698103214 9103C0AF41 92027031",      /* no UTF-8 */
		("BF2536 5A0A98001032547698103214 9124 414141414141414141414141414141414141414141414141414141414141"
		 "414141414141 92027031"),                                  /* a provider of 36 octets */
	};
	EACH(row, rows)
		check_wrong_inside(rewrite_profile_metadata, octets(&arena, *row), *row);
}

/* Names, icon and addresses at their limits, and one more of each. */
static void limits(void **state)
{
	(void)state;
	uint8_t large[ICON_MAXIMUM + 1];
	memset(large, 'a', sizeof large);
	for (int over = 0; over < 5; over++) {
		struct profile_metadata metadata = { .profile_class = PROFILE_OPERATIONAL, .icon_type = ICON_JPEG };
		AUTO(buffer) message = BUFFER(1 << 14);
		AUTO(buffer) again = BUFFER(1 << 14);
		struct text text = { (const char *)large, 0 };
		metadata.service_provider_name = metadata.profile_name = text;
		metadata.service_provider_name.size = SERVICE_PROVIDER_NAME_MAXIMUM + (over == 1);
		metadata.profile_name.size = PROFILE_NAME_MAXIMUM + (over == 2);
		metadata.icon = bytes_from(large, ICON_MAXIMUM + (over == 3));
		for (size_t i = 0; i < NOTIFICATION_ADDRESSES_MAXIMUM; i++)
			metadata.notification_addresses[i] = (struct notification_address){
				NOTIFICATION_INSTALL, { (const char *)large, ADDRESS_MAXIMUM + (over == 4) } };
		metadata.notification_address_count = NOTIFICATION_ADDRESSES_MAXIMUM;
		assert_ok(profile_metadata_encode(&metadata, &message));
		assert_int_equal(rewrite_profile_metadata(buffer_bytes(&message), &again),
		                 over ? STATUS_MALFORMED : STATUS_OK);
		if (!over)
			check_bytes(buffer_bytes(&again), buffer_bytes(&message), "at the limits");
	}
}

static void nine_addresses(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(buffer) message = BUFFER(1024);
	struct der_writer writer = der_writer(&message);
	der_open(&writer, STORE_METADATA_TAG);
	der_put_raw(&writer, octets(&arena, NAMES));
	der_open(&writer, 0xB6);
	for (int i = 0; i < NOTIFICATION_ADDRESSES_MAXIMUM + 1; i++)
		der_put_raw(&writer, octets(&arena, "3008 80020780 8102 6162"));
	der_close(&writer);
	der_close(&writer);
	assert_ok(der_finish(&writer));
	check_refused(rewrite_profile_metadata, buffer_bytes(&message), "nine");
}

static void sameness(void **state)
{
	(void)state;
	struct profile_metadata a = { .service_provider_name = TEXT("p"), .profile_name = TEXT("n"), .has_owner = true };
	struct profile_metadata b = a;
	assert_true(profile_metadata_equal(&a, &b));
	b.icon = bytes_from("x", 1);
	b.notification_address_count = 1;
	assert_true(profile_metadata_equal(&a, &b));
	b = a, b.iccid.octets[9] = 1;
	assert_false(profile_metadata_equal(&a, &b));
	b = a, b.service_provider_name = TEXT("q");
	assert_false(profile_metadata_equal(&a, &b));
	b = a, b.profile_name = TEXT("");
	assert_false(profile_metadata_equal(&a, &b));
	b = a, b.profile_class = PROFILE_OPERATIONAL;
	assert_false(profile_metadata_equal(&a, &b));
	b = a, b.profile_policy_rules = PPR1;
	assert_false(profile_metadata_equal(&a, &b));
	b = a, b.has_owner = false;
	assert_false(profile_metadata_equal(&a, &b));
	b = a, b.owner.mcc_mnc[2] = 1;
	assert_false(profile_metadata_equal(&a, &b));
	b = a, b.owner.has_gid1 = true;
	assert_false(profile_metadata_equal(&a, &b));
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(profile_class_name(PROFILE_TEST), "test");
	assert_string_equal(profile_class_name(3), "unknown");
	assert_string_equal(notification_event_name(NOTIFICATION_DELETE), "delete");
	assert_string_equal(notification_event_name(3), "unknown");
	assert_string_equal(notification_event_name((uint64_t)1 << 40), "unknown");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(metadata_of_others), cmocka_unit_test(every_field), cmocka_unit_test(tolerated_forms),
	cmocka_unit_test(wrong_values),       cmocka_unit_test(limits),      cmocka_unit_test(nine_addresses),
	cmocka_unit_test(sameness),           cmocka_unit_test(names),
};

TESTS_MAIN(tests)
