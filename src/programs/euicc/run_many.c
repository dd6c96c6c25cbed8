/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/euicc/run_many.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { CARD_ARENA = 1 << 20, CARD_STACK = 256 << 10 };

struct running {
	struct invocation invocation; /* with one argument, and an arena of its own */
	enum exit_code (*run)(struct invocation *invocation, unsigned ordinal);
	unsigned ordinal;
	enum exit_code code;
	pthread_t thread;
	bool is_started;
};

/* Each waits with a descriptor of its own for the signals, which nobody takes: so all hear them. */
static bool block_signals(void)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	return pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0;
}

static void *run_one(void *context)
{
	struct running *running = context;
	running->code = running->run(&running->invocation, running->ordinal);
	if (running->code != EXIT_DONE)
		kill(getpid(), SIGTERM);
	return NULL;
}

static bool start(struct running *running, const pthread_attr_t *attributes)
{
	running->is_started = pthread_create(&running->thread, attributes, run_one, running) == 0;
	return running->is_started;
}

static bool start_all(struct running *cards, const struct invocation *invocation,
                      enum exit_code (*run)(struct invocation *invocation, unsigned ordinal))
{
	pthread_attr_t attributes;
	bool started = true;
	if (pthread_attr_init(&attributes) != 0)
		return false;
	pthread_attr_setstacksize(&attributes, CARD_STACK);
	for (int i = 0; i < invocation->argument_count && started; i++) {
		cards[i] = (struct running){ .invocation = *invocation, .run = run, .ordinal = (unsigned)i };
		cards[i].invocation.arena = ARENA(CARD_ARENA);
		cards[i].invocation.arguments += i;
		cards[i].invocation.argument_count = 1;
		started = start(&cards[i], &attributes);
	}
	pthread_attr_destroy(&attributes);
	return started;
}

static enum exit_code wait_for_all(struct running *cards, int count)
{
	enum exit_code worst = EXIT_DONE;
	for (int i = 0; i < count && cards[i].is_started; i++) {
		pthread_join(cards[i].thread, NULL);
		arena_release(&cards[i].invocation.arena);
		worst = cards[i].code > worst ? cards[i].code : worst;
	}
	return worst;
}

enum exit_code euicc_run_many(struct invocation *invocation,
                              enum exit_code (*run)(struct invocation *invocation, unsigned ordinal))
{
	enum exit_code code = EXIT_FAILED;
	if (option_is_set(invocation, "stdio"))
		return usage_error(invocation, "--stdio speaks for one card only.");
	struct running *cards = calloc((size_t)invocation->argument_count, sizeof *cards);
	if (!cards || !block_signals()) {
		free(cards);
		return output_failure(invocation, "run", "Out of memory.");
	}
	bool started = start_all(cards, invocation, run);
	if (!started)
		kill(getpid(), SIGTERM);
	code = wait_for_all(cards, invocation->argument_count);
	free(cards);
	return started ? code : output_failure(invocation, "run", "There are too many cards for this machine.");
}
