/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/der_read.h"

#include "support/test.h"

enum { ARENA_SIZE = 1 << 20 };

static void headers_are_read_or_refused(void **state)
{
	static const struct {
		const char *octets;
		enum status status;
		uint32_t tag;
		size_t header_size, value_size;
	} cases[] = {
		{ "02 01 05", STATUS_OK, 0x02, 2, 1 },
		{ "30 00", STATUS_OK, 0x30, 2, 0 },
		{ "04 26", STATUS_OK, 0x04, 2, 38 },               /* X.690 8.1.3.4: short form, 38 */
		{ "04 81 C9", STATUS_OK, 0x04, 3, 201 },           /* X.690 8.1.3.5: long form, 201 */
		{ "04 7F", STATUS_OK, 0x04, 2, 127 },
		{ "04 81 80", STATUS_OK, 0x04, 3, 128 },
		{ "04 81 FF", STATUS_OK, 0x04, 3, 255 },
		{ "04 82 01 00", STATUS_OK, 0x04, 4, 256 },
		{ "04 83 01 00 00", STATUS_OK, 0x04, 5, 65536 },
		{ "04 84 7F FF FF FF", STATUS_OK, 0x04, 6, 0x7FFFFFFF },
		{ "BF 38 02", STATUS_OK, 0xBF38, 3, 2 },
		{ "5F 37 40", STATUS_OK, 0x5F37, 3, 64 },
		{ "5F 1F 00", STATUS_OK, 0x5F1F, 3, 0 },           /* the lowest number that needs the long form */
		{ "BF 81 00 00", STATUS_OK, 0xBF8100, 4, 0 },
		{ "1E 00", STATUS_OK, 0x1E, 2, 0 },
		{ "", STATUS_BUSY, 0, 0, 0 },
		{ "30", STATUS_BUSY, 0, 0, 0 },
		{ "BF", STATUS_BUSY, 0, 0, 0 },
		{ "BF 38", STATUS_BUSY, 0, 0, 0 },
		{ "BF 81", STATUS_BUSY, 0, 0, 0 },
		{ "04 81", STATUS_BUSY, 0, 0, 0 },
		{ "04 82 01", STATUS_BUSY, 0, 0, 0 },
		{ "04 84 01 00 00", STATUS_BUSY, 0, 0, 0 },
		{ "30 80", STATUS_MALFORMED, 0, 0, 0 },            /* indefinite */
		{ "04 81 00", STATUS_MALFORMED, 0, 0, 0 },         /* longer than needed */
		{ "04 81 7F", STATUS_MALFORMED, 0, 0, 0 },
		{ "04 82 00 80", STATUS_MALFORMED, 0, 0, 0 },
		{ "04 82 00 FF", STATUS_MALFORMED, 0, 0, 0 },
		{ "04 83 00 FF FF", STATUS_MALFORMED, 0, 0, 0 },
		{ "04 84 00 00 00 01", STATUS_MALFORMED, 0, 0, 0 },
		{ "04 85 01 00 00 00 00", STATUS_MALFORMED, 0, 0, 0 },
		{ "04 88 FF FF FF FF FF FF FF FF", STATUS_MALFORMED, 0, 0, 0 },
		{ "04 FF", STATUS_MALFORMED, 0, 0, 0 },            /* reserved, X.690 8.1.3.5 c */
		{ "00 00", STATUS_MALFORMED, 0, 0, 0 },            /* end of contents */
		{ "1F 1E 00", STATUS_MALFORMED, 0, 0, 0 },         /* fits the short form */
		{ "5F 00 00", STATUS_MALFORMED, 0, 0, 0 },
		{ "BF 80 01 00", STATUS_MALFORMED, 0, 0, 0 },      /* number with a leading nought */
		{ "BF 81 80 00 00", STATUS_MALFORMED, 0, 0, 0 },   /* four octets of tag */
	};
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(ARENA_SIZE);
		uint32_t tag = 0;
		size_t header_size = 0, value_size = 0;
		CHECK_STATUS(der_header(octets(&arena, this->octets), &tag, &header_size, &value_size), this->status,
		             this->octets);
		CHECK(tag == this->tag, this->octets);
		CHECK(header_size == this->header_size, this->octets);
		CHECK(value_size == this->value_size, this->octets);
	}
}

