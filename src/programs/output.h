/* SPDX-License-Identifier: Apache-2.0 */
/* What a command says: sentences on a terminal; on a pipe or with --json one JSON object,
 * {"type":"lpa","payload":{"code":0,"message":"success","data":…}}, the form that scripts know from lpac. */
#ifndef PROGRAMS_OUTPUT_H
#define PROGRAMS_OUTPUT_H

#include "codec/json.h"
#include "programs/command_line.h"

/* The end of a command that did its work. `data` is JSON, printed in JSON mode ("null" when empty); `sentence` is
 * printed in the other, if it is not NULL. Returns EXIT_DONE. */
enum exit_code output_success(const struct invocation *invocation, struct text data, const char *sentence, ...)
	__attribute__((format(printf, 3, 4)));

/* The end of a command that did not: one sentence that says what to do, codes included. To standard error, in JSON mode
 * as {"code":-1,"message":message,"data":sentence}. `message`: the step that failed, "es9p_initiate_authentication".
 * Returns EXIT_FAILED. */
enum exit_code output_failure(const struct invocation *invocation, const char *message, const char *sentence, ...)
	__attribute__((format(printf, 3, 4)));

/* A step of long work: a line for people; {"type":"progress",…} in JSON mode with `message` and `data` (JSON, or
 * empty). */
void output_progress(const struct invocation *invocation, const char *message, struct text data,
                     const char *sentence, ...)
	__attribute__((format(printf, 4, 5)));

/* A line for people only; nothing in JSON mode. */
void output_line(const struct invocation *invocation, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
