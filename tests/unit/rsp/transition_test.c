/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/transition.h"

#include "support/test.h"

enum { LOCKED, OPEN, BROKEN };
enum { COIN, PUSH, KICK };

struct turnstile {
	int coins;
	bool jammed;
};

static enum status take_coin(void *subject, struct bytes data)
{
	struct turnstile *turnstile = subject;
	if (turnstile->jammed)
		return STATUS_BUSY;
	turnstile->coins += (int)data.size;
	return STATUS_OK;
}

static const struct transition table[] = {
	{ LOCKED, COIN, take_coin, OPEN, LOCKED },
	{ OPEN, PUSH, NULL, LOCKED, OPEN },
	{ LOCKED, KICK, take_coin, LOCKED, BROKEN },
};
static const char *const states[] = { "locked", "open", "broken" };
static const char *const events[] = { "coin", "push", "kick" };
static const struct state_machine machine = { "turnstile", table,  ARRAY_SIZE(table), states, ARRAY_SIZE(states),
	                                      events,      ARRAY_SIZE(events) };

/* Every pair: those of the table move, all others change nothing. */
static void every_pair(void **state)
{
	(void)state;
	static const int next[3][3] = { { OPEN, -1, LOCKED }, { -1, LOCKED, -1 }, { -1, -1, -1 } };
	for (int from = LOCKED; from <= BROKEN; from++)
		for (int event = COIN; event <= KICK; event++) {
			struct turnstile turnstile = { 0 };
			int at = from;
			enum status status = state_machine_step(&machine, &at, event, &turnstile, bytes_from("x", 1));
			bool moves = next[from][event] >= 0;
			assert_int_equal(status, moves ? STATUS_OK : STATUS_OUT_OF_ORDER);
			assert_int_equal(at, moves ? next[from][event] : from);
			assert_int_equal(turnstile.coins, moves && event != PUSH);
			assert_int_equal(state_machine_find(&machine, from, event) != NULL, moves);
		}
}

static void a_failing_action(void **state)
{
	(void)state;
	struct turnstile turnstile = { .jammed = true };
	int at = LOCKED;
	assert_int_equal(state_machine_step(&machine, &at, COIN, &turnstile, (struct bytes){ 0 }), STATUS_BUSY);
	assert_int_equal(at, LOCKED);
	assert_int_equal(state_machine_step(&machine, &at, KICK, &turnstile, (struct bytes){ 0 }), STATUS_BUSY);
	assert_int_equal(at, BROKEN);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_pair),
	cmocka_unit_test(a_failing_action),
};

TESTS_MAIN(tests)
