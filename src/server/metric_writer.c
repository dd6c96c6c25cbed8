/* SPDX-License-Identifier: Apache-2.0 */
#include "server/metric_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { LABELS_MAXIMUM = 8, NUMBER_SIZE = 32 };

static void note(struct metric_writer *writer, enum status status)
{
	if (writer->status == STATUS_OK)
		writer->status = status;
}

void metric_family(struct metric_writer *writer, const char *name, const char *type, const char *help)
{
	writer->family = name;
	note(writer, buffer_print(writer->out, "# HELP %s_%s %s\n# TYPE %s_%s %s\n", writer->prefix, name, help, writer->prefix,
	                          name, type));
}

/* Backslash, quote and newline are the three that the format escapes; other control characters have no business here. */
static enum status put_value(struct buffer *out, struct text value)
{
	for (size_t i = 0; i < value.size; i++) {
		uint8_t octet = (uint8_t)value.data[i];
		if (octet == '\\' || octet == '"')
			TRY(buffer_append_octet(out, '\\'));
		TRY(buffer_append_octet(out, octet < ' ' || octet >= 0x7F ? '?' : octet));
	}
	return STATUS_OK;
}

static enum status put_sample(const struct metric_writer *writer, const char *ending, const struct metric_label *labels,
                              size_t count, const char *number)
{
	struct buffer *out = writer->out;
	TRY(buffer_print(out, "%s_%s%s", writer->prefix, writer->family, ending));
	for (size_t i = 0; i < count; i++) {
		TRY(buffer_print(out, "%c%s=\"", i == 0 ? '{' : ',', labels[i].name));
		TRY(put_value(out, labels[i].value));
		TRY(buffer_append_octet(out, '"'));
	}
	return buffer_print(out, "%s %s\n", count > 0 ? "}" : "", number);
}

static const char *print_seconds(int64_t microseconds, char out[NUMBER_SIZE])
{
	long long size = llabs(microseconds);
	snprintf(out, NUMBER_SIZE, "%s%lld.%06lld", microseconds < 0 ? "-" : "", size / 1000000, size % 1000000);
	return out;
}

void metric_put(struct metric_writer *writer, const struct metric_label *labels, size_t count, uint64_t value)
{
	char number[NUMBER_SIZE];
	snprintf(number, sizeof number, "%" PRIu64, value);
	note(writer, put_sample(writer, "", labels, count, number));
}

void metric_put_seconds(struct metric_writer *writer, const struct metric_label *labels, size_t count, int64_t microseconds)
{
	char number[NUMBER_SIZE];
	note(writer, put_sample(writer, "", labels, count, print_seconds(microseconds, number)));
}

/* "0.025": without the noughts that say nothing, as bounds are written by hand. */
static const char *print_bound(int64_t microseconds, char out[NUMBER_SIZE])
{
	print_seconds(microseconds, out);
	size_t size = strlen(out);
	while (size > 0 && out[size - 1] == '0')
		size--;
	out[out[size - 1] == '.' ? size - 1 : size] = '\0';
	return out;
}

void metric_put_histogram(struct metric_writer *writer, const struct metric_label *labels, size_t count,
                          const struct histogram *histogram, const struct histogram_bounds *bounds)
{
	struct metric_label all[LABELS_MAXIMUM];
	char bound[NUMBER_SIZE], number[NUMBER_SIZE];
	uint64_t so_far = 0;
	if (count + 1 > LABELS_MAXIMUM) {
		note(writer, STATUS_BUG);
		return;
	}
	for (size_t i = 0; i < count; i++)
		all[i] = labels[i];
	for (size_t i = 0; i <= HISTOGRAM_BOUNDS; i++) {
		so_far += counter_read(&histogram->buckets[i]);
		bool last = i == HISTOGRAM_BOUNDS;
		all[count] = (struct metric_label){
			"le", text_from(last ? "+Inf" : print_bound(bounds->microseconds[i], bound)),
		};
		snprintf(number, sizeof number, "%" PRIu64, so_far);
		note(writer, put_sample(writer, "_bucket", all, count + 1, number));
	}
	note(writer, put_sample(writer, "_sum", labels, count,
	                        print_seconds((int64_t)counter_read(&histogram->microseconds), bound)));
	note(writer, put_sample(writer, "_count", labels, count, number));
}

void metric_single(struct metric_writer *writer, const char *name, const char *type, const char *help, uint64_t value)
{
	metric_family(writer, name, type, help);
	metric_put(writer, NULL, 0, value);
}
