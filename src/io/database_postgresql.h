/* SPDX-License-Identifier: Apache-2.0 */
/* The database port over PostgreSQL: several connections for each thread, nothing ever waits. Statements of a transaction go
 * out together, so that it costs one round trip. A connection that is cut comes back by itself; what was asked meanwhile
 * waits for it, but not for ever. */
#ifndef IO_DATABASE_POSTGRESQL_H
#define IO_DATABASE_POSTGRESQL_H

#include "io/schema_upgrade.h"
#include "ports/database.h"

enum {
	POSTGRESQL_CONNECTIONS_MAXIMUM = 32,
	POSTGRESQL_WAIT_MILLISECONDS = 10000, /* for a connection; then STATUS_IO */
	POSTGRESQL_FAULT_SIZE = 300,
};

struct database_postgresql;

/* Connects once and brings the schema to its newest version, one replica at a time. `address`: postgresql://…, as libpq takes
 * it. STATUS_IO: `fault` has the server's or the library's sentence; as schema_upgrade(); STATUS_NO_MEMORY. */
enum status database_postgresql_open(const char *address, const struct database_schema *schema, unsigned connections,
                                     struct database_postgresql **out, char fault[POSTGRESQL_FAULT_SIZE]) MUST_CHECK;

/* After every session was closed. */
void database_postgresql_close(struct database_postgresql *server);

/* A session for one thread, with that many connections. */
enum status database_postgresql_connect(struct database_postgresql *server, struct database *out) MUST_CHECK;

#endif
