/* SPDX-License-Identifier: Apache-2.0 */
#include "server/metrics.h"

#include <stdio.h>

static const struct histogram_bounds request_bounds = {
	{ 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 2500000, 10000000 },
};

static const struct histogram_bounds session_bounds = {
	{ 1000000, 2000000, 5000000, 10000000, 20000000, 30000000, 60000000, 120000000, 300000000, 600000000, 1800000000,
	  INT64_C(86400000000) },
};

static const char other[] = "other";

/* Its own row, or the first free one, or the last. */
static struct function_metrics *find_function(struct server_metrics *metrics, const char *name)
{
	struct function_metrics *row = metrics->functions;
	for (size_t i = 0; i + 1 < METRICS_FUNCTIONS_MAXIMUM; i++, row++) {
		const char *taken = atomic_load_explicit(&row->name, memory_order_relaxed);
		if (taken && strcmp(taken, name) == 0)
			return row;
		if (!taken) {
			atomic_store_explicit(&row->name, name, memory_order_release);
			return row;
		}
	}
	atomic_store_explicit(&row->name, other, memory_order_release);
	return row;
}

static bool is_outcome(const struct outcome_metrics *row, const char *function, const char *result, struct text subject,
                       struct text reason)
{
	return strcmp(row->function, function) == 0 && strcmp(row->result, result) == 0 &&
	       text_equal(text_from(row->subject), subject) && text_equal(text_from(row->reason), reason);
}

static void take_row(struct outcome_metrics *row, const char *function, const char *result, struct text subject,
                     struct text reason)
{
	row->function = function;
	row->result = result;
	snprintf(row->subject, sizeof row->subject, "%.*s", TEXT_ARGUMENTS(subject));
	snprintf(row->reason, sizeof row->reason, "%.*s", TEXT_ARGUMENTS(reason));
	atomic_store_explicit(&row->is_used, true, memory_order_release);
}

static struct outcome_metrics *find_outcome(struct server_metrics *metrics, const char *function, const char *result,
                                            struct text subject, struct text reason)
{
	struct outcome_metrics *row = metrics->outcomes;
	for (size_t i = 0; i + 1 < METRICS_OUTCOMES_MAXIMUM; i++, row++) {
		if (!atomic_load_explicit(&row->is_used, memory_order_relaxed)) {
			take_row(row, function, result, subject, reason);
			return row;
		}
		if (is_outcome(row, function, result, subject, reason))
			return row;
	}
	if (!atomic_load_explicit(&row->is_used, memory_order_relaxed))
		take_row(row, other, other, (struct text){ 0 }, (struct text){ 0 });
	return row;
}

void metrics_count_function(struct server_metrics *metrics, const char *function, enum metrics_end end, int64_t microseconds)
{
	if (!metrics)
		return;
	struct function_metrics *row = find_function(metrics, function);
	counter_add(end == METRICS_EXECUTED  ? &row->executed
	            : end == METRICS_REFUSED ? &row->refused
	                                     : &row->failed, 1);
	histogram_observe(&row->duration, &request_bounds, microseconds);
}

void metrics_count_outcome(struct server_metrics *metrics, const char *function, const char *result, struct text subject,
                           struct text reason)
{
	if (!metrics)
		return;
	subject = (struct text){ subject.data, subject.size < METRICS_CODE_SIZE ? subject.size : METRICS_CODE_SIZE - 1 };
	reason = (struct text){ reason.data, reason.size < METRICS_REASON_SIZE ? reason.size : METRICS_REASON_SIZE - 1 };
	counter_add(&find_outcome(metrics, function, result, subject, reason)->count, 1);
}

void metrics_count_query(struct server_metrics *metrics, int64_t microseconds)
{
	if (metrics)
		histogram_observe(&metrics->queries, &request_bounds, microseconds);
}

void metrics_count_change(struct server_metrics *metrics, int64_t microseconds)
{
	if (metrics)
		histogram_observe(&metrics->changes, &request_bounds, microseconds);
}

void metrics_count_session(struct server_metrics *metrics, int64_t seconds)
{
	if (metrics)
		histogram_observe(&metrics->sessions, &session_bounds, seconds * 1000000);
}

/* ---- sums ---- */

static void add_counter(struct counter *sum, const struct counter *part)
{
	counter_add(sum, counter_read(part));
}

static void add_histogram(struct histogram *sum, const struct histogram *part)
{
	for (size_t i = 0; i <= HISTOGRAM_BOUNDS; i++)
		add_counter(&sum->buckets[i], &part->buckets[i]);
	add_counter(&sum->microseconds, &part->microseconds);
}

static const char *name_of(const struct function_metrics *row)
{
	return atomic_load_explicit(&row->name, memory_order_acquire);
}

static bool is_used(const struct outcome_metrics *row)
{
	return atomic_load_explicit(&row->is_used, memory_order_acquire);
}

