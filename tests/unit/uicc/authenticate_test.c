/* SPDX-License-Identifier: Apache-2.0 */
/* The network's side is computed here from the published test set of TS 35.207; osmo-auc-gen (libosmocore-utils), where
 * there is one, is a witness who does not share our code. */
#include "support/usim_fixture.h"

#include <unistd.h>

/* Test set 1 of TS 35.207: SQN, AMF and MAC-A as the set says them. */
#define RAND "23553CBE9637A89D218AE64DAE47BF35"
#define AUTN "55F328B43577" "B9B9" "4A9FFAC354DFAFB3"
#define RES "A54211D5E3BA50BF"
#define CK "B40BA9A3C58B2A05BBF0D987B21BF8CB"
#define IK "F769BCD751044604127672711C6D3441"
#define KC "EAE4BE823AF9A08B"
#define SRES "46F8416A"

#define SUCCESS "DB 08" RES "10" CK "10" IK "08" KC "9000"
#define COMMAND "00880081 22 10" RAND "10"

static void allow_any_delta(struct profile_store *store, const void *context)
{
	(void)context;
	struct authentication authentication;
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	assert_ok(profile_store_read_authentication(store, usim, &authentication));
	authentication.sqn_options |= SQN_NO_DELTA;
	assert_ok(profile_store_write_authentication(store, usim, &authentication));
}

static void open_usim(struct usim_fixture *card)
{
	usim_fixture_change(card, allow_any_delta, NULL);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00200001 08" PIN1, "9000" });
}

static void test_vector(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	check_exchange(card, COMMAND AUTN, SUCCESS);
}

/* The same vector again asks for a resynchronisation: SQN_MS is what was accepted, AUTS = SQN_MS ⊕ AK* and MAC-S. */
static void test_resynchronisation(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	check_exchange(card, COMMAND AUTN, SUCCESS);
	struct usim_keys keys;
	struct usim_vector vector;
	usim_keys_set_defaults(&keys, USIM_MILENAGE);
	keys.k_size = 16;
	memcpy(keys.k, octets(&card->arena, "465b5ce8b199b49faa5f0a2ee238a6bc").data, 16);
	memcpy(keys.opc, octets(&card->arena, "cd63cb71954a9f4e48a5994e37a02baf").data, 16);
	const uint8_t *rand = octets(&card->arena, RAND).data, *sqn = octets(&card->arena, "FF9BB4D0B607").data;
	static const uint8_t amf[2];
	assert_ok(usim_f2345(&keys, rand, &vector));
	assert_ok(usim_f1(&keys, rand, sqn, amf, &vector));
	uint8_t want[2 + 6 + 8 + 2] = { 0xDC, 0x0E };
	for (size_t i = 0; i < 6; i++)
		want[2 + i] = sqn[i] ^ vector.ak_star[i];
	memcpy(want + 8, vector.mac_s, 8);
	want[16] = 0x90;
	check_bytes(exchange(card, COMMAND AUTN), BYTES(want), "AUTS");
	usim_fixture_restart(card);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00200001 08" PIN1, "9000" });
	check_bytes(exchange(card, COMMAND AUTN), BYTES(want), "AUTS after a restart");
}

/* MAC before freshness: a flipped bit anywhere is a wrong MAC, and the array of sequence numbers stays. */
static void test_wrong_mac(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	struct bytes good = octets(&card->arena, COMMAND AUTN);
	for (size_t i = 6; i < good.size; i++) {
		if (i == 22) /* the length of AUTN */
			continue;
		AUTO(buffer) answer = BUFFER(300);
		uint8_t command[40];
		memcpy(command, good.data, good.size);
		command[i] ^= 0x01;
		assert_ok(uicc_transmit(card->card, bytes_from(command, good.size), &answer));
		check_bytes(buffer_bytes(&answer), octets(&card->arena, "9862"), "flipped bit");
	}
	check_exchange(card, COMMAND AUTN, SUCCESS);
}

static void test_gsm(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	check_exchange(card, "00880080 11 10" RAND, "04" SRES "08" KC "9000");
	check_exchange(card, "00880080 11 10" RAND "00", "04" SRES "08" KC "9000");
}

