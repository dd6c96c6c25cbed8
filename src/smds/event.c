/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/event.h"

#include "server/account_session.h"
#include "server/authentication_session.h"
#include "server/outbox.h"
#include "smds/forwarding.h"

enum {
	SECONDS_A_DAY = 24 * 60 * 60,
	OUTBOX_KEPT_DAYS = 30,   /* of what the Root SM-DS was told */
	EXPIRED_AT_ONCE = 20000, /* a minute: others wait for the transaction */
};

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

static bool leads_to(struct text address, const char *server)
{
	return text_equal_ignoring_case(address, text_from(server)) ||
	       text_equal_ignoring_case(address, address_host(text_from(server)));
}

/* An event that leads back here, or to the Root SM-DS that led here, would send an LPA round in a circle. */
static bool leads_somewhere(const struct smds *smds, struct text address)
{
	if (!smds_is_root(smds) && text_equal_ignoring_case(address, text_from(smds->settings.root_address)))
		return false;
	return address_is_valid(address) && !leads_to(address, smds->settings.address);
}

/* Between the card and the SM-DP+ there are two SM-DS at most (SGP.22 3.6.2): what comes from one goes to the Root, and no
 * further. */
static bool is_too_deep(const struct smds *smds, const struct register_event_call *call)
{
	return call->by_smds && (!smds_is_root(smds) || call->message.forwarding);
}

/* Nothing set: it can be registered. */
static struct failure check_registration(const struct exchange *exchange, const struct register_event_call *call)
{
	const struct smds *smds = exchange_smds(exchange);
	const struct event_registration *message = &call->message;
	struct row_reader row = row_reader(exchange, 0);
	int64_t count = row_number(&row);
	struct eid eid;
	row_value(&row);
	if (eid_parse(message->eid, &eid) != STATUS_OK)
		return failure_make("8.1.1", "2.1");
	if (message->event_id.size == 0 || !matching_id_is_valid(message->event_id))
		return failure_make("8.9.5", "2.1");
	if (is_too_deep(smds, call))
		return failure_make("8.9", "4.2");
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
	exchange->failure = check_registration(exchange, call);
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	struct text forwarded_as = { 0 };
	if (call->message.forwarding && !smds_is_root(exchange_smds(exchange)))
		TRY(forwarding_begin(exchange, call->message.eid, &forwarded_as));
	return keep_event(exchange, call, forwarded_as);
}

const struct server_function register_event_function = {
	.name = "registerEvent", .load = load_register, .decide = decide_register,
};

struct register_event_call event_by_hand(struct text eid, struct text event_id, struct text rsp_server_address)
{
	return (struct register_event_call){
		.message = {
			.eid = eid, .event_id = event_id, .rsp_server_address = rsp_server_address, .forwarding = true,
		},
		.owner = TEXT(EVENT_OWNER_HOUSE),
	};
}

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
	int64_t number = row_number(&row);
	struct text forwarded_as = row_text(&row);
	if (exchange->rows.count == 0)
		return exchange_refuse(exchange, "8.9.5", "3.9");
	if (forwarded_as.size > 0)
		TRY(forwarding_end(exchange, call->message.eid, forwarded_as));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(call->message.eid), database_number(number));
}

const struct server_function delete_event_function = { .name = "deleteEvent", .load = load_delete, .decide = decide_delete };

/* ---- time ---- */

static enum status expire(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM event WHERE " EVENT_HAS_EXPIRED;
	const struct smds_settings *settings = &exchange_smds(exchange)->settings;
	TRY(authentication_session_expire(exchange, settings->session_seconds));
	TRY(outbox_expire(exchange, OUTBOX_KEPT_DAYS * SECONDS_A_DAY));
	TRY(account_expire(exchange));
	if (settings->retention_days == 0)
		return STATUS_OK;
	int64_t oldest = exchange->now - (int64_t)settings->retention_days * SECONDS_A_DAY;
	if (!smds_is_root(exchange_smds(exchange)))
		TRY(forwarding_expire(exchange, oldest, EXPIRED_AT_ONCE));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_number(oldest), database_number(EXPIRED_AT_ONCE));
}

const struct server_function expire_events_function = { .name = "expireEvents", .decide = expire };
