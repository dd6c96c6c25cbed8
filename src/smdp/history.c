/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/history.h"

enum { REFUSALS_MAXIMUM = 500 /* of one profile */ };
_Static_assert(REFUSALS_MAXIMUM == 500, "the statement names it");

/* An LPA is known by its card, which is shortened here as in logs. */
static enum status describe_actor(struct exchange *exchange, struct text *out)
{
	char eid[EID_DIGITS + 1] = "";
	if (exchange->actor.size > 0) {
		*out = exchange->actor;
		return STATUS_OK;
	}
	if (exchange->eid.size == EID_DIGITS)
		identifier_shorten(exchange->eid, eid, sizeof eid);
	const char *text = arena_print(&exchange->arena, *eid ? "LPA of %s" : "LPA%s", eid);
	if (!text)
		return STATUS_NO_MEMORY;
	*out = text_from(text);
	return STATUS_OK;
}

static enum status random_place(struct exchange *exchange, int64_t *out)
{
	uint8_t octets[7];
	int64_t place = 0;
	TRY(random_fill(&exchange->ports->random, octets, sizeof octets));
	for (size_t i = 0; i < sizeof octets; i++)
		place = place << 8 | octets[i];
	*out = place;
	return STATUS_OK;
}

/* The version is what the profile has after the changes that were added before. */
enum status history_add(struct exchange *exchange, struct text function, struct text subject, struct text reason,
                        struct text detail)
{
	static const char executed[] =
		"INSERT INTO history (iccid, recorded_at, version, place, function, actor, subject, reason, detail) "
		"SELECT p.iccid, $2, p.version, $3, $4, $5, $6, $7, $8 FROM profile p WHERE p.iccid = $1";
	static const char refused[] =
		"INSERT INTO history (iccid, recorded_at, version, place, function, actor, subject, reason, detail) "
		"SELECT p.iccid, $2, p.version, $3, $4, $5, $6, $7, $8 FROM profile p WHERE p.iccid = $1 AND "
		"(SELECT COUNT(*) FROM history h WHERE h.iccid = $1) < 500";
	struct text actor;
	int64_t place;
	if (exchange->iccid.size == 0)
		return STATUS_OK;
	TRY(describe_actor(exchange, &actor));
	TRY(random_place(exchange, &place));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, subject.size > 0 ? refused : executed,
		database_text(exchange->iccid),
		database_number(exchange->now),
		database_number(place),
		database_text(function),
		database_text(actor),
		text_or_null(subject),
		text_or_null(reason),
		text_or_null(detail));
}

enum status history_record(struct exchange *exchange)
{
	const struct failure *failure = &exchange->failure;
	bool repeated = !failure_is_set(failure) && exchange->change_count == 0;
	if (repeated)
		return STATUS_OK;
	return history_add(exchange, text_from(exchange->function->name), failure->subject_code, failure->reason_code,
	                   exchange->detail);
}

/* ---- show ---- */

static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT h.iccid, h.recorded_at, h.version, h.place, h.function, h.actor, h.subject, h.reason, h.detail "
		"FROM history h WHERE h.iccid = $1 "
		"ORDER BY h.recorded_at DESC, h.version DESC, "
		"CASE WHEN h.subject IS NULL THEN 1 ELSE 0 END, h.place DESC LIMIT $2";
	const struct history_request *request = exchange->request;
	struct text iccid;
	TRY(iccid_key(&exchange->arena, request->iccid, &iccid));
	return EXCHANGE_ASK(exchange, sql, database_text(iccid), database_number(request->maximum));
}

static struct history_entry read_entry(const struct exchange *exchange, size_t index)
{
	struct row_reader row = row_reader(exchange, index);
	struct history_entry entry = { 0 };
	row.column = 1;
	entry.at = row_number(&row);
	row.column = 4;
	entry.function = row_text(&row);
	entry.actor = row_text(&row);
	entry.subject = row_text(&row);
	entry.reason = row_text(&row);
	entry.detail = row_text(&row);
	return entry;
}

static enum status decide(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct history_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct history_entry *entries = arena_allocate(&exchange->arena, (count + 1) * sizeof *entries);
	if (!list || !entries)
		return STATUS_NO_MEMORY;
	if (count == 0)
		return exchange_refuse(exchange, "8.2.1", "3.9");
	for (size_t i = 0; i < count; i++)
		entries[i] = read_entry(exchange, count - 1 - i);
	*list = (struct history_list){ entries, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function history_function = { .name = "showHistory", .load = load, .decide = decide };

enum status history_expire(struct exchange *exchange, int64_t seconds)
{
	static const char sql[] = "DELETE FROM history WHERE recorded_at < $1";
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_number(exchange->now - seconds));
}
