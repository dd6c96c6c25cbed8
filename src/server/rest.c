/* SPDX-License-Identifier: Apache-2.0 */
#include "server/rest.h"

#include <stdio.h>
#include <stdlib.h>

#include "rsp/function_header.h"
#include "rsp/identifiers.h"
#include "server/audit.h"

#define COOKIE_NAME "provisim-session"

enum { ANSWER_MAXIMUM = 16 << 20, CALL_MEMORY_MAXIMUM = 4 << 20 };

/* One request on its way: who asks, what is done, what is written down about it, in an exchange each. */
struct call {
	const struct rest_service *service;
	struct http_request http; /* its views are good until the answer is sent */
	struct http_reply reply;
	struct rest_request request;
	struct json_document document;
	struct arena arena;
	struct exchange *proof, *work, *record;
};

static void call_free(struct call *call)
{
	exchange_free(call->proof);
	exchange_free(call->work);
	exchange_free(call->record);
	json_document_release(&call->document);
	arena_release(&call->arena);
	free(call);
}

/* ---- answers ---- */

static void write_problem(int status, const struct failure *failure, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "status", status);
	json_put_text(&writer, "title", failure->message);
	if (failure_is_set(failure)) {
		json_put_text(&writer, "subjectCode", failure->subject_code);
		json_put_text(&writer, "reasonCode", failure->reason_code);
	}
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		buffer_clear(out);
}

/* Refusals that come before there is a call. */
static void send_problem(struct http_reply reply, int status, const struct failure *failure, const char *name,
                         const char *value)
{
	struct http_answer answer = {
		.status = status, .content_type = TEXT("application/problem+json"), .body = BUFFER(4096),
	};
	write_problem(status, failure, &answer.body);
	web_answer_protect(&answer);
	if (name)
		(void)!http_answer_add_header(&answer, name, value);
	http_reply_send(reply, &answer);
}

static void refuse(struct http_reply reply, int status, const char *sentence)
{
	const struct failure failure = { .message = text_from(sentence) };
	send_problem(reply, status, &failure, NULL, NULL);
}

static void end_with(struct call *call, int status, const char *sentence)
{
	refuse(call->reply, status, sentence);
	call_free(call);
}

/* Reasons of SGP.22 5.2.6.2 as statuses of HTTP. */
static int status_of(const struct failure *failure)
{
	static const struct {
		const char *reason;
		int status;
	} statuses[] = {
		{ "3.9", 404 }, { "3.7", 404 }, { "2.1", 422 }, { "2.2", 422 }, { "2.3", 422 }, { "6.1", 401 }, { "5.1", 429 },
	};
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++)
		if (text_equal(failure->reason_code, text_from(statuses[i].reason)))
			return statuses[i].status;
	return 409;
}

static void end_with_failure(struct call *call, const struct failure *failure)
{
	int status = status_of(failure);
	send_problem(call->reply, status, failure, status == 429 ? "Retry-After" : NULL, "60");
	call_free(call);
}

static enum status set_cookie(struct call *call, struct http_answer *answer)
{
	enum rest_cookie what = call->request.route->cookie;
	const char *secure = call->service->names->is_tls ? "; Secure" : "", *cookie;
	if (what == REST_KEEP_COOKIE)
		return STATUS_OK;
	if (what == REST_SET_COOKIE)
		cookie = arena_print(&call->arena, COOKIE_NAME "=%.*s; Path=/; HttpOnly; SameSite=Strict%s",
		                     TEXT_ARGUMENTS(*(const struct text *)call->work->result), secure);
	else
		cookie = arena_print(&call->arena, COOKIE_NAME "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict%s", secure);
	return cookie ? http_answer_add_header(answer, "Set-Cookie", cookie) : STATUS_NO_MEMORY;
}

static enum status write_body(const struct call *call, struct buffer *out)
{
	const struct rest_route *route = call->request.route;
	if (route->print)
		return route->print(call->work, out);
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	route->write(call->work, &writer);
	json_close_object(&writer);
	return json_finish(&writer);
}

static void send_result(struct call *call)
{
	const struct rest_route *route = call->request.route;
	bool speaks = route->answer || route->print;
	struct http_answer answer = { .status = speaks ? 200 : 204, .body = BUFFER(ANSWER_MAXIMUM) };
	if (speaks)
		answer.content_type = text_from(route->answer_type ? route->answer_type : "application/json");
	web_answer_protect(&answer);
	enum status status = speaks ? write_body(call, &answer.body) : STATUS_OK;
	if (status == STATUS_OK)
		status = set_cookie(call, &answer);
	if (status == STATUS_OK) {
		http_reply_send(call->reply, &answer);
		call_free(call);
		return;
	}
	http_answer_release(&answer);
	end_with(call, 500, "The answer could not be written.");
}

