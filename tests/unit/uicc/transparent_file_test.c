/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

static void test_reading(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00B0000000", "6986" },                         /* the MF is no EF */
		{ "00A4000C 02 2FE2", "9000" },
		{ "00B0000000", "98940011223344556677 9000" },
		{ "00B000000A", "98940011223344556677 9000" },
		{ "00B000000B", "6C0A" },
		{ "00B0000802", "6677 9000" },
		{ "00B0000900", "77 9000" },
		{ "00B0000902", "6C01" },
		{ "00B0000A01", "6B00" },
		{ "00B0000A00", "6B00" },
		{ "00B07FFF01", "6B00" },
		{ "00B0", "6700" },
		{ "00B00000", "98940011223344556677 9000" },
		{ "00B0000001 00", "6700" },
		{ "80B0000000", "6E00" });
}

static void test_short_ids(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00B0820000", "98940011223344556677 9000" },    /* and the file is current then */
		{ "00B0000801", "66 9000" },
		{ "00B0820903", "6C01" },
		{ "00B0820A00", "6B00" },
		{ "00B0830000", "6A82" },
		{ "00B0800000", "6A86" },
		{ "00B0A20000", "6A86" },
		{ "00B0C20000", "6A86" },
		{ "00B09E0000", "6981" },                         /* EF.DIR has records */
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00B0840000", "0000000420 0000000000 0000000000 000000 9000" },
		{ "00B0820000", "6A82" },                         /* short identifiers are those of the directory */
		{ "00B0870000", "6982" },                         /* EF.IMSI before the PIN */
		{ "00B0000000", "0000000420 0000000000 0000000000 000000 9000" }, /* is not current */
		{ "00200001 08" PIN1, "9000" },
		{ "00B0870000", "080910101032547698 9000" });
}

/* Longer than one answer can be. */
static void test_long_file(void **state)
{
	struct usim_fixture *card = *state;
	check_exchange(card, "00A4040C 07 A0000000871002", "9000");
	check_exchange(card, "00A4000C 02 6F7E", "9000");
	struct bytes answer = transmit(card, "00B0000000");
	assert_int_equal(answer.size, 258);
	for (size_t i = 0; i < 256; i++)
		assert_int_equal(answer.data[i], i);
	assert_int_equal(transmit(card, "00B0002C00").size, 258);
	assert_int_equal(transmit(card, "00B0002D00").size, 257);
	check_transmit(card, "00B0012A00", "2A2B 9000");
	check_transmit(card, "00B0012AFF", "6C02");
	check_transmit(card, "00B08BFF02", "FF00 9000");
}

static void test_updating(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00D60000 01 00", "6986" },
		{ "00A4000C 02 6F7E", "9000" },
		{ "00D60001 02 AABB", "9000" },
		{ "00B0000004", "00AABB03 9000" },
		{ "00D6012B 01 EE", "9000" },
		{ "00D6012B 02 EEEE", "6700" },
		{ "00D6012C 01 EE", "6B00" },
		{ "00D60000", "6700" },
		{ "00B0012A02", "2AEE 9000" },
		{ "00D68B00 01 11", "9000" },
		{ "00B0000002", "11AA 9000" },
		{ "00D68400 01 FF", "6982" },                     /* EF.UST: ADM1 only */
		{ "00D68300 01 FF", "6A82" },
		{ "0020000A 08" ADM1, "9000" },
		{ "00D68400 01 FF", "9000" },
		{ "00A4000C 02 6F39", "9000" },
		{ "00D60000 03 000000", "6981" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" },
	            { "00B0840000", "FF00000420 0000000000 0000000000 000000 9000" },
	            { "00B08B0004", "11AABB03 9000" });
}

/* A body that the installer never wrote is erased memory; one of another size does not disturb. */
static void shorten(struct profile_store *store, const void *context)
{
	(void)context;
	static const uint16_t path[] = { 0x7F01, 0x6F7E };
	node_number loci = profile_store_path(store, path, ARRAY_SIZE(path));
	assert_ok(profile_store_write_body(store, loci, bytes_from("\x01\x02", 2)));
}

static void lengthen(struct profile_store *store, const void *context)
{
	(void)context;
	static const uint16_t path[] = { 0x2FE2 };
	assert_ok(profile_store_write_body(store, profile_store_path(store, path, 1), text_bytes(TEXT("more than ten"))));
}

static void test_other_sizes(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, shorten, NULL);
	usim_fixture_change(card, lengthen, NULL);
	check_steps(card, { "00B0820000", "6D6F7265207468616E20 9000" }, { "00A4040C 07 A0000000871002", "9000" },
	            { "00B08B0004", "0102FFFF 9000" }, { "00D68BFF 01 33", "9000" }, { "00B08BFE03", "FF33FF 9000" });
}

/* EF.ACC is deactivated; EF.FPLMN too, and says that it may be used all the same. */
static void test_deactivated(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00A4000C 02 6F78", "6283" },
		{ "00B0000000", "6985" },
		{ "00D60000 01 00", "6985" },
		{ "00A4000C 02 6F7B", "6283" },
		{ "00B0000000", "62F220 9000" },
		{ "00D60000 01 00", "9000" });
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_reading),  CARD_TEST(test_short_ids),   CARD_TEST(test_long_file),
	CARD_TEST(test_updating), CARD_TEST(test_other_sizes), CARD_TEST(test_deactivated),
};

TESTS_MAIN(tests)
