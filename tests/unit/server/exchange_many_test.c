/* SPDX-License-Identifier: Apache-2.0 */
#include "server/exchange_many.h"

#include "support/test.h"

enum { MANY = 100000, BAD = 1000, REFUSED = 7 };

struct story {
	struct server_ports ports;
	size_t begun, ended, at_once, most;
	bool stops_at_refusals;
	enum status bad; /* of the part BAD */
	bool done;
	enum status status;
	struct exchange_many many;
};

static int64_t no_time(void *self)
{
	(void)self;
	return 0;
}

static struct story *story_of(const struct exchange *exchange)
{
	return (struct story *)exchange->role;
}

static enum status decide(struct exchange *exchange)
{
	const size_t *index = exchange->request;
	if (*index == BAD && story_of(exchange)->bad != STATUS_OK)
		return story_of(exchange)->bad;
	return *index == REFUSED ? exchange_refuse(exchange, "8.2.1", "3.9") : STATUS_OK;
}

static const struct server_function part = { .name = "part", .decide = decide, .quiet = true };

static enum status prepare(struct exchange_many *many, size_t index, struct exchange *one)
{
	struct story *story = story_of(many->whole);
	size_t *request = arena_allocate(&one->arena, sizeof *request);
	assert_non_null(request);
	*request = index;
	one->request = request;
	story->begun++;
	if (story->begun - story->ended > story->most)
		story->most = story->begun - story->ended;
	return STATUS_OK;
}

static bool ended(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	story_of(many->whole)->ended++;
	assert_int_equal(failure_is_set(&one->failure), index == REFUSED);
	check_text(one->actor, "somebody", "actor");
	return status == STATUS_OK && !(story_of(many->whole)->stops_at_refusals && failure_is_set(&one->failure));
}

static void done(struct exchange_many *many, enum status status)
{
	exchange_finish(many->whole, status);
}

static void run(struct exchange *exchange)
{
	struct story *story = story_of(exchange);
	story->many = (struct exchange_many){
		.whole = exchange, .count = MANY, .at_once = 3, .function = &part, .prepare = prepare, .ended = ended,
		.done = done,
	};
	exchange_many_run(&story->many);
}

static const struct server_function whole = { .name = "whole", .run = run };

static void note_done(void *context, struct exchange *exchange, enum status status)
{
	struct story *story = context;
	assert_false(story->done);
	story->done = true;
	story->status = status;
	exchange_free(exchange);
}

static void play(struct story *story)
{
	story->ports.clock = (struct clock){ .self = story, .utc_seconds = no_time };
	struct exchange *exchange = exchange_new(&whole, &story->ports, story);
	exchange->actor = TEXT("somebody");
	exchange_run(exchange, note_done, story);
	assert_true(story->done);
}

/* Each is answered inside the call that begins it: the stack must not grow with them. */
static void a_refusal_stops_nothing_unless_it_shall(void **state)
{
	(void)state;
	struct story story = { 0 };
	play(&story);
	assert_int_equal(story.status, STATUS_OK);
	assert_int_equal(story.ended, MANY);
	assert_int_equal(story.most, 1);
	struct story stopped = { .stops_at_refusals = true };
	play(&stopped);
	assert_int_equal(stopped.status, STATUS_OK);
	assert_int_equal(stopped.ended, REFUSED + 1);
}

static void trouble_ends_it(void **state)
{
	(void)state;
	struct story story = { .bad = STATUS_UNTRUSTED };
	play(&story);
	assert_int_equal(story.status, STATUS_UNTRUSTED);
	assert_int_equal(story.ended, BAD + 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_refusal_stops_nothing_unless_it_shall),
	cmocka_unit_test(trouble_ends_it),
};

TESTS_MAIN(tests)
