/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements of one SQLite connection: kept by the address of their text, bound to the port's values. */
#ifndef IO_SQLITE_STATEMENT_H
#define IO_SQLITE_STATEMENT_H

#include <sqlite3.h>

#include "ports/database.h"

enum { SQLITE_STATEMENTS_MAXIMUM = 512 /* more than a server has */, SQLITE_BUSY_MILLISECONDS = 10000 };

struct sqlite_statement {
	const char *sql;
	sqlite3_stmt *prepared;
	int parameter_count;
	uint8_t parameters[DATABASE_PARAMETERS_MAXIMUM]; /* the number behind the $ of each */
};

/* Used by one thread at a time. */
struct sqlite_connection {
	sqlite3 *handle;
	struct sqlite_statement statements[SQLITE_STATEMENTS_MAXIMUM];
	size_t statement_count;
};

void sqlite_connection_release(struct sqlite_connection *connection);

/* Opens or makes the file, in write-ahead mode with every commit synchronous; `cache_kib`: its page cache.
 * STATUS_BUSY: locked; STATUS_MALFORMED: no database, or damaged; STATUS_REFUSED: no such folder, or no permission;
 * STATUS_NO_MEMORY, STATUS_IO. */
enum status sqlite_connection_open(struct sqlite_connection *connection, const char *path, unsigned cache_kib) MUST_CHECK;

/* Runs SQL texts without parameters, separated by semicolons. */
enum status sqlite_connection_run(struct sqlite_connection *connection, const char *sql) MUST_CHECK;

/* The outcomes of the port: database_query() and one statement of database_apply(). */
enum status sqlite_connection_query(struct sqlite_connection *connection, const struct database_statement *statement,
                                    struct arena *arena, struct database_rows *out) MUST_CHECK;
enum status sqlite_connection_change(struct sqlite_connection *connection,
                                     const struct database_statement *statement) MUST_CHECK;

#endif