static void test_refused(void **state)
{
	static const struct step cases[] = {
		{ "00880181 22 10" RAND "10" AUTN, "6A86" }, { "00880001 22 10" RAND "10" AUTN, "6A86" },
		{ "00880000 11 10" RAND, "6A86" },           { "00880091 22 10" RAND "10" AUTN, "6A86" },
		{ "00880082 11 10" RAND, "9864" },           { "00880083 11 10" RAND, "6A86" },
		{ "00880084 11 10" RAND, "9864" },           { "00880085 11 10" RAND, "9864" },
		{ "00880086 11 10" RAND, "9864" },           { "00880087 11 10" RAND, "6A86" },
		{ "00880081", "6A80" },                      { "00880081 11 10" RAND, "6A80" },
		{ "00880081 21 10" RAND "10 55F328B43577B9B94A9FFAC354DFAF", "6A80" },
		{ "00880081 22 0F" RAND "10" AUTN, "6A80" }, { "00880081 22 10" RAND "0F" AUTN, "6A80" },
		{ "00880081 23 10" RAND "10" AUTN "00", "6A80" },
		{ "00880080 22 10" RAND "10" AUTN, "6A80" }, { "00880080 10" RAND, "6A80" },
		{ "80880081 22 10" RAND "10" AUTN, "6E00" }, { "00890081 22 10" RAND "10" AUTN, "6D00" },
	};
	struct usim_fixture *card = *state;
	check_exchange(card, COMMAND AUTN, "6985"); /* no application */
	open_usim(card);
	EACH (one, cases)
		check_exchange(card, one->command, one->want);
	usim_fixture_restart(card);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { COMMAND AUTN, "6982" }, /* before the PIN */
	            { "00200001 08" PIN1, "9000" }, { COMMAND AUTN, SUCCESS });
}

static void drop_services(struct profile_store *store, const void *context)
{
	(void)context;
	node_number ust = profile_store_path(store, (const uint16_t[]){ 0x7F01, 0x6F38 }, 2);
	assert_ok(profile_store_write_body(store, ust, bytes_from("\0\0\0\0\0", 5)));
}

static void test_without_services(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, drop_services, NULL);
	open_usim(card);
	check_steps(card, { "00880080 11 10" RAND, "9864" }, { COMMAND AUTN, "DB 08" RES "10" CK "10" IK "9000" });
}

/* The ISIM has the USIM's keys and its numbers, and no GSM context. */
static void test_isim(void **state)
{
	struct usim_fixture *card = *state;
	open_usim(card);
	check_steps(card, { "00A4040C 07 A0000000871004", "9000" }, { "00880080 11 10" RAND, "9864" },
	            { COMMAND AUTN, "DB 08" RES "10" CK "10" IK "9000" }, { "00A4040C 07 A0000000871002", "9000" });
	assert_int_equal(exchange(card, COMMAND AUTN).data[0], 0xDC);
}

static void allow_two_runs(struct profile_store *store, const void *context)
{
	(void)context;
	struct authentication authentication;
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	assert_ok(profile_store_read_authentication(store, usim, &authentication));
	assert_false(authentication.has_run_limit);
	authentication.has_run_limit = true;
	authentication.run_limit = 2;
	assert_ok(profile_store_write_authentication(store, usim, &authentication));
}

/* Each run counts in either context and for both applications, and the count stays over a restart. */
static void test_run_limit(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, allow_two_runs, NULL);
	open_usim(card);
	check_steps(card, { "00880081 11 10" RAND, "6A80" }, { COMMAND AUTN, SUCCESS });
	usim_fixture_restart(card);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00200001 08" PIN1, "9000" },
	            { "00880080 11 10" RAND, "04" SRES "08" KC "9000" }, { COMMAND AUTN, "6985" },
	            { "00880080 11 10" RAND, "6985" }, { "00A4040C 07 A0000000871004", "9000" }, { COMMAND AUTN, "6985" });
}

/* ---- XOR (TS 34.108 8.1.2) ---- */

