/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "io/nvm_memory.h"
#include "uicc/profile_layout.h"
#include "uicc/profile_registry.h"

enum { MEMORY = 1 << 20, SLOT = 2 };

#define AID(octets) { (const uint8_t *)(octets), sizeof(octets) - 1 }

static const struct registry_entry entries[] = {
	{ .kind = REGISTRY_SECURITY_DOMAIN, .aid = AID("\xA0\x00\x00\x01\x51"), .privileges = AID("\x82\xDC\x00"),
	  .life_cycle = 0x0F, .tars = AID("\xB2\x01\x00\x00\x00\x00"), .has_security_level = true, .security_level = 0 },
	{ .kind = REGISTRY_LOAD_PACKAGE, .aid = AID("\xA0\x00\x00\x00\x01\x01"), .domain = AID("\xA0\x00\x00\x01\x51"),
	  .size = 70000, .element = 3, .limits = AID("\x02\x10\x00\x00\x00") },
	{ .kind = REGISTRY_RFM, .aid = AID("\xA0\x00\x00\x05\x59"), .tars = AID("\xB0\x01\x20"), .adf = AID("\xA0\x00\x00\x00\x87"),
	  .access_domain = AID("\x00"), .admin_access_domain = AID("\xFF") },
};

struct room {
	struct nvm_memory *memory;
	struct nvm *nvm;
	struct profile_store *store;
};

static void room_release(struct room *room)
{
	profile_store_free(room->store);
	nvm_memory_free(room->memory);
}

static void set_up(struct room *room)
{
	room->store = NULL;
	room->memory = nvm_memory_new(MEMORY);
	assert_non_null(room->memory);
	room->nvm = nvm_memory_port(room->memory);
	assert_ok(nvm_begin(room->nvm));
	assert_ok(profile_store_create(room->nvm, SLOT, &room->store));
	for (uint16_t i = 0; i < ARRAY_SIZE(entries); i++)
		assert_ok(profile_registry_write(room->store, i, &entries[i]));
}

static void check_entry(const struct registry_entry *got, const struct registry_entry *want)
{
	assert_true(got->kind == want->kind && got->life_cycle == want->life_cycle);
	assert_true(got->has_security_level == want->has_security_level && got->security_level == want->security_level);
	assert_true(got->size == want->size && got->element == want->element);
	check_bytes(got->aid, want->aid, "AID");
	check_bytes(got->domain, want->domain, "domain");
	check_bytes(got->privileges, want->privileges, "privileges");
	check_bytes(got->tars, want->tars, "TARs");
	check_bytes(got->adf, want->adf, "ADF");
	check_bytes(got->admin_access_domain, want->admin_access_domain, "access");
	check_bytes(got->limits, want->limits, "limits");
}

static void entries_come_back(void **state)
{
	(void)state;
	AUTO(room) room;
	size_t count;
	set_up(&room);
	assert_ok(profile_registry_count(room.store, &count));
	assert_int_equal(count, ARRAY_SIZE(entries));
	for (uint16_t i = 0; i < ARRAY_SIZE(entries); i++) {
		AUTO(buffer) octets = BUFFER(REGISTRY_RECORD_MAXIMUM);
		struct registry_entry got;
		uint16_t found;
		assert_ok(profile_registry_read(room.store, i, &octets, &got));
		check_entry(&got, &entries[i]);
		assert_ok(profile_registry_find(room.store, entries[i].aid, &found));
		assert_int_equal(found, i);
	}
	uint16_t found;
	assert_ok(profile_registry_find_tar(room.store, bytes_from((const uint8_t *)"\0\0", 3), &found));
	assert_int_equal(found, 0);
	assert_int_equal(profile_registry_find_tar(room.store, bytes_from((const uint8_t *)"\x01\0", 3), &found),
	                 STATUS_NOT_FOUND);
	assert_int_equal(profile_registry_find(room.store, bytes_first(entries[1].aid, 5), &found), STATUS_NOT_FOUND);
	assert_int_equal(profile_registry_write(room.store, REGISTRY_ENTRIES_MAXIMUM, &entries[0]), STATUS_TOO_LARGE);
}

/* A record that was cut off is no entry, wherever it was cut. */
static void damaged_entries_are_told(void **state)
{
	(void)state;
	AUTO(room) room;
	AUTO(buffer) whole = BUFFER(REGISTRY_RECORD_MAXIMUM);
	set_up(&room);
	assert_ok(nvm_read(room.nvm, profile_key(SLOT, ITEM_REGISTRY, 0), &whole));
	for (size_t size = 0; size < whole.size; size++) {
		AUTO(buffer) octets = BUFFER(REGISTRY_RECORD_MAXIMUM);
		struct registry_entry got;
		assert_ok(nvm_write(room.nvm, profile_key(SLOT, ITEM_REGISTRY, 0), bytes_from(whole.data, size)));
		assert_int_equal(profile_registry_read(room.store, 0, &octets, &got), STATUS_MALFORMED);
	}
}

