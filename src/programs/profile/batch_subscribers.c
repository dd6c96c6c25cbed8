/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/batch_subscribers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/secret.h"
#include "io/file.h"

enum { LINE_MAXIMUM = SUBSCRIBER_LINE_MAXIMUM };

void batch_subscribers_release(struct batch_subscribers *subscribers)
{
	if (subscribers->list)
		fclose(subscribers->list);
	if (subscribers->line)
		wipe(subscribers->line, subscribers->line_room);
	free(subscribers->line);
	number_set_release(&subscribers->seen);
	*subscribers = (struct batch_subscribers){ 0 };
}

/* ---- the list ---- */

/* The next line that is not empty, without its end. STATUS_NOT_FOUND; STATUS_TOO_LARGE; STATUS_IO. */
static enum status read_line(struct batch_subscribers *subscribers, struct text *out)
{
	for (;;) {
		size_t size = 0;
		int c;
		while ((c = getc(subscribers->list)) != EOF && c != '\n') {
			if (size == LINE_MAXIMUM)
				return STATUS_TOO_LARGE;
			subscribers->line[size++] = (char)c;
		}
		if (c == EOF && ferror(subscribers->list))
			return STATUS_IO;
		if (c == EOF && size == 0)
			return STATUS_NOT_FOUND;
		subscribers->line_number++;
		if (size > 0 && subscribers->line[size - 1] == '\r')
			size--;
		*out = (struct text){ subscribers->line, size };
		if (text_trimmed(*out).size > 0)
			return STATUS_OK;
	}
}

static enum exit_code list_failure(const struct invocation *invocation, const struct batch_subscribers *subscribers,
                                   const char *sentence)
{
	return output_failure(invocation, "batch", "%s, line %" PRIu64 ": %s", subscribers->path, subscribers->line_number,
	                      sentence);
}

static bool open_list(const struct invocation *invocation, const char *path, struct batch_subscribers *out)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	struct text line = { 0 };
	out->path = path;
	out->list = fopen(path, "re");
	out->line_room = LINE_MAXIMUM;
	out->line = malloc(out->line_room);
	if (!out->list || !out->line) {
		output_failure(invocation, "batch", "Cannot read %s: %s.", path, file_trouble(file_status(errno)));
		return false;
	}
	enum status status = read_line(out, &line);
	if (text_starts_with(line, text_from(byte_order_mark)))
		line = (struct text){ line.data + 3, line.size - 3 };
	if (status == STATUS_OK)
		status = subscriber_columns_read(line, &out->columns, fault);
	if (status == STATUS_NOT_FOUND)
		output_failure(invocation, "batch", "%s is empty.", path);
	else if (status != STATUS_OK)
		list_failure(invocation, out, *fault ? fault : "the line is too long, or cannot be read.");
	return status == STATUS_OK;
}

/* ---- numbers ---- */

static bool open_ranges(const struct invocation *invocation, struct batch_subscribers *out)
{
	static const enum subscription_field fields[BATCH_RANGES] = {
		SUBSCRIPTION_ICCID, SUBSCRIPTION_IMSI, SUBSCRIPTION_MSISDN, SUBSCRIPTION_EID,
	};
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	for (size_t i = 0; i < BATCH_RANGES; i++) {
		const char *first = option_text(invocation, subscription_field_kinds[fields[i]].name);
		if (!first)
			continue;
		if (number_range_begin(fields[i], text_from(first), &out->ranges[out->range_count++], fault) != STATUS_OK) {
			usage_error(invocation, "%s", fault);
			return false;
		}
	}
	return true;
}

bool batch_subscribers_open(const struct invocation *invocation, struct batch_subscribers *out, enum exit_code *out_code)
{
	const char *path = option_text(invocation, "csv");
	*out_code = EXIT_USAGE;
	if (!path && !option_is_set(invocation, "count")) {
		usage_error(invocation, "say how many: --count N with --imsi and --iccid, or --csv FILE.");
		return false;
	}
	enum status status = option_number(invocation, "count", BATCH_MAXIMUM, &out->count);
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return false;
	if (status == STATUS_OK && out->count == 0) {
		usage_error(invocation, "--count takes 1 to %d.", BATCH_MAXIMUM);
		return false;
	}
	if (!open_ranges(invocation, out))
		return false;
	*out_code = EXIT_FAILED;
	return !path || open_list(invocation, path, out);
}

bool batch_subscribers_begin(const struct invocation *invocation, const char *path, uint64_t count,
                             struct batch_subscribers *out)
{
	out->count = count;
	return !path || open_list(invocation, path, out);
}

static enum status read_list(const struct invocation *invocation, struct batch_subscribers *subscribers,
                             struct subscription *out)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	struct text line;
	enum status status = read_line(subscribers, &line);
	if (status == STATUS_NOT_FOUND)
		return status;
	if (status == STATUS_OK)
		status = subscriber_line_read(&subscribers->columns, line, out, fault);
	if (status == STATUS_OK)
		return STATUS_OK;
	list_failure(invocation, subscribers, *fault ? fault : "the line is too long, or cannot be read.");
	return STATUS_MALFORMED;
}

enum status batch_subscribers_next(const struct invocation *invocation, struct batch_subscribers *subscribers,
                                   struct subscription *out)
{
	if (subscribers->count > 0 && subscribers->given == subscribers->count)
		return STATUS_NOT_FOUND;
	if (subscribers->list)
		TRY(read_list(invocation, subscribers, out));
	for (size_t i = 0; i < subscribers->range_count; i++) {
		const struct number_range *range = &subscribers->ranges[i];
		if (subscription_has(out, range->field))
			continue;
		if (number_range_at(range, subscribers->given, out) != STATUS_OK) {
			output_failure(invocation, "batch", "After %" PRIu64 " subscribers there are no more numbers of so "
			               "many digits from %s %s on.", subscribers->given,
			               subscription_field_kinds[range->field].name, range->first);
			return STATUS_MALFORMED;
		}
	}
	subscribers->given++;
	snprintf(subscribers->place, sizeof subscribers->place, "%s %" PRIu64, subscribers->list ? "line" : "number",
	         subscribers->list ? subscribers->line_number : subscribers->given);
	return STATUS_OK;
}

bool batch_subscribers_note(const struct invocation *invocation, struct batch_subscribers *subscribers,
                            const struct subscription *subscription)
{
	enum subscription_field field = SUBSCRIPTION_FIELDS;
	uint32_t place = 0, here = (uint32_t)(subscribers->list ? subscribers->line_number : subscribers->given);
	enum status status = number_set_add(&subscribers->seen, subscription, here, &field, &place);
	if (status == STATUS_EXISTS)
		output_failure(invocation, "batch", "%s: %s %s is that of %s %" PRIu32 " already.", subscribers->place,
		               subscription_field_kinds[field].name, subscription->values[field],
		               subscribers->list ? "line" : "number", place);
	else if (status != STATUS_OK)
		output_failure(invocation, "batch", "%s: there are too many subscribers for one batch.", subscribers->place);
	return status == STATUS_OK;
}
