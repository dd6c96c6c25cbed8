/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscription_pack.h"

#include "support/test.h"

static const struct {
	enum subscription_field field;
	const char *value;
} values[] = {
	{ SUBSCRIPTION_ICCID, "8949449999999990015" },
	{ SUBSCRIPTION_IMSI, "001010123456789" },
	{ SUBSCRIPTION_MSISDN, "49170123456" },
	{ SUBSCRIPTION_KI, "465B5CE8B199B49FAA5F0A2EE238A6BC" },
	{ SUBSCRIPTION_OPC, "CD63CB71954A9F4E48A5994E37A02BAFCD63CB71954A9F4E48A5994E37A02BAF" },
	{ SUBSCRIPTION_PIN1, "0000" },
	{ SUBSCRIPTION_ADM1, "12345678" },
	{ SUBSCRIPTION_KIK3, "00112233445566778899AABBCCDDEEFF" },
	{ SUBSCRIPTION_EID, "89049032123451234512345678901235" },
	{ SUBSCRIPTION_MATCHING_ID, "ABCD-1234" },
	{ SUBSCRIPTION_CONFIRMATION_CODE, "open sesame" },
};

static void fill(struct subscription *subscription)
{
	char fault[SUBSCRIPTION_FAULT_SIZE];
	EACH (value, values)
		CHECK_STATUS(subscription_set(subscription, value->field, text_from(value->value), fault), STATUS_OK, fault);
}

static void what_is_packed_comes_out_again(void **state)
{
	(void)state;
	struct subscription given = { 0 }, got = { 0 };
	AUTO(buffer) packed = SECRET_BUFFER(SUBSCRIPTION_PACK_MAXIMUM);
	fill(&given);
	assert_ok(subscription_pack(&given, &packed));
	assert_ok(subscription_unpack(buffer_bytes(&packed), &got));
	for (int field = 0; field < SUBSCRIPTION_FIELDS; field++)
		assert_string_equal(got.values[field], given.values[field]);
}

/* The octets stand in databases: a program of tomorrow must read them. */
static void the_form_stays(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	struct subscription given = { 0 }, got = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE];
	AUTO(buffer) packed = SECRET_BUFFER(SUBSCRIPTION_PACK_MAXIMUM);
	assert_ok(subscription_set(&given, SUBSCRIPTION_IMSI, TEXT("00101012"), fault));
	assert_ok(subscription_set(&given, SUBSCRIPTION_KI, TEXT("000102030405060708090A0B0C0D0E0F"), fault));
	assert_ok(subscription_pack(&given, &packed));
	check_bytes(buffer_bytes(&packed), octets(&arena, "01 02 08 3030313031303132 04 10 000102030405060708090A0B0C0D0E0F"),
	            "packed");
	/* A value of a later program: passed over. */
	struct bytes later = octets(&arena, "01 C8 02 FFFF 02 08 3030313031303132");
	assert_ok(subscription_unpack(later, &got));
	assert_string_equal(got.values[SUBSCRIPTION_IMSI], "00101012");
}

static void what_is_cut_or_wrong_is_refused(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	struct subscription given = { 0 }, got = { 0 };
	AUTO(buffer) packed = SECRET_BUFFER(SUBSCRIPTION_PACK_MAXIMUM);
	static const char *const wrong[] = { "", "02", "01 02", "01 02 08 303031", "01 02 02 4142", "01 01 03 383930",
		                           "01 04 01 00" };
	fill(&given);
	assert_ok(subscription_pack(&given, &packed));
	EACH (bad, wrong)
		CHECK_STATUS(subscription_unpack(octets(&arena, *bad), &got), STATUS_MALFORMED, *bad);
	for (size_t size = packed.size - 1; size > packed.size - 12; size--)
		CHECK_STATUS(subscription_unpack(bytes_from(packed.data, size), &got), STATUS_MALFORMED, "cut");
	assert_string_equal(got.values[SUBSCRIPTION_IMSI], "");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_packed_comes_out_again),
	cmocka_unit_test(the_form_stays),
	cmocka_unit_test(what_is_cut_or_wrong_is_refused),
};

TESTS_MAIN(tests)
