/* SPDX-License-Identifier: Apache-2.0 */
/* Who delivers where, and when it is tried again. */
#include "server/outbox.h"

#include "server/row_reader.h"

enum { FIRST_DELAY = 2, JITTER_SHARE = 4 /* a delay is up to a quarter longer or shorter */ };

/* ---- claim ---- */

/* Each destination with something that waits is found by one step in an index, however much waits for it. */
static enum status load_claim(struct exchange *exchange)
{
	static const char sql[] =
		"WITH RECURSIVE d (name) AS (SELECT MIN(destination) FROM outbox WHERE state = 0 UNION ALL "
		"SELECT (SELECT MIN(o.destination) FROM outbox o WHERE o.state = 0 AND o.destination > d.name) FROM d "
		"WHERE d.name IS NOT NULL) "
		"SELECT d.name, l.holder, l.held_until FROM d LEFT JOIN outbox_lease l ON l.destination = d.name "
		"WHERE d.name IS NOT NULL AND (l.due_at IS NULL OR l.due_at <= $1) AND EXISTS (SELECT 1 FROM outbox w "
		"WHERE w.destination = d.name AND w.state = 0 AND w.due_at <= $1)";
	return EXCHANGE_ASK(exchange, sql, database_number(exchange->now));
}

static enum status take(struct exchange *exchange, struct text destination)
{
	static const char sql[] =
		"INSERT INTO outbox_lease (destination, holder, held_until, failures, due_at) VALUES ($1, $2, $3, 0, 0) "
		"ON CONFLICT (destination) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until "
		"WHERE outbox_lease.holder = excluded.holder OR outbox_lease.held_until <= $4";
	const struct outbox_claim_request *request = exchange->request;
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(destination), database_text(request->holder),
	                       database_number(exchange->now + OUTBOX_LEASE_SECONDS), database_number(exchange->now));
}

static enum status renew(struct exchange *exchange)
{
	static const char sql[] = "UPDATE outbox_lease SET held_until = $2 WHERE holder = $1 AND held_until > $3";
	const struct outbox_claim_request *request = exchange->request;
	if (request->held_count == 0 || !request->renew)
		return STATUS_OK;
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(request->holder),
	                       database_number(exchange->now + OUTBOX_LEASE_SECONDS), database_number(exchange->now));
}

static bool is_held(const struct outbox_claim_request *request, struct text destination)
{
	for (size_t i = 0; i < request->held_count; i++)
		if (text_equal(request->held[i], destination))
			return true;
	return false;
}

static enum status decide_claim(struct exchange *exchange)
{
	const struct outbox_claim_request *request = exchange->request;
	struct outbox_lanes *lanes = arena_allocate(&exchange->arena, sizeof *lanes);
	struct text *destinations = arena_allocate(&exchange->arena, (exchange->rows.count + 1) * sizeof *destinations);
	const size_t room = EXCHANGE_CHANGES_MAXIMUM - 1; /* the others at the next look */
	if (!lanes || !destinations)
		return STATUS_NO_MEMORY;
	*lanes = (struct outbox_lanes){ destinations, 0 };
	TRY(renew(exchange));
	for (size_t i = 0; i < exchange->rows.count && lanes->count < request->more && lanes->count < room; i++) {
		struct row_reader row = row_reader(exchange, i);
		struct text destination = row_text(&row), holder = row_text(&row);
		bool free = row_number(&row) <= exchange->now || text_equal(holder, request->holder);
		if (!free || is_held(request, destination))
			continue;
		TRY(take(exchange, destination));
		destinations[lanes->count++] = destination;
	}
	exchange->result = lanes;
	return STATUS_OK;
}

const struct server_function outbox_claim_function = {
	.name = "outboxClaim", .load = load_claim, .decide = decide_claim, .quiet = true,
};

static enum status decide_leave(struct exchange *exchange)
{
	static const char sql[] = "UPDATE outbox_lease SET held_until = 0 WHERE holder = $1";
	const struct outbox_leave_request *request = exchange->request;
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(request->holder));
}

