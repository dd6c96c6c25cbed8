/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscriber_list.h"

#include <stdio.h>

/* ---- cells ---- */

struct cells {
	struct text rest;
	char separator;
	bool is_over;
};

/* Quotes inside a quoted cell are doubled; `room` holds the cell without the doubling. */
static enum status take_quoted(struct cells *cells, char room[SUBSCRIBER_LINE_MAXIMUM], struct text *out)
{
	struct text rest = cells->rest;
	size_t size = 0, i = 1;
	bool is_closed = false;
	while (i < rest.size && !is_closed) {
		bool is_quote = rest.data[i] == '"';
		bool is_doubled = is_quote && i + 1 < rest.size && rest.data[i + 1] == '"';
		is_closed = is_quote && !is_doubled;
		if (!is_closed)
			room[size++] = rest.data[i];
		i += is_doubled ? 2 : 1;
	}
	if (!is_closed || (i < rest.size && rest.data[i] != cells->separator))
		return STATUS_MALFORMED;
	cells->is_over = i == rest.size;
	cells->rest = bytes_text(bytes_after(text_bytes(rest), i + 1));
	*out = (struct text){ room, size };
	return STATUS_OK;
}

static enum status take_cell(struct cells *cells, char room[SUBSCRIBER_LINE_MAXIMUM], struct text *out)
{
	if (cells->rest.size > 0 && cells->rest.data[0] == '"')
		return take_quoted(cells, room, out);
	cells->is_over = cells->rest.size == 0 || !memchr(cells->rest.data, cells->separator, cells->rest.size);
	*out = text_cut(&cells->rest, cells->separator);
	return STATUS_OK;
}

/* ---- reading ---- */

static bool is_left_alone(struct text name)
{
	static const char *const names[] = { "name", "comment", "acc", "number" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_equal_ignoring_case(name, text_from(names[i])))
			return true;
	return false;
}

static char separator_of(struct text line)
{
	static const char separators[] = { '\t', ';' };
	for (size_t i = 0; i < sizeof separators; i++)
		if (line.size > 0 && memchr(line.data, separators[i], line.size))
			return separators[i];
	return ',';
}

static bool stands_already(const struct subscriber_columns *columns, enum subscription_field field)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->fields[i] == field)
			return true;
	return false;
}

static enum status add_column(struct subscriber_columns *columns, struct text name, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	enum subscription_field field = subscription_field_find(name);
	const char *trouble = NULL;
	if (field == SUBSCRIPTION_FIELDS && !is_left_alone(name))
		trouble = "is not known";
	else if (field != SUBSCRIPTION_FIELDS && stands_already(columns, field))
		trouble = "stands twice";
	if (trouble) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the column \"%.40s\" %s.", name.size > 0 ? name.data : "", trouble);
		return STATUS_MALFORMED;
	}
	columns->fields[columns->count++] = field;
	return STATUS_OK;
}

enum status subscriber_columns_read(struct text line, struct subscriber_columns *out, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct subscriber_columns columns = { .separator = separator_of(line) };
	struct cells cells = { line, columns.separator, false };
	char room[SUBSCRIBER_LINE_MAXIMUM], name[SUBSCRIPTION_VALUE_MAXIMUM];
	snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the first line must name the columns, such as iccid,imsi,ki,opc.");
	if (line.size > SUBSCRIBER_LINE_MAXIMUM)
		return STATUS_MALFORMED;
	while (!cells.is_over) {
		struct text cell;
		if (columns.count == SUBSCRIBER_COLUMNS_MAXIMUM || take_cell(&cells, room, &cell) != STATUS_OK)
			return STATUS_MALFORMED;
		snprintf(name, sizeof name, "%.*s", TEXT_ARGUMENTS(text_trimmed(cell)));
		TRY(add_column(&columns, text_from(name), fault));
	}
	*out = columns;
	return STATUS_OK;
}

enum status subscriber_line_read(const struct subscriber_columns *columns, struct text line, struct subscription *subscription,
                                 char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct cells cells = { line, columns->separator, false };
	char room[SUBSCRIBER_LINE_MAXIMUM];
	size_t count = 0;
	enum status status = line.size > SUBSCRIBER_LINE_MAXIMUM ? STATUS_MALFORMED : STATUS_OK;
	snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the line must have %zu columns, as the first one has.", columns->count);
	for (; status == STATUS_OK && !cells.is_over; count++) {
		struct text cell;
		status = count < columns->count ? take_cell(&cells, room, &cell) : STATUS_MALFORMED;
		if (status == STATUS_OK && columns->fields[count] != SUBSCRIPTION_FIELDS)
			status = subscription_set(subscription, columns->fields[count], cell, fault);
	}
	return status == STATUS_OK && count < columns->count ? STATUS_MALFORMED : status;
}

/* ---- writing: no value has a separator or a quote in it ---- */

enum status subscriber_columns_write(const enum subscription_field fields[], size_t count, struct buffer *out)
{
	for (size_t i = 0; i < count; i++)
		TRY(buffer_print(out, "%s%s", i > 0 ? "," : "", subscription_field_kinds[fields[i]].name));
	return buffer_append_octet(out, '\n');
}

enum status subscriber_line_write(const struct subscription *subscription, const enum subscription_field fields[], size_t count,
                                  struct buffer *out)
{
	for (size_t i = 0; i < count; i++)
		TRY(buffer_print(out, "%s%s", i > 0 ? "," : "", subscription->values[fields[i]]));
	return buffer_append_octet(out, '\n');
}
