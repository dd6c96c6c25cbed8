/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

#define FCP_MF "62 23 8202 7821 8302 3F00 A506 800171 870101 8A0105 8B03 2F0601 C609 9001 C0 830101 83010A"
#define FCP_TELECOM "62 1B 8202 7821 8302 7F10 8A0105 8B03 2F0601 C609 9001 C0 830101 83010A"
#define FCP_USIM                                                                                          \
	"62 30 8202 7821 8302 7FFF 8410" USIM_AID "8A0105 8B03 2F0601 C60C 9001 E0 830101 830181 83010A"
#define FCP_ISIM                                                                                          \
	"62 30 8202 7821 8302 7FFF 8410" ISIM_AID "8A0105 8B03 2F0601 C60C 9001 A0 830101 830181 83010A"
#define FCP_ICCID "62 17 8202 4121 8302 2FE2 8A0105 8B03 2F0601 8002 000A 880110"
#define FCP_ADN "62 19 8205 4221000E05 8302 6F3A 8A0105 8B03 2F0602 8002 0046 8800"
#define FCP_ADN_LINK "62 1A 8205 4221000E05 8302 6F3A 8A0105 8B03 2F0602 8002 0046 880150"
#define FCP_ACM "62 19 8205 4621000303 8302 6F39 8A0105 8B03 2F0602 8002 0009 8800"
#define FCP_ACC "62 16 8202 4121 8302 6F78 8A0104 8B03 2F0604 8002 0002 8800"
#define FCP_FPLMN "62 1B 8202 4121 8302 6F7B A503 C00140 8A0104 8B03 2F0604 8002 0003 8800"
#define FCP_TLV "62 1D 8202 7921 8302 6F50 A504 8602 012C 8A0105 8B03 2F0604 8002 0064 880180"

static void test_answers(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A40004 02 3F00", FCP_MF "9000" },
		{ "00A40004", FCP_MF "9000" },
		{ "00A40004 02 2FE2", FCP_ICCID "9000" },
		{ "00A40004 02 7F10", FCP_TELECOM "9000" },
		{ "00A40004 02 6F3A", FCP_ADN "9000" },
		{ "00A40404 10" USIM_AID, FCP_USIM "9000" },
		{ "00A40004 02 6F3A", FCP_ADN_LINK "9000" },
		{ "00A40004 02 6F39", FCP_ACM "9000" },
		{ "00A40004 02 6F78", FCP_ACC "6283" },
		{ "00A40004 02 6F7B", FCP_FPLMN "6283" },
		{ "00A40004 02 6F50", FCP_TLV "9000" },
		{ "00A4000C 02 6F78", "6283" },
		{ "00A4000C 02 6F50", "9000" },
		{ "00A40400 10" USIM_AID, FCP_USIM "9000" },
		{ "00A4040C 10" USIM_AID, "9000" });
}

/* With 61XX the right number waits, and GET RESPONSE with another one does nothing. */
static void test_get_response(void **state)
{
	struct usim_fixture *card = *state;
	check_transmit(card, "00A40004 02 2FE2", "6119");
	check_transmit(card, "00C000001A", "6C19");
	check_transmit(card, "00C0000019", FCP_ICCID "9000");
	check_transmit(card, "00C0000019", "6985");
	check_transmit(card, "00A40004 02 2FE2", "6119");
	check_transmit(card, "80C0000002", "6217 6117");
	check_transmit(card, "00C0000100", "6A86");
	check_transmit(card, "00C0000000", "8202 4121 8302 2FE2 8A0105 8B03 2F0601 8002 000A 880110 9000");
	check_transmit(card, "00A40004 02 2FE2 00", "6119");
	check_transmit(card, "00B0000001", "98 9000");
	check_transmit(card, "00C0000000", "6985");
	check_transmit(card, "00A40004 02 2FE2", "6119");
	check_transmit(card, "00C0000001 62", "6700");
}

