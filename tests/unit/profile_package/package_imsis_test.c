/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_imsis.h"

#include "profile_package/package_expand.h"
#include "profile_package/source.h"
#include "support/shared_profiles.h"
#include "support/test.h"

enum { LIMIT = 4 << 20 };

/* "A,B" of a package. */
static const char *imsis_of(struct arena *arena, struct bytes package)
{
	struct package_imsis imsis = { 0 };
	const char *text = "";
	assert_ok(package_imsis_find(package, &imsis));
	for (size_t i = 0; i < imsis.count; i++)
		text = arena_print(arena, "%s%s%s", text, i ? "," : "", imsis.digits[i]);
	return text;
}

static void compile(struct arena *arena, const char *imsi, struct buffer *out)
{
	static const char was[] = "\"001010123456789\"";
	struct source_error error;
	struct text source = bytes_text(source_file(arena, "share/templates/sample.yaml"));
	const char *found = memmem(source.data, source.size, was, strlen(was));
	assert_non_null(found);
	size_t before = (size_t)(found - source.data), after = source.size - before - strlen(was);
	char *changed = arena_print(arena, "%.*s%s%.*s", (int)before, source.data, imsi, (int)after, found + strlen(was));
	assert_ok(source_compile(text_from(changed), arena, out, &error));
}

static const char *expanded_imsis(struct arena *arena, struct bytes package)
{
	AUTO(buffer) expanded = BUFFER(LIMIT);
	struct package_rewriting rewriting;
	assert_ok(package_expand(package, &expanded, &rewriting));
	return imsis_of(arena, buffer_bytes(&expanded));
}

static void an_imsi_is_found_however_it_is_written(void **state)
{
	(void)state;
	static const struct {
		const char *source, *want;
	} cases[] = {
		{ "\"001010123456789\"", "001010123456789" },
		{ "\"99999912345678\"", "99999912345678" },
		{ "\"310260\"", "310260" },
	};
	EACH(row, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(buffer) package = BUFFER(LIMIT);
		compile(&arena, row->source, &package);
		assert_string_equal(imsis_of(&arena, buffer_bytes(&package)), row->want);
		assert_string_equal(expanded_imsis(&arena, buffer_bytes(&package)), row->want);
	}
}

static void published_profiles_have_theirs(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(LIMIT);
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		CHECK(strcmp(imsis_of(&arena, package), "001010123456063") == 0, *name);
		CHECK(strcmp(expanded_imsis(&arena, package), "001010123456063") == 0, *name);
	}
}

/* A package that ends too soon has its IMSI, what has come of it, or none. */
static void what_is_cut_off_has_no_other(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(buffer) package = BUFFER(LIMIT);
	size_t with = 0;
	compile(&arena, "\"001010123456789\"", &package);
	for (size_t size = 0; size < package.size; size++) {
		const char *got = imsis_of(&arena, bytes_first(buffer_bytes(&package), size));
		with += *got != '\0';
		CHECK(strncmp(got, "001010123456789", strlen(got)) == 0, got);
	}
	assert_in_range(with, 1, package.size - 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(an_imsi_is_found_however_it_is_written),
	cmocka_unit_test(published_profiles_have_theirs),
	cmocka_unit_test(what_is_cut_off_has_no_other),
};

TESTS_MAIN(tests)
