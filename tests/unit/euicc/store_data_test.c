/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "euicc/store_data.h"

/* Blocks of one octet each: its own number in the case. */
struct block {
	uint8_t p1, p2;
	enum status want;
	bool is_last;
	const char *octets; /* of the chain so far, in hexadecimal */
};

struct chain_case {
	const char *what;
	struct block blocks[5];
};

static const struct chain_case chains[] = {
	{ "one block", { { 0x91, 0, STATUS_OK, true, "01" } } },
	{ "three blocks", {
		{ 0x11, 0, STATUS_OK, false, "01" }, { 0x11, 1, STATUS_OK, false, "0102" },
		{ 0x91, 2, STATUS_OK, true, "010203" } } },
	{ "without the bit that asks for an answer", {
		{ 0x10, 0, STATUS_OK, false, "01" }, { 0x90, 1, STATUS_OK, true, "0102" } } },
	{ "block 00 begins anew", {
		{ 0x11, 0, STATUS_OK, false, "01" }, { 0x11, 1, STATUS_OK, false, "0102" },
		{ 0x91, 0, STATUS_OK, true, "03" } } },
	{ "a block left out", {
		{ 0x11, 0, STATUS_OK, false, "01" }, { 0x91, 2, STATUS_OUT_OF_ORDER, false, "" } } },
	{ "a block twice", {
		{ 0x11, 0, STATUS_OK, false, "01" }, { 0x11, 1, STATUS_OK, false, "0102" },
		{ 0x91, 1, STATUS_OUT_OF_ORDER, false, "" } } },
	{ "not from the beginning", { { 0x91, 1, STATUS_OUT_OF_ORDER, false, "" } } },
	{ "nothing goes on after a refusal", {
		{ 0x11, 0, STATUS_OK, false, "01" }, { 0x11, 2, STATUS_OUT_OF_ORDER, false, "" },
		{ 0x91, 1, STATUS_OUT_OF_ORDER, false, "" } } },
	{ "encrypted", { { 0xF1, 0, STATUS_UNSUPPORTED, false, "" } } },
	{ "no format", { { 0x81, 0, STATUS_UNSUPPORTED, false, "" } } },
	{ "DGI format", { { 0x89, 0, STATUS_UNSUPPORTED, false, "" } } },
};

static void chains_are_put_together(void **state)
{
	(void)state;
	EACH(chain, chains) {
		AUTO(store_data) assembly = { 0 };
		AUTO(arena) arena = ARENA(4096);
		for (size_t i = 0; i < ARRAY_SIZE(chain->blocks) && chain->blocks[i].octets; i++) {
			const struct block *block = &chain->blocks[i];
			uint8_t octet = (uint8_t)(i + 1);
			bool is_last = false;
			struct apdu apdu = { .ins = STORE_DATA_INS, .p1 = block->p1, .p2 = block->p2,
			                     .data = bytes_from(&octet, 1) };
			CHECK_STATUS(store_data_take(&assembly, &apdu, &is_last), block->want, chain->what);
			CHECK(is_last == block->is_last, chain->what);
			check_bytes(buffer_bytes(&assembly.octets), octets(&arena, block->octets), chain->what);
		}
	}
}

static void block_numbers_wrap_after_ff(void **state)
{
	(void)state;
	AUTO(store_data) assembly = { 0 };
	uint8_t octet = 0xAA;
	bool is_last;
	struct apdu apdu = { .p1 = 0x11, .data = bytes_from(&octet, 1) };
	for (unsigned i = 0; i < 300; i++) {
		apdu.p2 = (uint8_t)i;
		assert_ok(store_data_take(&assembly, &apdu, &is_last));
	}
	assert_int_equal(assembly.octets.size, 300);
}

static void a_chain_has_a_limit(void **state)
{
	(void)state;
	AUTO(store_data) assembly = { 0 };
	uint8_t block[255] = { 0 };
	bool is_last;
	struct apdu apdu = { .p1 = 0x11, .data = BYTES(block) };
	for (unsigned i = 0; i < STORE_DATA_MAXIMUM / sizeof block; i++) {
		apdu.p2 = (uint8_t)i;
		assert_ok(store_data_take(&assembly, &apdu, &is_last));
	}
	apdu.p2++;
	CHECK_STATUS(store_data_take(&assembly, &apdu, &is_last), STATUS_TOO_LARGE, "one block more");
	assert_null(assembly.octets.data);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(chains_are_put_together),
	cmocka_unit_test(block_numbers_wrap_after_ff),
	cmocka_unit_test(a_chain_has_a_limit),
};

TESTS_MAIN(tests)
