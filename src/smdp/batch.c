/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/batch.h"

#include "smdp/profile_type_rules.h"

#define BATCH_COLUMNS \
	"b.name, b.profile_type, b.wanted, b.first_number, b.state, CASE WHEN b.state = 1 THEN " \
	"(SELECT COUNT(*) FROM staged g WHERE g.batch = b.name) ELSE b.made END, b.started_at, b.changed_at"
_Static_assert(BATCH_FILLING == 1, "BATCH_COLUMNS names the state");

const char *batch_state_name(int64_t state)
{
	static const char *const names[] = { "unknown", "filling", "published", "dropped" };
	return state > 0 && state < (int64_t)ARRAY_SIZE(names) ? names[state] : names[0];
}

static struct batch_record read_batch(struct row_reader *row)
{
	struct batch_record batch = { 0 };
	batch.name = row_text(row);
	batch.profile_type = row_text(row);
	batch.wanted = row_number(row);
	batch.first_number = row_number(row);
	batch.state = row_number(row);
	batch.made = row_number(row);
	batch.started_at = row_number(row);
	batch.changed_at = row_number(row);
	return batch;
}

/* ---- begin ---- */

static enum status load_begin(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT t.rules, t.numbers_given, " BATCH_COLUMNS " FROM (SELECT CAST($1 AS TEXT) AS name) w "
		"LEFT JOIN batch b ON b.name = w.name LEFT JOIN profile_type t ON t.name = $2";
	const struct batch_begin_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name), database_text(request->profile_type));
}

/* Leaves exchange->failure set when there are not as many. */
static enum status take_numbers(struct exchange *exchange, const struct batch_begin_request *request, struct text rules_text,
                                int64_t given)
{
	static const char sql[] = "UPDATE profile_type SET numbers_given = $2 WHERE name = $1 AND numbers_given = $3";
	struct profile_type_rules rules;
	char fault[SUBSCRIPTION_FAULT_SIZE];
	if (request->wanted == 0 || request->profile_type.size == 0)
		return STATUS_OK;
	if (rules_text.size == 0)
		return exchange_refuse(exchange, "8.2.5", "3.9");
	TRY(profile_type_rules_parse(rules_text, &rules, fault));
	if (request->wanted > (int64_t)rules.numbers - given)
		return exchange_refuse_because(exchange, "8.2.5", "3.7", "The type has not as many numbers left.");
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->profile_type),
	                       database_number(given + request->wanted), database_number(given));
}

static enum status add_batch(struct exchange *exchange, const struct batch_record *batch)
{
	static const char sql[] =
		"INSERT INTO batch (name, profile_type, wanted, first_number, state, made, started_at, changed_at) "
		"VALUES ($1, $2, $3, $4, $5, 0, $6, $6) ON CONFLICT (name) DO UPDATE SET "
		"profile_type = excluded.profile_type, wanted = excluded.wanted, first_number = excluded.first_number, "
		"state = excluded.state, made = 0, "
		"started_at = excluded.started_at, changed_at = excluded.changed_at WHERE batch.state = 3";
	_Static_assert(BATCH_DROPPED == 3, "sql names the state");
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(batch->name), database_text(batch->profile_type),
	                       database_number(batch->wanted), database_number(batch->first_number),
	                       database_number(batch->state), database_number(exchange->now));
}

static enum status decide_begin(struct exchange *exchange)
{
	const struct batch_begin_request *request = exchange->request;
	struct batch_record *batch = arena_allocate(&exchange->arena, sizeof *batch);
	struct row_reader row = row_reader(exchange, 0);
	struct text rules = row_text(&row);
	int64_t given = row_number(&row);
	if (!batch)
		return STATUS_NO_MEMORY;
	exchange->result = batch;
	if (request->name.size == 0 || request->name.size > BATCH_NAME_MAXIMUM)
		return exchange_refuse_because(exchange, "8.2", "2.1", "The name of a batch has 1 to 100 characters.");
	*batch = read_batch(&row);
	if (batch->name.size == 0 || batch->state == BATCH_DROPPED) {
		*batch = (struct batch_record){ request->name, request->profile_type, request->wanted, BATCH_FILLING, given,
			                        0, exchange->now, exchange->now };
		TRY(take_numbers(exchange, request, rules, given));
		return failure_is_set(&exchange->failure) ? STATUS_OK : add_batch(exchange, batch);
	}
	bool is_same = batch->state == BATCH_FILLING && batch->wanted == request->wanted &&
	               text_equal(batch->profile_type, request->profile_type);
	return is_same ? STATUS_OK : exchange_refuse_because(exchange, "8.2", "3.3", "There is another batch of this name.");
}

const struct server_function batch_begin_function = { .name = "beginBatch", .load = load_begin, .decide = decide_begin };

/* ---- list ---- */

static enum status load_list(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " BATCH_COLUMNS " FROM batch b WHERE b.name = $1 OR $1 = '' "
		"ORDER BY b.started_at DESC, b.name LIMIT $2";
	const struct batch_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name), database_number(request->maximum));
}

static enum status decide_list(struct exchange *exchange)
{
	const struct batch_list_request *request = exchange->request;
	size_t count = exchange->rows.count;
	struct batch_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct batch_record *batches = arena_allocate(&exchange->arena, (count + 1) * sizeof *batches);
	if (!list || !batches)
		return STATUS_NO_MEMORY;
	if (count == 0 && request->name.size > 0)
		return exchange_refuse_because(exchange, "8.2", "3.9", "There is no batch of this name.");
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		batches[i] = read_batch(&row);
	}
	*list = (struct batch_list){ batches, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function batch_list_function = { .name = "listBatches", .load = load_list, .decide = decide_list };
