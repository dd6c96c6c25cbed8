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
	const char *imsi, *administrative_data, *services, *routing, *for_usim, *for_terminal, *nai;
};

#define IMSI "082947100210000268"
#define AD "00000003"
#define SERVICES_OF_USIM "000000042000000000000000000000 18"
#define SERVICES SERVICES_OF_USIM "0000"
#define SERVICES_NAI SERVICES_OF_USIM "0200"
#define SERVICES_OFFLOAD SERVICES_OF_USIM "0020"

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
	put(store, directory_5gs, 0x4F09, contents->nai ? contents->nai : NOT_THERE);
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

static struct bytes ask(const struct contents *contents, const char *random, const char *command, struct arena *arena)
{
	struct bytes kept;
	void *state;
	usim_fixture_set_up(&state);
	struct usim_fixture *card = state;
	struct script script = { octets(&card->arena, random), 0 };
	usim_fixture_change(card, fill, contents);
	card->random = (struct random){ &script, give };
	begin(card);
	assert_ok(arena_copy(arena, exchange(card, command), &kept));
	assert_int_equal(script.given, script.octets.size);
	usim_fixture_tear_down(&state);
	return kept;
}

static void check_suci(const struct contents *contents, const char *random, const char *want)
{
	AUTO(arena) arena = ARENA(10000);
	check_bytes(ask(contents, random, "80780001 00", &arena), octets(&arena, want), want);
}

/* ---- what the file asks for ---- */

static void null_scheme(void **state)
{
	(void)state;
	static const struct contents empty = { IMSI, AD, SERVICES, "F0FF0000", "A000 FFFF", NOT_THERE, NULL };
	static const struct contents asked = { IMSI, AD, SERVICES, "5713 0000", "A0020000", NOT_THERE, NULL };
	static const struct contents two_digits = { IMSI, "00000002", SERVICES, NOT_THERE, "A0020000FF", NOT_THERE, NULL };
	static const struct contents short_imsi = {
		"05294710020F000000", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL };
	check_suci(&empty, "", "A10D 01 722410 F0FF 00 00 00012080F6 9000");
	check_suci(&asked, "", "A10D 01 722410 5713 00 00 00012080F6 9000");
	check_suci(&two_digits, "", "A10D 01 72F410 F0FF 00 00 0210000268 9000");
	check_suci(&short_imsi, "", "A109 01 722410 F0FF 00 00 F0 9000");
}

static void published_profiles(void **state)
{
	(void)state;
	static const struct contents a = {
		IMSI, AD, SERVICES, "F0FF0000", "A0020101 A125" KEY_A("1B") "FFFFFF", NOT_THERE, NULL };
	static const struct contents b = { IMSI, AD, SERVICES, "F0FF0000", "A0020201 A126" KEY_B("1C"), NOT_THERE, NULL };
	check_suci(&a, EPHEMERAL_A, "A135 01 722410 F0FF 01 1B" OUTPUT_A "9000");
	check_suci(&b, EPHEMERAL_B, "A136 01 722410 F0FF 02 1C" OUTPUT_B "9000");
}

/* By priority; the second octet of a pair is the place of its key in the list. */
static void choice(void **state)
{
	(void)state;
	static const struct contents b_first = { IMSI, AD, SERVICES, NOT_THERE,
		"A006 0202 0101 0000 A14B" KEY_A("01") KEY_B("02"), NOT_THERE, NULL };
	static const struct contents unknown_first = { IMSI, AD, SERVICES, NOT_THERE,
		"A004 0301 0101 A125" KEY_A("01"), NOT_THERE, NULL };
	static const struct contents key_missing = { IMSI, AD, SERVICES, NOT_THERE,
		"A004 0203 0101 A125" KEY_A("01"), NOT_THERE, NULL };
	static const struct contents key_is_none = { IMSI, AD, SERVICES, NOT_THERE,
		"A004 0201 0102 A14B 800101 8121" BAD_B KEY_A("02"), NOT_THERE, NULL };
	static const struct contents from_terminal = { IMSI, AD, SERVICES, NOT_THERE, NOT_THERE, "A0020101 A125" KEY_A("05"),
		NULL };
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
	static const struct contents b = { IMSI, AD, SERVICES, NOT_THERE, "A0020201 A126" KEY_B("1C"), NOT_THERE, NULL };
	check_suci(&b, "0000000000000000000000000000000000000000000000000000000000000000" EPHEMERAL_B,
	           "A136 01 722410 F0FF 02 1C" OUTPUT_B "9000");
}

/* ---- as a name (TS 23.003 28.7.3, 28.7.12) ---- */

static void check_name(const struct contents *contents, const char *random, const char *command, const char *want)
{
	AUTO(arena) arena = ARENA(10000);
	struct bytes answer = ask(contents, random, command, &arena);
	size_t size = strlen(want), header = size + 1 > 0x7F ? 3 : 2;
	assert_int_equal(answer.size, header + 1 + size + 2);
	assert_int_equal(answer.data[0], 0xA1);
	assert_int_equal(answer.data[header - 1], size + 1);
	assert_int_equal(answer.data[header], 0x11);
	check_bytes(bytes_first(bytes_after(answer, header + 1), size), bytes_from((const uint8_t *)want, size), want);
}

