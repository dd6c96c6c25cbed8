/* SPDX-License-Identifier: Apache-2.0 */
#include "io/locked_memory.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/test.h"

/* What the kernel says of the mapping that this address is in. */
static bool mapping_says(const void *memory, const char *name, const char *want)
{
	char line[400], first[20];
	bool inside = false, found = false;
	FILE *maps = fopen("/proc/self/smaps", "r");
	snprintf(first, sizeof first, "%lx-", (unsigned long)memory);
	while (maps && fgets(line, sizeof line, maps)) {
		if (strchr(line, '-') && !strchr(line, ':'))
			inside = false;
		if (strncmp(line, first, strlen(first)) == 0)
			inside = true;
		found = found || (inside && strncmp(line, name, strlen(name)) == 0 && strstr(line, want));
	}
	if (maps)
		fclose(maps);
	return found;
}

static void it_is_empty_and_in_no_dump(void **state)
{
	(void)state;
	enum { SIZE = 100000 };
	uint8_t *memory = locked_memory_new(SIZE);
	assert_non_null(memory);
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(memory[i], 0);
	assert_true(mapping_says(memory, "VmFlags:", " dd"));
	memset(memory, 0x55, SIZE);
	locked_memory_free(memory, SIZE);
	locked_memory_free(NULL, SIZE);
}

/* In a child: it cannot be taken back, and other tests may want to be looked at. */
static void a_process_can_forbid_dumps(void **state)
{
	(void)state;
	int result;
	pid_t child = fork();
	if (child == 0) {
		bool forbidden = prctl(PR_GET_DUMPABLE) == 1 && process_forbid_dumps() == STATUS_OK &&
		                 prctl(PR_GET_DUMPABLE) == 0;
		_exit(forbidden ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &result, 0), child);
	assert_true(WIFEXITED(result));
	assert_int_equal(WEXITSTATUS(result), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_empty_and_in_no_dump),
		cmocka_unit_test(a_process_can_forbid_dumps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
