/* SPDX-License-Identifier: Apache-2.0 */
/* ES11.AuthenticateClient (SGP.22 5.8.2): is the card what it says, and what waits for it? */
#include "rsp/authenticate_client.h"
#include "server/authentication_session.h"
#include "smds/es11.h"

struct call {
	struct authenticate_client_request message;
	struct text transaction_id;
	struct euicc_authentication card;
};

enum status smds_authenticate_client_read(struct json_value json, struct exchange *exchange)
{
	struct call *call = arena_allocate(&exchange->arena, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	TRY(authenticate_client_request_read(json, &exchange->arena, &call->message));
	TRY(transaction_id_key(&exchange->arena, call->message.transaction_id, &call->transaction_id));
	TRY(euicc_authentication_decode(call->message.authenticate_server_response, &call->card));
	exchange->request = call;
	exchange->transaction_id = call->transaction_id;
	exchange->eid = call->card.claimed_eid;
	return STATUS_OK;
}

/* The events of the EID that the card claims are looked up before it has proved anything, and are given out after. */
static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " SESSION_COLUMNS ", e.event_id, e.rsp_server_address FROM session s "
		"LEFT JOIN event e ON e.eid = $2 AND ($3 = '' OR e.event_id = $3 OR e.forwarded_as = $3) "
		"WHERE s.transaction_id = $1 ORDER BY e.number LIMIT $4";
	const struct call *call = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(call->transaction_id), database_text(call->card.claimed_eid),
	                    database_text(call->card.context.matching_id), database_number(EVENT_ENTRIES_MAXIMUM));
}

static enum status collect(struct exchange *exchange, struct event_entries *out)
{
	struct authentication_session session;
	struct event_entry *entries = arena_allocate(&exchange->arena, exchange->rows.count * sizeof *entries);
	if (!entries)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < exchange->rows.count; i++) {
		struct row_reader row = row_reader(exchange, i);
		(void)!authentication_session_read(&row, &session);
		entries[i].event_id = row_text(&row);
		entries[i].rsp_server_address = row_text(&row);
	}
	out->entries = entries;
	out->count = exchange->rows.count == 1 && entries[0].event_id.size == 0 ? 0 : exchange->rows.count;
	return STATUS_OK;
}

/* An event ID that is unknown is told; that a card has no events is an answer like any other. */
static enum status give_events(struct exchange *exchange, const struct call *call)
{
	struct event_entries *answer = arena_allocate(&exchange->arena, sizeof *answer);
	if (!answer)
		return STATUS_NO_MEMORY;
	*answer = (struct event_entries){ .transaction_id = call->transaction_id };
	TRY(collect(exchange, answer));
	if (answer->count == 0 && call->card.context.matching_id.size > 0)
		return exchange_refuse(exchange, "8.9.5", "3.9");
	exchange_note(exchange, "%zu event%s", answer->count, answer->count == 1 ? "" : "s");
	exchange->result = answer;
	return STATUS_OK;
}

/* The session ends with this answer, whatever it is (SGP.22 5.8.2): a challenge is answered once. */
static enum status decide(struct exchange *exchange)
{
	const struct smds *smds = exchange_smds(exchange);
	const struct call *call = exchange->request;
	struct euicc_authentication card = call->card; /* the request stays as it was read */
	struct authentication_session session;
	struct row_reader row = row_reader(exchange, 0);
	bool exists = authentication_session_read(&row, &session);
	if (!exists || exchange->now - session.started_at > (int64_t)smds->settings.session_seconds)
		return exchange_refuse(exchange, "8.10.1", "3.9");
	TRY(authentication_session_end(exchange, call->transaction_id, true));
	if (card.answer.error != 0) {
		exchange_note(exchange, "the card answered %s", authenticate_error_name(card.answer.error));
		return exchange_refuse(exchange, "8.1", "6.1");
	}
	TRY(authentication_check(&smds->credentials, &session, exchange->now, &card, &exchange->failure));
	return failure_is_set(&exchange->failure) ? STATUS_OK : give_events(exchange, call);
}

const struct server_function smds_authenticate_client_function = {
	.name = "authenticateClient", .load = load, .decide = decide,
};