/* The concealed parts are those of TS 33.501 annex C.4 again. */
static void names_for_offload(void **state)
{
	(void)state;
	static const struct contents null = { IMSI, AD, SERVICES_OFFLOAD, "7685", "A0020000", NOT_THERE, NULL };
	static const struct contents two_digits = {
		IMSI, "00000002", SERVICES_OFFLOAD, NOT_THERE, "A0020000", NOT_THERE, NULL };
	static const struct contents a = { IMSI, AD, SERVICES_OFFLOAD, "76F8", "A0020101 A125" KEY_A("1B"), NOT_THERE, NULL };
	static const struct contents b = {
		IMSI, AD, SERVICES_OFFLOAD, NOT_THERE, "A0020201 A126" KEY_B("1C"), NOT_THERE, NULL };
	static const struct contents lacking = { IMSI, AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL };
	check_name(&null, "", "80780002 00", "type0.rid6758.schid0.userid001002086@5gc-nswo.mnc012.mcc274.3gppnetwork.org");
	check_name(&two_digits, "", "80780082 00",
	           "type0.rid0.schid0.userid2001002086@5gc-nswo.mnc001.mcc274.3gppnetwork.org");
	check_name(&a, EPHEMERAL_A, "80780002 00",
	           "type0.rid678.schid1.hnkey27.ecckeyb2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d"
	           ".cipcb02352410.maccddd9e730ef3fa87@5gc-nswo.mnc012.mcc274.3gppnetwork.org");
	check_name(&b, EPHEMERAL_B, "80780002 00",
	           "type0.rid0.schid2.hnkey28.ecckey039aab8376597021e855679a9778ea0b67396e68c66df32c0f41e9acca2da9b9d1"
	           ".cip46a33fc271.mac6ac7dae96aa30a4d@5gc-nswo.mnc012.mcc274.3gppnetwork.org");
	AUTO(arena) arena = ARENA(10000);
	check_bytes(ask(&lacking, "", "80780002 00", &arena), octets(&arena, "6985"), "no service");
}

#define NAI "8010 757365723137406578616D706C652E31" /* user17@example.1 */

/* The one of the terminal has no digits to conceal, so only its beginning and its end are known. */
static void network_specific_identifiers(void **state)
{
	(void)state;
	static const struct contents null = { NOT_THERE, NOT_THERE, SERVICES_NAI, "76F8", "A0020000", NOT_THERE, NAI };
	static const struct contents a = { IMSI, AD, SERVICES_NAI, "76F8", "A0020101 A125" KEY_A("1B"), NOT_THERE, NAI };
	static const struct contents line = { IMSI, AD, SERVICES_NAI, NOT_THERE, "A0020000", NOT_THERE, "8103616263" };
	static const struct contents not_on = { IMSI, AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NAI };
	static const struct contents no_realm = { IMSI, AD, SERVICES_NAI, NOT_THERE, "A0020000", NOT_THERE, "8003616263" };
	static const struct contents no_user = { IMSI, AD, SERVICES_NAI, NOT_THERE, "A0020000", NOT_THERE, "8002 4061" };
	static const struct contents cut_off = { IMSI, AD, SERVICES_NAI, NOT_THERE, "A0020000", NOT_THERE, "80106140" };
	check_name(&null, "", "80780001 00", "type1.rid678.schid0.useriduser17@example.1");
	check_suci(&line, "", "A10D 01 722410 F0FF 00 00 00012080F6 9000");
	check_suci(&not_on, "", "A10D 01 722410 F0FF 00 00 00012080F6 9000");
	check_suci(&no_realm, "", "6985");
	check_suci(&no_user, "", "6985");
	check_suci(&cut_off, "", "6985");
	AUTO(arena) arena = ARENA(10000);
	struct bytes answer = ask(&a, EPHEMERAL_A, "80780001 00", &arena);
	struct bytes head = text_bytes(TEXT("\x11type1.rid678.schid1.hnkey27.ecckeyb2e92f836055a255837debf850b528997ce020"
	                                    "1cb82adfe4be1f587d07d8457d.cip"));
	struct bytes tail = text_bytes(TEXT("@example.1\x90"));
	assert_true(answer.size > 3 + head.size + tail.size + 1);
	assert_true(bytes_start_with(bytes_after(answer, 3), head));
	assert_true(bytes_start_with(bytes_after(answer, answer.size - tail.size - 1), tail));
	/* six octets of cipher text, eight of the tag */
	assert_int_equal(answer.size, 3 + head.size + 12 + 4 + 16 + tail.size + 1);
}

/* No answer rather than an IMSI for everybody to read. */
static void unusable_files(void **state)
{
	(void)state;
	static const struct {
		struct contents contents;
		const char *random;
	} cases[] = {
		{ { IMSI, AD, SERVICES, NOT_THERE, NOT_THERE, NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "FFFF", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A001 00", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A004 0000", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0301", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0101", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0100 A125" KEY_A("01"), NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A002 0101 A125 8001", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A0020201 A126 800101 8121" BAD_B, NOT_THERE, NULL }, EPHEMERAL_B },
		{ { IMSI, AD, SERVICES, NOT_THERE, "A0020101 A106 800101 810100", NOT_THERE, NULL }, EPHEMERAL_A },
		{ { IMSI, "000000", SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { IMSI, "00000004", SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { IMSI, NOT_THERE, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { "FFFFFFFFFFFFFFFFFF", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { "00FFFFFFFFFFFFFFFF", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { "0829471002A0000268", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { "0329471002FFFFFFFF", AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, "00000004200000000000000000000008", NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
		{ { IMSI, AD, "00000004200000000000000000000010", NOT_THERE, "A0020000", NOT_THERE, NULL }, "" },
	};
	EACH (one, cases)
		check_suci(&one->contents, one->random, "6985");
}

static void refused(void **state)
{
	static const struct contents contents = { IMSI, AD, SERVICES, NOT_THERE, "A0020000", NOT_THERE, NULL };
	static const struct step cases[] = {
		{ "80780101", "6A86" }, { "80780000", "6A81" }, { "80780002", "6985" },  { "80780082", "6985" },
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
	cmocka_unit_test(names_for_offload), cmocka_unit_test(network_specific_identifiers),
};

TESTS_MAIN(tests)
