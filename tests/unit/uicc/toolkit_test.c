/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

#define PROFILE_WITH_REFRESH "801000000C 0000800000000000 00000000"
#define PROFILE_WITHOUT "801000000C FFFF7FFFFFFFFFFF FFFFFFFF"
#define REFRESH "D009 8103 010104 8202 8182"
#define DISPLAY "D01A 8103 012180 8202 8102 8D0F 04 48656C6C6F2C20776F726C642121"
#define RESPONSE "8014 0000 0C 8103 010104 8202 8281 8301"

/* What came back of each command that was asked. */
struct asked {
	int count, result;
	struct uicc *card;
	bool asks_again;
};

static void note(void *context, int general_result)
{
	struct asked *asked = context;
	static const uint8_t again[] = { 0xD0, 0x09, 0x81, 0x03, 0x02, 0x01, 0x04, 0x82, 0x02, 0x81, 0x82 };
	asked->count++;
	asked->result = general_result;
	if (asked->asks_again)
		assert_ok(uicc_ask_terminal(asked->card, BYTES(again), note, asked));
	asked->asks_again = false;
}

static enum status ask(struct usim_fixture *card, const char *command, struct asked *asked)
{
	return uicc_ask_terminal(card->card, octets(&card->arena, command), note, asked);
}

static void test_one_command(void **state)
{
	struct usim_fixture *card = *state;
	struct asked asked = { 0 };
	assert_int_equal(ask(card, REFRESH, &asked), STATUS_UNSUPPORTED);
	check_steps(card, { PROFILE_WITHOUT, "9000" });
	assert_int_equal(ask(card, REFRESH, &asked), STATUS_UNSUPPORTED);
	assert_false(uicc_terminal_has_refresh(card->card));
	check_steps(card, { PROFILE_WITH_REFRESH, "9000" }, { "8012000000", "6985" });
	assert_true(uicc_terminal_has_refresh(card->card));
	assert_ok(ask(card, REFRESH, &asked));
	assert_true(uicc_is_proactive_busy(card->card));
	assert_int_equal(ask(card, DISPLAY, &asked), STATUS_BUSY);
	check_steps(card,
		{ "80F2000C00", "910B" },
		{ "00A4000C 02 2FE2", "910B" },
		{ "00B0000001", "98 910B" },
		{ "00B0000B01", "6B00" },            /* not instead of an error */
		{ RESPONSE "00", "6985" },           /* before it was fetched */
		{ "801200000A", "6C0B" },
		{ "801200000C", "6C0B" },
		{ "801200000B", REFRESH "9000" },
		{ "801200000B", "6985" },
		{ "80F2000C00", "9000" },
		{ RESPONSE "00", "9000" });
	assert_int_equal(asked.count, 1);
	assert_int_equal(asked.result, 0);
	assert_false(uicc_is_proactive_busy(card->card));
	check_steps(card, { RESPONSE "00", "6985" });
}

/* The status word comes after GET RESPONSE, not with 61XX. */
static void test_with_get_response(void **state)
{
	struct usim_fixture *card = *state;
	struct asked asked = { 0 };
	assert_ok(ask(card, DISPLAY, &asked));
	check_transmit(card, "00A40004 02 2FE2", "6119");
	struct bytes answer = transmit(card, "00C0000019");
	assert_int_equal(answer.size, 27);
	check_bytes(bytes_after(answer, 25), octets(&card->arena, "911C"), "status word");
	check_transmit(card, "0070000001", "01 911C");
	check_transmit(card, "01A4000C 02 2FE2", "911C"); /* on every channel */
	check_transmit(card, "8112000000", "6E00");       /* but FETCH is for the basic one */
	check_transmit(card, "01A4040C 07 A0000000871002", "911C");
	check_transmit(card, "81DB0090 04 81040102", "63F2"); /* more data, and a command */
	check_transmit(card, "81DB0010 02 0304", "911C");
	check_transmit(card, "81CB0090 01 81 03", "6103");
	check_transmit(card, "81C0000003", "810401 62F2");
}

