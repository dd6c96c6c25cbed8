/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/trace.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "io/gsmtap.h"
#include "programs/apdu/text.h"
#include "programs/output.h"

struct apdu_trace {
	const char *program; /* for the last sentence */
	bool reveal;
	bool is_spoiled;     /* the file could not be written */
	bool is_shared;      /* the file is standard output, and the program prints there too */
	int file;            /* -1: none */
	struct gsmtap gsmtap;
	struct timespec start;
	struct apdu_watch watch;
	struct buffer text;
	struct card_reader reader; /* that this one stands before; { 0 }: none */
};

/* ---- opening ---- */

/* Several programs may add to one file, so each exchange is one write at its end. */
static enum exit_code open_file(const struct invocation *invocation, const char *path, struct apdu_trace *trace)
{
	trace->is_shared = strcmp(path, "-") == 0;
	if (trace->is_shared)
		trace->file = dup(STDOUT_FILENO);
	else
		trace->file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
	if (trace->file < 0)
		return output_failure(invocation, "trace", "--trace: %s cannot be written.", path);
	return EXIT_DONE;
}

static enum exit_code open_gsmtap(const struct invocation *invocation, const char *address, struct apdu_trace *trace)
{
	switch (gsmtap_open(address, &trace->gsmtap)) {
	case STATUS_OK:
		return EXIT_DONE;
	case STATUS_MALFORMED:
		return usage_error(invocation, "--gsmtap takes HOST or HOST:PORT, not \"%s\".", address);
	case STATUS_NOT_FOUND:
		return usage_error(invocation, "--gsmtap: there is no host \"%s\".", address);
	default:
		return usage_error(invocation, "--gsmtap: there is no way to \"%s\" from here.", address);
	}
}

enum exit_code apdu_trace_open(const struct invocation *invocation, struct apdu_trace **out)
{
	const char *path = option_text(invocation, "trace"), *address = option_text(invocation, "gsmtap");
	enum exit_code code = EXIT_DONE;
	*out = NULL;
	if (!path && !address)
		return EXIT_DONE;
	struct apdu_trace *trace = calloc(1, sizeof *trace);
	if (!trace)
		return output_failure(invocation, "trace", "Out of memory.");
	*trace = (struct apdu_trace){
		.program = invocation->program->spoken,
		.reveal = option_is_set(invocation, "reveal"),
		.file = -1,
		.text = SECRET_BUFFER(APDU_TEXT_MAXIMUM),
	};
	apdu_watch_init(&trace->watch, trace->reveal);
	clock_gettime(CLOCK_MONOTONIC, &trace->start);
	if (path)
		code = open_file(invocation, path, trace);
	if (code == EXIT_DONE && address)
		code = open_gsmtap(invocation, address, trace);
	if (code == EXIT_DONE)
		*out = trace;
	else
		apdu_trace_close(trace);
	return code;
}

void apdu_trace_close(struct apdu_trace *trace)
{
	if (!trace)
		return;
	if (trace->is_spoiled)
		fprintf(stderr, "%s: --trace: the file is not complete, it could not be written.\n", trace->program);
	if (trace->file >= 0)
		close(trace->file);
	gsmtap_close(&trace->gsmtap);
	apdu_watch_release(&trace->watch);
	buffer_release(&trace->text);
	free(trace);
}

/* ---- writing ---- */

static uint64_t microseconds_since_start(const struct apdu_trace *trace)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t seconds = now.tv_sec - trace->start.tv_sec, nanoseconds = now.tv_nsec - trace->start.tv_nsec;
	return (uint64_t)(seconds * 1000000 + nanoseconds / 1000);
}

/* What was too long for the buffer is written as far as it goes. */
static void write_text(struct apdu_trace *trace, enum status status)
{
	static const char cut[] = "\n\t(more than is shown here)\n";
	struct bytes rest = buffer_bytes(&trace->text);
	if (trace->is_shared)
		fflush(stdout);
	while (trace->file >= 0 && rest.size > 0) {
		ssize_t count = write(trace->file, rest.data, rest.size);
		if (count <= 0)
			break;
		rest = bytes_after(rest, (size_t)count);
	}
	if (trace->file >= 0 && (rest.size > 0 || (status != STATUS_OK && write(trace->file, cut, sizeof cut - 1) < 0)))
		trace->is_spoiled = true;
	buffer_clear(&trace->text);
}

