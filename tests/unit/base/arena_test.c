/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "support/test.h"

#include <stdalign.h>

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	AUTO(arena) arena = ARENA(1 << 20);
	uint8_t *earlier[200];
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(earlier); i++) {
		size_t size = 1 + i * 7 % 97;
		earlier[i] = arena_allocate(&arena, size);
		assert_non_null(earlier[i]);
		assert_int_equal((uintptr_t)earlier[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++)
			assert_int_equal(earlier[i][k], 0);
		memset(earlier[i], (int)i + 1, size);
	}
	for (size_t i = 0; i < ARRAY_SIZE(earlier); i++)
		for (size_t k = 0; k < 1 + i * 7 % 97; k++)
			assert_int_equal(earlier[i][k], (uint8_t)(i + 1));
}

static void the_limit_holds(void **state)
{
	static const struct {
		size_t limit, first, second;
		bool first_fits, second_fits;
	} cases[] = {
		{ 0, 1, 0, false, true },
		{ 10, 10, 1, true, false },
		{ 10, 11, 10, false, true },
		{ 10, 4, 6, true, true },
		{ 10, 4, 7, true, false },
		{ 10, SIZE_MAX, 1, false, true },
		{ 10, 1, SIZE_MAX, true, false },
		{ 100000, 50000, 50000, true, true },
		{ 100000, 50000, 50001, true, false },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(this->limit);
		assert_int_equal(arena_allocate(&arena, this->first) != NULL, this->first_fits);
		assert_int_equal(arena_allocate(&arena, this->second) != NULL, this->second_fits);
	}
}

static void parts_are_joined(void **state)
{
	AUTO(arena) arena = ARENA(100);
	uint8_t many[60] = { 0 };
	const struct bytes parts[] = { text_bytes(TEXT("one ")), { 0 }, text_bytes(TEXT("and another")) };
	const struct bytes too_many[] = { BYTES(many), BYTES(many) };
	const struct bytes wrapping[] = { { many, SIZE_MAX }, BYTES(many) };
	struct bytes whole = BYTES(many);
	(void)state;
	assert_ok(arena_join(&arena, parts, ARRAY_SIZE(parts), &whole));
	check_text(bytes_text(whole), "one and another", "whole");
	CHECK_STATUS(arena_join(&arena, too_many, 2, &whole), STATUS_NO_MEMORY, "over the limit");
	CHECK_STATUS(arena_join(&arena, wrapping, 2, &whole), STATUS_NO_MEMORY, "more than there are octets");
	check_text(bytes_text(whole), "one and another", "still");
	assert_ok(arena_join(&arena, parts, 0, &whole));
	assert_int_equal(whole.size, 0);
}

static void copies_are_copies(void **state)
{
	AUTO(arena) arena = ARENA(100);
	char original[] = "original";
	struct text copy = TEXT("untouched");
	struct bytes empty = BYTES(original);
	(void)state;
	assert_ok(arena_copy_text(&arena, text_from(original), &copy));
	original[0] = 'X';
	check_text(copy, "original", "copy");
	assert_ok(arena_copy(&arena, (struct bytes){ 0 }, &empty));
	assert_int_equal(empty.size, 0);
	assert_string_equal(arena_string(&arena, (struct text){ "abcdef", 3 }), "abc");
	assert_string_equal(arena_string(&arena, (struct text){ 0 }), "");
	assert_string_equal(arena_print(&arena, "%d-%s", 7, "x"), "7-x");
}

static void a_failed_copy_leaves_the_output(void **state)
{
	AUTO(arena) arena = ARENA(4);
	struct text text = TEXT("untouched");
	struct bytes bytes = BYTES("12");
	(void)state;
	CHECK_STATUS(arena_copy_text(&arena, TEXT("12345"), &text), STATUS_NO_MEMORY, "copy_text");
	CHECK_STATUS(arena_copy(&arena, BYTES("12345"), &bytes), STATUS_NO_MEMORY, "copy");
	check_text(text, "untouched", "text");
	assert_int_equal(bytes.size, 3);
	assert_null(arena_print(&arena, "12345"));
	assert_null(arena_string(&arena, TEXT("1234"))); /* the NUL needs room too */
}

static void released_means_empty_and_usable(void **state)
{
	struct arena arena = ARENA(10), zero = { 0 };
	(void)state;
	assert_non_null(arena_allocate(&arena, 10));
	assert_null(arena_allocate(&arena, 1));
	arena_release(&arena);
	assert_non_null(arena_allocate(&arena, 10));
	arena_release(&arena);
	arena_release(&arena);
	arena_release(&zero);
	assert_null(arena_allocate(&zero, 1));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
	cmocka_unit_test(the_limit_holds),
	cmocka_unit_test(parts_are_joined),
	cmocka_unit_test(copies_are_copies),
	cmocka_unit_test(a_failed_copy_leaves_the_output),
	cmocka_unit_test(released_means_empty_and_usable),
};

TESTS_MAIN(tests)
