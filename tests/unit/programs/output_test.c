/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <unistd.h>

#include "programs/output.h"

static const struct program program = { .name = "test-program", .spoken = "test program", .json_type = "test" };

/* Runs `call` with standard output and error in files, and checks what each got. */
#define CHECK_OUTPUT(call, want_output, want_errors)                                \
	do {                                                                        \
		FILE *files[2] = { tmpfile(), tmpfile() };                          \
		int kept[2];                                                        \
		fflush(stdout);                                                     \
		for (int i = 0; i < 2; i++) {                                       \
			kept[i] = dup(STDOUT_FILENO + i);                           \
			dup2(fileno(files[i]), STDOUT_FILENO + i);                  \
		}                                                                   \
		call;                                                               \
		fflush(stdout);                                                     \
		for (int i = 0; i < 2; i++)                                         \
			dup2(kept[i], STDOUT_FILENO + i), close(kept[i]);           \
		check_file(files[0], want_output, #call);                           \
		check_file(files[1], want_errors, #call);                           \
	} while (0)

static void check_file(FILE *file, const char *want, const char *what)
{
	char got[1 << 16];
	rewind(file);
	size_t size = fread(got, 1, sizeof got, file);
	fclose(file);
	check_text((struct text){ got, size }, want, what);
}

static void people_get_sentences(void **state)
{
	const struct invocation people = { .program = &program };
	(void)state;
	CHECK_OUTPUT(output_success(&people, TEXT("{}"), "%d done.", 3), "3 done.\n", "");
	CHECK_OUTPUT(output_success(&people, TEXT("{}"), NULL), "", "");
	CHECK_OUTPUT(output_failure(&people, "step", "No card %s.", "here"), "", "test program: No card here.\n");
	CHECK_OUTPUT(output_progress(&people, "step", TEXT("1"), "Step %d", 1), "Step 1\n", "");
	CHECK_OUTPUT(output_line(&people, "A %s", "line"), "A line\n", "");
}

static void scripts_get_json(void **state)
{
	const struct invocation script = { .program = &program, .json = true };
	(void)state;
	CHECK_OUTPUT(output_success(&script, TEXT("{\"a\":1}"), "%d done.", 3),
	             "{\"type\":\"test\",\"payload\":{\"code\":0,\"message\":\"success\",\"data\":{\"a\":1}}}\n", "");
	CHECK_OUTPUT(output_success(&script, TEXT(""), NULL),
	             "{\"type\":\"test\",\"payload\":{\"code\":0,\"message\":\"success\",\"data\":null}}\n", "");
	CHECK_OUTPUT(output_failure(&script, "step", "No \"card\" %s.", "here"),
	             "{\"type\":\"test\",\"payload\":{\"code\":-1,\"message\":\"step\","
	             "\"data\":\"No \\\"card\\\" here.\"}}\n",
	             "");
	CHECK_OUTPUT(output_progress(&script, "step", TEXT("1"), "Step %d", 1),
	             "{\"type\":\"progress\",\"payload\":{\"code\":0,\"message\":\"step\",\"data\":1}}\n", "");
	CHECK_OUTPUT(output_line(&script, "A %s", "line"), "", "");
}

static void exit_codes_follow(void **state)
{
	const struct invocation script = { .program = &program, .json = true };
	enum exit_code done, failed;
	(void)state;
	CHECK_OUTPUT(done = output_success(&script, TEXT("1"), NULL),
	             "{\"type\":\"test\",\"payload\":{\"code\":0,\"message\":\"success\",\"data\":1}}\n", "");
	CHECK_OUTPUT(failed = output_failure(&script, "s", "x"),
	             "{\"type\":\"test\",\"payload\":{\"code\":-1,\"message\":\"s\",\"data\":\"x\"}}\n", "");
	assert_int_equal(done, EXIT_DONE);
	assert_int_equal(failed, EXIT_FAILED);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(people_get_sentences),
	cmocka_unit_test(scripts_get_json),
	cmocka_unit_test(exit_codes_follow),
};

TESTS_MAIN(tests)
