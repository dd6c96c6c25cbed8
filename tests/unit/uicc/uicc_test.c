/* SPDX-License-Identifier: Apache-2.0 */
/* The card as a whole: its life, its profiles, and the applets beside them. */
#include "support/usim_fixture.h"

#include "uicc/commands.h"

#define SECURITY_AID "A0000005591010FFFFFFFF8900000100"

/* An applet that answers each command with its INS and data, as often as P1 says; 70 data octets more for each P2. */
struct echo {
	int selected, deselected, processed;
	uint8_t last_channel;
	status_word select_word;
	struct uicc *card;
	int switch_to; /* put this slot in charge from within the next command; -1: no */
	uint8_t aid[16];
	struct applet applet;
};

static status_word echo_select(void *self, uint8_t channel, struct buffer *answer)
{
	struct echo *echo = self;
	echo->selected++;
	echo->last_channel = channel;
	assert_ok(buffer_append(answer, text_bytes(TEXT("FCI"))));
	return echo->select_word;
}

static status_word echo_process(void *self, const struct apdu *command, struct buffer *answer)
{
	struct echo *echo = self;
	echo->processed++;
	if (echo->switch_to >= 0)
		assert_ok(uicc_use_profile(echo->card, (uint16_t)echo->switch_to));
	echo->switch_to = -1;
	for (unsigned i = 0; i < command->p1; i++)
		assert_ok(buffer_append_octet(answer, command->ins));
	assert_ok(buffer_append(answer, command->data));
	assert_non_null(buffer_extend(answer, 70U * command->p2));
	return command->p1 == 0xEE ? SW_WRONG_DATA : SW_OK;
}

static void echo_deselect(void *self, uint8_t channel)
{
	struct echo *echo = self;
	echo->deselected++;
	echo->last_channel = channel;
}

static void echo_install(struct usim_fixture *fixture, struct echo *echo, const char *aid)
{
	*echo = (struct echo){ .select_word = SW_OK, .card = fixture->card, .switch_to = -1 };
	memcpy(echo->aid, octets(&fixture->arena, aid).data, sizeof echo->aid);
	echo->applet = (struct applet){ echo, echo->aid, sizeof echo->aid, echo_select, echo_process, echo_deselect };
	assert_ok(uicc_add_applet(fixture->card, &echo->applet));
}

/* ISO 7816-3 8.2: what the octets announce is there, and TCK is right. */
static void test_atr(void **state)
{
	struct usim_fixture *fixture = *state;
	AUTO(buffer) atr = BUFFER(ATR_MAXIMUM);
	assert_ok(uicc_reset(fixture->card, &atr));
	assert_int_equal(atr.data[0], 0x3B);
	size_t at = 2, historical = atr.data[1] & 0x0F;
	unsigned present = atr.data[1] >> 4, protocols = 0;
	while (present) {
		for (unsigned bit = 1; bit < 8; bit <<= 1)
			at += (present & bit) != 0;
		if (!(present & 8))
			break;
		protocols |= 1U << (atr.data[at] & 0x0F);
		present = atr.data[at++] >> 4;
	}
	assert_int_equal(protocols, 1U << 0 | 1U << 15); /* T=0 and global interface octets */
	assert_int_equal(at + historical + 1, atr.size);
	uint8_t check = 0;
	for (size_t i = 1; i < atr.size; i++)
		check ^= atr.data[i];
	assert_int_equal(check, 0);

	struct uicc *other;
	const struct uicc_settings own = { .atr = bytes_from("\x3B\x00", 2) };
	assert_ok(uicc_new(&fixture->power.port, &fixture->random, &own, &other));
	buffer_clear(&atr);
	assert_ok(uicc_reset(other, &atr));
	check_bytes(buffer_bytes(&atr), own.atr, "own ATR");
	uicc_free(other);
	uint8_t large[ATR_MAXIMUM + 1] = { 0 };
	const struct uicc_settings too_large = { .atr = BYTES(large) };
	assert_int_equal(uicc_new(&fixture->power.port, &fixture->random, &too_large, &other), STATUS_TOO_LARGE);
}

