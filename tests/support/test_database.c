/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_database.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/database_source.h"
#include "support/test_postgresql.h"

enum { SKIPPED = 77 };

static struct test_postgresql server;
static unsigned databases;

static void stop_server(void)
{
	test_postgresql_stop(&server);
}

static void start_server(void)
{
	if (*server.folder)
		return;
	if (!test_postgresql_start(&server)) {
		puts("1..0 # SKIP no PostgreSQL");
		exit(SKIPPED);
	}
	atexit(stop_server);
}

const struct test_postgresql *test_database_server(void)
{
	return *server.folder ? &server : NULL;
}

static void create_database(const char *name)
{
	char sql[80];
	snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
	PGconn *connection = PQconnectdb(server.address);
	PGresult *result = PQexec(connection, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		fprintf(stderr, "%s: %s", sql, PQerrorMessage(connection));
		abort();
	}
	PQclear(result);
	PQfinish(connection);
}

void test_database_make(struct test_database *out)
{
	const char *kind = getenv("PROVISIM_TEST_DATABASE");
	char name[32];
	if (!kind || strcmp(kind, "postgresql") != 0) {
		strcpy(out->place, "/tmp/provisim-test-database-XXXXXX");
		close(mkstemp(out->place));
		return;
	}
	start_server();
	snprintf(name, sizeof name, "test%u", databases++);
	create_database(name);
	snprintf(out->place, sizeof out->place, "postgresql:///%s?host=%s&user=provisim", name, server.folder);
}

void test_database_remove(struct test_database *database)
{
	char beside[sizeof database->place + 8];
	if (database_place_is_address(database->place))
		return; /* it goes with its server */
	unlink(database->place);
	snprintf(beside, sizeof beside, "%s-wal", database->place);
	unlink(beside);
	snprintf(beside, sizeof beside, "%s-shm", database->place);
	unlink(beside);
}
