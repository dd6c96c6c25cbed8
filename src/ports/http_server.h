/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request as a server sees it, and the place to put its answer. Sockets, TLS, limits and deadlines are the
 * driver's (io/https_server.h). */
#ifndef PORTS_HTTP_SERVER_H
#define PORTS_HTTP_SERVER_H

#include "base/buffer.h"

/* Views that are good until the answer is sent. Absent headers are empty. */
struct http_request {
	struct text method;       /* "POST" */
	struct text path;         /* without query; escapes stand as they came */
	struct text query;        /* after the question mark, likewise */
	struct text content_type;
	struct text admin_protocol; /* X-Admin-Protocol */
	struct text peer;         /* address of the client, for logs */
	struct bytes body;
	struct bytes client_certificate; /* DER, checked against the listener's CAs; empty: none was asked for or shown */

	/* The driver's headers, and how it finds one of them; NULL: there are no others than those above. */
	const void *headers;
	struct text (*find_header)(const void *headers, const char *name);
};

/* Any header that came, in any case of letters. Empty: absent, or there twice, of which nobody could say which one counts. */
static inline struct text http_request_header(const struct http_request *request, const char *name)
{
	return request->find_header ? request->find_header(request->headers, name) : (struct text){ 0 };
}

enum { HTTP_ANSWER_HEADERS_MAXIMUM = 12 };

/* Texts are literals. */
struct http_answer {
	int status;               /* 200, 204, 404 … */
	struct text content_type; /* empty: no body */
	struct text admin_protocol; /* empty: no such header */
	struct http_header {
		const char *name;
		const char *value; /* borrowed until the answer was sent; with a line end in it the header is left out */
	} headers[HTTP_ANSWER_HEADERS_MAXIMUM]; /* more of them, up to the first without a name */
	struct buffer body;
	struct bytes fixed_body;  /* octets that outlive the server, instead of `body`: sent without a copy */
};

/* STATUS_TOO_LARGE: there are HTTP_ANSWER_HEADERS_MAXIMUM already. */
static inline enum status http_answer_add_header(struct http_answer *answer, const char *name, const char *value)
{
	for (size_t i = 0; i < HTTP_ANSWER_HEADERS_MAXIMUM; i++)
		if (!answer->headers[i].name) {
			answer->headers[i] = (struct http_header){ name, value };
			return STATUS_OK;
		}
	return STATUS_TOO_LARGE;
}

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
 * has left meanwhile is no error. The body is moved out of the answer. The answer to HEAD is made like that to GET:
 * the driver leaves the body out. */
static inline void http_reply_send(struct http_reply reply, struct http_answer *take_answer)
{
	reply.send(reply.self, take_answer);
}

/* Handles one request: answers at once or keeps `reply` and answers later. */
typedef void http_handler(void *context, const struct http_request *request, struct http_reply reply);

#endif