static void test_responses(void **state)
{
	static const struct {
		const char *command, *want;
		int result; /* -2: none came */
	} cases[] = {
		{ "80140000 0C 8103010104 82028281 830120", "9000", 0x20 },
		{ "80140000 0C 0103010104 02028281 030102", "9000", 0x02 },   /* comprehension not required */
		{ "80140000 0D 8103010104 82028281 83022001", "9000", 0x20 },
		{ "80140000 10 8103010104 82028281 830100 9E020101", "9000", 0 },
		{ "80140000 0C 8103020104 82028281 830100", "6A80", -2 },     /* another number */
		{ "80140000 0C 8103010204 82028281 830100", "6A80", -2 },     /* another type */
		{ "80140000 0C 8103010100 82028281 830100", "6A80", -2 },     /* another qualifier */
		{ "80140000 08 8103010104 830100", "6A80", -2 },
		{ "80140000 09 8103010104 82028281", "6A80", -2 },
		{ "80140000 0B 8103010104 82028281 8300", "6A80", -2 },
		{ "80140000 0C 8103010104 82028281 830200", "6A80", -2 },
		{ "80140000 07 82028281 830100", "6A80", -2 },
		{ "80140000", "6A80", -2 },
		{ "80140100 0C 8103010104 82028281 830100", "6A86", -2 },
		{ "00140000 0C 8103010104 82028281 830100", "6E00", -2 },
	};
	struct usim_fixture *card = *state;
	EACH (one, cases) {
		struct asked asked = { .result = -2 };
		usim_fixture_restart(card);
		check_exchange(card, PROFILE_WITH_REFRESH, "9000");
		assert_ok(ask(card, REFRESH, &asked));
		check_exchange(card, "8012000000", REFRESH "9000");
		check_exchange(card, one->command, one->want);
		CHECK(asked.result == one->result, one->command);
		if (one->result != -2)
			continue;
		check_exchange(card, RESPONSE "00", "9000"); /* still waits for the right one */
		CHECK(asked.result == 0, one->command);
	}
}

static void test_over_before_an_answer(void **state)
{
	struct usim_fixture *card = *state;
	struct asked asked = { 0 };
	AUTO(buffer) atr = BUFFER(ATR_MAXIMUM);
	check_exchange(card, PROFILE_WITH_REFRESH, "9000");
	assert_ok(ask(card, REFRESH, &asked));
	assert_ok(uicc_reset(card->card, &atr));
	assert_true(asked.count == 1 && asked.result == -1);
	assert_int_equal(ask(card, REFRESH, &asked), STATUS_UNSUPPORTED); /* the terminal must say so again */
	assert_ok(ask(card, DISPLAY, &asked));
	check_exchange(card, PROFILE_WITH_REFRESH, "9000");
	assert_true(asked.count == 2 && asked.result == -1);
	assert_ok(ask(card, REFRESH, &asked));
	assert_ok(uicc_use_profile(card->card, 0));
	assert_true(asked.count == 3 && asked.result == -1);
	assert_true(uicc_terminal_has_refresh(card->card));
}

static void test_asking_from_the_answer(void **state)
{
	struct usim_fixture *card = *state;
	struct asked asked = { .card = card->card, .asks_again = true };
	check_exchange(card, PROFILE_WITH_REFRESH, "9000");
	assert_ok(ask(card, REFRESH, &asked));
	check_steps(card, { "8012000000", REFRESH "9000" }, { RESPONSE "20", "910B" });
	assert_int_equal(asked.count, 1);
	check_exchange(card, "8012000000", "D009 8103 020104 8202 8182 9000");
	check_exchange(card, "80140000 0C 8103020104 82028281 830100", "9000");
	assert_int_equal(asked.count, 2);
}

static void test_bad_questions(void **state)
{
	struct usim_fixture *card = *state;
	static const char *const cases[] = { "", "D000", "D0", "D105 8103 012180", "D005 8103 0121", "D004 8102 0121",
		                             "D005 8203 012180", "D005 8103 012180 00", "D081058103012180" };
	EACH (one, cases)
		CHECK_STATUS(ask(card, *one, NULL), STATUS_MALFORMED, *one);
	AUTO(buffer) large = BUFFER(1000);
	assert_ok(buffer_append(&large, octets(&card->arena, "D0820101 8103 012180 8D81F8")));
	assert_non_null(buffer_extend(&large, 0x101 - 8));
	assert_int_equal(uicc_ask_terminal(card->card, buffer_bytes(&large), note, NULL), STATUS_MALFORMED);
	assert_false(uicc_is_proactive_busy(card->card));
}

static void test_capability_and_envelope(void **state)
{
	check_steps(*state,
		{ "80AA00000A A9088100820101830107", "9000" },
		{ "80AA000002 A900", "9000" },
		{ "80AA000005 A903FE0100", "9000" },
		{ "80AA000003 A90000", "6A80" },
		{ "80AA000003 A90281", "6A80" },
		{ "80AA000002 A800", "6A80" },
		{ "80AA000001 A9", "6A80" },
		{ "80AA0000", "6700" },
		{ "80AA010002 A900", "6A86" },
		{ "00AA000002 A900", "6E00" },
		{ "80100000", "6700" },
		{ "80100001 01 FF", "6A86" },
		{ "80C2000002 D600", "6985" },
		{ "80C2010002 D600", "6A86" },
		{ "00C2000002 D600", "6E00" });
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_one_command),            CARD_TEST(test_with_get_response),
	CARD_TEST(test_responses),              CARD_TEST(test_over_before_an_answer),
	CARD_TEST(test_asking_from_the_answer), CARD_TEST(test_bad_questions),
	CARD_TEST(test_capability_and_envelope),
};

TESTS_MAIN(tests)
