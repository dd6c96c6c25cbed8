/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "library/card_fault.h"

static void specifications_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum card_fault_kind kind;
		uint32_t value;
		unsigned command;
	} good[] = {
		{ "signature", FAULT_SIGNATURE, 0, 0 },      { "full", FAULT_FULL, 0, 0 },
		{ "full=4096", FAULT_FULL, 4096, 0 },        { "drop@7", FAULT_DROP, 0, 7 },
		{ "6F00@3", FAULT_STATUS_WORD, 0x6F00, 3 },  { "6a84", FAULT_STATUS_WORD, 0x6A84, 0 },
		{ "slow=50", FAULT_SLOW, 50, 0 },            { "slow=60000@1", FAULT_SLOW, 60000, 1 },
		{ "reset@1000000", FAULT_RESET, 0, 1000000 },
	};
	EACH(one, good) {
		struct card_faults faults = { 0 };
		CHECK(card_faults_parse(text_from(one->text), &faults), one->text);
		CHECK(faults.count == 1 && faults.list[0].kind == one->kind, one->text);
		CHECK(faults.list[0].value == one->value && faults.list[0].command == one->command, one->text);
	}
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", ",", "drop", "drop@", "drop@0", "drop@-1", "drop@1000001", "drop=1@2", "reset", "reset@x", "slow", "slow=",
		"slow=60001", "slow=50@", "signature@3", "signature=1", "full@3", "full=", "full=4294967296", "6F0", "6F000",
		"5F00", "7F00@1", "6G00", "6F00@1,", "drop@1,,drop@2", "drop@1 ", "Drop@1", "drop@1@2",
		"drop@1,drop@2,drop@3,drop@4,drop@5,drop@6,drop@7,drop@8,drop@9",
	};
	EACH(text, bad) {
		struct card_faults faults = { .count = 0 };
		CHECK(!card_faults_parse(text_from(*text), &faults), *text);
		CHECK(faults.count == 0, *text);
	}
}

/* ---- the layer over a card that counts ---- */

struct counting_card {
	unsigned resets, commands;
};

static enum status reset_card(void *self, struct buffer *out_atr)
{
	((struct counting_card *)self)->resets++;
	return buffer_append_octet(out_atr, 0x3B);
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	static const uint8_t success[] = { 0x90, 0x00 };
	(void)command;
	((struct counting_card *)self)->commands++;
	return buffer_append(answer, BYTES(success));
}

static void faults_happen_when_they_are_ordered(void **state)
{
	(void)state;
	static const struct {
		const char *specification;
		const char *answers; /* to four commands */
		unsigned resets, commands;
	} cases[] = {
		{ "signature", "9000 9000 9000 9000", 0, 4 },
		{ "drop@2", "9000 9000 9000", 0, 4 },
		{ "6F00@3", "9000 9000 6F00 9000", 0, 3 },
		{ "6F00", "6F00 6F00 6F00 6F00", 0, 0 },
		{ "reset@1", "9000 9000 9000 9000", 1, 4 },
		{ "reset@2,drop@3,6A84@4,slow=1", "9000 9000 6A84", 1, 3 },
	};
	EACH(one, cases) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(buffer) answers = BUFFER(64);
		struct card_faults faults = { 0 };
		struct counting_card card = { 0 };
		assert_true(card_faults_parse(text_from(one->specification), &faults));
		struct card_fault_layer layer = {
			.faults = &faults,
			.card = { .self = &card, .reset = reset_card, .transmit = transmit },
		};
		for (int i = 0; i < 4; i++)
			assert_ok(card_fault_layer_transmit(&layer, octets(&arena, "00A40000"), &answers));
		check_bytes(buffer_bytes(&answers), octets(&arena, one->answers), one->specification);
		CHECK(card.resets == one->resets && card.commands == one->commands, one->specification);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(specifications_are_read),
	cmocka_unit_test(nonsense_is_refused),
	cmocka_unit_test(faults_happen_when_they_are_ordered),
};

TESTS_MAIN(tests)