static void a_value_must_be_there_whole(void **state)
{
	static const char *const cases[] = { "04 01", "04 02 AA", "30 03 02 01", "04 84 7F FF FF FF 00", "04 84 FF FF FF FF",
		                             "BF 38 05 01 02 03 04" };
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(ARENA_SIZE);
		struct bytes input = octets(&arena, *this);
		struct der_reader reader = der_reader(input);
		struct der_element element = { .tag = 77 };
		CHECK(!der_next(&reader, &element), *this);
		CHECK(element.tag == 77, *this);
		check_bytes(reader.rest, input, *this);
	}
}

static void elements_come_in_order(void **state)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	struct der_reader reader = der_reader(octets(&arena, "02 01 05 BF38 02 0500 5F37 01 AA"));
	struct der_reader child = { 0 };
	struct der_element element;
	struct bytes whole;
	(void)state;
	assert_int_equal(der_peek(&reader), 0x02);
	assert_true(der_element(&reader, 0x02, &element));
	check_bytes(element.value, octets(&arena, "05"), "value");
	assert_false(der_element(&reader, 0x5F37, &element));
	assert_true(der_absent(&reader, 0x5F37));
	assert_false(der_absent(&reader, 0xBF38));
	assert_true(der_enter(&reader, 0xBF38, &child));
	assert_true(der_null(&child, 0x05));
	assert_true(der_end(&child));
	assert_int_equal(der_peek(&child), 0);
	assert_true(der_whole(&reader, 0x5F37, &whole));
	check_bytes(whole, octets(&arena, "5F37 01 AA"), "whole");
	assert_true(der_end(&reader));
}

static void a_child_cannot_leave_its_parent(void **state)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	/* the inner length reaches over the SEQUENCE into the element behind it */
	struct der_reader reader = der_reader(octets(&arena, "30 03 04 03 AA 04 01 BB"));
	struct der_reader child;
	struct der_element element;
	(void)state;
	assert_true(der_enter(&reader, 0x30, &child));
	assert_false(der_next(&child, &element));
}

static void numbers_are_minimal_and_not_negative(void **state)
{
	static const struct {
		const char *octets;
		uint64_t maximum;
		bool holds;
		uint64_t value;
	} cases[] = {
		{ "02 01 00", 0, true, 0 },
		{ "02 01 7F", 127, true, 127 },
		{ "02 02 00 80", 128, true, 128 },
		{ "02 02 01 00", 256, true, 256 },
		{ "02 08 7FFFFFFFFFFFFFFF", UINT64_MAX, true, INT64_MAX },
		{ "02 09 00FFFFFFFFFFFFFFFF", UINT64_MAX, true, UINT64_MAX },
		{ "02 01 05", 4, false, 0 },
		{ "02 02 00 80", 127, false, 0 },
		{ "02 00", 9, false, 0 },                            /* no octets */
		{ "02 01 80", 255, false, 0 },                       /* negative */
		{ "02 01 FF", 255, false, 0 },
		{ "02 02 00 7F", 255, false, 0 },                    /* padded, X.690 8.3.2 */
		{ "02 02 00 00", 255, false, 0 },
		{ "02 09 01FFFFFFFFFFFFFFFF", UINT64_MAX, false, 0 },
		{ "02 09 7FFFFFFFFFFFFFFFFF", UINT64_MAX, false, 0 },
		{ "02 0A 00FFFFFFFFFFFFFFFFFF", UINT64_MAX, false, 0 },
		{ "04 01 05", 9, false, 0 },                         /* another tag */
	};
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(ARENA_SIZE);
		struct bytes input = octets(&arena, this->octets);
		struct der_reader reader = der_reader(input);
		uint64_t value = 4711;
		CHECK(der_number(&reader, 0x02, this->maximum, &value) == this->holds, this->octets);
		CHECK(value == (this->holds ? this->value : 4711), this->octets);
		CHECK(reader.rest.size == (this->holds ? 0 : input.size), this->octets);
	}
}

