/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/admin_csv.h"

#include <stdio.h>

enum { TOLD_MAXIMUM = 5 /* wrong lines: who has more of them has sent another file */ };

struct reading {
	struct subscriber_text list;
	size_t count, faults;
	struct buffer sentence;
};

static void reading_release(struct reading *reading)
{
	subscriber_text_release(&reading->list);
	buffer_release(&reading->sentence);
}

static enum status note(struct reading *reading, const char *fault)
{
	if (reading->faults++ == TOLD_MAXIMUM)
		return buffer_append_text(&reading->sentence, TEXT(" More lines are wrong."));
	return buffer_print(&reading->sentence, "%s%s", reading->faults > 1 ? " " : "", fault);
}

/* STATUS_NOT_FOUND: there are no more. */
static enum status read_one(struct reading *reading, admin_csv_take *take, void *context)
{
	AUTO(subscription) line = { 0 };
	char fault[SUBSCRIBER_TEXT_FAULT_SIZE], why[SUBSCRIPTION_FAULT_SIZE];
	enum status status = subscriber_text_next(&reading->list, &line, fault);
	if (status == STATUS_OK) {
		status = take(context, &line, reading->list.line, why);
		if (status == STATUS_MALFORMED)
			snprintf(fault, sizeof fault, "line %u: %s", reading->list.line, why);
	}
	reading->count++;
	return status == STATUS_MALFORMED ? note(reading, fault) : status;
}

static enum status refuse(struct exchange *exchange, const char *sentence)
{
	(void)!exchange_refuse_because(exchange, "8.2", "2.1", sentence);
	return STATUS_REFUSED;
}

enum status admin_csv_read(struct text csv, size_t maximum, admin_csv_take *take, void *context, struct exchange *exchange)
{
	AUTO(reading) reading = { .sentence = BUFFER(4096) };
	char fault[SUBSCRIBER_TEXT_FAULT_SIZE] = "";
	enum status status = subscriber_text_begin(csv, &reading.list, fault);
	if (status == STATUS_MALFORMED)
		return refuse(exchange, fault);
	while (status == STATUS_OK && reading.count <= maximum && reading.faults <= TOLD_MAXIMUM)
		status = read_one(&reading, take, context);
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	if (reading.count > maximum && status == STATUS_OK) {
		snprintf(fault, sizeof fault, "The list has more than %zu lines: cut it in several, or use the command.",
		         maximum);
		return refuse(exchange, fault);
	}
	if (reading.faults > 0) {
		TRY(buffer_append_octet(&reading.sentence, 0));
		return refuse(exchange, (const char *)buffer_bytes(&reading.sentence).data);
	}
	return reading.count > 1 ? STATUS_OK : refuse(exchange, "The list has no line behind the one that names its columns.");
}
