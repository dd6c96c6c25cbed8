/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/es2plus.h"

#include "rsp/cancel_order.h"
#include "rsp/confirm_order.h"
#include "rsp/download_order.h"
#include "rsp/release_profile.h"
#include "smdp/order.h"

enum { REQUEST_MAXIMUM = 8192 };

/* What all of them begin with: the client's certificate says who asks. `canonical` is the request as we would write it: one
 * request in two spellings is the same request. */
static enum status note_caller(struct exchange *exchange, const char *path, const struct function_request_header *header,
                               const struct buffer *canonical, struct caller **out)
{
	struct caller *caller = arena_allocate(&exchange->arena, sizeof *caller);
	uint8_t digest[SHA256_SIZE];
	if (!caller)
		return STATUS_NO_MEMORY;
	if (exchange->client_certificate.size == 0)
		return STATUS_UNTRUSTED;
	*caller = (struct caller){ .header = *header };
	TRY(sha256(&exchange->client_certificate, 1, digest));
	TRY(arena_copy(&exchange->arena, BYTES(digest), &caller->certificate_digest));
	const struct bytes parts[] = { text_bytes(text_from(path)), buffer_bytes(canonical) };
	TRY(sha256(parts, ARRAY_SIZE(parts), caller->request_digest));
	exchange->caller = caller;
	*out = caller;
	return STATUS_OK;
}

/* ---- DownloadOrder ---- */

static void write_order(const struct exchange *exchange, struct json_writer *writer)
{
	const struct order_result *result = exchange->result;
	const struct download_order_answer answer = { .iccid = result->iccid };
	download_order_answer_write(&answer, writer);
}

static enum status read_order(struct json_value json, struct exchange *exchange)
{
	struct download_order_request message;
	struct caller *caller;
	struct order_request *request = arena_allocate(&exchange->arena, sizeof *request);
	AUTO(buffer) canonical = BUFFER(REQUEST_MAXIMUM);
	if (!request)
		return STATUS_NO_MEMORY;
	TRY(download_order_request_read(json, &message));
	TRY(download_order_request_write(&message, &canonical));
	TRY(note_caller(exchange, DOWNLOAD_ORDER_PATH, &message.header, &canonical, &caller));
	caller->write = write_order;
	*request = (struct order_request){ message.iccid, message.eid, message.profile_type };
	exchange->request = request;
	return STATUS_OK;
}

/* ---- ConfirmOrder ---- */

static void write_confirm(const struct exchange *exchange, struct json_writer *writer)
{
	const struct order_result *result = exchange->result;
	const struct confirm_order_answer answer = {
		.eid = result->eid,
		.matching_id = result->matching_id,
		.smdp_address = text_from(exchange_smdp(exchange)->settings.address),
	};
	confirm_order_answer_write(&answer, writer);
}

static enum status read_confirm(struct json_value json, struct exchange *exchange)
{
	struct confirm_order_request message;
	struct caller *caller;
	struct confirm_request *request = arena_allocate(&exchange->arena, sizeof *request);
	AUTO(buffer) canonical = BUFFER(REQUEST_MAXIMUM);
	if (!request)
		return STATUS_NO_MEMORY;
	TRY(confirm_order_request_read(json, &message));
	TRY(confirm_order_request_write(&message, &canonical));
	TRY(note_caller(exchange, CONFIRM_ORDER_PATH, &message.header, &canonical, &caller));
	caller->write = write_confirm;
	*request = (struct confirm_request){
		.iccid = message.iccid,
		.eid = message.eid,
		.has_matching_id = message.has_matching_id,
		.matching_id = message.matching_id,
		.confirmation_code = message.confirmation_code,
		.smds_address = message.smds_address,
		.release = message.release,
	};
	exchange->request = request;
	return STATUS_OK;
}

/* ---- CancelOrder ---- */

static enum status read_cancel(struct json_value json, struct exchange *exchange)
{
	struct cancel_order_request message;
	struct caller *caller;
	struct cancel_request *request = arena_allocate(&exchange->arena, sizeof *request);
	AUTO(buffer) canonical = BUFFER(REQUEST_MAXIMUM);
	if (!request)
		return STATUS_NO_MEMORY;
	TRY(cancel_order_request_read(json, &message));
	TRY(cancel_order_request_write(&message, &canonical));
	TRY(note_caller(exchange, CANCEL_ORDER_PATH, &message.header, &canonical, &caller));
	*request = (struct cancel_request){
		.iccid = message.iccid,
		.eid = message.eid,
		.matching_id = message.matching_id,
		.available = message.final_status == FINAL_STATUS_AVAILABLE,
		.undecided = message.final_status == FINAL_STATUS_ABSENT,
	};
	exchange->request = request;
	return STATUS_OK;
}

/* ---- ReleaseProfile ---- */

static enum status read_release(struct json_value json, struct exchange *exchange)
{
	struct release_profile_request message;
	struct caller *caller;
	struct release_request *request = arena_allocate(&exchange->arena, sizeof *request);
	AUTO(buffer) canonical = BUFFER(REQUEST_MAXIMUM);
	if (!request)
		return STATUS_NO_MEMORY;
	TRY(release_profile_request_read(json, &message));
	TRY(release_profile_request_write(&message, &canonical));
	TRY(note_caller(exchange, RELEASE_PROFILE_PATH, &message.header, &canonical, &caller));
	*request = (struct release_request){ message.iccid };
	exchange->request = request;
	return STATUS_OK;
}

const struct route smdp_es2plus_routes[] = {
	{ DOWNLOAD_ORDER_PATH, &order_function, read_order, write_order, false },
	{ CONFIRM_ORDER_PATH, &confirm_function, read_confirm, write_confirm, false },
	{ CANCEL_ORDER_PATH, &cancel_function, read_cancel, NULL, false },
	{ RELEASE_PROFILE_PATH, &release_function, read_release, NULL, false },
};
const size_t smdp_es2plus_route_count = ARRAY_SIZE(smdp_es2plus_routes);
