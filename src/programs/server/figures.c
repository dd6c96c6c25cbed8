/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/figures.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/process_state.h"

/* The sum of one counter over all loops. */
#define SUM(plan, door, member) sum(plan, door, offsetof(struct https_counts, member))

static uint64_t sum(const struct server_monitor_plan *plan, size_t door, size_t offset)
{
	uint64_t total = 0;
	for (unsigned i = 0; i < server_loops_count(plan->loops); i++) {
		const char *counts = (const void *)server_loops_door(plan->loops, i, door);
		total += counter_read((const struct counter *)(const void *)(counts + offset));
	}
	return total;
}

static struct metric_label door_label(const struct server_monitor_plan *plan, size_t door)
{
	return (struct metric_label){ "door", text_from(plan->server->doors[door].visitors) };
}

/* Families that have one sample for each door. */
static void print_simple(const struct server_monitor_plan *plan, struct metric_writer *writer)
{
	static const struct {
		const char *name, *type, *help;
		size_t offset;
	} families[] = {
		{ "connections", "gauge", "Connections that are open.", offsetof(struct https_counts, open) },
		{ "connections_accepted_total", "counter", "Connections that were accepted.",
		  offsetof(struct https_counts, accepted) },
		{ "connections_refused_total", "counter", "Connections that were closed at once: there were too many.",
		  offsetof(struct https_counts, refused) },
		{ "tls_failures_total", "counter", "Connections that ended before their TLS handshake did.",
		  offsetof(struct https_counts, handshakes_failed) },
		{ "http_requests_total", "counter", "Requests that were read whole.", offsetof(struct https_counts, requests) },
		{ "requests_in_work", "gauge", "Requests that wait for their answer.", offsetof(struct https_counts, working) },
	};
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		metric_family(writer, families[i].name, families[i].type, families[i].help);
		for (size_t door = 0; door < plan->server->door_count; door++)
			METRIC_PUT(writer, sum(plan, door, families[i].offset), door_label(plan, door));
	}
}

static void print_classes(const struct server_monitor_plan *plan, struct metric_writer *writer)
{
	static const char *const classes[] = { "other", "1xx", "2xx", "3xx", "4xx", "5xx" };
	metric_family(writer, "http_answers_total", "counter", "Answers, by the class of their HTTP status.");
	for (size_t door = 0; door < plan->server->door_count; door++)
		for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
			METRIC_PUT(writer, SUM(plan, door, answers[i]), door_label(plan, door),
			           { "class", text_from(classes[i]) });
}

static void print_limits(const struct server_monitor_plan *plan, struct metric_writer *writer)
{
	static const char *const activities[] = { "request", "answer", "idle" };
	metric_family(writer, "timed_out_total", "counter", "Connections that were cut at a deadline, by what they did.");
	for (size_t door = 0; door < plan->server->door_count; door++)
		for (size_t i = 0; i < ARRAY_SIZE(activities); i++)
			METRIC_PUT(writer, SUM(plan, door, timed_out[i]), door_label(plan, door),
			           { "phase", text_from(activities[i]) });
	metric_family(writer, "turned_away_total", "counter", "Requests and connections beyond a limit.");
	for (size_t door = 0; door < plan->server->door_count; door++) {
		METRIC_PUT(writer, SUM(plan, door, too_fast), door_label(plan, door),
		           { "limit", TEXT("per-second-per-address") });
		METRIC_PUT(writer, SUM(plan, door, too_many), door_label(plan, door), { "limit", TEXT("requests") });
	}
}

/* The number tells apart what has all else in common, such as a certificate and the one that takes its place. */
static void print_certificates(const struct server_ends *ends, struct metric_writer *writer)
{
	metric_family(writer, "certificate_not_after_seconds", "gauge",
	              "When a certificate ends, or the next CRL is due, in seconds since 1970.");
	for (size_t i = 0; i < ends->count; i++) {
		const struct credential_validity *one = &ends->items[i];
		char number[24];
		snprintf(number, sizeof number, "%zu", i + 1);
		METRIC_PUT(writer, one->not_after > 0 ? (uint64_t)one->not_after : 0,
		           { "role", one->is_list ? TEXT("CRL") : text_from(certificate_kind_rule(one->kind)->name) },
		           { "subject", text_from(one->subject) },
		           { "ci", text_from(one->ci) }, { "number", text_from(number) });
	}
}

/* By the names that all of Prometheus's own clients have. */
static void print_process(struct buffer *out, enum status *status)
{
	const struct process_state state = process_state_read();
	struct metric_writer writer = metric_writer(out, "process");
	metric_single(&writer, "resident_memory_bytes", "gauge", "Memory in use.", state.resident_octets);
	metric_family(&writer, "cpu_seconds_total", "counter", "Processor time of all threads.");
	metric_put_seconds(&writer, NULL, 0, (int64_t)state.cpu_microseconds);
	metric_single(&writer, "open_fds", "gauge", "Open file descriptors.", state.descriptors);
	metric_single(&writer, "max_fds", "gauge", "File descriptors that may be open.", state.descriptors_maximum);
	metric_single(&writer, "start_time_seconds", "gauge", "When it began, in seconds since 1970.",
	              (uint64_t)state.started_at);
	*status = *status == STATUS_OK ? writer.status : *status;
}

static void print_build(const struct server_monitor_plan *plan, struct metric_writer *writer)
{
	metric_family(writer, "build_info", "gauge", "Which program this is.");
	METRIC_PUT(writer, 1, { "version", TEXT(PROVISIM_VERSION) });
	metric_single(writer, "threads", "gauge", "Loops that answer requests.", server_loops_count(plan->loops));
	metric_single(writer, "draining", "gauge", "1: SIGTERM came, and it finishes what was begun.",
	              server_loops_are_stopping(plan->loops));
}

enum status server_figures_print(const struct server_monitor_plan *plan, const struct server_ends *ends, struct text census,
                                 struct buffer *out)
{
	struct metric_writer writer = metric_writer(out, plan->monitored->prefix);
	struct server_metrics *total = calloc(1, sizeof *total);
	if (!total)
		return STATUS_NO_MEMORY;
	for (unsigned i = 0; i < server_loops_count(plan->loops); i++)
		metrics_add(total, server_loops_metrics(plan->loops, i));
	print_build(plan, &writer);
	metrics_print(total, &writer);
	plan->monitored->print(total, &writer);
	free(total);
	print_simple(plan, &writer);
	print_classes(plan, &writer);
	print_limits(plan, &writer);
	print_certificates(ends, &writer);
	print_process(out, &writer.status);
	TRY(writer.status);
	return buffer_append_text(out, census);
}