const struct server_function outbox_leave_function = { .name = "outboxLeave", .decide = decide_leave };

/* ---- settle ---- */

static enum status load_settle(struct exchange *exchange)
{
	static const char sql[] = "SELECT l.failures, l.due_at FROM outbox_lease l WHERE l.destination = $1";
	const struct outbox_settle_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->entry.destination));
}

/* Doubled with each failure up to a limit, and a little more or less: those that failed together do not come back together. */
static enum status delay_after(struct exchange *exchange, int64_t failures, int64_t *out)
{
	int64_t delay = FIRST_DELAY;
	uint8_t octet;
	for (int64_t i = 0; i < failures && delay < OUTBOX_DELAY_MAXIMUM; i++)
		delay *= 2;
	if (delay > OUTBOX_DELAY_MAXIMUM)
		delay = OUTBOX_DELAY_MAXIMUM;
	TRY(random_fill(&exchange->ports->random, &octet, 1));
	*out = delay + delay * (octet - 128) / 128 / JITTER_SHARE;
	return STATUS_OK;
}

static enum status save_entry(struct exchange *exchange, const struct outbox_entry *entry, enum outbox_state state,
                              int64_t due_at, struct text fault)
{
	static const char sql[] =
		"UPDATE outbox SET state = $4, attempts = attempts + 1, due_at = $5, ended_at = $6, fault = $7 "
		"WHERE subject = $1 AND destination = $2 AND number = $3 AND state = 0";
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql,
		database_text(entry->subject),
		database_text(entry->destination),
		database_number(entry->number),
		database_number((int64_t)state),
		database_number(due_at),
		state == OUTBOX_WAITS ? database_null() : database_number(exchange->now),
		text_or_null(fault));
}

static enum status save_reach(struct exchange *exchange, const struct outbox_entry *entry, int64_t failures, int64_t due_at)
{
	static const char sql[] = "UPDATE outbox_lease SET failures = $2, due_at = $3 WHERE destination = $1";
	if (failures == database_cell_number(&exchange->rows, 0, 0))
		return STATUS_OK;
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(entry->destination), database_number(failures),
	                       database_number(due_at));
}

static enum status decide_settle(struct exchange *exchange)
{
	const struct outbox_settle_request *request = exchange->request;
	const struct outbox_entry *entry = &request->entry;
	int64_t failures = database_cell_number(&exchange->rows, 0, 0), delay = 0;
	bool too_old = exchange->now - entry->created_at >= request->give_up_seconds;
	exchange->iccid = entry->subject; /* the log leaves out what is none */
	exchange_note(exchange, "%.*s: %.*s", TEXT_ARGUMENTS(entry->destination), TEXT_ARGUMENTS(request->fault));
	if (request->outcome == OUTCOME_DELIVERED) {
		TRY(save_reach(exchange, entry, 0, 0));
		return save_entry(exchange, entry, OUTBOX_DELIVERED, entry->due_at, (struct text){ 0 });
	}
	if (request->outcome == OUTCOME_HOPELESS || too_old)
		return save_entry(exchange, entry, OUTBOX_GIVEN_UP, entry->due_at, request->fault);
	if (request->outcome == OUTCOME_NOT_REACHED) {
		/* Perhaps from another entry of the batch. */
		bool known = database_cell_number(&exchange->rows, 0, 1) > exchange->now;
		TRY(delay_after(exchange, failures, &delay));
		if (!known)
			TRY(save_reach(exchange, entry, failures + 1, exchange->now + delay));
		return save_entry(exchange, entry, OUTBOX_WAITS, entry->due_at, request->fault);
	}
	TRY(delay_after(exchange, entry->attempts, &delay));
	TRY(save_reach(exchange, entry, 0, 0));
	return save_entry(exchange, entry, OUTBOX_WAITS, exchange->now + delay, request->fault);
}

const struct server_function outbox_settle_function = {
	.name = "outboxSettle", .load = load_settle, .decide = decide_settle,
};
