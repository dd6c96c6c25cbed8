/* SPDX-License-Identifier: Apache-2.0 */
/* Profile packages as files: DER, or the source that compiles to it. */
#ifndef PROGRAMS_PROFILE_FILE_H
#define PROGRAMS_PROFILE_FILE_H

#include "base/buffer.h"
#include "programs/command_line.h"

enum { PROFILE_FILE_MAXIMUM = 64 << 20, PACKAGE_FILE_MAXIMUM = 16 << 20 };

/* Reads the file of that name; "-": standard input. A source is compiled; `source_only`: DER is refused. False: a
 * sentence was printed; return EXIT_FAILED. */
bool profile_file_read(const struct invocation *invocation, const char *path, bool source_only, struct buffer *out)
	MUST_CHECK;

/* As it is, without compiling it. */
bool profile_file_load(const struct invocation *invocation, const char *path, struct buffer *out) MUST_CHECK;

/* As profile_file_read(), and tells whether it was a source; `source`, unless it is NULL, gets its text then. */
bool profile_file_read_either(const struct invocation *invocation, const char *path, struct buffer *out,
                              bool *out_is_source, struct buffer *source) MUST_CHECK;

/* Writes to the file that --output names, or to standard output. Profiles hold keys: only the owner can read the
 * file. */
bool profile_file_write(const struct invocation *invocation, struct bytes content) MUST_CHECK;

#endif
