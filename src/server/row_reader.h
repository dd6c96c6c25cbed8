/* SPDX-License-Identifier: Apache-2.0 */
/* Walks over the columns of one row that was loaded, from left to right. Views into the exchange's arena. */
#ifndef SERVER_ROW_READER_H
#define SERVER_ROW_READER_H

#include "server/exchange.h"

struct row_reader {
	const struct database_rows *rows;
	size_t row;
	size_t column;
};

static inline struct row_reader row_reader(const struct exchange *exchange, size_t row)
{
	return (struct row_reader){ &exchange->rows, row, 0 };
}

/* A null value when there is no such row or column. */
static inline struct database_value row_value(struct row_reader *reader)
{
	return database_cell(reader->rows, reader->row, reader->column++);
}

/* Nought or empty when the value is null or of another kind. */
static inline struct text row_text(struct row_reader *reader)
{
	return bytes_text(row_value(reader).bytes);
}

static inline struct bytes row_bytes(struct row_reader *reader)
{
	return row_value(reader).bytes;
}

static inline int64_t row_number(struct row_reader *reader)
{
	return row_value(reader).number;
}

/* What is absent stands as null in the tables. */
static inline struct database_value text_or_null(struct text text)
{
	return text.size > 0 ? database_text(text) : database_null();
}

static inline struct database_value number_or_null(int64_t number)
{
	return number != 0 ? database_number(number) : database_null();
}

#endif
