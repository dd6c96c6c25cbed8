/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers are those of TS 33.501 annex C.4 (tests/vectors/suci/SOURCE.md): IMSI 274012001002086, and the ephemeral keys
 * that the card's source of random octets is made to give. */
#include "support/usim_fixture.h"

#define EPHEMERAL_A "c80949f13ebe61af4ebdbd293ea4f942696b9e815d7e8f0096bbf6ed7de62256"
#define OUTPUT_A "b2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d cb02352410 cddd9e730ef3fa87"
#define HOME_A "5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650"
#define EPHEMERAL_B "99798858A1DC6A2C68637149A4B1DBFD1FDFF5ADDD62A2142F06699ED7602529"
#define OUTPUT_B "039AAB8376597021E855679A9778EA0B67396E68C66DF32C0F41E9ACCA2DA9B9D1 46A33FC271 6AC7DAE96AA30A4D"
#define HOME_B "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
#define BAD_B "0572DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"

#define KEY_A(identifier) "8001" identifier "8120" HOME_A
#define KEY_B(identifier) "8001" identifier "8121" HOME_B
#define NOT_THERE ""

/* What the files of the USIM hold; NOT_THERE: no such file. */
struct contents {
	const char *imsi, *administrative_data, *services, *routing, *for_usim, *for_terminal;
};

#define IMSI "082947100210000268"
#define AD "00000003"
#define SERVICES "000000042000000000000000000000 18"

static node_number make(struct profile_store *store, node_number parent, enum node_kind kind, uint16_t id, size_t size)
{
	struct node node = { .kind = kind, .parent = parent, .link_target = NO_NODE, .id = id, .life_cycle = 5,
		             .size = (uint32_t)size };
	node_number number;
	assert_ok(profile_store_add(store, &node, &number));
	return number;
}

static void put(struct profile_store *store, node_number parent, uint16_t id, const char *hex)
{
	AUTO(arena) arena = ARENA(10000);
	struct bytes body = octets(&arena, hex);
	node_number number = profile_store_child(store, parent, id);
	if (body.size == 0)
		return;
	if (number == NO_NODE)
		number = make(store, parent, NODE_TRANSPARENT, id, body.size);
	assert_ok(profile_store_write_body(store, number, body));
}

static void fill(struct profile_store *store, const void *context)
{
	const struct contents *contents = context;
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	put(store, usim, 0x6F07, contents->imsi);
	put(store, usim, 0x6FAD, contents->administrative_data);
	put(store, usim, 0x6F38, contents->services);
	node_number directory_5gs = make(store, usim, NODE_DF, 0x5FC0, 0);
	put(store, directory_5gs, 0x4F07, contents->for_terminal);
	put(store, directory_5gs, 0x4F0A, contents->routing);
	put(store, make(store, usim, NODE_DF, 0x5FD0, 0), 0x4F01, contents->for_usim);
}

static void begin(struct usim_fixture *card)
{
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00200001 08" PIN1, "9000" });
}

/* ---- the source of random octets ---- */

struct script {
	struct bytes octets;
	size_t given;
};

static enum status give(void *self, uint8_t *out, size_t size)
{
	struct script *script = self;
	assert_true(script->given + size <= script->octets.size);
	memcpy(out, script->octets.data + script->given, size);
	script->given += size;
	return STATUS_OK;
}

static void check_suci(const struct contents *contents, const char *random, const char *want)
{
	void *state;
	usim_fixture_set_up(&state);
	struct usim_fixture *card = state;
	struct script script = { octets(&card->arena, random), 0 };
	usim_fixture_change(card, fill, contents);
	card->random = (struct random){ &script, give };
	begin(card);
	check_exchange(card, "80780001 00", want);
	assert_int_equal(script.given, script.octets.size);
	usim_fixture_tear_down(&state);
}

/* ---- what the file asks for ---- */

static void null_scheme(void **state)
{
	(void)state;
	static const struct contents empty = { IMSI, AD, SERVICES, "F0FF0000", "A000 FFFF", NOT_THERE };
	static const struct contents asked = { IMSI, AD, SERVICES, "5713 0000", "A0020000", NOT_THERE };
	static const struct contents two_digits = { IMSI, "00000002", SERVICES, NOT_THERE, "A0020000FF", NOT_THERE };
	static const struct contents short_imsi = { "05294710020F000000", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE };
	check_suci(&empty, "", "A10D 01 722410 F0FF 00 00 00012080F6 9000");
	check_suci(&asked, "", "A10D 01 722410 5713 00 00 00012080F6 9000");
	check_suci(&two_digits, "", "A10D 01 72F410 F0FF 00 00 0210000268 9000");
	check_suci(&short_imsi, "", "A109 01 722410 F0FF 00 00 F0 9000");
}

static void published_profiles(void **state)
{
	(void)state;
	static const struct contents a = { IMSI, AD, SERVICES, "F0FF0000", "A0020101 A125" KEY_A("1B") "FFFFFF", NOT_THERE };
	static const struct contents b = { IMSI, AD, SERVICES, "F0FF0000", "A0020201 A126" KEY_B("1C"), NOT_THERE };
	check_suci(&a, EPHEMERAL_A, "A135 01 722410 F0FF 01 1B" OUTPUT_A "9000");
	check_suci(&b, EPHEMERAL_B, "A136 01 722410 F0FF 02 1C" OUTPUT_B "9000");
}

