/* SPDX-License-Identifier: Apache-2.0 */
/* What ports/nvm.h promises, asked of every driver. */
#include "support/test.h"

#include <unistd.h>

#include "io/nvm_memory.h"
#include "io/nvm_sqlite.h"
#include "support/power_cut_nvm.h"

enum { VALUE_LIMIT = 1 << 20 };

/* One memory of one driver, fresh. */
struct driver {
	const char *name;
	struct nvm *nvm;
	struct nvm_memory *memory;
	struct nvm_sqlite *file;
	struct power_cut_nvm power;
	char path[64];
};

static void driver_open(struct driver *driver, int which)
{
	*driver = (struct driver){ 0 };
	snprintf(driver->path, sizeof driver->path, "/tmp/provisim-nvm-%d.card", (int)getpid());
	if (which == 1) {
		driver->name = "sqlite";
		assert_ok(nvm_sqlite_open(driver->path, &driver->file));
		driver->nvm = nvm_sqlite_port(driver->file);
		return;
	}
	driver->name = which == 0 ? "memory" : "power cut";
	driver->memory = nvm_memory_new(VALUE_LIMIT);
	assert_non_null(driver->memory);
	driver->nvm = nvm_memory_port(driver->memory);
	power_cut_nvm_init(&driver->power, driver->nvm);
	if (which == 2)
		driver->nvm = &driver->power.port;
}

static void driver_close(struct driver *driver)
{
	nvm_memory_free(driver->memory);
	nvm_sqlite_close(driver->file);
	unlink(driver->path);
}

/* Runs `check` on a fresh memory of each driver. */
static void on_each_driver(void (*check)(struct driver *driver))
{
	for (int which = 0; which < 3; which++) {
		struct driver driver;
		driver_open(&driver, which);
		check(&driver);
		driver_close(&driver);
	}
}

static void put(struct driver *driver, nvm_key key, const char *value)
{
	CHECK_STATUS(nvm_write(driver->nvm, key, text_bytes(text_from(value))), STATUS_OK, driver->name);
}

static void begin(struct driver *driver)
{
	CHECK_STATUS(nvm_begin(driver->nvm), STATUS_OK, driver->name);
}

static void commit(struct driver *driver)
{
	CHECK_STATUS(nvm_commit(driver->nvm), STATUS_OK, driver->name);
}

/* NULL: nothing under this key. */
static void check_value(struct driver *driver, nvm_key key, const char *want)
{
	AUTO(buffer) value = BUFFER(VALUE_LIMIT);
	CHECK_STATUS(nvm_read(driver->nvm, key, &value), want ? STATUS_OK : STATUS_NOT_FOUND, driver->name);
	check_text(buffer_text(&value), want ? want : "", driver->name);
}

static enum status list(void *context, nvm_key key, struct bytes value)
{
	return buffer_print(context, "%llx=%.*s ", (unsigned long long)key, TEXT_ARGUMENTS(bytes_text(value)));
}

static void check_list(struct driver *driver, nvm_key first, nvm_key last, const char *want)
{
	AUTO(buffer) text = BUFFER(VALUE_LIMIT);
	CHECK_STATUS(nvm_each(driver->nvm, first, last, list, &text), STATUS_OK, driver->name);
	check_text(buffer_text(&text), want, driver->name);
}

static void check_writing(struct driver *driver)
{
	check_value(driver, 5, NULL);
	begin(driver);
	put(driver, 5, "five");
	put(driver, 3, "three");
	put(driver, 4, "");
	check_value(driver, 5, "five");
	put(driver, 5, "V");
	commit(driver);
	check_value(driver, 5, "V");
	check_value(driver, 4, "");
	check_list(driver, 0, UINT64_MAX, "3=three 4= 5=V ");
	check_list(driver, 4, 4, "4= ");
	check_list(driver, 6, UINT64_MAX, "");
	uint64_t octets = 99;
	CHECK_STATUS(nvm_used(driver->nvm, 0, 5, &octets), STATUS_OK, driver->name);
	assert_int_equal(octets, 6);
	CHECK_STATUS(nvm_used(driver->nvm, 6, 7, &octets), STATUS_OK, driver->name);
	assert_int_equal(octets, 0);
}

static void test_writing(void **state)
{
	(void)state;
	on_each_driver(check_writing);
}

/* The highest bit of a key is part of the number, not a sign. */
static void check_order(struct driver *driver)
{
	nvm_key high = nvm_key_make(0xF0, 1, 7), low = nvm_key_make(0x0F, 0xFFFF, 7);
	begin(driver);
	put(driver, UINT64_MAX, "last");
	put(driver, high, "high");
	put(driver, 0, "first");
	put(driver, low, "low");
	commit(driver);
	check_list(driver, 0, UINT64_MAX, "0=first fffff0000000007=low f000010000000007=high ffffffffffffffff=last ");
	check_list(driver, low, high, "fffff0000000007=low f000010000000007=high ");
}

static void test_order(void **state)
{
	(void)state;
	on_each_driver(check_order);
}

static void check_roll_back(struct driver *driver)
{
	begin(driver);
	put(driver, 1, "one");
	put(driver, 2, "two");
	put(driver, 3, "three");
	commit(driver);
	begin(driver);
	put(driver, 2, "zwei");
	put(driver, 2, "deux");
	put(driver, 9, "nine");
	CHECK_STATUS(nvm_erase(driver->nvm, 1, 2), STATUS_OK, driver->name);
	put(driver, 1, "again");
	check_list(driver, 0, 9, "1=again 3=three 9=nine ");
	nvm_roll_back(driver->nvm);
	check_list(driver, 0, 9, "1=one 2=two 3=three ");
	nvm_roll_back(driver->nvm);
	begin(driver);
	CHECK_STATUS(nvm_erase(driver->nvm, 2, UINT64_MAX), STATUS_OK, driver->name);
	CHECK_STATUS(nvm_erase(driver->nvm, 50, 60), STATUS_OK, driver->name);
	commit(driver);
	check_list(driver, 0, UINT64_MAX, "1=one ");
	uint64_t octets = 0;
	CHECK_STATUS(nvm_used(driver->nvm, 0, UINT64_MAX, &octets), STATUS_OK, driver->name);
	assert_int_equal(octets, 3);
}

