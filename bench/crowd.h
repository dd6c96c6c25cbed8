/* SPDX-License-Identifier: Apache-2.0 */
/* Many visitors before one server. They take turns in one thread, which never sleeps: to wake it would be work of the server's
 * core, where otherwise the network's other end does it. */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include "support/test_pki.h"
#include "tls_client.h"

/* InitiateAuthentication, AuthenticateClient, GetBoundProfilePackage; the result and the notification. */
enum { REQUESTS_OF_DOWNLOAD = 5, REQUESTS_OF_DISCOVERY = 2 };

struct crowd;

/* Visitors of this world that connect with `tls`; both must outlive them. */
struct crowd *crowd_new(const struct test_pki *pki, SSL_CTX *tls, unsigned visitors);
void crowd_free(struct crowd *crowd);

/* What they come for. */
enum crowd_errand {
	CROWD_DOWNLOADS,      /* of the profiles 0, 1, … of stock.h */
	CROWD_DISCOVERIES,    /* of what waits at an SM-DS */
	CROWD_REGISTERS,      /* an event of another card each time, as an SM-DP+ */
	CROWD_DELETES,        /* the same again */
};

/* A visitor before it is let in. */
struct visitor;
struct visitor *crowd_visitor(struct crowd *crowd, unsigned index);

struct crowd_order {
	unsigned port;
	enum crowd_errand errand;
	unsigned downloads;   /* or what else it is, of all together */
	bool new_connections; /* one for each request, else one for each download; one for all that a server registers */
	double rate;          /* downloads that begin in a second; nought: as many as they can */
};

struct crowd_result {
	double seconds;
	double *latencies;    /* of each request in microseconds, sorted; the crowd's, until it runs again */
	size_t count;
};

/* Returns when all are done. A download that fails ends the benchmark. A request's latency includes connecting, where it has
 * a connection of its own, and for the first of a download also how late that was begun. */
void crowd_run(struct crowd *crowd, const struct crowd_order *order, struct crowd_result *out);

#endif
