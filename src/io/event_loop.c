/* SPDX-License-Identifier: Apache-2.0 */
#include "io/event_loop.h"

#include <event2/event.h>
#include <event2/thread.h>
#include <stdbool.h>
#include <stdlib.h>

enum { WATCHES_MAXIMUM = 16 };

/* One thing that is waited for; the array of them never moves. */
struct watch {
	struct event *event;
	event_callback *call;
	void *context;
};

struct event_loop {
	struct event_base *base;
	struct watch watches[WATCHES_MAXIMUM];
	size_t watch_count;
};

/* With two priorities, of which whoever does not ask for the first has the second; and with the changes to what is waited for
 * told to the kernel once a round: a connection changes its mind often. */
static struct event_base *make_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;
	if (config && event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST) == 0)
		base = event_base_new_with_config(config);
	if (base && event_base_priority_init(base, 2) != 0) {
		event_base_free(base);
		base = NULL;
	}
	if (config)
		event_config_free(config);
	return base;
}

enum status event_loop_new(struct event_loop **out)
{
	if (evthread_use_pthreads() != 0)
		return STATUS_IO;
	struct event_loop *loop = calloc(1, sizeof *loop);
	if (!loop)
		return STATUS_NO_MEMORY;
	loop->base = make_base();
	if (!loop->base) {
		free(loop);
		return STATUS_IO;
	}
	*out = loop;
	return STATUS_OK;
}

void event_loop_free(struct event_loop *loop)
{
	if (!loop)
		return;
	for (size_t i = 0; i < loop->watch_count; i++)
		if (loop->watches[i].event)
			event_free(loop->watches[i].event);
	event_base_free(loop->base);
	free(loop);
}

enum status event_loop_run(struct event_loop *loop)
{
	return event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY) < 0 ? STATUS_IO : STATUS_OK;
}

/* A break would be forgotten by a loop that has not begun yet. */
void event_loop_stop(struct event_loop *loop)
{
	if (event_base_loopexit(loop->base, NULL) != 0)
		event_base_loopbreak(loop->base);
}

static void fire(int descriptor, short what, void *context)
{
	struct watch *watch = context;
	(void)descriptor;
	(void)what;
	watch->call(watch->context);
}

static enum status add(struct event_loop *loop, int descriptor, short what, const struct timeval *interval,
                       event_callback *call, void *context)
{
	size_t free_one = 0;
	while (free_one < loop->watch_count && loop->watches[free_one].event)
		free_one++;
	if (free_one == WATCHES_MAXIMUM)
		return STATUS_BUG;
	struct watch *watch = &loop->watches[free_one];
	*watch = (struct watch){ .call = call, .context = context };
	watch->event = event_new(loop->base, descriptor, what, fire, watch);
	if (!watch->event)
		return STATUS_NO_MEMORY;
	if (event_add(watch->event, interval) != 0) {
		event_free(watch->event);
		watch->event = NULL;
		return STATUS_IO;
	}
	loop->watch_count += free_one == loop->watch_count;
	return STATUS_OK;
}

enum status event_loop_watch(struct event_loop *loop, int descriptor, event_callback *call, void *context)
{
	return add(loop, descriptor, EV_READ | EV_PERSIST, NULL, call, context);
}

void event_loop_unwatch(struct event_loop *loop, int descriptor)
{
	for (size_t i = 0; i < loop->watch_count; i++) {
		struct watch *watch = &loop->watches[i];
		if (!watch->event || !(event_get_events(watch->event) & EV_READ) || event_get_fd(watch->event) != descriptor)
			continue;
		event_free(watch->event);
		watch->event = NULL;
	}
}

enum status event_loop_repeat(struct event_loop *loop, unsigned milliseconds, event_callback *call, void *context)
{
	const struct timeval interval = { milliseconds / 1000, (suseconds_t)(milliseconds % 1000) * 1000 };
	return add(loop, -1, EV_PERSIST, &interval, call, context);
}

enum status event_loop_on_signal(struct event_loop *loop, int signal_number, event_callback *call, void *context)
{
	return add(loop, signal_number, EV_SIGNAL | EV_PERSIST, NULL, call, context);
}

static void fire_once(int descriptor, short what, void *context)
{
	struct watch watch = *(struct watch *)context;
	(void)descriptor;
	(void)what;
	free(context);
	watch.call(watch.context);
}

enum status event_loop_post(struct event_loop *loop, event_callback *call, void *context)
{
	static const struct timeval at_once = { 0, 0 };
	struct watch *watch = malloc(sizeof *watch);
	if (!watch)
		return STATUS_NO_MEMORY;
	*watch = (struct watch){ .call = call, .context = context };
	if (event_base_once(loop->base, -1, EV_TIMEOUT, fire_once, watch, &at_once) != 0) {
		free(watch);
		return STATUS_IO;
	}
	return STATUS_OK;
}

struct event_base *event_loop_base(struct event_loop *loop)
{
	return loop->base;
}
