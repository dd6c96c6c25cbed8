/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/stock_batch.h"

#include "server/row_reader.h"
#include "smdp/batch.h"

/* ---- stage ---- */

enum taken { TAKEN_ICCID, TAKEN_MATCHING_ID, TAKEN_IMSI }; /* in load_stage()'s query too */

static enum status load_stage(struct exchange *exchange)
{
	_Static_assert(PACKAGE_IMSIS_MAXIMUM == 4, "the query asks for as many");
	static const char sql[] =
		"SELECT taken, imsi, iccid FROM ("
		"SELECT 0 AS taken, '' AS imsi, p.iccid AS iccid FROM profile p WHERE p.iccid = $1 "
		"UNION ALL SELECT 1, '', p.iccid FROM profile p WHERE p.matching_id = $2 AND p.matching_id <> '' "
		"UNION ALL SELECT 2, i.imsi, i.iccid FROM profile_imsi i WHERE i.imsi IN ($3, $4, $5, $6)"
		") AS conflicts ORDER BY taken, iccid";
	const struct stage_request *request = exchange->request;
	struct package_header header;
	struct text iccid;
	TRY(stock_request_iccid(exchange, &request->profile, &iccid, &header));
	return EXCHANGE_ASK(exchange, sql,
		database_text(iccid),
		database_text(request->matching_id),
		database_text(text_from(request->imsis.digits[0])),
		database_text(text_from(request->imsis.digits[1])),
		database_text(text_from(request->imsis.digits[2])),
		database_text(text_from(request->imsis.digits[3])));
}

static enum status refuse_taken(struct exchange *exchange)
{
	struct stage_conflict *conflict;
	switch ((enum taken)database_cell_number(&exchange->rows, 0, 0)) {
	case TAKEN_ICCID:
		return exchange_refuse(exchange, "8.2.1", "3.3");
	case TAKEN_MATCHING_ID:
		return exchange_refuse(exchange, "8.2.6", "3.3");
	case TAKEN_IMSI:
		break;
	}
	conflict = arena_allocate(&exchange->arena, sizeof *conflict);
	if (!conflict)
		return STATUS_NO_MEMORY;
	conflict->imsi = database_cell_text(&exchange->rows, 0, 1);
	conflict->iccid = database_cell_text(&exchange->rows, 0, 2);
	exchange->result = conflict;
	return exchange_refuse(exchange, "8.2", "3.3");
}

static enum status hash_of_code(struct exchange *exchange, struct text code, struct database_value *out)
{
	uint8_t hash[HASH_CC_SIZE];
	struct bytes kept;
	*out = database_null();
	if (code.size == 0)
		return STATUS_OK;
	TRY(confirmation_code_hash(code, hash));
	TRY(arena_copy(&exchange->arena, BYTES(hash), &kept));
	*out = database_bytes(kept);
	return STATUS_OK;
}

static enum status add_profile(struct exchange *exchange, const struct stage_request *request, struct text iccid,
                               struct text profile_type)
{
	static const char sql[] =
		"INSERT INTO profile (iccid, version, state, profile_type, metadata, package_size, created_at, changed_at, "
		"eid, matching_id, confirmation_hash, ordered_at, download_attempts, confirmation_attempts, "
		"last_sequence_number, needs) "
		"VALUES ($1, 0, $2, $3, $4, $5, $6, $6, $7, $8, $9, $6, 0, 0, 0, $10)";
	struct bytes needs;
	TRY(stock_needs(exchange, &request->profile, &needs));
	struct database_value hash;
	TRY(hash_of_code(exchange, request->confirmation_code, &hash));
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(iccid),
		database_number(STOCK_STAGED),
		database_text(profile_type),
		database_bytes(request->profile.metadata),
		database_number((int64_t)request->profile.profile_elements.size),
		database_number(exchange->now),
		request->eid.size > 0 ? database_text(request->eid) : database_null(),
		database_text(request->matching_id),
		hash,
		database_bytes(needs));
}

static enum status decide_stage(struct exchange *exchange)
{
	static const char sql[] = "INSERT INTO staged (iccid, batch, staged_at) VALUES ($1, $2, $3)";
	const struct stage_request *request = exchange->request;
	struct package_header header;
	struct text iccid, type = request->profile.profile_type;
	TRY(stock_request_iccid(exchange, &request->profile, &iccid, &header));
	if (exchange->rows.count > 0)
		return refuse_taken(exchange);
	if (!stock_metadata_fit(&request->profile, &header))
		return exchange_refuse(exchange, "8.2.9", "2.1");
	TRY(add_profile(exchange, request, iccid, type.size > 0 ? type : header.profile_type));
	TRY(stock_add_package(exchange, &request->profile, iccid));
	TRY(stock_imsis_note(exchange, &request->imsis, iccid, true));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(iccid), database_text(request->batch),
	                       database_number(exchange->now));
}

const struct server_function stage_function = { .name = "stageProfile", .load = load_stage, .decide = decide_stage };

/* ---- all of a batch ---- */

