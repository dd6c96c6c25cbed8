/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS on one port in one loop: TLS, limits, deadlines, keep-alive. Knows nothing of what is asked; several loops may
 * listen on the same port. */
#ifndef IO_HTTPS_SERVER_H
#define IO_HTTPS_SERVER_H

#include "io/event_loop.h"
#include "io/tls_server.h"
#include "ports/http_server.h"

/* Every time is absolute: octets that dribble in do not prolong it. */
struct https_server_settings {
	const char *host;              /* address to listen on; "" or NULL: all of them */
	uint16_t port;                 /* 0: any that is free */
	bool share_port;               /* other loops listen on it too */
	size_t body_maximum;           /* octets; more is answered by 413 */
	size_t header_maximum;         /* octets of request line and headers; more is answered by 400 */
	unsigned connections_maximum;  /* of this loop; more wait to be accepted */
	unsigned connections_per_peer; /* of one client address; more are closed at once; 0: no limit */
	unsigned request_seconds;      /* TLS handshake and a whole request, or a whole next request */
	unsigned answer_seconds;       /* for the client to take an answer */
	unsigned idle_seconds;         /* between requests */
};

extern const struct https_server_settings https_server_defaults;

struct https_server;

/* Listens from now on; `handle` is called in the loop. The process ignores SIGPIPE from now on. The tls_server, the loop
 * and the context must outlive it. On failure `fault` has a sentence. STATUS_NOT_FOUND: no such host; STATUS_EXISTS: the
 * port is taken; STATUS_REFUSED: not permitted; STATUS_NO_MEMORY, STATUS_IO. */
enum status https_server_open(struct event_loop *loop, struct tls_server *tls, const struct https_server_settings *settings,
                              http_handler *handle, void *context, struct https_server **out,
                              char fault[TLS_FAULT_SIZE]) MUST_CHECK;

/* The port it listens on. */
uint16_t https_server_port(const struct https_server *server);

/* Accepts nothing new, closes idle connections and lets the others finish what they began; `drained` is called when the
 * last is gone, perhaps before this returns. In the loop's thread only. */
void https_server_drain(struct https_server *server, event_callback *drained, void *context);

/* Closes everything. Only when no request waits for its answer, and not inside a handler. */
void https_server_close(struct https_server *server);

#endif
