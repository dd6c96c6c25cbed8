/* SPDX-License-Identifier: Apache-2.0 */
/* The database port over PostgreSQL: several connections for each thread, nothing ever waits. Statements of a transaction go
 * out together, so that it costs one round trip. A connection that is cut comes back by itself; what was asked meanwhile
 * waits for it, but not for ever. */
#ifndef IO_DATABASE_POSTGRESQL_H
#define IO_DATABASE_POSTGRESQL_H

#include "ports/database.h"

enum {
	POSTGRESQL_CONNECTIONS_MAXIMUM = 32,
	POSTGRESQL_WAIT_MILLISECONDS = 10000, /* for a connection; then STATUS_IO */
	POSTGRESQL_FAULT_SIZE = 300,
};

struct database_postgresql;

/* Connects once and runs `schema` (SQL that may be run again, and is by each replica; one at a time). `address`:
 * postgresql://…, as libpq takes it. STATUS_IO: `fault` has the server's or the library's sentence; STATUS_BUG: the schema is
 * wrong; STATUS_NO_MEMORY. */
enum status database_postgresql_open(const char *address, const char *schema, unsigned connections,
                                     struct database_postgresql **out, char fault[POSTGRESQL_FAULT_SIZE]) MUST_CHECK;

/* After every session was closed. */
void database_postgresql_close(struct database_postgresql *server);

/* A session for one thread, with that many connections. */
enum status database_postgresql_connect(struct database_postgresql *server, struct database *out) MUST_CHECK;

#endif
