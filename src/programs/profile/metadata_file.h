/* SPDX-License-Identifier: Apache-2.0 */
/* StoreMetadata as a file: DER (BF25), or the source that stands for it. */
#ifndef PROGRAMS_PROFILE_METADATA_FILE_H
#define PROGRAMS_PROFILE_METADATA_FILE_H

#include "programs/command_line.h"
#include "rsp/profile_metadata.h"

struct metadata_file {
	struct arena arena;
	struct buffer octets;             /* DER, as it came or as its source means */
	bool is_source;
	struct profile_metadata metadata; /* views into the two above */
};

void metadata_file_release(struct metadata_file *file);

/* Fills *out, which is released by the caller whatever is returned. `fault` (METADATA_FAULT_SIZE octets) gets a sentence
 * without a full stop on failure. STATUS_UNSUPPORTED: DER with fields that a change would lose. */
enum status metadata_file_read(const char *path, struct metadata_file *out, char *fault) MUST_CHECK;

enum { METADATA_FAULT_SIZE = 256 };

/* Writes in the form of `as_source` to --output or standard output; ends the command. */
enum exit_code metadata_file_write(const struct invocation *invocation, const char *path, bool as_source,
                                   const struct profile_metadata *metadata, const char *what);

/* What people and scripts see of it; ends the command. */
enum exit_code metadata_file_show(const struct invocation *invocation, const struct profile_metadata *metadata);

#endif
