/* SPDX-License-Identifier: Apache-2.0 */
#include "io/postgresql_connection.h"

#include <stdlib.h>
#include <sys/epoll.h>

enum { RETRY_MILLISECONDS = 50, RETRY_DOUBLINGS = 5 };

/* A message that an answer comes for. */
struct postgresql_sent {
	bool is_text;  /* to be prepared */
	size_t index;
};

/* ---- the socket in the epoll descriptor ---- */

static void watch(struct postgresql_connection *connection, uint32_t events)
{
	int socket = connection->handle ? PQsocket(connection->handle) : -1;
	if (connection->state >= POSTGRESQL_IDLE && connection->socket == socket && connection->watched == events)
		return; /* as libpq opens no new socket any more */
	struct epoll_event event = { .events = events, .data.ptr = connection };
	if (connection->socket >= 0 && connection->socket != socket)
		(void)epoll_ctl(connection->poll_fd, EPOLL_CTL_DEL, connection->socket, NULL);
	/* A socket that libpq closed and opened anew has the same number and is not in there any more. */
	if (socket >= 0 && epoll_ctl(connection->poll_fd, EPOLL_CTL_MOD, socket, &event) != 0)
		(void)epoll_ctl(connection->poll_fd, EPOLL_CTL_ADD, socket, &event);
	connection->socket = socket;
	connection->watched = events;
}

static void drop(struct postgresql_connection *connection)
{
	if (connection->socket >= 0)
		(void)epoll_ctl(connection->poll_fd, EPOLL_CTL_DEL, connection->socket, NULL);
	PQfinish(connection->handle);
	free(connection->sent);
	connection->handle = NULL;
	connection->sent = NULL;
	connection->socket = -1;
	connection->texts.count = 0;
	connection->state = POSTGRESQL_AWAY;
}

void postgresql_connection_close(struct postgresql_connection *connection)
{
	drop(connection);
}

/* ---- connecting ---- */

/* What the server remarks is nothing that anybody asked for. */
static void overhear(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

void postgresql_connection_open(struct postgresql_connection *connection)
{
	static const char *const names[] = { "dbname", "application_name", "tcp_user_timeout", "options", NULL };
	const char *const values[] = { connection->address, "provisim", "10000", "-c statement_timeout=20000", NULL };
	connection->socket = -1;
	connection->handle = PQconnectStartParams(names, values, 1);
	connection->state = POSTGRESQL_CONNECTING;
	connection->connecting = PGRES_POLLING_WRITING;
	watch(connection, EPOLLOUT);
}

static void stay_away(struct postgresql_connection *connection, int64_t now)
{
	unsigned doublings = connection->failures < RETRY_DOUBLINGS ? connection->failures : RETRY_DOUBLINGS;
	connection->failures++;
	connection->try_again_at = now + (RETRY_MILLISECONDS << doublings);
	drop(connection);
}

static void connect_further(struct postgresql_connection *connection, int64_t now)
{
	connection->connecting = connection->handle ? PQconnectPoll(connection->handle) : PGRES_POLLING_FAILED;
	switch (connection->connecting) {
	case PGRES_POLLING_OK:
		if (PQsetnonblocking(connection->handle, 1) != 0 || PQenterPipelineMode(connection->handle) != 1) {
			stay_away(connection, now);
			break;
		}
		(void)PQsetNoticeReceiver(connection->handle, overhear, NULL);
		connection->failures = 0;
		connection->state = POSTGRESQL_IDLE;
		connection->watched = 0; /* of which socket, libpq alone knows */
		watch(connection, EPOLLIN);
		break;
	case PGRES_POLLING_FAILED:
		stay_away(connection, now);
		break;
	default:
		watch(connection, connection->connecting == PGRES_POLLING_READING ? EPOLLIN : EPOLLOUT);
		break;
	}
}

/* ---- working: everything up to the Sync is one transaction ---- */

static enum status send_statement(struct postgresql_connection *connection, const struct database_statement *statement)
{
	size_t index;
	TRY(postgresql_texts_find(&connection->texts, statement, &index));
	if (!connection->texts.prepared[index].is_there) {
		TRY(postgresql_send_text(connection->handle, &connection->texts.prepared[index], index));
		connection->sent[connection->sent_count++] = (struct postgresql_sent){ true, index };
	}
	TRY(postgresql_send_values(connection->handle, statement, index));
	connection->sent[connection->sent_count++] = (struct postgresql_sent){ false, index };
	return STATUS_OK;
}

/* A text that is sent twice before the first answer is there would be prepared twice. */
static enum status send_job(struct postgresql_connection *connection)
{
	const struct postgresql_job *job = connection->job;
	connection->sent = calloc(2 * job->count, sizeof *connection->sent);
	if (!connection->sent)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->count; i++) {
		struct database_statement statement = job->statements[i];
		if (job->rows_done)
			statement.expected_rows = DATABASE_ANY_ROWS;
		TRY(send_statement(connection, &statement));
		connection->texts.prepared[connection->sent[connection->sent_count - 1].index].is_there = true;
	}
	return PQpipelineSync(connection->handle) == 1 ? STATUS_OK : STATUS_IO;
}

