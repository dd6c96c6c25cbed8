/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include "support/test.h"

static void views_do_not_leave_their_octets(void **state)
{
	const struct bytes three = bytes_from("abc", 3), none = { 0 };
	(void)state;
	check_bytes(bytes_first(three, 2), bytes_from("ab", 2), "first 2");
	check_bytes(bytes_first(three, 9), three, "first 9");
	check_bytes(bytes_after(three, 2), bytes_from("c", 1), "after 2");
	assert_int_equal(bytes_after(three, 3).size, 0);
	assert_int_equal(bytes_after(three, SIZE_MAX).size, 0);
	assert_int_equal(bytes_first(none, 1).size, 0);
	assert_int_equal(bytes_after(none, 0).size, 0);
}

static void equality_is_of_every_octet(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal, ignoring_case, prefix;
	} cases[] = {
		{ "", "", true, true, true },         { NULL, "", true, true, true },
		{ "a", "", false, false, true },      { "", "a", false, false, false },
		{ "abc", "abc", true, true, true },   { "abc", "abd", false, false, false },
		{ "abc", "ab", false, false, true },  { "ABC", "abc", false, true, false },
		{ "aZ[", "Az[", false, true, false }, { "@", "`", false, false, false },
		{ "[", "{", false, false, false },    { "\xC3\x84", "\xC3\xA4", false, false, false },
	};
	(void)state;
	EACH (this, cases) {
		struct text a = text_from(this->a), b = text_from(this->b);
		CHECK(text_equal(a, b) == this->equal, this->b);
		CHECK(text_equal_ignoring_case(a, b) == this->ignoring_case, this->b);
		CHECK(text_starts_with(a, b) == this->prefix, this->b);
	}
}

static void blanks_are_trimmed_at_both_ends(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },       { " ", "" },          { " \t\r\n", "" },       { "a", "a" }, { " a", "a" },
		{ "a\r\n", "a" }, { "\ta b ", "a b" },  { "\va", "\va" },
	};
	(void)state;
	EACH (this, cases)
		check_text(text_trimmed(text_from((*this)[0])), (*this)[1], (*this)[0]);
}

static void cutting_at_a_separator(void **state)
{
	static const struct {
		const char *text, *head, *rest;
		bool rest_is_nothing;
	} cases[] = {
		{ "a$b$c", "a", "b$c", false }, { "a", "a", "", true },      { "a$", "a", "", false },
		{ "$a", "", "a", false },       { "", "", "", true },        { "$", "", "", false },
	};
	(void)state;
	EACH (this, cases) {
		struct text rest = text_from(this->text);
		struct text head = text_cut(&rest, '$');
		check_text(head, this->head, this->text);
		check_text(rest, this->rest, this->text);
		CHECK((rest.data == NULL) == this->rest_is_nothing, this->text);
	}
}

/* RFC 3629; the bad sequences are those that decoders are known to let through. */
static void utf8_is_well_formed_and_printable(void **state)
{
	static const struct {
		const char *text;
		bool printable;
	} cases[] = {
		{ "", true },
		{ "Größe €", true },
		{ "\xF0\x9F\x93\xB1", true },          /* U+1F4F1 */
		{ "\xF4\x8F\xBF\xBF", true },          /* U+10FFFF */
		{ "\xED\x9F\xBF\xEE\x80\x80", true },  /* on both sides of the surrogates */
		{ "\xC2\xA0", true },                  /* the first after the C1 controls */
		{ "tab\there", false },
		{ "line\n", false },
		{ "\x7F", false },
		{ "\xC2\x80", false },                 /* C1 control */
		{ "\xC2\x9F", false },
		{ "\x80", false },                     /* continuation alone */
		{ "\xBF", false },
		{ "\xC2", false },                     /* cut off */
		{ "\xE2\x82", false },
		{ "\xF0\x9F\x93", false },
		{ "\xC2\x41", false },                 /* no continuation */
		{ "\xE2\x82\x41", false },
		{ "\xC0\xAF", false },                 /* over-long / */
		{ "\xC1\xBF", false },
		{ "\xE0\x9F\xBF", false },
		{ "\xF0\x8F\xBF\xBF", false },
		{ "\xED\xA0\x80", false },             /* surrogates */
		{ "\xED\xBF\xBF", false },
		{ "\xF4\x90\x80\x80", false },         /* above U+10FFFF */
		{ "\xF7\xBF\xBF\xBF", false },
		{ "\xF8\x88\x80\x80\x80", false },
		{ "\xFE", false },
		{ "\xFF", false },
	};
	(void)state;
	EACH (this, cases)
		if (text_is_printable_utf8(text_from(this->text)) != this->printable)
			fail_msg("case %zu", (size_t)(this - cases));
	assert_false(text_is_printable_utf8((struct text){ "a\0b", 3 }));
}

static void numbers_are_plain_digits(void **state)
{
	static const struct {
		const char *text;
		uint64_t maximum;
		bool holds;
		uint64_t value;
	} cases[] = {
		{ "0", 0, true, 0 },
		{ "1", 0, false, 0 },
		{ "007", 10, true, 7 },
		{ "10", 10, true, 10 },
		{ "11", 10, false, 0 },
		{ "255", 255, true, 255 },
		{ "256", 255, false, 0 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
		{ "99999999999999999999999999", UINT64_MAX, false, 0 },
		{ "", 9, false, 0 },
		{ "-1", 9, false, 0 },
		{ "+1", 9, false, 0 },
		{ " 1", 9, false, 0 },
		{ "1 ", 9, false, 0 },
		{ "1a", 99, false, 0 },
		{ "0x1", 99, false, 0 },
		{ "1.0", 99, false, 0 },
	};
	(void)state;
	EACH (this, cases) {
		uint64_t value = 4711;
		CHECK(text_to_number(text_from(this->text), this->maximum, &value) == this->holds, this->text);
		CHECK(value == (this->holds ? this->value : 4711), this->text);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(views_do_not_leave_their_octets),
	cmocka_unit_test(equality_is_of_every_octet),
	cmocka_unit_test(blanks_are_trimmed_at_both_ends),
	cmocka_unit_test(cutting_at_a_separator),
	cmocka_unit_test(utf8_is_well_formed_and_printable),
	cmocka_unit_test(numbers_are_plain_digits),
};

TESTS_MAIN(tests)
