/* SPDX-License-Identifier: Apache-2.0 */
/* Several event loops that serve the same ports, each in a thread of its own with its own database connection, and how they
 * start and end together. */
#ifndef PROGRAMS_SERVER_LOOPS_H
#define PROGRAMS_SERVER_LOOPS_H

#include "io/database_source.h"
#include "io/https_server.h"
#include "server/rest.h"
#include "server/service.h"

struct server_loops;

/* One port, and what is answered there. */
struct server_door {
	const char *visitors; /* "LPAs": for whom it is */
	struct https_server_settings https;
	struct tls_server *tls;
	const struct route *routes;
	size_t route_count;
	const struct rest_tables *rest; /* instead of `routes`; NULL: those */
	struct web_names names;        /* of that */
};

enum { SERVER_DOORS_MAXIMUM = 4 };

struct server_plan {
	const struct server_door *doors;
	size_t door_count;
	struct database_source *database;
	struct log log;
	bool reveal; /* EID and ICCID whole in the log */
	const void *role;
	const struct server_function *housekeeping; /* run every minute by one of them; NULL: none */
	unsigned threads;
	unsigned drain_seconds;   /* from SIGTERM or SIGINT to the end, at most */
	void (*reload)(void *context);   /* on SIGHUP, in the first loop's thread; NULL: it is ignored */
	void (*minutely)(void *context); /* in the same; NULL: nothing */
	void *context;
};

/* Listens from now on. The plan and what it names must outlive the loops. On failure `fault` has a sentence. */
enum status server_loops_open(const struct server_plan *plan, struct server_loops **out,
                              char fault[TLS_FAULT_SIZE]) MUST_CHECK;

/* Where the door of this index listens. */
uint16_t server_loops_port(const struct server_loops *loops, size_t door);

/* Requests that come from now on have another role than the plan's, which must outlive the loops or the next change; `released`
 * is called when no request needs the one before any more. In `reload` only, which is not called while a change is going on. */
void server_loops_change_role(struct server_loops *loops, const void *role, void (*released)(void *context), void *context);

/* ---- for monitors, in any thread ---- */

unsigned server_loops_count(const struct server_loops *loops);
const struct server_metrics *server_loops_metrics(const struct server_loops *loops, unsigned loop);
const struct https_counts *server_loops_door(const struct server_loops *loops, unsigned loop, size_t door);
/* Counts up every second: a loop whose beats stand still hangs in something. */
uint64_t server_loops_beats(const struct server_loops *loops, unsigned loop);
/* SIGTERM came. */
bool server_loops_are_stopping(const struct server_loops *loops);

/* ---- */

/* Serves until SIGTERM or SIGINT, then finishes what was begun. STATUS_BUSY: not everything was finished in time; the
 * process should end without server_loops_close(). */
enum status server_loops_run(struct server_loops *loops) MUST_CHECK;

void server_loops_close(struct server_loops *loops);

#endif
