/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

#define X14(octet) octet octet octet octet octet octet octet octet octet octet octet octet octet octet

static void open_telecom(struct usim_fixture *card)
{
	check_steps(card, { "00200001 08" PIN1, "9000" }, { "00A4080C 04 7F106F3A", "9000" });
}

static void open_usim(struct usim_fixture *card)
{
	check_steps(card, { "00200001 08" PIN1, "9000" }, { "00A4040C 07 A0000000871002", "9000" });
}

static void test_absolute(void **state)
{
	struct usim_fixture *card = *state;
	check_exchange(card, "00B2010400", "6986");
	check_steps(card,
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "00B2010400", "6982" },
		{ "00200001 08" PIN1, "9000" },
		{ "00B2010400", X14("01") "9000" },
		{ "00B201040E", X14("01") "9000" },
		{ "00B205040E", X14("05") "9000" },
		{ "00B201040D", "6C0E" },
		{ "00B201040F", "6C0E" },
		{ "00B206040E", "6A83" },
		{ "00B2FF040E", "6A83" },
		{ "00B200040E", "6A83" },      /* the current one, and there is none */
		{ "00B200020E", X14("01") "9000" },
		{ "00B203040E", X14("03") "9000" },
		{ "00B200040E", X14("01") "9000" }, /* absolute reading moved nothing */
		{ "00B201000E", "6A86" },
		{ "00B201010E", "6A86" },
		{ "00B201050E", "6A86" },
		{ "00B201060E", "6A86" },
		{ "00B201070E", "6A86" },
		{ "00B201020E", "6A86" },
		{ "00B201FC0E", "6A86" },      /* short identifier 31 */
		{ "00B2F40400", "6A83" },
		{ "00B2010400 00", "6700" },
		{ "00A4000C 02 3F00", "9000" },
		{ "00A4000C 02 2FE2", "9000" },
		{ "00B2010400", "6981" });     /* transparent */
}

static void test_relative(void **state)
{
	struct usim_fixture *card = *state;
	open_telecom(card);
	for (int i = 0; i < 2; i++) {
		check_steps(card, { "00B2000200", X14("01") "9000" }, { "00B2000200", X14("02") "9000" },
		            { "00B2000200", X14("03") "9000" }, { "00B2000300", X14("02") "9000" },
		            { "00B2000300", X14("01") "9000" }, { "00B2000300", "6A83" },
		            { "00B2000400", X14("01") "9000" }, { "00A4000C 02 6F3A", "9000" },
		            { "00B2000300", X14("05") "9000" }, { "00B2000200", "6A83" }, { "00A4000C 02 6F3A", "9000" });
	}
	open_usim(card);
	check_steps(card, { "00A4000C 02 6F39", "9000" }, { "00B2000300", "000003 9000" }, { "00B2000200", "000001 9000" },
	            { "00B2000300", "000003 9000" }, { "00B2000300", "000002 9000" });
}

static void test_short_id(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	check_steps(card,
		{ "00B2025400", X14("02") "9000" },
		{ "00B2000200", X14("01") "9000" },    /* current from now on */
		{ "00B2000200", X14("02") "9000" },
		{ "00B2005200", X14("01") "9000" },    /* a short identifier sets the pointer back */
		{ "00B2016400", "6A82" },
		{ "00B2015C00", "6981" },              /* EF.LOCI */
		{ "00B2013C00", "6981" },              /* EF.IMSI */
		{ "00DC0154 0E" X14("77"), "9000" },
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "00B2010400", X14("77") "9000" });   /* one body for the link and its target */
}

static void test_updating(void **state)
{
	struct usim_fixture *card = *state;
	open_telecom(card);
	check_steps(card,
		{ "00DC0204 0E" X14("AA"), "9000" },
		{ "00DC0204 0D AAAAAAAAAAAAAAAAAAAAAAAAAA", "6700" },
		{ "00DC0204", "6700" },
		{ "00DC0604 0E" X14("AA"), "6A83" },
		{ "00DC0004 0E" X14("AA"), "6A83" },
		{ "00DC0002 0E" X14("B1"), "9000" },
		{ "00DC0002 0E" X14("B2"), "9000" },
		{ "00DC0003 0E" X14("C1"), "9000" },
		{ "00DC0003 0E" X14("C1"), "6A83" },
		{ "00DC0004 0E" X14("D1"), "9000" },
		{ "00DC0005 0E" X14("AA"), "6A86" },
		{ "00B2010400", X14("D1") "9000" },
		{ "00B2020400", X14("B2") "9000" },
		{ "00B2030400", X14("03") "9000" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4080C 04 7F106F3A", "9000" }, { "00DC0104 0E" X14("00"), "6982" },
	            { "00200001 08" PIN1, "9000" }, { "00B2010400", X14("D1") "9000" });
}

static void test_cyclic(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	check_steps(card,
		{ "00A4000C 02 6F39", "9000" },
		{ "00DC0003 03 0000AA", "9000" },
		{ "00B2000400", "0000AA 9000" },
		{ "00B2010400", "0000AA 9000" },
		{ "00B2020400", "000001 9000" },
		{ "00B2030400", "000002 9000" },
		{ "00DC0002 03 0000BB", "6981" },
		{ "00DC0104 03 0000BB", "6981" },
		{ "00DC0103 03 0000BB", "6981" },
		{ "00DC0003 02 0000", "6700" },
		{ "00DC0003 03 0000BB", "9000" },
		{ "00B2000200", "0000AA 9000" },
		{ "00B2030400", "000001 9000" });
}

static void test_never_written(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	check_steps(card,
		{ "00A4000C 02 6F3B", "9000" },
		{ "00B2030400", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 9000" },
		{ "00DC0304 14 0102030405060708090A0B0C0D0E0F1011121314", "6982" },
		{ "00200081 08" PIN2, "9000" },
		{ "00DC0304 14 0102030405060708090A0B0C0D0E0F1011121314", "9000" },
		{ "00B2030400", "0102030405060708090A0B0C0D0E0F1011121314 9000" },
		{ "00B2020400", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 9000" });
}

static void test_increase(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00A4000C 02 6F39", "9000" },
		{ "80320000 03 000001", "6982" },
		{ "00200001 08" PIN1, "9000" },
		{ "80320000 03 0000FF", "000100 0000FF 9000" },
		{ "00B2000400", "000100 9000" },
		{ "00B2020400", "000001 9000" },
		{ "80320000 03 FFFF00", "9850" },
		{ "00B2010400", "000100 9000" },
		{ "80320000 03 FFFEFF", "FFFFFF FFFEFF 9000" },
		{ "80320000 01 01", "9850" },
		{ "80320000 03 000000", "FFFFFF 000000 9000" },
		{ "80320000", "6700" },
		{ "80320000 04 00000001", "6700" },
		{ "80320001 03 000001", "6A86" },
		{ "80320100 03 000001", "6A86" },
		{ "80328000 03 000001", "6A86" },
		{ "80329F00 03 000001", "6A82" },
		{ "00320000 03 000001", "6E00" },
		{ "80328A00 03 000001", "6981" }, /* linear fixed, and its rule would allow it */
		{ "00A4000C 02 6F7E", "9000" },
		{ "80320000 03 000001", "6981" });
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_absolute), CARD_TEST(test_relative),      CARD_TEST(test_short_id), CARD_TEST(test_updating),
	CARD_TEST(test_cyclic),   CARD_TEST(test_never_written), CARD_TEST(test_increase),
};

TESTS_MAIN(tests)
