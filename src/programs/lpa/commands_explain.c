/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim lpa explain`: the catalogue of everything that can be refused, row by row or whole. */
#include <stdio.h>

#include "base/hex.h"
#include "programs/apdu/status_word.h"
#include "programs/lpa/commands.h"
#include "programs/man_page.h"
#include "programs/output.h"
#include "rsp/explanation.h"
#include "rsp/failure_reason.h"

enum { JSON_MAXIMUM = 128 << 10, NAME_SIZE = 160, TYPED_MAXIMUM = 64 };

/* Where the standard's tables of names stand elsewhere, they are looked up: subject and reason, status words. */
static void print_name(const struct explanation *row, char out[NAME_SIZE])
{
	struct text reason = text_from(row->code);
	char word[STATUS_WORD_TEXT_SIZE] = "";
	uint8_t octets[2];
	if (strcmp(row->kind, "server") == 0) {
		struct text subject = failure_subject_name(text_cut(&reason, '/'));
		struct text name = failure_reason_name(reason);
		snprintf(out, NAME_SIZE, "%.*s%s%.*s", TEXT_ARGUMENTS(subject), subject.size > 0 ? ", " : "",
		         TEXT_ARGUMENTS(name));
		return;
	}
	if (hex_decode(reason, octets, sizeof octets) == STATUS_OK)
		apdu_status_word_print((uint16_t)(octets[0] << 8 | octets[1]), word);
	snprintf(out, NAME_SIZE, "%s", *row->name ? row->name : word);
}

static void write_row(struct json_writer *writer, const struct explanation *row)
{
	char name[NAME_SIZE];
	print_name(row, name);
	json_open_object(writer, NULL);
	json_put_text(writer, "kind", text_from(row->kind));
	json_put_text(writer, "code", text_from(row->code));
	json_put_text(writer, "name", text_from(name));
	json_put_text(writer, "sentence", row->sentence);
	json_put_text(writer, "cause", row->cause);
	json_put_text(writer, "advice", row->advice);
	json_close_object(writer);
}

static void say_row(const struct invocation *invocation, const struct explanation *row)
{
	char name[NAME_SIZE];
	print_name(row, name);
	output_line(invocation, "%s%s%s", row->code, *name ? "  " : "", name);
	output_line(invocation, "  what     %.*s", TEXT_ARGUMENTS(row->sentence));
	if (row->cause.size > 0)
		output_line(invocation, "  because  %.*s", TEXT_ARGUMENTS(row->cause));
	if (row->advice.size > 0)
		output_line(invocation, "  do       %.*s", TEXT_ARGUMENTS(row->advice));
}

/* "8.2.6 3.8", "(8.2.6/3.8)" and "0x6A88" are what people copy. */
static struct text typed_code(struct invocation *invocation, char out[TYPED_MAXIMUM])
{
	const char *second = invocation->argument_count > 1 ? invocation->arguments[1] : NULL;
	snprintf(out, TYPED_MAXIMUM, "%s%s%s", invocation->arguments[0], second ? "/" : "", second ? second : "");
	struct text typed = text_trimmed(text_from(out));
	if (text_starts_with(typed, TEXT("(")) && typed.data[typed.size - 1] == ')')
		typed = (struct text){ typed.data + 1, typed.size - 2 };
	if (text_starts_with(typed, TEXT("0x")))
		typed = (struct text){ typed.data + 2, typed.size - 2 };
	return typed;
}

/* A pair that has no row of its own has that of its reason. */
static struct text general_code(struct text typed, char out[TYPED_MAXIMUM])
{
	struct text reason = typed;
	text_cut(&reason, '/');
	snprintf(out, TYPED_MAXIMUM, "*/%.*s", TEXT_ARGUMENTS(reason));
	return text_from(out);
}

static size_t tell(struct invocation *invocation, struct text typed, struct json_writer *writer)
{
	struct explanation row;
	size_t found = 0;
	for (size_t i = 0; explanation_at(i, &row); i++) {
		if (typed.size > 0 && !explanation_is(&row, typed))
			continue;
		/* Patterns of status words overlap: the first one is meant. */
		if (typed.size > 0 && found > 0 && strcmp(row.kind, "status word") == 0)
			continue;
		write_row(writer, &row);
		say_row(invocation, &row);
		found++;
	}
	return found;
}

enum exit_code lpa_explain_command(struct invocation *invocation)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	char room[TYPED_MAXIMUM] = "", general[TYPED_MAXIMUM];
	struct text typed = { 0 };
	if (invocation->argument_count > 0)
		typed = typed_code(invocation, room);
	json_open_array(&writer, NULL);
	size_t found = tell(invocation, typed, &writer);
	if (found == 0 && memchr(typed.data, '.', typed.size))
		found = tell(invocation, general_code(typed, general), &writer);
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "explain", "Out of memory.");
	if (found == 0)
		return output_failure(invocation, "explain",
		                      "\"%s\" is no code that is known here: a server's look like 8.2.6/3.8, a card's like "
		                      "6A88, 5/12 or enable/3.",
		                      invocation->arguments[0]);
	return output_success(invocation, buffer_text(&json), NULL);
}

static void put(FILE *file, struct text text, const char *after)
{
	char line[1024];
	snprintf(line, sizeof line, "%.*s%s", TEXT_ARGUMENTS(text), after);
	man_page_text(file, line);
}

void lpa_explain_man_sections(FILE *file)
{
	struct explanation row;
	fputs(".SH CODES\nWhat servers and cards refuse, what is most likely behind it, and what to do. "
	      "\\fBexplain\\fR prints the same.\n", file);
	for (size_t i = 0; explanation_at(i, &row); i++) {
		char name[NAME_SIZE];
		print_name(&row, name);
		fprintf(file, ".TP\n\\fB%s\\fR ", row.code);
		man_page_text(file, name);
		fputc('\n', file);
		put(file, row.sentence, row.advice.size > 0 ? ": " : "\n");
		if (row.advice.size > 0)
			put(file, row.advice, "\n");
		if (row.cause.size > 0)
			put(file, row.cause, "\n");
	}
}
