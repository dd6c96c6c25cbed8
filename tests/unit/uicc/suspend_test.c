/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

/* The fixture's random octets count up, so tokens are known. */
#define SUSPEND "80760000 04 0005 000A"
#define TOKEN "0001020304050607"
#define RESUME "80760100 08" TOKEN

static void reset(struct usim_fixture *card)
{
	AUTO(buffer) atr = BUFFER(ATR_MAXIMUM);
	assert_ok(uicc_reset(card->card, &atr));
}

static void test_comes_back(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "80AA0000 04 A9 02 8100", "9000" },
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00200001 08" PIN1, "9000" },
		{ "00200081 08" PIN2, "9000" },
		{ "00A4000C 02 6F3A", "9000" },
		{ "00B2000200", "0101010101010101010101010101 9000" },
		{ "0070000700", "9000" },
		{ "43A4040C 07 A0000000871004", "9000" },
		{ SUSPEND, "000A" TOKEN "9000" });
	reset(card);
	check_steps(card,
		{ "00B2000200", "6986" },
		{ "43F2000C00", "6881" },
		{ RESUME, "9000" },
		{ "00B2000200", "0202020202020202020202020202 9000" }, /* the record pointer */
		{ "80F2000100", "8410" USIM_AID "9000" },
		{ "C3F2000100", "8410" ISIM_AID "9000" },
		{ "00B0870001", "08 9000" },                           /* PIN1 */
		{ "00A4000C 02 6F3B", "9000" },
		{ "00DC0104 14 0101010101010101010101010101010101010101", "9000" }, /* PIN2 */
		{ "0070000001", "01 9000" },
		{ RESUME, "6982" });                                   /* a token is good for once */
}

static void test_wrong_token(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card, { "00200001 08" PIN1, "9000" }, { "00A4040C 07 A0000000871002", "9000" },
	            { SUSPEND, "000A" TOKEN "9000" });
	reset(card);
	check_steps(card, { "80760100 08 0001020304050608", "6982" }, { RESUME, "6982" }, { "00B0870001", "6A82" });
	check_steps(card, { SUSPEND, "000A 08090A0B0C0D0E0F 9000" }, { SUSPEND, "000A 1011121314151617 9000" });
	reset(card);
	check_exchange(card, "80760100 08 08090A0B0C0D0E0F", "6982"); /* of an older one */
}

static void test_only_after_reset(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card, { RESUME, "6982" }, { SUSPEND, "000A" TOKEN "9000" }, { RESUME, "6985" });
	reset(card);
	reset(card);
	check_exchange(card, RESUME, "9000");
	check_exchange(card, SUSPEND, "000A 08090A0B0C0D0E0F 9000");
	usim_fixture_restart(card); /* the process is another one */
	check_exchange(card, "80760100 08 08090A0B0C0D0E0F", "6982");
}

static void test_times(void **state)
{
	static const struct step cases[] = {
		{ "80760000 04 0000 0000", "0000" },
		{ "80760000 04 0000 00FF", "00FF" },
		{ "80760000 04 013C 02F0", "02F0" },  /* an hour to ten days */
		{ "80760000 04 0401 0401", "0401" },  /* ten days */
		{ "80760000 04 0401 0402", "0401" },  /* no more than this card's */
		{ "80760000 04 0000 04FF", "0401" },
		{ "80760000 04 0300 02F1", "0401" },
		{ "80760000 04 0402 0403", "9864" },
		{ "80760000 04 030B 04FF", "9864" },
		{ "80760000 04 02F1 04FF", "9864" },
		{ "80760000 04 0006 0005", "6A80" },  /* the shortest longer than the longest */
		{ "80760000 04 0102 0077", "6A80" },
		{ "80760000 04 0500 0500", "6A80" },  /* no such unit */
		{ "80760000 04 0001 0501", "6A80" },
		{ "80760000 04 FF01 0001", "6A80" },
		{ "80760000", "6700" },
		{ "80760000 03 000500", "6700" },
		{ "80760000 05 0005000A00", "6700" },
		{ "80760100", "6700" },
		{ "80760100 07 00010203040506", "6700" },
		{ "80760100 09 000102030405060708", "6700" },
		{ "80760200 04 0005000A", "6A86" },
		{ "80760001 04 0005000A", "6A86" },
		{ "80760101 08" TOKEN, "6A86" },
		{ "00760000 04 0005000A", "6E00" },
		{ "81760000 04 0005000A", "6E00" },
	};
	struct usim_fixture *card = *state;
	check_exchange(card, "0070000001", "019000");
	EACH (one, cases) {
		struct bytes answer = exchange(card, one->command), want = octets(&card->arena, one->want);
		CHECK(bytes_start_with(answer, want), one->command);
		bool is_time = want.data[0] < 5;
		CHECK(answer.size == (is_time ? 12U : 2U), one->command);
	}
}

