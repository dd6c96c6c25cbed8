/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS on one port in one loop: TLS, limits, deadlines, keep-alive. Knows nothing of what is asked; several loops may
 * listen on the same port. Without TLS it is plain HTTP for programs of the same machine. */
#ifndef IO_HTTPS_SERVER_H
#define IO_HTTPS_SERVER_H

#include "base/counter.h"
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
	unsigned per_second_per_peer;  /* requests and new connections of one client address (a /64 of IPv6); more
	                                * are answered by 429 or closed; 0: no limit */
	unsigned requests_maximum;     /* that the handler may work on at once; more are answered by 503; 0: no limit */
	unsigned request_seconds;      /* TLS handshake and a whole request, or a whole next request */
	unsigned answer_seconds;       /* for the client to take an answer */
	unsigned idle_seconds;         /* between requests */
};

extern const struct https_server_settings https_server_defaults;

/* What happened so far. For any thread to read. */
struct https_counts {
	struct counter accepted, open;  /* connections; those that are open now */
	struct counter refused;         /* closed at once: too many, in all or of their address */
	struct counter handshakes_failed;
	struct counter timed_out[3];    /* cut at a deadline: while a request was read, an answer was sent, nothing was asked */
	struct counter requests;        /* whole ones */
	struct counter working;         /* with the handler now */
	struct counter too_fast;        /* answered by 429, or a connection that was closed for the same reason */
	struct counter too_many;        /* answered by 503 because too many are worked on */
	struct counter answers[6];      /* by hundreds of their HTTP status; [0] is none of these */
};

struct https_server;

/* Listens from now on; `handle` is called in the loop. The process ignores SIGPIPE from now on. The tls_server, the loop
 * and the context must outlive it. Without a tls_server (NULL) the host must be a loopback address. On failure `fault` has a
 * sentence. STATUS_NOT_FOUND: no such host; STATUS_EXISTS: the port is taken; STATUS_REFUSED: not permitted, or not a loopback
 * address; STATUS_NO_MEMORY, STATUS_IO. */
enum status https_server_open(struct event_loop *loop, struct tls_server *tls, const struct https_server_settings *settings,
                              http_handler *handle, void *context, struct https_server **out,
                              char fault[TLS_FAULT_SIZE]) MUST_CHECK;

/* The port it listens on. */
uint16_t https_server_port(const struct https_server *server);

const struct https_counts *https_server_counts(const struct https_server *server);

/* Accepts nothing new, closes idle connections and lets the others finish what they began; `drained` is called when the
 * last is gone, perhaps before this returns. In the loop's thread only. */
void https_server_drain(struct https_server *server, event_callback *drained, void *context);

/* Closes everything. Only when no request waits for its answer, and not inside a handler. */
void https_server_close(struct https_server *server);

#endif
