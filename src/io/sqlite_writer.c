/* SPDX-License-Identifier: Apache-2.0 */
#include "io/sqlite_writer.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "io/sqlite_statement.h"

enum { GROUP_MAXIMUM = 64, WRITER_CACHE_KIB = 4096, IDLE_SECONDS = 2, GATHERING_MICROSECONDS = 5000 };

struct sqlite_writer {
	struct sqlite_connection connection; /* the thread's, once it runs */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t work;
	struct sqlite_queue jobs; /* guarded by the mutex, as the next */
	bool stopping;
};

/* Takes up to GROUP_MAXIMUM jobs that wait. Returns how many. */
static size_t take(struct sqlite_writer *writer, struct sqlite_job *group[GROUP_MAXIMUM])
{
	size_t count = 0;
	while (count < GROUP_MAXIMUM && writer->jobs.first)
		group[count++] = sqlite_queue_take(&writer->jobs);
	return count;
}

static enum status run_statements(struct sqlite_connection *connection, const struct sqlite_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		TRY(sqlite_connection_change(connection, &job->statements[i]));
	return STATUS_OK;
}

static const struct database_statement begin = { "BEGIN IMMEDIATE", NULL, 0, DATABASE_ANY_ROWS };
static const struct database_statement commit = { "COMMIT", NULL, 0, DATABASE_ANY_ROWS };

/* A full disk may have ended the transaction by itself; then there is nothing to roll back. */
static void roll_back(struct sqlite_connection *connection)
{
	static const struct database_statement roll_back = { "ROLLBACK", NULL, 0, DATABASE_ANY_ROWS };
	(void)!sqlite_connection_change(connection, &roll_back);
}

/* False: one of them failed, and nothing happened. */
static bool run_together(struct sqlite_connection *connection, struct sqlite_job *group[], size_t count)
{
	enum status status = sqlite_connection_change(connection, &begin);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = group[i]->status = run_statements(connection, group[i]);
	if (status == STATUS_OK)
		status = sqlite_connection_change(connection, &commit);
	if (status != STATUS_OK)
		roll_back(connection);
	return status == STATUS_OK;
}

/* One job among others: what it did is taken back alone if it fails. */
static enum status run_one(struct sqlite_connection *connection, const struct sqlite_job *job)
{
	static const struct database_statement mark = { "SAVEPOINT one", NULL, 0, DATABASE_ANY_ROWS };
	static const struct database_statement keep = { "RELEASE one", NULL, 0, DATABASE_ANY_ROWS };
	static const struct database_statement undo = { "ROLLBACK TO one", NULL, 0, DATABASE_ANY_ROWS };
	TRY(sqlite_connection_change(connection, &mark));
	enum status status = run_statements(connection, job);
	if (status != STATUS_OK && sqlite_connection_change(connection, &undo) != STATUS_OK)
		return STATUS_IO;
	enum status released = sqlite_connection_change(connection, &keep);
	return status != STATUS_OK ? status : released;
}

static void run_each(struct sqlite_connection *connection, struct sqlite_job *group[], size_t count)
{
	enum status status = sqlite_connection_change(connection, &begin);
	for (size_t i = 0; i < count; i++)
		group[i]->status = status == STATUS_OK ? run_one(connection, group[i]) : STATUS_IO;
	if (status == STATUS_OK)
		status = sqlite_connection_change(connection, &commit);
	if (status == STATUS_OK)
		return;
	roll_back(connection);
	for (size_t i = 0; i < count; i++)
		group[i]->status = STATUS_IO;
}

/* That one of a group fails is rare, and marking where each begins costs as much as what most of them do. */
static void run_group(struct sqlite_connection *connection, struct sqlite_job *group[], size_t count)
{
	if (!run_together(connection, group, count))
		run_each(connection, group, count);
}

/* The log file is folded into the database when nothing has come for a while: then nobody waits for that. It keeps its
 * size: writing over what is there costs the disk less than growing a file. */
static void fold(struct sqlite_writer *writer)
{
	pthread_mutex_unlock(&writer->mutex);
	sqlite3_wal_checkpoint_v2(writer->connection.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	pthread_mutex_lock(&writer->mutex);
}

/* Waits for work. False when there is none and the writer is to stop. */
static bool wait_for_work(struct sqlite_writer *writer, bool *unfolded)
{
	while (!writer->jobs.first && !writer->stopping) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += IDLE_SECONDS;
		if (!*unfolded) {
			pthread_cond_wait(&writer->work, &writer->mutex);
		} else if (pthread_cond_timedwait(&writer->work, &writer->mutex, &until) != 0 && !writer->jobs.first) {
			fold(writer);
			*unfolded = false;
		}
	}
	return writer->jobs.first != NULL;
}

