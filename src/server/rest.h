/* SPDX-License-Identifier: Apache-2.0 */
/* What people and their programs ask a server over HTTP: a table of routes, one handler for all. A row says who may, what can
 * be given and what is answered; requests are checked by it, and the OpenAPI document is written from it. Each change, and each
 * look at something secret, stands in the audit log before it is answered. */
#ifndef SERVER_REST_H
#define SERVER_REST_H

#include "codec/json.h"
#include "ports/http_server.h"
#include "server/account_session.h"
#include "server/web_door.h"

enum rest_kind { REST_TEXT, REST_NUMBER, REST_BOOLEAN, REST_TEXTS /* an array of them */, REST_OBJECT, REST_OBJECTS };

/* A member of an object, or a parameter of the path or of the query. */
struct rest_field {
	const char *name;
	enum rest_kind kind;
	bool is_required;      /* in a request; of an answer: it is always there */
	const char *help;
	const char *choices;   /* "operator support auditor"; NULL: any text */
	const struct rest_schema *schema; /* of objects */
};

/* An object, whose fields end with one without a name. */
struct rest_schema {
	const char *name;      /* in the document; NULL: written where it stands */
	const struct rest_field *fields;
};

struct rest_request;

enum rest_cookie { REST_KEEP_COOKIE, REST_SET_COOKIE /* by the token that the result begins with */, REST_END_COOKIE };

struct rest_route {
	const char *method;
	const char *path;      /* "/api/v1/profiles/{iccid}" */
	const char *name;      /* of the operation, in the document and in the audit log */
	const char *help;
	unsigned roles;        /* enum account_role; nought: anybody */
	bool is_look;          /* reads, and is audited all the same: before it is answered, whether it succeeds or not */
	const struct rest_field *query;   /* parameters; NULL: none */
	const struct rest_schema *body;   /* NULL: none */
	const char *body_type;            /* of a body that is no JSON object: "text/csv"; NULL: it is one, or there is none */
	const struct rest_schema *answer; /* NULL: 204 */
	const char *answer_type;          /* of an answer that is no JSON: "image/svg+xml"; NULL: it is */
	enum rest_cookie cookie;
	const struct server_function *function;

	/* Sets exchange->request from what was given. STATUS_REFUSED: the failure is set; other statuses are our trouble. */
	enum status (*read)(const struct rest_request *request, struct exchange *exchange);

	/* Members of the answer from exchange->result; or the whole of it, when it is no JSON. */
	void (*write)(const struct exchange *exchange, struct json_writer *writer);
	enum status (*print)(const struct exchange *exchange, struct buffer *out);
};

/* What was given, checked by the route: what is required is there, and nothing that the route does not know. */
struct rest_request {
	const struct rest_route *route;
	const struct http_request *http;
	const struct account_principal *by; /* NULL: nobody has been asked for */
	struct text cookie;                 /* session token; empty: none */
	struct json_value body;
	struct arena *arena;                /* for what is decoded */
	struct rest_given {
		const char *name;
		struct text value;
	} given[16]; /* of path and query */
	size_t given_count;
};

/* By name, be it from path, query or body. Empty, nought and false where it is absent. */
struct text rest_text(const struct rest_request *request, const char *name);
int64_t rest_number(const struct rest_request *request, const char *name);
bool rest_boolean(const struct rest_request *request, const char *name);
bool rest_is_given(const struct rest_request *request, const char *name);

struct rest_tables {
	const struct rest_route *const *tables; /* several, each ended by a route without method */
	size_t table_count;
	const struct web_page *pages;
	size_t page_count;
	const char *title;    /* of the document */
};

/* One loop's view. */
struct rest_service {
	const struct rest_tables *tables;
	struct server_ports *ports;
	const void *role;
	const struct web_names *names;
	unsigned port;        /* may stand in the header too */
};

/* An http_handler whose context is a struct rest_service. Refusals are application/problem+json (RFC 9457). */
void rest_handle(void *service, const struct http_request *request, struct http_reply reply);

/* The route of a path (with the path's parameters), or NULL. *out_others: methods that the path has, for Allow; empty: none. */
const struct rest_route *rest_route_find(const struct rest_tables *tables, struct text method, struct text path,
                                         struct rest_request *request, char out_others[64]);

/* Takes the parameters of the query and the body apart, by the route. STATUS_REFUSED: `fault` says what is wrong;
 * STATUS_NO_MEMORY. */
enum { REST_FAULT_SIZE = 200 };
enum status rest_request_check(struct rest_request *request, char fault[REST_FAULT_SIZE]) MUST_CHECK;

/* Escapes of a path or query. STATUS_MALFORMED: a broken one, or what is no printable UTF-8; STATUS_NO_MEMORY. */
enum status rest_unescape(struct text text, struct arena *arena, struct text *out) MUST_CHECK;

/* Appends the OpenAPI 3.1 document of the tables. */
enum status rest_document_write(const struct rest_tables *tables, struct buffer *out) MUST_CHECK;

#endif
