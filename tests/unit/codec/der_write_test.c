/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/der_write.h"

#include "support/test.h"

#include <unistd.h>

#include "codec/der_read.h"

enum { ARENA_SIZE = 1 << 20 };

static void check_der(const struct buffer *got, const char *want)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	check_bytes(buffer_bytes(got), octets(&arena, want), want);
}

static void numbers_are_minimal(void **state)
{
	static const struct {
		uint64_t value;
		const char *der;
	} cases[] = {
		{ 0, "02 01 00" },
		{ 1, "02 01 01" },
		{ 127, "02 01 7F" },
		{ 128, "02 02 00 80" },
		{ 255, "02 02 00 FF" },
		{ 256, "02 02 01 00" },
		{ 0x7FFF, "02 02 7FFF" },
		{ 0x8000, "02 03 008000" },
		{ INT64_MAX, "02 08 7FFFFFFFFFFFFFFF" },
		{ UINT64_MAX, "02 09 00FFFFFFFFFFFFFFFF" },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) out = BUFFER(100);
		struct der_writer writer = der_writer(&out);
		der_put_number(&writer, 0x02, this->value);
		assert_ok(der_finish(&writer));
		check_der(&out, this->der);
		struct der_reader reader = der_reader(buffer_bytes(&out));
		uint64_t back;
		CHECK(der_number(&reader, 0x02, UINT64_MAX, &back) && back == this->value, this->der);
	}
}

static void bits_end_with_the_last_that_is_set(void **state)
{
	static const struct {
		uint64_t bits;
		const char *der;
	} cases[] = {
		{ 0, "03 01 00" },
		{ 1, "03 02 07 80" },
		{ 0x80, "03 02 00 01" },
		{ 0x100, "03 03 07 00 80" },
		{ (uint64_t)1 << 63, "03 09 00 00 00 00 00 00 00 00 01" },
		{ UINT64_MAX, "03 09 00 FF FF FF FF FF FF FF FF" },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) out = BUFFER(100);
		struct der_writer writer = der_writer(&out);
		der_put_bits(&writer, 0x03, this->bits);
		assert_ok(der_finish(&writer));
		check_der(&out, this->der);
		struct der_reader reader = der_reader(buffer_bytes(&out));
		uint64_t back;
		CHECK(der_bits(&reader, 0x03, &back) && back == this->bits, this->der);
	}
}

static void all_kinds_of_elements(void **state)
{
	AUTO(arena) arena = ARENA(ARENA_SIZE);
	AUTO(buffer) out = BUFFER(100);
	struct der_writer writer = der_writer(&out);
	(void)state;
	der_open(&writer, 0xBF38);
	der_put_boolean(&writer, 0x01, true);
	der_put_boolean(&writer, 0x81, false);
	der_open(&writer, 0x30);
	der_close(&writer);
	der_put_null(&writer, 0x05);
	der_put_text(&writer, 0x0C, TEXT("ä"));
	der_put_raw(&writer, octets(&arena, "0A0B"));
	der_put(&writer, 0xBF8100, (struct bytes){ 0 });
	der_close(&writer);
	der_put_header(&writer, 0x5F37, 300);
	assert_ok(der_finish(&writer));
	check_der(&out, "BF38 14 0101FF 810100 3000 0500 0C02C3A4 0A0B BF810000 5F37 82012C");
}

static void lengths_grow_with_the_inside(void **state)
{
	static const size_t sizes[] = { 0, 1, 126, 127, 128, 253, 254, 255, 256, 65535, 65536 };
	static uint8_t octets_of_value[65536];
	(void)state;
	EACH (size, sizes) {
		AUTO(buffer) out = BUFFER(1 << 20);
		struct der_writer writer = der_writer(&out);
		der_open(&writer, 0x30);
		der_open(&writer, 0xA0);
		der_put(&writer, 0x04, bytes_from(octets_of_value, *size));
		der_close(&writer);
		der_close(&writer);
		assert_ok(der_finish(&writer));
		struct der_reader reader = der_reader(buffer_bytes(&out)), sequence, inner;
		struct bytes value;
		assert_true(der_enter(&reader, 0x30, &sequence) && der_end(&reader));
		assert_true(der_enter(&sequence, 0xA0, &inner) && der_end(&sequence));
		assert_true(der_octets(&inner, 0x04, *size, *size, &value) && der_end(&inner));
	}
}