void apdu_trace_event(struct apdu_trace *trace, const char *event)
{
	if (trace)
		write_text(trace, apdu_text_event(event, microseconds_since_start(trace), &trace->text));
}

void apdu_trace_power_on(struct apdu_trace *trace)
{
	if (!trace)
		return;
	apdu_watch_reset(&trace->watch);
	apdu_trace_event(trace, "power on");
}

void apdu_trace_reset(struct apdu_trace *trace, struct bytes atr)
{
	if (!trace)
		return;
	apdu_watch_reset(&trace->watch);
	write_text(trace, apdu_text_reset(atr, microseconds_since_start(trace), &trace->text));
	gsmtap_send(&trace->gsmtap, GSMTAP_SIM_ATR, atr);
}

/* As it would go over the contacts with T=0, which is what sniffers send: five octets of header, data, status word. */
static enum status encode_exchange(const struct apdu_exchange *exchange, struct buffer *out)
{
	enum { HEADER_SIZE = 5 };
	struct bytes command = exchange->command;
	if (exchange->is_apdu && exchange->apdu.data.size > 0)
		command = bytes_first(command, HEADER_SIZE + exchange->apdu.data.size);
	TRY(buffer_append(out, command));
	if (command.size == HEADER_SIZE - 1)
		TRY(buffer_append_octet(out, 0));
	return buffer_append(out, exchange->answer);
}

void apdu_trace_exchange(struct apdu_trace *trace, struct bytes command, struct bytes answer)
{
	AUTO(buffer) packet = SECRET_BUFFER(GSMTAP_PAYLOAD_MAXIMUM);
	struct apdu_exchange exchange;
	if (!trace || apdu_watch_exchange(&trace->watch, command, answer, &exchange) != STATUS_OK)
		return;
	if (trace->file >= 0)
		write_text(trace, apdu_text_exchange(&exchange, microseconds_since_start(trace), trace->reveal, &trace->text));
	if (trace->gsmtap.socket > 0 && encode_exchange(&exchange, &packet) == STATUS_OK)
		gsmtap_send(&trace->gsmtap, GSMTAP_SIM_APDU, buffer_bytes(&packet));
}

/* ---- before a reader ---- */

static enum status reset_traced(void *self, struct buffer *out_atr)
{
	struct apdu_trace *trace = self;
	size_t start = out_atr->size;
	TRY(card_reader_reset(&trace->reader, out_atr));
	apdu_trace_reset(trace, bytes_after(buffer_bytes(out_atr), start));
	return STATUS_OK;
}

static enum status transmit_traced(void *self, struct bytes command, struct buffer *answer)
{
	struct apdu_trace *trace = self;
	size_t start = answer->size;
	enum status status = card_reader_transmit(&trace->reader, command, answer);
	apdu_trace_exchange(trace, command, bytes_after(buffer_bytes(answer), start));
	return status;
}

static const char *trouble_traced(void *self)
{
	return card_reader_trouble(&((struct apdu_trace *)self)->reader);
}

static void close_traced(void *self)
{
	struct apdu_trace *trace = self;
	card_reader_close(&trace->reader);
	apdu_trace_event(trace, "power off");
	apdu_trace_close(trace);
}

enum exit_code apdu_trace_reader(const struct invocation *invocation, struct card_reader *reader)
{
	struct apdu_trace *trace;
	enum exit_code code = apdu_trace_open(invocation, &trace);
	if (code != EXIT_DONE || !trace)
		return code;
	trace->reader = *reader;
	*reader = (struct card_reader){
		.self = trace, .reset = reset_traced, .transmit = transmit_traced, .close = close_traced,
		.trouble = trouble_traced,
	};
	apdu_trace_power_on(trace);
	return EXIT_DONE;
}

struct apdu_trace *apdu_trace_before(const struct card_reader *reader)
{
	return reader->transmit == transmit_traced ? reader->self : NULL;
}