static void test_reset(void **state)
{
	struct usim_fixture *card = *state;
	AUTO(buffer) atr = BUFFER(ATR_MAXIMUM);
	check_steps(card, { "00200001 08" PIN1, "9000" }, { "00A4040C 07 A0000000871002", "9000" },
	            { "00B0870001", "08 9000" }, { "0070000001", "01 9000" }, { "01A4000C 02 2FE2", "9000" });
	check_transmit(card, "00A40004 02 3F00", "6125");
	assert_ok(uicc_reset(card->card, &atr));
	check_transmit(card, "00C0000025", "6985");
	check_steps(card, { "01A4000C 02 2FE2", "6881" }, { "00B0870001", "6A82" }, { "00A4000C 02 7FFF", "6A82" },
	            { "00A4040C 07 A0000000871002", "9000" }, { "00B0870001", "6982" });
}

static void test_rest(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card, { "00200001 08" PIN1, "9000" }, { "00A4040C 07 A0000000871002", "9000" });
	uicc_rest(card->card);
	check_steps(card, { "00B0870001", "08 9000" }, { "00A4000C 02 6F3A", "9000" });
	uicc_rest(card->card);
	uicc_rest(card->card);
	check_steps(card, { "00B2000200", "0101010101010101010101010101 9000" });
	uicc_rest(card->card);
	check_steps(card, { "00B2000200", "0202020202020202020202020202 9000" });
	check_steps(card, { "0070000001", "01 9000" }, { "01A4040C 07 A0000000871004", "9000" },
	            { "80DB0090 06 8104AABBCCDD", "9000" }, { "80CB0090 01 81 03", "8104AA 62F1" });
	uicc_rest(card->card);
	check_steps(card, { "80CB001000", "BBCCDD 9000" }, { "81F2000100", "8410" ISIM_AID "9000" });
	check_transmit(card, "00A40004 02 3F00", "6125"); /* what waits for GET RESPONSE is no file */
	uicc_rest(card->card);
	check_transmit(card, "00C0000002", "6223 6123");
}

/* A terminal gets answers of a card, only there is nothing in it. */
static void test_without_profile(void **state)
{
	static const char fcp[] = "62 17 8202 7821 8302 3F00 A506 800171 870101 8A0105 C602 9000 9000";
	struct usim_fixture *card = *state;
	assert_ok(uicc_use_profile(card->card, 0));
	check_steps(card,
		{ "00A40004 02 3F00", fcp },
		{ "00A40004", fcp },
		{ "00A4000C 02 3F00", "9000" },
		{ "80F2000000", fcp },
		{ "80F2000100", "6A88" },
		{ "00A40004 02 2FE2", "6A82" },
		{ "00A4080C 02 2FE2", "6A82" },
		{ "00A4030C", "6A82" },
		{ "00A4040C 07 A0000000871002", "6A82" },
		{ "00B0820000", "6A82" },
		{ "00B0000000", "6986" },
		{ "00B2010400", "6986" },
		{ "00B20114 00", "6A82" },
		{ "00A20104 01 00", "6986" },
		{ "80320000 03 000001", "6986" },
		{ "00D60000 01 00", "6986" },
		{ "00DC0104 01 00", "6986" },
		{ "00200001 08" PIN1, "6A88" },
		{ "002C0001 10" PUK1 PIN1, "6A88" },
		{ "00040000", "6986" },
		{ "00440000 02 2FE2", "6A82" },
		{ "00880081 01 00", "6985" },
		{ "0084000004", "00010203 9000" },
		{ "0070000001", "01 9000" });
	assert_int_equal(uicc_use_profile(card->card, 9), STATUS_NOT_FOUND);
	check_steps(card, { "00A40004 02 3F00", fcp });
	assert_ok(uicc_use_profile(card->card, FIXTURE_SLOT));
	check_steps(card, { "00B0820002", "9894 9000" }, { "01A4000C 02 3F00", "6881" });
}

