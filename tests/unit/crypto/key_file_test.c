/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys in the forms in which people have them. */
#include "support/test.h"

#include "crypto/pem.h"
#include "crypto/sign.h"

enum { KEY_MAXIMUM = 4096 };

/* RFC 6979 A.2.5; the brainpool key is RFC 7027's dA. Forms as `openssl ec` and `openssl pkcs8` write them, and two that
 * other writers leave shorter. */
#define P256_SCALAR "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
#define P256_POINT "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6" \
	"7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
#define BRAINPOOL_SCALAR "81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D"
#define P256_OID "06082A8648CE3D030107"
#define BRAINPOOL_OID "06092B2403030208010107"
#define EC_KEY_OID "06072A8648CE3D0201"
#define RSA_OID "06092A864886F70D010101"

static const struct {
	const char *what, *der, *label;
	enum status want;
	enum curve curve;
	const char *scalar;
} forms[] = {
	{ "SEC1", "3077 020101 0420" P256_SCALAR "A00A" P256_OID "A144 034200" P256_POINT, "EC PRIVATE KEY", STATUS_OK,
	  CURVE_P256, P256_SCALAR },
	{ "SEC1 without the point", "3031 020101 0420" P256_SCALAR "A00A" P256_OID, "EC PRIVATE KEY", STATUS_OK, CURVE_P256,
	  P256_SCALAR },
	{ "PKCS#8", "308187 020100 3013" EC_KEY_OID P256_OID "046D 306B 020101 0420" P256_SCALAR "A144 034200" P256_POINT,
	  "PRIVATE KEY", STATUS_OK, CURVE_P256, P256_SCALAR },
	{ "PKCS#8 without the point", "3042 020100 3014" EC_KEY_OID BRAINPOOL_OID "0427 3025 020101 0420" BRAINPOOL_SCALAR,
	  "PRIVATE KEY", STATUS_OK, CURVE_BRAINPOOL_P256R1, BRAINPOOL_SCALAR },
	{ "PKCS#8 with a short scalar", "3022 020100 3013" EC_KEY_OID P256_OID "0408 3006 020101 0401 07", "PRIVATE KEY",
	  STATUS_OK, CURVE_P256, "0000000000000000000000000000000000000000000000000000000000000007" },
	{ "SEC1 without a curve", "3025 020101 0420" P256_SCALAR, "EC PRIVATE KEY", STATUS_UNSUPPORTED, 0, NULL },
	{ "another curve", "3022 020100 3013" EC_KEY_OID "06082A8648CE3D030106 0408 3006 020101 0401 07", "PRIVATE KEY",
	  STATUS_UNSUPPORTED, 0, NULL },
	{ "a key for RSA", "3014 020100 300B" RSA_OID "0402 3000", "PRIVATE KEY", STATUS_UNSUPPORTED, 0, NULL },
	{ "scalar nought", "3022 020100 3013" EC_KEY_OID P256_OID "0408 3006 020101 0401 00", "PRIVATE KEY",
	  STATUS_MALFORMED, 0, NULL },
	{ "scalar too long", "3032 020101 0421 00" P256_SCALAR "A00A" P256_OID, "EC PRIVATE KEY", STATUS_MALFORMED, 0,
	  NULL },
	{ "another version", "3031 020102 0420" P256_SCALAR "A00A" P256_OID, "EC PRIVATE KEY", STATUS_MALFORMED, 0, NULL },
	{ "something after it", "3031 020101 0420" P256_SCALAR "A00A" P256_OID "00", "EC PRIVATE KEY", STATUS_MALFORMED, 0,
	  NULL },
};

static void check_form(size_t row, struct bytes file)
{
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(signing_key) key = { 0 };
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	CHECK_STATUS(signing_key_parse(file, &key), forms[row].want, forms[row].what);
	if (forms[row].want != STATUS_OK) {
		CHECK(!key.handle, "no key came out");
		return;
	}
	assert_int_equal(key.curve, forms[row].curve);
	assert_ok(signing_key_scalar(&key, &scalar));
	check_bytes(buffer_bytes(&scalar), octets(&arena, forms[row].scalar), forms[row].what);
}

static void every_form_in_der_and_pem(void **state)
{
	(void)state;
	for (size_t row = 0; row < ARRAY_SIZE(forms); row++) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(buffer) pem = BUFFER(KEY_MAXIMUM);
		struct bytes der = octets(&arena, forms[row].der);
		check_form(row, der);
		/* openssl ecparam -genkey writes this first. */
		assert_ok(pem_print("EC PARAMETERS", octets(&arena, P256_OID), &pem));
		assert_ok(pem_print(forms[row].label, der, &pem));
		check_form(row, buffer_bytes(&pem));
	}
}

static void every_cut_is_malformed(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	for (size_t row = 0; row < 4; row++) {
		struct bytes der = octets(&arena, forms[row].der);
		for (size_t size = 0; size < der.size; size++) {
			AUTO(signing_key) key = { 0 };
			CHECK_STATUS(signing_key_parse(bytes_first(der, size), &key), STATUS_MALFORMED, forms[row].what);
		}
	}
}

static void locked_keys_and_text_without_a_key(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum status want;
	} cases[] = {
		{ "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n", STATUS_UNSUPPORTED },
		{ "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n", STATUS_UNSUPPORTED },
		{ "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMAA=\n-----END EC PRIVATE KEY-----\n",
		  STATUS_MALFORMED },
		{ "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", STATUS_MALFORMED },
		{ "-----BEGIN PRIVATE KEY-----\n", STATUS_MALFORMED },
		{ "", STATUS_MALFORMED },
	};
	EACH(row, cases) {
		AUTO(signing_key) key = { 0 };
		CHECK_STATUS(signing_key_parse(text_bytes(text_from(row->text)), &key), row->want, row->text);
	}
}

/* What we write is, octet by octet, what `openssl pkcs8 -topk8 -nocrypt` writes for that key. */
static void written_as_openssl_writes_it(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(signing_key) key = { 0 };
	AUTO(buffer) pem = SECRET_BUFFER(KEY_MAXIMUM), der = SECRET_BUFFER(KEY_MAXIMUM);
	assert_ok(signing_key_from_scalar(CURVE_P256, octets(&arena, P256_SCALAR), &key));
	assert_ok(signing_key_print(&key, &pem));
	assert_ok(pem_decode(buffer_text(&pem), "PRIVATE KEY", &der, NULL));
	check_bytes(buffer_bytes(&der), octets(&arena, forms[2].der), "PKCS#8");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_form_in_der_and_pem),
	cmocka_unit_test(every_cut_is_malformed),
	cmocka_unit_test(locked_keys_and_text_without_a_key),
	cmocka_unit_test(written_as_openssl_writes_it),
};

TESTS_MAIN(tests)
