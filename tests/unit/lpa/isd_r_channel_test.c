/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/isd_r_channel.h"

#include "support/test.h"

/* What a card is asked, and what it answers, both as hexadecimal; a table of these is a conversation. */
struct exchange {
	const char *command;
	const char *answer;
};

#define OPENING                                                                    \
	{ "80AA00000A A9088100820101830107", "6D00" }, { "0070000001", "019000" }, \
	{                                                                          \
		"01A4040010 A0000005591010FFFFFFFF8900000100", "6121"              \
	}

static void converse(struct isd_r_channel *channel, const struct exchange *exchanges, size_t count)
{
	AUTO(arena) arena = ARENA(1 << 20);
	struct bytes apdu;
	for (size_t i = 0; i < count; i++) {
		CHECK(isd_r_channel_next(channel, &apdu), exchanges[i].command);
		check_bytes(apdu, octets(&arena, exchanges[i].command), "command");
		isd_r_channel_answer(channel, octets(&arena, exchanges[i].answer));
	}
}

#define CONVERSE(channel, exchanges) converse((channel), (exchanges), ARRAY_SIZE(exchanges))

static void assert_idle(const struct isd_r_channel *channel, enum isd_r_state state, enum status status)
{
	struct bytes apdu;
	assert_false(isd_r_channel_next(channel, &apdu));
	assert_int_equal(channel->state, state);
	assert_int_equal(channel->status, status);
}

static void open_channel(struct isd_r_channel *channel, size_t segment_size)
{
	static const struct exchange opening[] = { OPENING };
	assert_ok(isd_r_channel_init(channel, &(struct isd_r_settings){ .segment_size = segment_size }));
	assert_ok(isd_r_channel_open(channel));
	CONVERSE(channel, opening);
	assert_idle(channel, ISD_R_READY, STATUS_OK);
}

static void test_open_and_close(void **state)
{
	(void)state;
	AUTO(isd_r_channel) channel = { 0 };
	open_channel(&channel, 0);
	assert_int_equal(isd_r_channel_open(&channel), STATUS_OUT_OF_ORDER);
	static const struct exchange closing[] = { { "0070800100", "9000" } };
	isd_r_channel_close(&channel);
	CONVERSE(&channel, closing);
	assert_idle(&channel, ISD_R_CLOSED, STATUS_OK);
	assert_int_equal(isd_r_channel_send(&channel, bytes_from("x", 1)), STATUS_OUT_OF_ORDER);
}

static void test_short_command(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 12);
	AUTO(isd_r_channel) channel = { 0 };
	open_channel(&channel, 0);
	static const struct exchange exchanges[] = {
		{ "81E2910006 BF3E035C015A", "6115" },
		{ "81C0000015", "BF3E125A10 89049032123451234512345678901235 9000" },
	};
	assert_ok(isd_r_channel_send(&channel, octets(&arena, "BF3E035C015A")));
	CONVERSE(&channel, exchanges);
	assert_idle(&channel, ISD_R_READY, STATUS_OK);
	check_bytes(buffer_bytes(&channel.answer), octets(&arena, "BF3E125A1089049032123451234512345678901235"), "answer");
}

/* The blocks are what the LPA is asked to send; a card puts them together again by block number. */
static void check_slicing(size_t segment_size, size_t command_size)
{
	AUTO(buffer) command = BUFFER(1 << 17);
	AUTO(buffer) seen = BUFFER(1 << 17);
	AUTO(isd_r_channel) channel = { 0 };
	open_channel(&channel, segment_size);
	uint8_t *room = buffer_extend(&command, command_size);
	assert_non_null(room);
	for (size_t i = 0; i < command_size; i++)
		room[i] = (uint8_t)(i * 7 + i / 256);
	assert_ok(isd_r_channel_send(&channel, buffer_bytes(&command)));
	struct bytes apdu;
	for (unsigned block = 0; isd_r_channel_next(&channel, &apdu); block++) {
		bool last = seen.size + segment_size >= command_size;
		size_t size = last ? command_size - seen.size : segment_size;
		assert_int_equal(apdu.size, 5 + size);
		assert_int_equal(apdu.data[0], 0x81);
		assert_int_equal(apdu.data[1], 0xE2);
		assert_int_equal(apdu.data[2], last ? 0x91 : 0x11);
		assert_int_equal(apdu.data[3], block);
		assert_int_equal(apdu.data[4], size);
		assert_ok(buffer_append(&seen, bytes_after(apdu, 5)));
		isd_r_channel_answer(&channel, bytes_from("\x90\x00", 2));
	}
	assert_idle(&channel, ISD_R_READY, STATUS_OK);
	check_bytes(buffer_bytes(&seen), buffer_bytes(&command), "put together");
	assert_int_equal(channel.answer.size, 0);
}

