/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/es12.h"

#include "codec/object_identifier.h"
#include "smds/event.h"

enum { DOTTED_MAXIMUM = 4 * OID_MAXIMUM };

/* The OID in the caller's certificate. What the request's header says about the caller is not proved by anything.
 * STATUS_UNTRUSTED: nobody that we trust; STATUS_REFUSED: somebody of another role. */
static enum status identify(struct exchange *exchange, enum certificate_kind role, struct text *out_owner)
{
	const struct smds *smds = exchange_smds(exchange);
	int64_t now = clock_utc_seconds(&exchange->ports->clock);
	AUTO(buffer) dotted = BUFFER(DOTTED_MAXIMUM);
	struct certificate certificate;
	enum chain_fault fault = chain_check(&smds->credentials.trust, role, exchange->client_certificate, now, &certificate,
	                                     NULL);
	if (fault != CHAIN_OK) {
		exchange_note(exchange, "%s", chain_fault_text(fault));
		return fault == CHAIN_WRONG_ROLE ? STATUS_REFUSED : STATUS_UNTRUSTED;
	}
	TRY(oid_print(certificate.registered_id, &dotted));
	return arena_copy_text(&exchange->arena, buffer_text(&dotted), out_owner);
}

static enum status read_registration(struct json_value json, struct exchange *exchange, enum certificate_kind role)
{
	struct register_event_call *call = arena_allocate(&exchange->arena, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	TRY(identify(exchange, role, &call->owner));
	TRY(event_registration_read(json, &call->message));
	call->by_smds = role == CERTIFICATE_DSTLS;
	exchange->request = call;
	return STATUS_OK;
}

static enum status read_deletion(struct json_value json, struct exchange *exchange, enum certificate_kind role)
{
	struct delete_event_call *call = arena_allocate(&exchange->arena, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	TRY(identify(exchange, role, &call->owner));
	TRY(event_deletion_read(json, &call->message));
	exchange->request = call;
	return STATUS_OK;
}

static enum status read_registration_by_smdp(struct json_value json, struct exchange *exchange)
{
	return read_registration(json, exchange, CERTIFICATE_DPTLS);
}

static enum status read_deletion_by_smdp(struct json_value json, struct exchange *exchange)
{
	return read_deletion(json, exchange, CERTIFICATE_DPTLS);
}

static enum status read_registration_by_smds(struct json_value json, struct exchange *exchange)
{
	return read_registration(json, exchange, CERTIFICATE_DSTLS);
}

static enum status read_deletion_by_smds(struct json_value json, struct exchange *exchange)
{
	return read_deletion(json, exchange, CERTIFICATE_DSTLS);
}

const struct route smds_es12_routes[] = {
	{ ES12_PATH REGISTER_EVENT, &register_event_function, read_registration_by_smdp, NULL, false },
	{ ES12_PATH DELETE_EVENT, &delete_event_function, read_deletion_by_smdp, NULL, false },
	{ ES15_PATH REGISTER_EVENT, &register_event_function, read_registration_by_smds, NULL, false },
	{ ES15_PATH DELETE_EVENT, &delete_event_function, read_deletion_by_smds, NULL, false },
};
const size_t smds_es12_route_count = ARRAY_SIZE(smds_es12_routes);
