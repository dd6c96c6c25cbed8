/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/waiting_event.h"

#include "rsp/event_registration.h"
#include "server/outbox.h"

enum { MESSAGE_MAXIMUM = 2048 };

/* Over ES12 a server is called by its OID. */
static struct text own_name(const struct exchange *exchange)
{
	const struct smdp *smdp = exchange_smdp(exchange);
	return text_from(smdp->credentials.oid[0] ? smdp->credentials.oid : smdp->settings.address);
}

/* The identifier of the call is the entry's own. */
static enum status make_header(struct exchange *exchange, const struct profile_record *record, int64_t number,
                               struct function_request_header *out)
{
	const char *identifier = arena_print(&exchange->arena, "%.*s-%lld", TEXT_ARGUMENTS(record->iccid), (long long)number);
	if (!identifier)
		return STATUS_NO_MEMORY;
	out->call_identifier = text_from(identifier);
	out->requester = own_name(exchange);
	return STATUS_OK;
}

static enum status put(struct exchange *exchange, const struct profile_record *record, int64_t number, const char *path,
                       const struct buffer *message)
{
	struct text content;
	TRY(arena_copy_text(&exchange->arena, buffer_text(message), &content));
	return outbox_put(exchange, record->iccid, record->smds_address, number, text_from(path), content);
}

/* An SM-DS that is the Root has nowhere to forward to, and one that is not knows where. */
static enum status put_registration(struct exchange *exchange, const struct profile_record *record)
{
	AUTO(buffer) message = BUFFER(MESSAGE_MAXIMUM);
	struct event_registration registration = {
		.eid = record->eid,
		.rsp_server_address = text_from(exchange_smdp(exchange)->settings.address),
		.event_id = record->matching_id,
		.forwarding = true,
	};
	TRY(make_header(exchange, record, record->version + 1, &registration.header));
	TRY(event_registration_write(&registration, &message));
	return put(exchange, record, record->version + 1, ES12_PATH REGISTER_EVENT, &message);
}

static enum status put_deletion(struct exchange *exchange, const struct profile_record *record)
{
	AUTO(buffer) message = BUFFER(MESSAGE_MAXIMUM);
	struct event_deletion deletion = { .eid = record->eid, .event_id = record->matching_id };
	TRY(make_header(exchange, record, record->version + 1, &deletion.header));
	TRY(event_deletion_write(&deletion, &message));
	return put(exchange, record, record->version + 1, ES12_PATH DELETE_EVENT, &message);
}

static bool names_event(const struct profile_record *record)
{
	return record->smds_address.size > 0 && record->matching_id.size > 0 && record->eid.size > 0;
}

enum status waiting_event_end(struct exchange *exchange, const struct profile_record *record)
{
	if (!names_event(record) || !smdp_profile_is_claimable(record->loaded_state))
		return STATUS_OK;
	return put_deletion(exchange, record);
}

static bool has_expired(const struct exchange *exchange, int64_t expires_at)
{
	return expires_at != 0 && expires_at <= exchange->now;
}

/* An order that had expired may have lost its event (or not yet): one that is renewed gets it again, and one that ends deletes
 * it again; the SM-DS says what was done before. */
enum status waiting_event_follow(struct exchange *exchange, const struct profile_record *record)
{
	bool waited = smdp_profile_is_claimable(record->loaded_state), waits = smdp_profile_is_claimable(record->state);
	bool was_found = waited && !has_expired(exchange, record->loaded_expires_at);
	if (!names_event(record))
		return STATUS_OK;
	if (waited && !waits)
		return put_deletion(exchange, record);
	if (!waits || was_found || has_expired(exchange, record->expires_at))
		return STATUS_OK;
	return put_registration(exchange, record);
}

/* ---- time ---- */

/* What stands for the order's own in the statement that takes many back. */
#define EID_PLACE "$eid"
#define EVENT_ID_PLACE "$event"
#define CALL_PLACE "$call"

/* $1 the time, $2 the path. What was told since an order expired is told; the version counts what is told of it. */
#define EXPIRED \
	"FROM profile p WHERE p.expires_at <= $1 AND p.expires_at IS NOT NULL AND p.smds_address IS NOT NULL " \
	"AND p.state IN (4, 5) AND p.eid IS NOT NULL AND p.matching_id <> '' AND NOT EXISTS (SELECT 1 FROM outbox o " \
	"WHERE o.subject = p.iccid AND o.destination = p.smds_address AND o.path = $2 AND o.created_at >= p.expires_at)"
_Static_assert(STOCK_RELEASED == 4 && STOCK_DOWNLOADED == 5, "the statements name the claimable states");

enum status waiting_event_expire(struct exchange *exchange)
{
	static const char count[] = "UPDATE profile SET version = version + 1 WHERE iccid IN (SELECT p.iccid " EXPIRED ")";
	static const char tell[] =
		"INSERT INTO outbox (subject, destination, number, kind, state, path, content, created_at, due_at, attempts) "
		"SELECT p.iccid, p.smds_address, p.version, $3, 0, $2, REPLACE(REPLACE(REPLACE($4, '" EID_PLACE "', p.eid), "
		"'" EVENT_ID_PLACE "', p.matching_id), '" CALL_PLACE "', p.iccid || '-' || p.version), $1, $1, 0 " EXPIRED;
	AUTO(buffer) message = BUFFER(MESSAGE_MAXIMUM);
	struct text content;
	const struct event_deletion deletion = {
		{ own_name(exchange), TEXT(CALL_PLACE) }, TEXT(EID_PLACE), TEXT(EVENT_ID_PLACE),
	};
	TRY(event_deletion_write(&deletion, &message));
	TRY(arena_copy_text(&exchange->arena, buffer_text(&message), &content));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, count, database_number(exchange->now),
	                    database_text(TEXT(ES12_PATH DELETE_EVENT))));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, tell,
		database_number(exchange->now),
		database_text(TEXT(ES12_PATH DELETE_EVENT)),
		database_number(OUTBOX_SERVER),
		database_text(content));
}
