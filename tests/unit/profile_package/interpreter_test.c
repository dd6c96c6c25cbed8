/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/interpreter.h"
#include "support/profile_recorder.h"
#include "support/shared_profiles.h"

static const struct profile_support everything = { .major_maximum = 3, .services = 0x3FFFFFFF };
static const uint8_t response_ok[] = { 0x30, 0x07, 0xA0, 0x05, 0x30, 0x03, 0x80, 0x01, 0x00 };

/* Feeds `package` in pieces of `step` octets. */
static enum status install(struct profile_recorder *recorder, struct bytes package, size_t step, struct interpreter **out)
{
	struct interpreter *interpreter = interpreter_new(&recorder->builder, &everything);
	assert_non_null(interpreter);
	*out = interpreter;
	for (; package.size > 0; package = bytes_after(package, step)) {
		enum status status = interpreter_feed(interpreter, bytes_first(package, step));
		if (status != STATUS_OK)
			return status;
	}
	return interpreter_finish(interpreter);
}

static struct profile_recorder *new_recorder(void)
{
	struct profile_recorder *recorder = malloc(sizeof *recorder);
	assert_non_null(recorder);
	profile_recorder_init(recorder);
	return recorder;
}

static void free_recorder(struct profile_recorder *recorder)
{
	profile_recorder_release(recorder);
	free(recorder);
}

static void real_profiles_install(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(1 << 20);
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		struct profile_recorder *recorder = new_recorder();
		struct interpreter *interpreter;
		enum status status = install(recorder, package, package.size, &interpreter);
		if (status != STATUS_OK)
			fail_msg("%s: %s at %zu in %s: %s", *name, status_name(status), interpreter_offset(interpreter),
			         interpreter_element(interpreter), hex_print(&arena, interpreter_response(interpreter)));
		check_bytes(interpreter_response(interpreter), BYTES(response_ok), *name);
		CHECK(recorder->ended && recorder->file_count > 150, *name);
		interpreter_free(interpreter);
		free_recorder(recorder);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(real_profiles_install),
};

TESTS_MAIN(tests)
