/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/loops.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "io/system_clock.h"
#include "io/system_random.h"
#include "io/worker_thread.h"

enum { HOUSEKEEPING_MILLISECONDS = 60 * 1000, STOP_CHECK_MILLISECONDS = 250, BEAT_MILLISECONDS = 1000 };

struct loop {
	struct server_loops *all;
	struct event_loop *events;
	struct https_server *https[SERVER_DOORS_MAXIMUM];
	struct service services[SERVER_DOORS_MAXIMUM];
	struct rest_service rest[SERVER_DOORS_MAXIMUM];
	struct server_ports ports;
	struct server_metrics metrics;
	struct worker_desk worker;
	struct counter beats;
	pthread_t thread;
};

struct server_loops {
	const struct server_plan *plan;
	struct loop *loops;
	unsigned count;
	struct worker_thread *worker; /* of all of them */
	uint16_t ports[SERVER_DOORS_MAXIMUM];
	atomic_uint drained;        /* how many doors of all loops have finished */
	atomic_bool stopping;       /* the rest is the first loop's */
	unsigned milliseconds_left; /* while stopping */
	bool given_up;

	/* Another role: the first loop's, but for the counter. */
	const void *role;
	bool changing, reload_wanted;
	atomic_uint changed;        /* how many loops have it */
	void (*released)(void *context);
	void *released_context;
};

static void deliver(void *context)
{
	struct loop *loop = context;
	database_deliver(&loop->ports.database);
}

static void beat(void *context)
{
	counter_add(&((struct loop *)context)->beats, 1);
}

/* The first loop's system chooses a port that is left open; the others listen there too. */
static enum status open_door(struct loop *loop, size_t index, char fault[TLS_FAULT_SIZE])
{
	struct server_loops *loops = loop->all;
	const struct server_door *door = &loops->plan->doors[index];
	struct https_server_settings https = door->https;
	if (loops->ports[index] != 0)
		https.port = loops->ports[index];
	loop->services[index] = (struct service){ door->routes, door->route_count, &loop->ports, loops->role };
	loop->rest[index] = (struct rest_service){ door->rest, &loop->ports, loops->role, &door->names, 0 };
	TRY(https_server_open(loop->events, door->tls, &https, door->rest ? rest_handle : service_handle,
	                      door->rest ? (void *)&loop->rest[index] : &loop->services[index], &loop->https[index], fault));
	loops->ports[index] = https_server_port(loop->https[index]);
	loop->rest[index].port = loops->ports[index];
	return STATUS_OK;
}

static enum status open_loop(struct server_loops *loops, struct loop *loop, char fault[TLS_FAULT_SIZE])
{
	const struct server_plan *plan = loops->plan;
	loop->all = loops;
	TRY(event_loop_new(&loop->events));
	TRY(database_source_connect(plan->database, &loop->ports.database));
	loop->ports.clock = system_clock();
	loop->ports.random = system_random();
	loop->ports.log = plan->log;
	loop->ports.metrics = &loop->metrics;
	loop->worker = (struct worker_desk){ loops->worker, loop->events };
	loop->ports.worker = worker_desk_port(&loop->worker);
	loop->ports.reveal = plan->reveal;
	TRY(event_loop_repeat(loop->events, BEAT_MILLISECONDS, beat, loop));
	TRY(event_loop_watch(loop->events, database_descriptor(&loop->ports.database), deliver, loop));
	for (size_t i = 0; i < plan->door_count; i++)
		TRY(open_door(loop, i, fault));
	return STATUS_OK;
}

/* ---- another role ---- */

static void take_role(void *context)
{
	struct loop *loop = context;
	struct server_loops *loops = loop->all;
	(void)!server_ports_change_role(&loop->ports); /* nobody has the role before the last one: that was waited for */
	for (size_t i = 0; i < loops->plan->door_count; i++)
		loop->services[i].role = loop->rest[i].role = loops->role;
	atomic_fetch_add(&loops->changed, 1);
}

void server_loops_change_role(struct server_loops *loops, const void *role, void (*released)(void *context), void *context)
{
	loops->role = role;
	loops->changing = true;
	loops->released = released;
	loops->released_context = context;
	atomic_store(&loops->changed, 0);
	for (unsigned i = 0; i < loops->count; i++)
		(void)!event_loop_post(loops->loops[i].events, take_role, &loops->loops[i]);
}

static bool old_role_is_free(const struct server_loops *loops)
{
	bool is_free = atomic_load(&loops->changed) == loops->count;
	for (unsigned i = 0; i < loops->count && is_free; i++)
		is_free = server_ports_old_role_is_free(&loops->loops[i].ports);
	return is_free;
}

static void reload_requested(void *context)
{
	struct server_loops *loops = context;
	if (loops->stopping)
		return;
	loops->reload_wanted = loops->changing;
	if (!loops->changing)
		loops->plan->reload(loops->plan->context);
}

static void end_change(struct server_loops *loops)
{
	if (!loops->changing || !old_role_is_free(loops))
		return;
	loops->changing = false;
	loops->released(loops->released_context);
	if (loops->reload_wanted)
		reload_requested(loops);
}

/* ---- the end ---- */

static void door_drained(void *context)
{
	struct loop *loop = context;
	atomic_fetch_add(&loop->all->drained, 1);
}

static void drain_loop(void *context)
{
	struct loop *loop = context;
	for (size_t i = 0; i < loop->all->plan->door_count; i++)
		https_server_drain(loop->https[i], door_drained, loop);
}

