/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

#define WRONG "39393939FFFFFFFF"
#define NEW "30303030FFFFFFFF"

static void test_verifying(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "0020000100", "63C3" },
		{ "00200001 08" WRONG, "63C2" },
		{ "0020000100", "63C2" },
		{ "00200001 08" PIN1, "9000" },
		{ "0020000100", "63C3" },
		{ "00200001 08" WRONG, "63C2" },
		{ "00200001 08" WRONG, "63C1" },
		{ "00200001 08" WRONG, "63C0" },
		{ "00200001 08" PIN1, "6983" },
		{ "00200001 08" WRONG, "6983" },
		{ "0020000100", "63C0" },
		{ "0020000A 08" ADM1, "9000" },
		{ "0020000A00", "63CA" });
	usim_fixture_restart(card);
	check_steps(card, { "0020000100", "63C0" }, { "00200001 08" PIN1, "6983" });
}

static void test_refused(void **state)
{
	static const struct step cases[] = {
		{ "00200101 08" PIN1, "6A86" }, { "00208001 08" PIN1, "6A86" },        { "00200000 08" PIN1, "6A88" },
		{ "00200002 08" PIN1, "6A88" }, { "00200081 08" PIN2, "6A88" }, /* local: only below its ADF */
		{ "00200011 08" PIN1, "6A88" }, { "002000FF 08" PIN1, "6A88" },        { "00200001 07 31323334FFFFFF", "6700" },
		{ "00200001 09" PIN1 "FF", "6700" }, { "00200001 10" PIN1 PIN1, "6700" }, { "80200001 08" PIN1, "6E00" },
		{ "00240001 08" PIN1, "6700" }, { "00240001", "6700" },                { "00260001", "6700" },
		{ "00280001 08" PIN1, "6984" }, { "00280001 07 31323334FFFFFF", "6700" }, { "00268001 08" PIN1, "6985" },
		{ "002C0001 08" PUK1, "6700" }, { "002C000A 10" PUK1 PIN1, "6A88" },   { "002C0002 10" PUK1 PIN1, "6A88" },
		{ "0026000A 08" ADM1, "6985" }, /* may not be disabled */
	};
	struct usim_fixture *card = *state;
	EACH (one, cases)
		check_exchange(card, one->command, one->want);
	check_exchange(card, "0020000100", "63C3");
}

/* Each attempt at a wrong value costs a try, whichever command makes it. */
static void test_each_command_counts(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card, { "00240001 10" WRONG NEW, "63C2" }, { "00260001 08" WRONG, "63C1" },
	            { "00260001 08" PIN1, "9000" }, { "0020000100", "63C3" }, { "00280001 08" WRONG, "63C2" },
	            { "00280001 08" WRONG, "63C1" }, { "00280001 08" WRONG, "63C0" }, { "00280001 08" PIN1, "6983" },
	            { "00240001 10" PIN1 NEW, "6983" }, { "00260001 08" PIN1, "6983" });
}

static void test_changing(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00240001 10" PIN1 NEW, "9000" },
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "00B2010401", "6C0E" },            /* verified by it */
		{ "00200001 08" PIN1, "63C2" },
		{ "00B2010401", "6982" },            /* and not any more */
		{ "00200001 08" NEW, "9000" });
	usim_fixture_restart(card);
	check_steps(card, { "00200001 08" NEW, "9000" });
}

