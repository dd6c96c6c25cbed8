/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "io/event_loop.h"

struct counts {
	struct event_loop *loop;
	int pipe[2];
	int readable, ticks, signals, posts;
	bool raised;
	pthread_t posted_in;
};

static void on_readable(void *context)
{
	struct counts *counts = context;
	char octet;
	assert_int_equal(read(counts->pipe[0], &octet, 1), 1);
	counts->readable++;
}

static void on_tick(void *context)
{
	struct counts *counts = context;
	if (++counts->ticks < 3 || counts->readable == 0 || counts->raised)
		return;
	counts->raised = true;
	assert_int_equal(raise(SIGUSR1), 0);
}

static void on_signal(void *context)
{
	struct counts *counts = context;
	counts->signals++;
	event_loop_stop(counts->loop);
}

static void on_post(void *context)
{
	struct counts *counts = context;
	counts->posts++;
	counts->posted_in = pthread_self();
	assert_int_equal(write(counts->pipe[1], "x", 1), 1);
}

static void *post_from_outside(void *context)
{
	struct counts *counts = context;
	assert_ok(event_loop_post(counts->loop, on_post, counts));
	return NULL;
}

static void everything_is_called_in_the_loop_s_thread(void **state)
{
	struct counts counts = { 0 };
	pthread_t outside;
	(void)state;
	assert_ok(event_loop_new(&counts.loop));
	assert_int_equal(pipe(counts.pipe), 0);
	assert_ok(event_loop_watch(counts.loop, counts.pipe[0], on_readable, &counts));
	assert_ok(event_loop_repeat(counts.loop, 10, on_tick, &counts));
	assert_ok(event_loop_on_signal(counts.loop, SIGUSR1, on_signal, &counts));
	assert_int_equal(pthread_create(&outside, NULL, post_from_outside, &counts), 0);
	assert_ok(event_loop_run(counts.loop));
	pthread_join(outside, NULL);
	assert_int_equal(counts.readable, 1);
	assert_in_range(counts.ticks, 3, INT_MAX);
	assert_int_equal(counts.signals, 1);
	assert_int_equal(counts.posts, 1);
	assert_true(pthread_equal(counts.posted_in, pthread_self()));
	event_loop_free(counts.loop);
	close(counts.pipe[0]);
	close(counts.pipe[1]);
}

static void a_stop_before_the_start_is_not_lost(void **state)
{
	struct event_loop *loop;
	(void)state;
	assert_ok(event_loop_new(&loop));
	event_loop_stop(loop);
	assert_ok(event_loop_run(loop));
	event_loop_free(loop);
}

/* Within its own call; the octet that is left would be read for ever else. */
static void on_last_readable(void *context)
{
	struct counts *counts = context;
	counts->readable++;
	event_loop_unwatch(counts->loop, counts->pipe[0]);
}

static void on_last_tick(void *context)
{
	struct counts *counts = context;
	if (++counts->ticks == 3)
		event_loop_stop(counts->loop);
}

static void what_is_no_longer_watched_is_not_called(void **state)
{
	enum { MORE_THAN_A_LOOP_HOLDS = 64 };
	struct counts counts = { 0 };
	(void)state;
	assert_ok(event_loop_new(&counts.loop));
	assert_int_equal(pipe(counts.pipe), 0);
	assert_int_equal(write(counts.pipe[1], "x", 1), 1);
	assert_ok(event_loop_repeat(counts.loop, 5, on_last_tick, &counts));
	event_loop_unwatch(counts.loop, counts.pipe[0]);
	for (int i = 0; i < MORE_THAN_A_LOOP_HOLDS; i++) {
		assert_ok(event_loop_watch(counts.loop, counts.pipe[0], on_last_readable, &counts));
		event_loop_unwatch(counts.loop, counts.pipe[0]);
	}
	assert_ok(event_loop_watch(counts.loop, counts.pipe[0], on_last_readable, &counts));
	assert_ok(event_loop_run(counts.loop));
	assert_int_equal(counts.readable, 1);
	assert_int_equal(counts.ticks, 3);
	event_loop_free(counts.loop);
	close(counts.pipe[0]);
	close(counts.pipe[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_called_in_the_loop_s_thread),
		cmocka_unit_test(what_is_no_longer_watched_is_not_called),
		cmocka_unit_test(a_stop_before_the_start_is_not_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
