/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON binding over HTTP (SGP.22 6.5) of a server's functions: a table of paths, one handler for all. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "codec/json.h"
#include "ports/http_server.h"
#include "server/exchange.h"

/* One path. */
struct route {
	const char *path;
	const struct server_function *function;

	/* Sets exchange->request from the body, and knows the caller by exchange->client_certificate where that matters.
	 * STATUS_NOT_FOUND: a mandatory member is missing; STATUS_MALFORMED; STATUS_UNTRUSTED: the caller is nobody that is
	 * known; STATUS_REFUSED: the caller may not do this. Texts of `json` live as long as the exchange. */
	enum status (*read)(struct json_value json, struct exchange *exchange);

	/* Writes the members of a successful answer from exchange->result. NULL: there are none. */
	void (*write)(const struct exchange *exchange, struct json_writer *writer);

	/* A notification function: answered by 204 and nothing (SGP.22 6.3). */
	bool is_notification;
};

/* One loop's view of a server. */
struct service {
	const struct route *routes;
	size_t route_count;
	struct server_ports *ports;
	const void *role;
};

/* An http_handler whose context is a struct service. 403: nobody that is known (struct admission); 404: unknown path; 405:
 * not POST; 400: no JSON object; 503: cannot ask the database, or others were faster; 500: our own mistake; 200: everything
 * else, failures of the function included. */
void service_handle(void *service, const struct http_request *request, struct http_reply reply);

#endif
