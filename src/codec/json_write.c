/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/base64.h"
#include "codec/json.h"
#include "base/hex.h"

struct json_writer json_writer(struct buffer *out)
{
	return (struct json_writer){ .out = out };
}

static void note(struct json_writer *writer, enum status status)
{
	if (writer->status == STATUS_OK)
		writer->status = status;
}

static void append(struct json_writer *writer, struct text text)
{
	if (writer->status == STATUS_OK)
		note(writer, buffer_append_text(writer->out, text));
}

/* RFC 8259 section 7. Octets from 0x80 pass as they are: texts are UTF-8. */
static void append_quoted(struct json_writer *writer, struct text text)
{
	append(writer, TEXT("\""));
	size_t plain = 0;
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		append(writer, (struct text){ text.data + plain, i - plain });
		if (writer->status == STATUS_OK && (c == '"' || c == '\\'))
			note(writer, buffer_print(writer->out, "\\%c", c));
		else if (writer->status == STATUS_OK)
			note(writer, buffer_print(writer->out, "\\u%04X", (unsigned)c));
		plain = i + 1;
	}
	append(writer, (struct text){ text.data + plain, text.size - plain });
	append(writer, TEXT("\""));
}

static void begin(struct json_writer *writer, const char *name)
{
	if (writer->need_comma)
		append(writer, TEXT(","));
	if (name) {
		append_quoted(writer, text_from(name));
		append(writer, TEXT(":"));
	}
	writer->need_comma = true;
}

static void open_with(struct json_writer *writer, const char *name, struct text bracket)
{
	begin(writer, name);
	append(writer, bracket);
	writer->need_comma = false;
	writer->depth++;
}

static void close_with(struct json_writer *writer, struct text bracket)
{
	append(writer, bracket);
	writer->need_comma = true;
	if (--writer->depth < 0)
		note(writer, STATUS_BUG);
}

void json_open_object(struct json_writer *writer, const char *name)
{
	open_with(writer, name, TEXT("{"));
}

void json_close_object(struct json_writer *writer)
{
	close_with(writer, TEXT("}"));
}

void json_open_array(struct json_writer *writer, const char *name)
{
	open_with(writer, name, TEXT("["));
}

void json_close_array(struct json_writer *writer)
{
	close_with(writer, TEXT("]"));
}

void json_put_text(struct json_writer *writer, const char *name, struct text value)
{
	begin(writer, name);
	append_quoted(writer, value);
}

void json_put_number(struct json_writer *writer, const char *name, int64_t value)
{
	begin(writer, name);
	if (writer->status == STATUS_OK)
		note(writer, buffer_print(writer->out, "%lld", (long long)value));
}

void json_put_boolean(struct json_writer *writer, const char *name, bool value)
{
	begin(writer, name);
	append(writer, value ? TEXT("true") : TEXT("false"));
}

void json_put_null(struct json_writer *writer, const char *name)
{
	begin(writer, name);
	append(writer, TEXT("null"));
}

void json_put_base64(struct json_writer *writer, const char *name, struct bytes value)
{
	begin(writer, name);
	append(writer, TEXT("\""));
	if (writer->status == STATUS_OK)
		note(writer, base64_append(writer->out, value));
	append(writer, TEXT("\""));
}

void json_put_hex(struct json_writer *writer, const char *name, struct bytes value)
{
	begin(writer, name);
	append(writer, TEXT("\""));
	if (writer->status == STATUS_OK)
		note(writer, hex_append(writer->out, value));
	append(writer, TEXT("\""));
}

void json_put_raw(struct json_writer *writer, const char *name, struct text json)
{
	begin(writer, name);
	append(writer, json);
}

enum status json_finish(struct json_writer *writer)
{
	if (writer->depth != 0)
		note(writer, STATUS_BUG);
	return writer->status;
}
