/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/command_line.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "programs/command_table.h"
#include "programs/help.h"
#include "programs/man_page.h"

enum { INVOCATION_MEMORY = 64 << 20 /* octets */ };

/* An option that was typed. */
struct given_option {
	const struct command_option *option;
	const char *value;
};

struct option_values {
	struct given_option *given;
	size_t count;
};

/* Where the reading of argv stands. */
struct argument_reader {
	struct invocation *invocation;
	struct option_values *values;
	char **argv;
	int argc;
	int next;
	bool only_arguments; /* "--" was seen */
};

enum exit_code usage_error(const struct invocation *invocation, const char *format, ...)
{
	const struct program *program = invocation->program;
	va_list arguments;
	fprintf(stderr, "%s: ", program->spoken);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	if (invocation->command)
		fprintf(stderr, "\nSee '%s %s --help'.\n", program->spoken, invocation->command->name);
	else
		fprintf(stderr, "\nSee '%s --help'.\n", program->spoken);
	return EXIT_USAGE;
}

static const struct command_option *find_option(const struct invocation *invocation, struct text name)
{
	const struct command_option *tables[] = { invocation->command ? invocation->command->options : NULL,
		                                  invocation->program->options, command_table_common_options() };
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		for (const struct command_option *option = tables[i]; option && option->name; option++) {
			if (text_equal(text_from(option->name), name))
				return option;
			if (name.size == 1 && option->letter == name.data[0])
				return option;
		}
	}
	return NULL;
}

static void keep(struct argument_reader *reader, const struct command_option *option, const char *value)
{
	reader->values->given[reader->values->count++] = (struct given_option){ option, value };
}

/* The value may stand in the same word ("--name=value", "-nvalue") or be the next one. */
static bool read_value(struct argument_reader *reader, const struct command_option *option, const char *attached)
{
	if (!attached && reader->next >= reader->argc) {
		usage_error(reader->invocation, "--%s needs %s.", option->name, option->value);
		return false;
	}
	keep(reader, option, attached ? attached : reader->argv[reader->next++]);
	return true;
}

static bool read_long_option(struct argument_reader *reader, const char *word)
{
	struct text rest = text_from(word + 2);
	struct text name = text_cut(&rest, '=');
	const struct command_option *option = name.size > 1 ? find_option(reader->invocation, name) : NULL;
	if (!option) {
		usage_error(reader->invocation, "there is no option --%.*s here.", TEXT_ARGUMENTS(name));
		return false;
	}
	if (option->value)
		return read_value(reader, option, rest.data);
	if (rest.data) {
		usage_error(reader->invocation, "--%s takes no value.", option->name);
		return false;
	}
	keep(reader, option, "");
	return true;
}

/* "-y", "-yv", "-a CODE", "-aCODE". */
static bool read_letters(struct argument_reader *reader, const char *word)
{
	for (const char *letter = word + 1; *letter; letter++) {
		const struct command_option *option = find_option(reader->invocation, (struct text){ letter, 1 });
		if (!option) {
			usage_error(reader->invocation, "there is no option -%c here.", *letter);
			return false;
		}
		if (option->value)
			return read_value(reader, option, letter[1] ? letter + 1 : NULL);
		keep(reader, option, "");
	}
	return true;
}

static bool is_option(const struct argument_reader *reader, const char *word)
{
	return !reader->only_arguments && word[0] == '-' && word[1];
}

static bool read_option(struct argument_reader *reader, const char *word)
{
	if (word[1] != '-')
		return read_letters(reader, word);
	if (word[2])
		return read_long_option(reader, word);
	reader->only_arguments = true;
	return true;
}

/* "help" as the first word stands for --help, unless the program has such a command of its own. */
static bool asks_for_help(const struct argument_reader *reader, char *word)
{
	return reader->invocation->argument_count == 0 && strcmp(word, "help") == 0 &&
	       !command_table_has_prefix(reader->invocation->program, &word, 1);
}

/* Reads options until the words that came are a command's whole name and no longer name can follow. The words stay in
 * arguments[] for sentences about commands that do not exist. */
static bool read_command(struct argument_reader *reader)
{
	struct invocation *invocation = reader->invocation;
	while (reader->next < reader->argc) {
		char *word = reader->argv[reader->next];
		if (is_option(reader, word)) {
			reader->next++;
			if (!read_option(reader, word))
				return false;
			continue;
		}
		if (asks_for_help(reader, word)) {
			reader->next++;
			keep(reader, find_option(invocation, TEXT("help")), "");
			continue;
		}
		invocation->arguments[invocation->argument_count] = word;
		int count = invocation->argument_count + 1;
		if (!command_table_has_prefix(invocation->program, invocation->arguments, count))
			break;
		reader->next++;
		invocation->argument_count = count;
		invocation->command = command_table_find(invocation->program, invocation->arguments, count);
	}
	return true;
}

static bool read_arguments(struct argument_reader *reader)
{
	struct invocation *invocation = reader->invocation;
	invocation->argument_count = 0;
	while (reader->next < reader->argc) {
		char *word = reader->argv[reader->next++];
		if (!is_option(reader, word))
			invocation->arguments[invocation->argument_count++] = word;
		else if (!read_option(reader, word))
			return false;
	}
	return true;
}

