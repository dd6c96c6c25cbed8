/* SPDX-License-Identifier: Apache-2.0 */
/* Other programs beside a benchmark. Commands are for the shell. */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

#include <stdio.h>
#include <sys/types.h>

/* Puts a folder of programs before all others, and enters another one to work in. */
void child_prepare(const char *programs, const char *folder);

/* Runs to its end, which must be a good one. */
void child_run(const char *command);

/* The shell should `exec` the program, so that the process is the program. `out_output` may be NULL; else it gets the
 * program's standard output, to be closed by the caller. */
pid_t child_start(const char *command, FILE **out_output);

/* Memory that it has now, as the kernel counts it. */
double child_resident_bytes(pid_t child);

/* Asks it to end, and waits. */
void child_stop(pid_t child);

#endif
