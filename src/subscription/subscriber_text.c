/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscriber_text.h"

#include <stdio.h>

void subscriber_text_release(struct subscriber_text *list)
{
	number_set_release(&list->seen);
	*list = (struct subscriber_text){ 0 };
}

static enum status refuse(const struct subscriber_text *list, const char *why, char fault[SUBSCRIBER_TEXT_FAULT_SIZE])
{
	snprintf(fault, SUBSCRIBER_TEXT_FAULT_SIZE, "line %u: %s", list->line, why);
	return STATUS_MALFORMED;
}

/* False: there is none that has something on it. */
static bool next_line(struct subscriber_text *list, struct text *out)
{
	while (list->rest.size > 0) {
		struct text line = text_cut(&list->rest, '\n');
		list->line++;
		if (line.size > 0 && line.data[line.size - 1] == '\r')
			line.size--;
		if (text_trimmed(line).size > 0) {
			*out = line;
			return true;
		}
	}
	return false;
}

enum status subscriber_text_begin(struct text text, struct subscriber_text *out, char fault[SUBSCRIBER_TEXT_FAULT_SIZE])
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	struct subscriber_text list = { .rest = text };
	char why[SUBSCRIPTION_FAULT_SIZE] = "the line is too long.";
	struct text line;
	if (text_starts_with(text, text_from(byte_order_mark)))
		list.rest = (struct text){ text.data + 3, text.size - 3 };
	if (!next_line(&list, &line)) {
		snprintf(fault, SUBSCRIBER_TEXT_FAULT_SIZE, "The list is empty: it begins with a line that names its columns.");
		return STATUS_MALFORMED;
	}
	if (line.size > SUBSCRIBER_LINE_MAXIMUM || subscriber_columns_read(line, &list.columns, why) != STATUS_OK)
		return refuse(&list, why, fault);
	*out = list;
	return STATUS_OK;
}

enum status subscriber_text_next(struct subscriber_text *list, struct subscription *out, char fault[SUBSCRIBER_TEXT_FAULT_SIZE])
{
	char why[SUBSCRIPTION_FAULT_SIZE] = "the line is too long.";
	enum subscription_field field = SUBSCRIPTION_FIELDS;
	struct text line;
	uint32_t before = 0;
	if (!next_line(list, &line))
		return STATUS_NOT_FOUND;
	if (line.size > SUBSCRIBER_LINE_MAXIMUM || subscriber_line_read(&list->columns, line, out, why) != STATUS_OK)
		return refuse(list, why, fault);
	enum status status = number_set_add(&list->seen, out, list->line, &field, &before);
	if (status != STATUS_EXISTS)
		return status;
	snprintf(why, sizeof why, "%s %s is that of line %u already.", subscription_field_kinds[field].name, out->values[field],
	         before);
	return refuse(list, why, fault);
}

bool subscriber_text_has(const struct subscriber_text *list, enum subscription_field field)
{
	for (size_t i = 0; i < list->columns.count; i++)
		if (list->columns.fields[i] == field)
			return true;
	return false;
}
