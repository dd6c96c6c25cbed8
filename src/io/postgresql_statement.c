/* SPDX-License-Identifier: Apache-2.0 */
#include "io/postgresql_statement.h"

#include <inttypes.h>
#include <stdio.h>

enum { TEXT_FORMAT = 0, BINARY_FORMAT = 1, NUMBER_SIZE = 24, WRAPPED_MAXIMUM = 4096 };

/* Of pg_type; they never change. */
enum { TYPE_BOOLEAN = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_INT4 = 23, TYPE_TEXT = 25, TYPE_VARCHAR = 1043 };

enum status postgresql_texts_find(struct postgresql_texts *texts, const struct database_statement *statement, size_t *out)
{
	for (size_t i = 0; i < texts->count; i++)
		if (texts->prepared[i].sql == statement->sql && texts->prepared[i].expected_rows == statement->expected_rows) {
			*out = i;
			return STATUS_OK;
		}
	if (texts->count == POSTGRESQL_STATEMENTS_MAXIMUM)
		return STATUS_BUG;
	texts->prepared[texts->count] = (struct postgresql_prepared){ statement->sql, statement->expected_rows, false };
	*out = texts->count++;
	return STATUS_OK;
}

void postgresql_name(size_t index, char out[POSTGRESQL_NAME_SIZE])
{
	snprintf(out, POSTGRESQL_NAME_SIZE, "s%zu", index);
}

/* ---- sending ---- */

enum status postgresql_send_text(PGconn *connection, const struct postgresql_prepared *prepared, size_t index)
{
	char name[POSTGRESQL_NAME_SIZE];
	AUTO(buffer) wrapped = BUFFER(WRAPPED_MAXIMUM);
	const char *sql = prepared->sql;
	postgresql_name(index, name);
	if (prepared->expected_rows != DATABASE_ANY_ROWS) {
		TRY(buffer_print(&wrapped,
		                 "WITH changed AS (%s RETURNING 1) SELECT 1 / (count(*) = %" PRId64 ")::int FROM changed",
		                 prepared->sql, prepared->expected_rows));
		TRY(buffer_append_octet(&wrapped, '\0'));
		sql = (const char *)wrapped.data;
	}
	return PQsendPrepare(connection, name, sql, 0, NULL) == 1 ? STATUS_OK : STATUS_IO;
}

/* The types are those of the columns; numbers travel as text, octets as they are. */
struct parameters {
	const char *values[DATABASE_PARAMETERS_MAXIMUM];
	int sizes[DATABASE_PARAMETERS_MAXIMUM];
	int formats[DATABASE_PARAMETERS_MAXIMUM];
	char numbers[DATABASE_PARAMETERS_MAXIMUM][NUMBER_SIZE];
};

static void set_parameter(struct parameters *parameters, size_t i, const struct database_value *value)
{
	const char *data = value->bytes.size > 0 ? (const char *)value->bytes.data : "";
	parameters->sizes[i] = (int)value->bytes.size;
	parameters->formats[i] = BINARY_FORMAT;
	switch (value->kind) {
	case DATABASE_NUMBER:
		snprintf(parameters->numbers[i], NUMBER_SIZE, "%" PRId64, value->number);
		parameters->values[i] = parameters->numbers[i];
		parameters->formats[i] = TEXT_FORMAT;
		break;
	case DATABASE_TEXT:
	case DATABASE_BYTES:
		parameters->values[i] = data;
		break;
	default:
		parameters->values[i] = NULL;
		break;
	}
}

enum status postgresql_send_values(PGconn *connection, const struct database_statement *statement, size_t index)
{
	struct parameters parameters = { 0 };
	char name[POSTGRESQL_NAME_SIZE];
	if (statement->value_count > DATABASE_PARAMETERS_MAXIMUM)
		return STATUS_BUG;
	for (size_t i = 0; i < statement->value_count; i++)
		set_parameter(&parameters, i, &statement->values[i]);
	postgresql_name(index, name);
	int sent = PQsendQueryPrepared(connection, name, (int)statement->value_count, parameters.values, parameters.sizes,
	                               parameters.formats, BINARY_FORMAT);
	return sent == 1 ? STATUS_OK : STATUS_IO;
}

/* ---- receiving ---- */

static int64_t read_number(const char *data, int size)
{
	uint64_t number = size > 0 && (data[0] & 0x80) ? UINT64_MAX : 0;
	for (int i = 0; i < size; i++)
		number = number << 8 | (uint8_t)data[i];
	return (int64_t)number;
}

static enum status read_value(const PGresult *result, int row, int column, struct arena *arena, struct database_value *out)
{
	const char *data = PQgetvalue(result, row, column);
	int size = PQgetlength(result, row, column);
	struct bytes copy = { 0 };
	if (PQgetisnull(result, row, column)) {
		*out = database_null();
		return STATUS_OK;
	}
	switch (PQftype(result, column)) {
	case TYPE_INT8:
	case TYPE_INT4:
	case TYPE_BOOLEAN:
		*out = database_number(read_number(data, size));
		return STATUS_OK;
	case TYPE_TEXT:
	case TYPE_VARCHAR:
		TRY(arena_copy(arena, bytes_from(data, (size_t)size), &copy));
		*out = database_text(bytes_text(copy));
		return STATUS_OK;
	case TYPE_BYTEA:
		TRY(arena_copy(arena, bytes_from(data, (size_t)size), &copy));
		*out = database_bytes(copy);
		return STATUS_OK;
	default:
		return STATUS_BUG;
	}
}

enum status postgresql_read_rows(const PGresult *result, struct arena *arena, struct database_rows *out)
{
	int rows = PQntuples(result), columns = PQnfields(result);
	struct database_value *values = NULL;
	if (rows > 0 && columns > 0) {
		values = arena_allocate(arena, (size_t)rows * (size_t)columns * sizeof *values);
		if (!values)
			return STATUS_NO_MEMORY;
	}
	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column++)
			TRY(read_value(result, row, column, arena, &values[row * columns + column]));
	*out = (struct database_rows){ values, (size_t)rows, (size_t)columns };
	return STATUS_OK;
}

enum status postgresql_status(const PGresult *result)
{
	static const struct {
		const char *prefix;
		enum status status;
	} meanings[] = {
		{ "23505", STATUS_EXISTS },       /* unique_violation */
		{ "22012", STATUS_BUSY },         /* division_by_zero: see postgresql_send_text() */
		{ "40", STATUS_BUSY },            /* serialization failure, deadlock */
		{ "55P03", STATUS_BUSY },         /* lock_not_available */
		{ "57P", STATUS_OUT_OF_ORDER },   /* the server goes down or comes up */
		{ "08", STATUS_OUT_OF_ORDER },
		{ "25006", STATUS_OUT_OF_ORDER }, /* a standby: somebody else is the primary now */
		{ "42", STATUS_BUG },
		{ "26", STATUS_BUG },
		{ "53200", STATUS_NO_MEMORY },
	};
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	for (size_t i = 0; code && i < ARRAY_SIZE(meanings); i++)
		if (strncmp(code, meanings[i].prefix, strlen(meanings[i].prefix)) == 0)
			return meanings[i].status;
	return code ? STATUS_IO : STATUS_OUT_OF_ORDER;
}