void metrics_add(struct server_metrics *sum, const struct server_metrics *loop)
{
	for (size_t i = 0; i < METRICS_FUNCTIONS_MAXIMUM && name_of(&loop->functions[i]); i++) {
		const struct function_metrics *from = &loop->functions[i];
		struct function_metrics *to = find_function(sum, name_of(from));
		add_counter(&to->executed, &from->executed);
		add_counter(&to->refused, &from->refused);
		add_counter(&to->failed, &from->failed);
		add_histogram(&to->duration, &from->duration);
	}
	for (size_t i = 0; i < METRICS_OUTCOMES_MAXIMUM && is_used(&loop->outcomes[i]); i++) {
		const struct outcome_metrics *from = &loop->outcomes[i];
		add_counter(&find_outcome(sum, from->function, from->result, text_from(from->subject),
		                          text_from(from->reason))->count, &from->count);
	}
	add_histogram(&sum->queries, &loop->queries);
	add_histogram(&sum->changes, &loop->changes);
	add_histogram(&sum->sessions, &loop->sessions);
}

uint64_t metrics_executed(const struct server_metrics *metrics, const char *function)
{
	for (size_t i = 0; i < METRICS_FUNCTIONS_MAXIMUM && name_of(&metrics->functions[i]); i++)
		if (strcmp(name_of(&metrics->functions[i]), function) == 0)
			return counter_read(&metrics->functions[i].executed);
	return 0;
}

/* ---- text ---- */

static void print_functions(const struct server_metrics *metrics, struct metric_writer *writer)
{
	metric_family(writer, "requests_total", "counter", "Functions that ran, by how they ended.");
	for (size_t i = 0; i < METRICS_FUNCTIONS_MAXIMUM && name_of(&metrics->functions[i]); i++) {
		const struct function_metrics *row = &metrics->functions[i];
		const struct metric_label name = { "function", text_from(name_of(row)) };
		METRIC_PUT(writer, counter_read(&row->executed), name, { "outcome", TEXT("executed") });
		METRIC_PUT(writer, counter_read(&row->refused), name, { "outcome", TEXT("refused") });
		METRIC_PUT(writer, counter_read(&row->failed), name, { "outcome", TEXT("failed") });
	}
	metric_family(writer, "request_duration_seconds", "histogram", "From a whole request to its answer, by function.");
	for (size_t i = 0; i < METRICS_FUNCTIONS_MAXIMUM && name_of(&metrics->functions[i]); i++) {
		const struct metric_label name = { "function", text_from(name_of(&metrics->functions[i])) };
		metric_put_histogram(writer, &name, 1, &metrics->functions[i].duration, &request_bounds);
	}
}

static bool is_refusal(const struct outcome_metrics *row)
{
	return strcmp(row->result, "refused") == 0;
}

static void print_refusals(const struct server_metrics *metrics, struct metric_writer *writer)
{
	metric_family(writer, "refusals_total", "counter", "Functions that were refused, with the codes that the caller got.");
	for (size_t i = 0; i < METRICS_OUTCOMES_MAXIMUM && is_used(&metrics->outcomes[i]); i++) {
		const struct outcome_metrics *row = &metrics->outcomes[i];
		if (is_refusal(row))
			METRIC_PUT(writer, counter_read(&row->count), { "function", text_from(row->function) },
			           { "subject", text_from(row->subject) }, { "reason", text_from(row->reason) });
	}
}

void metrics_print(const struct server_metrics *metrics, struct metric_writer *writer)
{
	const struct metric_label query = { "operation", TEXT("query") }, change = { "operation", TEXT("change") };
	print_functions(metrics, writer);
	print_refusals(metrics, writer);
	metric_family(writer, "database_wait_seconds", "histogram", "How long the database was waited for.");
	metric_put_histogram(writer, &query, 1, &metrics->queries, &request_bounds);
	metric_put_histogram(writer, &change, 1, &metrics->changes, &request_bounds);
}

static bool is_one_of(const char *name, const char *const names[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Refusals of several functions may have the same codes: they are told apart by the function. */
void metrics_print_downloads(const struct server_metrics *metrics, const char *const functions[], size_t count,
                             struct metric_writer *writer)
{
	metric_family(writer, "download_result_total", "counter", "How downloads ended, with the codes or the reason.");
	for (size_t i = 0; i < METRICS_OUTCOMES_MAXIMUM && is_used(&metrics->outcomes[i]); i++) {
		const struct outcome_metrics *row = &metrics->outcomes[i];
		if (!is_refusal(row) || is_one_of(row->function, functions, count))
			METRIC_PUT(writer, counter_read(&row->count), { "result", text_from(row->result) },
			           { "subject", text_from(row->subject) }, { "reason", text_from(row->reason) },
			           { "function", text_from(row->function) });
	}
	metric_family(writer, "session_seconds", "histogram", "From a card's authentication to its result.");
	metric_put_histogram(writer, NULL, 0, &metrics->sessions, &session_bounds);
}
