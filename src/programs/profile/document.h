/* SPDX-License-Identifier: Apache-2.0 */
/* A package that a command changes: read in whatever form it has, and written back in that form. */
#ifndef PROGRAMS_PROFILE_DOCUMENT_H
#define PROGRAMS_PROFILE_DOCUMENT_H

#include "base/buffer.h"
#include "programs/command_line.h"

struct profile_document {
	struct buffer package; /* DER */
	bool is_source;        /* it was YAML, and will be */
	struct buffer source;  /* the text then, or one nearer to the result: what is the same in it will stay */
	const char *path;
};

void profile_document_release(struct profile_document *document);

/* False: a sentence was printed; return EXIT_FAILED. */
bool profile_document_read(const struct invocation *invocation, const char *path, struct profile_document *out) MUST_CHECK;

/* Where the result goes is said in a way that can be followed; else a sentence was printed: return EXIT_USAGE. */
bool profile_document_has_target(const struct invocation *invocation, const struct profile_document *document) MUST_CHECK;

/* Writes `package` in the form of the document to --output, over the document itself with --in-place, or to standard
 * output. Whole or not at all. `what`: the command's name in messages; `data`: JSON about it, may be empty. Ends the
 * command. */
enum exit_code profile_document_write(const struct invocation *invocation, const struct profile_document *document,
                                      struct bytes package, const char *what, struct text sentence);

/* The options that go with it, for tables of options. */
#define PROFILE_DOCUMENT_OPTIONS \
	{ "output", 'o', "FILE", NULL, NULL, "where the result goes; standard output when left out" }, \
	{ "in-place", 'i', NULL, NULL, NULL, "the result replaces FILE, whole or not at all" }

#endif