/* ---- work, and what is written down of it ---- */

static void work(struct call *call);

static bool changes_something(const struct rest_route *route)
{
	return strcmp(route->method, "GET") != 0;
}

/* A look is written down before it is taken, a change when it is durable: no answer leaves before either. */
static void recorded(void *context, struct exchange *exchange, enum status status)
{
	struct call *call = context;
	(void)exchange;
	if (status != STATUS_OK)
		end_with(call, 503, "It could not be written into the audit log: see what became of it, and try again.");
	else if (call->request.by && !(call->request.by->role & call->request.route->roles))
		end_with(call, 403, "Your role does not allow this.");
	else if (!call->work)
		work(call);
	else if (failure_is_set(&call->work->failure))
		end_with_failure(call, &call->work->failure);
	else
		send_result(call);
}

/* The log is for good, and says no more of a card than other logs do. */
static struct text short_eid(struct call *call)
{
	char shortened[2 * EID_DIGITS];
	identifier_shorten(call->work->eid, shortened, sizeof shortened);
	const char *copy = arena_print(&call->arena, "%s", shortened);
	return text_from(copy ? copy : "");
}

static struct text subject_of(struct call *call)
{
	if (call->request.given_count > 0 && strchr(call->request.route->path, '{'))
		return call->request.given[0].value;
	if (call->work && call->work->iccid.size > 0)
		return call->work->iccid;
	if (call->work && call->work->eid.size > 0)
		return short_eid(call);
	return rest_text(&call->request, "name");
}

static void record(struct call *call, struct text outcome)
{
	const struct account_principal *by = call->request.by;
	struct audit_entry *entry = arena_allocate(&call->arena, sizeof *entry);
	call->record = exchange_new(&audit_append_function, call->service->ports, call->service->role);
	if (!entry || !call->record) {
		end_with(call, 503, "There is no memory left.");
		return;
	}
	entry->actor = by ? by->name : subject_of(call);
	entry->role = by ? text_from(account_role_name(by->role)) : (struct text){ 0 };
	entry->action = text_from(call->request.route->name);
	entry->subject = subject_of(call);
	entry->outcome = outcome;
	call->record->request = entry;
	exchange_run(call->record, recorded, call);
}

static struct text outcome_of(struct call *call)
{
	const struct failure *failure = &call->work->failure;
	if (!failure_is_set(failure))
		return TEXT("done");
	const char *codes = arena_print(&call->arena, "%.*s-%.*s", TEXT_ARGUMENTS(failure->subject_code),
	                                TEXT_ARGUMENTS(failure->reason_code));
	return text_from(codes ? codes : "refused");
}

/* What nobody in particular was refused stands in the log, not here: else anybody could fill it. */
static void worked(void *context, struct exchange *exchange, enum status status)
{
	struct call *call = context;
	bool refused = failure_is_set(&exchange->failure);
	if (status == STATUS_BUSY || status == STATUS_IO || status == STATUS_NO_MEMORY)
		end_with(call, 503, "The database cannot be asked at present: try again.");
	else if (status != STATUS_OK)
		end_with(call, 500, "It could not be done: the server's log says more.");
	else if (changes_something(call->request.route) && (call->request.by || !refused))
		record(call, outcome_of(call));
	else if (refused)
		end_with_failure(call, &exchange->failure);
	else
		send_result(call);
}

static void work(struct call *call)
{
	const struct rest_route *route = call->request.route;
	call->work = exchange_new(route->function, call->service->ports, call->service->role);
	if (!call->work) {
		end_with(call, 503, "There is no memory left.");
		return;
	}
	if (call->request.by)
		call->work->actor = call->request.by->name;
	enum status status = route->read ? route->read(&call->request, call->work) : STATUS_OK;
	if (!call->work->request)
		call->work->request = &call->request; /* none of its own: it is no housekeeping all the same */
	if (status == STATUS_OK)
		exchange_run(call->work, worked, call);
	else if (status == STATUS_REFUSED)
		end_with_failure(call, &call->work->failure);
	else
		end_with(call, status == STATUS_NO_MEMORY ? 503 : 500, "The request could not be read.");
}

