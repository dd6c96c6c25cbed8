/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request as a server sees it, and the place to put its answer. Sockets, TLS, limits and deadlines are the
 * driver's (io/https_server.h). */
#ifndef PORTS_HTTP_SERVER_H
#define PORTS_HTTP_SERVER_H

#include "base/buffer.h"

/* Views that are good until the answer is sent. Absent headers are empty. */
struct http_request {
	struct text method;       /* "POST" */
	struct text path;         /* without query */
	struct text content_type;
	struct text admin_protocol; /* X-Admin-Protocol */
	struct text peer;         /* address of the client, for logs */
	struct bytes body;
	struct bytes client_certificate; /* DER, checked against the listener's CAs; empty: none was asked for or shown */
};

/* Texts are literals. */
struct http_answer {
	int status;               /* 200, 204, 404 … */
	struct text content_type; /* empty: no body */
	struct text admin_protocol; /* empty: no such header */
	struct buffer body;
};

static inline void http_answer_release(struct http_answer *answer)
{
	buffer_release(&answer->body);
}

/* Where the answer to one request goes. */
struct http_reply {
	void *self;
	void (*send)(void *self, struct http_answer *take_answer);
};

/* To be called exactly once for each request, from the thread that delivered it; the request is gone then. A client that
 * has left meanwhile is no error. The body is moved out of the answer. */
static inline void http_reply_send(struct http_reply reply, struct http_answer *take_answer)
{
	reply.send(reply.self, take_answer);
}

/* Handles one request: answers at once or keeps `reply` and answers later. */
typedef void http_handler(void *context, const struct http_request *request, struct http_reply reply);

#endif
