/* SPDX-License-Identifier: Apache-2.0 */
/* The real `provisim smdp serve` with a stock to download. */
#ifndef BENCH_SERVED_H
#define BENCH_SERVED_H

#include <sys/types.h>
#include <time.h>

#include "support/test_smdp.h"
#include "tls_client.h"

struct served_order {
	enum curve curve;
	bool postgresql;       /* else SQLite */
	unsigned cores;        /* threads of the server, which has so many cores to itself where the machine has more */
	unsigned profiles;     /* released, each with a package */
	unsigned package_size; /* octets */
	const char *settings;  /* more lines of its settings; may be empty */
};

struct served {
	struct served_order order;
	struct test_pki pki;
	struct test_smdp desk; /* what stands behind the server, on the same database */
	pid_t process;
	clockid_t cpu;
	unsigned port;
	SSL_CTX *tls; /* of clients */
};

/* Works in the current folder. The cores that are not the server's are the caller's from then on. */
void served_start(struct served *served, const struct served_order *order);
void served_stop(struct served *served);

/* The last cores are the server's; we keep to the others, if there are any. Returns the first of the server's. */
long served_share_cores(unsigned servers);

/* CPU of the server's process so far: all its threads, user and system. */
double served_cpu_microseconds(const struct served *served);

/* Resident memory of the server's process. */
double served_resident_bytes(const struct served *served);

/* Everything is as it was before the first download: the same profiles can be downloaded again. */
void served_renew(struct served *served);

#endif
