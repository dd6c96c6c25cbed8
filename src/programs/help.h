/* SPDX-License-Identifier: Apache-2.0 */
/* What --help prints, from the tables. */
#ifndef PROGRAMS_HELP_H
#define PROGRAMS_HELP_H

#include <stdio.h>

#include "programs/command_line.h"

/* The commands whose names begin with these words (none: all of them), and the program's options. */
void help_print_program(FILE *file, const struct program *program, char **words, int word_count);

void help_print_command(FILE *file, const struct program *program, const struct command *command);

#endif