static void the_first_failure_sticks_and_takes_all_back(void **state)
{
	AUTO(buffer) out = BUFFER(10);
	(void)state;
	assert_ok(buffer_append_text(&out, TEXT("before")));
	struct der_writer writer = der_writer(&out);
	der_put_null(&writer, 0x05);
	der_put_text(&writer, 0x0C, TEXT("too long"));
	der_put_null(&writer, 0x05);
	CHECK_STATUS(der_finish(&writer), STATUS_TOO_LARGE, "over the limit");
	check_text(buffer_text(&out), "before", "kept");

	writer = der_writer(&out);
	der_open(&writer, 0x30);
	CHECK_STATUS(der_finish(&writer), STATUS_BUG, "not closed");
	check_text(buffer_text(&out), "before", "kept");

	writer = der_writer(&out);
	der_close(&writer);
	CHECK_STATUS(der_finish(&writer), STATUS_BUG, "not opened");
}

static void depth_is_bounded(void **state)
{
	(void)state;
	for (int depth = DER_OPEN_MAXIMUM; depth <= DER_OPEN_MAXIMUM + 1; depth++) {
		AUTO(buffer) out = BUFFER(1000);
		struct der_writer writer = der_writer(&out);
		for (int i = 0; i < depth; i++)
			der_open(&writer, 0x30);
		for (int i = 0; i < depth; i++)
			der_close(&writer);
		CHECK_STATUS(der_finish(&writer), depth == DER_OPEN_MAXIMUM ? STATUS_OK : STATUS_BUG, "depth");
	}
}

/* The witness: what openssl makes of our octets. */
static void openssl_reads_the_same(void **state)
{
	AUTO(buffer) out = BUFFER(1000);
	struct der_writer writer = der_writer(&out);
	char path[] = "/tmp/der_write_test-XXXXXX", command[100], printed[2000];
	(void)state;
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x02, 0xF00D);
	der_put_boolean(&writer, 0x01, true);
	der_put_bits(&writer, 0x03, 0x05);
	der_put_text(&writer, 0x0C, TEXT("Grüße"));
	der_open(&writer, 0xBF38);
	der_put_null(&writer, 0x05);
	der_close(&writer);
	der_close(&writer);
	assert_ok(der_finish(&writer));

	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, out.data, out.size), out.size);
	close(file);
	snprintf(command, sizeof command, "openssl asn1parse -inform DER -in %s 2>&1", path);
	FILE *openssl = popen(command, "r");
	assert_non_null(openssl);
	printed[fread(printed, 1, sizeof printed - 1, openssl)] = 0;
	int code = pclose(openssl);
	unlink(path);
	if (code != 0 && strstr(printed, "not found")) {
		print_message("# skipped: no openssl\n");
		skip();
	}
	assert_int_equal(code, 0);
	assert_non_null(strstr(printed, "INTEGER           :F00D"));
	assert_non_null(strstr(printed, "BOOLEAN           :255"));
	assert_non_null(strstr(printed, "UTF8STRING        :Grüße"));
	assert_non_null(strstr(printed, "cont [ 56 ]"));
	assert_non_null(strstr(printed, "NULL"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(numbers_are_minimal),
	cmocka_unit_test(bits_end_with_the_last_that_is_set),
	cmocka_unit_test(all_kinds_of_elements),
	cmocka_unit_test(lengths_grow_with_the_inside),
	cmocka_unit_test(the_first_failure_sticks_and_takes_all_back),
	cmocka_unit_test(depth_is_bounded),
	cmocka_unit_test(openssl_reads_the_same),
};

TESTS_MAIN(tests)
