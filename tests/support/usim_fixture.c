/* SPDX-License-Identifier: Apache-2.0 */
#include "support/usim_fixture.h"

enum { MEMORY_LIMIT = 1 << 20, RULE_SIZE = 40, ANSWER_LIMIT = 1 << 17, ARENA_LIMIT = 1 << 22 };

/* Numbers of the nodes, in the order below. */
enum fixture_node { MF, DIR, ICCID, ARR, TELECOM, ADN, USIM, USIM_ARR, IMSI, UST, ACM, ADN_LINK, FDN, ACC, FPLMN, LOCI, TLV,
	            DF_5F3B, FILE_4F20, ISIM, FIXTURE_NODES };

static const char *const rules[] = {
	"800101 9000  800102 A406 83010A 950108",            /* read always, update ADM1 */
	"800103 A406 830101 950108  800118 A406 83010A 950108  840132 A406 830101 950108", /* PIN1; ADM1 to (de)activate */
	"800101 9000  800102 9700",                          /* update never */
	"80011B 9000",                                       /* all of it always */
	"800101 9000  800102 A406 830181 950108",            /* update with the local PIN */
};

#define LINK_TO(target) .link_target = (target)
#define NO_LINK .link_target = NO_NODE

static const struct {
	struct node node;
	uint8_t rule;
	const char *aid, *pins, *body;
} files[FIXTURE_NODES] = {
	[MF] = { { .kind = NODE_MF, .parent = NO_NODE, NO_LINK, .id = 0x3F00 }, 1, "", "010A", NULL },
	[DIR] = { { .kind = NODE_LINEAR_FIXED, .parent = MF, NO_LINK, .id = 0x2F00, .short_id = 30, .size = 40,
	            .record_size = 20 }, 1, "", "", "61124F10" USIM_AID "FFFF 61124F10" ISIM_AID "FFFF" },
	[ICCID] = { { .kind = NODE_TRANSPARENT, .parent = MF, NO_LINK, .id = 0x2FE2, .short_id = 2, .size = 10 }, 1, "", "",
	            "98940011223344556677" },
	[ARR] = { { .kind = NODE_LINEAR_FIXED, .parent = MF, NO_LINK, .id = 0x2F06, .short_id = 6,
	            .size = RULE_SIZE * ARRAY_SIZE(rules), .record_size = RULE_SIZE }, 3, "", "", NULL },
	[TELECOM] = { { .kind = NODE_DF, .parent = MF, NO_LINK, .id = 0x7F10 }, 1, "", "010A", NULL },
	[ADN] = { { .kind = NODE_LINEAR_FIXED, .parent = TELECOM, NO_LINK, .id = 0x6F3A, .size = 70, .record_size = 14 }, 2,
	          "", "", NULL },
	[USIM] = { { .kind = NODE_ADF, .parent = MF, NO_LINK, .id = 0x7F01 }, 1, USIM_AID, "01810A", NULL },
	[USIM_ARR] = { { .kind = NODE_LINEAR_FIXED, .parent = USIM, LINK_TO(ARR), .id = 0x6F06, .short_id = 23 }, 3, "", "",
	               NULL },
	[IMSI] = { { .kind = NODE_TRANSPARENT, .parent = USIM, NO_LINK, .id = 0x6F07, .short_id = 7, .size = 9 }, 2, "", "",
	           "080910101032547698" },
	[UST] = { { .kind = NODE_TRANSPARENT, .parent = USIM, NO_LINK, .id = 0x6F38, .short_id = 4, .size = 18 }, 1, "", "",
	          "0000000420 0000000000 0000000000 000000" },
	[ACM] = { { .kind = NODE_CYCLIC, .parent = USIM, NO_LINK, .id = 0x6F39, .size = 9, .record_size = 3 }, 2, "", "",
	          "000001 000002 000003" },
	[ADN_LINK] = { { .kind = NODE_LINEAR_FIXED, .parent = USIM, LINK_TO(ADN), .id = 0x6F3A, .short_id = 10 }, 2, "", "",
	               NULL },
	[FDN] = { { .kind = NODE_LINEAR_FIXED, .parent = USIM, NO_LINK, .id = 0x6F3B, .size = 60, .record_size = 20 }, 5, "",
	          "", NULL },
	[ACC] = { { .kind = NODE_TRANSPARENT, .parent = USIM, NO_LINK, .id = 0x6F78, .size = 2, .life_cycle = 4 }, 4, "", "",
	          "0001" },
	[FPLMN] = { { .kind = NODE_TRANSPARENT, .parent = USIM, NO_LINK, .id = 0x6F7B, .size = 3, .life_cycle = 4,
	              .special_information = 0x40 }, 4, "", "", "62F220" },
	[LOCI] = { { .kind = NODE_TRANSPARENT, .parent = USIM, NO_LINK, .id = 0x6F7E, .short_id = 11, .size = 300 }, 4, "", "",
	           NULL },
	[TLV] = { { .kind = NODE_BER_TLV, .parent = USIM, NO_LINK, .id = 0x6F50, .short_id = 16, .size = 100,
	            .maximum_size = 300 }, 4, "", "", NULL },
	[DF_5F3B] = { { .kind = NODE_DF, .parent = USIM, NO_LINK, .id = 0x5F3B }, 1, "", "01810A", NULL },
	[FILE_4F20] = { { .kind = NODE_TRANSPARENT, .parent = DF_5F3B, NO_LINK, .id = 0x4F20, .short_id = 1, .size = 4 }, 4,
	                "", "", "01020304" },
	[ISIM] = { { .kind = NODE_ADF, .parent = MF, NO_LINK, .id = 0x7F02 }, 1, ISIM_AID, "01810A", NULL },
};