static void use_xor(struct profile_store *store, const void *context)
{
	(void)context;
	struct authentication authentication = { 0 };
	usim_keys_set_defaults(&authentication.keys, USIM_XOR);
	authentication.keys.k_size = 16;
	for (uint8_t i = 0; i < 16; i++)
		authentication.keys.k[i] = i;
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	assert_ok(profile_store_write_authentication(store, usim, &authentication));
}

static void test_xor(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, drop_services, NULL);
	usim_fixture_change(card, use_xor, NULL);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00200001 08" PIN1, "9000" });
	static const char command[] = "00880081 22 10 34343434343434343434343434343434"
	                              "10 37303132333D 8000 343536373030B233";
	static const char want[] = "DB 10 34353637303132333C3D3E3F38393A3B 10 353637303132333C3D3E3F38393A3B34"
	                           "10 3637303132333C3D3E3F38393A3B3435 9000";
	for (int i = 0; i < 2; i++) /* any number is fresh */
		check_exchange(card, command, want);
	/* With the AMF that asks for it: MAC = XDOUT[0..7] ⊕ SQN ‖ AMF. */
	struct bytes answer = exchange(card, "00880081 22 10 34343434343434343434343434343434"
	                                     "10 37303132333D FFFF 343536373030CDCC");
	assert_int_equal(answer.data[0], 0xDC);
	assert_int_equal(answer.size, 18);
}

/* ---- TUAK (TS 35.231) ---- */

static void use_tuak(struct profile_store *store, const void *context)
{
	(void)context;
	struct authentication authentication = { .sqn_options = SQN_NO_DELTA };
	AUTO(arena) arena = ARENA(10000);
	usim_keys_set_defaults(&authentication.keys, USIM_TUAK);
	authentication.keys.k_size = 16;
	authentication.keys.res_size = 4;
	memset(authentication.keys.k, 0xAB, 16);
	memcpy(authentication.keys.opc,
	       octets(&arena, "bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff").data, 32);
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	assert_ok(profile_store_write_authentication(store, usim, &authentication));
}

/* TS 35.233 test set 1 with SQN 111111111111 and AMF FFFF: AUTN is SQN ⊕ AK ‖ AMF ‖ f1. */
static void test_tuak(void **state)
{
	struct usim_fixture *card = *state;
	usim_fixture_change(card, drop_services, NULL);
	usim_fixture_change(card, use_tuak, NULL);
	check_steps(card,
		{ "00A4040C 07 A0000000871002", "9000" },
		{ "00200001 08" PIN1, "9000" },
		{ "00880081 22 10 42424242424242424242424242424242 10 608E0F8A8145 FFFF F9A54E6AEAA8618D",
		  "DB 04 657ACD64 10 D71A1E5C6CAFFE986A26F783E5C78BE1 10 BE849FA2564F869AECEE6F62D4337E72 9000" });
}

/* ---- the outside witness ---- */

enum { WITNESS_ROUNDS = 200 };

struct witness {
	char rand[33], autn[33], ck[33], ik[33], res[17], sres[9], kc[17];
	char sqn_ms[32]; /* after a resynchronisation */
};

/* The value after "NAME:" in what the tool prints. */
static void pick(const char *line, const char *name, char *out, size_t size)
{
	size_t length = strlen(name);
	if (strncmp(line, name, length) != 0 || line[length] != ':')
		return;
	snprintf(out, size, "%s", line + length + 1 + strspn(line + length + 1, " \t"));
	out[strcspn(out, "\r\n")] = 0;
}

static bool ask_witness(const char *options, struct witness *out)
{
	char command[512], line[256];
	snprintf(command, sizeof command, "osmo-auc-gen -3 -a milenage %s 2>&1", options);
	FILE *pipe = popen(command, "r");
	*out = (struct witness){ 0 };
	while (pipe && fgets(line, sizeof line, pipe)) {
		pick(line, "RAND", out->rand, sizeof out->rand);
		pick(line, "AUTN", out->autn, sizeof out->autn);
		pick(line, "CK", out->ck, sizeof out->ck);
		pick(line, "IK", out->ik, sizeof out->ik);
		pick(line, "RES", out->res, sizeof out->res);
		pick(line, "SRES", out->sres, sizeof out->sres);
		pick(line, "Kc", out->kc, sizeof out->kc);
		pick(line, "SQN.MS", out->sqn_ms, sizeof out->sqn_ms);
	}
	return pipe && pclose(pipe) == 0 && out->rand[0] && out->autn[0];
}

