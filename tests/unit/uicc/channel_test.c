/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

static void test_opening(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "01A4000C 02 2FE2", "6881" },
		{ "0070000001", "01 9000" },
		{ "0070000000", "02 9000" },
		{ "00700000", "03 9000" },
		{ "0070000001", "6A81" },
		{ "0070800200", "9000" },
		{ "02A4000C 02 2FE2", "6881" },
		{ "0070800200", "6881" },
		{ "0070000001", "02 9000" },
		{ "00708003", "9000" },
		{ "0170000300", "9000" },          /* by its number */
		{ "0070000300", "6881" },
		{ "0370800300", "9000" },          /* itself */
		{ "03A4000C 02 2FE2", "6881" },
		{ "0070000002", "6C01" });
}

static void test_refused(void **state)
{
	static const struct step cases[] = {
		{ "0070800000", "6A86" }, { "0070010001", "6A86" }, { "0070810100", "6A86" }, { "0070000400", "6881" },
		{ "0070801300", "6881" }, { "007000FF00", "6881" }, { "8070000001", "6E00" }, { "0070000001 00", "6700" },
		{ "0370000001", "6881" }, { "40A4000C023F00", "6881" }, { "04A4000C023F00", "6882" },
		{ "88B0000000", "6882" }, { "A0A40000023F00", "6E00" }, { "10A4000C023F00", "6E00" }, { "60A4000C023F00", "6882" }, { "E0F2000000", "6882" }, { "FF00000000", "6E00" },
		{ "00", "6700" },         { "00A4", "6700" },       { "00A400", "6700" },     { "", "6700" },
		{ "0001000000", "6D00" }, { "00E2910000", "6D00" }, { "80CA005A00", "6D00" },
		{ "00E0000002 6200", "6D00" }, { "00E4000002 6F07", "6D00" }, { "00D4000002 6200", "6D00" }, /* TS 102 222 */
		{ "00E8000000", "6D00" },    { "00E6000000", "6D00" },    { "807A000000", "6D00" },
		{ "0073000000", "6D00" },    { "0075000000", "6D00" },
	};
	struct usim_fixture *card = *state;
	EACH (one, cases)
		check_transmit(card, one->command, one->want);
	check_transmit(card, "0070000001", "01 9000"); /* and nothing was opened meanwhile */
}

/* Each has its own files; one that is opened from another than the basic channel begins where that one stands. */
static void test_independence(void **state)
{
	check_steps(*state,
		{ "0070000001", "01 9000" },
		{ "01A4040C 07 A0000000871002", "9000" },
		{ "01A4000C 02 6F7E", "9000" },
		{ "00A4000C 02 2FE2", "9000" },
		{ "01B0000002", "0001 9000" },
		{ "00B0000002", "9894 9000" },
		{ "0170000001", "02 9000" },
		{ "02B0840001", "00 9000" },       /* stands in the USIM */
		{ "02B0000101", "00 9000" },
		{ "0070000001", "03 9000" },
		{ "03B0820001", "98 9000" },       /* stands in the MF */
		{ "0170800100", "9000" },
		{ "0070000100", "9000" },
		{ "01B0820001", "98 9000" },       /* as new */
		{ "01A4000C 02 7FFF", "6A82" });
}

/* The rest of an answer belongs to its channel, and waits while others talk. */
static void test_get_response(void **state)
{
	struct usim_fixture *card = *state;
	check_transmit(card, "0070000001", "01 9000");
	check_transmit(card, "00A40004 02 2FE2", "6119");
	check_transmit(card, "01A40004 02 3F00", "6125");
	check_transmit(card, "01B0820001", "98 9000");
	check_transmit(card, "01C0000000", "6985");
	check_transmit(card, "00C0000002", "6217 6117");
	check_transmit(card, "0070800100", "9000");
	check_transmit(card, "00C0000000", "6985");
}

/* Channels 4 to 19: only for a terminal that says it knows their class octets, and until the next reset. */
static void test_further_channels(void **state)
{
	struct usim_fixture *card = *state;
	char command[32], want[16];
	check_steps(card, { "80AA0000 05 A9 03 800101", "9000" }, { "0070000400", "6881" },
	            { "80AA0000 04 A9 02 8100", "9000" });
	for (unsigned number = 1; number < 20; number++) {
		snprintf(want, sizeof want, "%02X9000", number);
		check_exchange(card, "0070000001", want);
	}
	check_exchange(card, "0070000001", "6A81");
	for (unsigned number = 4; number < 20; number++) {
		snprintf(command, sizeof command, "%02XA4040C 07 A0000000871002", 0x40 + number - 4);
		check_exchange(card, command, "9000");
		snprintf(command, sizeof command, "%02XB0840003", 0x40 + number - 4);
		check_exchange(card, command, "000000 9000");
		snprintf(command, sizeof command, "%02XF2000C00", 0xC0 + number - 4);
		check_exchange(card, command, "9000");
	}
	check_steps(card, { "4FA40004 02 6F07", "6217 82024121 83026F07 8A0105 8B032F0602 80020009 880138 9000" },
	            { "00708013", "9000" }, { "4FB0840001", "6881" }, { "0070001300", "9000" },
	            { "4FB0820001", "98 9000" }, { "0070001400", "6881" });
	usim_fixture_restart(card);
	check_steps(card, { "40F2000C00", "6881" }, { "0070000400", "6881" });
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_opening),
	CARD_TEST(test_refused),
	CARD_TEST(test_independence),
	CARD_TEST(test_get_response),
	CARD_TEST(test_further_channels),
};

TESTS_MAIN(tests)