static void test_applet(void **state)
{
	struct usim_fixture *card = *state;
	struct echo echo;
	echo_install(card, &echo, SECURITY_AID);
	check_steps(card,
		{ "0070000001", "01 9000" },
		{ "01A40400 10" SECURITY_AID, "464349 9000" },
		{ "81E20300 02 ABCD", "E2E2E2 ABCD 9000" },
		{ "81B00100 01 77", "B077 9000" },           /* file commands are the applet's there */
		{ "80F2000C00", "9000" },
		{ "81F2000000", "9000" },
		{ "81CAEE00 01 00", "6A80" },                /* data with an error is dropped */
		{ "00B0820001", "98 9000" });                /* the basic channel is the profile's */
	assert_true(echo.selected == 1 && echo.last_channel == 1 && echo.processed == 4);
	check_steps(card, { "01A4040C 10" SECURITY_AID, "9000" });
	assert_true(echo.selected == 2 && echo.deselected == 0);
	check_steps(card, { "01A4000C 02 7F99", "6A82" });
	assert_int_equal(echo.deselected, 0);
	check_steps(card, { "01A4000C 02 2FE2", "9000" }, { "01B0000001", "98 9000" });
	assert_true(echo.deselected == 1 && echo.last_channel == 1);
	check_steps(card, { "01A4040C 05 A000000559", "9000" }, { "0070800100", "9000" });
	assert_true(echo.selected == 3 && echo.deselected == 2);
}

/* One application at a time on a channel: an applet ends the USIM's session there, and what was verified for it alone. */
static void test_applet_and_application(void **state)
{
	struct usim_fixture *card = *state;
	struct echo echo;
	echo_install(card, &echo, SECURITY_AID);
	check_steps(card,
		{ "00A40444 10" SECURITY_AID, "6985" },      /* ending what was not begun */
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00200081 08" PIN2, "9000" },
		{ "00A4040C 10" SECURITY_AID, "9000" },
		{ "00A40444 07 A0000000871002", "6985" },    /* ended already */
		{ "00A4000C 02 7FFF", "6A82" },
		{ "00A40444 10" SECURITY_AID, "9000" },
		{ "00A40444 10" SECURITY_AID, "6985" },
		{ "80F2000100", "6A88" },                    /* the card answers again: no application */
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00A4000C 02 6F3B", "9000" },
		{ "00DC0104 14 0101010101010101010101010101010101010101", "6982" });
	assert_true(echo.selected == 1 && echo.deselected == 1);
}

static void test_refusing_applet(void **state)
{
	struct usim_fixture *card = *state;
	struct echo echo;
	echo_install(card, &echo, SECURITY_AID);
	echo.select_word = SW_CONDITIONS_NOT_SATISFIED;
	check_steps(card, { "00A4000C 02 2FE2", "9000" }, { "00A40400 10" SECURITY_AID, "6985" },
	            { "00B0000001", "98 9000" });
}

/* Longer answers come in pieces, by either class, and what was left is dropped by the next command. */
static void test_long_answers(void **state)
{
	struct usim_fixture *card = *state;
	struct echo echo;
	echo_install(card, &echo, SECURITY_AID);
	check_steps(card, { "0070000001", "01 9000" }, { "01A4040C 10" SECURITY_AID, "9000" });
	check_transmit(card, "81E20001 01 AA", "6147");
	check_transmit(card, "81E20004 01 AA", "6100");
	assert_int_equal(transmit(card, "81C0000000").size, 258);
	check_transmit(card, "01C000001A", "6C19");
	assert_int_equal(transmit(card, "01C0000019").size, 27);
	assert_int_equal(exchange(card, "81E200FF 01 AA").size, 1 + 255 * 70 + 2);
	check_transmit(card, "81E20004 01 AA", "6100");
	check_transmit(card, "81E20100 01 AA", "6102");
	check_transmit(card, "81C0000000", "E2AA 9000");
	/* Without command data the answer goes at once where it fits. */
	check_transmit(card, "81CA0300 00", "CACACA 9000");
	check_transmit(card, "81CA0300 02", "6103");
	check_transmit(card, "81C0000003", "CACACA 9000");
	assert_int_equal(transmit(card, "81CA0004 00").size, 2);
}

static void test_direct_answers(void **state)
{
	struct usim_fixture *card = *state;
	struct uicc *by_get_response = card->card;
	const struct uicc_settings settings = { .transport = ANSWER_DIRECT };
	assert_ok(uicc_new(&card->power.port, &card->random, &settings, &card->card));
	assert_ok(uicc_use_profile(card->card, FIXTURE_SLOT));
	struct echo echo;
	echo_install(card, &echo, SECURITY_AID);
	check_transmit(card, "00A40004 02 2FE2", "62 17 8202 4121 8302 2FE2 8A0105 8B03 2F0601 8002 000A 880110 9000");
	check_transmit(card, "00A40004 02 2FE2 05", "6119");
	check_transmit(card, "00A40400 10" SECURITY_AID, "464349 9000");
	assert_int_equal(transmit(card, "80E20003 01 AA").size, 213);
	check_transmit(card, "80E20004 01 AA", "6100");
	uicc_free(card->card);
	card->card = by_get_response;
}