static void stop_requested(void *context)
{
	struct server_loops *loops = context;
	if (loops->stopping)
		return;
	loops->stopping = true;
	for (unsigned i = 0; i < loops->count; i++)
		if (event_loop_post(loops->loops[i].events, drain_loop, &loops->loops[i]) != STATUS_OK)
			loops->milliseconds_left = 0;
}

/* By a timer: the loops finish each in its own thread and in no order. */
static void stop_when_drained(void *context)
{
	struct server_loops *loops = context;
	end_change(loops);
	if (!loops->stopping)
		return;
	bool all = atomic_load(&loops->drained) == loops->count * loops->plan->door_count;
	if (!all && loops->milliseconds_left >= STOP_CHECK_MILLISECONDS) {
		loops->milliseconds_left -= STOP_CHECK_MILLISECONDS;
		return;
	}
	loops->given_up = !all;
	for (unsigned i = 0; i < loops->count; i++)
		event_loop_stop(loops->loops[i].events);
}

/* ---- housekeeping ---- */

static void kept_house(void *context, struct exchange *exchange, enum status status)
{
	(void)context;
	(void)status; /* it is in the log; the next one may do better */
	exchange_free(exchange);
}

static void keep_house(void *context)
{
	struct loop *loop = context;
	const struct server_plan *plan = loop->all->plan;
	malloc_trim(0); /* what a rush of connections took goes back to the system */
	if (plan->minutely)
		plan->minutely(plan->context);
	struct exchange *exchange = loop->all->stopping ? NULL
	                                                : exchange_new(plan->housekeeping, &loop->ports, loop->all->role);
	if (exchange)
		exchange_run(exchange, kept_house, NULL);
}

/* ---- */

static enum status watch_process(struct server_loops *loops)
{
	struct event_loop *first = loops->loops[0].events;
	TRY(event_loop_on_signal(first, SIGTERM, stop_requested, loops));
	TRY(event_loop_on_signal(first, SIGINT, stop_requested, loops));
	TRY(event_loop_repeat(first, STOP_CHECK_MILLISECONDS, stop_when_drained, loops));
	if (loops->plan->reload)
		TRY(event_loop_on_signal(first, SIGHUP, reload_requested, loops));
	if (!loops->plan->housekeeping)
		return STATUS_OK;
	return event_loop_repeat(first, HOUSEKEEPING_MILLISECONDS, keep_house, &loops->loops[0]);
}

static enum status open_all(struct server_loops *loops, char fault[TLS_FAULT_SIZE])
{
	TRY(worker_thread_new(&loops->worker));
	for (unsigned i = 0; i < loops->plan->threads; i++) {
		loops->count = i + 1;
		TRY(open_loop(loops, &loops->loops[i], fault));
	}
	return watch_process(loops);
}

enum status server_loops_open(const struct server_plan *plan, struct server_loops **out, char fault[TLS_FAULT_SIZE])
{
	struct server_loops *loops = calloc(1, sizeof *loops);
	if (loops)
		loops->loops = calloc(plan->threads, sizeof *loops->loops);
	if (!loops || !loops->loops) {
		free(loops);
		return STATUS_NO_MEMORY;
	}
	loops->plan = plan;
	loops->role = plan->role;
	loops->milliseconds_left = plan->drain_seconds * 1000;
	enum status status = open_all(loops, fault);
	if (status != STATUS_OK) {
		server_loops_close(loops);
		return status;
	}
	*out = loops;
	return STATUS_OK;
}

uint16_t server_loops_port(const struct server_loops *loops, size_t door)
{
	return loops->ports[door];
}

unsigned server_loops_count(const struct server_loops *loops)
{
	return loops->count;
}

const struct server_metrics *server_loops_metrics(const struct server_loops *loops, unsigned loop)
{
	return &loops->loops[loop].metrics;
}

const struct https_counts *server_loops_door(const struct server_loops *loops, unsigned loop, size_t door)
{
	return https_server_counts(loops->loops[loop].https[door]);
}

uint64_t server_loops_beats(const struct server_loops *loops, unsigned loop)
{
	return counter_read(&loops->loops[loop].beats);
}

bool server_loops_are_stopping(const struct server_loops *loops)
{
	return atomic_load(&loops->stopping);
}

static void *run_loop(void *context)
{
	struct loop *loop = context;
	if (event_loop_run(loop->events) != STATUS_OK)
		abort(); /* a thread that serves no more would keep its share of the connections waiting for ever */
	return NULL;
}

enum status server_loops_run(struct server_loops *loops)
{
	unsigned started = 1;
	while (started < loops->count && pthread_create(&loops->loops[started].thread, NULL, run_loop,
	                                                &loops->loops[started]) == 0)
		started++;
	enum status status = started == loops->count ? event_loop_run(loops->loops[0].events) : STATUS_NO_MEMORY;
	for (unsigned i = 1; i < started; i++) {
		event_loop_stop(loops->loops[i].events);
		pthread_join(loops->loops[i].thread, NULL);
	}
	if (status == STATUS_OK && loops->given_up)
		return STATUS_BUSY;
	return status;
}

void server_loops_close(struct server_loops *loops)
{
	if (!loops)
		return;
	worker_thread_free(loops->worker);
	for (unsigned i = 0; i < loops->count; i++) {
		struct loop *loop = &loops->loops[i];
		for (size_t door = 0; door < SERVER_DOORS_MAXIMUM; door++)
			https_server_close(loop->https[door]);
		event_loop_free(loop->events);
		database_close(&loop->ports.database);
	}
	free(loops->loops);
	free(loops);
}
