/* SPDX-License-Identifier: Apache-2.0 */
/* Subcommands and options as tables: dispatch, --help, man pages, completion and the "is each command tested" check all
 * read them. */
#ifndef PROGRAMS_COMMAND_LINE_H
#define PROGRAMS_COMMAND_LINE_H

#include <stdio.h>

#include "base/arena.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* One flag. Flags come first in authority, then the environment variable, then the fallback. */
struct command_option {
	const char *name;        /* "activation-code", typed --activation-code */
	char letter;             /* 'a', or 0 */
	const char *value;       /* what it takes, "CODE"; NULL: nothing, it is a switch */
	const char *environment; /* variable that may stand for it; NULL: none */
	const char *fallback;    /* NULL: none */
	const char *help;
};

struct invocation;

struct command {
	const char *name;        /* "profile download": as many words as are typed */
	const char *arguments;   /* "[CODE]", "ICCID|AID"; "" for none */
	const struct command_option *options; /* ended by a row without name; NULL: none */
	enum exit_code (*run)(struct invocation *invocation);
	const char *help;        /* one line */
	const char *details;     /* paragraphs for --help and the man page; NULL: none */
	bool always_speaks;      /* sentences also on a pipe, unless --json is given */
	const char *lpac_name;   /* message name in JSON where lpac has another one; NULL: the command's */
};

struct program {
	const char *name;        /* "provisim-lpa" */
	const char *spoken;      /* "provisim lpa" */
	const char *json_type;   /* "lpa" */
	const char *help;        /* one line */
	const struct command *commands; /* ended by a row without name */
	const struct command_option *options; /* that every command takes */
	const void *about; /* what commands that several programs have must know of this one; NULL: nothing */
	void (*man_sections)(FILE *file); /* writes more of the manual page, with man_page_text(); NULL: no more */
};

/* A command as it was typed. */
struct invocation {
	const struct program *program;
	const struct command *command;
	char **arguments; /* positional */
	int argument_count;
	bool json;        /* one JSON object on standard output instead of sentences */
	bool verbose;
	bool has_live_line; /* standard output ends in a line that is drawn again; the next sentence takes its place */
	struct arena arena;
	void *values;     /* of the options: see option_text() */
};

/* Runs what argv says: finds the command, reads its options, prints help for --help and -h, the version for --version.
 * Returns the process's exit code. */
int program_run(const struct program *program, int argc, char **argv);

/* The value of an option of this command or program; NULL: not given and no fallback. */
const char *option_text(const struct invocation *invocation, const char *name);
/* The same for an option that may be typed several times: its values in that order; NULL after the last. */
const char *option_text_nth(const struct invocation *invocation, const char *name, size_t index);
bool option_is_set(const struct invocation *invocation, const char *name);
/* A number from 0 to maximum. STATUS_MALFORMED: a sentence was printed; return EXIT_USAGE. STATUS_NOT_FOUND: not
 * given. */
enum status option_number(const struct invocation *invocation, const char *name, uint64_t maximum,
                          uint64_t *out) MUST_CHECK;

/* Says what is wrong with the call, and where help is. Returns EXIT_USAGE. */
enum exit_code usage_error(const struct invocation *invocation, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
