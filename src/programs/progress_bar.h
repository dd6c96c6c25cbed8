/* SPDX-License-Identifier: Apache-2.0 */
/* One line on a terminal that is drawn again while something goes on. */
#ifndef PROGRAMS_PROGRESS_BAR_H
#define PROGRAMS_PROGRESS_BAR_H

#include "programs/command_line.h"

enum { PROGRESS_LINE_SIZE = 200 /* octets, with the NUL */ };

struct progress_bar {
	struct invocation *invocation;
	bool is_shown;
	uint64_t began, drawn; /* milliseconds of a clock that is never set */
};

/* Shown if standard output is a terminal that can erase a line, and sentences are wanted. */
struct progress_bar progress_bar_begin(struct invocation *invocation);

/* `total`: nought if it is not known. Draws at most ten times a second. The next sentence of the invocation takes the line's
 * place. */
void progress_bar_step(struct progress_bar *bar, uint64_t done, uint64_t total);

/* Draws in any case: all is done but for what comes after the last. */
void progress_bar_finish(struct progress_bar *bar, uint64_t done);

/* "[#####.....] 5 of 10  2/s  0:03 left", never longer than `columns` - 1; without the bar where there is no room for it, or
 * no total. `milliseconds` since the beginning. */
void progress_bar_print(uint64_t done, uint64_t total, uint64_t milliseconds, size_t columns, char out[PROGRESS_LINE_SIZE]);

#endif
