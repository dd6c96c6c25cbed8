/* SPDX-License-Identifier: Apache-2.0 */
/* A home network's key as openssl writes it. */
#include "support/test.h"

#include "crypto/key_agreement.h"
#include "crypto/pem.h"

enum { PEM_MAXIMUM = 4096 };

/* The test key of TS 33.501 C.3.4.1, and what `openssl pkey` makes of it. */
#define PRIVATE "C53C22208B61860B06C62E5406A7B330C2B577AA5558981510D128247D38BD1D"
#define PUBLIC "5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650"
#define OPENSSL_PEM                                                        \
	"-----BEGIN PRIVATE KEY-----\n"                                    \
	"MC4CAQAwBQYDK2VuBCIEIMU8IiCLYYYLBsYuVAanszDCtXeqVViYFRDRKCR9OL0d\n" \
	"-----END PRIVATE KEY-----\n"
#define DER "302E 020100 3005 06032B656E 0422 0420" PRIVATE

static void it_is_what_openssl_writes(void **state)
{
	AUTO(arena) arena = ARENA(PEM_MAXIMUM);
	AUTO(buffer) pem = SECRET_BUFFER(PEM_MAXIMUM);
	AUTO(secret) key = { 0 };
	uint8_t public_key[X25519_SIZE];
	(void)state;
	assert_ok(x25519_private_parse(TEXT(OPENSSL_PEM), &key));
	check_bytes(secret_bytes(&key), octets(&arena, PRIVATE), "private key");
	assert_ok(x25519_public(secret_bytes(&key), public_key));
	check_bytes(BYTES(public_key), octets(&arena, PUBLIC), "public key");
	assert_ok(x25519_private_print(secret_bytes(&key), &pem));
	check_text(buffer_text(&pem), OPENSSL_PEM, "print");
	CHECK_STATUS(x25519_private_print(bytes_first(secret_bytes(&key), 31), &pem), STATUS_MALFORMED, "31 octets");
}

static const struct {
	const char *what, *der;
	enum status want;
} forms[] = {
	{ "with attributes behind it", "3030 020100 3005 06032B656E 0422 0420" PRIVATE "A000", STATUS_OK },
	{ "version 2", "302E 020101 3005 06032B656E 0422 0420" PRIVATE, STATUS_OK },
	{ "version 3", "302E 020102 3005 06032B656E 0422 0420" PRIVATE, STATUS_MALFORMED },
	{ "a key for Ed25519", "302E 020100 3005 06032B6570 0422 0420" PRIVATE, STATUS_UNSUPPORTED },
	{ "not wrapped twice", "302C 020100 3005 06032B656E 0420" PRIVATE, STATUS_MALFORMED },
	{ "an octet behind it", "302E 020100 3005 06032B656E 0422 0420" PRIVATE "00", STATUS_MALFORMED },
	{ "nothing", "3000", STATUS_MALFORMED },
};

static enum status parse(struct bytes der)
{
	AUTO(buffer) pem = SECRET_BUFFER(PEM_MAXIMUM);
	AUTO(secret) key = { 0 };
	assert_ok(pem_print("PRIVATE KEY", der, &pem));
	return x25519_private_parse(buffer_text(&pem), &key);
}

static void other_forms_are_told_apart(void **state)
{
	(void)state;
	EACH(form, forms) {
		AUTO(arena) arena = ARENA(PEM_MAXIMUM);
		CHECK_STATUS(parse(octets(&arena, form->der)), form->want, form->what);
	}
}

static void what_is_cut_off_is_no_key(void **state)
{
	AUTO(arena) arena = ARENA(PEM_MAXIMUM);
	AUTO(secret) key = { 0 };
	struct bytes der = octets(&arena, DER);
	(void)state;
	for (size_t size = 1; size < der.size; size++)
		CHECK_STATUS(parse(bytes_first(der, size)), STATUS_MALFORMED, "cut off");
	CHECK_STATUS(x25519_private_parse(TEXT("no key"), &key), STATUS_NOT_FOUND, "no PEM");
	assert_int_equal(key.size, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(it_is_what_openssl_writes),
	cmocka_unit_test(other_forms_are_told_apart),
	cmocka_unit_test(what_is_cut_off_is_no_key),
};

TESTS_MAIN(tests)
