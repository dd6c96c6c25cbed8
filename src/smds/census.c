/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/census.h"

#include "server/outbox.h"
#include "smds/es11.h"

static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT (SELECT COUNT(*) FROM event), (SELECT COUNT(forwarded_as) FROM event), (SELECT COUNT(*) FROM session), "
		"(SELECT COUNT(*) FROM outbox WHERE state = 0), (SELECT MIN(created_at) FROM outbox WHERE state = 0)";
	return exchange_ask(exchange, sql, NULL, 0);
}

static enum status decide(struct exchange *exchange)
{
	(void)exchange;
	return STATUS_OK;
}

const struct server_function smds_census_function = { .name = "census", .load = load, .decide = decide };

static uint64_t count_of(const struct exchange *exchange, size_t column)
{
	return (uint64_t)database_cell_number(&exchange->rows, 0, column);
}

void smds_census_print(const struct exchange *exchange, struct metric_writer *writer)
{
	metric_family(writer, "events", "gauge", "Events that wait for a card, here alone or at the Root SM-DS too.");
	METRIC_PUT(writer, count_of(exchange, 0) - count_of(exchange, 1), { "state", TEXT("here") });
	METRIC_PUT(writer, count_of(exchange, 1), { "state", TEXT("forwarded") });
	metric_single(writer, "sessions", "gauge", "Challenges that were given out and are remembered.", count_of(exchange, 2));
	outbox_census_print(writer, count_of(exchange, 3), count_of(exchange, 4), exchange->now);
}

void smds_metrics_print(const struct server_metrics *metrics, struct metric_writer *writer)
{
	metric_single(writer, "sessions_started_total", "counter", "Sessions that were begun (InitiateAuthentication).",
	              metrics_executed(metrics, smds_initiate_authentication_function.name));
}
