/* SPDX-License-Identifier: Apache-2.0 */
/* A relational database as a server sees it: "ask this", and "do all of this or nothing, and call me when it is
 * durable". Nothing here waits: each call names a function that is called once with the outcome, by the thread that
 * owns the connection, either inside the call or inside database_deliver(). Drivers: SQLite; PostgreSQL fits.
 *
 * SQL texts are portable: parameters are $1, $2 …; types are TEXT, BIGINT and BYTEA. A text is a literal that outlives
 * the connection: drivers keep prepared statements by its address. */
#ifndef PORTS_DATABASE_H
#define PORTS_DATABASE_H

#include "base/arena.h"

enum { DATABASE_PARAMETERS_MAXIMUM = 32 };

enum database_kind { DATABASE_NULL, DATABASE_NUMBER, DATABASE_TEXT, DATABASE_BYTES };

struct database_value {
	enum database_kind kind;
	int64_t number;
	struct bytes bytes; /* of a text or of octets; borrowed */
};

static inline struct database_value database_null(void)
{
	return (struct database_value){ .kind = DATABASE_NULL };
}

static inline struct database_value database_number(int64_t number)
{
	return (struct database_value){ .kind = DATABASE_NUMBER, .number = number };
}

static inline struct database_value database_text(struct text text)
{
	return (struct database_value){ .kind = DATABASE_TEXT, .bytes = text_bytes(text) };
}

static inline struct database_value database_bytes(struct bytes bytes)
{
	return (struct database_value){ .kind = DATABASE_BYTES, .bytes = bytes };
}

enum { DATABASE_ANY_ROWS = -1 };

struct database_statement {
	const char *sql;
	const struct database_value *values; /* for $1, $2 … */
	size_t value_count;
	int64_t expected_rows; /* how many rows it must change, or DATABASE_ANY_ROWS; not looked at by queries */
};

/* The answer to a query: `count` rows of `columns` values each. Lives in the arena that the query was given. */
struct database_rows {
	const struct database_value *values;
	size_t count;
	size_t columns;
};

/* The value at a place; a null value outside. */
static inline struct database_value database_cell(const struct database_rows *rows, size_t row, size_t column)
{
	bool inside = row < rows->count && column < rows->columns;
	return inside ? rows->values[row * rows->columns + column] : database_null();
}

static inline bool database_cell_is_null(const struct database_rows *rows, size_t row, size_t column)
{
	return database_cell(rows, row, column).kind == DATABASE_NULL;
}

/* Nought or empty when the value is null or of another kind. */
static inline int64_t database_cell_number(const struct database_rows *rows, size_t row, size_t column)
{
	return database_cell(rows, row, column).number;
}

static inline struct bytes database_cell_bytes(const struct database_rows *rows, size_t row, size_t column)
{
	return database_cell(rows, row, column).bytes;
}

static inline struct text database_cell_text(const struct database_rows *rows, size_t row, size_t column)
{
	return bytes_text(database_cell_bytes(rows, row, column));
}

/* STATUS_OK; STATUS_NO_MEMORY: over the arena's limit; STATUS_IO. `rows` is NULL unless STATUS_OK. */
typedef void database_rows_done(void *context, enum status status, const struct database_rows *rows);

/* STATUS_OK: everything happened and survives a power cut. Otherwise nothing happened. STATUS_BUSY: a statement changed
 * another number of rows than expected, so what was decided rests on old data; STATUS_EXISTS: a key is taken;
 * STATUS_IO. */
typedef void database_applied(void *context, enum status status);

struct database {
	void *self;
	void (*query)(void *self, const struct database_statement *statement, struct arena *arena,
	              database_rows_done *done, void *context);
	void (*apply)(void *self, const struct database_statement *statements, size_t count, database_applied *done,
	              void *context);
	int (*descriptor)(void *self);
	void (*deliver)(void *self);
	void (*close)(void *self);
};

/* Sees everything that was durable before the call. Statement and values must stay until `done` is called. */
static inline void database_query(struct database *database, const struct database_statement *statement,
                                  struct arena *arena, database_rows_done *done, void *context)
{
	database->query(database->self, statement, arena, done, context);
}

/* Runs the statements as one transaction. They and their values must stay until `done` is called. */
static inline void database_apply(struct database *database, const struct database_statement *statements, size_t count,
                                  database_applied *done, void *context)
{
	database->apply(database->self, statements, count, done, context);
}

/* A file descriptor that is readable while outcomes wait for database_deliver(). */
static inline int database_descriptor(struct database *database)
{
	return database->descriptor(database->self);
}

/* Calls the functions whose outcomes are there. */
static inline void database_deliver(struct database *database)
{
	database->deliver(database->self);
}

/* Only when no outcome is outstanding. */
static inline void database_close(struct database *database)
{
	if (database->close)
		database->close(database->self);
	*database = (struct database){ 0 };
}

#endif
