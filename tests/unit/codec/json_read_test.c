/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json.h"

#include "support/test.h"

static void texts_are_json_or_not(void **state)
{
	static const struct {
		const char *text;
		enum status status;
	} cases[] = {
		{ "{}", STATUS_OK },
		{ " [ ] \r\n", STATUS_OK },
		{ "null", STATUS_OK },
		{ "\"a\"", STATUS_OK },
		{ "{\"a\":{\"b\":[1,2,{\"c\":null}]}}", STATUS_OK },
		{ "{\"a\":1,\"A\":2}", STATUS_OK },
		{ "{\"a\":{\"x\":1},\"b\":{\"x\":1}}", STATUS_OK },
		{ "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", STATUS_OK },                          /* 16 deep */
		{ "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]", STATUS_OK },                        /* not nesting */
		{ "[\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[\"]", STATUS_OK },
		{ "\"\\\\u0000\"", STATUS_OK },                                               /* a backslash, then u0000 */
		{ "", STATUS_MALFORMED },
		{ " ", STATUS_MALFORMED },
		{ "{", STATUS_MALFORMED },
		{ "{]", STATUS_MALFORMED },
		{ "{\"a\"}", STATUS_MALFORMED },
		{ "{\"a\":}", STATUS_MALFORMED },
		{ "{\"a\":1,}", STATUS_MALFORMED },
		{ "{a:1}", STATUS_MALFORMED },
		{ "{'a':1}", STATUS_MALFORMED },
		{ "[1 2]", STATUS_MALFORMED },
		{ "tru", STATUS_MALFORMED },
		{ "\"a", STATUS_MALFORMED },
		{ "\"\\x\"", STATUS_MALFORMED },
		{ "\"\\u12\"", STATUS_MALFORMED },
		{ "\"\\uD800\"", STATUS_MALFORMED },                                          /* half a surrogate pair */
		{ "\"\\u0000\"", STATUS_MALFORMED },
		{ "{\"a\\u0000b\":1}", STATUS_MALFORMED },
		{ "{} {}", STATUS_MALFORMED },
		{ "{}x", STATUS_MALFORMED },
		{ "{\"a\":1,\"a\":2}", STATUS_MALFORMED },
		{ "{\"a\":1,\"\\u0061\":2}", STATUS_MALFORMED },                              /* the same name, spelled twice */
		{ "[{\"b\":{\"a\":1,\"a\":2}}]", STATUS_MALFORMED },
		{ "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", STATUS_MALFORMED },                  /* 17 deep */
	};
	(void)state;
	EACH (this, cases) {
		AUTO(json_document) document = { 0 };
		CHECK_STATUS(json_parse(text_from(this->text), &document), this->status, this->text);
		CHECK((document.root != NULL) == (this->status == STATUS_OK), this->text);
	}
	AUTO(json_document) document = { 0 };
	CHECK_STATUS(json_parse((struct text){ "{}\0", 3 }, &document), STATUS_MALFORMED, "NUL behind");
	CHECK_STATUS(json_parse((struct text){ "{\"a\":1}", 6 }, &document), STATUS_MALFORMED, "only what is given");
}

static void every_truncation_is_refused(void **state)
{
	const struct text whole = TEXT("{\"a\":[true,null,-1.5e3,\"x\\n\"],\"b\":{\"c\":\"\xC3\xA4\"}}");
	(void)state;
	for (size_t size = 0; size < whole.size; size++) {
		AUTO(json_document) document = { 0 };
		CHECK_STATUS(json_parse((struct text){ whole.data, size }, &document), STATUS_MALFORMED, "cut off");
	}
	AUTO(json_document) document = { 0 };
	assert_ok(json_parse(whole, &document));
}

static void members_are_counted(void **state)
{
	(void)state;
	for (int members = JSON_MEMBERS_MAXIMUM; members <= JSON_MEMBERS_MAXIMUM + 1; members++) {
		AUTO(buffer) text = BUFFER(1 << 16);
		AUTO(json_document) document = { 0 };
		for (int i = 0; i < members; i++)
			assert_ok(buffer_print(&text, "%s\"%d\":0", i ? "," : "{", i));
		assert_ok(buffer_append_text(&text, TEXT("}")));
		CHECK_STATUS(json_parse(buffer_text(&text), &document),
		             members == JSON_MEMBERS_MAXIMUM ? STATUS_OK : STATUS_MALFORMED, "members");
	}
}