static void go_on(struct call *call)
{
	const struct rest_route *route = call->request.route;
	bool may = !call->request.by || (call->request.by->role & route->roles);
	if (!may && (changes_something(route) || route->is_look))
		record(call, TEXT("forbidden"));
	else if (!may)
		end_with(call, 403, "Your role does not allow this.");
	else if (route->is_look)
		record(call, TEXT("asked"));
	else
		work(call);
}

/* ---- who asks ---- */

static void proved(void *context, struct exchange *exchange, enum status status)
{
	struct call *call = context;
	if (status != STATUS_OK)
		end_with(call, 503, "The database cannot be asked at present: try again.");
	else if (failure_is_set(&exchange->failure))
		end_with_failure(call, &exchange->failure);
	else {
		call->request.by = exchange->result;
		go_on(call);
	}
}

static void prove(struct call *call)
{
	struct account_prove_request *request = arena_allocate(&call->arena, sizeof *request);
	struct text bearer = http_request_header(&call->http, "Authorization");
	bool program = text_starts_with(bearer, TEXT("Bearer "));
	call->proof = exchange_new(&account_prove_function, call->service->ports, call->service->role);
	if (!request || !call->proof) {
		end_with(call, 503, "There is no memory left.");
		return;
	}
	request->kind = program ? ACCOUNT_KEY_PROGRAM : ACCOUNT_KEY_SESSION;
	request->token = program ? bytes_text(bytes_after(text_bytes(bearer), strlen("Bearer "))) : call->request.cookie;
	call->proof->request = request;
	exchange_run(call->proof, proved, call);
}

/* ---- the door ---- */

/* Programs come with a token, which no browser adds by itself. */
static bool may_be_forged(const struct http_request *request, bool is_tls)
{
	bool program = text_starts_with(http_request_header(request, "Authorization"), TEXT("Bearer "));
	return !program && web_may_be_forged(request, is_tls);
}

static bool body_type_fits(const struct rest_route *route, const struct http_request *request)
{
	if (route->body_type)
		return text_starts_with(request->content_type, text_from(route->body_type));
	return !route->body || content_type_is_json(request->content_type);
}

/* What can be said without asking the database. False: it has been answered. */
static bool check(struct call *call)
{
	char others[64], fault[REST_FAULT_SIZE];
	struct call found = *call;
	found.request.arena = &call->arena;
	found.request.http = &call->http;
	const struct rest_route *route = rest_route_find(call->service->tables, call->http.method, call->http.path,
	                                                 &found.request, others);
	call->request = found.request;
	call->request.route = route;
	if (!route) {
		const struct failure failure = {
			.message = others[0] ? TEXT("Not by this method.") : TEXT("There is no such thing."),
		};
		send_problem(call->reply, others[0] ? 405 : 404, &failure, others[0] ? "Allow" : NULL, others);
		return false;
	}
	bool fits = body_type_fits(route, &call->http);
	bool parsed = !route->body || (fits && json_parse(bytes_text(call->http.body), &call->document) == STATUS_OK);
	if (changes_something(route) && may_be_forged(&call->http, call->service->names->is_tls)) {
		refuse(call->reply, 403, "The request seems to come from another site: send the header " WEB_INTENT_HEADER ".");
		return false;
	}
	if (!fits || !parsed) {
		refuse(call->reply, !fits ? 415 : 400, "The body is not what it should be.");
		return false;
	}
	if (route->body)
		call->request.body = json_root(&call->document);
	call->request.cookie = web_cookie(&call->http, TEXT(COOKIE_NAME));
	if (rest_request_check(&call->request, fault) != STATUS_OK) {
		refuse(call->reply, 400, fault);
		return false;
	}
	return true;
}

void rest_handle(void *context, const struct http_request *request, struct http_reply reply)
{
	const struct rest_service *service = context;
	if (!web_host_is_ours(request, service->names, service->port)) {
		refuse(reply, 421, "This server has no such name: see the setting admin.names.");
		return;
	}
	if (web_page_send(service->tables->pages, service->tables->page_count, request, reply))
		return;
	struct call *call = calloc(1, sizeof *call);
	if (!call) {
		refuse(reply, 503, "There is no memory left.");
		return;
	}
	call->service = service;
	call->http = *request;
	call->reply = reply;
	call->arena = ARENA(CALL_MEMORY_MAXIMUM);
	if (!check(call))
		call_free(call);
	else if (call->request.route->roles == 0)
		go_on(call);
	else
		prove(call);
}