/* What needs PIN1 is free while PIN1 is disabled; an ADM is not. */
static void test_disabling(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "00B2010401", "6982" },
		{ "00260001 08" PIN1, "9000" },
		{ "00B2010401", "6C0E" },
		{ "00260001 08" PIN1, "6984" },
		{ "00200001 08" PIN1, "6984" },
		{ "00240001 10" PIN1 NEW, "6984" },
		{ "80F2000000", "62 1B 8202 7821 8302 7F10 8A0105 8B03 2F0601 C609 9001 40 830101 83010A 9000" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4080C 04 7F106F3A", "9000" }, { "00B2010401", "6C0E" }, { "00280001 08" PIN1, "9000" },
	            { "00B2010401", "6C0E" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4080C 04 7F106F3A", "9000" }, { "00B2010401", "6982" });
}

static void add_universal_pin(struct profile_store *store, const void *context)
{
	struct pin pin = { .reference = 0x11, .enabled = !context, .may_disable = true, .tries_left = 3, .tries_maximum = 3,
		           .value = "9999\xFF\xFF\xFF\xFF" };
	assert_ok(profile_store_add_pin(store, 0, &pin));
}

#define UNIVERSAL "39393939FFFFFFFF"

/* DISABLE with P1 80: what needed PIN1 needs the universal PIN from then on, until PIN1 is enabled again. */
static void test_universal_pin(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card, { "00268001 08" PIN1, "6985" }, { "002680FF 08" PIN1, "6A88" }); /* there is none */
	usim_fixture_change(card, add_universal_pin, NULL);
	check_steps(card,
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "0026800A 08" ADM1, "6985" },      /* an ADM cannot be disabled at all */
		{ "00264001 08" PIN1, "6A86" },
		{ "00288001 08" PIN1, "6A86" },
		{ "00268001 08" WRONG, "63C2" },
		{ "00268001 08" PIN1, "9000" },
		{ "00B2010401", "6982" },
		{ "00200001 08" PIN1, "6984" },
		{ "00200011 08" UNIVERSAL, "9000" },
		{ "00B2010401", "6C0E" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4080C 04 7F106F3A", "9000" }, { "00B2010401", "6982" },
		{ "00260011 08" UNIVERSAL, "9000" }, /* disabled, it stands in the way of nothing */
		{ "00B2010401", "6C0E" },
		{ "00280011 08" UNIVERSAL, "9000" },
		{ "00280001 08" PIN1, "9000" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4080C 04 7F106F3A", "9000" }, { "00200011 08" UNIVERSAL, "9000" }, { "00B2010401", "6982" },
		{ "00200001 08" PIN1, "9000" }, { "00B2010401", "6C0E" },
		{ "00260001 08" PIN1, "9000" });     /* without it */
	usim_fixture_restart(card);
	check_steps(card, { "00A4080C 04 7F106F3A", "9000" }, { "00B2010401", "6C0E" });
}

static void test_universal_pin_that_is_off(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, add_universal_pin, "");
	check_steps(card, { "00268001 08" PIN1, "6985" }, { "0020000100", "63C3" });
}

static void test_unblocking(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "002C000100", "63CA" },
		{ "002C0001 10" WRONG NEW, "63C9" },
		{ "002C000100", "63C9" },
		{ "00200001 08" WRONG, "63C2" },
		{ "00200001 08" WRONG, "63C1" },
		{ "00200001 08" WRONG, "63C0" },
		{ "002C0001 10" PUK1 NEW, "9000" },
		{ "0020000100", "63C3" },
		{ "002C000100", "63CA" },
		{ "00A4080C 04 7F106F3A", "9000" },
		{ "00B2010401", "6C0E" },
		{ "00200001 08" NEW, "9000" });
	for (int left = 9; left >= 0; left--) {
		char want[5];
		snprintf(want, sizeof want, "63C%d", left);
		check_exchange(card, "002C0001 10" WRONG NEW, want);
	}
	check_steps(card, { "002C0001 10" PUK1 NEW, "6983" }, { "002C000100", "63C0" }, { "00200001 08" NEW, "9000" });
}

/* PIN2's PUK is named and not there. */
static void test_local_pin(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "0020008100", "63C3" },
		{ "00200081 08" PIN2, "9000" },
		{ "00A4000C 02 5F3B", "9000" },
		{ "0020008100", "63C3" },
		{ "002C0081 10" PUK1 PIN2, "6A88" },
		{ "00A4040C 07 A0000000871004", "9000" },
		{ "0020008100", "6A88" });           /* the ISIM has none */
}

