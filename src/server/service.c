/* SPDX-License-Identifier: Apache-2.0 */
#include "server/service.h"

#include <stdlib.h>

#include "rsp/bound_package.h"
#include "rsp/function_header.h"

enum { ANSWER_MAXIMUM = BOUND_PACKAGE_MAXIMUM / 3 * 4 + (64 << 10) }; /* a bound package in base64, and the rest */

/* One request on its way. */
struct call {
	const struct route *route;
	struct json_document document;
	struct exchange *exchange;
	struct http_reply reply;
};

static void call_free(struct call *call)
{
	exchange_free(call->exchange);
	json_document_release(&call->document);
	free(call);
}

static void send_status(struct http_reply reply, int status)
{
	struct http_answer answer = { .status = status, .admin_protocol = TEXT(RSP_ADMIN_PROTOCOL) };
	http_reply_send(reply, &answer);
}

/* The answer object: header, and the function's members unless it failed. */
static enum status write_answer(const struct call *call, struct buffer *out)
{
	const struct exchange *exchange = call->exchange;
	struct json_writer writer = json_writer(out);
	if (exchange->answer.size > 0)
		return buffer_append_text(out, exchange->answer);
	function_answer_open(&writer, &exchange->failure);
	if (!failure_is_set(&exchange->failure) && call->route->write)
		call->route->write(exchange, &writer);
	json_close_object(&writer);
	return json_finish(&writer);
}

static void send_answer(const struct call *call)
{
	struct http_answer answer = {
		.status = 200,
		.content_type = TEXT(RSP_CONTENT_TYPE),
		.admin_protocol = TEXT(RSP_ADMIN_PROTOCOL),
		.body = BUFFER(ANSWER_MAXIMUM),
	};
	if (write_answer(call, &answer.body) == STATUS_OK) {
		http_reply_send(call->reply, &answer);
	} else {
		http_answer_release(&answer);
		send_status(call->reply, 500);
	}
}

static void done(void *context, struct exchange *exchange, enum status status)
{
	struct call *call = context;
	(void)exchange;
	if (status == STATUS_BUSY || status == STATUS_IO || status == STATUS_NO_MEMORY)
		send_status(call->reply, 503);
	else if (status == STATUS_UNTRUSTED)
		send_status(call->reply, 403);
	else if (status != STATUS_OK)
		send_status(call->reply, 500);
	else if (call->route->is_notification)
		send_status(call->reply, 204);
	else
		send_answer(call);
	call_free(call);
}

/* SGP.22 6.5.1.4: what is wrong with the message as such is told with subject code 1.3.1. */
static enum status refuse_for(struct exchange *exchange, enum status status)
{
	switch (status) {
	case STATUS_NOT_FOUND:
		return exchange_refuse(exchange, "1.3.1", "2.2");
	case STATUS_UNTRUSTED:
		return exchange_refuse(exchange, "1.1", "1.1");
	case STATUS_REFUSED:
		return exchange_refuse(exchange, "1.6", "1.2");
	default:
		return exchange_refuse(exchange, "1.3.1", "2.1");
	}
}

/* A notification that cannot be read has no answer to tell it in. */
static void refuse_request(struct call *call, enum status status)
{
	bool ours = status == STATUS_NO_MEMORY || status == STATUS_BUG;
	if (!ours)
		(void)!refuse_for(call->exchange, status);
	exchange_log(call->exchange, ours ? status : STATUS_OK);
	if (ours)
		send_status(call->reply, status == STATUS_BUG ? 500 : 503);
	else if (call->route->is_notification)
		send_status(call->reply, 400);
	else
		send_answer(call);
	call_free(call);
}

static void start(struct call *call, const struct http_request *request)
{
	if (json_parse(bytes_text(request->body), &call->document) != STATUS_OK ||
	    !json_is_object(json_root(&call->document))) {
		send_status(call->reply, 400);
		call_free(call);
		return;
	}
	if (!admin_protocol_is_supported(request->admin_protocol)) {
		(void)!exchange_refuse(call->exchange, "1.3.2", "3.1");
		send_answer(call);
		call_free(call);
		return;
	}
	enum status status = call->route->read(json_root(&call->document), call->exchange);
	if (status == STATUS_OK)
		exchange_run(call->exchange, done, call);
	else
		refuse_request(call, status);
}

static const struct route *find_route(const struct service *service, struct text path)
{
	for (size_t i = 0; i < service->route_count; i++)
		if (text_equal(path, text_from(service->routes[i].path)))
			return &service->routes[i];
	return NULL;
}

void service_handle(void *context, const struct http_request *request, struct http_reply reply)
{
	struct service *service = context;
	const struct route *route = find_route(service, request->path);
	bool json = request->content_type.size == 0 || content_type_is_json(request->content_type);
	if (!route || !text_equal(request->method, TEXT("POST")) || !json) {
		send_status(reply, !route ? 404 : json ? 405 : 400);
		return;
	}
	struct call *call = calloc(1, sizeof *call);
	if (!call) {
		send_status(reply, 503);
		return;
	}
	*call = (struct call){ .route = route, .reply = reply };
	call->exchange = exchange_new(route->function, service->ports, service->role);
	if (!call->exchange) {
		call_free(call);
		send_status(reply, 503);
		return;
	}
	if (arena_copy(&call->exchange->arena, request->client_certificate, &call->exchange->client_certificate) != STATUS_OK) {
		call_free(call);
		send_status(reply, 503);
		return;
	}
	start(call, request);
}
