/* SPDX-License-Identifier: Apache-2.0 */
/* The one thread that writes to an SQLite file. Transactions that wait for it together are committed together: one
 * flush of the disk serves them all, and each still happens or does not by itself. */
#ifndef IO_SQLITE_WRITER_H
#define IO_SQLITE_WRITER_H

#include "ports/database.h"

/* One transaction on its way. Owned by whoever submitted it; `finished` is called by the writer's thread. */
struct sqlite_job {
	struct sqlite_job *next;
	const struct database_statement *statements;
	size_t count;
	enum status status;
	void (*finished)(struct sqlite_job *job);
	void *owner;
	database_applied *done;
	void *context;
};

struct sqlite_writer;

/* Opens or makes the file and runs `schema`, then starts the thread. NULL in *out is impossible on success.
 * STATUS_IO: cannot, or it is no database; STATUS_BUG: the schema is wrong. */
enum status sqlite_writer_start(const char *path, const char *schema, struct sqlite_writer **out) MUST_CHECK;

void sqlite_writer_submit(struct sqlite_writer *writer, struct sqlite_job *job);

/* Finishes what was submitted, ends the thread and frees the writer. */
void sqlite_writer_stop(struct sqlite_writer *writer);

#endif