const char *option_text(const struct invocation *invocation, const char *name)
{
	const struct command_option *option = find_option(invocation, text_from(name));
	const struct option_values *values = invocation->values;
	assert(option);
	for (size_t i = values->count; i > 0; i--)
		if (values->given[i - 1].option == option)
			return values->given[i - 1].value;
	const char *from_environment = option->environment ? getenv(option->environment) : NULL;
	return from_environment && *from_environment ? from_environment : option->fallback;
}

const char *option_text_nth(const struct invocation *invocation, const char *name, size_t index)
{
	const struct command_option *option = find_option(invocation, text_from(name));
	const struct option_values *values = invocation->values;
	size_t seen = 0;
	for (size_t i = 0; i < values->count; i++)
		if (values->given[i].option == option && seen++ == index)
			return values->given[i].value;
	return seen == 0 && index == 0 ? option_text(invocation, name) : NULL;
}

bool option_is_set(const struct invocation *invocation, const char *name)
{
	const char *text = option_text(invocation, name);
	return text && strcmp(text, "0") != 0;
}

enum status option_number(const struct invocation *invocation, const char *name, uint64_t maximum, uint64_t *out)
{
	const char *text = option_text(invocation, name);
	if (!text)
		return STATUS_NOT_FOUND;
	if (text_to_number(text_from(text), maximum, out))
		return STATUS_OK;
	usage_error(invocation, "--%s must be a number from 0 to %llu, not \"%s\".", name,
	            (unsigned long long)maximum, text);
	return STATUS_MALFORMED;
}

static enum exit_code check_argument_count(const struct invocation *invocation)
{
	const struct command *command = invocation->command;
	int minimum, maximum;
	command_table_argument_count(command, &minimum, &maximum);
	if (invocation->argument_count < minimum)
		return usage_error(invocation, "%s needs %s.", command->name, command->arguments);
	if (invocation->argument_count > maximum)
		return usage_error(invocation, "\"%s\" is one word too many for %s.", invocation->arguments[maximum],
		                   command->name);
	return EXIT_DONE;
}

/* The options that every program answers by itself. */
static bool answers_for_itself(const struct invocation *invocation)
{
	const struct program *program = invocation->program;
	if (option_is_set(invocation, "version"))
		printf("%s " PROVISIM_VERSION "\n", program->name);
	else if (option_is_set(invocation, "help") && invocation->command)
		help_print_command(stdout, program, invocation->command);
	else if (option_is_set(invocation, "help"))
		help_print_program(stdout, program, invocation->arguments, invocation->argument_count);
	else if (option_is_set(invocation, "man"))
		man_page_print(stdout, program);
	else if (option_is_set(invocation, "commands"))
		command_table_print_names(stdout, program);
	else
		return false;
	return true;
}

static enum exit_code no_command(const struct argument_reader *reader)
{
	const struct invocation *invocation = reader->invocation;
	if (reader->next < reader->argc)
		return usage_error(invocation, "there is no command \"%s\"%s%s.", reader->argv[reader->next],
		                   invocation->argument_count > 0 ? " after " : "",
		                   invocation->argument_count > 0 ? reader->argv[reader->next - 1] : "");
	help_print_program(stderr, invocation->program, invocation->arguments, invocation->argument_count);
	return EXIT_USAGE;
}

static enum exit_code run(struct argument_reader *reader)
{
	struct invocation *invocation = reader->invocation;
	if (!read_command(reader))
		return EXIT_USAGE;
	if (!invocation->command)
		return answers_for_itself(invocation) ? EXIT_DONE : no_command(reader);
	if (!read_arguments(reader))
		return EXIT_USAGE;
	if (answers_for_itself(invocation))
		return EXIT_DONE;
	enum exit_code code = check_argument_count(invocation);
	if (code != EXIT_DONE)
		return code;
	bool speaks = option_is_set(invocation, "text") || invocation->command->always_speaks || isatty(STDOUT_FILENO);
	invocation->json = option_is_set(invocation, "json") || !speaks;
	invocation->verbose = option_is_set(invocation, "verbose");
	return invocation->command->run(invocation);
}

int program_run(const struct program *program, int argc, char **argv)
{
	struct option_values values = { 0 };
	struct invocation invocation = { .program = program, .arena = ARENA(INVOCATION_MEMORY), .values = &values };
	size_t most = 0; /* each letter of a word may be an option */
	for (int i = 1; i < argc; i++)
		most += strlen(argv[i]);
	values.given = calloc(most + 1, sizeof *values.given);
	invocation.arguments = calloc((size_t)argc + 1, sizeof *invocation.arguments);
	enum exit_code code = EXIT_FAILED;
	struct argument_reader reader = { &invocation, &values, argv, argc, 1, false };
	if (values.given && invocation.arguments)
		code = run(&reader);
	else
		fprintf(stderr, "%s: out of memory.\n", program->spoken);
	arena_release(&invocation.arena);
	free(invocation.arguments);
	free(values.given);
	if (fflush(stdout) != 0) {
		fprintf(stderr, "%s: cannot write the output: %s.\n", program->spoken, strerror(errno));
		return EXIT_FAILED;
	}
	return code;
}
