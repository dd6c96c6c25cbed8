/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/event.h"

#include "server/authentication_session.h"

enum { SECONDS_A_DAY = 24 * 60 * 60 };

static void note_call(struct exchange *exchange, struct text eid, struct text owner)
{
	exchange->eid = eid;
	exchange_note(exchange, "for %.*s", TEXT_ARGUMENTS(owner));
}

/* ---- register ---- */

/* One row: how many events the caller has for this EID, the newest number of all, and whether it has this one. */
static enum status load_register(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT (SELECT COUNT(*) FROM event e WHERE e.eid = $1 AND e.owner = $2), "
		"(SELECT MAX(e.number) FROM event e WHERE e.eid = $1), "
		"(SELECT e.number FROM event e WHERE e.eid = $1 AND e.owner = $2 AND e.event_id = $3)";
	const struct register_event_call *call = exchange->request;
	note_call(exchange, call->message.eid, call->owner);
	return EXCHANGE_ASK(exchange, sql, database_text(call->message.eid), database_text(call->owner),
	                    database_text(call->message.event_id));
}

/* An event that leads back here would send an LPA round in a circle. */
static bool leads_somewhere(const struct smds *smds, struct text address)
{
	struct text own = text_from(smds->settings.address);
	return address_is_valid(address) && !text_equal_ignoring_case(address, own) &&
	       !text_equal_ignoring_case(address, address_host(own));
}

/* Nothing set: it can be registered. */
static struct failure check_registration(const struct exchange *exchange, const struct event_registration *message)
{
	const struct smds *smds = exchange_smds(exchange);
	struct row_reader row = row_reader(exchange, 0);
	int64_t count = row_number(&row);
	struct eid eid;
	row_value(&row);
	if (eid_parse(message->eid, &eid) != STATUS_OK)
		return failure_make("8.1.1", "2.1");
	if (message->event_id.size == 0 || !matching_id_is_valid(message->event_id))
		return failure_make("8.9.5", "2.1");
	if (!leads_somewhere(smds, message->rsp_server_address))
		return failure_make("8.9.1", "2.1");
	if (row_value(&row).kind != DATABASE_NULL)
		return failure_make("8.9.5", "3.3");
	if (count >= (int64_t)smds->settings.events_per_card_maximum)
		return failure_make("8.9.5", "4.2");
	return (struct failure){ 0 };
}

/* Two that come at once want the same number: the second is decided again. */
static enum status keep_event(struct exchange *exchange, const struct register_event_call *call, struct text forwarded_as)
{
	static const char sql[] =
		"INSERT INTO event (eid, number, owner, event_id, rsp_server_address, forwarded_as, registered_at) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7)";
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(call->message.eid),
		database_number(database_cell_number(&exchange->rows, 0, 1) + 1),
		database_text(call->owner),
		database_text(call->message.event_id),
		database_text(call->message.rsp_server_address),
		text_or_null(forwarded_as),
		database_number(exchange->now));
}

static enum status decide_register(struct exchange *exchange)
{
	const struct register_event_call *call = exchange->request;
	exchange->failure = check_registration(exchange, &call->message);
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	return keep_event(exchange, call, (struct text){ 0 });
}

const struct server_function register_event_function = {
	.name = "registerEvent", .load = load_register, .decide = decide_register,
};

/* ---- delete ---- */

static enum status load_delete(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT e.number, e.forwarded_as FROM event e WHERE e.eid = $1 AND e.owner = $2 AND e.event_id = $3";
	const struct delete_event_call *call = exchange->request;
	note_call(exchange, call->message.eid, call->owner);
	return EXCHANGE_ASK(exchange, sql, database_text(call->message.eid), database_text(call->owner),
	                    database_text(call->message.event_id));
}

static enum status decide_delete(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM event WHERE eid = $1 AND number = $2";
	const struct delete_event_call *call = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	if (exchange->rows.count == 0)
		return exchange_refuse(exchange, "8.9.5", "3.9");
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(call->message.eid), database_number(row_number(&row)));
}

const struct server_function delete_event_function = { .name = "deleteEvent", .load = load_delete, .decide = decide_delete };

/* ---- time ---- */

static enum status expire(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM event WHERE registered_at < $1";
	const struct smds_settings *settings = &exchange_smds(exchange)->settings;
	TRY(authentication_session_expire(exchange, settings->session_seconds));
	if (settings->retention_days == 0)
		return STATUS_OK;
	int64_t oldest = exchange->now - (int64_t)settings->retention_days * SECONDS_A_DAY;
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_number(oldest));
}

const struct server_function expire_events_function = { .name = "expireEvents", .decide = expire };
