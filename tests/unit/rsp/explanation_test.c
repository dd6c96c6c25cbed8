/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/explanation.h"

#include "rsp/installation_result.h"
#include "rsp/status_word.h"
#include "support/test.h"

/* A row says what happened, and ends where a sentence ends. */
static void test_every_row_is_whole(void **state)
{
	(void)state;
	struct explanation row;
	size_t count = 0;
	for (; explanation_at(count, &row); count++) {
		struct text last = row.advice.size > 0 ? row.advice : row.sentence;
		CHECK(row.sentence.size > 0 && *row.code && *row.kind, row.code);
		CHECK(last.data[last.size - 1] == '.', row.code);
		CHECK(row.cause.size == 0 || row.cause.data[row.cause.size - 1] == '.', row.code);
		CHECK(explanation_is(&row, text_from(row.code)), row.code);
	}
	assert_true(count > 150);
	assert_false(explanation_at(count, &row));
}

static size_t count_of(const char *typed, struct explanation *out_first)
{
	struct explanation row;
	size_t found = 0;
	for (size_t i = 0; explanation_at(i, &row); i++)
		if (explanation_is(&row, text_from(typed)) && found++ == 0)
			*out_first = row;
	return found;
}

static void test_what_people_type(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *code;
		size_t rows;
	} cases[] = {
		{ "8.2.6/3.8", "8.2.6/3.8", 1 },
		{ "6a88", "6A88", 1 },
		{ "6C12", "6CXX", 1 },
		{ "63c2", "63CX", 1 },
		{ "5/12", "installation/12", 1 },
		{ "installation/12", "installation/12", 1 },
		{ "installFailedDueToPEProcessingError", "installation/12", 1 },
		{ "PPRNOTALLOWED", "installation/15", 2 },
		{ "authenticate/7", "authenticate/7", 1 },
		{ "cancel/1", "cancel/1", 1 },
		{ "enable/3", "enable/3", 1 },
		{ "", "", 0 },
		{ "/", "", 0 },
		{ "8.2.6", "", 0 },
		{ "8.2.6/", "", 0 },
		{ "8.2.6/3.88", "", 0 },
		{ "x/12", "", 0 },
		{ "5/1x", "", 0 },
		{ "6A8", "", 0 },
		{ "6A881", "", 0 },
	};
	EACH (this, cases) {
		struct explanation first = { .code = "" };
		CHECK(count_of(this->typed, &first) == this->rows, this->typed);
		CHECK(strcmp(first.code, this->code) == 0, this->typed);
	}
}

static void test_status_words(void **state)
{
	(void)state;
	struct explanation row;
	assert_true(status_word_explain(0x6A82, &row));
	assert_string_equal(row.code, "6A82");
	assert_true(status_word_explain(0x9133, &row));
	assert_string_equal(row.code, "91XX");
	assert_false(status_word_explain(0x1234, &row));
	for (unsigned word = 0; word < 0x10000; word++)
		assert_true(status_word_sentence(word).size > 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_every_row_is_whole),
	cmocka_unit_test(test_what_people_type),
	cmocka_unit_test(test_status_words),
};

TESTS_MAIN(tests)