/* Its answer comes as those of all commands that have data both ways. */
static void test_get_response(void **state)
{
	struct usim_fixture *card = *state;
	check_transmit(card, "80760000 04 0005 000A 0A", "610A");
	check_transmit(card, "00C000000A", "000A" TOKEN "9000");
}

static void do_nothing(void *context, int general_result)
{
	(void)context;
	(void)general_result;
}

static void test_not_during_proactive_session(void **state)
{
	struct usim_fixture *card = *state;
	struct bytes display = octets(&card->arena, "D009 8103 012180 8202 8102");
	assert_ok(uicc_ask_terminal(card->card, display, do_nothing, NULL));
	check_exchange(card, SUSPEND, "6985");
}

/* Into another profile nothing comes back, nor into the same one after that. */
static void test_other_profile(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card, { "00200001 08" PIN1, "9000" }, { SUSPEND, "000A" TOKEN "9000" });
	assert_ok(uicc_use_profile(card->card, FIXTURE_SLOT));
	assert_ok(uicc_use_profile(card->card, 0));
	assert_ok(uicc_use_profile(card->card, FIXTURE_SLOT));
	reset(card);
	check_steps(card, { RESUME, "6982" }, { "00A4040C 07 A0000000871002", "9000" }, { "00B0870001", "6982" });
}

/* What a card that cannot do it says (TS 102 221 10.2.1.5). */
static void test_lacking(void **state)
{
	struct usim_fixture *card = *state;
	const struct uicc_settings settings = { .lacking_commands = OPTIONAL_SUSPEND_UICC };
	uicc_free(card->card);
	assert_ok(uicc_new(&card->power.port, &card->random, &settings, &card->card));
	assert_ok(uicc_use_profile(card->card, FIXTURE_SLOT));
	check_steps(card, { SUSPEND, "6D00" }, { RESUME, "6D00" });
}

/* ---- an applet on a channel ---- */

struct doorman {
	int selected;
	status_word word;
};

static status_word let_in(void *self, uint8_t channel, struct buffer *answer)
{
	struct doorman *doorman = self;
	doorman->selected += channel == 1;
	assert_ok(buffer_append_octet(answer, 0x6F));
	return doorman->word;
}

static status_word answer_nothing(void *self, const struct apdu *command, struct buffer *answer)
{
	(void)self;
	(void)command;
	(void)answer;
	return SW_OK;
}

static void let_go(void *self, uint8_t channel)
{
	(void)self;
	(void)channel;
}

static void test_applet(void **state)
{
	static const uint8_t aid[] = { 0xA0, 0x00, 0x00, 0x05, 0x59 };
	struct usim_fixture *card = *state;
	struct doorman doorman = { .word = SW_OK };
	const struct applet applet = { &doorman, aid, sizeof aid, let_in, answer_nothing, let_go };
	assert_ok(uicc_add_applet(card->card, &applet));
	check_steps(card, { "0070000001", "01 9000" }, { "01A4040C 05 A000000559", "9000" }, { "81E2000000", "9000" },
	            { SUSPEND, "000A" TOKEN "9000" });
	reset(card);
	check_steps(card, { RESUME, "9000" }, { "81E2000000", "9000" });
	assert_int_equal(doorman.selected, 2);
	check_exchange(card, SUSPEND, "000A 08090A0B0C0D0E0F 9000");
	reset(card);
	doorman.word = SW_CONDITIONS_NOT_SATISFIED;
	check_steps(card, { "80760100 08 08090A0B0C0D0E0F", "9000" }, { "81E2000000", "6D00" },
	            { "01A4000C 02 2FE2", "9000" });
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_comes_back),
	CARD_TEST(test_wrong_token),
	CARD_TEST(test_only_after_reset),
	CARD_TEST(test_times),
	CARD_TEST(test_get_response),
	CARD_TEST(test_not_during_proactive_session),
	CARD_TEST(test_other_profile),
	CARD_TEST(test_lacking),
	CARD_TEST(test_applet),
};

TESTS_MAIN(tests)