static void named_bits_are_read(void **state)
{
	static const struct {
		const char *octets;
		bool holds;
		uint64_t bits;
	} cases[] = {
		{ "03 01 00", true, 0 },
		{ "03 02 07 80", true, 1 },
		{ "03 02 06 40", true, 2 },
		{ "03 02 04 F0", true, 0xF },
		{ "03 02 00 80", true, 1 },                          /* noughts at the end not cut off */
		{ "03 03 00 80 01", true, 0x8001 },
		{ "03 03 07 00 80", true, 0x100 },
		{ "03 09 00 00 00 00 00 00 00 00 01", true, (uint64_t)1 << 63 },
		{ "03 0A 00 00 00 00 00 00 00 00 00 00", true, 0 },  /* a 65th bit that is not set */
		{ "03 0A 07 00 00 00 00 00 00 00 00 80", false, 0 },
		{ "03 00", false, 0 },                               /* no count of unused bits */
		{ "03 01 01", false, 0 },                            /* unused bits of nothing */
		{ "03 02 08 80", false, 0 },
		{ "03 02 07 C0", false, 0 },                         /* an unused bit is set, X.690 11.2.1 */
		{ "03 02 01 FF", false, 0 },
		{ "04 02 07 80", false, 0 },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(ARENA_SIZE);
		struct der_reader reader = der_reader(octets(&arena, this->octets));
		uint64_t bits = 4711;
		CHECK(der_bits(&reader, 0x03, &bits) == this->holds, this->octets);
		CHECK(bits == (this->holds ? this->bits : 4711), this->octets);
	}
}

static void octets_and_texts_have_sizes(void **state)
{
	static const struct {
		const char *octets;
		size_t minimum, maximum;
		bool as_octets, as_text;
	} cases[] = {
		{ "0C 00", 0, 9, true, true },           { "0C 00", 1, 9, false, false },
		{ "0C 02 4142", 2, 2, true, true },      { "0C 02 4142", 3, 9, false, false },
		{ "0C 02 4142", 0, 1, false, false },    { "0C 02 C3A4", 0, 9, true, true },
		{ "0C 02 C341", 0, 9, true, false },     { "0C 02 410A", 0, 9, true, false },
		{ "0C 02 4100", 0, 9, true, false },     { "13 02 4142", 0, 9, false, false },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(ARENA_SIZE);
		struct der_reader first = der_reader(octets(&arena, this->octets)), second = first;
		struct bytes bytes;
		struct text text;
		CHECK(der_octets(&first, 0x0C, this->minimum, this->maximum, &bytes) == this->as_octets, this->octets);
		CHECK(der_text(&second, 0x0C, this->minimum, this->maximum, &text) == this->as_text, this->octets);
		CHECK(der_end(&second) == this->as_text, this->octets);
	}
}

static void small_readers_take_only_their_form(void **state)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	struct der_reader reader = der_reader(octets(&arena, "0101FF 010100 010101 0500 02012A 04020102"));
	bool yes = false, no = true, also_yes = false;
	int small = 0;
	uint8_t two[2], three[3] = { 9, 9, 9 };
	(void)state;
	assert_true(der_boolean(&reader, 0x01, &yes) && der_boolean(&reader, 0x01, &no));
	assert_true(der_boolean(&reader, 0x01, &also_yes));
	assert_true(yes && !no && also_yes);
	assert_false(der_boolean(&reader, 0x05, &yes));
	assert_true(der_null(&reader, 0x05));
	assert_false(der_small(&reader, 0x02, 41, &small));
	assert_true(der_small(&reader, 0x02, 42, &small));
	assert_int_equal(small, 42);
	assert_false(der_fixed(&reader, 0x04, three, sizeof three));
	assert_int_equal(three[0], 9);
	assert_true(der_fixed(&reader, 0x04, two, sizeof two));
	assert_int_equal(two[1], 2);
	reader = der_reader(octets(&arena, "0102FFFF"));
	assert_false(der_boolean(&reader, 0x01, &yes));
	reader = der_reader(octets(&arena, "0100"));
	assert_false(der_boolean(&reader, 0x01, &yes));
	reader = der_reader(octets(&arena, "050100"));
	assert_false(der_null(&reader, 0x05));
}

static void later_fields_are_skipped_if_well_formed(void **state)
{
	static const struct {
		const char *octets;
		bool holds;
	} cases[] = {
		{ "", true },
		{ "80 01 00", true },
		{ "80 01 00 BF55 02 0500", true },
		{ "80", false },
		{ "80 01", false },
		{ "80 01 00 81", false },
		{ "80 01 00 30 80 00 00", false },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(ARENA_SIZE);
		struct bytes input = octets(&arena, this->octets);
		struct der_reader reader = der_reader(input);
		CHECK(der_later_fields(&reader) == this->holds, this->octets);
		CHECK(reader.rest.size == (this->holds ? 0 : input.size), this->octets);
	}
}

