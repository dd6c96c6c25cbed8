/* SPDX-License-Identifier: Apache-2.0 */
/* Databases of older versions become what a fresh one is, and keep their rows. */
#include "smdp/schema.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/database_source.h"
#include "support/database_fixture.h"
#include "support/test_database.h"

struct fixture {
	struct database_fixture driver;
	struct test_database place;
	struct database_source *source;
	bool is_server;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	fixture->driver.arena = ARENA(16 << 20);
	test_database_make(&fixture->place);
	fixture->is_server = database_place_is_address(fixture->place.place);
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

static enum status try_open(struct fixture *fixture, const struct database_schema *schema, char fault[DATABASE_FAULT_SIZE])
{
	*fault = '\0';
	TRY(database_source_open(fixture->place.place, schema, 1, &fixture->source, fault));
	return database_source_connect(fixture->source, &fixture->driver.database);
}

static void open_database(struct fixture *fixture, const struct database_schema *schema)
{
	char fault[DATABASE_FAULT_SIZE];
	CHECK_STATUS(try_open(fixture, schema, fault), STATUS_OK, fault);
}

/* sql/smdp.sql as it was in version 1. */
static struct database_schema version_1(struct arena *arena)
{
	struct bytes text = source_file(arena, "tests/vectors/database_schema/smdp-1.sql");
	return (struct database_schema){ "SM-DP+", "profile", 1, arena_print(arena, "%.*s", TEXT_ARGUMENTS(bytes_text(text))),
		                         NULL };
}

static const struct database_rows *ask(struct fixture *fixture, const char *sql)
{
	const struct database_statement query = { sql, NULL, 0, 0 };
	assert_ok(database_fixture_query(&fixture->driver, &query, &fixture->driver.arena));
	return &fixture->driver.rows;
}

static void run(struct fixture *fixture, const char *sql)
{
	const struct database_statement statement = { sql, NULL, 0, DATABASE_ANY_ROWS };
	assert_ok(database_fixture_apply(&fixture->driver, &statement, 1));
}

/* Everything that the database knows about tables, columns and indexes, but the order of columns: one line of text each. */
static const char *describe(struct fixture *fixture)
{
	static const char of_file[] =
		"SELECT m.name || ' ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || "
		"COALESCE(c.dflt_value, '-') || ' ' || c.pk AS line FROM sqlite_master m, "
		"pragma_table_info(m.name) c WHERE m.type = 'table' "
		"UNION ALL SELECT COALESCE(sql, name) FROM sqlite_master WHERE type <> 'table' ORDER BY line";
	static const char of_server[] =
		"SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
		"COALESCE(column_default, '-') AS line FROM information_schema.columns WHERE table_schema = 'public' "
		"UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY line";
	struct arena *arena = &fixture->driver.arena;
	const struct database_rows *rows = ask(fixture, fixture->is_server ? of_server : of_file);
	AUTO(buffer) lines = BUFFER(1 << 20);
	for (size_t i = 0; i < rows->count; i++) {
		assert_ok(buffer_append(&lines, text_bytes(database_cell_text(rows, i, 0))));
		assert_ok(buffer_append_octet(&lines, '\n'));
	}
	assert_true(rows->count > 40);
	return arena_print(arena, "%.*s", TEXT_ARGUMENTS(buffer_text(&lines)));
}

static int64_t version_of(struct fixture *fixture)
{
	return database_cell_number(ask(fixture, "SELECT MAX(version) FROM schema_version"), 0, 0);
}

/* One row in each table of version 1, every column filled. */
static void fill(struct fixture *fixture)
{
	static const char profile[] =
		"INSERT INTO profile (iccid, version, state, profile_type, metadata, package_size, created_at, changed_at, "
		"eid, matching_id, confirmation_hash, smds_address, ordered_at, expires_at, download_attempts, "
		"confirmation_attempts, bound_eid, last_sequence_number, error_subject, error_reason) "
		"VALUES ($1, 7, 3, 'gold', $2, 4000, 11, 12, "
		"'89049032123451234512345678901235', 'ABCD-1234', $2, 'ds.example', 13, 14, 2, 1, "
		"'89049032123451234512345678901235', 5, '8.2.6', '3.8')";
	static const char package[] = "INSERT INTO package (iccid, profile_elements, protected_profile, package_keys) "
				      "VALUES ($1, $2, $2, $2)";
	static const char notification[] =
		"INSERT INTO notification (iccid, eid, sequence_number, event, received_at, content) "
		"VALUES ($1, '89049032123451234512345678901235', 5, 128, 15, $2)";
	static const char session[] = "INSERT INTO session (transaction_id, server_challenge, server_address, credential_ci, "
				      "started_at) VALUES ($1, $2, 'smdp.example', $2, 16)";
	const struct database_value values[] = {
		database_text(TEXT("8949449999999990015")),
		database_bytes(octets(&fixture->driver.arena, "00 FF 27 80")),
	};
	static const char *const texts[] = { profile, package, notification, session };
	EACH (text, texts) {
		const struct database_statement insert = { *text, values, 2, 1 };
		assert_ok(database_fixture_apply(&fixture->driver, &insert, 1));
	}
}

static void check_rows(struct fixture *fixture)
{
	static const char all[] =
		"SELECT p.version, p.matching_id, p.metadata, k.profile_elements, n.content, s.server_challenge, p.changed_at "
		"FROM profile p, package k, notification n, session s WHERE k.iccid = p.iccid AND n.iccid = p.iccid AND "
		"p.iccid = '8949449999999990015' AND p.profile_type = 'gold' AND s.started_at = 16";
	const struct database_rows *rows = ask(fixture, all);
	assert_int_equal(rows->count, 1);
	assert_int_equal(database_cell_number(rows, 0, 0), 7);
	check_text(database_cell_text(rows, 0, 1), "ABCD-1234", "matching ID");
	for (size_t column = 2; column < 6; column++)
		check_bytes(database_cell_bytes(rows, 0, column), octets(&fixture->driver.arena, "00 FF 27 80"), "octets");
	assert_int_equal(database_cell_number(rows, 0, 6), 12);
}

static void an_old_database_becomes_a_new_one(void **state)
{
	struct fixture *old = *state, *fresh = NULL;
	const struct database_schema first = version_1(&old->driver.arena);
	open_database(old, &first);
	assert_int_equal(version_of(old), 1);
	fill(old);
	close_database(old);
	open_database(old, &smdp_schema);
	assert_int_equal(version_of(old), smdp_schema.version);
	check_rows(old);

	set_up((void **)&fresh);
	open_database(fresh, &smdp_schema);
	assert_int_equal(version_of(fresh), smdp_schema.version);
	const char *want = describe(fresh), *got = describe(old);
	if (strcmp(got, want) != 0)
		fail_msg("upgraded:\n%s\nfresh:\n%s", got, want);
	tear_down((void **)&fresh);
}

static void what_is_new_already_stays_as_it_is(void **state)
{
	struct fixture *fixture = *state;
	open_database(fixture, &smdp_schema);
	fill(fixture);
	for (int i = 0; i < 2; i++) {
		close_database(fixture);
		open_database(fixture, &smdp_schema);
	}
	check_rows(fixture);
}

static void a_newer_database_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char fault[DATABASE_FAULT_SIZE];
	open_database(fixture, &smdp_schema);
	fill(fixture);
	run(fixture, "INSERT INTO schema_version (version) VALUES (1000)");
	close_database(fixture);
	CHECK_STATUS(try_open(fixture, &smdp_schema, fault), STATUS_UNSUPPORTED, "version 1000");
	CHECK(strstr(fault, "version 1000") && strstr(fault, "restore a copy"), fault);
	assert_null(fixture->source);
}

