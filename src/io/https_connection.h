/* SPDX-License-Identifier: Apache-2.0 */
/* The connections of one HTTPS server: each with one absolute deadline for what it is doing now. evhttp itself has only
 * inactivity timeouts, which a client that sends an octet now and then never meets. */
#ifndef IO_HTTPS_CONNECTION_H
#define IO_HTTPS_CONNECTION_H

#include <event2/bufferevent.h>
#include <netinet/in.h>

#include "io/https_server.h"
#include "io/request_rate.h"

enum connection_phase {
	CONNECTION_NEW,     /* just accepted */
	CONNECTION_READING, /* handshake or a request */
	CONNECTION_WORKING, /* a request is with the handler: no deadline */
	CONNECTION_WRITING, /* an answer */
	CONNECTION_IDLE,    /* between requests */
};

struct https_connection {
	struct tls_owner owner; /* first: the SSL object points here */
	struct connection_list *list; /* NULL: the server is gone */
	struct https_connection *next, **link;
	struct bufferevent *stream;
	struct event *deadline;
	enum connection_phase phase;
	struct in6_addr peer;   /* IPv4 mapped */
	struct event *watch;    /* NULL unless it is HTTP without TLS */
	bool was_admitted;      /* has one of the places that there are */
	bool was_refused;       /* it is counted already */
	bool holds_packets;     /* those that are not full */
	struct buffer certificate; /* DER, of the client that was asked for one, from its first request on */
};

struct connection_list {
	const struct https_server_settings *settings;
	struct https_counts *counts;
	struct request_rate *rate; /* NULL: no limit */
	struct event_base *base;
	struct https_connection *first;
	size_t count;    /* all of them */
	size_t admitted; /* without those that were refused, or not looked at yet */
	void (*changed)(void *context); /* a connection came or went */
	void *context;
};

/* A TLS stream for a connection that is about to be accepted, or a plain one without `tls`; NULL without memory. */
struct bufferevent *https_connection_stream(struct connection_list *list, struct tls_server *tls);

/* Whose stream this is; NULL: of none that is known. */
struct https_connection *https_connection_of(const struct connection_list *list, const struct tls_server *tls,
                                             struct bufferevent *stream);

/* Whether its address may ask once more now. */
bool https_connection_may_ask(const struct https_connection *connection);

/* The certificate that the client showed; empty: none. Good as long as the connection. */
struct bytes https_connection_certificate(struct https_connection *connection);

/* Starts the next phase and its deadline. */
void https_connection_enter(struct https_connection *connection, enum connection_phase phase);

/* After an answer was given to the stream: head and body go out together, in full packets. Then, when it has left. */
void https_connection_gather(struct https_connection *connection);
void https_connection_gathered(struct https_connection *connection);

/* Ends it from outside: evhttp sees the end of the stream and cleans up. */
void https_connection_cut(struct https_connection *connection);

/* Cuts every connection that is between requests. */
void connection_list_cut_idle(struct connection_list *list);

/* Forgets all connections, which free themselves later. */
void connection_list_release(struct connection_list *list);

#endif
