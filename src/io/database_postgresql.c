/* SPDX-License-Identifier: Apache-2.0 */
#include "io/database_postgresql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "io/postgresql_connection.h"

enum { TICK_MILLISECONDS = 50, EVENTS_AT_ONCE = 16 };

struct database_postgresql {
	char *address;
	unsigned connections;
};

struct session {
	int poll_fd;
	int timer_fd;
	bool timer_runs;
	struct postgresql_job *first, *last; /* wait for a connection */
	unsigned count;
	struct postgresql_connection connections[POSTGRESQL_CONNECTIONS_MAXIMUM];
};

static int64_t milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- jobs ---- */

static void finish(struct postgresql_job *job)
{
	if (job->rows_done)
		job->rows_done(job->context, job->status, job->status == STATUS_OK ? &job->rows : NULL);
	else
		job->applied(job->context, job->status);
	free(job);
}

static void put_first(struct session *session, struct postgresql_job *job)
{
	job->next = session->first;
	session->first = job;
	if (!session->last)
		session->last = job;
}

static void put_last(struct session *session, struct postgresql_job *job)
{
	if (session->last)
		session->last->next = job;
	else
		session->first = job;
	session->last = job;
}

static struct postgresql_job *take_first(struct session *session)
{
	struct postgresql_job *job = session->first;
	session->first = job->next;
	if (!session->first)
		session->last = NULL;
	job->next = NULL;
	return job;
}

static void start_waiting(struct session *session)
{
	for (unsigned i = 0; i < session->count && session->first; i++)
		if (session->connections[i].state == POSTGRESQL_IDLE)
			postgresql_connection_begin(&session->connections[i], take_first(session));
}

/* In the order in which they came, so the first one in time ends the search. */
static void give_up_waiting(struct session *session, int64_t now)
{
	while (session->first && session->first->deadline <= now) {
		struct postgresql_job *job = take_first(session);
		job->status = STATUS_IO;
		finish(job);
	}
}

/* The timer runs while there is something that no socket will tell. */
static void set_timer(struct session *session)
{
	bool is_needed = session->first != NULL;
	for (unsigned i = 0; i < session->count; i++)
		is_needed |= session->connections[i].state == POSTGRESQL_AWAY;
	if (!is_needed && !session->timer_runs)
		return;
	session->timer_runs = is_needed;
	struct itimerspec spec = { .it_value.tv_nsec = is_needed ? TICK_MILLISECONDS * 1000000L : 0 };
	(void)timerfd_settime(session->timer_fd, 0, &spec, NULL);
}

static void submit(struct session *session, const struct postgresql_job *wanted)
{
	struct postgresql_job *job = malloc(sizeof *job);
	if (!job) {
		if (wanted->rows_done)
			wanted->rows_done(wanted->context, STATUS_NO_MEMORY, NULL);
		else
			wanted->applied(wanted->context, STATUS_NO_MEMORY);
		return;
	}
	*job = *wanted;
	job->deadline = milliseconds() + POSTGRESQL_WAIT_MILLISECONDS;
	put_last(session, job);
	start_waiting(session);
	if (session->first)
		set_timer(session);
}

/* ---- the port ---- */

static void session_query(void *self, const struct database_statement *statement, struct arena *arena,
                          database_rows_done *done, void *context)
{
	const struct postgresql_job job = { .statements = statement, .count = 1, .arena = arena, .rows_done = done,
		                            .context = context };
	submit(self, &job);
}

static void session_apply(void *self, const struct database_statement *statements, size_t count, database_applied *done,
                          void *context)
{
	const struct postgresql_job job = { .statements = statements, .count = count, .applied = done, .context = context };
	submit(self, &job);
}

static int session_descriptor(void *self)
{
	return ((struct session *)self)->poll_fd;
}

/* A query that lost its connection is asked again. */
static void go_on(struct session *session, struct postgresql_connection *connection, int64_t now)
{
	struct postgresql_job *job = postgresql_connection_go_on(connection, now);
	if (job && job->status == STATUS_OUT_OF_ORDER)
		put_first(session, job);
	else if (job)
		finish(job);
}

static void session_deliver(void *self)
{
	struct session *session = self;
	struct epoll_event events[EVENTS_AT_ONCE];
	uint64_t ticks;
	int count = epoll_wait(session->poll_fd, events, EVENTS_AT_ONCE, 0);
	int64_t now = milliseconds();
	for (int i = 0; i < count; i++) {
		if (events[i].data.ptr)
			go_on(session, events[i].data.ptr, now);
		else
			(void)!read(session->timer_fd, &ticks, sizeof ticks);
	}
	for (unsigned i = 0; i < session->count; i++)
		if (session->connections[i].state == POSTGRESQL_AWAY)
			go_on(session, &session->connections[i], now);
	start_waiting(session);
	give_up_waiting(session, now);
	set_timer(session);
}

