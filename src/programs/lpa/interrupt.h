/* SPDX-License-Identifier: Apache-2.0 */
/* SIGINT and SIGTERM for a program that ends what is under way in good order. */
#ifndef PROGRAMS_LPA_INTERRUPT_H
#define PROGRAMS_LPA_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* From here on the first of the two is noted; a second one ends the process. */
void interrupts_watch(void);

/* Not nought once one came, until it is taken. Lives as long as the process. */
const volatile sig_atomic_t *interrupt_flag(void);

/* True: one came, and counts no more. */
bool interrupt_taken(void);

/* Reads a line of standard input, past what stdio keeps of it: into `out`, at most `size` octets with the NUL, without
 * the line end; what is longer is read and dropped. False: the input has ended, or an interrupt is noted, which ends the
 * wait whenever it comes. */
bool interrupt_or_line(char *out, size_t size);

#endif
