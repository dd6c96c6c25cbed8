/* SPDX-License-Identifier: Apache-2.0 */
#include "server/exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rsp/identifiers.h"

static void attempt(struct exchange *exchange);

struct exchange *exchange_new(const struct server_function *function, struct server_ports *ports, const void *role)
{
	struct exchange *exchange = calloc(1, sizeof *exchange);
	if (!exchange)
		return NULL;
	exchange->function = function;
	exchange->ports = ports;
	exchange->role = role;
	exchange->created_at = clock_microseconds(&ports->clock);
	exchange->arena = ARENA(EXCHANGE_MEMORY_MAXIMUM);
	exchange->turn = ports->role_turn % 2;
	atomic_fetch_add(&ports->exchanges[exchange->turn], 1);
	return exchange;
}

void exchange_free(struct exchange *exchange)
{
	if (!exchange)
		return;
	arena_release(&exchange->arena);
	atomic_fetch_sub(&exchange->ports->exchanges[exchange->turn], 1);
	free(exchange);
}

bool server_ports_old_role_is_free(const struct server_ports *ports)
{
	return atomic_load(&ports->exchanges[(ports->role_turn + 1) % 2]) == 0;
}

bool server_ports_change_role(struct server_ports *ports)
{
	if (!server_ports_old_role_is_free(ports))
		return false;
	ports->role_turn++;
	return true;
}

static int64_t microseconds_since(const struct exchange *exchange, int64_t then)
{
	return clock_microseconds(&exchange->ports->clock) - then;
}

static void count(const struct exchange *exchange, enum status status, bool refused)
{
	struct server_metrics *metrics = exchange->ports->metrics;
	const struct failure *failure = &exchange->failure;
	const char *name = exchange->function->name;
	enum metrics_end end = status != STATUS_OK ? METRICS_FAILED : refused ? METRICS_REFUSED : METRICS_EXECUTED;
	metrics_count_function(metrics, name, end, microseconds_since(exchange, exchange->created_at));
	if (refused)
		metrics_count_outcome(metrics, name, "refused", failure->subject_code, failure->reason_code);
	if (status != STATUS_OK || refused || !exchange->end.result)
		return;
	metrics_count_outcome(metrics, name, exchange->end.result, text_from(exchange->end.subject),
	                      text_from(exchange->end.reason));
	metrics_count_session(metrics, exchange->end.seconds);
}

static void show(const struct exchange *exchange, struct text identifier, char *out, size_t size)
{
	if (exchange->ports->reveal)
		snprintf(out, size, "%.*s", TEXT_ARGUMENTS(identifier));
	else
		identifier_shorten(identifier, out, size);
}

/* Identifiers of people's cards are shortened; a transaction ID says nothing by itself. */
void exchange_log(const struct exchange *exchange, enum status status)
{
	char eid[EID_DIGITS + 1] = "", iccid[ICCID_TEXT_SIZE] = "", codes[32] = "", milliseconds[24] = "";
	if (exchange->eid.size == EID_DIGITS)
		show(exchange, exchange->eid, eid, sizeof eid);
	if (exchange->iccid.size > 0 && exchange->iccid.size < ICCID_TEXT_SIZE)
		show(exchange, exchange->iccid, iccid, sizeof iccid);
	bool refused = status == STATUS_OK && failure_is_set(&exchange->failure);
	if (refused)
		snprintf(codes, sizeof codes, "%.*s-%.*s", TEXT_ARGUMENTS(exchange->failure.subject_code),
		         TEXT_ARGUMENTS(exchange->failure.reason_code));
	if (exchange->ports->clock.microseconds)
		snprintf(milliseconds, sizeof milliseconds, "%.1f",
		         (double)microseconds_since(exchange, exchange->created_at) / 1000);
	count(exchange, status, refused);
	const struct log_field fields[] = {
		{ "transaction", exchange->transaction_id },
		{ "eid", text_from(eid) },
		{ "iccid", text_from(iccid) },
		{ "outcome", text_from(status != STATUS_OK ? status_name(status) : refused ? "refused" : "executed") },
		{ "codes", text_from(codes) },
		{ "reason", exchange->failure.message },
		{ "detail", exchange->detail },
		{ "milliseconds", text_from(milliseconds) },
	};
	bool housekeeping = !exchange->request || exchange->function->quiet;
	bool ours = status != STATUS_OK && status != STATUS_UNTRUSTED;
	enum log_level level = ours                             ? LOG_ERROR
	                       : status != STATUS_OK || refused ? LOG_WARNING
	                       : housekeeping                   ? LOG_DEBUG
	                                                        : LOG_INFO;
	log_event(&exchange->ports->log, level, exchange->function->name, fields, ARRAY_SIZE(fields));
}

/* The last thing that is done here: the exchange is the caller's again, who may have freed it on return. */
void exchange_finish(struct exchange *exchange, enum status status)
{
	exchange_log(exchange, status);
	exchange->done(exchange->context, exchange, status);
}

/* A key that is taken was free when it was decided: the next look shows whose it is. */
static void applied(void *context, enum status status)
{
	struct exchange *exchange = context;
	metrics_count_change(exchange->ports->metrics, microseconds_since(exchange, exchange->asked_at));
	bool overtaken = status == STATUS_BUSY || status == STATUS_EXISTS;
	if (overtaken && exchange->attempts < EXCHANGE_ATTEMPTS_MAXIMUM)
		attempt(exchange);
	else
		exchange_finish(exchange, overtaken ? STATUS_BUSY : status);
}