/* Verified on one channel is verified on the others; a local PIN until its application ends on the last of them. */
static void test_sessions(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "0070000001", "01 9000" },
		{ "01A4040C 07 A0000000871002", "9000" },
		{ "00200001 08" PIN1, "9000" },
		{ "01200081 08" PIN2, "9000" },
		{ "00A4000C 02 6F3B", "9000" },
		{ "01B0870001", "08 9000" },
		{ "00DC0104 14 0102030405060708090A0B0C0D0E0F1011121314", "9000" },
		{ "0070800100", "9000" },
		{ "00DC0104 14 0102030405060708090A0B0C0D0E0F1011121314", "9000" },
		{ "00A4040C 07 A0000000871004", "9000" },
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00A4000C 02 6F3B", "9000" },
		{ "00DC0104 14 0102030405060708090A0B0C0D0E0F1011121314", "6982" },
		{ "00B0870001", "08 9000" });        /* PIN1 is the card's */
}

static void share_pins(struct profile_store *store, const void *context)
{
	(void)context;
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	node_number isim = profile_store_path(store, (const uint16_t[]){ 0x7F02 }, 1);
	assert_ok(profile_store_share_pins(store, isim, usim));
}

/* Applications that share their local PINs: the verification ends with the last of them, whichever it was made in. */
static void test_shared_pins(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, share_pins, NULL);
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "0070000001", "01 9000" },
		{ "01A4040C 07 A0000000871004", "9000" },
		{ "00200081 08" PIN2, "9000" },
		{ "00A4040C 05 A000000087", "9000" },
		{ "00A4044C 07 A0000000871002", "9000" },    /* the USIM ends, the ISIM goes on */
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00A4000C 02 6F3B", "9000" },
		{ "00DC0104 14 0102030405060708090A0B0C0D0E0F1011121314", "9000" },
		{ "00A4044C 07 A0000000871002", "9000" },
		{ "01200081 08" PIN2, "9000" },
		{ "0070800100", "9000" },                    /* now the ISIM too */
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00A4000C 02 6F3B", "9000" },
		{ "00DC0104 14 0102030405060708090A0B0C0D0E0F1011121314", "6982" });
}

/* More PINs verified than the card remembers: the first one is lost, and nothing else. */
static void add_pins(struct profile_store *store, const void *context)
{
	(void)context;
	static const uint8_t references[] = { 2, 3, 4, 5, 6, 7, 8, 0x0B, 0x0C, 0x0D, 0x0E };
	for (node_number directory = 0; directory < profile_store_count(store); directory++) {
		struct pin pin = { .enabled = true, .tries_left = 3, .tries_maximum = 3, .value = "1234\xFF\xFF\xFF\xFF" };
		enum node_kind kind = profile_store_node(store, directory)->kind;
		if (kind != NODE_MF && kind != NODE_DF && kind != NODE_ADF)
			continue;
		EACH (reference, references) {
			pin.reference = *reference;
			assert_ok(profile_store_add_pin(store, directory, &pin));
		}
	}
}

static void test_many_pins(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, add_pins, NULL);
	static const char *const directories[] = { "00A4000C 02 3F00", "00A4000C 02 7F10", "00A4040C 07 A0000000871002",
		                                   "00A4000C 02 5F3B" };
	check_exchange(card, "00200001 08" PIN1, "9000");
	EACH (directory, directories) {
		check_exchange(card, *directory, "9000");
		for (int reference = 2; reference <= 8; reference++) {
			char command[30];
			snprintf(command, sizeof command, "002000%02X08" PIN1, reference);
			check_exchange(card, command, "9000");
		}
		check_exchange(card, "0020000B 08" PIN1, "9000");
	}
	check_steps(card, { "00A4000C 02 7FFF", "9000" }, { "00B0870001", "6982" }, { "00200001 08" PIN1, "9000" },
	            { "00B0870001", "08 9000" });
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_verifying),  CARD_TEST(test_refused),    CARD_TEST(test_each_command_counts),
	CARD_TEST(test_changing),   CARD_TEST(test_disabling),  CARD_TEST(test_unblocking),
	CARD_TEST(test_local_pin),  CARD_TEST(test_sessions),   CARD_TEST(test_many_pins),
	CARD_TEST(test_shared_pins), CARD_TEST(test_universal_pin), CARD_TEST(test_universal_pin_that_is_off),
};

TESTS_MAIN(tests)
