/* SPDX-License-Identifier: Apache-2.0 */
#include "io/database_sqlite.h"

#include <sqlite3.h>
#include <unistd.h>

#include "support/database_fixture.h"

struct fixture {
	struct database_fixture driver;
	char path[64];
	struct database_sqlite *file;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	strcpy(fixture->path, "/tmp/provisim-database-XXXXXX");
	close(mkstemp(fixture->path));
	fixture->driver.arena = ARENA(1 << 20);
	char fault[SCHEMA_FAULT_SIZE];
	CHECK_STATUS(database_sqlite_open(fixture->path, &database_fixture_schema, &fixture->file, fault), STATUS_OK, fault);
	assert_ok(database_sqlite_connect(fixture->file, &fixture->driver.database));
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	database_close(&fixture->driver.database);
	database_sqlite_close(fixture->file);
	arena_release(&fixture->driver.arena);
	unlink(fixture->path);
	free(fixture);
	return 0;
}

static void parameters_are_numbered_not_counted(void **state)
{
	struct database_fixture *driver = *state;
	assert_ok(database_fixture_insert(driver, "a", 1, (struct bytes){ 0 }));
	/* $2 stands first in the text. */
	static const char backwards[] = "UPDATE thing SET state = $2 WHERE name = $1";
	const struct database_statement update = STATEMENT(backwards, 1, database_text(TEXT("a")), database_number(7));
	assert_ok(database_fixture_apply(driver, &update, 1));
	assert_int_equal(database_fixture_state(driver, "a"), 7);
	const struct database_statement too_few = STATEMENT(backwards, 1, database_text(TEXT("a")));
	CHECK_STATUS(database_fixture_apply(driver, &too_few, 1), STATUS_BUG, "a value is missing");
	static const char unnumbered[] = "UPDATE thing SET state = ? WHERE name = 'a'";
	const struct database_statement unknown = STATEMENT(unnumbered, 1, database_number(8));
	for (int i = 0; i < 2; i++)
		CHECK_STATUS(database_fixture_apply(driver, &unknown, 1), STATUS_BUG, "a parameter without a number");
	assert_int_equal(database_fixture_state(driver, "a"), 7);
}

static void another_process_sees_what_is_durable(void **state)
{
	struct fixture *fixture = *state;
	struct database_fixture *driver = &fixture->driver;
	assert_ok(database_fixture_insert(driver, "a", 42, (struct bytes){ 0 }));
	sqlite3 *witness;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open(fixture->path, &witness), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(witness, "SELECT state FROM thing WHERE name='a'", -1, &statement, NULL),
	                 SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(statement, 0), 42);
	sqlite3_finalize(statement);
	sqlite3_close(witness);
}

static void what_is_no_database_is_refused(void **state)
{
	(void)state;
	struct database_sqlite *file = NULL;
	const struct database_schema *schema = &database_fixture_schema;
	char fault[SCHEMA_FAULT_SIZE] = "unset";
	CHECK_STATUS(database_sqlite_open("/nowhere/at/all", schema, &file, fault), STATUS_REFUSED, "no such folder");
	assert_string_equal(fault, "");
	char path[] = "/tmp/provisim-no-database-XXXXXX";
	int number = mkstemp(path);
	for (int i = 0; i < 200; i++)
		assert_int_equal(write(number, "this is no database, ", 21), 21);
	close(number);
	CHECK_STATUS(database_sqlite_open(path, schema, &file, fault), STATUS_MALFORMED, "another file");
	unlink(path);
	char fresh[] = "/tmp/provisim-bad-schema-XXXXXX";
	close(mkstemp(fresh));
	CHECK_STATUS(database_sqlite_open(fresh, &database_fixture_wrong_schema, &file, fault), STATUS_BUG, "a wrong schema");
	assert_non_null(strstr(fault, "syntax error"));
	unlink(fresh);
}

#define WITH_FILE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	WITH_FILE(database_fixture_values),
	WITH_FILE(database_fixture_overtaken),
	WITH_FILE(database_fixture_group),
	WITH_FILE(database_fixture_failing_group),
	WITH_FILE(database_fixture_many_rows),
	WITH_FILE(parameters_are_numbered_not_counted),
	WITH_FILE(another_process_sees_what_is_durable),
	cmocka_unit_test(what_is_no_database_is_refused),
};

TESTS_MAIN(tests)
