/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { ARENA_LIMIT = 64 << 20, PACKAGE_LIMIT = 1 << 20, TEXT_LIMIT = 8 << 20 };

static void print(struct bytes package, bool reveal, struct buffer *out, const char *what)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct package_node *root;
	struct package_error error;
	CHECK_STATUS(package_decode(package, &arena, &root, &error), STATUS_OK, what);
	CHECK_STATUS(source_print(root, reveal, out), STATUS_OK, what);
}

static void check_inverse(struct bytes package, const char *what)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) text = BUFFER(TEXT_LIMIT);
	AUTO(buffer) again = BUFFER(PACKAGE_LIMIT);
	struct source_error error = { 0 };
	print(package, true, &text, what);
	enum status status = source_compile(buffer_text(&text), &arena, &again, &error);
	if (status != STATUS_OK)
		fail_msg("%s: %s at %u:%u: %s\n%.*s", what, status_name(status), error.line, error.column, error.message,
		         (int)text.size, (const char *)text.data);
	check_bytes(buffer_bytes(&again), package, what);
}

static void real_profiles_print_and_compile(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(1 << 20);
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		check_inverse(package, *name);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(real_profiles_print_and_compile),
};

TESTS_MAIN(tests)
