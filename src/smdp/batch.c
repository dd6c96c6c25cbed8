/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/batch.h"

#include "smdp/batch_record.h"
#include "smdp/profile_key.h"
#include "smdp/profile_type_rules.h"
#include "smdp/records.h"

const char *batch_state_name(int64_t state)
{
	static const char *const names[] = { "unknown", "filling", "published", "dropped" };
	return state > 0 && state < (int64_t)ARRAY_SIZE(names) ? names[state] : names[0];
}

struct batch_record batch_record_read(struct row_reader *row)
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
	batch.source = (enum batch_source)row_number(row);
	batch.fault = row_text(row);
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
	if (request->source == BATCH_BY_HAND && (request->wanted == 0 || request->profile_type.size == 0))
		return STATUS_OK;
	if (rules_text.size == 0)
		return exchange_refuse(exchange, "8.2.5", "3.9");
	if (request->source == BATCH_LIST)
		return STATUS_OK;
	TRY(profile_type_rules_parse(rules_text, &rules, fault));
	if (request->wanted > (int64_t)rules.numbers - given)
		return exchange_refuse_because(exchange, "8.2.5", "3.7", "The type has not as many numbers left.");
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->profile_type),
	                       database_number(given + request->wanted), database_number(given));
}

static enum status add_batch(struct exchange *exchange, const struct batch_record *batch)
{
	static const char sql[] =
		"INSERT INTO batch (name, profile_type, wanted, first_number, state, made, started_at, changed_at, source) "
		"VALUES ($1, $2, $3, $4, $5, 0, $6, $6, $7) ON CONFLICT (name) DO UPDATE SET "
		"profile_type = excluded.profile_type, wanted = excluded.wanted, first_number = excluded.first_number, "
		"state = excluded.state, made = 0, source = excluded.source, held_until = 0, fault = NULL, "
		"started_at = excluded.started_at, changed_at = excluded.changed_at WHERE batch.state = 3";
	_Static_assert(BATCH_DROPPED == 3, "sql names the state");
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(batch->name), database_text(batch->profile_type),
	                       database_number(batch->wanted), database_number(batch->first_number),
	                       database_number(batch->state), database_number(exchange->now),
	                       database_number(batch->source));
}

enum status batch_list_owner(struct exchange *exchange, struct text batch, struct text *out)
{
	const char *owner = arena_print(&exchange->arena, "batch:%.*s", TEXT_ARGUMENTS(batch));
	if (!owner)
		return STATUS_NO_MEMORY;
	*out = text_from(owner);
	return STATUS_OK;
}

/* Subscribers may have their keys with them. */
static enum status keep_list(struct exchange *exchange, const struct batch_begin_request *request)
{
	static const char sql[] = "INSERT INTO batch_list (batch, content) VALUES ($1, $2)";
	AUTO(data_key) key = { 0 };
	struct text owner;
	struct bytes sealed;
	if (request->source != BATCH_LIST)
		return STATUS_OK;
	TRY(batch_list_owner(exchange, request->name, &owner));
	TRY(profile_key_add(exchange, owner, &key));
	TRY(profile_secret_seal(exchange, &key, BATCH_LIST_COLUMN, text_bytes(request->list), &sealed));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->name), database_bytes(sealed));
}

enum status batch_list_forget(struct exchange *exchange, struct text batch)
{
	static const char list[] = "DELETE FROM batch_list WHERE batch = $1";
	static const char key[] = "DELETE FROM data_key WHERE iccid = $1";
	struct text owner;
	TRY(batch_list_owner(exchange, batch, &owner));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, list, database_text(batch)));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, key, database_text(owner));
}

