/* SPDX-License-Identifier: Apache-2.0 */
/* The one thread that writes to an SQLite file. Transactions that wait for it together are committed together: one
 * flush of the disk serves them all, and each still happens or does not by itself. */
#ifndef IO_SQLITE_WRITER_H
#define IO_SQLITE_WRITER_H

#include "ports/database.h"
#include "io/schema_upgrade.h"

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

/* Jobs one after the other; { 0 } is none. */
struct sqlite_queue {
	struct sqlite_job *first, *last;
};

static inline void sqlite_queue_add(struct sqlite_queue *queue, struct sqlite_job *job)
{
	job->next = NULL;
	if (queue->first)
		queue->last->next = job;
	else
		queue->first = job;
	queue->last = job;
}

/* Takes the first one off; NULL: there is none. */
static inline struct sqlite_job *sqlite_queue_take(struct sqlite_queue *queue)
{
	struct sqlite_job *job = queue->first;
	if (job)
		queue->first = job->next;
	return job;
}

struct sqlite_writer;

/* Opens or makes the file, brings its schema to the newest version and starts the thread. NULL in *out is impossible on
 * success. As sqlite_connection_open(), without a word in `fault`; as schema_upgrade(). */
enum status sqlite_writer_start(const char *path, const struct database_schema *schema, struct sqlite_writer **out,
                                char fault[SCHEMA_FAULT_SIZE]) MUST_CHECK;

/* Those that are submitted in one call are committed together, if they are not too many. Leaves the queue empty. */
void sqlite_writer_submit(struct sqlite_writer *writer, struct sqlite_queue *take_jobs);

/* Finishes what was submitted, ends the thread and frees the writer. */
void sqlite_writer_stop(struct sqlite_writer *writer);

#endif
