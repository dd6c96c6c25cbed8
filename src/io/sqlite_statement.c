/* SPDX-License-Identifier: Apache-2.0 */
#include "io/sqlite_statement.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_ROWS = 4 };

void sqlite_connection_release(struct sqlite_connection *connection)
{
	for (size_t i = 0; i < connection->statement_count; i++)
		sqlite3_finalize(connection->statements[i].prepared);
	sqlite3_close(connection->handle);
	*connection = (struct sqlite_connection){ 0 };
}

static enum status status_of(int result)
{
	switch (result & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return STATUS_OK;
	case SQLITE_CONSTRAINT:
		return STATUS_EXISTS;
	case SQLITE_TOOBIG:
		return STATUS_TOO_LARGE;
	case SQLITE_NOMEM:
	case SQLITE_FULL:
		return STATUS_NO_MEMORY;
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_ERROR: /* an SQL text that is wrong */
		return STATUS_BUG;
	default:
		return STATUS_IO;
	}
}

enum status sqlite_connection_run(struct sqlite_connection *connection, const char *sql)
{
	return status_of(sqlite3_exec(connection->handle, sql, NULL, NULL, NULL));
}

/* Why a file cannot be used; later on it is too late for anything but STATUS_IO. */
static enum status status_of_opening(int result)
{
	switch (result & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STATUS_BUSY;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return STATUS_MALFORMED;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return STATUS_REFUSED;
	default:
		return status_of(result);
	}
}

/* Write-ahead: readers and the writer do not wait for one another. FULL: a commit is on the disk when it returns. */
static int configure(struct sqlite_connection *connection, unsigned cache_kib)
{
	char pragmas[200];
	snprintf(pragmas, sizeof pragmas,
	         "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
	         "PRAGMA wal_autocheckpoint=2000; PRAGMA cache_size=-%u;", cache_kib);
	return sqlite3_exec(connection->handle, pragmas, NULL, NULL, NULL);
}

