/* SPDX-License-Identifier: Apache-2.0 */
#include "io/https_server.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "io/https_connection.h"
#include "io/listening_socket.h"

const struct https_server_settings https_server_defaults = {
	.body_maximum = 1 << 20,
	.header_maximum = 8 << 10,
	.connections_maximum = 10000,
	.requests_maximum = 2000,
	.request_seconds = 20,
	.answer_seconds = 120,
	.idle_seconds = 60,
};

struct https_server {
	struct https_server_settings settings;
	struct tls_server *tls; /* NULL: plain HTTP */
	struct evhttp *http;
	struct evhttp_bound_socket *bound; /* NULL: draining */
	struct connection_list connections;
	struct https_counts counts;
	http_handler *handle;
	void *context;
	uint16_t port;
	event_callback *drained;
	void *drained_context;
};

/* One request that waits for its answer. */
struct pending {
	struct https_server *server;
	struct evhttp_request *request;
};

/* evhttp takes a request off its connection when the client leaves while it is worked on, and frees it when the answer
 * is sent all the same: so there is always an answer to send, but not always a connection. */
static struct https_connection *connection_of(const struct https_server *server, struct evhttp_request *request)
{
	struct evhttp_connection *http = evhttp_request_get_connection(request);
	if (!http)
		return NULL; /* the client has left */
	return https_connection_of(&server->connections, server->tls, evhttp_connection_get_bufferevent(http));
}

/* The answer is on its way out whole. */
static void sent(struct evhttp_request *request, void *context)
{
	struct https_server *server = context;
	struct https_connection *connection = connection_of(server, request);
	if (!connection)
		return;
	https_connection_gathered(connection);
	bool more = evbuffer_get_length(bufferevent_get_input(connection->stream)) > 0;
	https_connection_enter(connection, more ? CONNECTION_READING : CONNECTION_IDLE);
}

static void free_body(const void *data, size_t size, void *context)
{
	(void)size;
	(void)context;
	free((void *)data);
}

/* Moves the body to where it is sent from, without a copy. */
static struct evbuffer *take_body(struct http_answer *answer)
{
	struct evbuffer *body = evbuffer_new();
	if (body && answer->body.size > 0) {
		if (evbuffer_add_reference(body, answer->body.data, answer->body.size, free_body, NULL) == 0)
			answer->body = (struct buffer){ 0 };
	} else if (body && answer->fixed_body.size > 0) {
		if (evbuffer_add_reference(body, answer->fixed_body.data, answer->fixed_body.size, NULL, NULL) != 0)
			evbuffer_drain(body, evbuffer_get_length(body));
	}
	http_answer_release(answer);
	return body;
}

/* evhttp would send the body. RFC 9110 9.3.2: the length is that of what GET would be given. */
static void keep_length_only(struct evhttp_request *request, struct evbuffer *body)
{
	char length[24];
	if (!body || evhttp_request_get_command(request) != EVHTTP_REQ_HEAD)
		return;
	snprintf(length, sizeof length, "%zu", evbuffer_get_length(body));
	evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Length", length);
	evbuffer_drain(body, evbuffer_get_length(body));
}

static void add_headers(const struct https_server *server, struct evhttp_request *request,
                        const struct http_answer *answer)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	if (answer->content_type.size > 0)
		evhttp_add_header(headers, "Content-Type", answer->content_type.data);
	if (answer->admin_protocol.size > 0)
		evhttp_add_header(headers, "X-Admin-Protocol", answer->admin_protocol.data);
	for (size_t i = 0; i < HTTP_ANSWER_HEADERS_MAXIMUM && answer->headers[i].name; i++)
		evhttp_add_header(headers, answer->headers[i].name, answer->headers[i].value);
	if (!server->bound)
		evhttp_add_header(headers, "Connection", "close");
}

