/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

static void test_turning(void **state)
{
	struct usim_fixture *card = *state;
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00040000", "6986" },
		{ "00A4000C 02 6F7E", "9000" },
		{ "00040000", "9000" },
		{ "00040000", "9000" },
		{ "00B0000001", "6985" },
		{ "00A4000C 02 6F7E", "6283" },
		{ "00440000 02 6F7E", "9000" },
		{ "00B0000001", "00 9000" },
		{ "00440000 02 6F78", "9000" },
		{ "00A4000C 02 6F78", "9000" },
		{ "00040800 06 7FFF5F3B4F20", "9000" },
		{ "00A4080C 06 7FFF5F3B4F20", "6283" });
	usim_fixture_restart(card);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00A4080C 06 7FFF5F3B4F20", "6283" },
	            { "00A4000C 02 3F00", "9000" }, { "00440900 04 5F3B4F20", "6A82" },
	            { "00A4080C 04 7FFF6F78", "9000" }, { "00440900 04 5F3B4F20", "9000" },
	            { "00A4080C 06 7FFF5F3B4F20", "9000" });
}

static void test_refused(void **state)
{
	static const struct step cases[] = {
		{ "00040100", "6A86" },         { "00040001", "6A86" },      { "00040000 01 6F", "6700" },
		{ "00040000 04 7FFF6F7E", "6700" }, { "00040800 03 7FFF6F", "6700" }, { "00040000 02 6FFF", "6A82" },
		{ "00040000 02 5F3B", "6A82" }, { "00040000 02 6F07", "6982" }, { "00040000 02 6F38", "6982" },
		{ "80040000 02 6F7E", "6E00" }, { "00040800 04 7F016F7E", "6A82" },
	};
	struct usim_fixture *card = *state;
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" });
	EACH (one, cases)
		check_exchange(card, one->command, one->want);
	check_steps(card,
		{ "00200001 08" PIN1, "9000" },
		{ "00040000 02 6F07", "6982" }, /* that takes ADM1 */
		{ "0020000A 08" ADM1, "9000" },
		{ "00040000 02 6F07", "9000" },
		{ "00A4000C 02 6F07", "6283" },
		{ "00040000 02 6F3A", "9000" }, /* the link, not what it links to */
		{ "00A4000C 02 6F3A", "6283" },
		{ "00B2010400", "6985" },
		{ "00A4080C 04 7F106F3A", "9000" });
}

static void terminate(struct profile_store *store, const void *context)
{
	(void)context;
	static const uint16_t path[] = { 0x7F01, 0x6F7E };
	assert_ok(profile_store_set_life_cycle(store, profile_store_path(store, path, 2), 0x0C));
}

static void test_terminated(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, terminate, NULL);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00A4000C 02 6F7E", "6285" }, { "00B0000001", "6985" },
	            { "00440000", "6985" });
}

static const struct CMUnitTest tests[] = { CARD_TEST(test_turning), CARD_TEST(test_refused), CARD_TEST(test_terminated) };

TESTS_MAIN(tests)
