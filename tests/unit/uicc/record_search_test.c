/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

/* Five records of EF.ADN, set before each test. */
static int set_up(void **state)
{
	if (usim_fixture_set_up(state) != 0)
		return -1;
	check_steps(*state,
		{ "00200001 08" PIN1, "9000" },
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "00DC0104 0E 416E6E61 FFFFFFFFFFFFFFFFFFFF", "9000" },
		{ "00DC0204 0E 42656E FFFFFFFFFFFFFFFFFFFF 41", "9000" },
		{ "00DC0304 0E 416E64 FFFFFFFFFFFFFFFFFFFFFF", "9000" },
		{ "00DC0404 0E 43 41 6E 44 FFFFFFFFFFFFFFFFFFFF", "9000" },
		{ "00DC0504 0E FFFFFFFFFFFFFFFFFFFFFFFFFFFF", "9000" },
		{ "00A4000C 02 6F3A", "9000" });
	return 0;
}

static void test_simple(void **state)
{
	check_steps(*state,
		{ "00A20104 02 416E", "010304 9000" },
		{ "00A20105 02 416E", "01 9000" },
		{ "00A20505 02 416E", "040301 9000" },
		{ "00A20204 02 416E 00", "0304 9000" },
		{ "00B2000400", "416E64 FFFFFFFFFFFFFFFFFFFFFF 9000" }, /* the first hit is current */
		{ "00A20004 02 416E", "0304 9000" },
		{ "00A20504 02 416E", "6282" },
		{ "00B2000400", "416E64 FFFFFFFFFFFFFFFFFFFFFF 9000" },
		{ "00A20104 01 41", "01020304 9000" },
		{ "00A20104 0E 416E6E61 FFFFFFFFFFFFFFFFFFFF", "01 9000" },
		{ "00A20104 0E FFFFFFFFFFFFFFFFFFFFFFFFFFFF", "05 9000" },
		{ "00A20104 01 FF", "0102030405 9000" });
}

static void test_undefined_pointer(void **state)
{
	check_steps(*state, { "00A20004 02 416E", "010304 9000" }, { "00A4000C 02 6F3A", "9000" },
	            { "00A20005 02 416E", "040301 9000" });
}

/* 04 and 05 start at P1, 06 and 07 beside the current record; 08 counts from a value, else from an offset. */
static void test_enhanced(void **state)
{
	check_steps(*state,
		{ "00A20106 04 0400 416E", "010304 9000" },
		{ "00A20106 04 0401 416E", "04 9000" },
		{ "00A20106 04 0402 416E", "6282" },
		{ "00A20406 04 0500 416E", "040301 9000" },
		{ "00A20106 03 0C41 6E", "010304 9000" },  /* after the first 41 */
		{ "00A20106 03 0C43 41", "04 9000" },
		{ "00A20106 03 0C99 41", "6282" },
		{ "00A20106 04 0400 416E", "010304 9000" },
		{ "00A20006 04 0600 416E", "0304 9000" },
		{ "00A20006 04 0600 416E", "04 9000" },
		{ "00A20006 04 0700 416E", "0301 9000" },
		{ "00A20006 04 0700 416E", "01 9000" },
		{ "00A20006 04 0700 416E", "6282" },
		{ "00A20106 03 040D 41", "02 9000" },
		{ "00A20106 03 04FF 41", "6282" });
}

static void test_refused(void **state)
{
	static const struct step cases[] = {
		{ "00A20100 02 416E", "6A86" },   { "00A20101 02 416E", "6A86" },      { "00A20107 02 416E", "6A86" },
		{ "00A20604 02 416E", "6A83" },   { "00A2FF05 02 416E", "6A83" },      { "00A20104", "6700" },
		{ "00A20106 02 0400", "6700" },   { "00A20106 03 1400 41", "6A80" },   { "00A20106 03 0300 41", "6A80" },
		{ "00A20104 0F 000102030405060708090A0B0C0D0E", "6700" },             { "80A20104 02 416E", "6E00" },
		{ "00A201F4 02 416E", "6A82" },   { "00A201FC 02 416E", "6A86" },
	};
	struct usim_fixture *card = *state;
	EACH (one, cases)
		check_exchange(card, one->command, one->want);
	check_steps(card, { "00A4000C 02 3F00", "9000" }, { "00A20104 01 41", "6986" }, { "00A4000C 02 2FE2", "9000" },
	            { "00A20104 01 41", "6981" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4080C 04 7F106F3A", "9000" }, { "00A20104 01 41", "6982" });
}

static void test_cyclic(void **state)
{
	check_steps(*state, { "00A4040C 07 A0000000871002", "9000" }, { "00A4000C 02 6F39", "9000" },
	            { "00A20104 02 0000", "010203 9000" }, { "00A20305 01 02", "02 9000" },
	            { "00B2000200", "000003 9000" });
}

#define SEARCH_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, usim_fixture_tear_down)

static const struct CMUnitTest tests[] = {
	SEARCH_TEST(test_simple),  SEARCH_TEST(test_undefined_pointer), SEARCH_TEST(test_enhanced),
	SEARCH_TEST(test_refused), SEARCH_TEST(test_cyclic),
};

TESTS_MAIN(tests)
