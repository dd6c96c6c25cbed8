/* SPDX-License-Identifier: Apache-2.0 */
#include "io/log_writer.h"

#include <time.h>

#include "codec/json.h"

enum { LINE_MAXIMUM = 8 << 10, TIME_SIZE = 40, FIELDS_MAXIMUM = 24 };

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

static uint64_t mix(uint64_t hash, struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		hash = (hash ^ (uint8_t)text.data[i]) * 0x100000001B3u;
	return hash;
}

/* What anybody can cause again and again. A card cannot be made up: its successes are all told. */
static bool may_be_a_flood(enum log_level level, const struct log_field *fields, size_t count, uint64_t *out_kind)
{
	uint64_t kind = 0xCBF29CE484222325u ^ (uint64_t)level;
	bool has_card = false, is_request = false;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].name, "outcome") == 0 || strcmp(fields[i].name, "codes") == 0)
			kind = mix(kind, fields[i].value);
		is_request = is_request || strcmp(fields[i].name, "outcome") == 0;
		has_card = has_card || (strcmp(fields[i].name, "eid") == 0 && fields[i].value.size > 0);
	}
	*out_kind = kind;
	return is_request && level > LOG_DEBUG && !(level == LOG_INFO && has_card);
}

static bool is_written(struct log_writer *writer, enum log_level level, const char *event, const struct log_field *fields,
                       size_t count, uint64_t *out_suppressed)
{
	struct timespec now;
	uint64_t kind;
	*out_suppressed = 0;
	if (level < writer->level)
		return false;
	if (!may_be_a_flood(level, fields, count, &kind))
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return log_flood_admit(&writer->flood, mix(kind, text_from(event)),
	                       now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000, out_suppressed);
}

static void write_event(void *self, enum log_level level, const char *event, const struct log_field *given, size_t count)
{
	struct log_writer *writer = self;
	struct log_field fields[FIELDS_MAXIMUM];
	char time[TIME_SIZE], number[24];
	uint64_t suppressed;
	if (count >= FIELDS_MAXIMUM || !is_written(writer, level, event, given, count, &suppressed))
		return;
	for (size_t i = 0; i < count; i++)
		fields[i] = given[i];
	snprintf(number, sizeof number, "%llu", (unsigned long long)suppressed);
	if (suppressed > 0)
		fields[count++] = (struct log_field){ "suppressed", text_from(number) };
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
