/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/command_table.h"

#include <limits.h>

static const struct command_option common_options[] = {
	{ .name = "json", .help = "one JSON object on standard output, as on a pipe" },
	{ .name = "text", .help = "sentences, also on a pipe" },
	{ .name = "verbose", .letter = 'v', .help = "say more on standard error" },
	{ .name = "help", .letter = 'h', .help = "this page" },
	{ .name = "version", .help = "the version" },
	{ .name = "man" },
	{ .name = "commands" },
	{ 0 },
};

const struct command_option *command_table_common_options(void)
{
	return common_options;
}

/* The words of `name` begin with these; *out_whole: and there are no more of them. */
static bool begins_with(const char *name, char **words, int count, bool *out_whole)
{
	struct text rest = text_from(name);
	for (int i = 0; i < count; i++)
		if (rest.size == 0 || !text_equal(text_cut(&rest, ' '), text_from(words[i])))
			return false;
	*out_whole = rest.size == 0;
	return true;
}

const struct command *command_table_find(const struct program *program, char **words, int count)
{
	bool whole;
	for (const struct command *command = program->commands; command->name; command++)
		if (begins_with(command->name, words, count, &whole) && whole)
			return command;
	return NULL;
}

bool command_table_has_prefix(const struct program *program, char **words, int count)
{
	bool whole;
	for (const struct command *command = program->commands; command->name; command++)
		if (begins_with(command->name, words, count, &whole))
			return true;
	return false;
}

static bool contains(struct text text, struct text part)
{
	return text.size >= part.size && memmem(text.data, text.size, part.data, part.size) != NULL;
}

void command_table_argument_count(const struct command *command, int *out_minimum, int *out_maximum)
{
	struct text rest = text_from(command->arguments);
	int minimum = 0, maximum = 0;
	while (rest.size > 0) {
		struct text word = text_cut(&rest, ' ');
		if (word.size == 0)
			continue;
		if (word.data[0] != '[')
			minimum++;
		if (maximum < INT_MAX)
			maximum = contains(word, TEXT("…")) || contains(word, TEXT("...")) ? INT_MAX : maximum + 1;
	}
	*out_minimum = minimum;
	*out_maximum = maximum;
}

void command_table_print_names(FILE *file, const struct program *program)
{
	for (const struct command *command = program->commands; command->name; command++)
		fprintf(file, "%s\n", command->name);
}
