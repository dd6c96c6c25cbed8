/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/output.h"

#include <stdarg.h>
#include <stdio.h>

enum { ENVELOPE_ROOM = 64 << 10 /* octets, beside the data */ };

/* One JSON object on one line. `data` is JSON; empty stands for null. */
static void print_envelope(const char *type, int code, const char *message, struct text data)
{
	AUTO(buffer) line = BUFFER(ENVELOPE_ROOM + data.size);
	struct json_writer writer = json_writer(&line);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", text_from(type));
	json_open_object(&writer, "payload");
	json_put_number(&writer, "code", code);
	json_put_text(&writer, "message", text_from(message));
	json_put_raw(&writer, "data", data.size > 0 ? data : TEXT("null"));
	json_close_object(&writer);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK) {
		fputs("{\"type\":\"error\",\"payload\":{\"code\":-1,\"message\":\"no memory\",\"data\":null}}\n",
		      stdout);
		return;
	}
	fwrite(line.data, 1, line.size, stdout);
	fputc('\n', stdout);
	fflush(stdout); /* who reads the pipe waits for progress */
}

static void erase_live_line(const struct invocation *invocation)
{
	if (!invocation->has_live_line)
		return;
	fputs("\r\033[K", stdout);
	fflush(stdout);
}

static void print_sentence(const struct invocation *invocation, const char *format, va_list arguments)
{
	erase_live_line(invocation);
	vprintf(format, arguments);
	putchar('\n');
	fflush(stdout);
}

enum exit_code output_success(const struct invocation *invocation, struct text data, const char *sentence, ...)
{
	if (invocation->json) {
		print_envelope(invocation->program->json_type, 0, "success", data);
	} else if (sentence) {
		va_list arguments;
		va_start(arguments, sentence);
		print_sentence(invocation, sentence, arguments);
		va_end(arguments);
	}
	return EXIT_DONE;
}

static void print_json_failure(const struct invocation *invocation, const char *message, const char *sentence)
{
	AUTO(buffer) data = BUFFER(ENVELOPE_ROOM);
	struct json_writer writer = json_writer(&data);
	json_put_text(&writer, NULL, text_from(sentence));
	bool written = json_finish(&writer) == STATUS_OK;
	print_envelope(invocation->program->json_type, -1, message, written ? buffer_text(&data) : (struct text){ 0 });
}

enum exit_code output_failure(const struct invocation *invocation, const char *message, const char *sentence, ...)
{
	char text[4096];
	va_list arguments;
	va_start(arguments, sentence);
	vsnprintf(text, sizeof text, sentence, arguments);
	va_end(arguments);
	if (invocation->json) {
		print_json_failure(invocation, message, text);
	} else {
		erase_live_line(invocation);
		fprintf(stderr, "%s: %s\n", invocation->program->spoken, text);
	}
	return EXIT_FAILED;
}

void output_progress(const struct invocation *invocation, const char *message, struct text data,
                     const char *sentence, ...)
{
	if (invocation->json) {
		print_envelope("progress", 0, message, data);
		return;
	}
	va_list arguments;
	va_start(arguments, sentence);
	print_sentence(invocation, sentence, arguments);
	va_end(arguments);
}

void output_line(const struct invocation *invocation, const char *format, ...)
{
	if (invocation->json)
		return;
	va_list arguments;
	va_start(arguments, format);
	print_sentence(invocation, format, arguments);
	va_end(arguments);
}