static void think(void *context)
{
	struct exchange *exchange = context;
	exchange->decided = exchange->function->decide(exchange);
}

/* A refusal is applied like anything else: a counted attempt must be durable before the peer hears of it. */
static void apply(void *context)
{
	struct exchange *exchange = context;
	enum status status = exchange->decided;
	if (status == STATUS_OK && exchange->function->record)
		status = exchange->function->record(exchange);
	exchange->asked_at = clock_microseconds(&exchange->ports->clock);
	if (status == STATUS_OK && exchange->change_count > 0)
		database_apply(&exchange->ports->database, exchange->changes, exchange->change_count, applied, exchange);
	else
		exchange_finish(exchange, status);
}

static void decide(struct exchange *exchange)
{
	if (!exchange->function->is_slow) {
		think(exchange);
		apply(exchange);
	} else if (!worker_take(&exchange->ports->worker, think, apply, exchange)) {
		exchange_note(exchange, "too many at once");
		exchange_finish(exchange, STATUS_BUSY);
	}
}

static void loaded(void *context, enum status status, const struct database_rows *rows)
{
	struct exchange *exchange = context;
	metrics_count_query(exchange->ports->metrics, microseconds_since(exchange, exchange->asked_at));
	if (status != STATUS_OK) {
		exchange_finish(exchange, status);
		return;
	}
	exchange->rows = *rows;
	decide(exchange);
}

static void load(struct exchange *exchange)
{
	exchange->rows = (struct database_rows){ 0 };
	if (!exchange->function->load) {
		decide(exchange);
		return;
	}
	enum status status = exchange->function->load(exchange);
	exchange->asked_at = clock_microseconds(&exchange->ports->clock);
	if (status == STATUS_OK)
		database_query(&exchange->ports->database, &exchange->query, &exchange->arena, loaded, exchange);
	else
		exchange_finish(exchange, status);
}

static void identified(void *context, enum status status, const struct database_rows *rows)
{
	struct exchange *exchange = context;
	if (status == STATUS_OK) {
		exchange->rows = *rows;
		status = exchange->function->admission->admit(exchange);
	}
	if (status != STATUS_OK || failure_is_set(&exchange->failure) || exchange->answer.size > 0)
		exchange_finish(exchange, status);
	else
		load(exchange);
}

/* What an earlier attempt left in the arena stays until the end: it is bounded by the number of attempts. */
static void attempt(struct exchange *exchange)
{
	exchange->attempts++;
	exchange->now = clock_utc_seconds(&exchange->ports->clock);
	exchange->result = NULL;
	exchange->answer = (struct text){ 0 };
	exchange->failure = (struct failure){ 0 };
	exchange->detail = (struct text){ 0 };
	exchange->change_count = 0;
	exchange->end.result = NULL;
	exchange->query = (struct database_statement){ 0 };
	const struct admission *admission = exchange->function->admission;
	enum status status = admission ? admission->load(exchange) : STATUS_OK;
	if (status != STATUS_OK)
		exchange_finish(exchange, status);
	else if (exchange->query.sql)
		database_query(&exchange->ports->database, &exchange->query, &exchange->arena, identified, exchange);
	else
		load(exchange);
}

void exchange_run(struct exchange *exchange, exchange_done *done, void *context)
{
	exchange->done = done;
	exchange->context = context;
	if (!exchange->function->run) {
		attempt(exchange);
		return;
	}
	exchange->now = clock_utc_seconds(&exchange->ports->clock);
	exchange->function->run(exchange);
}

static enum status make_statement(struct exchange *exchange, int64_t expected_rows, const char *sql,
                                  const struct database_value values[], size_t count, struct database_statement *out)
{
	struct bytes copy;
	TRY(arena_copy(&exchange->arena, bytes_from(values, count * sizeof *values), &copy));
	*out = (struct database_statement){ sql, (const void *)copy.data, count, expected_rows };
	return STATUS_OK;
}

enum status exchange_ask(struct exchange *exchange, const char *sql, const struct database_value values[], size_t count)
{
	return make_statement(exchange, DATABASE_ANY_ROWS, sql, values, count, &exchange->query);
}

enum status exchange_change(struct exchange *exchange, int64_t expected_rows, const char *sql,
                            const struct database_value values[], size_t count)
{
	if (exchange->change_count == EXCHANGE_CHANGES_MAXIMUM)
		return STATUS_BUG;
	TRY(make_statement(exchange, expected_rows, sql, values, count, &exchange->changes[exchange->change_count]));
	exchange->change_count++;
	return STATUS_OK;
}

enum status exchange_refuse(struct exchange *exchange, const char *subject_code, const char *reason_code)
{
	exchange->failure = failure_make(subject_code, reason_code);
	return STATUS_OK;
}

enum status exchange_refuse_because(struct exchange *exchange, const char *subject_code, const char *reason_code,
                                    const char *sentence)
{
	exchange->failure = failure_make(subject_code, reason_code);
	return arena_copy_text(&exchange->arena, text_from(sentence), &exchange->failure.message);
}

void exchange_end(struct exchange *exchange, const char *result, const char *subject, const char *reason, int64_t started_at)
{
	exchange->end.result = result;
	exchange->end.subject = subject;
	exchange->end.reason = reason;
	exchange->end.seconds = exchange->now - started_at;
}

void exchange_note(struct exchange *exchange, const char *format, ...)
{
	va_list arguments;
	char note[200];
	va_start(arguments, format);
	vsnprintf(note, sizeof note, format, arguments);
	va_end(arguments);
	exchange->detail = text_from(arena_string(&exchange->arena, text_from(note)));
}