static void test_slicing(void **state)
{
	(void)state;
	static const size_t segment_sizes[] = { 1, 6, 60, 120, 250, 255 };
	EACH (segment_size, segment_sizes) {
		check_slicing(*segment_size, 1);
		check_slicing(*segment_size, *segment_size);
		check_slicing(*segment_size, *segment_size + 1);
		check_slicing(*segment_size, *segment_size * 256);
	}
}

/* Which sizes of blocks a link takes, and what arrives over it: all of the command, its blocks in order. */
static void check_short_link(size_t limit, size_t command_size, bool says_6700, bool arrives)
{
	static uint8_t command[8 << 10];
	AUTO(buffer) seen = BUFFER(1 << 17);
	AUTO(isd_r_channel) channel = { 0 };
	struct bytes apdu;
	bool goes_on = true;
	unsigned block = 0;
	for (size_t i = 0; i < sizeof command; i++)
		command[i] = (uint8_t)(i * 7 + i / 256);
	open_channel(&channel, 0);
	assert_ok(isd_r_channel_send(&channel, bytes_from(command, command_size)));
	while (goes_on && isd_r_channel_next(&channel, &apdu)) {
		bool is_taken = apdu.size - 5 <= limit;
		if (is_taken) {
			assert_int_equal(apdu.data[3], block++);
			assert_ok(buffer_append(&seen, bytes_after(apdu, 5)));
			assert_int_equal(apdu.data[2], seen.size == command_size ? 0x91 : 0x11);
			isd_r_channel_answer(&channel, bytes_from("\x90\x00", 2));
		} else if (says_6700) {
			isd_r_channel_answer(&channel, bytes_from("\x67\x00", 2));
		} else {
			goes_on = isd_r_channel_shorten(&channel);
		}
	}
	assert_int_equal(arrives, bytes_equal(buffer_bytes(&seen), bytes_from(command, command_size)));
	if (arrives)
		assert_idle(&channel, ISD_R_READY, STATUS_OK);
	else if (says_6700)
		assert_idle(&channel, ISD_R_READY, STATUS_REFUSED);
}

static void test_short_links(void **state)
{
	static const struct {
		size_t limit, command_size;
		bool arrives;
	} cases[] = {
		{ 254, 255, true }, { 130, 1000, true },     { 120, 120, true },      { 100, 119, true },
		{ 100, 1000, true }, { 59, 1000, true },     { 30, 1000, true },      { 29, 1000, false },
		{ 30, 30 * 256, true }, { 30, 30 * 256 + 1, false }, { 0, 1, false },
	};
	(void)state;
	EACH (c, cases) {
		check_short_link(c->limit, c->command_size, false, c->arrives);
		check_short_link(c->limit, c->command_size, true, c->arrives);
	}
}

/* Nothing but a block can be made shorter. */
static void test_only_blocks_are_shortened(void **state)
{
	(void)state;
	AUTO(isd_r_channel) channel = { 0 };
	assert_ok(isd_r_channel_init(&channel, &(struct isd_r_settings){ 0 }));
	assert_false(isd_r_channel_shorten(&channel));
	assert_ok(isd_r_channel_open(&channel));
	assert_false(isd_r_channel_shorten(&channel));
}

static void test_too_many_blocks(void **state)
{
	(void)state;
	static uint8_t long_command[60 * 256 + 1];
	AUTO(isd_r_channel) channel = { 0 };
	open_channel(&channel, 60);
	assert_int_equal(isd_r_channel_send(&channel, BYTES(long_command)), STATUS_TOO_LARGE);
	assert_int_equal(isd_r_channel_send(&channel, (struct bytes){ 0 }), STATUS_TOO_LARGE);
	assert_ok(isd_r_channel_send(&channel, bytes_first(BYTES(long_command), sizeof long_command - 1)));
}

