/* SPDX-License-Identifier: Apache-2.0 */
#include "io/database_sqlite.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "io/sqlite_statement.h"
#include "io/sqlite_writer.h"

enum { READER_CACHE_KIB = 512 };

struct database_sqlite {
	char *path;
	struct sqlite_writer *writer;
};

/* One thread's connection: reads by itself, hands transactions to the writer and gets them back through `finished`. They
 * wait until the thread's loop has come round: what it met in one round is committed together, with one flush. */
struct session {
	struct sqlite_writer *writer;
	struct sqlite_connection reader;
	int event_fd;
	struct sqlite_queue waiting;
	pthread_mutex_t mutex;
	struct sqlite_queue finished; /* guarded by the mutex */
};

/* Makes the descriptor readable. */
static void wake(struct session *session)
{
	uint64_t one = 1;
	(void)!write(session->event_fd, &one, sizeof one); /* the counter cannot overflow */
}

static void session_query(void *self, const struct database_statement *statement, struct arena *arena,
                          database_rows_done *done, void *context)
{
	struct session *session = self;
	struct database_rows rows = { 0 };
	enum status status = sqlite_connection_query(&session->reader, statement, arena, &rows);
	done(context, status, status == STATUS_OK ? &rows : NULL);
}

/* In the writer's thread. The signal is given under the lock: after it this thread touches the session no more, so that
 * its owner may close it as soon as it has the job. One signal does for all that have not been fetched. */
static void job_finished(struct sqlite_job *job)
{
	struct session *session = job->owner;
	pthread_mutex_lock(&session->mutex);
	bool first = !session->finished.first;
	sqlite_queue_add(&session->finished, job);
	if (first)
		wake(session);
	pthread_mutex_unlock(&session->mutex);
}

static void session_apply(void *self, const struct database_statement *statements, size_t count, database_applied *done,
                          void *context)
{
	struct session *session = self;
	struct sqlite_job *job = malloc(sizeof *job);
	if (!job) {
		done(context, STATUS_NO_MEMORY);
		return;
	}
	*job = (struct sqlite_job){
		.statements = statements,
		.count = count,
		.finished = job_finished,
		.owner = session,
		.done = done,
		.context = context,
	};
	if (!session->waiting.first)
		wake(session);
	sqlite_queue_add(&session->waiting, job);
}

static int session_descriptor(void *self)
{
	return ((struct session *)self)->event_fd;
}

static void session_deliver(void *self)
{
	struct session *session = self;
	struct sqlite_job *job;
	uint64_t count;
	(void)!read(session->event_fd, &count, sizeof count); /* not blocking: it may have been read already */
	if (session->waiting.first)
		sqlite_writer_submit(session->writer, &session->waiting);
	pthread_mutex_lock(&session->mutex);
	struct sqlite_queue finished = session->finished;
	session->finished = (struct sqlite_queue){ 0 };
	pthread_mutex_unlock(&session->mutex);
	while ((job = sqlite_queue_take(&finished)) != NULL) {
		job->done(job->context, job->status);
		free(job);
	}
}

static void session_close(void *self)
{
	struct session *session = self;
	sqlite_connection_release(&session->reader);
	close(session->event_fd);
	pthread_mutex_destroy(&session->mutex);
	free(session);
}

enum status database_sqlite_connect(struct database_sqlite *file, struct database *out)
{
	struct session *session = calloc(1, sizeof *session);
	if (!session)
		return STATUS_NO_MEMORY;
	session->writer = file->writer;
	session->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (session->event_fd < 0 ||
	    sqlite_connection_open(&session->reader, file->path, READER_CACHE_KIB) != STATUS_OK) {
		if (session->event_fd >= 0)
			close(session->event_fd);
		free(session);
		return STATUS_IO;
	}
	pthread_mutex_init(&session->mutex, NULL);
	*out = (struct database){ session,         session_query,   session_apply, session_descriptor,
		                  session_deliver, session_close };
	return STATUS_OK;
}

enum status database_sqlite_open(const char *path, const struct database_schema *schema, struct database_sqlite **out,
                                 char fault[SCHEMA_FAULT_SIZE])
{
	struct database_sqlite *file = calloc(1, sizeof *file);
	if (!file)
		return STATUS_NO_MEMORY;
	*fault = '\0';
	file->path = strdup(path);
	enum status status = file->path ? sqlite_writer_start(path, schema, &file->writer, fault) : STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		free(file->path);
		free(file);
		return status;
	}
	*out = file;
	return STATUS_OK;
}

void database_sqlite_close(struct database_sqlite *file)
{
	if (!file)
		return;
	sqlite_writer_stop(file->writer);
	free(file->path);
	free(file);
}
