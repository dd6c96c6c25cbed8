/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "support/library_card.h"

enum { RECORDS = 256, VALUE_MAXIMUM = 2048 };

/* A storage as a device might have it: a table, and a copy of it that becomes the table when all went well. */
struct shelf {
	struct row {
		uint64_t key;
		size_t size;
		bool used;
		uint8_t value[VALUE_MAXIMUM];
	} rows[RECORDS];
	unsigned commits, fails_from; /* nought: never */
	bool loads_badly;
};

static int load(void *context, int (*put)(void *sink, uint64_t key, const uint8_t *value, size_t size), void *sink)
{
	const struct shelf *shelf = context;
	for (size_t i = RECORDS; i-- > 0;)
		if (shelf->rows[i].used && put(sink, shelf->rows[i].key, shelf->rows[i].value, shelf->rows[i].size))
			return -1;
	return shelf->loads_badly;
}

static void erase(struct row *rows, uint64_t first, uint64_t last)
{
	for (size_t i = 0; i < RECORDS; i++)
		if (rows[i].used && rows[i].key >= first && rows[i].key <= last)
			rows[i].used = false;
}

static void put(struct row *rows, const struct provisim_euicc_change *change)
{
	size_t place = 0;
	assert_true(change->first == change->last && change->value_size <= VALUE_MAXIMUM);
	while (place < RECORDS && rows[place].used)
		place++;
	assert_true(place < RECORDS);
	rows[place].key = change->first;
	rows[place].size = change->value_size;
	rows[place].used = true;
	memcpy(rows[place].value, change->value, change->value_size);
}

static int commit(void *context, const struct provisim_euicc_change *steps, size_t count)
{
	struct shelf *shelf = context;
	if (shelf->fails_from && ++shelf->commits >= shelf->fails_from)
		return -1;
	for (size_t i = 0; i < count; i++) {
		erase(shelf->rows, steps[i].first, steps[i].last);
		if (steps[i].value)
			put(shelf->rows, &steps[i]);
	}
	return 0;
}

#define SET_ADDRESS "81E291000EBF3F0B8009612E6578616D706C65"
#define ADDRESSES "BF3C1C8009612E6578616D706C65810F6C70612E64732E67736D612E636F6D9000"
#define NO_ADDRESS "BF3C11810F6C70612E64732E67736D612E636F6D9000"

static struct provisim_euicc_memory *open_shelf(struct shelf *shelf)
{
	const struct provisim_euicc_storage storage = { shelf, load, commit };
	struct provisim_euicc_memory *memory = NULL;
	assert_int_equal(provisim_euicc_memory_from(&storage, &memory), PROVISIM_EUICC_OK);
	return memory;
}

/* Power on, what the card says of its addresses, power off. */
static void expect_addresses(struct shelf *shelf, const char *wanted)
{
	struct provisim_euicc_memory *memory = open_shelf(shelf);
	struct provisim_euicc *card = NULL;
	assert_int_equal(provisim_euicc_open(memory, NULL, &card), PROVISIM_EUICC_OK);
	library_card_select_isd_r(card);
	library_card_expect(card, "81E2910003BF3C00", wanted);
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
}

static void what_the_storage_keeps_has_happened(void **state)
{
	(void)state;
	static struct shelf shelf;
	struct library_world world;
	library_world_make(&world);
	struct provisim_euicc_memory *memory = open_shelf(&shelf);
	struct provisim_euicc *card = library_card_make(&world, memory, NULL);
	uint64_t octets = 0, sum = 0;
	assert_int_equal(provisim_euicc_memory_used(memory, &octets), PROVISIM_EUICC_OK);
	for (size_t i = 0; i < RECORDS; i++)
		sum += shelf.rows[i].used ? shelf.rows[i].size : 0;
	assert_int_equal(octets, sum);

	shelf.fails_from = 1;
	library_card_select_isd_r(card);
	library_card_expect(card, SET_ADDRESS, "6581"); /* memory problem */
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
	expect_addresses(&shelf, NO_ADDRESS);

	shelf.fails_from = 0;
	memory = open_shelf(&shelf);
	assert_int_equal(provisim_euicc_open(memory, NULL, &card), PROVISIM_EUICC_OK);
	library_card_select_isd_r(card);
	library_card_expect(card, SET_ADDRESS, "BF3F038001009000");
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
	expect_addresses(&shelf, ADDRESSES);
	library_world_release(&world);
}

static void what_it_refuses_has_not(void **state)
{
	(void)state;
	static struct shelf shelf = { .fails_from = 1 };
	struct library_world world;
	library_world_make(&world);
	struct provisim_euicc_memory *memory = open_shelf(&shelf), *none = NULL;
	struct provisim_euicc *card = NULL;
	assert_int_equal(provisim_euicc_create(memory, &world.birth), PROVISIM_EUICC_IO);
	assert_int_equal(provisim_euicc_open(memory, NULL, &card), PROVISIM_EUICC_NOT_FOUND);
	shelf.fails_from = 0;
	assert_int_equal(provisim_euicc_create(memory, &world.birth), PROVISIM_EUICC_OK);
	provisim_euicc_memory_free(memory);

	shelf.loads_badly = true;
	assert_int_equal(provisim_euicc_memory_from(&(struct provisim_euicc_storage){ &shelf, load, commit }, &none),
	                 PROVISIM_EUICC_IO);
	assert_int_equal(provisim_euicc_memory_from(&(struct provisim_euicc_storage){ &shelf, load, NULL }, &none),
	                 PROVISIM_EUICC_BAD_ARGUMENT);
	library_world_release(&world);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_the_storage_keeps_has_happened),
	cmocka_unit_test(what_it_refuses_has_not),
};

TESTS_MAIN(tests)