/* Where several came together more are on the way, and to flush once for all of them is worth a moment; whoever comes
 * alone is served at once. */
static void gather(struct sqlite_writer *writer)
{
	static const struct timespec moment = { 0, GATHERING_MICROSECONDS * 1000L };
	pthread_mutex_unlock(&writer->mutex);
	nanosleep(&moment, NULL);
	pthread_mutex_lock(&writer->mutex);
}

static void *run(void *context)
{
	struct sqlite_writer *writer = context;
	struct sqlite_job *group[GROUP_MAXIMUM];
	bool unfolded = false;
	size_t count = 0;
	pthread_mutex_lock(&writer->mutex);
	while (wait_for_work(writer, &unfolded)) {
		if (count > 1)
			gather(writer);
		count = take(writer, group);
		pthread_mutex_unlock(&writer->mutex);
		run_group(&writer->connection, group, count);
		for (size_t i = 0; i < count; i++)
			group[i]->finished(group[i]);
		unfolded = true;
		pthread_mutex_lock(&writer->mutex);
	}
	pthread_mutex_unlock(&writer->mutex);
	return NULL;
}

static enum status start_thread(struct sqlite_writer *writer)
{
	pthread_condattr_t attributes;
	pthread_mutex_init(&writer->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->work, &attributes);
	pthread_condattr_destroy(&attributes);
	return pthread_create(&writer->thread, NULL, run, writer) == 0 ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status run_text(void *self, const char *sql)
{
	struct sqlite_connection *connection = self;
	enum status status = sqlite_connection_run(connection, sql);
	return status == STATUS_IO && sqlite3_errcode(connection->handle) == SQLITE_BUSY ? STATUS_BUSY : status;
}

static enum status read_number(void *self, const char *sql, int64_t *out)
{
	struct sqlite_connection *connection = self;
	sqlite3_stmt *query = NULL;
	bool got = sqlite3_prepare_v2(connection->handle, sql, -1, &query, NULL) == SQLITE_OK &&
	           sqlite3_step(query) == SQLITE_ROW;
	if (got)
		*out = sqlite3_column_int64(query, 0);
	enum status failed = sqlite3_errcode(connection->handle) == SQLITE_BUSY ? STATUS_BUSY : STATUS_IO;
	sqlite3_finalize(query);
	return got ? STATUS_OK : failed;
}

static const char *last_fault(void *self)
{
	return sqlite3_errmsg(((struct sqlite_connection *)self)->handle);
}

static enum status bring_up(struct sqlite_connection *connection, const struct database_schema *schema,
                            char fault[SCHEMA_FAULT_SIZE])
{
	const struct schema_target target = {
		.self = connection,
		.begin = "BEGIN IMMEDIATE",
		.has_table = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '%s'",
		.run = run_text,
		.number = read_number,
		.why = last_fault,
	};
	return schema_upgrade(schema, &target, fault);
}

enum status sqlite_writer_start(const char *path, const struct database_schema *schema, struct sqlite_writer **out,
                                char fault[SCHEMA_FAULT_SIZE])
{
	*fault = '\0';
	struct sqlite_writer *writer = calloc(1, sizeof *writer);
	if (!writer)
		return STATUS_NO_MEMORY;
	enum status status = sqlite_connection_open(&writer->connection, path, WRITER_CACHE_KIB);
	if (status == STATUS_OK)
		status = bring_up(&writer->connection, schema, fault);
	if (status == STATUS_OK)
		status = start_thread(writer);
	if (status != STATUS_OK) {
		sqlite_connection_release(&writer->connection);
		free(writer);
		return status;
	}
	*out = writer;
	return STATUS_OK;
}

void sqlite_writer_submit(struct sqlite_writer *writer, struct sqlite_queue *take_jobs)
{
	struct sqlite_job *job;
	pthread_mutex_lock(&writer->mutex);
	while ((job = sqlite_queue_take(take_jobs)) != NULL)
		sqlite_queue_add(&writer->jobs, job);
	pthread_cond_signal(&writer->work);
	pthread_mutex_unlock(&writer->mutex);
}

void sqlite_writer_stop(struct sqlite_writer *writer)
{
	pthread_mutex_lock(&writer->mutex);
	writer->stopping = true;
	pthread_cond_signal(&writer->work);
	pthread_mutex_unlock(&writer->mutex);
	pthread_join(writer->thread, NULL);
	pthread_cond_destroy(&writer->work);
	pthread_mutex_destroy(&writer->mutex);
	sqlite_connection_release(&writer->connection);
	free(writer);
}
