/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords as OpenSSL's command line hashes them. */
#include "support/test.h"

#include "crypto/password.h"

static const uint8_t salt[PASSWORD_SALT_SIZE] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

static void openssl_agrees(void **state)
{
	(void)state;
	uint8_t record[PASSWORD_RECORD_SIZE];
	char printed[200] = "", want[200] = "";
	FILE *pipe = popen("openssl kdf -keylen 32 -kdfopt pass:pleaseletmein "
	                   "-kdfopt hexsalt:000102030405060708090a0b0c0d0e0f -kdfopt n:16384 -kdfopt r:8 -kdfopt p:1 "
	                   "-kdfopt maxmem_bytes:67108864 SCRYPT", "r");
	assert_non_null(pipe);
	assert_non_null(fgets(printed, sizeof printed, pipe));
	pclose(pipe);
	assert_ok(password_protect(TEXT("pleaseletmein"), salt, record));
	const uint8_t *hash = record + 3 + PASSWORD_SALT_SIZE;
	for (size_t i = 0; i < PASSWORD_HASH_SIZE; i++)
		sprintf(want + 3 * i, "%02X%c", hash[i], i + 1 < PASSWORD_HASH_SIZE ? ':' : '\n');
	assert_string_equal(printed, want);
}

static void only_the_password_itself_will_do(void **state)
{
	(void)state;
	uint8_t record[PASSWORD_RECORD_SIZE], changed[PASSWORD_RECORD_SIZE];
	const char *const wrong[] = { "", "correct horse", "correct horse battery ", "Correct horse battery" };
	assert_ok(password_protect(TEXT("correct horse battery"), salt, record));
	assert_ok(password_check(TEXT("correct horse battery"), BYTES(record)));
	EACH (password, wrong)
		CHECK_STATUS(password_check(text_from(*password), BYTES(record)), STATUS_REFUSED, *password);
	memcpy(changed, record, sizeof record);
	changed[3] ^= 1;
	CHECK_STATUS(password_check(TEXT("correct horse battery"), BYTES(changed)), STATUS_REFUSED, "another salt");
}

static void records_that_are_none(void **state)
{
	(void)state;
	uint8_t record[PASSWORD_RECORD_SIZE] = { 0 };
	static const uint8_t costs[][3] = { { 0, 8, 1 }, { 40, 8, 1 }, { 14, 0, 1 }, { 14, 200, 1 }, { 14, 8, 0 }, { 14, 8,
	  200 } };
	EACH (cost, costs) {
		memcpy(record, *cost, 3);
		CHECK_STATUS(password_check(TEXT("x"), BYTES(record)), STATUS_MALFORMED, "a cost that nobody can bear");
	}
	for (size_t size = 0; size < sizeof record; size++)
		CHECK_STATUS(password_check(TEXT("x"), bytes_from(record, size)), STATUS_MALFORMED, "cut off");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openssl_agrees),
		cmocka_unit_test(only_the_password_itself_will_do),
		cmocka_unit_test(records_that_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
