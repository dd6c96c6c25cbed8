/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/web_door.h"

#include <stdio.h>
#include <unistd.h>

#include "programs/lpa/web_answer.h"
#include "programs/pages/lui_pages.h"

enum { STATE_MAXIMUM = 256 << 10, CODE_OCTETS_MAXIMUM = 12 << 20 };

/* One request, with its body if that is JSON. */
struct call {
	struct web_door *door;
	const struct http_request *http;
	struct json_value body;
	struct http_reply reply;
};

/* ---- who asks ---- */

static void open_session(struct call *call)
{
	char cookie[WEB_COOKIE_SIZE];
	struct text token = { 0 };
	struct buffer body = BUFFER(STATE_MAXIMUM);
	struct json_writer writer = json_writer(&body);
	if (!json_text(json_member(call->body, "token"), &token) ||
	    !web_session_begin(&call->door->session, token, cookie)) {
		web_answer_error(call->reply, 403, "This link was used already, or is not the one that was printed.");
		return;
	}
	json_open_object(&writer, NULL);
	json_put_text(&writer, "key", text_from(call->door->session.key));
	json_close_object(&writer);
	struct http_answer answer = { .status = 200, .content_type = TEXT("application/json"), .body = body };
	if (json_finish(&writer) != STATUS_OK)
		answer.status = 500;
	web_answer_protect(&answer);
	(void)!http_answer_add_header(&answer, "Set-Cookie", cookie);
	http_reply_send(call->reply, &answer);
}

static void make_link(struct call *call)
{
	struct buffer body = BUFFER(STATE_MAXIMUM);
	struct json_writer writer = json_writer(&body);
	enum status status = web_session_renew_link(&call->door->session);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "token", text_from(call->door->session.link));
	json_close_object(&writer);
	if (status == STATUS_OK && json_finish(&writer) == STATUS_OK) {
		web_answer_json(call->reply, &body);
		return;
	}
	buffer_release(&body);
	web_answer_error(call->reply, 500, "No link could be made.");
}

/* ---- what is there ---- */

static void tell_state(struct call *call)
{
	struct web_door *door = call->door;
	const struct invocation *invocation = door->work.invocation;
	struct buffer body = BUFFER(STATE_MAXIMUM);
	struct json_writer writer = json_writer(&body);
	const char *card = option_text(invocation, "card"), *authority, *state = option_text(invocation, "state");
	json_open_object(&writer, NULL);
	json_put_text(&writer, "version", TEXT(PROVISIM_VERSION));
	json_put_text(&writer, "card", text_from(card ? card : "pcsc"));
	json_put_text(&writer, "state", text_from(state ? state : ""));
	json_open_array(&writer, "authorities");
	for (size_t i = 0; (authority = option_text_nth(invocation, "ca", i)); i++)
		json_put_text(&writer, NULL, text_from(authority));
	json_close_array(&writer);
	if (door->given)
		json_put_text(&writer, "given", text_from(door->given));
	web_traces_write(&door->work.traces, &writer);
	json_close_object(&writer);
	if (json_finish(&writer) == STATUS_OK) {
		door->given = NULL;
		web_answer_json(call->reply, &body);
		return;
	}
	buffer_release(&body);
	web_answer_error(call->reply, 500, "There is too much to be told.");
}

static uint64_t query_number(struct text query, struct text wanted)
{
	while (query.size > 0) {
		uint64_t number;
		struct text value = text_cut(&query, '&'), name = text_cut(&value, '=');
		if (text_equal(name, wanted) && text_to_number(value, UINT32_MAX, &number))
			return number;
	}
	return 0;
}

static void tell_trace(struct call *call)
{
	web_traces_send(&call->door->work.traces, query_number(call->http->query, TEXT("number")), call->reply);
}

static void tell_events(struct call *call)
{
	char id[WEB_IDENTIFIER_MAXIMUM] = "";
	uint64_t number = query_number(call->http->query, TEXT("request"));
	if (number > 0)
		snprintf(id, sizeof id, "%u", (unsigned)number);
	web_story_poll(&call->door->work.story, text_from(id), query_number(call->http->query, TEXT("after")), web_work_clock(),
	               call->reply);
}

/* ---- what is to be done ---- */

static void refuse(struct call *call, enum web_begun begun)
{
	static const struct {
		int status;
		const char *sentence;
	} refusals[] = {
		[WEB_BAD] = { 422, "Arguments or options of the request are not good." },
		[WEB_UNKNOWN] = { 422, "There is no such command." },
		[WEB_UNDER_WAY] = { 409, "A request is under way: this has to wait for its end." },
		[WEB_FULL] = { 503, "Too much is under way: try again in a moment." },
	};
	web_answer_error(call->reply, refusals[begun].status, refusals[begun].sentence);
}