enum status sqlite_connection_open(struct sqlite_connection *connection, const char *path, unsigned cache_kib)
{
	struct sqlite_connection fresh = { 0 };
	int result = sqlite3_open_v2(path, &fresh.handle,
	                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_busy_timeout(fresh.handle, SQLITE_BUSY_MILLISECONDS);
	if (result == SQLITE_OK)
		result = configure(&fresh, cache_kib);
	if (result != SQLITE_OK) {
		sqlite_connection_release(&fresh);
		return status_of_opening(result);
	}
	*connection = fresh;
	return STATUS_OK;
}

/* To SQLite "$2" is a name like any other, numbered by its first appearance: the number is read from the name. */
static enum status read_parameters(struct sqlite_statement *statement)
{
	int count = sqlite3_bind_parameter_count(statement->prepared);
	if (count > DATABASE_PARAMETERS_MAXIMUM)
		return STATUS_BUG;
	for (int i = 0; i < count; i++) {
		const char *name = sqlite3_bind_parameter_name(statement->prepared, i + 1);
		long number = name && name[0] == '$' ? strtol(name + 1, NULL, 10) : 0;
		if (number < 1 || number > DATABASE_PARAMETERS_MAXIMUM)
			return STATUS_BUG;
		statement->parameters[i] = (uint8_t)number;
	}
	statement->parameter_count = count;
	return STATUS_OK;
}

static enum status prepare(struct sqlite_connection *connection, const char *sql, const struct sqlite_statement **out)
{
	for (size_t i = 0; i < connection->statement_count; i++)
		if (connection->statements[i].sql == sql) {
			*out = &connection->statements[i];
			return STATUS_OK;
		}
	if (connection->statement_count == SQLITE_STATEMENTS_MAXIMUM)
		return STATUS_BUG;
	struct sqlite_statement fresh = { .sql = sql };
	int result = sqlite3_prepare_v3(connection->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &fresh.prepared, NULL);
	if (result != SQLITE_OK)
		return status_of(result);
	enum status status = read_parameters(&fresh);
	if (status != STATUS_OK) {
		sqlite3_finalize(fresh.prepared);
		return status;
	}
	*out = &connection->statements[connection->statement_count];
	connection->statements[connection->statement_count++] = fresh;
	return STATUS_OK;
}

static int bind_value(sqlite3_stmt *prepared, int index, const struct database_value *value)
{
	/* A null pointer would bind NULL where the empty text is meant. */
	const void *data = value->bytes.size ? (const void *)value->bytes.data : "";
	switch (value->kind) {
	case DATABASE_NUMBER:
		return sqlite3_bind_int64(prepared, index, value->number);
	case DATABASE_TEXT:
		return sqlite3_bind_text64(prepared, index, data, value->bytes.size, SQLITE_STATIC, SQLITE_UTF8);
	case DATABASE_BYTES:
		return sqlite3_bind_blob64(prepared, index, data, value->bytes.size, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(prepared, index);
	}
}

static enum status bind_all(const struct sqlite_statement *kept, const struct database_statement *statement)
{
	for (int i = 0; i < kept->parameter_count; i++) {
		uint8_t number = kept->parameters[i];
		if (number > statement->value_count)
			return STATUS_BUG;
		TRY(status_of(bind_value(kept->prepared, i + 1, &statement->values[number - 1])));
	}
	return STATUS_OK;
}

/* The values belong to the caller and are gone after this call. */
static void finish(sqlite3_stmt *prepared)
{
	sqlite3_reset(prepared);
	sqlite3_clear_bindings(prepared);
}

static enum status read_value(sqlite3_stmt *prepared, int column, struct arena *arena, struct database_value *out)
{
	struct bytes copy = { 0 };
	switch (sqlite3_column_type(prepared, column)) {
	case SQLITE_INTEGER:
		*out = database_number(sqlite3_column_int64(prepared, column));
		return STATUS_OK;
	case SQLITE_TEXT: {
		const void *data = sqlite3_column_text(prepared, column);
		TRY(arena_copy(arena, bytes_from(data, (size_t)sqlite3_column_bytes(prepared, column)), &copy));
		*out = database_text(bytes_text(copy));
		return STATUS_OK;
	}
	case SQLITE_BLOB: {
		const void *data = sqlite3_column_blob(prepared, column);
		TRY(arena_copy(arena, bytes_from(data, (size_t)sqlite3_column_bytes(prepared, column)), &copy));
		*out = database_bytes(copy);
		return STATUS_OK;
	}
	case SQLITE_NULL:
		*out = database_null();
		return STATUS_OK;
	default:
		return STATUS_BUG; /* no column is a floating-point number */
	}
}

/* Rows on their way into the arena; the array doubles, and the arena keeps the smaller ones. */
struct collection {
	struct arena *arena;
	struct database_value *values;
	size_t count, capacity, columns;
};

static enum status add_row(struct collection *rows, sqlite3_stmt *prepared)
{
	if (rows->count == rows->capacity) {
		size_t capacity = rows->capacity ? 2 * rows->capacity : FIRST_ROWS;
		struct database_value *values = arena_allocate(rows->arena, capacity * rows->columns * sizeof *values);
		if (!values)
			return STATUS_NO_MEMORY;
		if (rows->count > 0)
			memcpy(values, rows->values, rows->count * rows->columns * sizeof *values);
		rows->values = values;
		rows->capacity = capacity;
	}
	for (size_t column = 0; column < rows->columns; column++)
		TRY(read_value(prepared, (int)column, rows->arena, &rows->values[rows->count * rows->columns + column]));
	rows->count++;
	return STATUS_OK;
}

static enum status read_rows(sqlite3_stmt *prepared, struct arena *arena, struct database_rows *out)
{
	struct collection rows = { .arena = arena, .columns = (size_t)sqlite3_column_count(prepared) };
	for (;;) {
		int result = sqlite3_step(prepared);
		if (result == SQLITE_DONE)
			break;
		if (result != SQLITE_ROW)
			return status_of(result);
		TRY(add_row(&rows, prepared));
	}
	*out = (struct database_rows){ rows.values, rows.count, rows.columns };
	return STATUS_OK;
}

enum status sqlite_connection_query(struct sqlite_connection *connection, const struct database_statement *statement,
                                    struct arena *arena, struct database_rows *out)
{
	const struct sqlite_statement *kept = NULL;
	TRY(prepare(connection, statement->sql, &kept));
	enum status status = bind_all(kept, statement);
	if (status == STATUS_OK)
		status = read_rows(kept->prepared, arena, out);
	finish(kept->prepared);
	return status;
}

enum status sqlite_connection_change(struct sqlite_connection *connection, const struct database_statement *statement)
{
	const struct sqlite_statement *kept = NULL;
	TRY(prepare(connection, statement->sql, &kept));
	enum status status = bind_all(kept, statement);
	if (status == STATUS_OK) {
		int result; /* a statement with RETURNING gives rows before it is done */
		do
			result = sqlite3_step(kept->prepared);
		while (result == SQLITE_ROW);
		status = status_of(result);
	}
	finish(kept->prepared);
	TRY(status);
	if (statement->expected_rows != DATABASE_ANY_ROWS &&
	    sqlite3_changes64(connection->handle) != statement->expected_rows)
		return STATUS_BUSY;
	return STATUS_OK;
}