static const char *reason_phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {
		{ 200, "OK" },                  { 201, "Created" },
		{ 202, "Accepted" },            { 204, "No Content" },
		{ 303, "See Other" },           { 304, "Not Modified" },
		{ 400, "Bad Request" },         { 401, "Unauthorized" },
		{ 403, "Forbidden" },           { 404, "Not Found" },
		{ 405, "Method Not Allowed" },  { 409, "Conflict" },
		{ 413, "Content Too Large" },   { 415, "Unsupported Media Type" },
		{ 421, "Misdirected Request" }, { 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },   { 500, "Internal Server Error" },
		{ 503, "Service Unavailable" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return status < 400 ? "OK" : "Error";
}

/* While there are too many connections, more wait in the kernel's queue. */
static void connections_changed(void *context)
{
	struct https_server *server = context;
	if (server->bound) {
		struct evconnlistener *listener = evhttp_bound_socket_get_listener(server->bound);
		if (server->connections.count >= server->settings.connections_maximum)
			evconnlistener_disable(listener);
		else
			evconnlistener_enable(listener);
	} else if (server->connections.count == 0 && server->drained) {
		event_callback *drained = server->drained;
		server->drained = NULL;
		drained(server->drained_context);
	}
}

static void send_answer(void *self, struct http_answer *answer)
{
	struct pending *pending = self;
	struct https_server *server = pending->server;
	struct evhttp_request *request = pending->request;
	int status = answer->status;
	free(pending);

	struct https_connection *connection = connection_of(server, request);
	counter_set(&server->counts.working, counter_read(&server->counts.working) - 1);
	counter_add(&server->counts.answers[status / 100 < 6 ? status / 100 : 0], 1);
	if (connection) {
		https_connection_enter(connection, CONNECTION_WRITING);
		evhttp_request_set_on_complete_cb(request, sent, server);
	}
	add_headers(server, request, answer);
	struct evbuffer *body = take_body(answer);
	keep_length_only(request, body);
	evhttp_send_reply(request, status, reason_phrase(status), body);
	if (connection)
		https_connection_gather(connection);
	if (body)
		evbuffer_free(body);
}

static struct text header(struct evhttp_request *request, const char *name)
{
	return text_from(evhttp_find_header(evhttp_request_get_input_headers(request), name));
}

static const char *method_name(enum evhttp_cmd_type command)
{
	switch (command) {
	case EVHTTP_REQ_POST:
		return "POST";
	case EVHTTP_REQ_GET:
		return "GET";
	case EVHTTP_REQ_HEAD:
		return "HEAD";
	case EVHTTP_REQ_PUT:
		return "PUT";
	case EVHTTP_REQ_DELETE:
		return "DELETE";
	case EVHTTP_REQ_PATCH:
		return "PATCH";
	case EVHTTP_REQ_OPTIONS:
		return "OPTIONS";
	default:
		return "OTHER";
	}
}

/* How often a header stands in the request. */
static int header_count(const struct evkeyvalq *headers, const char *name)
{
	int count = 0;
	for (const struct evkeyval *line = headers->tqh_first; line; line = line->next.tqe_next)
		count += text_equal_ignoring_case(text_from(line->key), text_from(name));
	return count;
}

static struct text find_header(const void *headers, const char *name)
{
	bool once = header_count(headers, name) == 1;
	return once ? text_from(evhttp_find_header(headers, name)) : (struct text){ 0 };
}

/* Two lengths, or a length beside chunks: whoever stands before this server may have read another end of the request than
 * evhttp did (RFC 9112 6.3, 11.2). */
static bool end_is_ambiguous(struct evhttp_request *request)
{
	const struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
	return header_count(headers, "Content-Length") + header_count(headers, "Transfer-Encoding") > 1;
}

/* Answers without asking the handler. */
static void turn_away(struct https_server *server, struct https_connection *connection, struct evhttp_request *request,
                      int status)
{
	https_connection_enter(connection, CONNECTION_WRITING);
	evhttp_request_set_on_complete_cb(request, sent, server);
	counter_add(&server->counts.answers[status / 100], 1);
	if (status != 400)
		evhttp_add_header(evhttp_request_get_output_headers(request), "Retry-After", "1");
	if (!server->bound)
		evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
	evhttp_send_reply(request, status, reason_phrase(status), NULL);
}

/* The status to turn a request away with; nought: it may be worked on. */
static int trouble_with(struct https_server *server, const struct https_connection *connection, struct evhttp_request *request)
{
	unsigned most = server->settings.requests_maximum;
	if (connection->was_refused)
		return 503; /* it is closed, but had sent this before */
	counter_add(&server->counts.requests, 1);
	if (end_is_ambiguous(request))
		return 400;
	if (!https_connection_may_ask(connection)) {
		counter_add(&server->counts.too_fast, 1);
		return 429;
	}
	if (most > 0 && counter_read(&server->counts.working) >= most) {
		counter_add(&server->counts.too_many, 1);
		return 503;
	}
	return 0;
}

/* A whole request. The body may have come in pieces; it is put together in evhttp's own buffer, which lives as long as
 * the request. */
static void received(struct evhttp_request *request, void *context)
{
	struct https_server *server = context;
	struct https_connection *connection = connection_of(server, request);
	struct pending *pending = malloc(sizeof *pending);
	struct evbuffer *input = evhttp_request_get_input_buffer(request);
	size_t size = evbuffer_get_length(input);
	const void *body = size > 0 ? evbuffer_pullup(input, -1) : NULL;
	int trouble = trouble_with(server, connection, request);
	if (trouble != 0 || !pending || (size > 0 && !body)) {
		free(pending);
		turn_away(server, connection, request, trouble != 0 ? trouble : 503);
		return;
	}
	counter_add(&server->counts.working, 1);
	*pending = (struct pending){ server, request };
	https_connection_enter(connection, CONNECTION_WORKING);
	const struct http_request view = {
		.method = text_from(method_name(evhttp_request_get_command(request))),
		.path = text_from(evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request))),
		.query = text_from(evhttp_uri_get_query(evhttp_request_get_evhttp_uri(request))),
		.content_type = header(request, "Content-Type"),
		.admin_protocol = header(request, "X-Admin-Protocol"),
		.peer = text_from(request->remote_host),
		.body = bytes_from(body, size),
		.client_certificate = https_connection_certificate(connection),
		.headers = evhttp_request_get_input_headers(request),
		.find_header = find_header,
	};
	server->handle(server->context, &view, (struct http_reply){ pending, send_answer });
}

