/* SPDX-License-Identifier: Apache-2.0 */
/* Against a PostgreSQL server of its own; skipped where there is none. */
#include "io/database_postgresql.h"

#include <libpq-fe.h>

#include "support/database_fixture.h"
#include "support/test_postgresql.h"

struct fixture {
	struct database_fixture driver;
	struct database_postgresql *server;
};

static struct test_postgresql postgresql;
static bool is_there;

static int start(void **state)
{
	(void)state;
	is_there = test_postgresql_start(&postgresql);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (is_there)
		test_postgresql_stop(&postgresql);
	return 0;
}

static void overhear(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

/* A word to the server that does not go through the driver. */
static void tell(const char *sql)
{
	PGconn *connection = PQconnectdb(postgresql.address);
	(void)PQsetNoticeReceiver(connection, overhear, NULL);
	PGresult *result = PQexec(connection, sql);
	ExecStatusType kind = PQresultStatus(result);
	if (kind != PGRES_COMMAND_OK && kind != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(connection));
	PQclear(result);
	PQfinish(connection);
}

static int set_up_with(void **state, unsigned connections)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	char fault[POSTGRESQL_FAULT_SIZE] = "";
	*state = fixture;
	if (!is_there)
		return 0;
	tell("DROP TABLE IF EXISTS thing, schema_version");
	fixture->driver.arena = ARENA(1 << 20);
	enum status status = database_postgresql_open(postgresql.address, &database_fixture_schema, connections,
	                                              &fixture->server, fault);
	if (status != STATUS_OK)
		fail_msg("%s", fault);
	assert_ok(database_postgresql_connect(fixture->server, &fixture->driver.database));
	return 0;
}

/* With one connection transactions keep their order. */
static int set_up(void **state)
{
	return set_up_with(state, 1);
}

static int set_up_many(void **state)
{
	return set_up_with(state, 8);
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	if (fixture->server) {
		database_close(&fixture->driver.database);
		database_postgresql_close(fixture->server);
	}
	arena_release(&fixture->driver.arena);
	free(fixture);
	return 0;
}

#define NEEDS_SERVER()  \
	do {            \
		if (!is_there) \
			skip(); \
	} while (0)

#define ON_SERVER(name) \
	static void name(void **state) \
	{ \
		NEEDS_SERVER(); \
		database_fixture_##name(state); \
	}

ON_SERVER(values)
ON_SERVER(overtaken)
ON_SERVER(group)
ON_SERVER(failing_group)
ON_SERVER(many_rows)

/* Many at once on the same row: exactly one of those that expect the same state gets its way. */
static void a_race_has_one_winner(void **state)
{
	enum { JOBS = 64 };
	struct fixture *fixture = *state;
	struct database_value values[JOBS][3];
	struct database_statement statements[JOBS];
	NEEDS_SERVER();
	assert_ok(database_fixture_insert(&fixture->driver, "a", 0, (struct bytes){ 0 }));
	for (int i = 0; i < JOBS; i++) {
		values[i][0] = database_text(TEXT("a"));
		values[i][1] = database_number(0);
		values[i][2] = database_number(i + 1);
		statements[i] = (struct database_statement){ database_fixture_step, values[i], 3, 1 };
		database_fixture_begin(&fixture->driver, &statements[i], 1);
	}
	database_fixture_wait(&fixture->driver);
	int64_t winner = database_fixture_state(&fixture->driver, "a");
	assert_in_range(winner, 1, JOBS);
}

/* A question that was cut off is asked again; of a transaction nobody can say what became of it. */
static void a_cut_connection_comes_back(void **state)
{
	static const char slow[] = "SELECT name, state FROM thing, pg_sleep(0.3)";
	static const char slow_step[] = "UPDATE thing SET state = state + 1 FROM pg_sleep(0.3) WHERE name = 'a'";
	const struct database_statement read = { slow, NULL, 0, 0 }, step = { slow_step, NULL, 0, DATABASE_ANY_ROWS };
	struct fixture *fixture = *state;
	NEEDS_SERVER();
	assert_ok(database_fixture_insert(&fixture->driver, "a", 7, (struct bytes){ 0 }));
	database_fixture_begin(&fixture->driver, &step, 1);
	tell("SELECT pg_sleep(0.1)");
	tell("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'provisim'");
	database_fixture_wait(&fixture->driver);
	CHECK_STATUS(fixture->driver.status, STATUS_BUSY, "a transaction that was cut off");
	assert_int_equal(database_fixture_state(&fixture->driver, "a"), 7);
	test_postgresql_restart(&postgresql);
	assert_ok(database_fixture_query(&fixture->driver, &read, &fixture->driver.arena));
	assert_int_equal(database_fixture_state(&fixture->driver, "a"), 7);
}

static void what_is_no_server_is_refused(void **state)
{
	struct database_postgresql *server = NULL;
	char fault[POSTGRESQL_FAULT_SIZE] = "";
	(void)state;
	static const char nobody[] = "postgresql://provisim:sesame@127.0.0.1:1/none";
	CHECK_STATUS(database_postgresql_open(nobody, &database_fixture_schema, 1, &server, fault), STATUS_IO,
	             "nobody listens");
	assert_non_null(strstr(fault, "Connection refused"));
	assert_null(strstr(fault, "sesame"));
	NEEDS_SERVER();
	tell("DROP TABLE IF EXISTS thing, schema_version");
	const struct database_schema *wrong = &database_fixture_wrong_schema;
	CHECK_STATUS(database_postgresql_open(postgresql.address, wrong, 1, &server, fault), STATUS_BUG, "a wrong schema");
	assert_non_null(strstr(fault, "syntax error"));
}

#define TEST(function, set_up) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(values, set_up),       TEST(overtaken, set_up),
	TEST(group, set_up),        TEST(failing_group, set_up),
	TEST(many_rows, set_up),    TEST(a_race_has_one_winner, set_up_many),
	TEST(a_cut_connection_comes_back, set_up), cmocka_unit_test(what_is_no_server_is_refused),
};

int main(void)
{
	return cmocka_run_group_tests(tests, start, stop);
}
