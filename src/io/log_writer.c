/* SPDX-License-Identifier: Apache-2.0 */
#include "io/log_writer.h"

#include <time.h>

#include "codec/json.h"

enum { LINE_MAXIMUM = 8 << 10, TIME_SIZE = 40 };

static const char *level_name(enum log_level level)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };
	return names[level];
}

static void print_time(char out[TIME_SIZE])
{
	struct timespec now;
	struct tm parts;
	char seconds[24];
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &parts);
	strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out, TIME_SIZE, "%s.%03uZ", seconds, (unsigned)(now.tv_nsec / 1000000) % 1000);
}

static enum status write_json(struct buffer *line, const char *time, enum log_level level, const char *event,
                              const struct log_field *fields, size_t count)
{
	struct json_writer writer = json_writer(line);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "time", text_from(time));
	json_put_text(&writer, "level", text_from(level_name(level)));
	json_put_text(&writer, "event", text_from(event));
	for (size_t i = 0; i < count; i++)
		if (fields[i].value.size > 0)
			json_put_text(&writer, fields[i].name, fields[i].value);
	json_close_object(&writer);
	return json_finish(&writer);
}

/* name=value, quoted as in JSON when a value has blanks, quotes or control characters. */
static enum status write_field(struct buffer *line, const struct log_field *field)
{
	bool plain = text_is_printable_utf8(field->value);
	for (size_t i = 0; i < field->value.size; i++)
		plain = plain && field->value.data[i] != ' ' && field->value.data[i] != '"';
	TRY(buffer_print(line, " %s=", field->name));
	if (plain)
		return buffer_append_text(line, field->value);
	struct json_writer writer = json_writer(line);
	json_put_text(&writer, NULL, field->value);
	return json_finish(&writer);
}

static enum status write_text(struct buffer *line, const char *time, enum log_level level, const char *event,
                              const struct log_field *fields, size_t count)
{
	TRY(buffer_print(line, "%s %-7s %s", time, level_name(level), event));
	for (size_t i = 0; i < count; i++)
		if (fields[i].value.size > 0)
			TRY(write_field(line, &fields[i]));
	return STATUS_OK;
}

static void write_event(void *self, enum log_level level, const char *event, const struct log_field *fields,
                        size_t count)
{
	const struct log_writer *writer = self;
	char time[TIME_SIZE];
	if (level < writer->level)
		return;
	print_time(time);
	AUTO(buffer) line = BUFFER(LINE_MAXIMUM);
	enum status status = writer->json ? write_json(&line, time, level, event, fields, count)
	                                  : write_text(&line, time, level, event, fields, count);
	if (status == STATUS_OK)
		status = buffer_append_octet(&line, '\n');
	if (status != STATUS_OK)
		return; /* there is nobody left to tell */
	fwrite(line.data, 1, line.size, writer->stream);
	fflush(writer->stream);
}

struct log log_writer_log(struct log_writer *writer)
{
	return (struct log){ writer, write_event };
}
