/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/monitor.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/system_clock.h"
#include "io/system_random.h"
#include "programs/server/figures.h"

enum {
	TEXT_MAXIMUM = 4 << 20,
	CENSUS_INTERVAL = 60 * 1000000, /* microseconds */
	CENSUS_SHARE = 50,              /* it runs at most one part in so many of the time */
	STILL_SECONDS = 10,             /* a loop that does not beat for so long hangs */
	LOOPS_MAXIMUM = 64,
	REQUEST_SECONDS = 5,            /* who asks is near, and the end of the process waits for it */
};

struct server_monitor {
	struct server_monitor_plan plan;
	struct event_loop *events;
	struct https_server *https;
	struct server_ports ports;
	pthread_t thread;
	bool is_running;
	pthread_mutex_t lock;   /* of what follows: others tell it */
	struct server_ends ends;
	struct buffer census;   /* text of the last one */
	int64_t census_due;     /* microseconds; not before */
	bool census_runs;
	uint64_t beats[LOOPS_MAXIMUM];
	int64_t beat_at[LOOPS_MAXIMUM]; /* microseconds: when that was seen first */
};

/* One request that waits. */
struct question {
	struct server_monitor *monitor;
	struct http_reply reply;
	int64_t asked_at;
};

static int64_t now_of(const struct server_monitor *monitor)
{
	return clock_microseconds(&monitor->ports.clock);
}

static void answer(struct http_reply reply, int status, const char *type, struct buffer *take_body)
{
	struct http_answer answer = { .status = status, .content_type = text_from(type), .body = *take_body };
	*take_body = (struct buffer){ 0 };
	http_reply_send(reply, &answer);
}

static void answer_text(struct http_reply reply, int status, const char *text)
{
	AUTO(buffer) body = BUFFER(200);
	(void)!buffer_append_text(&body, text_from(text));
	answer(reply, status, "text/plain; charset=utf-8", &body);
}

/* ---- /metrics ---- */

static void answer_metrics(struct server_monitor *monitor, struct http_reply reply)
{
	AUTO(buffer) body = BUFFER(TEXT_MAXIMUM);
	pthread_mutex_lock(&monitor->lock);
	const struct server_ends ends = monitor->ends;
	pthread_mutex_unlock(&monitor->lock);
	if (server_figures_print(&monitor->plan, &ends, buffer_text(&monitor->census), &body) == STATUS_OK)
		answer(reply, 200, "text/plain; version=0.0.4; charset=utf-8", &body);
	else
		answer_text(reply, 503, "no memory\n");
}

/* The figures of a census that failed are gone, not old ones for ever. */
static void counted(void *context, struct exchange *exchange, enum status status)
{
	struct question *question = context;
	struct server_monitor *monitor = question->monitor;
	struct metric_writer writer = metric_writer(&monitor->census, monitor->plan.monitored->prefix);
	int64_t now = now_of(monitor), took = now - question->asked_at;
	buffer_clear(&monitor->census);
	if (status == STATUS_OK)
		monitor->plan.monitored->print_census(exchange, &writer);
	exchange_free(exchange);
	monitor->census_runs = false;
	monitor->census_due = now + (took * CENSUS_SHARE > CENSUS_INTERVAL ? took * CENSUS_SHARE : CENSUS_INTERVAL);
	answer_metrics(monitor, question->reply);
	free(question);
}

/* Runs a function of the server for this request; without memory it is answered at once. */
static void run(struct server_monitor *monitor, const struct server_function *function, struct http_reply reply,
                exchange_done *done)
{
	struct question *question = malloc(sizeof *question);
	struct exchange *exchange = question ? exchange_new(function, &monitor->ports, monitor->plan.server->role) : NULL;
	if (!exchange) {
		free(question);
		answer_text(reply, 503, "no memory\n");
		return;
	}
	*question = (struct question){ monitor, reply, now_of(monitor) };
	exchange_run(exchange, done, question);
}

static void handle_metrics(struct server_monitor *monitor, struct http_reply reply)
{
	if (monitor->census_runs || now_of(monitor) < monitor->census_due) {
		answer_metrics(monitor, reply);
		return;
	}
	monitor->census_runs = true;
	run(monitor, monitor->plan.monitored->census, reply, counted);
}

/* ---- /health and /ready ---- */

static void look_at_loops(void *context)
{
	struct server_monitor *monitor = context;
	for (unsigned i = 0; i < server_loops_count(monitor->plan.loops) && i < LOOPS_MAXIMUM; i++) {
		uint64_t beats = server_loops_beats(monitor->plan.loops, i);
		if (beats == monitor->beats[i] && monitor->beat_at[i] != 0)
			continue;
		monitor->beats[i] = beats;
		monitor->beat_at[i] = now_of(monitor);
	}
}

static bool loops_are_alive(const struct server_monitor *monitor)
{
	for (unsigned i = 0; i < server_loops_count(monitor->plan.loops) && i < LOOPS_MAXIMUM; i++)
		if (monitor->beat_at[i] != 0 && now_of(monitor) - monitor->beat_at[i] > STILL_SECONDS * INT64_C(1000000))
			return false;
	return true;
}

static void handle_health(struct server_monitor *monitor, struct http_reply reply)
{
	if (loops_are_alive(monitor))
		answer_text(reply, 200, "alive\n");
	else
		answer_text(reply, 503, "a loop hangs\n");
}