static void add_files(struct profile_store *store, struct arena *arena)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct node node = files[i].node;
		node.access_rule_file = 0x2F06;
		node.access_rule_record = files[i].rule;
		if (!node.life_cycle)
			node.life_cycle = 5;
		struct bytes aid = octets(arena, files[i].aid), pins = octets(arena, files[i].pins);
		memcpy(node.aid, aid.data, node.aid_size = (uint8_t)aid.size);
		memcpy(node.pin_status, pins.data, node.pin_status_size = (uint8_t)pins.size);
		node_number number;
		assert_ok(profile_store_add(store, &node, &number));
		assert_int_equal(number, i);
		if (files[i].body)
			assert_ok(profile_store_write_body(store, number, octets(arena, files[i].body)));
	}
}

static void fill_files(struct profile_store *store, struct arena *arena)
{
	uint8_t arr[RULE_SIZE * ARRAY_SIZE(rules)], adn[70], loci[300];
	memset(arr, 0xFF, sizeof arr);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		struct bytes rule = octets(arena, rules[i]);
		assert_true(rule.size <= RULE_SIZE);
		memcpy(arr + i * RULE_SIZE, rule.data, rule.size);
	}
	for (size_t i = 0; i < sizeof adn; i++)
		adn[i] = (uint8_t)(i / 14 + 1);
	for (size_t i = 0; i < sizeof loci; i++)
		loci[i] = (uint8_t)i;
	assert_ok(profile_store_write_body(store, ARR, BYTES(arr)));
	assert_ok(profile_store_write_body(store, ADN, BYTES(adn)));
	assert_ok(profile_store_write_body(store, LOCI, BYTES(loci)));
}

static void add_codes(struct profile_store *store)
{
	struct pin pin1 = { .reference = 0x01, .enabled = true, .may_change = true, .may_disable = true, .tries_left = 3,
		            .tries_maximum = 3, .unblocking_reference = 1, .value = "1234\xFF\xFF\xFF\xFF" };
	struct pin adm1 = { .reference = 0x0A, .enabled = true, .may_change = true, .tries_left = 10, .tries_maximum = 10,
		            .value = "adm-code" };
	struct pin pin2 = { .reference = 0x81, .enabled = true, .may_change = true, .tries_left = 3, .tries_maximum = 3,
		            .unblocking_reference = 0x81, .value = "5678\xFF\xFF\xFF\xFF" };
	struct puk puk1 = { .reference = 1, .tries_left = 10, .tries_maximum = 10, .value = "12345678" };
	assert_ok(profile_store_add_pin(store, MF, &pin1));
	assert_ok(profile_store_add_pin(store, MF, &adm1));
	assert_ok(profile_store_add_pin(store, USIM, &pin2));
	assert_ok(profile_store_add_puk(store, &puk1));
}

/* Test set 1 of TS 35.207. */
static void add_keys(struct profile_store *store, struct arena *arena)
{
	struct authentication authentication = { .sqn_options = SQN_NO_WRAP, .delta = 1 << 28, .age_limit = 1 << 28 };
	usim_keys_set_defaults(&authentication.keys, USIM_MILENAGE);
	authentication.keys.k_size = 16;
	memcpy(authentication.keys.k, octets(arena, "465b5ce8b199b49faa5f0a2ee238a6bc").data, 16);
	memcpy(authentication.keys.opc, octets(arena, "cd63cb71954a9f4e48a5994e37a02baf").data, 16);
	assert_ok(profile_store_write_authentication(store, USIM, &authentication));
	assert_ok(profile_store_share_authentication(store, ISIM, USIM));
}

