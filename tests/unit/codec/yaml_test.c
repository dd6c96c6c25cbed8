/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "codec/yaml.h"

enum { LIMIT = 1 << 20 };

static const struct yaml_node *parse(struct arena *arena, const char *text)
{
	const struct yaml_node *root = NULL;
	struct yaml_error error;
	enum status status = yaml_parse(text_from(text), arena, &root, &error);
	if (status != STATUS_OK)
		fail_msg("%s: %u:%u: %s", status_name(status), error.line, error.column, error.message);
	return root;
}

static void values_keep_their_places(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	const struct yaml_node *root = parse(&arena, "# a comment\na: 001\nlist:\n  - \"x\\ty\"\n  - {b: ''}\nc:\n");
	assert_int_equal(root->kind, YAML_MAPPING);
	assert_int_equal(root->count, 3);

	const struct yaml_node *a = yaml_member(root, "a");
	check_text(a->scalar, "001", "a");
	CHECK(!a->quoted && a->line == 2 && a->column == 4 && a->key_line == 2 && a->key_column == 1, "a");

	const struct yaml_node *list = yaml_member(root, "list");
	CHECK(list->kind == YAML_SEQUENCE && list->count == 2 && list->first->quoted, "list");
	check_text(list->first->scalar, "x\ty", "first");
	const struct yaml_node *b = yaml_member(list->first->next, "b");
	CHECK(b && b->quoted && b->scalar.size == 0 && b->line == 5 && b->column == 9, "b");

	const struct yaml_node *c = yaml_member(root, "c");
	CHECK(c && !c->quoted && c->scalar.size == 0 && !c->next, "c");
	assert_null(yaml_member(root, "d"));
	assert_null(yaml_member(a, "a"));
	assert_null(yaml_member(NULL, "a"));
}

static void empty_documents(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "# nothing\n", "\n\n" };
	EACH(text, texts) {
		AUTO(arena) arena = ARENA(LIMIT);
		assert_null(parse(&arena, *text));
	}
}

static void refusals_say_where(void **state)
{
	(void)state;
	static const struct {
		const char *what, *text;
		unsigned line, column;
	} cases[] = {
		{ "a key twice", "a: 1\nb: 2\na: 3\n", 3, 1 },
		{ "an anchor", "a: &x 1\n", 1, 4 },
		{ "an alias", "a: &x 1\nb: *x\n", 1, 4 },
		{ "a tag", "a: !!binary AAAA\n", 1, 4 },
		{ "a second document", "a: 1\n---\nb: 2\n", 2, 1 },
		{ "a key that is a list", "? [a]\n: 1\n", 1, 3 },
		{ "a NUL", "a: \"x\\0\"\n", 1, 4 },
		{ "an open quote", "a: \"x\n", 2, 1 },
		{ "a tab for indentation", "a:\n\tb: 1\n", 2, 1 },
		{ "an open bracket", "a: [1, 2\nb: 3\n", 2, 2 },
	};
	EACH(wrong, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		const struct yaml_node *root;
		struct yaml_error error = { 0 };
		CHECK_STATUS(yaml_parse(text_from(wrong->text), &arena, &root, &error), STATUS_MALFORMED, wrong->what);
		if (error.line != wrong->line || error.column != wrong->column)
			fail_msg("%s: at %u:%u (%s)", wrong->what, error.line, error.column, error.message);
		CHECK(error.message[0] != 0, wrong->what);
	}
}

static void limits_hold(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(buffer) text = BUFFER(LIMIT);
	const struct yaml_node *root;
	struct yaml_error error = { 0 };
	for (int i = 0; i < YAML_DEPTH_MAXIMUM + 1; i++)
		assert_ok(buffer_append_text(&text, TEXT("[")));
	for (int i = 0; i < YAML_DEPTH_MAXIMUM + 1; i++)
		assert_ok(buffer_append_text(&text, TEXT("]")));
	CHECK_STATUS(yaml_parse(buffer_text(&text), &arena, &root, &error), STATUS_OK, "as deep as allowed");
	assert_ok(buffer_insert(&text, 0, text_bytes(TEXT("["))));
	assert_ok(buffer_append_text(&text, TEXT("]")));
	CHECK_STATUS(yaml_parse(buffer_text(&text), &arena, &root, &error), STATUS_MALFORMED, "one deeper");

	AUTO(arena) small = ARENA(200);
	CHECK_STATUS(yaml_parse(TEXT("[aaa, bbb, ccc, ddd, eee, fff]"), &small, &root, &error), STATUS_NO_MEMORY, "arena");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(values_keep_their_places),
	cmocka_unit_test(empty_documents),
	cmocka_unit_test(refusals_say_where),
	cmocka_unit_test(limits_hold),
};

TESTS_MAIN(tests)
