/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include "support/test.h"

static void it_takes_what_fits(void **state)
{
	static const struct {
		size_t size;
		enum status status;
	} cases[] = { { 0, STATUS_OK }, { 16, STATUS_OK }, { 64, STATUS_OK }, { 65, STATUS_TOO_LARGE } };
	uint8_t octets[65];
	(void)state;
	memset(octets, 0xA5, sizeof octets);
	EACH (this, cases) {
		AUTO(secret) secret = { 0 };
		assert_ok(secret_set(&secret, bytes_from("before", 6)));
		CHECK_STATUS(secret_set(&secret, bytes_from(octets, this->size)), this->status, "set");
		if (this->status == STATUS_OK)
			check_bytes(secret_bytes(&secret), bytes_from(octets, this->size), "held");
		else
			check_bytes(secret_bytes(&secret), bytes_from("before", 6), "kept");
	}
}

static void nothing_is_left_behind(void **state)
{
	static const struct secret nothing;
	struct secret secret = { 0 };
	(void)state;
	assert_ok(secret_set(&secret, bytes_from("long secret", 11)));
	assert_ok(secret_set(&secret, bytes_from("short", 5)));
	assert_memory_equal(secret.data + 5, nothing.data, 6);
	secret_release(&secret);
	assert_memory_equal(&secret, &nothing, sizeof secret);
}

static void equality_sees_each_bit(void **state)
{
	uint8_t a[32] = { 0 }, b[32] = { 0 };
	(void)state;
	assert_true(secret_equal(BYTES(a), BYTES(b)));
	assert_true(secret_equal((struct bytes){ 0 }, (struct bytes){ 0 }));
	assert_false(secret_equal(BYTES(a), bytes_from(b, 31)));
	for (size_t bit = 0; bit < 8 * sizeof b; bit++) {
		b[bit / 8] = (uint8_t)(1U << bit % 8);
		assert_false(secret_equal(BYTES(a), BYTES(b)));
		b[bit / 8] = 0;
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(it_takes_what_fits),
	cmocka_unit_test(nothing_is_left_behind),
	cmocka_unit_test(equality_sees_each_bit),
};

TESTS_MAIN(tests)