static const struct registry_key keys[] = {
	{ .version = 1, .identifier = 1, .usage = AID("\x18"), .counter = AID("\0\0\0\0\x05"),
	  .components = { { 0x88, 8, AID("0123456789ABCDEF") } }, .component_count = 1 },
	{ .version = 1, .identifier = 2, .usage = AID("\x14"), .access = 1,
	  .components = { { 0x80, 4, AID("0123456789ABCDEF") } }, .component_count = 1 },
	{ .version = 0x40, .identifier = 1, .usage = AID("\x3C\x80"),
	  .components = { { 0xA1, 8, AID("modulus") }, { 0xA0, 8, AID("\x01\x00\x01") } }, .component_count = 2 },
};

static void keys_come_in_order(void **state)
{
	(void)state;
	AUTO(room) room;
	int version = -1, identifier = 0;
	set_up(&room);
	for (size_t i = ARRAY_SIZE(keys); i-- > 0;)
		assert_ok(profile_registry_write_key(room.store, 0, &keys[i]));
	EACH(want, keys) {
		AUTO(buffer) octets = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
		struct registry_key got;
		assert_ok(profile_registry_next_key(room.store, 0, version, identifier, &octets, &got));
		assert_true(got.version == want->version && got.identifier == want->identifier && got.access == want->access);
		check_bytes(got.usage, want->usage, "usage");
		check_bytes(got.counter, want->counter, "counter");
		assert_int_equal(got.component_count, want->component_count);
		for (size_t i = 0; i < got.component_count; i++) {
			assert_true(got.components[i].type == want->components[i].type);
			assert_true(got.components[i].mac_length == want->components[i].mac_length);
			check_bytes(got.components[i].value, want->components[i].value, "value");
		}
		version = got.version;
		identifier = got.identifier;
	}
	AUTO(buffer) octets = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct registry_key none;
	assert_int_equal(profile_registry_next_key(room.store, 0, version, identifier, &octets, &none), STATUS_NOT_FOUND);
	assert_int_equal(profile_registry_next_key(room.store, 1, -1, 0, &octets, &none), STATUS_NOT_FOUND);
	assert_int_equal(profile_registry_next_key(room.store, 0, 0xFF, 0xFF, &octets, &none), STATUS_NOT_FOUND);
}

/* What remote management does after each message. */
static void counters_move_on(void **state)
{
	(void)state;
	AUTO(room) room;
	AUTO(buffer) octets = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	AUTO(buffer) again = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct registry_key key;
	static const uint8_t later[] = { 0, 0, 0, 0, 6 };
	set_up(&room);
	assert_ok(profile_registry_write_key(room.store, 0, &keys[0]));
	assert_ok(profile_registry_read_key(room.store, 0, 1, 1, &octets, &key));
	key.counter = BYTES(later);
	assert_ok(profile_registry_write_key(room.store, 0, &key));
	assert_ok(profile_registry_read_key(room.store, 0, 1, 1, &again, &key));
	check_bytes(key.counter, BYTES(later), "counter");
	check_bytes(key.components[0].value, keys[0].components[0].value, "the key is the same");
}

static void later_entries_are_taken_back(void **state)
{
	(void)state;
	AUTO(room) room;
	AUTO(buffer) octets = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct registry_key key;
	uint64_t before, after;
	size_t count;
	set_up(&room);
	assert_ok(profile_registry_write_key(room.store, 0, &keys[0]));
	assert_ok(profile_registry_cut(room.store, 1));
	assert_ok(profile_store_used(room.nvm, SLOT, &before));
	assert_ok(profile_registry_write(room.store, 1, &entries[1]));
	assert_ok(profile_registry_write_key(room.store, 1, &keys[1]));
	assert_ok(profile_registry_write_datum(room.store, 1, 0, DATUM_PROCESS_DATA, entries[1].aid));
	assert_ok(profile_registry_cut(room.store, 1));
	assert_ok(profile_store_used(room.nvm, SLOT, &after));
	assert_int_equal(after, before);
	assert_ok(profile_registry_count(room.store, &count));
	assert_int_equal(count, 1);
	assert_ok(profile_registry_read_key(room.store, 0, 1, 1, &octets, &key));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(entries_come_back),
	cmocka_unit_test(damaged_entries_are_told),
	cmocka_unit_test(keys_come_in_order),
	cmocka_unit_test(counters_move_on),
	cmocka_unit_test(later_entries_are_taken_back),
};

TESTS_MAIN(tests)
