/* SPDX-License-Identifier: Apache-2.0 */
/* Where a server's data are: an SQLite file or a PostgreSQL server, by the form of its name. */
#ifndef IO_DATABASE_SOURCE_H
#define IO_DATABASE_SOURCE_H

#include "ports/database.h"
#include "ports/database_schema.h"

enum { DATABASE_FAULT_SIZE = 300 };

struct database_source;

/* `place` is the address of a server (postgresql://…, postgres://…), not the path of a file. */
bool database_place_is_address(const char *place);

/* `connections`: for each thread, to PostgreSQL. Failures as database_sqlite_open() and database_postgresql_open(); `fault`
 * has a sentence, in which no password stands. */
enum status database_source_open(const char *place, const struct database_schema *schema, unsigned connections,
                                 struct database_source **out, char fault[DATABASE_FAULT_SIZE]) MUST_CHECK;

/* After every session was closed. */
void database_source_close(struct database_source *source);

/* A session for one thread. */
enum status database_source_connect(struct database_source *source, struct database *out) MUST_CHECK;

#endif
