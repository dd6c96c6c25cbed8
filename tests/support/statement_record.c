/* SPDX-License-Identifier: Apache-2.0 */
#include "support/statement_record.h"

#include <stdio.h>
#include <stdlib.h>

#include "codec/json.h"
#include "support/test.h"

enum { LINE_MAXIMUM = 1 << 20 };

struct record {
	struct database inner;
	FILE *file;
};

static void put_value(struct json_writer *writer, const struct database_value *value)
{
	if (value->kind == DATABASE_NUMBER)
		json_put_number(writer, NULL, value->number);
	else if (value->kind == DATABASE_TEXT)
		json_put_text(writer, NULL, bytes_text(value->bytes));
	else
		json_put_null(writer, NULL);
}

static void put_statement(struct json_writer *writer, const struct database_statement *statement)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "sql", text_from(statement->sql));
	json_open_array(writer, "values");
	for (size_t i = 0; i < statement->value_count; i++)
		put_value(writer, &statement->values[i]);
	json_close_array(writer);
	json_close_object(writer);
}

static void note(struct record *record, bool transaction, const struct database_statement *statements, size_t count)
{
	AUTO(buffer) line = BUFFER(LINE_MAXIMUM);
	struct json_writer writer = json_writer(&line);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "transaction", transaction);
	json_open_array(&writer, "statements");
	for (size_t i = 0; i < count; i++)
		put_statement(&writer, &statements[i]);
	json_close_array(&writer);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return; /* a stranger's octets, which are no text */
	assert_int_equal(fwrite(line.data, 1, line.size, record->file), line.size);
	fputc('\n', record->file);
}

static void query(void *self, const struct database_statement *statement, struct arena *arena, database_rows_done *done,
                  void *context)
{
	struct record *record = self;
	note(record, false, statement, 1);
	database_query(&record->inner, statement, arena, done, context);
}

static void apply(void *self, const struct database_statement *statements, size_t count, database_applied *done,
                  void *context)
{
	struct record *record = self;
	note(record, true, statements, count);
	database_apply(&record->inner, statements, count, done, context);
}

static int descriptor(void *self)
{
	return database_descriptor(&((struct record *)self)->inner);
}

static void deliver(void *self)
{
	database_deliver(&((struct record *)self)->inner);
}

static void close_record(void *self)
{
	struct record *record = self;
	database_close(&record->inner);
	fclose(record->file);
	free(record);
}

void statement_record_begin(struct database *database)
{
	const char *path = getenv("PROVISIM_STATEMENTS");
	if (!path)
		return;
	struct record *record = calloc(1, sizeof *record);
	assert_non_null(record);
	record->inner = *database;
	assert_non_null(record->file = fopen(path, "a"));
	*database = (struct database){ record, query, apply, descriptor, deliver, close_record };
}
