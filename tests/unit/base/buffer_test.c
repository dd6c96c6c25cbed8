/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include "support/test.h"

static void it_holds_what_was_appended(void **state)
{
	AUTO(buffer) buffer = BUFFER(1 << 20);
	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		assert_ok(buffer_append_octet(&buffer, (uint8_t)(i * 7)));
	assert_int_equal(buffer.size, 100000);
	for (unsigned i = 0; i < 100000; i++)
		if (buffer.data[i] != (uint8_t)(i * 7))
			fail_msg("octet %u", i);
	buffer_clear(&buffer);
	assert_int_equal(buffer.size, 0);
	assert_ok(buffer_append_text(&buffer, TEXT("ab")));
	assert_ok(buffer_append(&buffer, BYTES("c")));
	assert_ok(buffer_print(&buffer, "%03d", 5));
	check_bytes(buffer_bytes(&buffer), bytes_from("abc\0" "005", 7), "all kinds");
}

static void nothing_changes_over_the_limit(void **state)
{
	static const struct {
		size_t limit, held, more;
		enum status status;
	} cases[] = {
		{ 0, 0, 0, STATUS_OK },           { 0, 0, 1, STATUS_TOO_LARGE },   { 10, 10, 0, STATUS_OK },
		{ 10, 0, 10, STATUS_OK },         { 10, 0, 11, STATUS_TOO_LARGE }, { 10, 4, 6, STATUS_OK },
		{ 10, 4, 7, STATUS_TOO_LARGE },   { 100, 50, 50, STATUS_OK },      { 100, 50, 51, STATUS_TOO_LARGE },
		{ 1000, 999, 1, STATUS_OK },      { 1000, 999, 2, STATUS_TOO_LARGE },
	};
	uint8_t octets[1000];
	(void)state;
	memset(octets, 'x', sizeof octets);
	EACH (this, cases) {
		AUTO(buffer) buffer = BUFFER(this->limit);
		assert_ok(buffer_append(&buffer, bytes_from(octets, this->held)));
		CHECK_STATUS(buffer_append(&buffer, bytes_from(octets, this->more)), this->status, "append");
		assert_int_equal(buffer.size, this->held + (this->status == STATUS_OK ? this->more : 0));
		assert_true(buffer.capacity <= this->limit);
	}
}

static void extending_is_checked_too(void **state)
{
	AUTO(buffer) buffer = BUFFER(100);
	(void)state;
	uint8_t *room = buffer_extend(&buffer, 100);
	assert_non_null(room);
	memset(room, 1, 100);
	assert_null(buffer_extend(&buffer, 1));
	assert_null(buffer_extend(&buffer, SIZE_MAX));
	assert_non_null(buffer_extend(&buffer, 0));
	assert_int_equal(buffer.size, 100);
}

static void an_impossible_size_is_refused_at_once(void **state)
{
	AUTO(buffer) buffer = BUFFER(SIZE_MAX);
	(void)state;
	assert_ok(buffer_append_octet(&buffer, 1));
	assert_null(buffer_extend(&buffer, SIZE_MAX - 1));
	assert_int_equal(buffer.size, 1);
}

static void printing_counts_no_nul(void **state)
{
	AUTO(buffer) buffer = BUFFER(6);
	(void)state;
	assert_ok(buffer_print(&buffer, "12345"));
	CHECK_STATUS(buffer_print(&buffer, "67"), STATUS_TOO_LARGE, "beyond");
	check_text(buffer_text(&buffer), "12345", "what stays");
}

static void inserting_moves_the_rest(void **state)
{
	static const struct {
		const char *before, *insert;
		size_t offset;
		const char *after;
		enum status status;
	} cases[] = {
		{ "", "ab", 0, "ab", STATUS_OK },
		{ "xy", "ab", 0, "abxy", STATUS_OK },
		{ "xy", "ab", 1, "xaby", STATUS_OK },
		{ "xy", "ab", 2, "xyab", STATUS_OK },
		{ "xy", "", 1, "xy", STATUS_OK },
		{ "xy", "ab", 3, "xy", STATUS_BUG },
		{ "12345678", "abc", 4, "12345678", STATUS_TOO_LARGE },
		{ "12345678", "ab", 4, "1234ab5678", STATUS_OK },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) buffer = BUFFER(10);
		assert_ok(buffer_append_text(&buffer, text_from(this->before)));
		CHECK_STATUS(buffer_insert(&buffer, this->offset, text_bytes(text_from(this->insert))), this->status,
		             this->after);
		check_text(buffer_text(&buffer), this->after, "after");
	}
}

static void dropping_keeps_the_end(void **state)
{
	static const struct {
		size_t drop;
		const char *rest;
	} cases[] = { { 0, "abcd" }, { 1, "bcd" }, { 3, "d" }, { 4, "" }, { 5, "" }, { SIZE_MAX, "" } };
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) buffer = BUFFER(10);
		assert_ok(buffer_append_text(&buffer, TEXT("abcd")));
		buffer_drop_first(&buffer, this->drop);
		check_text(buffer_text(&buffer), this->rest, "rest");
	}
}

static void zero_is_a_buffer(void **state)
{
	struct buffer buffer = { 0 };
	(void)state;
	assert_ok(buffer_append(&buffer, (struct bytes){ 0 }));
	CHECK_STATUS(buffer_append_octet(&buffer, 1), STATUS_TOO_LARGE, "limit nought");
	buffer_clear(&buffer);
	buffer_drop_first(&buffer, 3);
	buffer_release(&buffer);
	buffer_release(&buffer);
}

static void release_keeps_limit_and_secrecy(void **state)
{
	struct buffer buffer = SECRET_BUFFER(50);
	(void)state;
	assert_ok(buffer_append(&buffer, BYTES("secret")));
	buffer_release(&buffer);
	assert_true(buffer.secret);
	assert_int_equal(buffer.limit, 50);
	assert_int_equal(buffer.size, 0);
	assert_null(buffer.data);
	assert_ok(buffer_append(&buffer, BYTES("again")));
	buffer_release(&buffer);
}

static void a_cleared_secret_is_gone(void **state)
{
	AUTO(buffer) buffer = SECRET_BUFFER(64);
	static const uint8_t nought[6];
	(void)state;
	assert_ok(buffer_append(&buffer, bytes_from("secret", 6)));
	buffer_clear(&buffer);
	assert_memory_equal(buffer.data, nought, sizeof nought);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(it_holds_what_was_appended),
	cmocka_unit_test(nothing_changes_over_the_limit),
	cmocka_unit_test(extending_is_checked_too),
	cmocka_unit_test(an_impossible_size_is_refused_at_once),
	cmocka_unit_test(printing_counts_no_nul),
	cmocka_unit_test(inserting_moves_the_rest),
	cmocka_unit_test(dropping_keeps_the_end),
	cmocka_unit_test(zero_is_a_buffer),
	cmocka_unit_test(release_keeps_limit_and_secrecy),
	cmocka_unit_test(a_cleared_secret_is_gone),
};

TESTS_MAIN(tests)