/* How cards hand over an answer. */
static const struct answer_case {
	const char *what;
	enum status status;
	const char *answer;
	struct exchange exchanges[3];
} answer_cases[] = {
	{ "at once", STATUS_OK, "AABB", { { "81E2910003BF2E00", "AABB9000" } } },
	{ "a command for the terminal waits", STATUS_OK, "AA", { { "81E2910003BF2E00", "AA910B" } } },
	{ "in pieces",
	  STATUS_OK,
	  "AABBCC",
	  { { "81E2910003BF2E00", "6102" }, { "81C0000002", "AABB6101" }, { "81C0000001", "CC9000" } } },
	{ "more than 255 to come", STATUS_OK, "AA", { { "81E2910003BF2E00", "6100" }, { "81C0000000", "AA9000" } } },
	{ "begun, then the rest", STATUS_OK, "AABB", { { "81E2910003BF2E00", "AA6101" }, { "81C0000001", "BB9000" } } },
	{ "another length",
	  STATUS_OK,
	  "AABB",
	  { { "81E2910003BF2E00", "6105" }, { "81C0000005", "6C02" }, { "81C0000002", "AABB9000" } } },
	{ "length twice wrong",
	  STATUS_REFUSED,
	  "",
	  { { "81E2910003BF2E00", "6105" }, { "81C0000005", "6C02" }, { "81C0000002", "6C03" } } },
	{ "without end", STATUS_MALFORMED, "", { { "81E2910003BF2E00", "6105" }, { "81C0000005", "6105" } } },
	{ "refused", STATUS_REFUSED, "", { { "81E2910003BF2E00", "6A88" } } },
	{ "refused in the middle", STATUS_REFUSED, "", { { "81E2910003BF2E00", "6101" }, { "81C0000001", "6F00" } } },
	{ "in the other class (6E00)",
	  STATUS_OK,
	  "AABB",
	  { { "81E2910003BF2E00", "6102" }, { "81C0000002", "6E00" }, { "01C0000002", "AABB9000" } } },
	{ "in the other class (6881)",
	  STATUS_OK,
	  "AABB",
	  { { "81E2910003BF2E00", "6102" }, { "81C0000002", "6881" }, { "01C0000002", "AABB9000" } } },
	{ "in neither class",
	  STATUS_REFUSED,
	  "",
	  { { "81E2910003BF2E00", "6102" }, { "81C0000002", "6E00" }, { "01C0000002", "6E00" } } },
	{ "the command's class is refused", STATUS_REFUSED, "", { { "81E2910003BF2E00", "6E00" } } },
	{ "nothing", STATUS_MALFORMED, "", { { "81E2910003BF2E00", "" } } },
	{ "half a status word", STATUS_MALFORMED, "", { { "81E2910003BF2E00", "90" } } },
};

static void test_answers(void **state)
{
	(void)state;
	EACH (this, answer_cases) {
		AUTO(arena) arena = ARENA(1 << 12);
		AUTO(isd_r_channel) channel = { 0 };
		open_channel(&channel, 0);
		assert_ok(isd_r_channel_send(&channel, octets(&arena, "BF2E00")));
		size_t count = 0;
		while (count < ARRAY_SIZE(this->exchanges) && this->exchanges[count].command)
			count++;
		converse(&channel, this->exchanges, count);
		CHECK_STATUS(channel.status, this->status, this->what);
		check_bytes(buffer_bytes(&channel.answer), octets(&arena, this->answer), this->what);
		assert_idle(&channel, ISD_R_READY, this->status);
		assert_ok(isd_r_channel_send(&channel, octets(&arena, "BF2E00")));
	}
}

/* A refusal costs one exchange, not one for each answer. */
static void test_class_is_remembered(void **state)
{
	(void)state;
	static const struct exchange exchanges[] = {
		{ "81E2910003BF2E00", "6102" }, { "81C0000002", "6E00" },     { "01C0000002", "AABB9000" },
		{ "81E2910003BF2E00", "6102" }, { "01C0000002", "AABB9000" },
	};
	AUTO(isd_r_channel) channel = { 0 };
	open_channel(&channel, 0);
	assert_ok(isd_r_channel_send(&channel, bytes_from("\xBF\x2E\x00", 3)));
	converse(&channel, exchanges, 3);
	assert_ok(isd_r_channel_send(&channel, bytes_from("\xBF\x2E\x00", 3)));
	converse(&channel, exchanges + 3, 2);
	assert_idle(&channel, ISD_R_READY, STATUS_OK);
}

static void test_answer_limit(void **state)
{
	(void)state;
	static uint8_t piece[258];
	AUTO(isd_r_channel) channel = { 0 };
	open_channel(&channel, 0);
	piece[256] = 0x61;
	assert_ok(isd_r_channel_send(&channel, bytes_from("\xBF\x2D\x00", 3)));
	struct bytes apdu;
	size_t rounds = 0;
	while (isd_r_channel_next(&channel, &apdu) && rounds++ < 5000)
		isd_r_channel_answer(&channel, BYTES(piece));
	assert_idle(&channel, ISD_R_READY, STATUS_TOO_LARGE);
}

static void test_no_isd_r(void **state)
{
	(void)state;
	static const struct exchange exchanges[] = {
		{ "80AA00000A A9088100820101830107", "9000" }, { "0070000001", "039000" }, { "03A4040005 A000000001", "6A82" },
		{ "03A4040006 A00000000202", "6985" },         { "0070800300", "9000" },
	};
	static const uint8_t first[] = { 0xA0, 0, 0, 0, 1 }, second[] = { 0xA0, 0, 0, 0, 2, 2 };
	AUTO(isd_r_channel) channel = { 0 };
	assert_ok(isd_r_channel_init(&channel,
	                             &(struct isd_r_settings){ .aids = { BYTES(first), BYTES(second) }, .aid_count = 2 }));
	assert_ok(isd_r_channel_open(&channel));
	CONVERSE(&channel, exchanges);
	assert_idle(&channel, ISD_R_CLOSED, STATUS_NOT_FOUND);
}

