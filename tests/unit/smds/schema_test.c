/* SPDX-License-Identifier: Apache-2.0 */
/* A database of an older SM-DS keeps its events, and can forward from then on. */
#include "smds/schema.h"

#include <stdlib.h>

#include "io/database_source.h"
#include "support/database_fixture.h"
#include "support/test_database.h"

struct fixture {
	struct database_fixture driver;
	struct test_database place;
	struct database_source *source;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	fixture->driver.arena = ARENA(16 << 20);
	test_database_make(&fixture->place);
	*state = fixture;
	return 0;
}

static void close_database(struct fixture *fixture)
{
	database_close(&fixture->driver.database);
	database_source_close(fixture->source);
	fixture->source = NULL;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	close_database(fixture);
	test_database_remove(&fixture->place);
	arena_release(&fixture->driver.arena);
	free(fixture);
	return 0;
}

static void open_database(struct fixture *fixture, const struct database_schema *schema)
{
	char fault[DATABASE_FAULT_SIZE] = "";
	CHECK_STATUS(database_source_open(fixture->place.place, schema, 1, &fixture->source, fault), STATUS_OK, fault);
	assert_ok(database_source_connect(fixture->source, &fixture->driver.database));
}

static int64_t number_of(struct fixture *fixture, const char *sql)
{
	const struct database_statement query = { sql, NULL, 0, 0 };
	assert_ok(database_fixture_query(&fixture->driver, &query, &fixture->driver.arena));
	return database_cell_number(&fixture->driver.rows, 0, 0);
}

static void an_old_database_becomes_a_new_one(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = &fixture->driver.arena;
	struct bytes text = source_file(arena, "tests/vectors/database_schema/smds-1.sql");
	const struct database_schema first = {
		"SM-DS", "event", 1, arena_print(arena, "%.*s", TEXT_ARGUMENTS(bytes_text(text))), NULL,
	};
	const struct database_statement insert = {
		"INSERT INTO event (eid, number, owner, event_id, rsp_server_address, registered_at) "
		"VALUES ('89049032123451234512345678901235', 1, '2.999.10', 'A', 'smdp.example', 11)", NULL, 0, 1,
	};
	open_database(fixture, &first);
	assert_ok(database_fixture_apply(&fixture->driver, &insert, 1));
	close_database(fixture);
	for (int i = 0; i < 2; i++) {
		open_database(fixture, &smds_schema);
		assert_int_equal(number_of(fixture, "SELECT MAX(version) FROM schema_version"), smds_schema.version);
		assert_int_equal(number_of(fixture, "SELECT registered_at FROM event WHERE event_id = 'A'"), 11);
		assert_int_equal(number_of(fixture, "SELECT COUNT(*) FROM outbox"), 0);
		assert_int_equal(number_of(fixture, "SELECT COUNT(*) FROM outbox_lease"), 0);
		assert_int_equal(number_of(fixture, "SELECT COUNT(*) FROM account"), 0);
		assert_int_equal(number_of(fixture, "SELECT COUNT(*) FROM audit"), 0);
		close_database(fixture);
	}
	open_database(fixture, &smds_schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_old_database_becomes_a_new_one, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
