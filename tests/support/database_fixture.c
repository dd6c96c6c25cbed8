/* SPDX-License-Identifier: Apache-2.0 */
#include "support/database_fixture.h"

const struct database_schema database_fixture_schema = {
	.owner = "test",
	.table = "thing",
	.version = 1,
	.newest = "CREATE TABLE schema_version (version BIGINT PRIMARY KEY); INSERT INTO schema_version (version) VALUES (1);"
	          "CREATE TABLE thing (name TEXT PRIMARY KEY, state BIGINT NOT NULL, content BYTEA);",
};
const struct database_schema database_fixture_wrong_schema = { "test", "thing", 1, "CREATE TABEL x;", NULL };

static const char INSERT[] = "INSERT INTO thing (name, state, content) VALUES ($1, $2, $3)";
const char database_fixture_step[] = "UPDATE thing SET state = $3 WHERE name = $1 AND state = $2";
static const char READ[] = "SELECT name, state, content FROM thing WHERE name = $1";

static void note_applied(void *context, enum status status)
{
	struct database_fixture *fixture = context;
	fixture->status = status;
	fixture->outstanding--;
}

static void note_rows(void *context, enum status status, const struct database_rows *rows)
{
	struct database_fixture *fixture = context;
	fixture->status = status;
	fixture->rows = rows ? *rows : (struct database_rows){ 0 };
	fixture->outstanding--;
}

void database_fixture_wait(struct database_fixture *fixture)
{
	while (fixture->outstanding > 0) {
		struct pollfd wait = { database_descriptor(&fixture->database), POLLIN, 0 };
		assert_int_equal(poll(&wait, 1, 20000), 1);
		database_deliver(&fixture->database);
	}
}

void database_fixture_begin(struct database_fixture *fixture, const struct database_statement *statements, size_t count)
{
	fixture->outstanding++;
	database_apply(&fixture->database, statements, count, note_applied, fixture);
}

enum status database_fixture_apply(struct database_fixture *fixture, const struct database_statement *statements, size_t count)
{
	database_fixture_begin(fixture, statements, count);
	database_fixture_wait(fixture);
	return fixture->status;
}

enum status database_fixture_query(struct database_fixture *fixture, const struct database_statement *statement,
                                   struct arena *arena)
{
	fixture->outstanding++;
	database_query(&fixture->database, statement, arena, note_rows, fixture);
	database_fixture_wait(fixture);
	return fixture->status;
}

enum status database_fixture_insert(struct database_fixture *fixture, const char *name, int64_t number, struct bytes content)
{
	const struct database_statement insert = STATEMENT(INSERT, 1, database_text(text_from(name)), database_number(number),
	                                                   content.data ? database_bytes(content) : database_null());
	return database_fixture_apply(fixture, &insert, 1);
}

int64_t database_fixture_state(struct database_fixture *fixture, const char *name)
{
	const struct database_statement read = STATEMENT(READ, 0, database_text(text_from(name)));
	assert_ok(database_fixture_query(fixture, &read, &fixture->arena));
	return fixture->rows.count == 1 ? database_cell_number(&fixture->rows, 0, 1) : -1;
}

void database_fixture_values(void **state)
{
	struct database_fixture *fixture = *state;
	static const char name[] = "a'; DROP TABLE thing;--";
	struct bytes content = octets(&fixture->arena, "00 FF 00 27 3B");
	assert_ok(database_fixture_insert(fixture, name, INT64_MIN, content));
	assert_true(database_fixture_state(fixture, name) == INT64_MIN);
	check_bytes(database_cell_bytes(&fixture->rows, 0, 2), content, "content");
	assert_int_equal(database_cell(&fixture->rows, 0, 2).kind, DATABASE_BYTES);
	assert_int_equal(database_cell(&fixture->rows, 0, 3).kind, DATABASE_NULL);
	assert_int_equal(database_cell(&fixture->rows, 1, 0).kind, DATABASE_NULL);

	assert_ok(database_fixture_insert(fixture, "", 1, bytes_from("", 0)));
	assert_int_equal(database_fixture_state(fixture, ""), 1);
	assert_int_equal(database_cell(&fixture->rows, 0, 0).kind, DATABASE_TEXT);
	assert_int_equal(database_cell(&fixture->rows, 0, 2).kind, DATABASE_BYTES);
	assert_ok(database_fixture_insert(fixture, "none", -1, (struct bytes){ 0 }));
	assert_int_equal(database_fixture_state(fixture, "none"), -1);
	assert_int_equal(database_cell(&fixture->rows, 0, 2).kind, DATABASE_NULL);
}