static void test_second_aid(void **state)
{
	(void)state;
	static const struct exchange exchanges[] = {
		{ "80AA00000A A9088100820101830107", "9000" },
		{ "0070000001", "029000" },
		{ "02A4040010 A0000005591010FFFFFFFF8900000100", "6A82" },
		{ "02A4040010 A0000005591010FFFFFFFF8900050500", "9000" },
		{ "82E2910003 BF2E00", "9000" },
	};
	AUTO(isd_r_channel) channel = { 0 };
	assert_ok(isd_r_channel_init(&channel, &(struct isd_r_settings){ 0 }));
	assert_ok(isd_r_channel_open(&channel));
	converse(&channel, exchanges, 4);
	assert_ok(isd_r_channel_send(&channel, bytes_from("\xBF\x2E\x00", 3)));
	converse(&channel, exchanges + 4, 1);
	assert_idle(&channel, ISD_R_READY, STATUS_OK);
}

/* ISO 7816-4 5.4.1: from channel 4 on the class octet has another form. */
static void test_high_channel(void **state)
{
	(void)state;
	static const struct exchange exchanges[] = {
		{ "80AA00000A A9088100820101830107", "9000" },
		{ "0070000001", "056C01" },
		{ "0070000001", "059000" },
		{ "41A4040010 A0000005591010FFFFFFFF8900000100", "9000" },
		{ "C1E2910003 BF2E00", "9000" },
		{ "0070800500", "9000" },
	};
	AUTO(isd_r_channel) channel = { 0 };
	assert_ok(isd_r_channel_init(&channel, &(struct isd_r_settings){ 0 }));
	assert_ok(isd_r_channel_open(&channel));
	converse(&channel, exchanges, 4);
	assert_ok(isd_r_channel_send(&channel, bytes_from("\xBF\x2E\x00", 3)));
	converse(&channel, exchanges + 4, 1);
	isd_r_channel_close(&channel);
	converse(&channel, exchanges + 5, 1);
	assert_idle(&channel, ISD_R_CLOSED, STATUS_OK);
}

static void test_bad_channel(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		enum status status;
	} cases[] = {
		{ "6A81", STATUS_BUSY },        { "9000", STATUS_MALFORMED },     { "009000", STATUS_MALFORMED },
		{ "149000", STATUS_MALFORMED }, { "01029000", STATUS_MALFORMED }, { "", STATUS_MALFORMED },
	};
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(1 << 12);
		AUTO(isd_r_channel) channel = { 0 };
		assert_ok(isd_r_channel_init(&channel, &(struct isd_r_settings){ 0 }));
		assert_ok(isd_r_channel_open(&channel));
		isd_r_channel_answer(&channel, octets(&arena, "9000"));
		isd_r_channel_answer(&channel, octets(&arena, this->answer));
		CHECK_STATUS(channel.status, this->status, this->answer);
		assert_idle(&channel, ISD_R_CLOSED, this->status);
		assert_ok(isd_r_channel_open(&channel));
	}
}

static void test_settings(void **state)
{
	(void)state;
	static const uint8_t octets_17[17] = { 0xA0 };
	struct isd_r_channel channel;
	assert_int_equal(isd_r_channel_init(&channel, &(struct isd_r_settings){ .segment_size = 256 }), STATUS_MALFORMED);
	assert_int_equal(isd_r_channel_init(&channel, &(struct isd_r_settings){ .aid_count = 9 }), STATUS_MALFORMED);
	assert_int_equal(isd_r_channel_init(&channel, &(struct isd_r_settings){ .aids = { bytes_first(BYTES(octets_17), 4) },
	                                                                        .aid_count = 1 }),
	                 STATUS_MALFORMED);
	assert_int_equal(isd_r_channel_init(&channel, &(struct isd_r_settings){ .aids = { BYTES(octets_17) }, .aid_count = 1 }),
	                 STATUS_MALFORMED);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_open_and_close),  cmocka_unit_test(test_short_command), cmocka_unit_test(test_slicing),
	cmocka_unit_test(test_short_links),     cmocka_unit_test(test_only_blocks_are_shortened),
	cmocka_unit_test(test_too_many_blocks), cmocka_unit_test(test_answers),       cmocka_unit_test(test_answer_limit),
	cmocka_unit_test(test_no_isd_r),        cmocka_unit_test(test_second_aid),    cmocka_unit_test(test_high_channel),
	cmocka_unit_test(test_bad_channel),     cmocka_unit_test(test_settings),         cmocka_unit_test(test_class_is_remembered),
};

TESTS_MAIN(tests)
