/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/progress_report.h"

#include "server/outbox.h"

static bool is_state_point(enum notification_point point)
{
	return point == POINT_DELETED || point == POINT_ENABLED || point == POINT_DISABLED;
}

/* The identifier of the call is the entry's key: whoever is told twice can see it. */
static enum status write_progress(struct exchange *exchange, const struct profile_record *profile, int64_t number,
                                  enum notification_point point, const struct failure *failure, struct bytes result_data,
                                  struct text *out)
{
	const char *identifier = arena_print(&exchange->arena, "%.*s-%lld", TEXT_ARGUMENTS(profile->iccid), (long long)number);
	AUTO(buffer) content = BUFFER(result_data.size * 2 + 8192);
	if (!identifier)
		return STATUS_NO_MEMORY;
	const struct download_progress progress = {
		.header = { text_from(exchange_smdp(exchange)->settings.address), text_from(identifier) },
		.eid = exchange->eid.size > 0 ? exchange->eid : profile->eid,
		.iccid = profile->iccid,
		.profile_type = profile->profile_type,
		.timestamp = exchange->now,
		.point = (int)point,
		.failure = *failure,
		.result_data = result_data,
	};
	TRY(download_progress_write(&progress, &content));
	return arena_copy_text(&exchange->arena, buffer_text(&content), out);
}

/* Whether it wants to know is asked in the statement: nothing about operators is loaded while cards wait. */
enum status progress_report_put(struct exchange *exchange, const struct profile_record *profile, enum notification_point point,
                                 const struct failure *failure, struct bytes result_data)
{
	static const char sql[] =
		"INSERT INTO outbox (subject, destination, number, kind, state, path, content, created_at, due_at, attempts) "
		"SELECT $1, o.name, $3, $4, 0, $5, $6, $7, $7, 0 FROM operator o "
		"WHERE o.name = $2 AND o.callback <> '' AND o.tells_states >= $8";
	const int64_t number = profile->version + 1;
	struct text content;
	if (profile->owner.size == 0)
		return STATUS_OK;
	TRY(write_progress(exchange, profile, number, point, failure, result_data, &content));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql,
		database_text(profile->iccid),
		database_text(profile->owner),
		database_number(number),
		database_number(OUTBOX_OPERATOR),
		database_text(TEXT(DOWNLOAD_PROGRESS_PATH)),
		database_text(content),
		database_number(exchange->now),
		database_number(is_state_point(point)));
}

/* ---- where to ---- */

static enum status load_batch(struct exchange *exchange)
{
	static const char sql[] = OUTBOX_BATCH_QUERY("CASE WHEN e.kind = 2 THEN e.destination ELSE o.callback END",
	                                             "LEFT JOIN operator o ON e.kind = 1 AND o.name = e.destination ");
	_Static_assert(OUTBOX_OPERATOR == 1 && OUTBOX_SERVER == 2, "the statement names them");
	const struct outbox_batch_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->destination), database_number(exchange->now));
}

const struct server_function smdp_outbox_batch_function = {
	.name = "outboxBatch", .load = load_batch, .decide = outbox_give_entries, .quiet = true,
};