static struct bufferevent *new_stream(struct event_base *base, void *context)
{
	struct https_server *server = context;
	(void)base;
	return https_connection_stream(&server->connections, server->tls);
}

static enum status start_http(struct https_server *server, struct event_base *base, int descriptor)
{
	server->http = evhttp_new(base);
	struct evconnlistener *listener = server->http
		? evconnlistener_new(base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, descriptor)
		: NULL;
	if (!listener) {
		listening_socket_close(descriptor);
		return STATUS_NO_MEMORY;
	}
	server->bound = evhttp_bind_listener(server->http, listener);
	if (!server->bound) {
		evconnlistener_free(listener);
		return STATUS_NO_MEMORY;
	}
	evhttp_set_max_body_size(server->http, (ev_ssize_t)server->settings.body_maximum);
	/* Too much is read to its end and thrown away: whoever still sends when the connection is closed never sees the 413. */
	evhttp_set_flags(server->http, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_max_headers_size(server->http, (ev_ssize_t)server->settings.header_maximum);
	evhttp_set_default_content_type(server->http, NULL);
	/* All of them, so that a wrong one is answered as the service says and not by 501. There is no evhttp timeout: the
	 * connections have deadlines of their own. */
	evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
	                                                 EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
	evhttp_set_bevcb(server->http, new_stream, server);
	evhttp_set_gencb(server->http, received, server);
	return STATUS_OK;
}

/* What plain HTTP carries, passwords among it, never leaves the machine. */
static enum status open_socket(struct https_server *server, int *out, char fault[TLS_FAULT_SIZE])
{
	const struct https_server_settings *settings = &server->settings;
	int descriptor;
	TRY(listening_socket_open(settings->host, settings->port, settings->share_port, &descriptor, &server->port, fault));
	if (!server->tls && !listening_socket_is_loopback(descriptor)) {
		listening_socket_close(descriptor);
		snprintf(fault, TLS_FAULT_SIZE, "without a certificate it listens on loopback addresses only, not on %.80s",
		         settings->host && *settings->host ? settings->host : "all");
		return STATUS_REFUSED;
	}
	*out = descriptor;
	return STATUS_OK;
}

/* Each connection takes a descriptor, and many systems start programs with 1024 where they would give more when asked. */
static void allow_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

enum status https_server_open(struct event_loop *loop, struct tls_server *tls, const struct https_server_settings *settings,
                              http_handler *handle, void *context, struct https_server **out,
                              char fault[TLS_FAULT_SIZE])
{
	int descriptor = -1;
	struct https_server *server = calloc(1, sizeof *server);
	if (!server)
		return STATUS_NO_MEMORY;
	*server = (struct https_server){ .settings = *settings, .tls = tls, .handle = handle, .context = context };
	server->connections = (struct connection_list){
		.settings = &server->settings,
		.counts = &server->counts,
		.base = event_loop_base(loop),
		.changed = connections_changed,
		.context = server,
	};
	signal(SIGPIPE, SIG_IGN);
	allow_descriptors();
	enum status status = settings->per_second_per_peer > 0
		? request_rate_new(settings->per_second_per_peer, &server->connections.rate) : STATUS_OK;
	if (status == STATUS_OK)
		status = open_socket(server, &descriptor, fault);
	if (status == STATUS_OK)
		status = start_http(server, event_loop_base(loop), descriptor);
	if (status != STATUS_OK) {
		https_server_close(server);
		return status;
	}
	*out = server;
	return STATUS_OK;
}

uint16_t https_server_port(const struct https_server *server)
{
	return server->port;
}

const struct https_counts *https_server_counts(const struct https_server *server)
{
	return &server->counts;
}

void https_server_drain(struct https_server *server, event_callback *drained, void *context)
{
	if (!server->bound)
		return;
	evhttp_del_accept_socket(server->http, server->bound);
	server->bound = NULL;
	server->drained = drained;
	server->drained_context = context;
	connection_list_cut_idle(&server->connections);
	connections_changed(server);
}

void https_server_close(struct https_server *server)
{
	if (!server)
		return;
	connection_list_release(&server->connections);
	if (server->http)
		evhttp_free(server->http);
	request_rate_free(server->connections.rate);
	free(server);
}