static void finding_skips_what_stands_before(void **state)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	struct bytes input = octets(&arena, "80 01 00 81 01 AA 82 01 BB");
	struct der_reader reader = der_reader(input), broken = der_reader(octets(&arena, "80 05 00 81 01 AA"));
	struct der_element element = { .tag = 77 };
	(void)state;
	assert_false(der_find(&reader, 0x83, &element));
	assert_int_equal(reader.rest.size, input.size);
	assert_true(der_find(&reader, 0x81, &element));
	check_bytes(element.whole, octets(&arena, "81 01 AA"), "found");
	assert_false(der_find(&reader, 0x80, &element));
	assert_true(der_find(&reader, 0x82, &element));
	assert_false(der_find(&broken, 0x81, &element));
}

/* SEQUENCEs inside each other, with a NULL in the innermost. */
static struct bytes nested(struct arena *arena, unsigned depth)
{
	uint8_t *room = arena_allocate(arena, 2 * depth + 2);
	assert_non_null(room);
	for (unsigned i = 0; i < depth; i++) {
		room[2 * i] = 0x30;
		room[2 * i + 1] = (uint8_t)(2 * (depth - i));
	}
	room[2 * depth] = 0x05;
	return bytes_from(room, 2 * depth + 2);
}

static void nesting_is_checked_all_the_way_down(void **state)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	static const char *const good[] = { "", "0500", "3000", "30 02 0500 30 02 0500", "A0 04 A1 02 0500",
		                            "04 02 3080" /* primitive: its inside is its own affair */ };
	static const char *const bad[] = { "30 02 3001", "30 01 05", "A0 04 A1 03 0500", "30 80 0500 0000", "BF38 02 0501" };
	(void)state;
	EACH (this, good)
		CHECK(der_check_nesting(octets(&arena, *this)), *this);
	EACH (this, bad)
		CHECK(!der_check_nesting(octets(&arena, *this)), *this);
	assert_true(der_check_nesting(nested(&arena, DER_DEPTH_MAXIMUM - 1)));
	assert_false(der_check_nesting(nested(&arena, DER_DEPTH_MAXIMUM)));
	assert_false(der_check_nesting(nested(&arena, 60)));
}

static void every_truncation_is_refused(void **state)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	struct bytes whole = octets(&arena, "BF38 0E 30 06 8001 01 8101 02 5F37 03 AABBCC 0500");
	(void)state;
	for (size_t size = 1; size < whole.size; size++) {
		bool at_a_seam = size == whole.size - 2; /* before the second element */
		assert_int_equal(der_check_nesting(bytes_first(whole, size)), at_a_seam);
	}
	assert_true(der_check_nesting(whole));
}

/* Profile packages made by others: a run of elements each. */
static void published_profiles_are_well_formed(void **state)
{
	static const char *const files[] = { "data/upp/TS48v1_A.der", "data/upp/TS48v3_SAIP2.1_BERTLV.der",
		                             "data/upp/TS48v5_SAIP2.3_NoBERTLV.der",
		                             "data/upp/TS48v5_SAIP2.3_BERTLV_SUCI.der" };
	(void)state;
	EACH (file, files) {
		AUTO(arena) arena = ARENA(ARENA_SIZE);
		struct bytes profile;
		if (!shared_file(&arena, *file, &profile))
			skip();
		CHECK(der_check_nesting(profile), *file);
		CHECK(!der_check_nesting(bytes_first(profile, profile.size - 1)), *file);
		struct der_reader reader = der_reader(profile);
		struct der_element header, end;
		CHECK(der_element(&reader, 0xA0, &header), *file);
		CHECK(der_find(&reader, 0xAA, &end) && der_end(&reader), *file);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(headers_are_read_or_refused),
	cmocka_unit_test(a_value_must_be_there_whole),
	cmocka_unit_test(elements_come_in_order),
	cmocka_unit_test(a_child_cannot_leave_its_parent),
	cmocka_unit_test(numbers_are_minimal_and_not_negative),
	cmocka_unit_test(named_bits_are_read),
	cmocka_unit_test(octets_and_texts_have_sizes),
	cmocka_unit_test(small_readers_take_only_their_form),
	cmocka_unit_test(later_fields_are_skipped_if_well_formed),
	cmocka_unit_test(finding_skips_what_stands_before),
	cmocka_unit_test(nesting_is_checked_all_the_way_down),
	cmocka_unit_test(every_truncation_is_refused),
	cmocka_unit_test(published_profiles_are_well_formed),
};

TESTS_MAIN(tests)
