/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "support/library_card.h"

static struct provisim_euicc_memory *new_memory(void)
{
	struct provisim_euicc_memory *memory = NULL;
	assert_int_equal(provisim_euicc_memory_new(0, &memory), PROVISIM_EUICC_OK);
	return memory;
}

static void a_card_comes_back(void **state)
{
	(void)state;
	struct library_world world;
	library_world_make(&world);
	struct provisim_euicc_memory *memory = new_memory(), *other = new_memory();
	struct provisim_euicc *card = library_card_make(&world, memory, NULL), *copy = NULL;
	uint8_t *octets = NULL;
	size_t size = 0;
	char eid[PROVISIM_EUICC_EID_SIZE];
	assert_int_equal(provisim_euicc_snapshot(memory, &octets, &size), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_restore(memory, octets, size), PROVISIM_EUICC_BUSY);
	assert_int_equal(provisim_euicc_restore(other, octets, size), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_open(other, NULL, &copy), PROVISIM_EUICC_OK);
	provisim_euicc_eid(copy, eid);
	assert_string_equal(eid, world.eid);
	provisim_euicc_close(copy);

	/* What is cut off is no snapshot, and leaves the card as it is. */
	for (size_t i = 0; i < size; i++)
		assert_int_equal(provisim_euicc_restore(other, octets, i), PROVISIM_EUICC_MALFORMED);
	assert_int_equal(provisim_euicc_open(other, NULL, &copy), PROVISIM_EUICC_OK);
	provisim_euicc_close(copy);
	provisim_euicc_octets_free(octets, size);
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
	provisim_euicc_memory_free(other);
	library_world_release(&world);
}

static void other_octets_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *octets;
		enum provisim_euicc_status status;
	} rows[] = {
		{ "3003020101", PROVISIM_EUICC_OK },
		{ "3003020102", PROVISIM_EUICC_UNSUPPORTED },
		{ "300302010100", PROVISIM_EUICC_MALFORMED },
		{ "3005020101A000", PROVISIM_EUICC_MALFORMED },
		{ "3011020101A00C80080000000000000001810 0", PROVISIM_EUICC_OK },
		{ "3011020101A00C800800000000000000018200", PROVISIM_EUICC_MALFORMED },
		{ "3013020101A00E8008000000000000000181008100", PROVISIM_EUICC_MALFORMED },
		{ "3010020101A00B800700000000000001 8100", PROVISIM_EUICC_MALFORMED },
	};
	AUTO(arena) arena = ARENA(4096);
	struct provisim_euicc_memory *memory = new_memory();
	EACH(row, rows) {
		struct bytes bytes = octets(&arena, row->octets);
		if (provisim_euicc_restore(memory, bytes.data, bytes.size) != row->status)
			fail_msg("%s", row->octets);
	}
	provisim_euicc_memory_free(memory);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_card_comes_back),
	cmocka_unit_test(other_octets_are_refused),
};

TESTS_MAIN(tests)
