/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/failure_reason.h"

#include "support/test.h"

/* The pairs that functions of SGP.22 5.3, 5.6, 5.8 and 5.9 answer with. */
static const struct {
	const char *subject;
	const char *reasons; /* joined by blanks */
} answered[] = {
	{ "1.1", "1.1" }, { "1.2", "4.2" }, { "1.3.1", "2.1 2.2" }, { "1.3.2", "3.1" }, { "1.6", "1.2" },
	{ "8", "4.2" }, { "8.1", "4.8 6.1" }, { "8.1.1", "2.2 3.8 3.9 3.10" }, { "8.1.2", "6.1 6.3" },
	{ "8.1.3", "6.1 6.3" }, { "8.2", "1.2 3.7" }, { "8.2.1", "1.2 2.2 2.3 3.3 3.5 3.9" },
	{ "8.2.5", "1.2 2.2 3.7 3.8 3.9 4.3" }, { "8.2.6", "2.1 2.2 3.3 3.8 3.10" }, { "8.2.7", "2.2 3.8 6.4" },
	{ "8.2.8", "1.2" }, { "8.2.9", "2.1 2.3 3.8 3.11" }, { "8.2.10", "4.2" }, { "8.2.12", "3.10" },
	{ "8.2.13", "1.2 3.1 3.8 3.12" }, { "8.2.14", "3.1" }, { "8.8", "3.10" }, { "8.8.1", "3.8" },
	{ "8.8.2", "3.1" }, { "8.8.3", "3.1" }, { "8.8.4", "3.7" }, { "8.8.5", "3.8 4.10 6.4" }, { "8.9", "4.2 5.1" },
	{ "8.9.1", "3.8" }, { "8.9.2", "3.1" }, { "8.9.3", "3.1" }, { "8.9.4", "3.7" }, { "8.9.5", "3.3 3.9" },
	{ "8.10.1", "3.9" }, { "8.10.2", "2.2" }, { "8.10.3", "1.2" }, { "8.11.1", "3.9 3.10" }, { "8.12", "3.3" },
};

/* SGP.22 5.2.6, written down from the two tables of the standard. */
static const char *const subjects[] = {
	"1", "1.1", "1.2", "1.3", "1.3.1", "1.3.2", "1.6", "8", "8.1", "8.1.1", "8.1.2", "8.1.3", "8.2", "8.2.1",
	"8.2.5", "8.2.6", "8.2.7", "8.2.8", "8.2.9", "8.2.10", "8.8", "8.8.1", "8.8.2", "8.8.3", "8.8.4", "8.8.5",
	"8.9", "8.9.1", "8.9.2", "8.9.3", "8.9.4", "8.9.5", "8.10", "8.10.1", "8.11", "8.11.1",
};
static const char *const reasons[] = {
	"1", "1.1", "1.2", "2", "2.1", "2.2", "2.3", "3", "3.1", "3.3", "3.5", "3.7", "3.8", "3.9", "3.10", "3.11",
	"4", "4.2", "4.3", "4.8", "4.10", "5", "5.1", "6", "6.1", "6.3", "6.4",
};

/* One sentence: a capital, a full stop, and after a colon what to do. */
static void check_sentence(struct text sentence, const char *what)
{
	CHECK(sentence.size > 20 && sentence.size < 200, what);
	CHECK(sentence.data[0] >= 'A' && sentence.data[0] <= 'Z', what);
	CHECK(sentence.data[sentence.size - 1] == '.', what);
	CHECK(memchr(sentence.data, ':', sentence.size) != NULL, what);
}

static void each_answer_has_its_own_sentence(void **state)
{
	(void)state;
	struct text seen[128];
	size_t count = 0;
	EACH(row, answered) {
		struct text rest = text_from(row->reasons);
		while (rest.data) {
			struct text reason = text_cut(&rest, ' ');
			struct text sentence = failure_sentence(text_from(row->subject), reason);
			check_sentence(sentence, row->subject);
			CHECK(!text_equal(sentence, failure_sentence(TEXT("9.9"), reason)), row->subject);
			for (size_t i = 0; i < count; i++)
				CHECK(!text_equal(sentence, seen[i]), row->subject);
			seen[count++] = sentence;
		}
	}
	assert_true(count > 60);
}

static void any_pair_has_a_sentence(void **state)
{
	(void)state;
	EACH(subject, subjects)
		EACH(reason, reasons)
			check_sentence(failure_sentence(text_from(*subject), text_from(*reason)), *subject);
	check_sentence(failure_sentence(TEXT(""), TEXT("")), "nothing");
	check_sentence(failure_sentence(TEXT("7.7"), TEXT("9.9")), "unknown");
}

static void codes_have_names(void **state)
{
	(void)state;
	EACH(subject, subjects)
		CHECK(failure_subject_name(text_from(*subject)).size > 0, *subject);
	EACH(reason, reasons)
		CHECK(failure_reason_name(text_from(*reason)).size > 0, *reason);
	check_text(failure_subject_name(TEXT("8.2.6")), "Matching ID", "subject");
	check_text(failure_reason_name(TEXT("3.8")), "Refused", "reason");
	check_text(failure_reason_name(TEXT("4.10")), "Time to Live Expired", "not 4.1");
	assert_int_equal(failure_reason_name(TEXT("4.1")).size, 0);
	assert_int_equal(failure_subject_name(TEXT("8.1.4")).size, 0);
	assert_int_equal(failure_subject_name(TEXT("")).size, 0);
}

static void making_and_asking(void **state)
{
	(void)state;
	const struct failure none = { 0 };
	const struct failure failure = failure_make("8.2.6", "3.8");
	assert_false(failure_is_set(&none));
	assert_true(failure_is_set(&failure));
	assert_true(failure_is(&failure, "8.2.6", "3.8"));
	assert_false(failure_is(&failure, "8.2.6", "3.80"));
	assert_false(failure_is(&failure, "8.2", "3.8"));
	assert_false(failure_is(&none, "8.2.6", "3.8"));
	assert_true(text_equal(failure.message, failure_sentence(TEXT("8.2.6"), TEXT("3.8"))));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_answer_has_its_own_sentence),
	cmocka_unit_test(any_pair_has_a_sentence),
	cmocka_unit_test(codes_have_names),
	cmocka_unit_test(making_and_asking),
};

TESTS_MAIN(tests)