static void begin_short(struct call *call)
{
	enum web_begun begun = web_work_begin(&call->door->work, call->body, &call->reply);
	if (begun != WEB_BEGUN)
		refuse(call, begun);
}

static void begin_long(struct call *call)
{
	enum web_begun begun = web_work_begin(&call->door->work, call->body, NULL);
	if (begun != WEB_BEGUN)
		refuse(call, begun);
	else
		web_answer_nothing(call->reply);
}

static void read_code(struct call *call)
{
	if (call->http->body.size > CODE_OCTETS_MAXIMUM) {
		web_answer_error(call->reply, 413, "The picture is too large.");
		return;
	}
	enum web_begun begun = web_work_read_code(&call->door->work, call->http->body, call->reply);
	if (begun != WEB_BEGUN)
		refuse(call, begun);
}

static struct text text_of(const struct call *call, const char *name)
{
	struct text text = { 0 };
	return json_text(json_member(call->body, name), &text) ? text : (struct text){ 0 };
}

static void take_answer(struct call *call)
{
	web_work_answer(&call->door->work, text_of(call, "request"), text_of(call, "answer"));
	web_answer_nothing(call->reply);
}

static void take_cancel(struct call *call)
{
	web_work_cancel(&call->door->work, text_of(call, "request"));
	web_answer_nothing(call->reply);
}

static void take_dismissal(struct call *call)
{
	web_work_dismiss(&call->door->work, text_of(call, "request"));
	web_answer_nothing(call->reply);
}

static void take_end(struct call *call)
{
	call->door->wants_end = true;
	web_answer_nothing(call->reply);
}

/* ---- the door ---- */

struct route {
	const char *method, *path;
	void (*work)(struct call *call);
	enum { OPEN = 1, ANY_BODY = 2 } kind; /* without a session; with a body that is no JSON */
};

static const struct route routes[] = {
	{ "POST", "/api/session", open_session, OPEN },
	{ "POST", "/api/link", make_link, 0 },
	{ "GET", "/api/state", tell_state, 0 },
	{ "GET", "/api/events", tell_events, 0 },
	{ "GET", "/api/trace", tell_trace, 0 },
	{ "POST", "/api/call", begin_short, 0 },
	{ "POST", "/api/request", begin_long, 0 },
	{ "POST", "/api/code", read_code, ANY_BODY },
	{ "POST", "/api/answer", take_answer, 0 },
	{ "POST", "/api/cancel", take_cancel, 0 },
	{ "POST", "/api/dismiss", take_dismissal, 0 },
	{ "POST", "/api/end", take_end, 0 },
};

static const struct route *find_route(const struct http_request *request)
{
	for (size_t i = 0; i < ARRAY_SIZE(routes); i++)
		if (text_equal(request->path, text_from(routes[i].path)) &&
		    text_equal(request->method, text_from(routes[i].method)))
			return &routes[i];
	return NULL;
}

static void read_and_work(struct call *call, const struct route *route)
{
	AUTO(json_document) document = { 0 };
	bool has_json = text_equal(call->http->method, TEXT("POST")) && route->kind != ANY_BODY;
	if (has_json && call->http->body.size > REQUEST_MAXIMUM) {
		web_answer_error(call->reply, 413, "The request is too large.");
		return;
	}
	if (has_json && json_parse(bytes_text(call->http->body), &document) != STATUS_OK) {
		web_answer_error(call->reply, 400, "The body is not JSON.");
		return;
	}
	call->body = json_root(&document);
	call->door->work.used_at = web_work_clock();
	route->work(call);
}

void web_door_handle(void *context, const struct http_request *request, struct http_reply reply)
{
	struct web_door *door = context;
	struct call call = { .door = door, .http = request, .reply = reply };
	const struct web_names names = { 0 };
	if (!web_host_is_ours(request, &names, door->session.port)) {
		web_answer_error(reply, 421, "This page has no such name.");
		return;
	}
	if (web_page_send(lui_pages, lui_pages_count, request, reply))
		return;
	const struct route *route = find_route(request);
	if (!route)
		web_answer_error(reply, 404, "There is no such thing.");
	else if (web_may_be_forged(request, false))
		web_answer_error(reply, 403, "The request seems to come from another site.");
	else if (route->kind != OPEN && !web_session_holds(&door->session, request))
		web_answer_error(reply, 401, "Open the link that \"provisim lpa web\" has printed.");
	else
		read_and_work(&call, route);
}
