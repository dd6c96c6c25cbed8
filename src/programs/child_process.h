/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs, run to their end or kept running beside this one. None outlives it: they are ended by
 * children_release(), and by the kernel should this process be killed. While there are children, the signals that end a
 * process (interrupt, terminate, hang-up) are taken in here, so that the caller can tidy up. */
#ifndef PROGRAMS_CHILD_PROCESS_H
#define PROGRAMS_CHILD_PROCESS_H

#include <signal.h>
#include <sys/types.h>

#include "base/buffer.h"

enum { CHILDREN_MAXIMUM = 8 };

struct children {
	int signals;        /* file descriptor; 0: none yet */
	sigset_t kept_mask; /* what was blocked before */
	pid_t running[CHILDREN_MAXIMUM];
	size_t count;
	int interrupted_by; /* signal number; nought: not interrupted */
};

/* STATUS_IO: no signal descriptor to be had. */
enum status children_init(struct children *children) MUST_CHECK;

/* Asks each running child to end (SIGTERM), and makes it end after two seconds. */
void children_end(struct children *children);

/* The same, and gives the signals back. */
void children_release(struct children *children);

/* A line that a child wrote, without its end, as it comes. */
typedef void child_line(void *context, struct text line);

/* Runs argv[0] with standard output and error in one stream: each line goes to `on_line` (if not NULL), the whole to
 * `output`, as far as its limit reaches. Standard input is empty.
 * STATUS_OK: it ended by itself, with *out_exit_code (128 + n after signal n; 127: could not be run).
 * STATUS_BUSY: not done after `milliseconds`, and was ended; STATUS_REFUSED: this process was interrupted;
 * STATUS_IO: no pipe or process to be had. */
enum status child_run(struct children *children, const char *const *argv, int milliseconds, child_line *on_line,
                      void *context, struct buffer *output, int *out_exit_code) MUST_CHECK;

/* Starts argv[0] with its output appended to the file `log_path`, and returns when that holds the text `ready`.
 * STATUS_NOT_FOUND: it ended first; STATUS_BUSY: not ready after `milliseconds`; STATUS_REFUSED, STATUS_IO as above. */
enum status child_start(struct children *children, const char *const *argv, const char *log_path, const char *ready,
                        int milliseconds, pid_t *out) MUST_CHECK;

/* Ends one child in good order, or after `milliseconds` by force. STATUS_OK: it ended with exit code 0 when asked to;
 * STATUS_REFUSED: it ended otherwise. */
enum status child_stop(struct children *children, pid_t child, int milliseconds) MUST_CHECK;

#endif
