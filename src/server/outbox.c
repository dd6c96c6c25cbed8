/* SPDX-License-Identifier: Apache-2.0 */
#include "server/outbox.h"

#include "server/row_reader.h"

static const char *const state_names[OUTBOX_STATE_COUNT] = {
	[OUTBOX_WAITS] = "waits",
	[OUTBOX_DELIVERED] = "delivered",
	[OUTBOX_GIVEN_UP] = "given-up",
	[OUTBOX_DROPPED] = "dropped",
};

const char *outbox_state_name(int64_t state)
{
	return state >= 0 && state < OUTBOX_STATE_COUNT ? state_names[state] : "unknown";
}

bool outbox_state_parse(struct text name, enum outbox_state *out)
{
	for (size_t i = 0; i < OUTBOX_STATE_COUNT; i++)
		if (text_equal(name, text_from(state_names[i]))) {
			*out = (enum outbox_state)i;
			return true;
		}
	return false;
}

/* ---- writing ---- */

enum status outbox_put(struct exchange *exchange, struct text subject, struct text destination, int64_t number,
                       struct text path, struct text content)
{
	static const char sql[] =
		"INSERT INTO outbox (subject, destination, number, kind, state, path, content, created_at, due_at, attempts) "
		"VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $7, 0)";
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(subject),
		database_text(destination),
		database_number(number),
		database_number(OUTBOX_SERVER),
		database_text(path),
		database_text(content),
		database_number(exchange->now));
}

/* ---- reading ---- */

static struct outbox_entry read_entry(struct row_reader *row)
{
	struct outbox_entry entry = { 0 };
	entry.subject = row_text(row);
	entry.destination = row_text(row);
	entry.number = row_number(row);
	entry.kind = (enum outbox_kind)row_number(row);
	entry.state = (enum outbox_state)row_number(row);
	entry.path = row_text(row);
	entry.content = row_text(row);
	entry.created_at = row_number(row);
	entry.due_at = row_number(row);
	entry.ended_at = row_number(row);
	entry.attempts = row_number(row);
	entry.fault = row_text(row);
	entry.address = row_text(row);
	return entry;
}

enum status outbox_give_entries(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct outbox_batch *batch = arena_allocate(&exchange->arena, sizeof *batch);
	struct outbox_entry *entries = arena_allocate(&exchange->arena, (count + 1) * sizeof *entries);
	if (!batch || !entries)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		entries[i] = read_entry(&row);
	}
	*batch = (struct outbox_batch){ entries, count };
	exchange->result = batch;
	return STATUS_OK;
}

static enum status load_batch(struct exchange *exchange)
{
	const struct outbox_batch_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, OUTBOX_BATCH_QUERY("e.destination", ""), database_text(request->destination),
	                    database_number(exchange->now));
}

const struct server_function outbox_batch_function = {
	.name = "outboxBatch", .load = load_batch, .decide = outbox_give_entries, .quiet = true,
};

/* What a role has below one key stands behind a slash. */
#define UNDER(subject, key) \
	"(" key " = '' OR " subject " = " key " OR SUBSTR(" subject ", 1, LENGTH(" key ") + 1) = " key " || '/')"

#define LIST "SELECT " OUTBOX_COLUMNS " FROM outbox e WHERE ($1 = '' OR e.destination = $1) AND " UNDER("e.subject", "$2") " "

/* What waits has an index of its own, and is little; all else may be very much. The plus keeps SQLite from walking over all
 * of it in the order that is wanted. */
static enum status load_list(struct exchange *exchange)
{
	static const char waiting[] = LIST "AND e.state = 0 ORDER BY +e.created_at, e.subject, e.number LIMIT $3";
	static const char all[] = LIST "AND ($3 < 0 OR e.state = $3) ORDER BY e.created_at, e.subject, e.number LIMIT $4";
	const struct outbox_list_request *request = exchange->request;
	struct text destination = request->destination.size > 0 ? request->destination : TEXT("");
	struct text subject = request->subject.size > 0 ? request->subject : TEXT("");
	if (request->state == OUTBOX_WAITS)
		return EXCHANGE_ASK(exchange, waiting, database_text(destination), database_text(subject),
		                    database_number(request->maximum));
	return EXCHANGE_ASK(exchange, all, database_text(destination), database_text(subject), database_number(request->state),
	                    database_number(request->maximum));
}

const struct server_function outbox_list_function = { .name = "listOutbox", .load = load_list, .decide = outbox_give_entries };

/* ---- changing by hand ---- */

static enum status load_change(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT COUNT(*) FROM outbox e WHERE ($1 = '' OR e.destination = $1) AND " UNDER("e.subject", "$2") " "
		"AND ($3 = 0 OR e.number = $3) AND ($4 = 0 OR e.state = 0)";
	const struct outbox_change_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->destination.size > 0 ? request->destination : TEXT("")),
	                    database_text(request->subject.size > 0 ? request->subject : TEXT("")),
	                    database_number(request->number), database_number(request->drop));
}

/* Whoever sends again wants it now: the destination's own pause ends too. */
static enum status decide_change(struct exchange *exchange)
{
	static const char drop[] =
		"UPDATE outbox SET state = 3, ended_at = $4 WHERE ($1 = '' OR destination = $1) AND " UNDER("subject", "$2") " "
		"AND ($3 = 0 OR number = $3) AND state = 0";
	static const char resend[] =
		"UPDATE outbox SET state = 0, ended_at = NULL, due_at = $4, attempts = 0 WHERE ($1 = '' OR destination = $1) "
		"AND " UNDER("subject", "$2") " AND ($3 = 0 OR number = $3)";
	static const char hurry[] = "UPDATE outbox_lease SET due_at = 0, failures = 0 WHERE $1 = '' OR destination = $1";
	const struct outbox_change_request *request = exchange->request;
	struct text destination = request->destination.size > 0 ? request->destination : TEXT("");
	if (database_cell_number(&exchange->rows, 0, 0) == 0)
		return exchange_refuse(exchange, "8.2.1", "3.9");
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, request->drop ? drop : resend, database_text(destination),
	                    database_text(request->subject.size > 0 ? request->subject : TEXT("")),
	                    database_number(request->number), database_number(exchange->now)));
	return request->drop ? STATUS_OK
	                     : EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, hurry, database_text(destination));
}

const struct server_function outbox_change_function = {
	.name = "changeOutbox", .load = load_change, .decide = decide_change,
};

void outbox_census_print(struct metric_writer *writer, uint64_t waiting, uint64_t oldest_at, int64_t now)
{
	uint64_t at = (uint64_t)now;
	metric_single(writer, "outbox_waiting", "gauge", "Messages to other servers that were not delivered yet.", waiting);
	metric_single(writer, "outbox_oldest_seconds", "gauge", "How long the oldest of them has waited.",
	              oldest_at > 0 && at > oldest_at ? at - oldest_at : 0);
}

enum status outbox_expire(struct exchange *exchange, int64_t seconds)
{
	static const char sql[] = "DELETE FROM outbox WHERE ended_at IS NOT NULL AND ended_at < $1";
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_number(exchange->now - seconds));
}
