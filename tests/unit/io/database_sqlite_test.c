/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <poll.h>
#include <sqlite3.h>
#include <unistd.h>

#include "io/database_sqlite.h"

static const char SCHEMA[] =
	"CREATE TABLE IF NOT EXISTS thing (name TEXT PRIMARY KEY, state BIGINT NOT NULL, content BYTEA);";
static const char INSERT[] = "INSERT INTO thing (name, state, content) VALUES ($1, $2, $3)";
static const char STEP[] = "UPDATE thing SET state = $3 WHERE name = $1 AND state = $2";
static const char READ[] = "SELECT name, state, content FROM thing WHERE name = $1";

struct fixture {
	char path[64];
	struct database_sqlite *file;
	struct database database;
	struct arena arena;
	enum status status;
	size_t outstanding;
	struct database_rows rows;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	strcpy(fixture->path, "/tmp/provisim-database-XXXXXX");
	close(mkstemp(fixture->path));
	fixture->arena = ARENA(1 << 20);
	assert_ok(database_sqlite_open(fixture->path, SCHEMA, &fixture->file));
	assert_ok(database_sqlite_connect(fixture->file, &fixture->database));
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	database_close(&fixture->database);
	database_sqlite_close(fixture->file);
	arena_release(&fixture->arena);
	unlink(fixture->path);
	free(fixture);
	return 0;
}

static void note_applied(void *context, enum status status)
{
	struct fixture *fixture = context;
	fixture->status = status;
	fixture->outstanding--;
}

static void note_rows(void *context, enum status status, const struct database_rows *rows)
{
	struct fixture *fixture = context;
	fixture->status = status;
	if (rows)
		fixture->rows = *rows;
}

static void wait_for_all(struct fixture *fixture)
{
	while (fixture->outstanding > 0) {
		struct pollfd wait = { database_descriptor(&fixture->database), POLLIN, 0 };
		assert_int_equal(poll(&wait, 1, 10000), 1);
		database_deliver(&fixture->database);
	}
}

static enum status apply(struct fixture *fixture, const struct database_statement *statements, size_t count)
{
	fixture->outstanding++;
	database_apply(&fixture->database, statements, count, note_applied, fixture);
	wait_for_all(fixture);
	return fixture->status;
}

#define STATEMENT(sql, rows, ...) \
	{ (sql), (const struct database_value[]){ __VA_ARGS__ }, \
	  ARRAY_SIZE(((const struct database_value[]){ __VA_ARGS__ })), (rows) }

static int64_t state_of(struct fixture *fixture, const char *name)
{
	const struct database_statement read = STATEMENT(READ, 0, database_text(text_from(name)));
	database_query(&fixture->database, &read, &fixture->arena, note_rows, fixture);
	assert_ok(fixture->status);
	return fixture->rows.count == 1 ? database_cell_number(&fixture->rows, 0, 1) : -1;
}

static enum status insert(struct fixture *fixture, const char *name, int64_t number)
{
	const struct database_statement insert = STATEMENT(INSERT, 1, database_text(text_from(name)),
	                                                   database_number(number), database_null());
	return apply(fixture, &insert, 1);
}

static void values_come_back_as_they_went_in(void **state)
{
	struct fixture *fixture = *state;
	struct bytes content = octets(&fixture->arena, "00 FF 00 27 3B");
	const struct database_statement insert = STATEMENT(INSERT, 1, database_text(TEXT("a'; DROP TABLE thing;--")),
	                                                   database_number(INT64_MIN), database_bytes(content));
	assert_ok(apply(fixture, &insert, 1));
	assert_true(state_of(fixture, "a'; DROP TABLE thing;--") == INT64_MIN);
	check_bytes(database_cell_bytes(&fixture->rows, 0, 2), content, "content");
	assert_int_equal(database_cell(&fixture->rows, 0, 2).kind, DATABASE_BYTES);
	assert_int_equal(database_cell(&fixture->rows, 0, 3).kind, DATABASE_NULL);
	assert_int_equal(database_cell(&fixture->rows, 1, 0).kind, DATABASE_NULL);

	const struct database_statement empty = STATEMENT(INSERT, 1, database_text(TEXT("")), database_number(1),
	                                                  database_bytes((struct bytes){ 0 }));
	assert_ok(apply(fixture, &empty, 1));
	assert_int_equal(state_of(fixture, ""), 1);
	assert_int_equal(database_cell(&fixture->rows, 0, 0).kind, DATABASE_TEXT);
	assert_int_equal(database_cell(&fixture->rows, 0, 2).kind, DATABASE_BYTES);
}

static void parameters_are_numbered_not_counted(void **state)
{
	struct fixture *fixture = *state;
	assert_ok(insert(fixture, "a", 1));
	/* $2 stands first in the text. */
	static const char backwards[] = "UPDATE thing SET state = $2 WHERE name = $1";
	const struct database_statement update = STATEMENT(backwards, 1, database_text(TEXT("a")), database_number(7));
	assert_ok(apply(fixture, &update, 1));
	assert_int_equal(state_of(fixture, "a"), 7);
	const struct database_statement too_few = STATEMENT(backwards, 1, database_text(TEXT("a")));
	CHECK_STATUS(apply(fixture, &too_few, 1), STATUS_BUG, "a value is missing");
	static const char unnumbered[] = "UPDATE thing SET state = ? WHERE name = 'a'";
	const struct database_statement unknown = STATEMENT(unnumbered, 1, database_number(8));
	for (int i = 0; i < 2; i++)
		CHECK_STATUS(apply(fixture, &unknown, 1), STATUS_BUG, "a parameter without a number");
	assert_int_equal(state_of(fixture, "a"), 7);
}

