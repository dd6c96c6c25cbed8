/* SPDX-License-Identifier: Apache-2.0 */
/* Where a server's commands do their work: its database, whether a server runs on it or not. */
#ifndef PROGRAMS_SERVER_DESK_H
#define PROGRAMS_SERVER_DESK_H

#include "io/database_source.h"
#include "programs/server/settings_file.h"
#include "server/exchange.h"

struct server_desk {
	struct database_source *source; /* its own; NULL: not open, or somebody else's */
	struct server_ports ports;
	const void *role;
	void *caller;       /* in whose name things are done, of the role's own type; NULL: the house's */
	struct text actor;  /* what the history says of that */
};

void server_desk_release(struct server_desk *desk);

/* `place` as settings name a database; `role` must outlive the desk. On failure `fault` has a sentence. */
enum status server_desk_open(const char *place, const struct database_schema *schema, const void *role,
                             struct server_desk *out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The same on a source that somebody else has opened, and closes after the desk is released. */
enum status server_desk_connect(struct database_source *source, const void *role, struct server_desk *out) MUST_CHECK;

/* Executes one function and waits until it is durable. `*out` is to be freed by exchange_free(), also after a failure;
 * NULL without memory. */
enum status server_desk_run(struct server_desk *desk, const struct server_function *function, const void *request,
                            struct exchange **out) MUST_CHECK;

/* Begins one and returns; `done` is called when it is durable, by server_desk_work() or before this returns, and frees the
 * exchange. STATUS_NO_MEMORY: it was not begun. */
enum status server_desk_begin(struct server_desk *desk, const struct server_function *function, const void *request,
                              exchange_done *done, void *context) MUST_CHECK;

/* Waits until something has happened to those that were begun. STATUS_IO. */
enum status server_desk_work(struct server_desk *desk) MUST_CHECK;

#endif