static void test_roll_back(void **state)
{
	(void)state;
	on_each_driver(check_roll_back);
}

static void check_out_of_order(struct driver *driver)
{
	CHECK_STATUS(nvm_write(driver->nvm, 1, BYTES("x")), STATUS_BUG, driver->name);
	CHECK_STATUS(nvm_erase(driver->nvm, 0, 9), STATUS_BUG, driver->name);
	CHECK_STATUS(nvm_commit(driver->nvm), STATUS_BUG, driver->name);
	begin(driver);
	CHECK_STATUS(nvm_begin(driver->nvm), STATUS_BUG, driver->name);
	nvm_roll_back(driver->nvm);
	check_list(driver, 0, UINT64_MAX, "");
}

static void test_out_of_order(void **state)
{
	(void)state;
	on_each_driver(check_out_of_order);
}

static enum status stop_at_two(void *context, nvm_key key, struct bytes value)
{
	(void)value;
	++*(int *)context;
	return key == 2 ? STATUS_REFUSED : STATUS_OK;
}

static void check_visitor_stops(struct driver *driver)
{
	begin(driver);
	for (nvm_key key = 1; key < 5; key++)
		put(driver, key, "x");
	commit(driver);
	int visited = 0;
	CHECK_STATUS(nvm_each(driver->nvm, 0, 9, stop_at_two, &visited), STATUS_REFUSED, driver->name);
	assert_int_equal(visited, 2);
	AUTO(buffer) small = BUFFER(0);
	CHECK_STATUS(nvm_read(driver->nvm, 1, &small), STATUS_TOO_LARGE, driver->name);
	check_value(driver, 1, "x");
}

static void test_visitor_stops(void **state)
{
	(void)state;
	on_each_driver(check_visitor_stops);
}

/* Many records, written and erased in a scattered order, against the plain array that they stand for. */
static void check_many(struct driver *driver)
{
	enum { KEYS = 97, ROUNDS = 400 };
	int present[KEYS] = { 0 };
	uint32_t number = 1;
	begin(driver);
	for (int round = 1; round < ROUNDS; round++) {
		number = number * 1664525 + 1013904223;
		unsigned key = number / 65536 % KEYS;
		char value[16];
		snprintf(value, sizeof value, "%d", round);
		present[key] = number % 3 ? round : 0;
		if (present[key])
			put(driver, key, value);
		else
			CHECK_STATUS(nvm_erase(driver->nvm, key, key), STATUS_OK, driver->name);
	}
	commit(driver);
	AUTO(buffer) want = BUFFER(VALUE_LIMIT);
	for (unsigned key = 0; key < KEYS; key++)
		if (present[key])
			assert_ok(buffer_print(&want, "%x=%d ", key, present[key]));
	assert_ok(buffer_append_octet(&want, 0));
	check_list(driver, 0, UINT64_MAX, (const char *)want.data);
}

static void test_many(void **state)
{
	(void)state;
	on_each_driver(check_many);
}

static void test_limit(void **state)
{
	(void)state;
	struct driver driver = { .name = "limit", .memory = nvm_memory_new(10) };
	driver.nvm = nvm_memory_port(driver.memory);
	begin(&driver);
	put(&driver, 1, "0123456789");
	put(&driver, 1, "9876543210");
	commit(&driver);
	begin(&driver);
	assert_int_equal(nvm_write(driver.nvm, 2, BYTES("x")), STATUS_NO_MEMORY);
	assert_int_equal(nvm_commit(driver.nvm), STATUS_IO);
	check_list(&driver, 0, 9, "1=9876543210 ");
	nvm_memory_free(driver.memory);
}

/* The test's own tool must cut where it says. */
static void test_power_cut(void **state)
{
	(void)state;
	static const char *const want_after[] = { "1=old ", "1=old ", "1=old ", "1=old ", "1=new 2=new ", "1=new 2=new " };
	for (unsigned cut = 1; cut <= ARRAY_SIZE(want_after); cut++) {
		struct driver driver;
		driver_open(&driver, 2);
		begin(&driver);
		put(&driver, 1, "old");
		commit(&driver);
		power_cut_nvm_restart(&driver.power, cut);
		enum status status = nvm_begin(driver.nvm);
		if (status == STATUS_OK)
			status = nvm_write(driver.nvm, 1, text_bytes(TEXT("new")));
		if (status == STATUS_OK)
			status = nvm_write(driver.nvm, 2, text_bytes(TEXT("new")));
		if (status == STATUS_OK)
			status = nvm_commit(driver.nvm);
		assert_int_equal(status, cut <= 5 ? STATUS_IO : STATUS_OK);
		assert_int_equal(nvm_begin(driver.nvm), STATUS_IO); /* the sixth step at the latest */
		nvm_roll_back(driver.nvm);
		power_cut_nvm_restart(&driver.power, 0);
		check_list(&driver, 0, 9, want_after[cut - 1]);
		driver_close(&driver);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_writing),        cmocka_unit_test(test_order), cmocka_unit_test(test_roll_back),
	cmocka_unit_test(test_out_of_order),   cmocka_unit_test(test_visitor_stops),
	cmocka_unit_test(test_many),           cmocka_unit_test(test_limit), cmocka_unit_test(test_power_cut),
};

TESTS_MAIN(tests)