/* Another profile is put in charge from inside an applet's command: that channel stays, all others go. */
static void test_switch_from_applet(void **state)
{
	struct usim_fixture *card = *state;
	struct echo echo, other;
	echo_install(card, &echo, SECURITY_AID);
	echo_install(card, &other, "A0000005591010FFFFFFFF8900000200");
	check_steps(card,
		{ "00200001 08" PIN1, "9000" },
		{ "0070000001", "01 9000" },
		{ "0070000001", "02 9000" },
		{ "0070000001", "03 9000" },
		{ "01A4040C 10" SECURITY_AID, "9000" },
		{ "02A4040C 10 A0000005591010FFFFFFFF8900000200", "9000" },
		{ "03A4040C 07 A0000000871002", "9000" },
		{ "00A4040C 07 A0000000871002", "9000" });
	echo.switch_to = 0;
	check_transmit(card, "81E20200 01 AA", "6103");
	check_transmit(card, "81C0000003", "E2E2AA 9000");
	assert_true(echo.deselected == 0 && other.deselected == 1 && other.last_channel == 2);
	check_steps(card, { "02A4000C 02 3F00", "6881" }, { "03A4000C 02 3F00", "6881" }, { "00B0870001", "6A82" });
	echo.switch_to = FIXTURE_SLOT;
	check_steps(card, { "81E20100 01 AA", "E2AA 9000" }, { "00A4040C 07 A0000000871002", "9000" },
	            { "00B0870001", "6982" }, /* verified for the profile that went */
	            { "01A4000C 02 2FE2", "9000" }, { "01B0000001", "98 9000" });
	assert_int_equal(echo.deselected, 1);
}

static void test_switch_on_basic_channel(void **state)
{
	struct usim_fixture *card = *state;
	struct echo echo;
	echo_install(card, &echo, SECURITY_AID);
	check_steps(card, { "00A4040C 10" SECURITY_AID, "9000" });
	echo.switch_to = 0;
	check_steps(card, { "80E20100 01 AA", "E2AA 9000" }, { "80E20100 01 AA", "E2AA 9000" },
	            { "80AA00000A A9088100820101830107", "9000" });
	assert_int_equal(echo.processed, 2);
	assert_ok(uicc_use_profile(card->card, FIXTURE_SLOT)); /* from outside: deselected */
	assert_int_equal(echo.deselected, 1);
	check_steps(card, { "00B0820001", "98 9000" });
}

static void test_many_applets(void **state)
{
	struct usim_fixture *card = *state;
	struct echo echoes[APPLETS_MAXIMUM + 1];
	for (int i = 0; i < APPLETS_MAXIMUM; i++)
		echo_install(card, &echoes[i], SECURITY_AID);
	assert_int_equal(uicc_add_applet(card->card, &echoes[0].applet), STATUS_TOO_LARGE);
}

static void test_challenge(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card, { "0084000008", "0001020304050607 9000" }, { "0084000001", "08 9000" },
	            { "0084010001", "6A86" }, { "0084000001 00", "6700" });
	assert_int_equal(transmit(card, "0084000000").size, 258);
}

/* Every command of the table: found by its INS, in the order of INS, each once. */
static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; command_at(i); i++) {
		const struct command *command = command_at(i);
		assert_ptr_equal(command_find(command->ins), command);
		assert_true(i == 0 || command_at(i - 1)->ins < command->ins);
	}
	assert_null(command_find(0xC0));
	assert_null(command_find(0x00));
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_atr),            CARD_TEST(test_reset),          CARD_TEST(test_rest),
	CARD_TEST(test_without_profile), CARD_TEST(test_applet),        CARD_TEST(test_refusing_applet),
	CARD_TEST(test_applet_and_application),
	CARD_TEST(test_long_answers),   CARD_TEST(test_direct_answers), CARD_TEST(test_switch_from_applet),
	CARD_TEST(test_switch_on_basic_channel), CARD_TEST(test_many_applets), CARD_TEST(test_challenge),
	cmocka_unit_test(test_table),
};

TESTS_MAIN(tests)
