/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/forwarding.h"

#include "base/hex.h"
#include "rsp/event_registration.h"
#include "server/outbox.h"

enum { EVENT_ID_OCTETS = 16, MESSAGE_MAXIMUM = 2048 };

/* What stands for the event's own in the statement that forwards many deletions. */
#define EID_PLACE "$eid"
#define EVENT_ID_PLACE "$event"

static struct text own_name(const struct smds *smds)
{
	return text_from(smds->credentials.oid[0] ? smds->credentials.oid : smds->settings.address);
}

static enum status put(struct exchange *exchange, struct text eid, struct text event_id, int64_t number, const char *path,
                       const struct buffer *message)
{
	const struct smds *smds = exchange_smds(exchange);
	struct text content;
	const char *subject = arena_print(&exchange->arena, "%.*s/%.*s", TEXT_ARGUMENTS(eid), TEXT_ARGUMENTS(event_id));
	if (!subject)
		return STATUS_NO_MEMORY;
	TRY(arena_copy_text(&exchange->arena, buffer_text(message), &content));
	return outbox_put(exchange, text_from(subject), text_from(smds->settings.root_address), number, text_from(path),
	                  content);
}

static enum status make_event_id(struct exchange *exchange, struct text *out)
{
	uint8_t octets[EVENT_ID_OCTETS];
	TRY(random_fill(&exchange->ports->random, octets, sizeof octets));
	const char *digits = hex_print(&exchange->arena, (struct bytes){ octets, sizeof octets });
	if (!digits)
		return STATUS_NO_MEMORY;
	*out = text_from(digits);
	return STATUS_OK;
}

/* The event ID is new with each call and names it well. */
enum status forwarding_begin(struct exchange *exchange, struct text eid, struct text *out_event_id)
{
	const struct smds *smds = exchange_smds(exchange);
	AUTO(buffer) message = BUFFER(MESSAGE_MAXIMUM);
	struct text event_id;
	TRY(make_event_id(exchange, &event_id));
	const struct event_registration registration = {
		.header = { own_name(smds), event_id },
		.eid = eid,
		.rsp_server_address = text_from(smds->settings.address),
		.event_id = event_id,
		.forwarding = false, /* nobody is above the Root */
	};
	TRY(event_registration_write(&registration, &message));
	TRY(put(exchange, eid, event_id, FORWARDING_REGISTERED, ES15_PATH REGISTER_EVENT, &message));
	*out_event_id = event_id;
	return STATUS_OK;
}

static enum status write_deletion(const struct smds *smds, struct text eid, struct text event_id, struct buffer *out)
{
	const struct event_deletion deletion = { { own_name(smds), event_id }, eid, event_id };
	return event_deletion_write(&deletion, out);
}

enum status forwarding_end(struct exchange *exchange, struct text eid, struct text event_id)
{
	AUTO(buffer) message = BUFFER(MESSAGE_MAXIMUM);
	TRY(write_deletion(exchange_smds(exchange), eid, event_id, &message));
	return put(exchange, eid, event_id, FORWARDING_DELETED, ES15_PATH DELETE_EVENT, &message);
}

/* However many they are, in one statement: digits and letters need no escape in JSON. */
enum status forwarding_expire(struct exchange *exchange, int64_t oldest, int64_t maximum)
{
	static const char sql[] =
		"INSERT INTO outbox (subject, destination, number, kind, state, path, content, created_at, due_at, attempts) "
		"SELECT eid || '/' || forwarded_as, $3, $4, $5, 0, $6, "
		"REPLACE(REPLACE($7, '" EID_PLACE "', eid), '" EVENT_ID_PLACE "', forwarded_as), $8, $8, 0 "
		"FROM event WHERE forwarded_as IS NOT NULL AND " EVENT_HAS_EXPIRED;
	const struct smds *smds = exchange_smds(exchange);
	AUTO(buffer) message = BUFFER(MESSAGE_MAXIMUM);
	struct text content;
	TRY(write_deletion(smds, TEXT(EID_PLACE), TEXT(EVENT_ID_PLACE), &message));
	TRY(arena_copy_text(&exchange->arena, buffer_text(&message), &content));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql,
		database_number(oldest),
		database_number(maximum),
		database_text(text_from(smds->settings.root_address)),
		database_number(FORWARDING_DELETED),
		database_number(OUTBOX_SERVER),
		database_text(TEXT(ES15_PATH DELETE_EVENT)),
		database_text(content),
		database_number(exchange->now));
}
