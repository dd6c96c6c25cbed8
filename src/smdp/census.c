/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/census.h"

#include "server/outbox.h"
#include "smdp/es9plus.h"
#include "smdp/profile_state.h"

/* What a row counts; negative numbers are no profile's state. */
enum { CENSUS_SESSIONS = -1, CENSUS_WAITING = -2, CENSUS_OLDEST = -3 };

static enum status load(struct exchange *exchange)
{
	static const char sql[] = "SELECT state, COUNT(*) FROM profile GROUP BY state "
	                          "UNION ALL SELECT -1, COUNT(*) FROM session "
	                          "UNION ALL SELECT -2, COUNT(*) FROM outbox WHERE state = 0 "
	                          "UNION ALL SELECT -3, MIN(created_at) FROM outbox WHERE state = 0";
	return exchange_ask(exchange, sql, NULL, 0);
}

static enum status decide(struct exchange *exchange)
{
	(void)exchange;
	return STATUS_OK;
}

const struct server_function smdp_census_function = { .name = "census", .load = load, .decide = decide };

/* Nought when there is no such row. */
static uint64_t count_of(const struct exchange *exchange, int64_t what)
{
	for (size_t i = 0; i < exchange->rows.count; i++)
		if (database_cell_number(&exchange->rows, i, 0) == what)
			return (uint64_t)database_cell_number(&exchange->rows, i, 1);
	return 0;
}

void smdp_census_print(const struct exchange *exchange, struct metric_writer *writer)
{
	metric_family(writer, "profiles", "gauge", "Profiles in stock, by their state.");
	for (int64_t state = 0; state < STOCK_STATE_COUNT; state++)
		METRIC_PUT(writer, count_of(exchange, state), { "state", text_from(smdp_profile_state_name(state)) });
	metric_single(writer, "sessions", "gauge", "Challenges that were given out and are remembered.",
	              count_of(exchange, CENSUS_SESSIONS));
	outbox_census_print(writer, count_of(exchange, CENSUS_WAITING), count_of(exchange, CENSUS_OLDEST), exchange->now);
}

void smdp_metrics_print(const struct server_metrics *metrics, struct metric_writer *writer)
{
	const char *const of_downloads[] = { authenticate_client_function.name, get_bound_package_function.name };
	metric_single(writer, "sessions_started_total", "counter", "Sessions that were begun (InitiateAuthentication).",
	              metrics_executed(metrics, initiate_authentication_function.name));
	metrics_print_downloads(metrics, of_downloads, ARRAY_SIZE(of_downloads), writer);
}
