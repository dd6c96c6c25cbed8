/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/place.h"

#include "support/test.h"

#define USIM "A0000000871002"

/* A walk: "a…" an AID, "s…" a short identifier, "^" the parent, digits a path. */
static void walk(struct arena *arena, struct apdu_place *place, const char *steps)
{
	struct text rest = text_from(steps);
	while (rest.size > 0) {
		struct text step = text_cut(&rest, ' ');
		char *hex = arena_string(arena, (struct text){ step.data + 1, step.size - 1 });
		assert_non_null(hex);
		if (step.data[0] == 'a')
			apdu_place_select_application(place, octets(arena, hex));
		else if (step.data[0] == 's')
			apdu_place_select_short(place, octets(arena, hex).data[0]);
		else if (step.data[0] == '^')
			apdu_place_select_parent(place);
		else
			apdu_place_select_path(place, octets(arena, arena_string(arena, step)));
	}
}

static void knows_where_it_is(void **state)
{
	static const struct {
		const char *steps, *name;
		bool is_secret;
	} cases[] = {
		{ "", "MF", false },
		{ "2FE2", "EF.ICCID", false },
		{ "2FFF", "2FFF", false },
		{ "s02", "a file that is not known", true },
		{ "s05", "EF.PL", false },
		{ "7F10", "DF.TELECOM", false },
		{ "7F105F3A4F30", "EF.PBR", false },
		{ "7F10 5F3A ^ 6F54", "EF.SUME", false },
		{ "7F10 ^", "MF", false },
		{ "a" USIM, "ADF.USIM", false },
		{ "a" USIM "FF49FF0589FFFFFFFF", "ADF.USIM", false },
		{ "aA00000008710", "ADF.USIM", false },
		{ "a" USIM " 6F07", "EF.IMSI", false },
		{ "a" USIM " 6F08", "EF.Keys", true },
		{ "a" USIM " s08", "EF.Keys", true },
		{ "a" USIM " 7FFF6F09", "EF.KeysPS", true },
		{ "a" USIM " 6F08 6F07", "EF.IMSI", false },
		{ "a" USIM " 5F3B s01", "EF.Kc", true },
		{ "a" USIM " 5F3B4F52", "EF.KcGPRS", true },
		{ "a" USIM " 5FC04F05", "EF.5GAUTHKEYS", true },
		{ "a" USIM " 5FC0 ^ 6F07", "EF.IMSI", false },
		{ "a" USIM " 6FE4", "EF.EPSNSC", true },
		{ "a" USIM " 3F00 7F10 6F54", "EF.SUME", false },
		{ "aA0000000871004", "ADF.ISIM", false },
		{ "aA000000087100400 6F02", "EF.IMPI", false },
		{ "aA0000005591010FFFFFFFF8900000100", "ISD-R", false },
		{ "aA0000005591010FFFFFFFF8900001000", "ISD-P", false },
		{ "aA000000151000000", "an application", false },
		{ "aA000000151000000 6F08", "6F08", true },
		{ "7F206F20", "6F20", true },
		{ "7F20 s01", "a file that is not known", true },
	};
	(void)state;
	EACH(c, cases) {
		AUTO(arena) arena = ARENA(1 << 16);
		struct apdu_place place = apdu_place_at_start();
		char name[APDU_PLACE_NAME_SIZE];
		walk(&arena, &place, c->steps);
		apdu_place_name(&place, name);
		check_text(text_from(name), c->name, c->steps);
		CHECK(apdu_place_is_secret(&place) == c->is_secret, c->steps);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(knows_where_it_is),
};

TESTS_MAIN(tests)