static void an_overtaken_transition_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	assert_ok(insert(fixture, "a", 1));
	assert_ok(insert(fixture, "b", 1));
	const struct database_statement steps[] = {
		STATEMENT(STEP, 1, database_text(TEXT("a")), database_number(1), database_number(2)),
		STATEMENT(STEP, 1, database_text(TEXT("b")), database_number(9), database_number(2)),
	};
	CHECK_STATUS(apply(fixture, steps, 2), STATUS_BUSY, "b is not in state 9");
	assert_int_equal(state_of(fixture, "a"), 1);
	assert_ok(apply(fixture, steps, 1));
	assert_int_equal(state_of(fixture, "a"), 2);
	CHECK_STATUS(insert(fixture, "a", 5), STATUS_EXISTS, "a second a");
	assert_int_equal(state_of(fixture, "a"), 2);
}

/* Each rests on what the one before it did. */
static void a_group_succeeds_in_order(void **state)
{
	enum { JOBS = 100 };
	struct fixture *fixture = *state;
	assert_ok(insert(fixture, "counter", 0));
	static struct database_value values[JOBS][3];
	static struct database_statement statements[JOBS];
	for (int i = 0; i < JOBS; i++) {
		values[i][0] = database_text(TEXT("counter"));
		values[i][1] = database_number(i);
		values[i][2] = database_number(i + 1);
		statements[i] = (struct database_statement){ STEP, values[i], 3, 1 };
		fixture->outstanding++;
		database_apply(&fixture->database, &statements[i], 1, note_applied, fixture);
	}
	assert_int_equal(state_of(fixture, "counter"), 0);
	wait_for_all(fixture);
	assert_ok(fixture->status);
	assert_int_equal(state_of(fixture, "counter"), JOBS);
}

static void a_group_fails_one_by_one(void **state)
{
	enum { JOBS = 200 };
	struct fixture *fixture = *state;
	assert_ok(insert(fixture, "counter", 0));
	/* All but the even ones find another state than they expect: each job stands for itself, in order. */
	static struct database_value values[JOBS][3];
	static struct database_statement statements[JOBS];
	for (int i = 0; i < JOBS; i++) {
		values[i][0] = database_text(TEXT("counter"));
		values[i][1] = database_number(i % 2 == 0 ? i / 2 : -1);
		values[i][2] = database_number(i / 2 + 1);
		statements[i] = (struct database_statement){ STEP, values[i], 3, 1 };
		fixture->outstanding++;
		database_apply(&fixture->database, &statements[i], 1, note_applied, fixture);
	}
	wait_for_all(fixture);
	CHECK_STATUS(fixture->status, STATUS_BUSY, "the last one");
	assert_int_equal(state_of(fixture, "counter"), JOBS / 2);
}

static void another_process_sees_what_is_durable(void **state)
{
	struct fixture *fixture = *state;
	assert_ok(insert(fixture, "a", 42));
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

static void many_rows_and_the_limit_of_the_arena(void **state)
{
	struct fixture *fixture = *state;
	for (int i = 0; i < 9; i++) {
		char name[2] = { (char)('a' + i), 0 };
		assert_ok(insert(fixture, name, i));
	}
	static const char all[] = "SELECT name, state FROM thing ORDER BY name";
	const struct database_statement read = { all, NULL, 0, 0 };
	database_query(&fixture->database, &read, &fixture->arena, note_rows, fixture);
	assert_ok(fixture->status);
	assert_int_equal(fixture->rows.count, 9);
	check_text(database_cell_text(&fixture->rows, 8, 0), "i", "last name");

	AUTO(arena) small = ARENA(100);
	database_query(&fixture->database, &read, &small, note_rows, fixture);
	CHECK_STATUS(fixture->status, STATUS_NO_MEMORY, "an arena of 100 octets");
}

static void what_is_no_database_is_refused(void **state)
{
	(void)state;
	struct database_sqlite *file = NULL;
	CHECK_STATUS(database_sqlite_open("/nowhere/at/all", SCHEMA, &file), STATUS_REFUSED, "no such folder");
	char path[] = "/tmp/provisim-no-database-XXXXXX";
	int number = mkstemp(path);
	for (int i = 0; i < 200; i++)
		assert_int_equal(write(number, "this is no database, ", 21), 21);
	close(number);
	CHECK_STATUS(database_sqlite_open(path, SCHEMA, &file), STATUS_MALFORMED, "another file");
	unlink(path);
	char fresh[] = "/tmp/provisim-bad-schema-XXXXXX";
	close(mkstemp(fresh));
	CHECK_STATUS(database_sqlite_open(fresh, "CREATE TABEL x;", &file), STATUS_BUG, "a wrong schema");
	unlink(fresh);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_come_back_as_they_went_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(parameters_are_numbered_not_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_overtaken_transition_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_group_succeeds_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_group_fails_one_by_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_process_sees_what_is_durable, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many_rows_and_the_limit_of_the_arena, set_up, tear_down),
		cmocka_unit_test(what_is_no_database_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
