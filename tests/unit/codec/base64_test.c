/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/base64.h"

#include "support/test.h"

static void rfc_4648_section_10(void **state)
{
	static const char *const vectors[][2] = {
		{ "", "" },         { "f", "Zg==" },         { "fo", "Zm8=" },         { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};
	(void)state;
	EACH (vector, vectors) {
		AUTO(buffer) encoded = BUFFER(100);
		AUTO(buffer) decoded = BUFFER(100);
		assert_ok(base64_append(&encoded, text_bytes(text_from((*vector)[0]))));
		check_text(buffer_text(&encoded), (*vector)[1], (*vector)[0]);
		assert_ok(base64_decode_append(text_from((*vector)[1]), &decoded));
		check_text(buffer_text(&decoded), (*vector)[0], (*vector)[1]);
	}
}

static void every_size_and_octet_goes_there_and_back(void **state)
{
	uint8_t octets_of_input[300];
	(void)state;
	for (size_t i = 0; i < sizeof octets_of_input; i++)
		octets_of_input[i] = (uint8_t)(i * 151 + 7);
	for (size_t size = 0; size <= sizeof octets_of_input; size++) {
		AUTO(buffer) encoded = BUFFER(1000);
		AUTO(buffer) decoded = BUFFER(size);
		assert_ok(base64_append(&encoded, bytes_from(octets_of_input, size)));
		assert_int_equal(encoded.size, (size + 2) / 3 * 4);
		assert_ok(base64_decode_append(buffer_text(&encoded), &decoded));
		check_bytes(buffer_bytes(&decoded), bytes_from(octets_of_input, size), "there and back");
	}
}

static void blanks_do_not_count(void **state)
{
	static const char *const cases[] = { " Zm9v", "Zm9v\n", "Z m 9 v", "Zm\r\n9v", "\tZm9v\t", "Zm9v\r\n\r\n" };
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) decoded = BUFFER(3);
		assert_ok(base64_decode_append(text_from(*this), &decoded));
		check_text(buffer_text(&decoded), "foo", *this);
	}
}

static void anything_else_is_malformed(void **state)
{
	static const char *const cases[] = {
		"Z", "Zg", "Zg=", "Zm8", "Zm9vY", "Zm9vYg", /* cut off */
		"Zg===", "Zm8==", "Zm9v=", "Zm9v====", "=", "==", "====", "=Zg=", "Z=g=", "Zg==Zg==", "Zg=a", /* padding */
		"Zh==", "Zi==", "Zk==", "Zo==", "Zm9=", "Zm+=", /* set bits hidden under the padding */
		"Zm9-", "Zm9_", "Zm9.", "Zm9*", "Zm9\x80", "Zm9\v", "Zm,9", "Zm9v!", /* characters */
	};
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) decoded = BUFFER(100);
		assert_ok(buffer_append_text(&decoded, TEXT("kept")));
		CHECK_STATUS(base64_decode_append(text_from(*this), &decoded), STATUS_MALFORMED, *this);
		check_text(buffer_text(&decoded), "kept", *this);
	}
	AUTO(buffer) decoded = BUFFER(100);
	CHECK_STATUS(base64_decode_append((struct text){ "Zm\0v", 4 }, &decoded), STATUS_MALFORMED, "NUL");
}

static void limits_are_of_what_comes_out(void **state)
{
	AUTO(buffer) small = BUFFER(3);
	(void)state;
	CHECK_STATUS(base64_append(&small, BYTES("abc")), STATUS_TOO_LARGE, "encoded");
	CHECK_STATUS(base64_decode_append(TEXT("Zm9vYg=="), &small), STATUS_TOO_LARGE, "decoded");
	assert_int_equal(small.size, 0);
	assert_ok(base64_decode_append(TEXT("Z  m  9  v"), &small));
	assert_int_equal(small.size, 3);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(rfc_4648_section_10),
	cmocka_unit_test(every_size_and_octet_goes_there_and_back),
	cmocka_unit_test(blanks_do_not_count),
	cmocka_unit_test(anything_else_is_malformed),
	cmocka_unit_test(limits_are_of_what_comes_out),
};

TESTS_MAIN(tests)
