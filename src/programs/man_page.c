/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/man_page.h"

#include "programs/command_table.h"

/* By number, because not every formatter takes the tables' UTF-8. Returns its octets. */
static size_t print_code_point(FILE *file, const unsigned char *text)
{
	size_t size = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : 2;
	unsigned code_point = text[0] & (0x7F >> size);
	for (size_t i = 1; i < size && text[i]; i++)
		code_point = code_point << 6 | (text[i] & 0x3F);
	fprintf(file, "\\[u%04X]", code_point);
	return size;
}

/* man(7) takes a hyphen for a dash, a backslash for an escape, and a dot or quote that begins a line for a request. */
void man_page_text(FILE *file, const char *text)
{
	bool at_line_start = true;
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if (at_line_start && (*c == '.' || *c == '\''))
			fputs("\\&", file);
		if (*c == '-')
			fputs("\\-", file);
		else if (*c == '\\')
			fputs("\\e", file);
		else if (*c >= 0x80)
			c += print_code_point(file, c) - 1;
		else
			fputc(*c, file);
		at_line_start = *c == '\n';
	}
}

static void print_paragraphs(FILE *file, const char *text)
{
	struct text rest = text_from(text);
	while (rest.size > 0) {
		char line[1024];
		snprintf(line, sizeof line, "%.*s", TEXT_ARGUMENTS(text_cut(&rest, '\n')));
		if (!*line) {
			fputs(".PP\n", file);
			continue;
		}
		man_page_text(file, line);
		fputc('\n', file);
	}
}

static void print_option(FILE *file, const struct command_option *option)
{
	fputs(".TP\n", file);
	if (option->letter)
		fprintf(file, "\\fB\\-%c\\fR, ", option->letter);
	fputs("\\fB\\-\\-", file);
	man_page_text(file, option->name);
	fputs("\\fR", file);
	if (option->value) {
		fputs(" \\fI", file);
		man_page_text(file, option->value);
		fputs("\\fR", file);
	}
	fputc('\n', file);
	man_page_text(file, option->help);
	if (option->environment)
		fprintf(file, " (environment: \\fB%s\\fR)", option->environment);
	if (option->fallback) {
		fputs(" (otherwise: ", file);
		man_page_text(file, option->fallback);
		fputc(')', file);
	}
	fputc('\n', file);
}

static void print_options(FILE *file, const struct command_option *options)
{
	for (const struct command_option *option = options; option && option->name; option++)
		if (option->help)
			print_option(file, option);
}

static void print_command(FILE *file, const struct program *program, const struct command *command)
{
	fprintf(file, ".SS %s %s%s", program->spoken, command->name, command_table_gap(command));
	man_page_text(file, command_table_arguments(command));
	fputc('\n', file);
	print_paragraphs(file, command->help);
	if (command->details) {
		fputs(".PP\n", file);
		print_paragraphs(file, command->details);
	}
	print_options(file, command->options);
}

void man_page_print(FILE *file, const struct program *program)
{
	fprintf(file, ".TH \"%s\" 1 \"\" \"Provisim " PROVISIM_VERSION "\" \"Provisim\"\n.SH NAME\n", program->name);
	man_page_text(file, program->name);
	fputs(" \\- ", file);
	man_page_text(file, program->help);
	fprintf(file, "\n.SH SYNOPSIS\n.B %s\n[\\fIOPTION\\fR...] \\fICOMMAND\\fR ...\n", program->spoken);
	fputs(".SH COMMANDS\n", file);
	for (const struct command *command = program->commands; command->name; command++)
		print_command(file, program, command);
	fputs(".SH OPTIONS OF EVERY COMMAND\n", file);
	print_options(file, program->options);
	print_options(file, command_table_common_options());
	if (program->man_sections)
		program->man_sections(file);
	fputs(".SH OUTPUT\nSentences on a terminal. On a pipe, or with \\fB\\-\\-json\\fR, one JSON object:\n.PP\n"
	      "{\"type\":...,\"payload\":{\"code\":0,\"message\":\"success\",\"data\":...}}\n.PP\n"
	      "where a code other than 0 is a failure and the data say why.\n"
	      ".SH EXIT STATUS\n0: done. 1: refused or failed. 2: called wrongly.\n"
	      ".SH SEE ALSO\n.BR provisim (1)\n", file);
}
