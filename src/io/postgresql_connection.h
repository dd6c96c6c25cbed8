/* SPDX-License-Identifier: Apache-2.0 */
/* One connection to PostgreSQL that never waits: connects, works on one job at a time, and comes back by itself when it was
 * cut. Only database_postgresql.c includes this. */
#ifndef IO_POSTGRESQL_CONNECTION_H
#define IO_POSTGRESQL_CONNECTION_H

#include "io/postgresql_statement.h"

/* A query or a transaction. */
struct postgresql_job {
	struct postgresql_job *next;
	const struct database_statement *statements;
	size_t count;
	struct arena *arena;            /* of a query */
	database_rows_done *rows_done;  /* of a query */
	database_applied *applied;      /* of a transaction */
	void *context;
	int64_t deadline;               /* milliseconds: it is given up when it has not been begun by then */
	enum status status;
	struct database_rows rows;
};

enum postgresql_state {
	POSTGRESQL_AWAY,       /* not connected: to be tried again */
	POSTGRESQL_CONNECTING,
	POSTGRESQL_IDLE,
	POSTGRESQL_WORKING,
};

struct postgresql_connection {
	const char *address;          /* postgresql://… */
	int poll_fd;                  /* the epoll descriptor that its socket is in */
	PGconn *handle;
	int socket;                   /* in poll_fd; -1: none */
	uint32_t watched;             /* which events of it */
	enum postgresql_state state;
	PostgresPollingStatusType connecting;
	struct postgresql_texts texts;
	struct postgresql_job *job;   /* WORKING */
	struct postgresql_sent *sent; /* what of it was sent, in order */
	size_t sent_count, answered;
	unsigned failures;            /* attempts to connect, one after the other */
	int64_t try_again_at;         /* AWAY: milliseconds */
};

/* Starts to connect. */
void postgresql_connection_open(struct postgresql_connection *connection);
void postgresql_connection_close(struct postgresql_connection *connection);

/* Begins a job; the connection is idle. Whatever goes wrong is its outcome, by postgresql_connection_go_on(). */
void postgresql_connection_begin(struct postgresql_connection *connection, struct postgresql_job *job);

/* Does what can be done now. Returns a job that is over, its status and rows set; NULL: none yet. A transaction whose
 * connection was cut is STATUS_BUSY: whether it happened is to be looked at. A query then is STATUS_OUT_OF_ORDER: it may be
 * asked again. */
struct postgresql_job *postgresql_connection_go_on(struct postgresql_connection *connection, int64_t now) MUST_CHECK;

#endif
