/* SPDX-License-Identifier: Apache-2.0 */
/* A request of another program or of a page: a command of this program, its arguments and options. Each is carried out by a
 * process of its own, which is this program with the command's words: what goes wrong there stays there, and a cancelled
 * download ends in good order.
 *
 *   {"command":"profile download","arguments":["LPA:1$…"],"options":{"enable":true}} */
#ifndef PROGRAMS_LPA_REQUEST_H
#define PROGRAMS_LPA_REQUEST_H

#include <sys/types.h>

#include "codec/json.h"
#include "programs/command_line.h"

enum {
	REQUEST_MAXIMUM = 64 << 10, /* octets of a request */
	REQUEST_WORDS_MAXIMUM = 96,
	REQUEST_LINE_MAXIMUM = 1 << 20, /* octets of one event */
};

/* What the process gets. Words live in the invocation and in the arena of those who made them. */
struct request_words {
	const char *argv[REQUEST_WORDS_MAXIMUM];
	size_t count;
	const char *confirmation_code; /* by the environment, for arguments can be seen by others on the machine; NULL: none */
};

/* This program with the options of the invocation that choose card and network. */
void request_words_begin(const struct invocation *invocation, struct request_words *words);

/* One more; NULL, and what there is no room for, is left out and makes request_words_end() fail. */
void request_words_add(struct request_words *words, const char *word);

/* Appends what a request says. False: arguments or options are not good. Words are checked: none can become an option that the
 * request may not name, and a code is never the name of a file. */
bool request_words_read(struct json_value request, struct text command, struct arena *arena,
                        struct request_words *words) MUST_CHECK;

/* False: there was no room. */
bool request_words_end(struct request_words *words) MUST_CHECK;

/* Waits for the card's turn, which all agents and pages of a card share. Close the descriptor to give it on; -1: no lock is
 * to be had. `nowait`: or it is in use. */
int request_lock(const char *path, bool nowait);

/* The process. { 0 } is none. */
struct request_child {
	pid_t pid; /* nought: none */
	int to, from; /* descriptors: its standard input (-1: that was given) and output */
	int aside;    /* what it says to people, on standard error */
	bool has_question;
	struct buffer said;   /* that is no whole line yet */
	struct buffer result; /* its last line, when it came */
};

/* Starts it, with `input` as standard input, or a pipe if that is -1. False: the system has no process or pipe for it. */
bool request_child_start(struct request_child *child, const struct request_words *words, int input) MUST_CHECK;

/* A line that is not the result: an object that begins with its type: "progress", "question", "warning". */
typedef void request_event(void *context, struct text line);

/* Reads what it has written, which must be something. False: it has closed its output, or says more than may be in a line. */
bool request_child_hear(struct request_child *child, request_event *take, void *context) MUST_CHECK;

/* One line to the question that it asked; nothing happens if there is none. */
void request_child_answer(struct request_child *child, struct text words);

/* In good order, as Ctrl-C does. */
void request_child_cancel(const struct request_child *child);

/* Waits for its end. What it said to people comes as events of type "warning"; if there is no result, one is made of that, or
 * of how it ended. child->result stays until the next start or request_child_release(). */
void request_child_end(struct request_child *child, request_event *take, void *context);

void request_child_release(struct request_child *child);

#endif
