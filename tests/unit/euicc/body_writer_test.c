/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "euicc/body_writer.h"
#include "io/nvm_memory.h"
#include "uicc/profile_layout.h"

enum { MEMORY = 4 << 20, BODY_LIMIT = 1 << 20, SLOT = 1, FILE_NUMBER = 1 };

struct bench {
	struct nvm_memory *memory;
	struct profile_store *store;
	struct body_writer writer;
};

static void bench_release(struct bench *bench)
{
	profile_store_free(bench->store);
	nvm_memory_free(bench->memory);
}

/* An MF with one file in it; a transaction is open. */
static void set_up(struct bench *bench, enum node_kind kind, uint32_t size)
{
	static const struct node mf = { .kind = NODE_MF, .parent = NO_NODE, .link_target = NO_NODE, .id = FILE_ID_MF };
	const struct node file = { .kind = kind, .parent = 0, .link_target = NO_NODE, .id = 0x2F20, .size = size,
		                   .maximum_size = size };
	node_number number;
	bench->store = NULL;
	bench->memory = nvm_memory_new(MEMORY);
	assert_non_null(bench->memory);
	assert_ok(nvm_begin(nvm_memory_port(bench->memory)));
	assert_ok(profile_store_create(nvm_memory_port(bench->memory), SLOT, &bench->store));
	assert_ok(profile_store_add(bench->store, &mf, &number));
	assert_ok(profile_store_add(bench->store, &file, &number));
	assert_int_equal(number, FILE_NUMBER);
}

static void check_body(struct bench *bench, struct bytes want, const char *what)
{
	AUTO(buffer) body = BUFFER(BODY_LIMIT);
	assert_ok(profile_store_read_body(bench->store, FILE_NUMBER, &body));
	check_bytes(buffer_bytes(&body), want, what);
}

/* The body is made here in one go. */
static void patterns_are_stretched(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		uint32_t size;
		uint16_t record_size;
		enum body_fill fill;
		const char *pattern, *suffix;
	} cases[] = {
		{ "nothing said", 5000, 0, FILL_FF, "", "" },
		{ "a pattern", 9000, 0, FILL_PATTERN, "0102", "" },
		{ "in records", 10000, 100, FILL_PATTERN, "00FF", "" },
		{ "in records across pieces", 13 * 700, 13, FILL_PATTERN, "00AA", "" },
		{ "again and again", 8193, 0, FILL_REPEAT, "010203", "" },
		{ "again in records", 17 * 600, 17, FILL_REPEAT, "010203", "" },
		{ "with an end", 4097, 0, FILL_PREFIX_SUFFIX, "0102", "0A0B0C" },
		{ "one piece", BODY_PIECE, 0, FILL_PATTERN, "0102", "" },
		{ "two pieces", 2 * BODY_PIECE, 0, FILL_PATTERN, "0102", "" },
		{ "an octet", 1, 0, FILL_PATTERN, "0102", "" },
	};
	EACH(one, cases) {
		AUTO(bench) bench;
		AUTO(arena) arena = ARENA(BODY_LIMIT);
		struct bytes pattern = octets(&arena, one->pattern), suffix = octets(&arena, one->suffix);
		struct new_file plan = { .kind = FILE_TRANSPARENT, .size = one->size, .record_size = one->record_size,
			                 .fill = one->fill, .pattern = pattern, .suffix = suffix };
		uint8_t *want = arena_allocate(&arena, one->size);
		assert_non_null(want);
		uint32_t run = one->record_size > 0 ? one->record_size : one->size;
		for (uint32_t i = 0; i < one->size; i++) {
			uint32_t at = i % run;
			bool is_end = one->fill == FILL_PREFIX_SUFFIX && at >= run - suffix.size;
			size_t place = one->fill == FILL_REPEAT ? at % 3 : at < 1 ? 0 : 1;
			want[i] = one->fill == FILL_FF ? 0xFF : pattern.data[place];
			if (is_end)
				want[i] = suffix.data[at - (run - suffix.size)];
		}
		set_up(&bench, NODE_TRANSPARENT, one->size);
		assert_ok(body_writer_begin(&bench.writer, bench.store, FILE_NUMBER, &plan));
		assert_ok(body_writer_finish(&bench.writer));
		check_body(&bench, bytes_from(want, one->size), one->what);
	}
}

