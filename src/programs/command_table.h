/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to a program's table of commands. */
#ifndef PROGRAMS_COMMAND_TABLE_H
#define PROGRAMS_COMMAND_TABLE_H

#include <stdio.h>

#include "programs/command_line.h"

/* The options that every command of every program takes; ended by a row without name. Those without a help line are
 * for the build and are left out of --help. */
const struct command_option *command_table_common_options(void);

/* The command whose name is exactly these words; NULL if there is none. */
const struct command *command_table_find(const struct program *program, char **words, int count);

/* Some command's name begins with these words, or is them. */
bool command_table_has_prefix(const struct program *program, char **words, int count);

/* How many arguments the command takes, from its `arguments`: "[X]" may be left out, "X…" may come again. */
void command_table_argument_count(const struct command *command, int *out_minimum, int *out_maximum);

/* For printing: never NULL, and with a blank before it if there are any. */
static inline const char *command_table_gap(const struct command *command)
{
	return command->arguments && *command->arguments ? " " : "";
}

static inline const char *command_table_arguments(const struct command *command)
{
	return command->arguments ? command->arguments : "";
}

/* One name a line. */
void command_table_print_names(FILE *file, const struct program *program);

#endif