/* Each step goes from where the last one ended (TS 102 221 8.4.2). */
static void test_reach(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4000C 02 6F07", "6A82" }, /* not below the MF */
		{ "00A4000C 02 7F01", "6A82" }, /* the installation's identifier of an ADF */
		{ "00A4080C 04 7F016F07", "6A82" },
		{ "00A4000C 02 7FFF", "6A82" }, /* no application yet */
		{ "00A4080C 04 7FFF6F07", "6A82" },
		{ "00A4000C 02 7F10", "9000" },
		{ "00A4000C 02 6F3A", "9000" },
		{ "00A4000C 02 7F10", "9000" }, /* the current directory itself */
		{ "00A4000C 02 2FE2", "6A82" }, /* the parent's file */
		{ "00A4000C 02 3F00", "9000" },
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00A4000C 02 5F3B", "9000" },
		{ "00A4000C 02 4F20", "9000" },
		{ "00A4000C 02 6F07", "6A82" },
		{ "00A4000C 02 7F10", "6A82" }, /* a grandparent's child */
		{ "00A4030C", "9000" },
		{ "00A4000C 02 6F07", "9000" },
		{ "00A4000C 02 7F10", "9000" }, /* a sibling of the ADF */
		{ "00A4000C 02 7FFF", "9000" }, /* the application is still there */
		{ "00A4000C 02 6F07", "9000" },
		{ "00A4030C", "9000" },
		{ "00A4030C", "6A82" },         /* nothing above the MF */
		{ "00A4080C 06 7FFF5F3B4F20", "9000" },
		{ "00B0000000", "01020304 9000" },
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "00A4090C 02 6F3A", "9000" },
		{ "00A4090C 04 6F3A6F3A", "6A82" },
		{ "00A4080C 02 2FE2", "9000" },
		{ "00A4010C 02 7F10", "9000" },
		{ "00A4030C", "9000" },
		{ "00A4010C 02 2FE2", "6A82" }, /* a file is no child directory */
		{ "00A4090C 04 7F106F3A", "9000" });
}

/* A selection that fails leaves everything as it was. */
static void test_refused(void **state)
{
	static const struct {
		const char *command, *want;
	} cases[] = {
		{ "00A40004 02 6FFF", "6A82" },  { "00A40000 02 3F00", "6A86" },     { "00A40008 02 3F00", "6A86" },
		{ "00A40204 02 3F00", "6A86" },  { "00A40504 02 3F00", "6A86" },     { "00A4FF04 02 3F00", "6A86" },
		{ "00A40084 02 3F00", "6A86" },  { "00A40005 02 3F00", "6A86" },     { "00A40004 01 3F", "6700" },
		{ "00A40004 03 3F0000", "6700" }, { "00A40104", "6700" },            { "00A40304 02 3F00", "6700" },
		{ "00A40804", "6700" },          { "00A40804 03 7F106F", "6700" },   { "00A40904", "6700" },
		{ "00A40404", "6700" },          { "00A40408 07 A0000000871002", "6A86" },
		{ "00A40484 07 A0000000871002", "6A86" },
		{ "00A40404 11 " USIM_AID "00", "6700" },
		{ "00A40404 10 A0000000871002FF44FF128900000101", "6A82" },
		{ "00A40404 05 A000000088", "6A82" },
		{ "80A40004 02 3F00", "6E00" },
		{ "00A40444 10" ISIM_AID, "6985" }, /* ending what is not running */
	};
	struct usim_fixture *card = *state;
	check_exchange(card, "00A4080C 02 2FE2", "9000");
	check_exchange(card, "00A40404 10" USIM_AID, FCP_USIM "9000");
	check_exchange(card, "00A4000C 02 6F7E", "9000");
	EACH (one, cases) {
		check_exchange(card, one->command, one->want);
		check_exchange(card, "00B0000003", "000102 9000");
		check_exchange(card, "80F2000100", "8410" USIM_AID "9000");
	}
}

static void test_names(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "80F2000100", "6A88" },
		{ "00A40404 05 A000000087", FCP_USIM "9000" },     /* first */
		{ "00A40405 05 A000000087", FCP_ISIM "9000" },     /* last */
		{ "00A40407 05 A000000087", FCP_USIM "9000" },     /* previous */
		{ "00A40407 05 A000000087", "6A82" },
		{ "00A40406 05 A000000087", FCP_ISIM "9000" },     /* next */
		{ "00A40406 05 A000000087", "6A82" },
		{ "00A40404 07 A0000000871004", FCP_ISIM "9000" },
		{ "80F2000100", "8410" ISIM_AID "9000" },
		{ "00A40444 10" ISIM_AID, FCP_MF "9000" },         /* ended */
		{ "80F2000100", "6A88" },
		{ "00A40406 05 A000000087", FCP_USIM "9000" });
}

static void test_status(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "80F2000000", FCP_MF "9000" },
		{ "80F2000024", "6C25" },
		{ "80F2000025", FCP_MF "9000" },
		{ "80F2000C00", "9000" },
		{ "80F2010000", FCP_MF "9000" },
		{ "80F2030000", "6A86" },
		{ "80F2000200", "6A86" },
		{ "00F2000000", "6E00" },
		{ "00A4040C 10" USIM_AID, "9000" },
		{ "00A4000C 02 6F07", "9000" },
		{ "80F2000000", FCP_USIM "9000" },
		{ "80F2000112", "8410" USIM_AID "9000" },
		{ "80F2000110", "6C12" });
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_answers), CARD_TEST(test_get_response), CARD_TEST(test_reach), CARD_TEST(test_refused),
	CARD_TEST(test_names),   CARD_TEST(test_status),
};

TESTS_MAIN(tests)
