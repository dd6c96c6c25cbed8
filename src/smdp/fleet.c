/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/fleet.h"

#include "smdp/history.h"
#include "smdp/order_choice.h"

/* ---- assign ---- */

static enum status load_assign(struct exchange *exchange)
{
	const struct fleet_assign_request *request = exchange->request;
	exchange->eid = request->eid;
	return order_choice_ask(exchange, request->iccid, request->profile_type);
}

/* A row that has its profile is left as it is, and nothing else happens either. */
static enum status keep_row(struct exchange *exchange, const struct fleet_assign_request *request, struct text iccid)
{
	static const char sql[] =
		"INSERT INTO fleet (name, eid, iccid, error_subject, error_reason, assigned_at) "
		"VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name, eid) DO UPDATE SET iccid = excluded.iccid, "
		"error_subject = excluded.error_subject, "
		"error_reason = excluded.error_reason, assigned_at = excluded.assigned_at WHERE fleet.iccid IS NULL";
	return EXCHANGE_CHANGE(exchange, iccid.size > 0 ? 1 : DATABASE_ANY_ROWS, sql,
	                       database_text(request->fleet), database_text(request->eid),
	                       text_or_null(iccid), text_or_null(exchange->failure.subject_code),
	                       text_or_null(exchange->failure.reason_code), database_number(exchange->now));
}

struct failure fleet_assign_check(const struct fleet_assign_request *request, const struct order_choice *choice)
{
	struct eid eid;
	if (request->fleet.size == 0 || request->fleet.size > FLEET_NAME_MAXIMUM)
		return failure_make("8.2", "2.1");
	if (request->iccid.size == 0 && request->profile_type.size == 0)
		return failure_make("8.2.5", "2.2");
	if (eid_parse(request->eid, &eid) != STATUS_OK)
		return failure_make("8.1.1", "2.1");
	return order_choice_check(request->iccid, request->profile_type, choice);
}

static enum status link_profile(struct exchange *exchange, const struct fleet_assign_request *request,
                                struct profile_record *profile)
{
	uint8_t octets[MATCHING_ID_MADE_SIZE];
	char text[MATCHING_ID_MADE_SIZE + 1];
	TRY(profile_record_advance(profile, STOCK_ORDER_LINKED));
	TRY(profile_record_advance(profile, STOCK_CONFIRM_AND_RELEASE));
	profile->eid = request->eid;
	profile->ordered_at = exchange->now;
	profile->has_matching_id = true;
	if (!request->with_code)
		return STATUS_OK;
	TRY(random_fill(&exchange->ports->random, octets, sizeof octets));
	matching_id_make(octets, text);
	return arena_copy_text(&exchange->arena, text_from(text), &profile->matching_id);
}

static enum status give_row(struct exchange *exchange, const struct profile_record *profile)
{
	struct fleet_row *row = arena_allocate(&exchange->arena, sizeof *row);
	if (!row)
		return STATUS_NO_MEMORY;
	*row = (struct fleet_row){ profile->eid, profile->iccid, profile->state, profile->matching_id, { 0 }, { 0 },
		                   exchange->now };
	exchange->result = row;
	return STATUS_OK;
}

static enum status decide_assign(struct exchange *exchange)
{
	const struct fleet_assign_request *request = exchange->request;
	struct order_choice choice = order_choice_read(exchange, request->iccid);
	struct profile_record *profile = &choice.profile;
	exchange->failure = fleet_assign_check(request, &choice);
	bool has_name = !failure_is(&exchange->failure, "8.2", "2.1");
	if (!failure_is_set(&exchange->failure)) {
		TRY(link_profile(exchange, request, profile));
		TRY(order_choice_take(exchange, &choice));
		exchange->iccid = profile->iccid;
	}
	bool is_refused = failure_is_set(&exchange->failure);
	if (has_name)
		TRY(keep_row(exchange, request, is_refused ? (struct text){ 0 } : profile->iccid));
	return is_refused ? STATUS_OK : give_row(exchange, profile);
}

const struct server_function fleet_assign_function = {
	.name = "assignProfile", .load = load_assign, .decide = decide_assign, .record = history_record,
};

/* ---- list ---- */

/* A profile that was given to somebody else since then is no more this card's. */
static enum status load_list(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT f.eid, f.iccid, COALESCE(p.state, 0), p.matching_id, COALESCE(f.error_subject, p.error_subject), "
		"COALESCE(f.error_reason, p.error_reason), f.assigned_at FROM fleet f "
		"LEFT JOIN profile p ON p.iccid = f.iccid AND p.eid = f.eid "
		"WHERE f.name = $1 AND f.eid > $2 ORDER BY f.eid LIMIT $3";
	const struct fleet_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->fleet), database_text(request->after),
	                    database_number(request->maximum));
}

static enum status decide_list(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct fleet_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct fleet_row *rows = arena_allocate(&exchange->arena, (count + 1) * sizeof *rows);
	if (!list || !rows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		rows[i].eid = row_text(&row);
		rows[i].iccid = row_text(&row);
		rows[i].state = (int)row_number(&row);
		rows[i].matching_id = row_text(&row);
		rows[i].error_subject = row_text(&row);
		rows[i].error_reason = row_text(&row);
		rows[i].assigned_at = row_number(&row);
	}
	*list = (struct fleet_list){ rows, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function fleet_list_function = { .name = "listFleet", .load = load_list, .decide = decide_list };

/* ---- all ---- */

static enum status load_all(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT f.name, COUNT(*), COUNT(f.iccid), MAX(f.assigned_at) FROM fleet f "
		"GROUP BY f.name ORDER BY f.name LIMIT $1";
	return EXCHANGE_ASK(exchange, sql, database_number(((const struct fleets_request *)exchange->request)->maximum));
}

static enum status decide_all(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct fleets *list = arena_allocate(&exchange->arena, sizeof *list);
	struct fleet_summary *fleets = arena_allocate(&exchange->arena, (count + 1) * sizeof *fleets);
	if (!list || !fleets)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		fleets[i].name = row_text(&row);
		fleets[i].cards = row_number(&row);
		fleets[i].assigned = row_number(&row);
		fleets[i].assigned_at = row_number(&row);
	}
	*list = (struct fleets){ fleets, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function fleets_function = { .name = "listFleets", .load = load_all, .decide = decide_all };