static void values_are_found_by_name_and_place(void **state)
{
	AUTO(json_document) document = { 0 };
	struct text text = { 0 };
	uint64_t number = 0;
	bool yes = false;
	(void)state;
	assert_ok(json_parse(TEXT("{\"a\":{\"t\":\"gr\\u00fcn\"},\"n\":[1,22,null],\"b\":true,\"z\":null}"), &document));
	struct json_value root = json_root(&document), list = json_member(root, "n");
	assert_true(json_is_object(root));
	assert_true(json_text(json_member(json_member(root, "a"), "t"), &text));
	check_text(text, "grün", "text");
	assert_int_equal(json_count(list), 3);
	assert_true(json_number(json_element(list, 1), 100, &number));
	assert_int_equal(number, 22);
	assert_true(json_boolean(json_member(root, "b"), &yes));
	assert_true(yes);
	assert_false(json_is_present(json_element(list, 2)));
	assert_false(json_is_present(json_element(list, 3)));
	assert_false(json_is_present(json_member(root, "z")));
	assert_false(json_is_present(json_member(root, "A")));
}

static void nothing_has_nothing_in_it(void **state)
{
	const struct json_value nothing = { 0 };
	struct text text = TEXT("kept");
	uint64_t number = 7;
	bool yes = true;
	(void)state;
	assert_false(json_is_present(json_member(nothing, "a")));
	assert_false(json_is_present(json_element(nothing, 0)));
	assert_int_equal(json_count(nothing), 0);
	assert_false(json_is_object(nothing));
	assert_false(json_text(nothing, &text) || json_number(nothing, 9, &number) || json_boolean(nothing, &yes));
	check_text(text, "kept", "text");
	assert_true(number == 7 && yes);
}

static void numbers_are_whole_and_exact(void **state)
{
	static const struct {
		const char *text;
		uint64_t maximum;
		bool holds;
		uint64_t value;
	} cases[] = {
		{ "0", 0, true, 0 },
		{ "10", 10, true, 10 },
		{ "1e3", 1000, true, 1000 },
		{ "9007199254740992", UINT64_MAX, true, (uint64_t)1 << 53 },
		{ "11", 10, false, 0 },
		{ "-1", 10, false, 0 },
		{ "0.5", 10, false, 0 },
		{ "18446744073709551615", UINT64_MAX, false, 0 },
		{ "1e999", UINT64_MAX, false, 0 },
		{ "\"1\"", 10, false, 0 },
		{ "true", 10, false, 0 },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(json_document) document = { 0 };
		uint64_t value = 4711;
		assert_ok(json_parse(text_from(this->text), &document));
		CHECK(json_number(json_root(&document), this->maximum, &value) == this->holds, this->text);
		CHECK(value == (this->holds ? this->value : 4711), this->text);
	}
}

static void kinds_are_not_mixed_up(void **state)
{
	static const char *const values[] = { "1", "\"1\"", "true", "{}", "[]" };
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		AUTO(json_document) document = { 0 };
		struct text text;
		uint64_t number;
		bool yes;
		assert_ok(json_parse(text_from(values[i]), &document));
		struct json_value value = json_root(&document);
		assert_int_equal(json_number(value, 9, &number), i == 0);
		assert_int_equal(json_text(value, &text), i == 1);
		assert_int_equal(json_boolean(value, &yes), i == 2);
		assert_int_equal(json_is_object(value), i == 3);
		assert_false(json_is_present(json_member(value, "1")));
	}
}

static void base64_members(void **state)
{
	static const struct {
		const char *json;
		enum status status;
	} cases[] = {
		{ "{\"d\":\"Zm9v\"}", STATUS_OK },
		{ "{\"d\":\"Zm\\n9v\"}", STATUS_OK },
		{ "{\"e\":\"Zm9v\"}", STATUS_NOT_FOUND },
		{ "{\"d\":null}", STATUS_NOT_FOUND },
		{ "[]", STATUS_NOT_FOUND },
		{ "{\"d\":1}", STATUS_MALFORMED },
		{ "{\"d\":\"Zm9\"}", STATUS_MALFORMED },
		{ "{\"d\":\"Zm9vZm9vZm9v\"}", STATUS_TOO_LARGE },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(json_document) document = { 0 };
		AUTO(buffer) out = BUFFER(5);
		assert_ok(json_parse(text_from(this->json), &document));
		CHECK_STATUS(json_base64_member(json_root(&document), "d", &out), this->status, this->json);
		check_text(buffer_text(&out), this->status == STATUS_OK ? "foo" : "", this->json);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(texts_are_json_or_not),
	cmocka_unit_test(every_truncation_is_refused),
	cmocka_unit_test(members_are_counted),
	cmocka_unit_test(values_are_found_by_name_and_place),
	cmocka_unit_test(nothing_has_nothing_in_it),
	cmocka_unit_test(numbers_are_whole_and_exact),
	cmocka_unit_test(kinds_are_not_mixed_up),
	cmocka_unit_test(base64_members),
};

TESTS_MAIN(tests)
