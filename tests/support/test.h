/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka, and a few words on top of it. A test file has one table of cmocka tests and a
 * main() that runs it; cases of one kind stand in a table that the test walks with EACH. */
#ifndef TESTS_SUPPORT_TEST_H
#define TESTS_SUPPORT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/hex.h"

#define EACH(name, array) \
	for (const __typeof__((array)[0]) *name = (array); name < (array) + ARRAY_SIZE(array); name++)

/* Names the case in the message. */
#define CHECK_STATUS(call, want, what)                                                            \
	do {                                                                                      \
		enum status check_got = (call);                                                   \
		if (check_got != (want))                                                          \
			fail_msg("%s: got \"%s\", want \"%s\"", (what), status_name(check_got),   \
			         status_name(want));                                              \
	} while (0)

#define CHECK(condition, what)                                            \
	do {                                                              \
		if (!(condition))                                         \
			fail_msg("%s: not so: %s", (what), #condition);   \
	} while (0)

#define assert_ok(call) CHECK_STATUS(call, STATUS_OK, #call)

void check_bytes(struct bytes got, struct bytes want, const char *what);
void check_text(struct text got, const char *want, const char *what);

/* Octets from hexadecimal with blanks anywhere; the test's arena keeps them. Fails the test on anything else. */
struct bytes octets(struct arena *arena, const char *hex);

/* A whole file of the source tree ("tests/vectors/…"), or of ../shared ("data/upp/…"). For the latter, false when the
 * folder is absent, which it prints: call skip(). */
struct bytes source_file(struct arena *arena, const char *path);
bool shared_file(struct arena *arena, const char *path, struct bytes *out);

#define TESTS_MAIN(table)                                        \
	int main(void)                                           \
	{                                                        \
		return cmocka_run_group_tests(table, NULL, NULL); \
	}

#endif
