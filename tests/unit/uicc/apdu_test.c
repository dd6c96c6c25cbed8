/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "uicc/apdu.h"

static void test_cases(void **state)
{
	(void)state;
	static const struct {
		const char *name, *command, *data;
		bool has_le;
		unsigned le;
	} cases[] = {
		{ "case 1", "00A4000C", "", false, 256 },
		{ "case 2", "00B0000010", "", true, 16 },
		{ "case 2, the most", "00B0000000", "", true, 256 },
		{ "case 3", "00A4000C02 3F00", "3F00", false, 256 },
		{ "case 4", "00A4000402 3F00 05", "3F00", true, 5 },
		{ "case 4, the most", "00A4000402 3F00 00", "3F00", true, 256 },
		{ "one octet", "00A4040001 A0", "A0", false, 256 },
	};
	AUTO(arena) arena = ARENA(1 << 16);
	EACH (one, cases) {
		struct apdu apdu;
		CHECK_STATUS(apdu_decode(octets(&arena, one->command), &apdu), STATUS_OK, one->name);
		check_bytes(apdu.data, octets(&arena, one->data), one->name);
		CHECK(apdu.has_le == one->has_le && apdu.le == one->le, one->name);
	}
}

static void test_classes(void **state)
{
	(void)state;
	static const struct {
		uint8_t first, last;
		enum status want;
	} ranges[] = {
		{ 0x00, 0x03, STATUS_OK },          { 0x04, 0x3F, STATUS_UNSUPPORTED }, { 0x40, 0x4F, STATUS_OK },
		{ 0x50, 0x7F, STATUS_UNSUPPORTED }, { 0x80, 0x83, STATUS_OK },          { 0x84, 0xBF, STATUS_UNSUPPORTED },
		{ 0xC0, 0xCF, STATUS_OK },   { 0xD0, 0xFF, STATUS_UNSUPPORTED },
	};
	EACH (range, ranges)
		for (unsigned cla = range->first; cla <= range->last; cla++) {
			uint8_t command[] = { (uint8_t)cla, 0xA4, 1, 2 };
			struct apdu apdu;
			assert_int_equal(apdu_decode(BYTES(command), &apdu), range->want);
			if (range->want != STATUS_OK)
				continue;
			assert_true(apdu.cla == cla && apdu.ins == 0xA4 && apdu.p1 == 1 && apdu.p2 == 2);
			assert_int_equal(apdu.channel, cla & 0x40 ? 4 + (cla & 0x0F) : cla & 3);
			assert_int_equal(apdu.proprietary, cla >= 0x80);
		}
}

/* Every length of what follows against every announced one. */
static void test_lengths(void **state)
{
	(void)state;
	uint8_t command[4 + 1 + 258] = { 0x00, 0xD6 };
	for (unsigned announced = 0; announced < 256; announced++) {
		command[4] = (uint8_t)announced;
		for (unsigned size = 0; size <= 258; size++) {
			struct apdu apdu;
			bool is_good = size == 0 || (announced > 0 && (size == announced || size == announced + 1));
			assert_int_equal(apdu_decode(bytes_from(command, 5 + size), &apdu),
			                 is_good ? STATUS_OK : STATUS_MALFORMED);
		}
	}
	for (size_t size = 0; size < 4; size++) {
		struct apdu apdu;
		assert_int_equal(apdu_decode(bytes_from(command, size), &apdu), STATUS_MALFORMED);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_cases),
	cmocka_unit_test(test_classes),
	cmocka_unit_test(test_lengths),
};

TESTS_MAIN(tests)