struct subscriber {
	uint8_t k[16], opc[16];
};

static void use_subscriber(struct profile_store *store, const void *context)
{
	const struct subscriber *subscriber = context;
	struct authentication authentication = { .sqn_options = SQN_NO_DELTA };
	usim_keys_set_defaults(&authentication.keys, USIM_MILENAGE);
	authentication.keys.k_size = 16;
	memcpy(authentication.keys.k, subscriber->k, 16);
	memcpy(authentication.keys.opc, subscriber->opc, 16);
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	assert_ok(profile_store_write_authentication(store, usim, &authentication));
}

static void hexadecimal(char *out, const uint8_t *octets_of, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sprintf(out + 2 * i, "%02x", octets_of[i]);
}

/* One subscriber with keys from `round`: a fresh vector is answered as the tool says; an old one is answered with an AUTS
 * that the tool accepts, and in which it finds our number. */
static void check_against_witness(struct usim_fixture *card, unsigned round)
{
	struct subscriber subscriber;
	uint32_t number = round * 2654435761U + 1;
	for (size_t i = 0; i < sizeof subscriber; i++) {
		number = number * 1664525 + 1013904223;
		((uint8_t *)&subscriber)[i] = (uint8_t)(number >> 24);
	}
	usim_fixture_change(card, use_subscriber, &subscriber);
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00200001 08" PIN1, "9000" });

	char k[33], opc[33], options[300], command[200], want[200];
	struct witness witness;
	unsigned long long sqn = (unsigned long long)(round + 1) * 32 * 1000 + round % 32;
	hexadecimal(k, subscriber.k, 16);
	hexadecimal(opc, subscriber.opc, 16);
	snprintf(options, sizeof options, "-k %s -o %s -f 8000 -s %llu", k, opc, sqn);
	assert_true(ask_witness(options, &witness));
	snprintf(command, sizeof command, "00880081 22 10%s10%s", witness.rand, witness.autn);
	snprintf(want, sizeof want, "DB08%s10%s10%s08%s9000", witness.res, witness.ck, witness.ik, witness.kc);
	check_exchange(card, command, want);
	char gsm[200];
	snprintf(gsm, sizeof gsm, "00880080 11 10%s", witness.rand);
	snprintf(want, sizeof want, "04%s08%s9000", witness.sres, witness.kc);
	check_exchange(card, gsm, want);

	struct bytes answer = exchange(card, command);
	assert_int_equal(answer.data[0], 0xDC);
	char auts[29];
	hexadecimal(auts, answer.data + 2, 14);
	snprintf(options, sizeof options, "-k %s -o %s -f 8000 -r %s -A %s", k, opc, witness.rand, auts);
	assert_true(ask_witness(options, &witness));
	snprintf(want, sizeof want, "%llu", sqn);
	check_text(text_from(witness.sqn_ms), want, "what the tool read in AUTS");
}

static void test_witness(void **state)
{
	if (access("/usr/bin/osmo-auc-gen", X_OK) != 0) {
		print_message("# skipped: no osmo-auc-gen\n");
		skip();
	}
	for (unsigned round = 0; round < WITNESS_ROUNDS; round++)
		check_against_witness(*state, round);
}

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_vector),  CARD_TEST(test_resynchronisation), CARD_TEST(test_wrong_mac),
	CARD_TEST(test_gsm),     CARD_TEST(test_refused),           CARD_TEST(test_without_services),
	CARD_TEST(test_isim),    CARD_TEST(test_xor),               CARD_TEST(test_tuak),
	CARD_TEST(test_run_limit), CARD_TEST(test_witness),
};

TESTS_MAIN(tests)