/* While its profiles are still staged. */
static enum status end_batch(struct exchange *exchange, const struct batch_request *request, enum batch_state state)
{
	static const char sql[] =
		"UPDATE batch SET state = $2, made = (SELECT COUNT(*) FROM staged g WHERE g.batch = $1), changed_at = $3, "
		"fault = $6, held_until = 0 WHERE name = $1 AND state = $4 AND (holder = $5 OR $5 = '')";
	TRY(batch_list_forget(exchange, request->batch));
	return EXCHANGE_CHANGE(exchange, request->holder.size > 0 ? 1 : DATABASE_ANY_ROWS, sql,
		database_text(request->batch),
		database_number((int64_t)state),
		database_number(exchange->now),
		database_number(BATCH_FILLING),
		database_text(request->holder),
		text_or_null(request->fault));
}

static enum status decide_publish(struct exchange *exchange)
{
	/* What has its order with it is released, what has none waits for one. */
	static const char appear[] =
		"UPDATE profile SET state = CASE WHEN matching_id IS NULL THEN CAST($4 AS BIGINT) "
		"ELSE CAST($2 AS BIGINT) END, version = version + 1, changed_at = $3, batch = $1 "
		"WHERE iccid IN (SELECT iccid FROM staged WHERE batch = $1)";
	static const char forget[] = "DELETE FROM staged WHERE batch = $1";
	const struct batch_request *request = exchange->request;
	int state = STOCK_STAGED, without_order = STOCK_STAGED;
	TRY(smdp_profile_advance(&state, STOCK_PUBLISH));
	TRY(smdp_profile_advance(&without_order, STOCK_PUBLISH_TO_STOCK));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, appear, database_text(request->batch), database_number(state),
	                    database_number(exchange->now), database_number(without_order)));
	TRY(end_batch(exchange, request, BATCH_PUBLISHED));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, forget, database_text(request->batch));
}

const struct server_function publish_batch_function = { .name = "publishBatch", .decide = decide_publish };

enum status stock_batch_drop(struct exchange *exchange, const struct batch_request *request)
{
	static const char packages[] = "DELETE FROM package WHERE iccid IN (SELECT iccid FROM staged WHERE batch = $1)";
	static const char keys[] = "DELETE FROM data_key WHERE iccid IN (SELECT iccid FROM staged WHERE batch = $1)";
	static const char people[] = "DELETE FROM subscriber WHERE iccid IN (SELECT iccid FROM staged WHERE batch = $1)";
	static const char profiles[] = "DELETE FROM profile WHERE iccid IN (SELECT iccid FROM staged WHERE batch = $1)";
	static const char imsis[] = "DELETE FROM profile_imsi WHERE iccid IN (SELECT iccid FROM staged WHERE batch = $1)";
	static const char forget[] = "DELETE FROM staged WHERE batch = $1";
	struct database_value batch = database_text(request->batch);
	TRY(end_batch(exchange, request, BATCH_DROPPED));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, packages, batch));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, keys, batch));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, people, batch));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, profiles, batch));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, imsis, batch));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, forget, batch);
}

static enum status decide_drop(struct exchange *exchange)
{
	return stock_batch_drop(exchange, exchange->request);
}

const struct server_function drop_batch_function = { .name = "dropBatch", .decide = decide_drop };

enum status stock_batch_expire(struct exchange *exchange)
{
	static const char packages[] = "DELETE FROM package WHERE iccid IN (SELECT iccid FROM staged WHERE staged_at < $1)";
	static const char keys[] = "DELETE FROM data_key WHERE iccid IN (SELECT iccid FROM staged WHERE staged_at < $1)";
	static const char people[] = "DELETE FROM subscriber WHERE iccid IN (SELECT iccid FROM staged WHERE staged_at < $1)";
	static const char profiles[] = "DELETE FROM profile WHERE iccid IN (SELECT iccid FROM staged WHERE staged_at < $1)";
	static const char imsis[] = "DELETE FROM profile_imsi WHERE iccid IN (SELECT iccid FROM staged WHERE staged_at < $1)";
	static const char forget[] = "DELETE FROM staged WHERE staged_at < $1";
	static const char given_up[] = "UPDATE batch SET state = 3, changed_at = $2 WHERE state = 1 AND started_at < $1";
	static const char list_keys[] =
		"DELETE FROM data_key WHERE iccid IN (SELECT 'batch:' || l.batch FROM batch_list l "
		"JOIN batch b ON b.name = l.batch WHERE b.state <> 1)";
	static const char lists[] = "DELETE FROM batch_list WHERE batch IN (SELECT b.name FROM batch b WHERE b.state <> 1)";
	_Static_assert(BATCH_FILLING == 1 && BATCH_DROPPED == 3, "they name them");
	struct database_value oldest = database_number(exchange->now - STAGED_SECONDS_MAXIMUM);
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, given_up, oldest, database_number(exchange->now)));
	TRY(exchange_change(exchange, DATABASE_ANY_ROWS, list_keys, NULL, 0));
	TRY(exchange_change(exchange, DATABASE_ANY_ROWS, lists, NULL, 0));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, packages, oldest));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, keys, oldest));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, people, oldest));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, profiles, oldest));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, imsis, oldest));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, forget, oldest);
}