/* By priority; the second octet of a pair is the place of its key in the list. */
static void choice(void **state)
{
	(void)state;
	static const struct contents b_first = { IMSI, AD, SERVICES, NOT_THERE,
		"A006 0202 0101 0000 A14B" KEY_A("01") KEY_B("02"), NOT_THERE };
	static const struct contents unknown_first = { IMSI, AD, SERVICES, NOT_THERE,
		"A004 0301 0101 A125" KEY_A("01"), NOT_THERE };
	static const struct contents key_missing = { IMSI, AD, SERVICES, NOT_THERE,
		"A004 0203 0101 A125" KEY_A("01"), NOT_THERE };
	static const struct contents key_is_none = { IMSI, AD, SERVICES, NOT_THERE,
		"A004 0201 0102 A14B 800101 8121" BAD_B KEY_A("02"), NOT_THERE };
	static const struct contents from_terminal = { IMSI, AD, SERVICES, NOT_THERE, NOT_THERE, "A0020101 A125" KEY_A("05") };
	check_suci(&b_first, EPHEMERAL_B, "A136 01 722410 F0FF 02 02" OUTPUT_B "9000");
	check_suci(&unknown_first, EPHEMERAL_A, "A135 01 722410 F0FF 01 01" OUTPUT_A "9000");
	check_suci(&key_missing, EPHEMERAL_A, "A135 01 722410 F0FF 01 01" OUTPUT_A "9000");
	check_suci(&key_is_none, EPHEMERAL_B EPHEMERAL_A, "A135 01 722410 F0FF 01 02" OUTPUT_A "9000");
	check_suci(&from_terminal, EPHEMERAL_A, "A135 01 722410 F0FF 01 05" OUTPUT_A "9000");
}

/* Octets that are no private key of P-256 are not used. */
static void random_octets_that_are_no_key(void **state)
{
	(void)state;
	static const struct contents b = { IMSI, AD, SERVICES, NOT_THERE, "A0020201 A126" KEY_B("1C"), NOT_THERE };
	check_suci(&b, "0000000000000000000000000000000000000000000000000000000000000000" EPHEMERAL_B,
	           "A136 01 722410 F0FF 02 1C" OUTPUT_B "9000");
}

/* No answer rather than an IMSI for everybody to read. */
static void unusable_files(void **state)
{
	(void)state;
	static const struct {
		struct contents contents;
		const char *random;
	} cases[] = {
		{ { IMSI, AD, SERVICES, NOT_THERE, NOT_THERE, NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "FFFF", NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A001 00", NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A004 0000", NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0301", NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0101", NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0100 A125" KEY_A("01"), NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0101 A125 8001", NOT_THERE }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A0020201 A126 800101 8121" BAD_B, NOT_THERE }, EPHEMERAL_B },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A0020101 A106 800101 810100", NOT_THERE }, EPHEMERAL_A },
		{ { IMSI, "000000", SERVICES, NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { IMSI, "00000004", SERVICES, NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { IMSI, NOT_THERE, SERVICES, NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { "FFFFFFFFFFFFFFFFFF", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { "00FFFFFFFFFFFFFFFF", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { "0829471002A0000268", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { "0329471002FFFFFFFF", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { IMSI, AD, "00000004200000000000000000000008", NOT_THERE, "A0020000", NOT_THERE }, "" },
		{ { IMSI, AD, "00000004200000000000000000000010", NOT_THERE, "A0020000", NOT_THERE }, "" },
	};
	EACH (one, cases)
		check_suci(&one->contents, one->random, "6985");
}

static void refused(void **state)
{
	static const struct contents contents = { IMSI, AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE };
	static const struct step cases[] = {
		{ "80780101", "6A86" }, { "80780000", "6A81" }, { "80780002", "6A81" },  { "80780082", "6A81" },
		{ "80780003", "6A81" }, { "00780001", "6E00" },
		{ "80780081 00", "A10D 01 722410 F0FF 00 00 00012080F6 9000" },
	};
	struct usim_fixture *card = *state;
	usim_fixture_change(card, fill, &contents);
	check_exchange(card, "80780001 00", "6985"); /* no application */
	check_exchange(card, "00A4040C 07 A0000000871002", "9000");
	check_exchange(card, "80780001 00", "6982"); /* before the PIN */
	begin(card);
	EACH (one, cases)
		check_exchange(card, one->command, one->want);
	check_exchange(card, "00A4040C 07 A0000000871004", "9000");
	check_exchange(card, "80780001 00", "6985"); /* the ISIM */
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(null_scheme), cmocka_unit_test(published_profiles),
	cmocka_unit_test(choice),      cmocka_unit_test(random_octets_that_are_no_key),
	CARD_TEST(refused),            cmocka_unit_test(unusable_files),
};

TESTS_MAIN(tests)