/* The same contents however they are cut, with what is left out in between. */
static void contents_come_in_pieces(void **state)
{
	(void)state;
	static const size_t steps[] = { 1, 7, 255, 4095, 4096, 4097, 10000 };
	enum { SIZE = 12345, HOLE_START = 5000, HOLE_END = 9500 };
	uint8_t contents[SIZE];
	for (size_t i = 0; i < SIZE; i++)
		contents[i] = (uint8_t)(i * 31 >> 3);
	EACH(step, steps) {
		AUTO(bench) bench;
		struct new_file plan = { .kind = FILE_TRANSPARENT, .size = SIZE };
		set_up(&bench, NODE_TRANSPARENT, SIZE);
		assert_ok(body_writer_begin(&bench.writer, bench.store, FILE_NUMBER, &plan));
		for (size_t at = 0; at < SIZE; at += *step) {
			struct bytes part = bytes_first(bytes_after(BYTES(contents), at), *step);
			bool in_hole = at >= HOLE_START && at + part.size <= HOLE_END;
			if (!in_hole)
				assert_ok(body_writer_put(&bench.writer, (uint32_t)at, part));
		}
		assert_ok(body_writer_finish(&bench.writer));
		AUTO(buffer) body = BUFFER(BODY_LIMIT);
		assert_ok(profile_store_read_body(bench.store, FILE_NUMBER, &body));
		assert_int_equal(body.size, SIZE);
		check_bytes(bytes_first(buffer_bytes(&body), HOLE_START), bytes_first(BYTES(contents), HOLE_START), "before");
		check_bytes(bytes_after(buffer_bytes(&body), HOLE_END), bytes_after(BYTES(contents), HOLE_END), "after");
		if (*step == 1)
			assert_true(body.data[HOLE_START] == 0xFF && body.data[HOLE_END - 1] == 0xFF);
	}
}

static void bounds_are_kept(void **state)
{
	(void)state;
	AUTO(bench) bench;
	uint8_t octet[] = { 1, 2 };
	struct new_file plan = { .kind = FILE_TRANSPARENT, .size = 2 * BODY_PIECE };
	set_up(&bench, NODE_TRANSPARENT, plan.size);
	assert_ok(body_writer_begin(&bench.writer, bench.store, FILE_NUMBER, &plan));
	assert_int_equal(body_writer_put(&bench.writer, 2 * BODY_PIECE - 1, BYTES(octet)), STATUS_MALFORMED);
	assert_ok(body_writer_put(&bench.writer, 2 * BODY_PIECE - 2, BYTES(octet)));
	assert_int_equal(body_writer_put(&bench.writer, 0, BYTES(octet)), STATUS_MALFORMED);
	assert_ok(body_writer_finish(&bench.writer));
	assert_int_equal(body_writer_put(&bench.writer, 0, BYTES(octet)), STATUS_MALFORMED);
	assert_ok(body_writer_finish(&bench.writer));
}

/* BER-TLV files begin empty, grow, and may grow shorter again. */
static void data_objects_grow(void **state)
{
	(void)state;
	AUTO(bench) bench;
	uint8_t contents[3 * BODY_PIECE];
	memset(contents, 0x5A, sizeof contents);
	struct new_file plan = { .kind = FILE_BER_TLV, .size = 100, .maximum_size = 4 * BODY_PIECE };
	set_up(&bench, NODE_BER_TLV, plan.maximum_size);
	assert_ok(body_writer_begin(&bench.writer, bench.store, FILE_NUMBER, &plan));
	assert_ok(body_writer_finish(&bench.writer));
	check_body(&bench, (struct bytes){ 0 }, "empty");
	assert_ok(body_writer_begin(&bench.writer, bench.store, FILE_NUMBER, &plan));
	assert_ok(body_writer_put(&bench.writer, 0, BYTES(contents)));
	assert_ok(body_writer_finish(&bench.writer));
	check_body(&bench, BYTES(contents), "three pieces");
	assert_ok(profile_store_write_body(bench.store, FILE_NUMBER, bytes_from(contents, BODY_PIECE)));
	check_body(&bench, bytes_from(contents, BODY_PIECE), "one piece");
}

/* Format 1 of a profile had each body in one record. */
static void older_bodies_are_read(void **state)
{
	(void)state;
	static const size_t sizes[] = { 10, BODY_PIECE, BODY_PIECE + 1, 20000 };
	uint8_t contents[20000];
	for (size_t i = 0; i < sizeof contents; i++)
		contents[i] = (uint8_t)(i >> 4);
	EACH(size, sizes) {
		AUTO(bench) bench;
		struct bytes body = bytes_from(contents, *size);
		set_up(&bench, NODE_TRANSPARENT, (uint32_t)*size);
		assert_ok(nvm_write(nvm_memory_port(bench.memory), profile_key(SLOT, ITEM_BODY, FILE_NUMBER), body));
		check_body(&bench, body, "one record");
		assert_ok(profile_store_update_body(bench.store, FILE_NUMBER, 1, bytes_from("x", 1)));
		contents[1] = 'x';
		check_body(&bench, body, "written again");
		contents[1] = 0;
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(patterns_are_stretched),
	cmocka_unit_test(contents_come_in_pieces),
	cmocka_unit_test(bounds_are_kept),
	cmocka_unit_test(data_objects_grow),
	cmocka_unit_test(older_bodies_are_read),
};

TESTS_MAIN(tests)
