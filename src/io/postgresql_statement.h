/* SPDX-License-Identifier: Apache-2.0 */
/* Statements of the database port as libpq has them: parameters, prepared texts, rows and errors. Only postgresql_*.c and
 * database_postgresql.c include this. */
#ifndef IO_POSTGRESQL_STATEMENT_H
#define IO_POSTGRESQL_STATEMENT_H

#include <libpq-fe.h>

#include "base/buffer.h"
#include "ports/database.h"

enum { POSTGRESQL_STATEMENTS_MAXIMUM = 512 /* more than a server has */, POSTGRESQL_NAME_SIZE = 16 };

/* A text that one connection has prepared, or is about to. Statements are known by the address of their text. */
struct postgresql_prepared {
	const char *sql;
	int64_t expected_rows;
	bool is_there;
};

struct postgresql_texts {
	struct postgresql_prepared prepared[POSTGRESQL_STATEMENTS_MAXIMUM];
	size_t count;
};

/* Where it stands in the table; added if it is new. STATUS_BUG: too many. */
enum status postgresql_texts_find(struct postgresql_texts *texts, const struct database_statement *statement, size_t *out)
	MUST_CHECK;

void postgresql_name(size_t index, char out[POSTGRESQL_NAME_SIZE]);

/* Sends its text to be prepared. A text that must change so many rows is wrapped into one that fails when it does not.
 * STATUS_IO: the connection is gone; STATUS_NO_MEMORY. */
enum status postgresql_send_text(PGconn *connection, const struct postgresql_prepared *prepared, size_t index) MUST_CHECK;

/* Sends the values of a prepared statement. STATUS_BUG: too many; STATUS_IO; STATUS_NO_MEMORY. */
enum status postgresql_send_values(PGconn *connection, const struct database_statement *statement, size_t index) MUST_CHECK;

/* Rows into the arena. STATUS_NO_MEMORY; STATUS_BUG: a column of a type that the port does not have. */
enum status postgresql_read_rows(const PGresult *result, struct arena *arena, struct database_rows *out) MUST_CHECK;

/* What an error means (annex A of the PostgreSQL manual). STATUS_EXISTS: a key is taken; STATUS_BUSY: other rows than
 * expected, or a conflict with somebody else; STATUS_OUT_OF_ORDER: this connection is at its end; STATUS_BUG: the text is
 * wrong; STATUS_IO. */
enum status postgresql_status(const PGresult *result);

#endif