static bool a_certificate_has_ended(struct server_monitor *monitor)
{
	int64_t now = clock_utc_seconds(&monitor->ports.clock);
	bool ended = false;
	pthread_mutex_lock(&monitor->lock);
	for (size_t i = 0; i < monitor->ends.count; i++)
		ended = ended || (!monitor->ends.items[i].is_list && monitor->ends.items[i].not_after < now);
	pthread_mutex_unlock(&monitor->lock);
	return ended;
}

static enum status ask_anything(struct exchange *exchange)
{
	static const char sql[] = "SELECT MAX(version) FROM schema_version";
	return exchange_ask(exchange, sql, NULL, 0);
}

static enum status decide_nothing(struct exchange *exchange)
{
	(void)exchange;
	return STATUS_OK;
}

static void asked(void *context, struct exchange *exchange, enum status status)
{
	static const char *const troubles[] = { "a certificate has ended", "the database does not answer", "a loop hangs",
	                                        "it is draining" };
	struct question *question = context;
	struct server_monitor *monitor = question->monitor;
	const bool found[] = { a_certificate_has_ended(monitor), status != STATUS_OK, !loops_are_alive(monitor),
	                       server_loops_are_stopping(monitor->plan.loops) };
	AUTO(buffer) body = BUFFER(400);
	for (size_t i = 0; i < ARRAY_SIZE(found); i++)
		if (found[i])
			(void)!buffer_print(&body, "%s\n", troubles[i]);
	bool ready = body.size == 0;
	if (ready)
		(void)!buffer_append_text(&body, TEXT("ready\n"));
	exchange_free(exchange);
	answer(question->reply, ready ? 200 : 503, "text/plain; charset=utf-8", &body);
	free(question);
}

static const struct server_function ready_function = { .name = "ready", .load = ask_anything, .decide = decide_nothing };

/* ---- */

static void handle(void *context, const struct http_request *request, struct http_reply reply)
{
	struct server_monitor *monitor = context;
	if (!text_equal(request->method, TEXT("GET")))
		answer_text(reply, 405, "only GET\n");
	else if (text_equal(request->path, TEXT("/metrics")))
		handle_metrics(monitor, reply);
	else if (text_equal(request->path, TEXT("/health")))
		handle_health(monitor, reply);
	else if (text_equal(request->path, TEXT("/ready")))
		run(monitor, &ready_function, reply, asked);
	else
		answer_text(reply, 404, "there are /metrics, /health and /ready\n");
}

static void deliver(void *context)
{
	database_deliver(&((struct server_monitor *)context)->ports.database);
}

static void *serve(void *context)
{
	struct server_monitor *monitor = context;
	(void)!event_loop_run(monitor->events);
	return NULL;
}

static enum status open_all(struct server_monitor *monitor, char fault[TLS_FAULT_SIZE])
{
	const struct server_plan *server = monitor->plan.server;
	TRY(event_loop_new(&monitor->events));
	TRY(database_source_connect(server->database, &monitor->ports.database));
	monitor->ports.clock = system_clock();
	monitor->ports.random = system_random();
	monitor->ports.log = server->log;
	monitor->census = BUFFER(TEXT_MAXIMUM / 2);
	TRY(event_loop_watch(monitor->events, database_descriptor(&monitor->ports.database), deliver, monitor));
	TRY(event_loop_repeat(monitor->events, 1000, look_at_loops, monitor));
	TRY(https_server_open(monitor->events, monitor->plan.tls, &monitor->plan.https, handle, monitor, &monitor->https,
	                      fault));
	monitor->is_running = pthread_create(&monitor->thread, NULL, serve, monitor) == 0;
	return monitor->is_running ? STATUS_OK : STATUS_NO_MEMORY;
}

void server_monitor_tell(struct server_monitor *monitor, const struct credentials *credentials)
{
	struct server_ends ends = { 0 };
	if (!monitor)
		return;
	while (ends.count < ARRAY_SIZE(ends.items) && credentials_validity(credentials, ends.count, &ends.items[ends.count]))
		ends.count++;
	pthread_mutex_lock(&monitor->lock);
	monitor->ends = ends;
	pthread_mutex_unlock(&monitor->lock);
}

enum status server_monitor_open(const struct server_monitor_plan *plan, struct server_monitor **out,
                                char fault[TLS_FAULT_SIZE])
{
	struct server_monitor *monitor = calloc(1, sizeof *monitor);
	if (!monitor)
		return STATUS_NO_MEMORY;
	pthread_mutex_init(&monitor->lock, NULL);
	monitor->plan = *plan;
	server_monitor_tell(monitor, plan->credentials);
	monitor->plan.https.request_seconds = monitor->plan.https.answer_seconds = REQUEST_SECONDS;
	enum status status = open_all(monitor, fault);
	if (status != STATUS_OK) {
		server_monitor_close(monitor);
		return status;
	}
	*out = monitor;
	return STATUS_OK;
}

static void drained(void *context)
{
	event_loop_stop(((struct server_monitor *)context)->events);
}

static void drain(void *context)
{
	struct server_monitor *monitor = context;
	https_server_drain(monitor->https, drained, monitor);
}

uint16_t server_monitor_port(const struct server_monitor *monitor)
{
	return https_server_port(monitor->https);
}

void server_monitor_close(struct server_monitor *monitor)
{
	if (!monitor)
		return;
	/* What waits for the database gets its outcome first. */
	if (monitor->is_running && event_loop_post(monitor->events, drain, monitor) != STATUS_OK)
		return;
	if (monitor->is_running)
		pthread_join(monitor->thread, NULL);
	https_server_close(monitor->https);
	event_loop_free(monitor->events);
	database_close(&monitor->ports.database);
	buffer_release(&monitor->census);
	pthread_mutex_destroy(&monitor->lock);
	free(monitor);
}
