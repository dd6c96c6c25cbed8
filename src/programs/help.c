/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/help.h"

#include "programs/command_table.h"

enum { HELP_COLUMN = 34, PAGE_COLUMNS = 80, LEFT_MAXIMUM = 120 /* octets */ };

/* Characters, not octets: texts are UTF-8. */
static int columns_of(struct text text)
{
	int columns = 0;
	for (size_t i = 0; i < text.size; i++)
		columns += (text.data[i] & 0xC0) != 0x80;
	return columns;
}

/* `text` as lines that begin at column `indent`, where the first one begins already. */
static void print_wrapped(FILE *file, struct text text, int indent)
{
	for (int column = indent; text.size > 0;) {
		struct text word = text_cut(&text, ' ');
		if (column > indent && column + 1 + columns_of(word) > PAGE_COLUMNS) {
			fprintf(file, "\n%*s", indent, "");
			column = indent;
		}
		fprintf(file, "%s%.*s", column > indent ? " " : "", TEXT_ARGUMENTS(word));
		column += (column > indent) + columns_of(word);
	}
	fputc('\n', file);
}

static void print_row(FILE *file, const char *left, const char *help)
{
	int gap = HELP_COLUMN - 2 - columns_of(text_from(left));
	if (gap > 0)
		fprintf(file, "  %s%*s", left, gap, "");
	else
		fprintf(file, "  %s\n%*s", left, HELP_COLUMN, "");
	print_wrapped(file, text_from(help), HELP_COLUMN);
}

static void print_option(FILE *file, const struct command_option *option)
{
	char left[LEFT_MAXIMUM], help[512];
	char letter[5] = "    ";
	if (option->letter)
		snprintf(letter, sizeof letter, "-%c, ", option->letter);
	snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
	         option->value ? option->value : "");
	int used = snprintf(help, sizeof help, "%s", option->help);
	if (option->environment && used < (int)sizeof help)
		used += snprintf(help + used, sizeof help - (size_t)used, " [%s]", option->environment);
	if (option->fallback && used < (int)sizeof help)
		snprintf(help + used, sizeof help - (size_t)used, " (%s)", option->fallback);
	print_row(file, left, help);
}

static void print_options(FILE *file, const char *title, const struct command_option *options)
{
	if (!options || !options->name)
		return;
	fprintf(file, "\n%s:\n", title);
	for (const struct command_option *option = options; option->name; option++)
		if (option->help)
			print_option(file, option);
}

void help_print_program(FILE *file, const struct program *program, char **words, int word_count)
{
	fprintf(file, "%s: %s\n\nUsage: %s [OPTION…] COMMAND …\n\nCommands:\n", program->spoken, program->help,
	        program->spoken);
	for (const struct command *command = program->commands; command->name; command++) {
		char left[LEFT_MAXIMUM];
		const struct program only_this = { .commands = (const struct command[]){ *command, { 0 } } };
		if (!command_table_has_prefix(&only_this, words, word_count))
			continue;
		snprintf(left, sizeof left, "%s%s%s", command->name, command_table_gap(command),
		         command_table_arguments(command));
		print_row(file, left, command->help);
	}
	print_options(file, "Options of every command", program->options);
	print_options(file, "Common options", command_table_common_options());
	fprintf(file, "\n'%s COMMAND --help' tells more about a command.\n", program->spoken);
}

/* Lines that begin with a blank are examples and stay as they are. */
static void print_paragraphs(FILE *file, const char *text)
{
	struct text rest = text_from(text);
	fputc('\n', file);
	while (rest.size > 0) {
		struct text line = text_cut(&rest, '\n');
		if (line.size > 0 && line.data[0] == ' ')
			fprintf(file, "%.*s\n", TEXT_ARGUMENTS(line));
		else
			print_wrapped(file, line, 0);
	}
}

void help_print_command(FILE *file, const struct program *program, const struct command *command)
{
	fprintf(file, "%s %s: %s\n\nUsage: %s %s [OPTION…]%s%s\n", program->spoken, command->name, command->help,
	        program->spoken, command->name, command_table_gap(command), command_table_arguments(command));
	if (command->details)
		print_paragraphs(file, command->details);
	print_options(file, "Options", command->options);
	print_options(file, "Options of every command", program->options);
	print_options(file, "Common options", command_table_common_options());
}