static void session_close(void *self)
{
	struct session *session = self;
	for (unsigned i = 0; i < session->count; i++)
		postgresql_connection_close(&session->connections[i]);
	close(session->timer_fd);
	close(session->poll_fd);
	free(session);
}

static bool open_descriptors(struct session *session)
{
	struct epoll_event event = { .events = EPOLLIN };
	session->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	session->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (session->poll_fd >= 0 && session->timer_fd >= 0 &&
	    epoll_ctl(session->poll_fd, EPOLL_CTL_ADD, session->timer_fd, &event) == 0)
		return true;
	if (session->poll_fd >= 0)
		close(session->poll_fd);
	if (session->timer_fd >= 0)
		close(session->timer_fd);
	return false;
}

enum status database_postgresql_connect(struct database_postgresql *server, struct database *out)
{
	struct session *session = calloc(1, sizeof *session);
	if (!session || !open_descriptors(session)) {
		enum status status = session ? STATUS_IO : STATUS_NO_MEMORY;
		free(session);
		return status;
	}
	session->count = server->connections;
	for (unsigned i = 0; i < session->count; i++) {
		struct postgresql_connection *connection = &session->connections[i];
		*connection = (struct postgresql_connection){ .address = server->address, .poll_fd = session->poll_fd };
		postgresql_connection_open(connection);
	}
	*out = (struct database){ session,         session_query,   session_apply, session_descriptor,
		                  session_deliver, session_close };
	return STATUS_OK;
}

/* ---- the server ---- */

static void keep_fault(const char *message, char fault[POSTGRESQL_FAULT_SIZE])
{
	struct text line = text_trimmed(text_from(message));
	for (size_t i = 0; i < line.size; i++)
		if (line.data[i] == '\n')
			line.size = i;
	snprintf(fault, POSTGRESQL_FAULT_SIZE, "%.*s", TEXT_ARGUMENTS(line));
}

static enum status run_text(void *self, const char *sql)
{
	PGresult *result = PQexec(self, sql);
	ExecStatusType kind = PQresultStatus(result);
	enum status status = kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK ? STATUS_OK : postgresql_status(result);
	PQclear(result);
	return status == STATUS_OUT_OF_ORDER ? STATUS_IO : status;
}

static enum status read_number(void *self, const char *sql, int64_t *out)
{
	PGresult *result = PQexec(self, sql);
	bool got = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
	if (got)
		*out = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return got ? STATUS_OK : STATUS_IO;
}

/* Its first line. */
static const char *last_fault(void *self)
{
	char *message = PQerrorMessage(self);
	message[strcspn(message, "\n")] = '\0';
	return message;
}

static void be_silent(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

/* Each step has the newest view of what the others did, whatever the server's own default is. */
static enum status bring_up(const char *address, const struct database_schema *schema, char fault[POSTGRESQL_FAULT_SIZE])
{
	static const char *const names[] = { "dbname", "application_name", "connect_timeout", NULL };
	const char *const values[] = { address, "provisim", "5", NULL };
	PGconn *connection = PQconnectdbParams(names, values, 1);
	const struct schema_target target = {
		.self = connection,
		.begin = "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(5069318)",
		.has_table = "SELECT COUNT(to_regclass('%s'))",
		.run = run_text,
		.number = read_number,
		.why = last_fault,
	};
	enum status status = STATUS_IO;
	if (PQstatus(connection) != CONNECTION_OK) {
		keep_fault(PQerrorMessage(connection), fault);
	} else {
		(void)PQsetNoticeReceiver(connection, be_silent, NULL);
		status = schema_upgrade(schema, &target, fault);
	}
	PQfinish(connection);
	return status;
}

enum status database_postgresql_open(const char *address, const struct database_schema *schema, unsigned connections,
                                     struct database_postgresql **out, char fault[POSTGRESQL_FAULT_SIZE])
{
	struct database_postgresql *server = calloc(1, sizeof *server);
	*fault = '\0';
	if (!server)
		return STATUS_NO_MEMORY;
	server->address = strdup(address);
	server->connections = connections < POSTGRESQL_CONNECTIONS_MAXIMUM ? connections : POSTGRESQL_CONNECTIONS_MAXIMUM;
	enum status status = server->address ? bring_up(address, schema, fault) : STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		database_postgresql_close(server);
		return status;
	}
	*out = server;
	return STATUS_OK;
}

void database_postgresql_close(struct database_postgresql *server)
{
	if (!server)
		return;
	free(server->address);
	free(server);
}
