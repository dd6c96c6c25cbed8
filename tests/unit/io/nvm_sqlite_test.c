/* SPDX-License-Identifier: Apache-2.0 */
/* What is special about the file: it outlives processes, killed ones too, and lets only one in. */
#include "support/test.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/nvm_sqlite.h"

static int make_folder(void **state)
{
	static char folder[] = "/tmp/provisim-nvm-XXXXXX";
	*state = mkdtemp(folder);
	return *state ? 0 : -1;
}

static int remove_folder(void **state)
{
	rmdir(*state);
	return 0;
}

static void card_path(void **state, char *out, size_t size)
{
	snprintf(out, size, "%s/card", (char *)*state);
	unlink(out);
}

/* A journal stays behind with who was killed, and stays while there is nothing in it to undo. */
static void remove_card(void **state)
{
	char path[100], journal[120];
	card_path(state, path, sizeof path);
	snprintf(journal, sizeof journal, "%s-journal", path);
	unlink(journal);
}

static void write_number(struct nvm *nvm, nvm_key key, uint32_t number)
{
	assert_ok(nvm_write(nvm, key, bytes_from(&number, sizeof number)));
}

static uint32_t read_number(struct nvm *nvm, nvm_key key)
{
	AUTO(buffer) value = BUFFER(10);
	if (nvm_read(nvm, key, &value) != STATUS_OK)
		return 0;
	uint32_t number;
	assert_int_equal(value.size, sizeof number);
	memcpy(&number, value.data, sizeof number);
	return number;
}

static void test_survives_closing(void **state)
{
	char path[100];
	card_path(state, path, sizeof path);
	struct nvm_sqlite *file;
	assert_ok(nvm_sqlite_open(path, &file));
	assert_ok(nvm_begin(nvm_sqlite_port(file)));
	write_number(nvm_sqlite_port(file), 7, 42);
	assert_ok(nvm_commit(nvm_sqlite_port(file)));
	assert_ok(nvm_begin(nvm_sqlite_port(file)));
	write_number(nvm_sqlite_port(file), 7, 43);
	nvm_sqlite_close(file);
	struct stat found;
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	assert_ok(nvm_sqlite_open(path, &file));
	assert_int_equal(read_number(nvm_sqlite_port(file), 7), 42);
	nvm_sqlite_close(file);
	unlink(path);
}

static void test_one_at_a_time(void **state)
{
	char path[100];
	card_path(state, path, sizeof path);
	struct nvm_sqlite *first, *second = NULL;
	assert_ok(nvm_sqlite_open(path, &first));
	assert_int_equal(nvm_sqlite_open(path, &second), STATUS_BUSY);
	pid_t child = fork();
	if (child == 0)
		_exit(nvm_sqlite_open(path, &second));
	int result;
	assert_int_equal(waitpid(child, &result, 0), child);
	assert_int_equal(WEXITSTATUS(result), STATUS_BUSY);
	nvm_sqlite_close(first);
	assert_ok(nvm_sqlite_open(path, &second));
	nvm_sqlite_close(second);
	unlink(path);
}

static void test_refuses_other_files(void **state)
{
	static const struct {
		const char *name, *sql;
		enum status want;
	} cases[] = {
		{ "another program's database", "CREATE TABLE orders (id)", STATUS_MALFORMED },
		{ "another program's number", "CREATE TABLE record (key); PRAGMA application_id = 1", STATUS_MALFORMED },
		{ "a newer version", "PRAGMA application_id = 0x50764E56; PRAGMA user_version = 99; CREATE TABLE x (y)",
		  STATUS_UNSUPPORTED },
		{ "no version", "PRAGMA application_id = 0x50764E56", STATUS_MALFORMED },
	};
	EACH (one, cases) {
		char path[100];
		card_path(state, path, sizeof path);
		sqlite3 *database;
		assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
		assert_int_equal(sqlite3_exec(database, one->sql, NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(database);
		struct nvm_sqlite *file = NULL;
		CHECK_STATUS(nvm_sqlite_open(path, &file), one->want, one->name);
		unlink(path);
	}
	char path[100];
	card_path(state, path, sizeof path);
	FILE *text = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("this is not a card\n", text);
	fclose(text);
	struct nvm_sqlite *file = NULL;
	assert_int_equal(nvm_sqlite_open(path, &file), STATUS_MALFORMED);
	unlink(path);
	assert_int_equal(nvm_sqlite_open("/nowhere/at/all", &file), STATUS_NOT_FOUND);
	assert_null(file);
}

/* Writes the same number to two records, again and again, and tells each one that was committed. */
static void write_until_killed(const char *path, int tell)
{
	struct nvm_sqlite *file;
	if (nvm_sqlite_open(path, &file) != STATUS_OK)
		_exit(1);
	struct nvm *nvm = nvm_sqlite_port(file);
	for (uint32_t number = read_number(nvm, 1) + 1;; number++) {
		if (nvm_begin(nvm) != STATUS_OK)
			_exit(2);
		write_number(nvm, 1, number);
		write_number(nvm, 2, number);
		if (nvm_commit(nvm) != STATUS_OK || write(tell, &number, sizeof number) != sizeof number)
			_exit(3);
	}
}

static void test_survives_kill(void **state)
{
	char path[100];
	card_path(state, path, sizeof path);
	for (unsigned round = 1; round <= 5; round++) {
		int ends[2];
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		if (child == 0) {
			close(ends[0]);
			write_until_killed(path, ends[1]);
		}
		close(ends[1]);
		uint32_t told = 0, next;
		for (unsigned i = 0; i < 3 * round; i++)
			assert_int_equal(read(ends[0], &told, sizeof told), sizeof told);
		usleep(150 * round); /* into the middle of whatever comes */
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		while (read(ends[0], &next, sizeof next) == sizeof next)
			told = next;
		close(ends[0]);
		struct nvm_sqlite *file;
		assert_ok(nvm_sqlite_open(path, &file));
		uint32_t kept = read_number(nvm_sqlite_port(file), 1);
		assert_true(kept == told || kept == told + 1);
		assert_int_equal(read_number(nvm_sqlite_port(file), 2), kept);
		nvm_sqlite_close(file);
	}
	remove_card(state);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_survives_closing),
	cmocka_unit_test(test_one_at_a_time),
	cmocka_unit_test(test_refuses_other_files),
	cmocka_unit_test(test_survives_kill),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
