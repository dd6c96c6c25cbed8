/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/quickstart/command.h"

#include <stdarg.h>
#include <stdio.h>

#include "programs/output.h"
#include "programs/sibling.h"

enum {
	WORDS_MAXIMUM = 40,
	COMMAND_MILLISECONDS = 30000,
	OUTPUT_MAXIMUM = 1 << 20, /* octets */
};

void quickstart_say(const struct quickstart *quickstart, const char *format, ...)
{
	va_list arguments;
	if (quickstart->invocation->json)
		return;
	fputs("   ", stdout);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	fputc('\n', stdout);
	fflush(stdout);
}

enum status quickstart_fail(struct quickstart *quickstart, enum status status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(quickstart->failure, sizeof quickstart->failure, format, arguments);
	va_end(arguments);
	return status;
}

static bool needs_quotes(const char *word)
{
	return *word == 0 || strpbrk(word, " $*?&;<>()|'\"\\`#~") != NULL;
}

/* As it would be typed in a shell. */
static void show_command(const struct quickstart *quickstart, const char *const *words, const char *end)
{
	AUTO(buffer) line = BUFFER(1 << 14);
	enum status status = buffer_append_text(&line, TEXT("$ provisim"));
	for (size_t i = 0; words[i] && status == STATUS_OK; i++)
		status = buffer_print(&line, needs_quotes(words[i]) ? " '%s'" : " %s", words[i]);
	if (status == STATUS_OK)
		quickstart_say(quickstart, "%.*s%s", TEXT_ARGUMENTS(buffer_text(&line)), end);
}

void quickstart_show(const struct quickstart *quickstart, const char *const *words)
{
	show_command(quickstart, words, "");
}

/* The program's path, the words behind the part's name, and `form`. NULL: no memory. */
static const char **make_arguments(struct quickstart *quickstart, const char *const *words, const char *form)
{
	const char **arguments = arena_allocate(quickstart->arena, WORDS_MAXIMUM * sizeof *arguments);
	char *name = arena_print(quickstart->arena, "provisim-%s", words[0]);
	if (!arguments || !name)
		return NULL;
	size_t count = 0;
	arguments[count++] = sibling_program(quickstart->arena, name);
	arguments[count++] = form;
	for (size_t i = 1; words[i] && count < WORDS_MAXIMUM - 1; i++)
		arguments[count++] = words[i];
	return arguments[0] ? arguments : NULL;
}

static void show_line(void *context, struct text line)
{
	if (line.size > 0)
		quickstart_say(context, "  %.*s", TEXT_ARGUMENTS(line));
}

static struct text last_line(struct text output)
{
	struct text rest = output, last = { 0 };
	while (rest.size > 0) {
		struct text line = text_trimmed(text_cut(&rest, '\n'));
		if (line.size > 0 && !text_starts_with(line, TEXT("See '")))
			last = line;
	}
	return last;
}

static enum status explain(struct quickstart *quickstart, enum status status, const char *program)
{
	switch (status) {
	case STATUS_REFUSED:
		return quickstart_fail(quickstart, status, "interrupted.");
	case STATUS_BUSY:
		return quickstart_fail(quickstart, status, "%s was not done after %d seconds.", program,
		                       COMMAND_MILLISECONDS / 1000);
	default:
		return quickstart_fail(quickstart, status, "cannot run %s: %s.", program, status_name(status));
	}
}

static enum status run(struct quickstart *quickstart, const char *const *words, const char *form, child_line *on_line,
                       struct buffer *output, int *out_code)
{
	const char **arguments = make_arguments(quickstart, words, form);
	if (!arguments)
		return quickstart_fail(quickstart, STATUS_NO_MEMORY, "out of memory.");
	enum status status = child_run(&quickstart->children, arguments, COMMAND_MILLISECONDS, on_line, quickstart,
	                               output, out_code);
	return status == STATUS_OK ? STATUS_OK : explain(quickstart, status, arguments[0]);
}

enum status quickstart_run(struct quickstart *quickstart, const char *const *words)
{
	AUTO(buffer) output = BUFFER(OUTPUT_MAXIMUM);
	int code;
	show_command(quickstart, words, "");
	TRY(run(quickstart, words, "--text", show_line, &output, &code));
	if (code == 0)
		return STATUS_OK;
	return quickstart_fail(quickstart, STATUS_REFUSED, "%.*s (exit code %d)",
	                       TEXT_ARGUMENTS(last_line(buffer_text(&output))), code);
}

/* {"type":…,"payload":{"code":…,"message":…,"data":…}}, the last line that a program prints. */
static enum status read_answer(struct quickstart *quickstart, struct text line, struct json_document *document,
                               struct json_value *out_data)
{
	if (json_parse(line, document) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_MALFORMED, "no JSON came, but: %.*s", TEXT_ARGUMENTS(line));
	*out_data = json_member(json_member(json_root(document), "payload"), "data");
	return STATUS_OK;
}

enum status quickstart_ask(struct quickstart *quickstart, const char *const *words, struct json_document *out,
                           struct json_value *out_data)
{
	AUTO(buffer) output = BUFFER(OUTPUT_MAXIMUM);
	AUTO(json_document) document = { 0 };
	struct json_value data;
	struct text sentence;
	int code;
	TRY(run(quickstart, words, "--json", NULL, &output, &code));
	struct text line = last_line(buffer_text(&output));
	if (code != 0 && (line.size == 0 || line.data[0] != '{'))
		return quickstart_fail(quickstart, STATUS_REFUSED, "%.*s (exit code %d)", TEXT_ARGUMENTS(line), code);
	TRY(read_answer(quickstart, line, &document, &data));
	if (code != 0)
		return quickstart_fail(quickstart, STATUS_REFUSED, "%.*s (exit code %d)",
		                       TEXT_ARGUMENTS(json_text(data, &sentence) ? sentence : line), code);
	*out = document;
	*out_data = data;
	document = (struct json_document){ 0 };
	return STATUS_OK;
}

enum status quickstart_serve(struct quickstart *quickstart, const char *const *words, const char *log,
                             const char *ready, pid_t *out)
{
	const char **arguments = make_arguments(quickstart, words, "--text");
	if (!arguments)
		return quickstart_fail(quickstart, STATUS_NO_MEMORY, "out of memory.");
	show_command(quickstart, words, " &");
	enum status status = child_start(&quickstart->children, arguments, log, ready, COMMAND_MILLISECONDS, out);
	if (status == STATUS_NOT_FOUND)
		return quickstart_fail(quickstart, status, "the server ended at once; its last words are in %s.", log);
	return status == STATUS_OK ? STATUS_OK : explain(quickstart, status, arguments[0]);
}
