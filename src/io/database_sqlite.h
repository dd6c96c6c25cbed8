/* SPDX-License-Identifier: Apache-2.0 */
/* The database port over one SQLite file: nothing to start, one writing thread, readers that never wait for it. */
#ifndef IO_DATABASE_SQLITE_H
#define IO_DATABASE_SQLITE_H

#include "io/schema_upgrade.h"
#include "ports/database.h"

struct database_sqlite;

/* Opens or makes the file and brings its schema to the newest version. Other processes may have it open too.
 * STATUS_BUSY: locked; STATUS_MALFORMED: no database, or damaged; STATUS_REFUSED: no such folder, or no permission;
 * STATUS_NO_MEMORY, STATUS_IO. As schema_upgrade(): only then `fault` is not empty. */
enum status database_sqlite_open(const char *path, const struct database_schema *schema, struct database_sqlite **out,
                                 char fault[SCHEMA_FAULT_SIZE]) MUST_CHECK;

/* After every connection was closed. */
void database_sqlite_close(struct database_sqlite *file);

/* A connection for one thread. */
enum status database_sqlite_connect(struct database_sqlite *file, struct database *out) MUST_CHECK;

#endif
