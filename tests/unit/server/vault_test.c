/* SPDX-License-Identifier: Apache-2.0 */
#include "server/vault.h"

#include "support/test.h"
#include "support/test_master_keys.h"

#define OWNER TEXT("8949449999999990015")
#define COLUMN "package.package_keys"

static enum status count_up(void *self, uint8_t *out, size_t size)
{
	uint8_t *counter = self;
	memset(out, ++*counter, size);
	return STATUS_OK;
}

struct fixture {
	struct test_master_keys ring;
	struct master_keys keys;
	uint8_t counter;
	struct random random;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	test_master_keys_add(&fixture->ring, "first");
	fixture->keys = test_master_keys_port(&fixture->ring);
	fixture->random = (struct random){ &fixture->counter, count_up };
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static void what_is_sealed_opens(void **state)
{
	struct fixture *fixture = *state;
	AUTO(data_key) key = { 0 };
	AUTO(data_key) again = { 0 };
	AUTO(buffer) sealed = BUFFER(1000);
	AUTO(buffer) clear = SECRET_BUFFER(1000);
	struct wrapped_key wrapped;
	assert_ok(data_key_make(&fixture->keys, &fixture->random, OWNER, &key, &wrapped));
	assert_ok(vault_seal(&key, &fixture->random, COLUMN, text_bytes(TEXT("secret")), &sealed));
	assert_int_equal(sealed.size, 6 + VAULT_OVERHEAD);
	assert_null(memmem(sealed.data, sealed.size, "secret", 6));
	assert_ok(data_key_unwrap(&fixture->keys, OWNER, text_from(wrapped.master_key), BYTES(wrapped.octets), &again));
	assert_ok(vault_open(&again, COLUMN, buffer_bytes(&sealed), &clear));
	check_text(buffer_text(&clear), "secret", "opened");
}

static void it_opens_in_its_own_place_alone(void **state)
{
	struct fixture *fixture = *state;
	AUTO(data_key) key = { 0 };
	AUTO(data_key) other = { 0 };
	AUTO(buffer) sealed = BUFFER(1000);
	AUTO(buffer) clear = SECRET_BUFFER(1000);
	struct wrapped_key wrapped;
	assert_ok(data_key_make(&fixture->keys, &fixture->random, OWNER, &key, &wrapped));
	assert_ok(vault_seal(&key, &fixture->random, COLUMN, text_bytes(TEXT("secret")), &sealed));
	CHECK_STATUS(vault_open(&key, "package.profile_elements", buffer_bytes(&sealed), &clear), STATUS_UNTRUSTED, "column");
	CHECK_STATUS(data_key_unwrap(&fixture->keys, TEXT("8949449999999990023"), text_from(wrapped.master_key),
	                             BYTES(wrapped.octets), &other), STATUS_UNTRUSTED, "owner");
	CHECK_STATUS(data_key_unwrap(&fixture->keys, OWNER, TEXT("0123456789abcdef"), BYTES(wrapped.octets), &other),
	             STATUS_NOT_FOUND, "unknown master key");
	for (size_t i = 0; i < sealed.size; i++) {
		sealed.data[i] ^= 0x40;
		CHECK_STATUS(vault_open(&key, COLUMN, buffer_bytes(&sealed), &clear), i ? STATUS_UNTRUSTED : STATUS_MALFORMED,
		             "one bit");
		sealed.data[i] ^= 0x40;
		CHECK_STATUS(vault_open(&key, COLUMN, bytes_first(buffer_bytes(&sealed), i), &clear),
		             i < VAULT_OVERHEAD ? STATUS_MALFORMED : STATUS_UNTRUSTED, "cut off");
	}
	for (size_t i = 0; i < sizeof wrapped.octets; i++) {
		wrapped.octets[i] ^= 1;
		CHECK_STATUS(data_key_unwrap(&fixture->keys, OWNER, text_from(wrapped.master_key), BYTES(wrapped.octets),
		                             &other), i ? STATUS_UNTRUSTED : STATUS_MALFORMED, "one bit of the wrapped key");
		wrapped.octets[i] ^= 1;
	}
	assert_int_equal(clear.size, 0);
}

static void a_new_master_key_leaves_what_is_sealed(void **state)
{
	struct fixture *fixture = *state;
	AUTO(data_key) key = { 0 };
	AUTO(data_key) later = { 0 };
	AUTO(buffer) sealed = BUFFER(1000);
	AUTO(buffer) clear = SECRET_BUFFER(1000);
	struct wrapped_key old, new;
	assert_ok(data_key_make(&fixture->keys, &fixture->random, OWNER, &key, &old));
	assert_ok(vault_seal(&key, &fixture->random, COLUMN, text_bytes(TEXT("secret")), &sealed));
	test_master_keys_add(&fixture->ring, "second");
	assert_ok(data_key_rewrap(&fixture->keys, &fixture->random, OWNER, text_from(old.master_key), BYTES(old.octets), &new));
	assert_string_not_equal(old.master_key, new.master_key);
	test_master_keys_drop_first(&fixture->ring);
	CHECK_STATUS(data_key_unwrap(&fixture->keys, OWNER, text_from(old.master_key), BYTES(old.octets), &later),
	             STATUS_NOT_FOUND, "the old one is gone");
	assert_ok(data_key_unwrap(&fixture->keys, OWNER, text_from(new.master_key), BYTES(new.octets), &later));
	assert_ok(vault_open(&later, COLUMN, buffer_bytes(&sealed), &clear));
	check_text(buffer_text(&clear), "secret", "opened");
}

static void without_a_key_nothing_is_sealed(void **state)
{
	struct fixture *fixture = *state;
	struct master_keys none = { 0 };
	AUTO(data_key) key = { 0 };
	AUTO(buffer) out = BUFFER(100);
	struct wrapped_key wrapped;
	CHECK_STATUS(data_key_make(&none, &fixture->random, OWNER, &key, &wrapped), STATUS_NOT_FOUND, "no master key");
	CHECK_STATUS(vault_seal(&key, &fixture->random, COLUMN, text_bytes(TEXT("secret")), &out), STATUS_BUG, "no data key");
	assert_int_equal(out.size, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_sealed_opens, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_opens_in_its_own_place_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_new_master_key_leaves_what_is_sealed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_key_nothing_is_sealed, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