static enum status count_up(void *self, uint8_t *out, size_t size)
{
	struct usim_fixture *fixture = self;
	for (size_t i = 0; i < size; i++)
		out[i] = fixture->next_random++;
	return STATUS_OK;
}

static void start(struct usim_fixture *fixture)
{
	const struct uicc_settings settings = { .transport = ANSWER_BY_GET_RESPONSE };
	assert_ok(uicc_new(&fixture->power.port, &fixture->random, &settings, &fixture->card));
	assert_ok(uicc_use_profile(fixture->card, FIXTURE_SLOT));
	AUTO(buffer) atr = BUFFER(ATR_MAXIMUM);
	assert_ok(uicc_reset(fixture->card, &atr));
}

void usim_fixture_init(struct usim_fixture *fixture)
{
	*fixture = (struct usim_fixture){ .arena = ARENA(ARENA_LIMIT), .random = { fixture, count_up } };
	fixture->memory = nvm_memory_new(MEMORY_LIMIT);
	assert_non_null(fixture->memory);
	struct nvm *nvm = nvm_memory_port(fixture->memory);
	power_cut_nvm_init(&fixture->power, nvm);
	struct profile_store *store;
	assert_ok(nvm_begin(nvm));
	assert_ok(profile_store_create(nvm, FIXTURE_SLOT, &store));
	add_files(store, &fixture->arena);
	fill_files(store, &fixture->arena);
	add_codes(store);
	add_keys(store, &fixture->arena);
	assert_ok(nvm_commit(nvm));
	profile_store_free(store);
	start(fixture);
}

void usim_fixture_release(struct usim_fixture *fixture)
{
	uicc_free(fixture->card);
	nvm_memory_free(fixture->memory);
	arena_release(&fixture->arena);
}

int usim_fixture_set_up(void **state)
{
	struct usim_fixture *fixture = calloc(1, sizeof *fixture);
	usim_fixture_init(fixture);
	*state = fixture;
	return 0;
}

int usim_fixture_tear_down(void **state)
{
	usim_fixture_release(*state);
	free(*state);
	return 0;
}

void usim_fixture_restart(struct usim_fixture *fixture)
{
	uicc_free(fixture->card);
	power_cut_nvm_restart(&fixture->power, 0);
	start(fixture);
}

void usim_fixture_change(struct usim_fixture *fixture, void (*change)(struct profile_store *store, const void *context),
                         const void *context)
{
	struct nvm *nvm = nvm_memory_port(fixture->memory);
	struct profile_store *store;
	assert_ok(profile_store_open(nvm, FIXTURE_SLOT, &store));
	assert_ok(nvm_begin(nvm));
	change(store, context);
	assert_ok(nvm_commit(nvm));
	profile_store_free(store);
	usim_fixture_restart(fixture);
}

static struct bytes kept(struct usim_fixture *fixture, const struct buffer *answer)
{
	struct bytes copy;
	assert_ok(arena_copy(&fixture->arena, buffer_bytes(answer), &copy));
	return copy;
}

struct bytes transmit(struct usim_fixture *fixture, const char *command)
{
	AUTO(buffer) answer = BUFFER(ANSWER_LIMIT);
	assert_ok(uicc_transmit(fixture->card, octets(&fixture->arena, command), &answer));
	assert_true(answer.size >= 2);
	return kept(fixture, &answer);
}

struct bytes exchange(struct usim_fixture *fixture, const char *command)
{
	AUTO(buffer) whole = BUFFER(ANSWER_LIMIT);
	struct bytes request = octets(&fixture->arena, command);
	uint8_t class = request.size > 0 ? request.data[0] : 0;
	uint8_t get_response[] = { class & 0x40 ? class & 0x4F : class & 0x03, 0xC0, 0x00, 0x00, 0x00 };
	for (;;) {
		whole.size -= whole.size >= 2 ? 2 : 0;
		assert_ok(uicc_transmit(fixture->card, request, &whole));
		if (whole.data[whole.size - 2] != 0x61)
			return kept(fixture, &whole);
		get_response[4] = whole.data[whole.size - 1];
		request = BYTES(get_response);
	}
}

void check_transmit(struct usim_fixture *fixture, const char *command, const char *want)
{
	check_bytes(transmit(fixture, command), octets(&fixture->arena, want), command);
}

void check_exchange(struct usim_fixture *fixture, const char *command, const char *want)
{
	check_bytes(exchange(fixture, command), octets(&fixture->arena, want), command);
}
