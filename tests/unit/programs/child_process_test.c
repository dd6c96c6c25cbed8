/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "programs/child_process.h"

enum { LONG = 20000 /* milliseconds */, SOON = 300 };

#define SHELL(script) ((const char *const[]){ "/bin/sh", "-c", script, NULL })

static int64_t milliseconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool lives(pid_t process)
{
	return kill(process, 0) == 0;
}

static int start(void **state)
{
	static struct children children;
	*state = &children;
	return children_init(&children) == STATUS_OK ? 0 : -1;
}

static int end(void **state)
{
	children_release(*state);
	return waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD ? 0 : -1;
}

static void output_and_exit_code_come_back(void **state)
{
	static const struct {
		const char *script, *output;
		int code;
	} cases[] = {
		{ "echo one; echo two >&2", "one\ntwo\n", 0 },
		{ "printf unfinished; exit 3", "unfinished", 3 },
		{ "kill -9 $$", "", 137 },
		{ "cat; exit 4", "", 4 }, /* standard input is empty */
	};
	EACH (this, cases) {
		AUTO(buffer) output = BUFFER(1000);
		int code = -1;
		CHECK_STATUS(child_run(*state, SHELL(this->script), LONG, NULL, NULL, &output, &code), STATUS_OK, this->script);
		CHECK(code == this->code, this->script);
		check_text(buffer_text(&output), this->output, this->script);
	}
}

static void count_line(void *context, struct text line)
{
	struct buffer *seen = context;
	assert_ok(buffer_print(seen, "[%.*s]", TEXT_ARGUMENTS(line)));
}

static void lines_are_given_whole(void **state)
{
	AUTO(buffer) output = BUFFER(1000);
	AUTO(buffer) seen = BUFFER(1000);
	int code = -1;
	const char *script = "printf 'a\\nb'; sleep 0.05; printf 'c\\n\\nd'";
	assert_ok(child_run(*state, SHELL(script), LONG, count_line, &seen, &output, &code));
	check_text(buffer_text(&seen), "[a][bc][][d]", script);
}

static void a_flood_is_cut_and_does_not_stop(void **state)
{
	AUTO(buffer) output = BUFFER(10000);
	int code = -1;
	assert_ok(child_run(*state, SHELL("head -c 3000000 /dev/zero"), LONG, NULL, NULL, &output, &code));
	assert_int_equal(code, 0);
	assert_true(output.size <= 10000);
}

static void what_cannot_be_run_says_so(void **state)
{
	AUTO(buffer) output = BUFFER(1000);
	int code = -1;
	const char *const missing[] = { "/nonexistent/program", NULL };
	assert_ok(child_run(*state, missing, LONG, NULL, NULL, &output, &code));
	assert_int_equal(code, 127);
	check_text(buffer_text(&output), "cannot run /nonexistent/program: No such file or directory\n", "message");
}

static void too_slow_is_ended(void **state)
{
	AUTO(buffer) output = BUFFER(1000);
	int code = -1;
	int64_t before = milliseconds();
	CHECK_STATUS(child_run(*state, SHELL("exec sleep 60"), SOON, NULL, NULL, &output, &code), STATUS_BUSY, "sleep");
	assert_true(milliseconds() - before < 5000);
	assert_int_equal(code, -1);
}

static void an_interruption_ends_the_run(void **state)
{
	AUTO(buffer) output = BUFFER(1000);
	int code = -1;
	struct children *children = *state;
	const char *script = "kill -INT $PPID; exec sleep 60";
	CHECK_STATUS(child_run(children, SHELL(script), LONG, NULL, NULL, &output, &code), STATUS_REFUSED, "interrupt");
	assert_int_equal(children->interrupted_by, SIGINT);
	assert_int_equal(children->count, 0);
}

struct log_file {
	char path[40];
};

static void log_file_release(struct log_file *log)
{
	unlink(log->path);
}

