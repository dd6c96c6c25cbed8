/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

/* EF 6F50, which may hold 300 octets. */
static int set_up(void **state)
{
	if (usim_fixture_set_up(state) != 0)
		return -1;
	check_steps(*state, { "00A4040C 07 A0000000871002", "9000" }, { "00A4000C 02 6F50", "9000" });
	return 0;
}

static void test_small_objects(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "80CB0080 01 80", "6A88" },
		{ "80CB0080 01 5C", "5C00 9000" },
		{ "80DB0080 05 80 03 010203", "9000" },
		{ "80DB0080 05 DF20 02 AABB", "9000" },
		{ "80DB0080 03 81 01 77", "9000" },
		{ "80CB0080 01 80", "80 03 010203 9000" },
		{ "80CB0080 02 DF20", "DF20 02 AABB 9000" },
		{ "80CB0080 01 5C", "5C04 80 DF20 81 9000" },
		{ "80DB0080 03 80 01 99", "9000" },           /* replaced */
		{ "80CB0080 01 80", "80 01 99 9000" },
		{ "80DB0080 02 81 00", "9000" },              /* deleted */
		{ "80CB0080 01 81", "6A88" },
		{ "80DB0080 02 81 00", "9000" },
		{ "80CB0080 01 5C 00", "5C03 DF20 80 9000" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "80CB0090 01 80", "80 01 99 9000" },
	            { "80CB0080 02 DF20", "DF20 02 AABB 9000" });
}

static void test_blocks(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "80DB0080 04 80 07 0102", "63F1" },
		{ "80DB0000 03 030405", "63F1" },
		{ "80DB0000 02 0607", "9000" },
		{ "80DB0000 01 08", "6985" },
		{ "80DB00E0 01 08", "6985" },                 /* it is in the file already */
		{ "80DB0080 04 80 07 FFFF", "63F1" },
		{ "80DB00E0 04 80 07 0102", "63F1" },
		{ "80DB0000 01 FF", "63F1" },
		{ "80DB00E0 03 030405", "63F1" },
		{ "80DB0000 02 0607", "9000" },
		{ "80CB0080 01 80", "80 07 01020304050607 9000" },
		{ "80CB000000", "6985" },
		{ "80CB0080 01 80 04", "80 07 01 02 62F1" },
		{ "80CB000003", "030405 62F1" },
		{ "80CB000003", "6C02" },
		{ "80CB000000", "0607 9000" },
		{ "80CB000000", "6985" },
		{ "80CB00E000", "0607 9000" },
		{ "80CB00E001", "06 62F1" },
		{ "80CB000000", "07 9000" });
	check_transmit(card, "80CB0080 01 80 04", "6104");
	check_transmit(card, "00C0000004", "80070102 62F1");
	check_transmit(card, "80CB000000", "0304050607 9000");
}

/* An object of more than an answer can hold. */
static void test_long_object(void **state)
{
	struct usim_fixture *card = *state;
	uint8_t first[5 + 255] = { 0x80, 0xDB, 0x00, 0x80, 0xFF, 0x80, 0x82, 0x01, 0x28 };
	uint8_t second[5 + 45] = { 0x80, 0xDB, 0x00, 0x00, 0x2D };
	memset(first + 9, 0x11, sizeof first - 9);
	memset(second + 5, 0x22, sizeof second - 5);
	AUTO(buffer) answer = BUFFER(1000);
	assert_ok(uicc_transmit(card->card, BYTES(first), &answer));
	check_bytes(buffer_bytes(&answer), octets(&card->arena, "63F1"), "first block");
	buffer_clear(&answer);
	assert_ok(uicc_transmit(card->card, BYTES(second), &answer));
	check_bytes(buffer_bytes(&answer), octets(&card->arena, "9000"), "second block");

	struct bytes block = exchange(card, "80CB0080 01 80");
	assert_int_equal(block.size, 258);
	check_bytes(bytes_after(block, 256), octets(&card->arena, "62F1"), "more");
	assert_memory_equal(block.data, first + 5, 255);
	assert_int_equal(block.data[255], 0x22);
	block = exchange(card, "80CB000000");
	assert_int_equal(block.size, 44 + 2);
	/* The file is full now: nothing more goes in, and what is there stays. */
	check_steps(card, { "80DB0080 03 81 01 00", "6A84" }, { "80CB0080 01 81", "6A88" });
	assert_int_equal(exchange(card, "80CB0080 01 80").size, 258);
}

static void test_refused(void **state)
{
	static const struct step cases[] = {
		{ "80CB0180 01 80", "6A86" },      { "80CB00E0 01 80", "6700" },    { "80CB0040 01 80", "6A86" },
		{ "80CB0080", "6A80" },            { "80CB0080 01 DF", "6A80" },    { "80CB0080 02 8001", "6A80" },
		{ "80CB0080 04 DF818001", "6A80" }, { "80CB0000 01 80", "6700" },   { "80CB008B 01 80", "6981" },
		{ "80CB0081 01 80", "6A82" },      { "80DB0180 02 8000", "6A86" },  { "80DB00C0 02 8000", "6A86" },
		{ "80DB0080", "6700" },            { "80DB0080 01 80", "6A80" },    { "80DB0080 02 8081", "6A80" },
		{ "80DB0080 03 800001", "6A80" },  { "80DB0080 03 808101", "6A80" }, { "80DB0080 03 5C0180", "6A80" },
		{ "80DB0080 05 8083010000", "6A84" }, { "80DB0080 04 8082012B", "6A84" }, { "80DB0000 01 00", "6985" },
		{ "00CB0080 01 80", "6E00" },
	};
	struct usim_fixture *card = *state;
	check_exchange(card, "80DB0080 03 8F 01 55", "9000");
	EACH (one, cases) {
		check_exchange(card, "00A4000C 02 6F50", "9000");
		check_exchange(card, one->command, one->want);
	}
	check_exchange(card, "80CB0090 01 8F", "8F 01 55 9000");
}

/* Selecting anything ends a transfer; so does a transfer the other way. */
static void test_interrupted(void **state)
{
	check_steps(*state,
		{ "80DB0080 04 80 07 0102", "63F1" },
		{ "00A4000C 02 6F50", "9000" },
		{ "80DB0000 03 030405", "6985" },
		{ "80DB0080 04 80 02 0102", "9000" },
		{ "80CB0080 01 80 02", "80 02 62F1" },
		{ "80DB0000 03 030405", "6985" },
		{ "80DB0080 04 81 07 0102", "63F1" },
		{ "80CB000000", "6985" },
		{ "00B08B0001", "00 9000" },
		{ "80DB0010 01 03", "6985" },
		{ "80DB0090 04 81 07 0102", "63F1" },
		{ "80DB0010 05 0304050607", "9000" },   /* named by its short identifier */
		{ "80DB0080 04 80 07 0102", "63F1" },
		{ "80DB0000 06 030405060708", "6A80" }, /* too much */
		{ "80DB0000 05 0304050607", "6985" },
		{ "80CB0080 01 80", "80 02 0102 9000" });
}

#define TLV_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, usim_fixture_tear_down)

static const struct CMUnitTest tests[] = {
	TLV_TEST(test_small_objects), TLV_TEST(test_blocks),      TLV_TEST(test_long_object),
	TLV_TEST(test_refused),       TLV_TEST(test_interrupted),
};

TESTS_MAIN(tests)
