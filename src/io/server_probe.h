/* SPDX-License-Identifier: Apache-2.0 */
/* How far a server can be reached, step by step, and what it shows: for finding out why a download does not work. Nothing is
 * trusted here, and nothing but a HEAD request is sent. */
#ifndef IO_SERVER_PROBE_H
#define IO_SERVER_PROBE_H

#include "base/arena.h"

enum { PROBE_CERTIFICATES_MAXIMUM = 8, PROBE_FAULT_SIZE = 160 };

enum server_probe_stage {
	PROBE_NOTHING,   /* the name is not known to this machine's resolver */
	PROBE_RESOLVED,  /* no connection to any of its addresses */
	PROBE_CONNECTED, /* no TLS */
	PROBE_SECURED,   /* no answer to HTTP */
	PROBE_ANSWERED,
};

struct server_probe {
	enum server_probe_stage stage;
	char fault[PROBE_FAULT_SIZE];  /* why it went no further; empty when it did */
	struct bytes certificates[PROBE_CERTIFICATES_MAXIMUM]; /* DER, the server's own first */
	size_t certificate_count;
	int64_t date;                  /* of the answer, seconds since 1970; nought: it told none */
};

/* `address` is host or host:port; waits for at most `milliseconds` at each step. Certificates live in `arena`.
 * STATUS_NO_MEMORY; what the server is like is in *out. */
enum status server_probe(struct text address, int milliseconds, struct arena *arena, struct server_probe *out) MUST_CHECK;

#endif