void database_fixture_overtaken(void **state)
{
	struct database_fixture *fixture = *state;
	assert_ok(database_fixture_insert(fixture, "a", 1, (struct bytes){ 0 }));
	assert_ok(database_fixture_insert(fixture, "b", 1, (struct bytes){ 0 }));
	const struct database_statement steps[] = {
		STATEMENT(database_fixture_step, 1, database_text(TEXT("a")), database_number(1), database_number(2)),
		STATEMENT(database_fixture_step, 1, database_text(TEXT("b")), database_number(9), database_number(2)),
	};
	CHECK_STATUS(database_fixture_apply(fixture, steps, 2), STATUS_BUSY, "b is not in state 9");
	assert_int_equal(database_fixture_state(fixture, "a"), 1);
	assert_ok(database_fixture_apply(fixture, steps, 1));
	assert_int_equal(database_fixture_state(fixture, "a"), 2);
	CHECK_STATUS(database_fixture_insert(fixture, "a", 5, (struct bytes){ 0 }), STATUS_EXISTS, "a second a");
	assert_int_equal(database_fixture_state(fixture, "a"), 2);
	static const char wrong[] = "UPDATE thong SET state = 1";
	const struct database_statement mistake = { wrong, NULL, 0, DATABASE_ANY_ROWS };
	for (int i = 0; i < 2; i++)
		CHECK_STATUS(database_fixture_apply(fixture, &mistake, 1), STATUS_BUG, "no such table");
}

/* Begins one transaction for each row of `values`, which must stay. */
static void begin_steps(struct database_fixture *fixture, struct database_value values[][3],
                        struct database_statement statements[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		values[i][0] = database_text(TEXT("counter"));
		statements[i] = (struct database_statement){ database_fixture_step, values[i], 3, 1 };
		database_fixture_begin(fixture, &statements[i], 1);
	}
}

/* Each rests on what the one before it did. */
void database_fixture_group(void **state)
{
	enum { JOBS = 100 };
	struct database_fixture *fixture = *state;
	struct database_value values[JOBS][3];
	struct database_statement statements[JOBS];
	assert_ok(database_fixture_insert(fixture, "counter", 0, (struct bytes){ 0 }));
	for (int i = 0; i < JOBS; i++) {
		values[i][1] = database_number(i);
		values[i][2] = database_number(i + 1);
	}
	begin_steps(fixture, values, statements, JOBS);
	database_fixture_wait(fixture);
	assert_ok(fixture->status);
	assert_int_equal(database_fixture_state(fixture, "counter"), JOBS);
}

/* All but the even ones find another state than they expect: each stands for itself, in order. */
void database_fixture_failing_group(void **state)
{
	enum { JOBS = 200 };
	struct database_fixture *fixture = *state;
	struct database_value values[JOBS][3];
	struct database_statement statements[JOBS];
	assert_ok(database_fixture_insert(fixture, "counter", 0, (struct bytes){ 0 }));
	for (int i = 0; i < JOBS; i++) {
		values[i][1] = database_number(i % 2 == 0 ? i / 2 : -1);
		values[i][2] = database_number(i / 2 + 1);
	}
	begin_steps(fixture, values, statements, JOBS);
	database_fixture_wait(fixture);
	CHECK_STATUS(fixture->status, STATUS_BUSY, "the last one");
	assert_int_equal(database_fixture_state(fixture, "counter"), JOBS / 2);
}

void database_fixture_many_rows(void **state)
{
	struct database_fixture *fixture = *state;
	for (int i = 0; i < 9; i++) {
		char name[2] = { (char)('a' + i), 0 };
		assert_ok(database_fixture_insert(fixture, name, i, (struct bytes){ 0 }));
	}
	static const char all[] = "SELECT name, state FROM thing ORDER BY name";
	const struct database_statement read = { all, NULL, 0, 0 };
	assert_ok(database_fixture_query(fixture, &read, &fixture->arena));
	assert_int_equal(fixture->rows.count, 9);
	check_text(database_cell_text(&fixture->rows, 8, 0), "i", "last name");

	AUTO(arena) small = ARENA(100);
	CHECK_STATUS(database_fixture_query(fixture, &read, &small), STATUS_NO_MEMORY, "an arena of 100 octets");
}
