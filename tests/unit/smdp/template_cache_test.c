/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/template_cache.h"

#include "profile_package/source.h"
#include "support/test.h"

static struct bytes compiled(struct arena *arena, const char *path)
{
	AUTO(buffer) package = BUFFER(1 << 20);
	struct source_error error;
	struct bytes kept;
	assert_ok(source_compile(bytes_text(source_file(arena, path)), arena, &package, &error));
	assert_ok(arena_copy(arena, buffer_bytes(&package), &kept));
	return kept;
}

static void what_was_compiled_is_found_again(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(64 << 20);
	struct template_cache *cache = template_cache_new();
	struct bytes template = compiled(&arena, "share/templates/minimal-lte.yaml");
	const struct stencil *made = NULL;
	struct compiled_template *own = NULL;
	char digest[TEMPLATE_DIGEST_SIZE + 1], fault[SUBSCRIPTION_FAULT_SIZE];
	assert_ok(template_digest(template, digest));
	assert_null(template_cache_find(cache, text_from(digest)));
	assert_string_equal(template_cache_list(cache, &arena), "");
	assert_ok(template_cache_add(cache, text_from(digest), template, &made, &own, fault));
	assert_null(own);
	assert_ptr_equal(template_cache_find(cache, text_from(digest)), made);
	assert_non_null(strstr(template_cache_list(cache, &arena), digest));
	assert_int_equal(strlen(template_cache_list(cache, &arena)), TEMPLATE_DIGEST_SIZE + 1);
	CHECK_STATUS(template_cache_add(cache, text_from(digest), bytes_first(template, 40), &made, &own, fault),
	             STATUS_MALFORMED, "half a template");
	template_cache_free(cache);
}

/* Beyond its limit, and without a cache, each is the caller's own. */
static void what_has_no_room_is_the_callers(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(64 << 20);
	struct template_cache *cache = template_cache_new();
	struct bytes template = compiled(&arena, "share/templates/minimal-lte.yaml");
	const struct stencil *made = NULL;
	struct compiled_template *own = NULL;
	char fault[SUBSCRIPTION_FAULT_SIZE];
	for (unsigned i = 0; i < TEMPLATE_CACHE_MAXIMUM; i++) {
		struct text digest = text_from(arena_print(&arena, "%016X", i));
		assert_ok(template_cache_add(cache, digest, template, &made, &own, fault));
		assert_null(own);
	}
	assert_ok(template_cache_add(cache, TEXT("FFFFFFFFFFFFFFFF"), template, &made, &own, fault));
	assert_non_null(own);
	assert_null(template_cache_find(cache, TEXT("FFFFFFFFFFFFFFFF")));
	template_free(own);
	assert_int_equal(strlen(template_cache_list(cache, &arena)), TEMPLATE_CACHE_MAXIMUM * (TEMPLATE_DIGEST_SIZE + 1));
	assert_ok(template_cache_add(NULL, TEXT("FFFFFFFFFFFFFFFF"), template, &made, &own, fault));
	template_free(own);
	assert_string_equal(template_cache_list(NULL, &arena), "");
	template_cache_free(cache);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_was_compiled_is_found_again),
	cmocka_unit_test(what_has_no_room_is_the_callers),
};

TESTS_MAIN(tests)