void postgresql_connection_begin(struct postgresql_connection *connection, struct postgresql_job *job)
{
	connection->job = job;
	connection->state = POSTGRESQL_WORKING;
	connection->sent_count = connection->answered = 0;
	job->status = STATUS_OK;
	job->rows = (struct database_rows){ 0 };
	enum status status = send_job(connection);
	if (status != STATUS_OK)
		job->status = status == STATUS_IO ? STATUS_OUT_OF_ORDER : status;
	bool is_sent = job->status == STATUS_OK && PQflush(connection->handle) == 0;
	watch(connection, is_sent ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

/* A text that was not prepared after all is not there the next time either. */
static void take_answer(struct postgresql_connection *connection, const PGresult *result)
{
	struct postgresql_job *job = connection->job;
	ExecStatusType kind = PQresultStatus(result);
	if (connection->answered == connection->sent_count)
		return;
	struct postgresql_sent *sent = &connection->sent[connection->answered++];
	bool is_good = kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK;
	if (sent->is_text && !is_good)
		connection->texts.prepared[sent->index].is_there = false;
	if (kind == PGRES_FATAL_ERROR && job->status == STATUS_OK)
		job->status = postgresql_status(result);
	else if (kind == PGRES_TUPLES_OK && job->rows_done && job->status == STATUS_OK)
		job->status = postgresql_read_rows(result, job->arena, &job->rows);
}

static bool has_answers(struct postgresql_connection *connection)
{
	return PQconsumeInput(connection->handle) == 1 && PQstatus(connection->handle) == CONNECTION_OK;
}

/* True: the answer to the Sync is there. */
static bool take_answers(struct postgresql_connection *connection)
{
	while (!PQisBusy(connection->handle)) {
		PGresult *result = PQgetResult(connection->handle);
		bool is_sync = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
		if (result && !is_sync)
			take_answer(connection, result);
		PQclear(result);
		if (is_sync)
			return true;
	}
	return false;
}

static struct postgresql_job *give_up(struct postgresql_connection *connection, int64_t now)
{
	struct postgresql_job *job = connection->job;
	if (job->status == STATUS_OK || job->status == STATUS_OUT_OF_ORDER)
		job->status = job->rows_done ? STATUS_OUT_OF_ORDER : STATUS_BUSY;
	connection->job = NULL;
	stay_away(connection, now);
	return job;
}

static struct postgresql_job *work_further(struct postgresql_connection *connection, int64_t now)
{
	struct postgresql_job *job = connection->job;
	int unsent = PQflush(connection->handle);
	bool was_not_sent = connection->answered == 0 && job->status != STATUS_OK;
	if (unsent < 0 || was_not_sent || !has_answers(connection))
		return give_up(connection, now);
	watch(connection, unsent > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
	if (!take_answers(connection))
		return NULL;
	if (job->status == STATUS_OUT_OF_ORDER)
		return give_up(connection, now);
	free(connection->sent);
	connection->sent = NULL;
	connection->job = NULL;
	connection->state = POSTGRESQL_IDLE;
	return job;
}

struct postgresql_job *postgresql_connection_go_on(struct postgresql_connection *connection, int64_t now)
{
	switch (connection->state) {
	case POSTGRESQL_AWAY:
		if (now >= connection->try_again_at)
			postgresql_connection_open(connection);
		return NULL;
	case POSTGRESQL_CONNECTING:
		connect_further(connection, now);
		return NULL;
	case POSTGRESQL_IDLE:
		/* Something to read without a question: the server says goodbye. */
		if (!has_answers(connection))
			stay_away(connection, now);
		return NULL;
	default:
		return work_further(connection, now);
	}
}
