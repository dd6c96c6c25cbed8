/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/waiting_event.h"

#include "rsp/event_registration.h"
#include "server/outbox.h"

enum { MESSAGE_MAXIMUM = 2048 };

/* Over ES12 a server is called by its OID; the identifier of the call is the entry's own. */
static enum status make_header(struct exchange *exchange, const struct profile_record *record, int64_t number,
                               struct function_request_header *out)
{
	const struct smdp *smdp = exchange_smdp(exchange);
	const char *identifier = arena_print(&exchange->arena, "%.*s-%lld", TEXT_ARGUMENTS(record->iccid), (long long)number);
	if (!identifier)
		return STATUS_NO_MEMORY;
	out->call_identifier = text_from(identifier);
	out->requester = text_from(smdp->credentials.oid[0] ? smdp->credentials.oid : smdp->settings.address);
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

enum status waiting_event_follow(struct exchange *exchange, const struct profile_record *record)
{
	bool waited = smdp_profile_is_claimable(record->loaded_state), waits = smdp_profile_is_claimable(record->state);
	if (!names_event(record) || waited == waits)
		return STATUS_OK;
	return waits ? put_registration(exchange, record) : put_deletion(exchange, record);
}