static struct log_file new_log(void)
{
	struct log_file log = { "/tmp/child_process_test-XXXXXX" };
	int file = mkstemp(log.path);
	assert_true(file >= 0);
	close(file);
	return log;
}

static void a_server_is_awaited_and_stopped(void **state)
{
	AUTO(log_file) log = new_log();
	pid_t server = 0;
	const char *script = "trap 'exit 0' TERM; sleep 0.05; echo I am ready now; while :; do sleep 0.02; done";
	assert_ok(child_start(*state, SHELL(script), log.path, "am ready", LONG, &server));
	assert_true(lives(server));
	assert_ok(child_stop(*state, server, LONG));
	assert_false(lives(server));
}

static void a_server_that_does_not_come_up_is_told(void **state)
{
	static const struct {
		const char *script;
		enum status status;
	} cases[] = {
		{ "echo port taken; exit 1", STATUS_NOT_FOUND },
		{ "exec sleep 60", STATUS_BUSY },
		{ "kill -TERM $PPID; exec sleep 60", STATUS_REFUSED },
	};
	EACH (this, cases) {
		AUTO(log_file) log = new_log();
		pid_t server = 0;
		CHECK_STATUS(child_start(*state, SHELL(this->script), log.path, "ready", SOON, &server), this->status,
		             this->script);
		CHECK(server == 0, this->script);
	}
}

static void release_ends_who_will_not_go(void **state)
{
	AUTO(log_file) log = new_log();
	pid_t stubborn = 0;
	const char *script = "trap '' TERM; echo ready; while :; do sleep 0.05; done";
	assert_ok(child_start(*state, SHELL(script), log.path, "ready", LONG, &stubborn));
	children_release(*state);
	assert_false(lives(stubborn));
	assert_ok(children_init(*state));
}

/* Also when its new parent has not taken notice yet. */
static bool is_dead(pid_t process)
{
	char path[40], line[400] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
	FILE *file = fopen(path, "r");
	if (!file)
		return true;
	bool zombie = fgets(line, sizeof line, file) && strstr(line, ") Z ");
	fclose(file);
	return zombie;
}

/* A parent that is killed cannot tidy up; the kernel does. */
static void children_die_with_their_parent(void **state)
{
	AUTO(log_file) log = new_log();
	(void)state;
	pid_t parent = fork();
	if (parent == 0) {
		struct children children;
		pid_t server;
		const char *script = "echo $$ ready; exec sleep 60";
		if (children_init(&children) != STATUS_OK ||
		    child_start(&children, SHELL(script), log.path, "ready", LONG, &server) != STATUS_OK)
			_exit(1);
		raise(SIGKILL);
	}
	int end_state;
	assert_int_equal(waitpid(parent, &end_state, 0), parent);
	assert_true(WIFSIGNALED(end_state));
	char line[40] = "";
	int file = open(log.path, O_RDONLY);
	assert_true(read(file, line, sizeof line - 1) > 0);
	close(file);
	pid_t server = (pid_t)atoi(line);
	assert_true(server > 1);
	int64_t until = milliseconds() + LONG;
	while (!is_dead(server) && milliseconds() < until)
		usleep(10000);
	assert_true(is_dead(server));
}

#define WITH_CHILDREN(test) cmocka_unit_test_setup_teardown(test, start, end)

static const struct CMUnitTest tests[] = {
	WITH_CHILDREN(output_and_exit_code_come_back),
	WITH_CHILDREN(lines_are_given_whole),
	WITH_CHILDREN(a_flood_is_cut_and_does_not_stop),
	WITH_CHILDREN(what_cannot_be_run_says_so),
	WITH_CHILDREN(too_slow_is_ended),
	WITH_CHILDREN(an_interruption_ends_the_run),
	WITH_CHILDREN(a_server_is_awaited_and_stopped),
	WITH_CHILDREN(a_server_that_does_not_come_up_is_told),
	WITH_CHILDREN(release_ends_who_will_not_go),
	cmocka_unit_test(children_die_with_their_parent),
};

TESTS_MAIN(tests)