static void what_belongs_to_another_server_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char fault[DATABASE_FAULT_SIZE];
	open_database(fixture, &database_fixture_schema);
	close_database(fixture);
	CHECK_STATUS(try_open(fixture, &smdp_schema, fault), STATUS_REFUSED, "things");
	CHECK(strstr(fault, "not that of an SM-DP+"), fault);
	open_database(fixture, &database_fixture_schema);
	assert_int_equal(database_fixture_state(&fixture->driver, "none"), -1);
}

/* ---- steps ---- */

static const char step_2[] = "CREATE TABLE second (name TEXT); UPDATE thing SET state = state * 10;"
			     "INSERT INTO schema_version (version) VALUES (2);";
static const char step_3[] = "UPDATE thing SET state = state + 3; INSERT INTO schema_version (version) VALUES (3);";

static struct database_schema with_steps(int64_t version, const char *const *upgrades)
{
	struct database_schema schema = database_fixture_schema;
	schema.version = version;
	schema.upgrades = upgrades;
	return schema;
}

/* A database of version 1 with one row. */
static void make_thing(struct fixture *fixture)
{
	open_database(fixture, &database_fixture_schema);
	assert_ok(database_fixture_insert(&fixture->driver, "a", 1, (struct bytes){ 0 }));
	close_database(fixture);
}