static enum status begin_anew(struct exchange *exchange, struct text rules, int64_t given, struct batch_record *batch)
{
	const struct batch_begin_request *request = exchange->request;
	*batch = (struct batch_record){
		.name = request->name, .profile_type = request->profile_type, .wanted = request->wanted,
		.state = BATCH_FILLING, .first_number = given, .started_at = exchange->now, .changed_at = exchange->now,
		.source = request->source,
	};
	TRY(take_numbers(exchange, request, rules, given));
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	TRY(keep_list(exchange, request));
	return add_batch(exchange, batch);
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
	if (request->name.size == 0 || request->name.size > BATCH_NAME_MAXIMUM || !text_is_printable_utf8(request->name))
		return exchange_refuse_because(exchange, "8.2", "2.1", "The name of a batch has 1 to 100 characters.");
	*batch = batch_record_read(&row);
	if (batch->name.size == 0 || batch->state == BATCH_DROPPED)
		return begin_anew(exchange, rules, given, batch);
	bool is_same = batch->state == BATCH_FILLING && batch->wanted == request->wanted &&
	               batch->source == request->source && request->source != BATCH_LIST &&
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
		batches[i] = batch_record_read(&row);
	}
	*list = (struct batch_list){ batches, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function batch_list_function = { .name = "listBatches", .load = load_list, .decide = decide_list };

/* ---- remove ---- */

static enum status load_remove(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " BATCH_COLUMNS ", (SELECT COUNT(*) FROM profile p WHERE p.batch = b.name), "
		"(SELECT COUNT(*) FROM profile q WHERE q.batch = b.name AND q.state <> 0) FROM batch b WHERE b.name = $1";
	_Static_assert(STOCK_AVAILABLE == 0, "sql names the state");
	const struct batch_remove_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name));
}

/* The last one must find as many as there were: somebody may be ordering one of them. */
static enum status remove_profiles(struct exchange *exchange, struct text name, int64_t count)
{
	static const char packages[] = "DELETE FROM package WHERE iccid IN (SELECT iccid FROM profile WHERE batch = $1)";
	static const char keys[] = "DELETE FROM data_key WHERE iccid IN (SELECT iccid FROM profile WHERE batch = $1)";
	static const char people[] = "DELETE FROM subscriber WHERE iccid IN (SELECT iccid FROM profile WHERE batch = $1)";
	static const char imsis[] = "DELETE FROM profile_imsi WHERE iccid IN (SELECT iccid FROM profile WHERE batch = $1)";
	static const char profiles[] = "DELETE FROM profile WHERE batch = $1 AND state = $2";
	static const char ended[] = "UPDATE batch SET state = $2, changed_at = $3 WHERE name = $1 AND state = $4";
	struct database_value batch = database_text(name);
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, packages, batch));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, keys, batch));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, people, batch));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, imsis, batch));
	TRY(EXCHANGE_CHANGE(exchange, count, profiles, batch, database_number(STOCK_AVAILABLE)));
	return EXCHANGE_CHANGE(exchange, 1, ended, batch, database_number(BATCH_DROPPED), database_number(exchange->now),
	                       database_number(BATCH_PUBLISHED));
}

static enum status decide_remove(struct exchange *exchange)
{
	struct row_reader row = row_reader(exchange, 0);
	struct batch_record batch = batch_record_read(&row);
	int64_t there = row_number(&row), taken = row_number(&row);
	if (batch.name.size == 0)
		return exchange_refuse_because(exchange, "8.2", "3.9", "There is no batch of this name.");
	if (batch.state == BATCH_DROPPED)
		return exchange_refuse_because(exchange, "8.2", "3.9", "Nothing of this batch is left.");
	if (batch.state == BATCH_FILLING)
		return stock_batch_drop(exchange, &(struct batch_request){ .batch = batch.name });
	if (there < batch.made)
		return exchange_refuse_because(exchange, "8.2", "3.3", "Not all of its profiles are known to be of this batch: "
		                               "they stay.");
	if (taken == 0)
		return remove_profiles(exchange, batch.name, there);
	const char *sentence = arena_print(&exchange->arena, "%lld of its profiles are ordered, or were: they all stay.",
	                                   (long long)taken);
	return sentence ? exchange_refuse_because(exchange, "8.2", "3.3", sentence) : STATUS_NO_MEMORY;
}

const struct server_function batch_remove_function = { .name = "removeBatch", .load = load_remove, .decide = decide_remove };
