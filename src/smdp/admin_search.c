/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/admin_search.h"

/* A search that finds little must not keep a server from its downloads: it looks at a window of the stock, and tells where
 * the next one begins. */
enum { WINDOW = 20000 };

static enum status load_by_imsi(struct exchange *exchange, const struct admin_search_request *request)
{
	static const char sql[] =
		"SELECT " PROFILE_COLUMNS ", '' FROM profile_imsi i JOIN profile p ON p.iccid = i.iccid "
		"WHERE i.imsi = $1 AND p.iccid > $2 ORDER BY p.iccid LIMIT $3";
	return EXCHANGE_ASK(exchange, sql, database_text(request->imsi), database_text(request->after),
	                    database_number(request->maximum));
}

static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " PROFILE_COLUMNS ", b.last FROM "
		"(SELECT (SELECT w.iccid FROM profile w WHERE w.iccid > $1 ORDER BY w.iccid LIMIT 1 OFFSET 19999) AS last) b "
		"LEFT JOIN profile p ON p.iccid > $1 AND (b.last IS NULL OR p.iccid <= b.last) "
		"AND ($2 < 0 OR p.state = $2) AND ($3 = '' OR p.profile_type = $3) AND ($4 = '' OR p.owner = $4) "
		"AND ($5 = '' OR p.eid = $5 OR p.bound_eid = $5) AND ($6 = '' OR SUBSTR(p.iccid, 1, LENGTH($6)) = $6) "
		"AND ($8 = '' OR p.batch = $8) "
		"ORDER BY p.iccid LIMIT $7";
	_Static_assert(WINDOW == 20000, "the statement names it");
	const struct admin_search_request *request = exchange->request;
	if (request->imsi.size > 0)
		return load_by_imsi(exchange, request);
	return EXCHANGE_ASK(exchange, sql,
		database_text(request->after),
		database_number(request->state),
		database_text(request->profile_type),
		database_text(request->owner),
		database_text(request->eid),
		database_text(request->iccid),
		database_number(request->maximum),
		database_text(request->batch));
}

static enum status decide(struct exchange *exchange)
{
	const struct admin_search_request *request = exchange->request;
	size_t count = exchange->rows.count;
	struct admin_found *found = arena_allocate(&exchange->arena, sizeof *found);
	struct profile_record *profiles = arena_allocate(&exchange->arena, count * sizeof *profiles + 1);
	if (!found || !profiles)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		profiles[i] = profile_record_read(&row);
		found->next = row_text(&row);
	}
	if (count > 0 && (int64_t)count == request->maximum)
		found->next = profiles[count - 1].iccid;
	found->profiles = profiles;
	found->count = count > 0 && !profiles[0].exists ? 0 : count;
	exchange->result = found;
	return STATUS_OK;
}

const struct server_function admin_search_function = { .name = "searchProfiles", .load = load, .decide = decide };
