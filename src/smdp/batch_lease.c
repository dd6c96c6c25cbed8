/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/batch_lease.h"

#include "smdp/batch_record.h"
#include "smdp/profile_key.h"

static enum status load_claim(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " BATCH_COLUMNS ", t.rules, " PROFILE_KEY_COLUMNS ", l.content FROM batch b "
		"LEFT JOIN profile_type t ON t.name = b.profile_type LEFT JOIN batch_list l ON l.batch = b.name "
		"LEFT JOIN data_key v ON v.iccid = 'batch:' || b.name "
		"WHERE b.state = 1 AND b.source <> 0 AND (b.held_until <= $1 OR b.holder = $2) "
		"ORDER BY b.started_at, b.name LIMIT 1";
	_Static_assert(BATCH_FILLING == 1 && BATCH_BY_HAND == 0, "sql names them");
	const struct batch_claim_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_number(exchange->now), database_text(request->holder));
}

static enum status take(struct exchange *exchange, struct text batch)
{
	static const char sql[] =
		"UPDATE batch SET holder = $2, held_until = $3 "
		"WHERE name = $1 AND state = 1 AND (held_until <= $4 OR holder = $2)";
	const struct batch_claim_request *request = exchange->request;
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(batch), database_text(request->holder),
	                       database_number(exchange->now + BATCH_LEASE_SECONDS), database_number(exchange->now));
}

static enum status open_list(struct exchange *exchange, struct row_reader *row, struct batch_lease *lease)
{
	AUTO(data_key) key = { 0 };
	struct profile_key_record record = profile_key_record_read(row);
	struct bytes sealed = row_bytes(row), list;
	struct text owner;
	TRY(batch_list_owner(exchange, lease->batch.name, &owner));
	TRY(profile_key_open(exchange, owner, &record, &key));
	TRY(profile_secret_open(exchange, &key, BATCH_LIST_COLUMN, sealed, &list));
	lease->list = bytes_text(list);
	return STATUS_OK;
}

static enum status decide_claim(struct exchange *exchange)
{
	struct batch_lease *lease;
	struct row_reader row = row_reader(exchange, 0);
	if (exchange->rows.count == 0)
		return STATUS_OK;
	lease = arena_allocate(&exchange->arena, sizeof *lease);
	if (!lease)
		return STATUS_NO_MEMORY;
	lease->batch = batch_record_read(&row);
	lease->rules = row_text(&row);
	if (lease->batch.source == BATCH_LIST)
		TRY(open_list(exchange, &row, lease));
	exchange->result = lease;
	return take(exchange, lease->batch.name);
}

const struct server_function batch_claim_function = {
	.name = "claimBatch", .load = load_claim, .decide = decide_claim, .quiet = true,
};

static enum status decide_advance(struct exchange *exchange)
{
	static const char sql[] =
		"UPDATE batch SET made = $3, held_until = $4, changed_at = $5 WHERE name = $1 AND holder = $2 AND state = 1";
	const struct batch_advance_request *request = exchange->request;
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->batch), database_text(request->holder),
	                       database_number(request->made),
	                       database_number(request->leave ? 0 : exchange->now + BATCH_LEASE_SECONDS),
	                       database_number(exchange->now));
}

const struct server_function batch_advance_function = { .name = "advanceBatch", .decide = decide_advance, .quiet = true };
