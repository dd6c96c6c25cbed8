/* SPDX-License-Identifier: Apache-2.0 */
#include "io/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/system_clock.h"
#include "io/system_random.h"
#include "support/test.h"

static char folder[] = "/tmp/provisim-file-XXXXXX";

static const char *inside(struct arena *arena, const char *name)
{
	char *path = arena_print(arena, "%s/%s", folder, name);
	assert_non_null(path);
	return path;
}

static void writes_and_reads_back(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	AUTO(buffer) read = { 0 };
	const char *path = inside(&arena, "whole");
	mode_t before = umask(077);
	assert_ok(file_write(path, text_bytes(TEXT("abc")), 0644, false));
	umask(before);
	assert_ok(file_read(path, 3, &read));
	check_text(buffer_text(&read), "abc", "content");
	struct stat found;
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0644);
}

static void replaces_only_when_told(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	AUTO(buffer) read = { 0 };
	const char *path = inside(&arena, "kept");
	assert_ok(file_write(path, text_bytes(TEXT("old")), 0600, false));
	CHECK_STATUS(file_write(path, text_bytes(TEXT("new")), 0600, false), STATUS_EXISTS, "second write");
	assert_ok(file_read(path, 10, &read));
	check_text(buffer_text(&read), "old", "kept");
	assert_ok(file_write(path, text_bytes(TEXT("new")), 0600, true));
	assert_ok(file_read(path, 10, &read));
	check_text(buffer_text(&read), "new", "replaced");
}

static void refuses_what_it_cannot_do(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	AUTO(buffer) read = { 0 };
	const char *path = inside(&arena, "four");
	assert_ok(file_write(path, text_bytes(TEXT("four")), 0600, false));
	CHECK_STATUS(file_read(path, 3, &read), STATUS_TOO_LARGE, "over the limit");
	assert_int_equal(read.size, 0);
	CHECK_STATUS(file_read(inside(&arena, "absent"), 3, &read), STATUS_NOT_FOUND, "absent");
	CHECK_STATUS(file_read(folder, 3, &read), STATUS_IO, "a folder");
	CHECK_STATUS(file_write(inside(&arena, "no/such"), (struct bytes){ 0 }, 0600, true), STATUS_NOT_FOUND, "no folder");
	CHECK_STATUS(file_write("/dev/null", text_bytes(TEXT("x")), 0600, true), STATUS_REFUSED, "a device");
	CHECK_STATUS(folder_make(path), STATUS_EXISTS, "a file has the name");
	assert_ok(folder_make(inside(&arena, "made")));
	assert_ok(folder_make(inside(&arena, "made")));
}

static void leaves_no_temporary_file(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	char *command = arena_print(&arena, "! ls -A %s | grep -F .", folder);
	assert_int_equal(system(command), 0);
}

static void clock_and_random_answer(void **state)
{
	(void)state;
	struct clock clock = system_clock();
	struct random random = system_random();
	uint8_t first[32] = { 0 }, second[32] = { 0 };
	assert_true(clock_utc_seconds(&clock) > 1700000000);
	assert_ok(random_fill(&random, first, sizeof first));
	assert_ok(random_fill(&random, second, sizeof second));
	assert_memory_not_equal(first, second, sizeof first);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	return system(arena_print(&arena, "rm -r %s", folder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_reads_back),
		cmocka_unit_test(replaces_only_when_told),
		cmocka_unit_test(refuses_what_it_cannot_do),
		cmocka_unit_test(leaves_no_temporary_file),
		cmocka_unit_test(clock_and_random_answer),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