/* The step before the one that fails stays, and that one leaves nothing behind. */
static void a_step_happens_or_does_not(void **state)
{
	struct fixture *fixture = *state;
	char fault[DATABASE_FAULT_SIZE];
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "UPDATE thing SET state = 0; UPDATE thong SET state = 0;", "from version 2 to 3" },
		{ "UPDATE thing SET state = 0;", "leaves version 2" },
		{ "UPDATE thing SET state = 0; INSERT INTO schema_version (version) VALUES (4);", "leaves version 4" },
	};
	make_thing(fixture);
	EACH (wrong, cases) {
		const struct database_schema broken = with_steps(3, (const char *const[]){ step_2, wrong->text });
		CHECK_STATUS(try_open(fixture, &broken, fault), STATUS_BUG, wrong->text);
		CHECK(strstr(fault, wrong->sentence), fault);
	}
	const struct database_schema good = with_steps(3, (const char *const[]){ step_2, step_3 });
	open_database(fixture, &good);
	assert_int_equal(version_of(fixture), 3);
	assert_int_equal(database_fixture_state(&fixture->driver, "a"), 13);
}

static pid_t open_beside(struct fixture *fixture, const struct database_schema *schema)
{
	char fault[DATABASE_FAULT_SIZE] = "";
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct database_source *source = NULL;
		_exit(database_source_open(fixture->place.place, schema, 1, &source, fault) == STATUS_OK ? 0 : 1);
	}
	return child;
}

/* Each step is taken once, by one of them, and all of them can go to work. */
static void many_processes_start_at_once(void **state)
{
	enum { PROCESSES = 8 };
	struct fixture *fixture = *state;
	const struct database_schema schema = with_steps(3, (const char *const[]){ step_2, step_3 });
	pid_t children[PROCESSES];
	int result;
	make_thing(fixture);
	for (int i = 0; i < PROCESSES; i++)
		children[i] = open_beside(fixture, &schema);
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(children[i], &result, 0), children[i]);
		assert_int_equal(result, 0);
	}
	open_database(fixture, &schema);
	assert_int_equal(database_fixture_state(&fixture->driver, "a"), 13);
}

static void an_upgrade_that_is_killed_is_made_again(void **state)
{
	struct fixture *fixture = *state;
	/* Long enough to be killed in; a server that lost its client notices when the text has ended. */
	static const char slow_file[] =
		"UPDATE thing SET state = 0; CREATE TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		"FROM n WHERE i < 1000000000) SELECT i FROM n; INSERT INTO schema_version (version) VALUES (2);";
	static const char slow_server[] = "UPDATE thing SET state = 0; SELECT pg_sleep(1);"
					  "SELECT pg_terminate_backend(pg_backend_pid());";
	const struct database_schema slow =
		with_steps(2, (const char *const[]){ fixture->is_server ? slow_server : slow_file });
	make_thing(fixture);
	pid_t child = open_beside(fixture, &slow);
	usleep(300000);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	const struct database_schema good = with_steps(3, (const char *const[]){ step_2, step_3 });
	open_database(fixture, &good);
	assert_int_equal(database_fixture_state(&fixture->driver, "a"), 13);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

/* A server that runs for long comes to ask for each of its statements on one connection. */
static void a_connection_knows_all_statements_of_a_server(void **state)
{
	enum { STATEMENTS = 400, LONGEST = 80 };
	static char texts[STATEMENTS][LONGEST];
	struct fixture *fixture = *state;
	open_database(fixture, &smdp_schema);
	for (size_t i = 0; i < STATEMENTS; i++) {
		snprintf(texts[i], LONGEST, "DELETE FROM session WHERE started_at < %zu", i);
		run(fixture, texts[i]);
	}
}

static const struct CMUnitTest tests[] = {
	TEST(an_old_database_becomes_a_new_one),
	TEST(what_is_new_already_stays_as_it_is),
	TEST(a_newer_database_is_refused),
	TEST(what_belongs_to_another_server_is_refused),
	TEST(a_step_happens_or_does_not),
	TEST(many_processes_start_at_once),
	TEST(an_upgrade_that_is_killed_is_made_again),
	TEST(a_connection_knows_all_statements_of_a_server),
};

TESTS_MAIN(tests)
