/* SPDX-License-Identifier: Apache-2.0 */
/* Running a part of Provisim as a person at a terminal would, and saying so. */
#ifndef PROGRAMS_QUICKSTART_COMMAND_H
#define PROGRAMS_QUICKSTART_COMMAND_H

#include "codec/json.h"
#include "programs/quickstart/quickstart.h"

/* The words after "provisim": QUICKSTART_WORDS("pki", "init", "pki"). */
#define QUICKSTART_WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Shows the command line, runs it, shows each line it prints. Anything but exit code 0 is a failure: the reason is the
 * last line it printed. STATUS_REFUSED: it failed, or this process was interrupted; STATUS_BUSY: it took too long;
 * STATUS_IO, STATUS_NO_MEMORY. */
enum status quickstart_run(struct quickstart *quickstart, const char *const *words) MUST_CHECK;

/* Shows the command line only. */
void quickstart_show(const struct quickstart *quickstart, const char *const *words);

/* As quickstart_run(), showing nothing, and giving the data of its JSON answer.
 * STATUS_MALFORMED: it answered something else. */
enum status quickstart_ask(struct quickstart *quickstart, const char *const *words, struct json_document *out,
                           struct json_value *out_data) MUST_CHECK;

/* Shows the command line with "&", starts it, and returns once its output in the file `log` holds `ready`. */
enum status quickstart_serve(struct quickstart *quickstart, const char *const *words, const char *log,
                             const char *ready, pid_t *out) MUST_CHECK;

/* A port of the loopback that nobody listens on. */
enum status quickstart_free_port(struct quickstart *quickstart, unsigned *out) MUST_CHECK;

/* A line below the step's title. */
void quickstart_say(const struct quickstart *quickstart, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes the reason and returns `status`. */
enum status quickstart_fail(struct quickstart *quickstart, enum status status, const char *format, ...) MUST_CHECK
	__attribute__((format(printf, 3, 4)));

#endif
