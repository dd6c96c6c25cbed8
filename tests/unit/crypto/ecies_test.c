/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ecies.h"

#include "support/test.h"

/* tests/vectors/suci/SOURCE.md says where these come from. */
static const char home_a[] = "5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650";
static const char home_b[] = "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1";
static const char home_b_whole[] = "0472DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
                                   "5A7DED52FCBB097A4ED250E036C7B9C8C7004C4EEDC4F068CD7BF8D3F900E3B4";

static const struct {
	enum ecies_profile profile;
	const char *home_key, *ephemeral, *input, *output;
} published[] = {
	{ ECIES_PROFILE_A, home_a, "c80949f13ebe61af4ebdbd293ea4f942696b9e815d7e8f0096bbf6ed7de62256", "00012080f6",
	  "b2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d cb02352410 cddd9e730ef3fa87" },
	{ ECIES_PROFILE_A, home_a, "BE9EFF3E9F22A4B42A3D236E7A6C500B3F2E7E0C7449988BA800D664BF4FCD97",
	  "766572796C6F6E67757365726E616D6531",
	  "977D8B2FDAA7B64AA700D04227D5B440630EA4EC50F9082273A26BB678C92222"
	  "8E358A1582ADB15322C10E515141D2039A 12E1D7783A97F1AC" },
	{ ECIES_PROFILE_B, home_b, "99798858A1DC6A2C68637149A4B1DBFD1FDFF5ADDD62A2142F06699ED7602529", "00012080F6",
	  "039AAB8376597021E855679A9778EA0B67396E68C66DF32C0F41E9ACCA2DA9B9D1 46A33FC271 6AC7DAE96AA30A4D" },
	{ ECIES_PROFILE_B, home_b_whole, "90A5898BD29FFA3F261E00E980067C70A2B1B992A21F5B4FEF6D4DF69FE804AD",
	  "766572796C6F6E67757365726E616D6531",
	  "03759BB22C563D9F4A6B3C1419E543FC2F39D6823F02A9D71162B39399218B244B"
	  "BE22D8B9F856A52ED381CD7EAF4CF2D525 3CDDC61A0A7882EB" },
};

static void published_outputs(void **state)
{
	(void)state;
	EACH(row, published) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(buffer) out = BUFFER(200);
		assert_ok(ecies_conceal(row->profile, octets(&arena, row->home_key), octets(&arena, row->ephemeral),
		                        octets(&arena, row->input), &out));
		check_bytes(buffer_bytes(&out), octets(&arena, row->output), row->output);
	}
}

static void check_key(enum ecies_profile profile, const char *key, const char *ephemeral, enum status want)
{
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(buffer) out = BUFFER(200);
	CHECK_STATUS(ecies_conceal(profile, octets(&arena, key), octets(&arena, ephemeral), BYTES("12345"), &out), want, key);
	assert_int_equal(out.size, 0);
}

#define NOUGHTS "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES "1111111111111111111111111111111111111111111111111111111111111111"

static void bad_keys(void **state)
{
	(void)state;
	check_key(ECIES_PROFILE_A, "", ONES, STATUS_MALFORMED);
	check_key(ECIES_PROFILE_A, NOUGHTS "00", ONES, STATUS_MALFORMED);
	check_key(ECIES_PROFILE_A, NOUGHTS, ONES, STATUS_MALFORMED);
	check_key(ECIES_PROFILE_A, "01" "00000000000000000000000000000000000000000000000000000000000000", ONES,
	          STATUS_MALFORMED); /* a point of small order */
	check_key(ECIES_PROFILE_B, "", ONES, STATUS_MALFORMED);
	check_key(ECIES_PROFILE_B, home_a, ONES, STATUS_MALFORMED);
	check_key(ECIES_PROFILE_B, "04" NOUGHTS NOUGHTS, ONES, STATUS_MALFORMED);
	check_key(ECIES_PROFILE_B, "00" NOUGHTS, ONES, STATUS_MALFORMED);
	check_key(ECIES_PROFILE_B, "02" "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", ONES,
	          STATUS_MALFORMED);
	check_key(ECIES_PROFILE_B, home_b, NOUGHTS, STATUS_REFUSED);
	check_key(ECIES_PROFILE_B, home_b, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", STATUS_REFUSED);
}

static void sizes(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(buffer) out = BUFFER(32 + 100 + ECIES_TAG_SIZE);
	static const uint8_t input[ECIES_INPUT_MAXIMUM + 1];
	struct bytes home = octets(&arena, home_a), ephemeral = octets(&arena, ONES);
	CHECK_STATUS(ecies_conceal(ECIES_PROFILE_A, home, ephemeral, BYTES(input), &out), STATUS_TOO_LARGE, "input");
	CHECK_STATUS(ecies_conceal(ECIES_PROFILE_A, home, ephemeral, bytes_from(input, 101), &out), STATUS_TOO_LARGE, "out");
	assert_int_equal(out.size, 0);
	assert_ok(ecies_conceal(ECIES_PROFILE_A, home, ephemeral, bytes_from(input, 100), &out));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(published_outputs),
	cmocka_unit_test(bad_keys),
	cmocka_unit_test(sizes),
};

TESTS_MAIN(tests)
