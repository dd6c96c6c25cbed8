/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS requests to a server. Waits: only a pump calls it, never a role. */
#ifndef PORTS_HTTP_CLIENT_H
#define PORTS_HTTP_CLIENT_H

#include "base/buffer.h"

struct http_client_request {
	struct text address; /* host, or host:port */
	struct text path;    /* starts with / */
	struct text content_type;
	struct text user_agent;
	struct text admin_protocol; /* X-Admin-Protocol */
	struct bytes body;
};

struct http_client_answer {
	int status;                      /* 200, 204, 404 …; nought if there was none */
	struct buffer body;              /* limit set by the caller */
	char failure[200];               /* STATUS_IO and STATUS_UNTRUSTED: one sentence that says why */
};

static inline void http_client_answer_release(struct http_client_answer *answer)
{
	buffer_release(&answer->body);
}

struct http_client {
	void *self;
	enum status (*post)(void *self, const struct http_client_request *request, struct http_client_answer *out);
	void (*close)(void *self);
};

/* POSTs and reads the whole answer; redirects are not followed.
 * STATUS_OK: the server answered, with whatever status; STATUS_UNTRUSTED: its TLS certificate does not hold (chain, host
 * name, date, role); STATUS_IO: not reached, cut off or too slow; STATUS_TOO_LARGE: more than out->body may hold. */
MUST_CHECK static inline enum status http_client_post(struct http_client *client,
                                                      const struct http_client_request *request,
                                                      struct http_client_answer *out)
{
	return client->post(client->self, request, out);
}

static inline void http_client_close(struct http_client *client)
{
	if (client->close)
		client->close(client->self);
	*client = (struct http_client){ 0 };
}

#endif
