/* SPDX-License-Identifier: Apache-2.0 */
/* What one loop of a server has done, counted where it happens (server/exchange.c) and read by whoever asks for metrics. Sets
 * of labels are bounded: what has no room is counted under "other". */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "server/metric_writer.h"

enum {
	METRICS_FUNCTIONS_MAXIMUM = 64,
	METRICS_OUTCOMES_MAXIMUM = 128,
	METRICS_CODE_SIZE = 16,
	METRICS_REASON_SIZE = 64,
};

/* One function of a server. */
struct function_metrics {
	const char *_Atomic name; /* NULL: free, and all after it */
	struct counter executed, refused, failed;
	struct histogram duration;
};

/* How something ended, with the codes that were given for it. What is not atomic never changes once `is_used` is set. */
struct outcome_metrics {
	atomic_bool is_used;
	const char *function, *result;
	char subject[METRICS_CODE_SIZE], reason[METRICS_REASON_SIZE];
	struct counter count;
};

/* { 0 } has counted nothing. */
struct server_metrics {
	struct function_metrics functions[METRICS_FUNCTIONS_MAXIMUM];
	struct outcome_metrics outcomes[METRICS_OUTCOMES_MAXIMUM];
	struct histogram queries, changes; /* how long the database was waited for */
	struct histogram sessions;         /* from a card's authentication to the result of its installation */
};

enum metrics_end { METRICS_EXECUTED, METRICS_REFUSED, METRICS_FAILED };

/* Only by the loop that it belongs to. Names and results are literals. NULL as first argument: nobody counts. */
void metrics_count_function(struct server_metrics *metrics, const char *function, enum metrics_end end, int64_t microseconds);
void metrics_count_outcome(struct server_metrics *metrics, const char *function, const char *result, struct text subject,
                           struct text reason);
void metrics_count_query(struct server_metrics *metrics, int64_t microseconds);
void metrics_count_change(struct server_metrics *metrics, int64_t microseconds);
void metrics_count_session(struct server_metrics *metrics, int64_t seconds);

/* Adds what another thread's loop has counted to a sum of one's own. */
void metrics_add(struct server_metrics *sum, const struct server_metrics *loop);

/* Executed plus refused plus failed; nought for a function that never ran. */
uint64_t metrics_executed(const struct server_metrics *metrics, const char *function);

/* requests_total, request_duration_seconds, refusals_total, database_wait_seconds. */
void metrics_print(const struct server_metrics *metrics, struct metric_writer *writer);

/* For SM-DP+ alone: download_result_total of the outcomes that are not refusals, and of those of these functions; and
 * session_seconds. */
void metrics_print_downloads(const struct server_metrics *metrics, const char *const functions[], size_t count,
                             struct metric_writer *writer);

#endif
