/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "io/nvm_memory.h"
#include "uicc/profile_layout.h"
#include "uicc/profile_store.h"

enum { SLOT = 3, MEMORY = 1 << 20 };

/* A small tree: MF { 2FE2, 7F10 { 6F3A, 6F4A }, 7FF0 (ADF) { 6F07, 7F20 (link to 7F10) } }. */
enum { MF, ICCID, TELECOM, ADN, EXT1, ADF, IMSI, LINK };

static const struct {
	struct node node;
} tree[] = {
	{ { .kind = NODE_MF, .parent = NO_NODE, .link_target = NO_NODE, .id = FILE_ID_MF, .pin_status = { 1, 0x0A },
	    .pin_status_size = 2 } },
	{ { .kind = NODE_TRANSPARENT, .parent = MF, .link_target = NO_NODE, .id = 0x2FE2, .size = 10, .short_id = 2 } },
	{ { .kind = NODE_DF, .parent = MF, .link_target = NO_NODE, .id = 0x7F10 } },
	{ { .kind = NODE_LINEAR_FIXED, .parent = TELECOM, .link_target = NO_NODE, .id = 0x6F3A, .record_size = 28,
	    .size = 280, .life_cycle = 5, .access_rule_file = 0x6F06, .access_rule_record = 4, .descriptor = 0x42 } },
	{ { .kind = NODE_BER_TLV, .parent = TELECOM, .link_target = NO_NODE, .id = 0x6F4A, .maximum_size = 0x12345 } },
	{ { .kind = NODE_ADF, .parent = MF, .link_target = NO_NODE, .id = 0x7FF0, .aid = { 0xA0, 0, 0, 0, 0x87 },
	    .aid_size = 5, .special_information = 0x40 } },
	{ { .kind = NODE_TRANSPARENT, .parent = ADF, .link_target = NO_NODE, .id = 0x6F07, .size = 9 } },
	{ { .kind = NODE_DF, .parent = ADF, .link_target = TELECOM, .id = 0x7F20 } },
};

struct card {
	struct nvm_memory *memory;
	struct nvm *nvm;
	struct profile_store *store;
};

static int set_up(void **state)
{
	struct card *card = calloc(1, sizeof *card);
	card->memory = nvm_memory_new(MEMORY);
	card->nvm = nvm_memory_port(card->memory);
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_create(card->nvm, SLOT, &card->store));
	EACH (one, tree) {
		node_number number;
		assert_ok(profile_store_add(card->store, &one->node, &number));
		assert_int_equal(number, one - tree);
	}
	assert_ok(nvm_commit(card->nvm));
	*state = card;
	return 0;
}

static int tear_down(void **state)
{
	struct card *card = *state;
	profile_store_free(card->store);
	nvm_memory_free(card->memory);
	free(card);
	return 0;
}

static void reopen(struct card *card)
{
	profile_store_free(card->store);
	card->store = NULL;
	assert_ok(profile_store_open(card->nvm, SLOT, &card->store));
}

static void check_tree(const struct profile_store *store)
{
	assert_int_equal(profile_store_count(store), ARRAY_SIZE(tree));
	EACH (one, tree) {
		const struct node *got = profile_store_node(store, (node_number)(one - tree)), *want = &one->node;
		assert_int_equal(got->kind, want->kind);
		assert_int_equal(got->parent, want->parent);
		assert_int_equal(got->link_target, want->link_target);
		assert_int_equal(got->id, want->id);
		assert_int_equal(got->descriptor, want->descriptor);
		assert_int_equal(got->short_id, want->short_id);
		assert_int_equal(got->life_cycle, want->life_cycle);
		assert_int_equal(got->special_information, want->special_information);
		assert_int_equal(got->access_rule_file, want->access_rule_file);
		assert_int_equal(got->access_rule_record, want->access_rule_record);
		assert_int_equal(got->record_size, want->record_size);
		assert_int_equal(got->size, want->size);
		assert_int_equal(got->maximum_size, want->maximum_size);
		check_bytes(bytes_from(got->aid, got->aid_size), bytes_from(want->aid, want->aid_size), "AID");
		check_bytes(bytes_from(got->pin_status, got->pin_status_size),
		            bytes_from(want->pin_status, want->pin_status_size), "PIN status");
	}
	assert_null(profile_store_node(store, ARRAY_SIZE(tree)));
	assert_null(profile_store_node(store, NO_NODE));
}

static void test_tree(void **state)
{
	struct card *card = *state;
	check_tree(card->store);
	reopen(card);
	check_tree(card->store);
}

static void test_looking_up(void **state)
{
	struct card *card = *state;
	assert_int_equal(profile_store_child(card->store, MF, 0x7F10), TELECOM);
	assert_int_equal(profile_store_child(card->store, MF, 0x6F3A), NO_NODE);
	assert_int_equal(profile_store_child(card->store, LINK, 0x6F3A), ADN);
	static const uint16_t paths[][3] = { { 0x7F10, 0x6F3A }, { 0x7FF0, 0x7F20, 0x6F4A }, { 0x7F10, 0x6F3B } };
	assert_int_equal(profile_store_path(card->store, NULL, 0), MF);
	assert_int_equal(profile_store_path(card->store, paths[0], 2), ADN);
	assert_int_equal(profile_store_path(card->store, paths[1], 3), EXT1);
	assert_int_equal(profile_store_path(card->store, paths[2], 2), NO_NODE);
	assert_int_equal(profile_store_resolve(card->store, LINK), TELECOM);
	assert_int_equal(profile_store_resolve(card->store, ADN), ADN);
	assert_int_equal(profile_store_resolve(card->store, NO_NODE), NO_NODE);
}

static void test_refused_nodes(void **state)
{
	static const struct {
		const char *name;
		struct node node;
		enum status want;
	} cases[] = {
		{ "identifier taken", { .kind = NODE_DF, .parent = MF, .link_target = NO_NODE, .id = 0x2FE2 }, STATUS_EXISTS },
		{ "taken behind a link", { .kind = NODE_DF, .parent = LINK, .link_target = NO_NODE, .id = 0x6F3A },
		  STATUS_EXISTS },
		{ "second MF", { .kind = NODE_MF, .parent = NO_NODE, .link_target = NO_NODE, .id = 1 }, STATUS_BUG },
		{ "in a file", { .kind = NODE_DF, .parent = ICCID, .link_target = NO_NODE, .id = 1 }, STATUS_BUG },
		{ "in nothing", { .kind = NODE_DF, .parent = 77, .link_target = NO_NODE, .id = 1 }, STATUS_BUG },
		{ "link to nothing", { .kind = NODE_TRANSPARENT, .parent = MF, .link_target = 77, .id = 1 }, STATUS_BUG },
		{ "file linked to a directory", { .kind = NODE_TRANSPARENT, .parent = MF, .link_target = TELECOM, .id = 1 },
		  STATUS_BUG },
		{ "directory linked to a file", { .kind = NODE_DF, .parent = MF, .link_target = ICCID, .id = 1 }, STATUS_BUG },
	};
	struct card *card = *state;
	assert_ok(nvm_begin(card->nvm));
	node_number number = 99;
	EACH (one, cases)
		CHECK_STATUS(profile_store_add(card->store, &one->node, &number), one->want, one->name);
	assert_int_equal(number, 99);
	struct node link = { .kind = NODE_DF, .parent = MF, .link_target = LINK, .id = 1 };
	assert_ok(profile_store_add(card->store, &link, &number));
	assert_int_equal(profile_store_node(card->store, number)->link_target, TELECOM);
	nvm_roll_back(card->nvm);
	reopen(card);
	check_tree(card->store);
}

static void test_bodies(void **state)
{
	struct card *card = *state;
	AUTO(buffer) body = BUFFER(1000);
	assert_ok(profile_store_read_body(card->store, ICCID, &body));
	assert_int_equal(body.size, 0);
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_write_body(card->store, ICCID, text_bytes(TEXT("0123456789"))));
	assert_ok(profile_store_update_body(card->store, ICCID, 8, text_bytes(TEXT("ab"))));
	assert_int_equal(profile_store_update_body(card->store, ICCID, 9, text_bytes(TEXT("cd"))), STATUS_TOO_LARGE);
	assert_int_equal(profile_store_update_body(card->store, ICCID, 11, text_bytes(TEXT(""))), STATUS_TOO_LARGE);
	assert_ok(nvm_commit(card->nvm));
	reopen(card);
	assert_ok(profile_store_read_body(card->store, ICCID, &body));
	check_text(buffer_text(&body), "01234567ab", "body");
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_set_life_cycle(card->store, ADN, 4));
	assert_ok(nvm_commit(card->nvm));
	reopen(card);
	assert_int_equal(profile_store_node(card->store, ADN)->life_cycle, 4);
	uint64_t used = 0, other = 1;
	assert_ok(profile_store_used(card->nvm, SLOT, &used));
	assert_ok(profile_store_used(card->nvm, SLOT + 1, &other));
	assert_true(used > 10 && other == 0);
}

static void test_pins(void **state)
{
	struct card *card = *state;
	struct pin pin1 = { .reference = 1, .enabled = true, .may_disable = true, .value = "12345678", .tries_left = 2,
		            .tries_maximum = 3, .unblocking_reference = 9 };
	struct pin pin2 = { .reference = 0x81, .may_change = true, .value = "abcdefgh", .tries_left = 10,
		            .tries_maximum = 10 };
	struct puk puk = { .reference = 9, .value = "87654321", .tries_left = 7, .tries_maximum = 10 };
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_add_pin(card->store, MF, &pin1));
	assert_int_equal(profile_store_add_pin(card->store, MF, &pin1), STATUS_EXISTS);
	assert_ok(profile_store_add_pin(card->store, ADF, &pin2));
	assert_ok(profile_store_share_pins(card->store, TELECOM, ADF));
	assert_ok(profile_store_add_puk(card->store, &puk));
	assert_int_equal(profile_store_add_puk(card->store, &puk), STATUS_EXISTS);
	assert_ok(nvm_commit(card->nvm));
	reopen(card);

	struct pin got;
	node_number context = 0;
	assert_ok(profile_store_find_pin(card->store, ADF, 1, &got, &context));
	assert_int_equal(context, MF);
	assert_true(got.enabled && !got.may_change && got.may_disable);
	assert_memory_equal(got.value, "12345678", 8);
	assert_true(got.tries_left == 2 && got.tries_maximum == 3 && got.unblocking_reference == 9);
	assert_ok(profile_store_find_pin(card->store, LINK, 0x81, &got, &context));
	assert_int_equal(context, ADF);
	assert_true(!got.enabled && got.may_change && !got.may_disable);
	assert_int_equal(profile_store_find_pin(card->store, MF, 0x81, &got, &context), STATUS_NOT_FOUND);
	struct puk got_puk;
	assert_ok(profile_store_find_puk(card->store, 9, &got_puk));
	assert_memory_equal(got_puk.value, "87654321", 8);
	assert_true(got_puk.tries_left == 7 && got_puk.tries_maximum == 10);
	assert_int_equal(profile_store_find_puk(card->store, 8, &got_puk), STATUS_NOT_FOUND);

	got.tries_left = 1;
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_write_pin(card->store, ADF, &got));
	assert_ok(nvm_commit(card->nvm));
	assert_ok(profile_store_find_pin(card->store, TELECOM, 0x81, &got, &context));
	assert_int_equal(got.tries_left, 1);
}

static void test_sharing_in_circles(void **state)
{
	struct card *card = *state;
	struct pin got;
	node_number context;
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_share_pins(card->store, TELECOM, ADF));
	assert_ok(profile_store_share_pins(card->store, ADF, TELECOM));
	assert_int_equal(profile_store_share_pins(card->store, ADF, ADF), STATUS_BUG);
	assert_int_equal(profile_store_share_pins(card->store, ADF, 50), STATUS_BUG);
	assert_int_equal(profile_store_find_pin(card->store, ADF, 0x81, &got, &context), STATUS_MALFORMED);
	nvm_roll_back(card->nvm);
}

static void test_authentication(void **state)
{
	struct card *card = *state;
	struct authentication wrote = { .sqn_options = 2, .delta = 1 << 28, .age_limit = UINT64_C(0x123456789A) };
	wrote.keys = (struct usim_keys){ .algorithm = USIM_TUAK, .rotation = { 1, 2, 3, 4, 5 }, .k_size = 32,
		                         .res_size = 16, .mac_size = 8, .ck_size = 32, .ik_size = 32,
		                         .keccak_iterations = 300 };
	memset(wrote.keys.constants, 0x77, sizeof wrote.keys.constants);
	memset(wrote.keys.k, 0x2B, 32);
	memset(wrote.keys.opc, 0x5C, 32);
	for (unsigned i = 0; i < SQN_ENTRIES; i++)
		wrote.seq[i] = UINT64_C(0x07FFFFFFFF00) + i;
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_write_authentication(card->store, ADF, &wrote));
	assert_ok(profile_store_share_authentication(card->store, TELECOM, ADF));
	assert_ok(nvm_commit(card->nvm));
	reopen(card);
	struct authentication got;
	assert_int_equal(profile_store_read_authentication(card->store, MF, &got), STATUS_NOT_FOUND);
	assert_ok(profile_store_read_authentication(card->store, TELECOM, &got));
	assert_int_equal(got.keys.algorithm, USIM_TUAK);
	assert_memory_equal(got.keys.k, wrote.keys.k, 32);
	assert_memory_equal(got.keys.opc, wrote.keys.opc, 32);
	assert_memory_equal(got.keys.rotation, wrote.keys.rotation, sizeof got.keys.rotation);
	assert_memory_equal(got.keys.constants, wrote.keys.constants, sizeof got.keys.constants);
	assert_true(got.keys.k_size == 32 && got.keys.res_size == 16);
	assert_true(got.keys.mac_size == 8 && got.keys.ck_size == 32 && got.keys.ik_size == 32);
	assert_int_equal(got.keys.keccak_iterations, 300);
	assert_true(got.sqn_options == 2 && got.delta == 1 << 28 && got.age_limit == UINT64_C(0x123456789A));
	assert_memory_equal(got.seq, wrote.seq, sizeof got.seq);
	got.seq[5] = 77;
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_write_authentication(card->store, TELECOM, &got));
	assert_ok(nvm_commit(card->nvm));
	assert_ok(profile_store_read_authentication(card->store, ADF, &got));
	assert_int_equal(got.seq[5], 77);
}

static void test_elements(void **state)
{
	struct card *card = *state;
	uint64_t before, after;
	assert_ok(profile_store_used(card->nvm, SLOT, &before));
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_keep_element(card->store, 0, 0, text_bytes(TEXT("first"))));
	assert_ok(profile_store_keep_element(card->store, 0, 5, text_bytes(TEXT("second"))));
	assert_ok(profile_store_keep_element(card->store, 1023, (1 << 22) - 1, text_bytes(TEXT("last"))));
	assert_int_equal(profile_store_keep_element(card->store, 1024, 0, BYTES("x")), STATUS_TOO_LARGE);
	assert_int_equal(profile_store_keep_element(card->store, 0, 1 << 22, BYTES("x")), STATUS_TOO_LARGE);
	assert_ok(nvm_commit(card->nvm));
	assert_ok(profile_store_used(card->nvm, SLOT, &after));
	assert_int_equal(after - before, 15);
}

static void test_erasing(void **state)
{
	struct card *card = *state;
	struct profile_store *other = NULL;
	assert_int_equal(profile_store_open(card->nvm, SLOT + 1, &other), STATUS_NOT_FOUND);
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_create(card->nvm, SLOT + 1, &other));
	profile_store_free(other);
	assert_ok(profile_store_erase(card->nvm, SLOT));
	assert_ok(nvm_commit(card->nvm));
	assert_int_equal(profile_store_open(card->nvm, SLOT, &other), STATUS_NOT_FOUND);
	assert_ok(profile_store_open(card->nvm, SLOT + 1, &other));
	assert_int_equal(profile_store_count(other), 0);
	assert_int_equal(profile_store_path(other, NULL, 0), NO_NODE);
	profile_store_free(other);
}

/* A damaged file must not bring the card down: records cut at each length, too long, missing. */
static void test_damage(void **state)
{
	struct card *card = *state;
	struct pin pin = { .reference = 1 };
	assert_ok(nvm_begin(card->nvm));
	assert_ok(profile_store_add_pin(card->store, MF, &pin));
	assert_ok(nvm_commit(card->nvm));
	nvm_key keys[] = { profile_key(SLOT, ITEM_NODE, LINK), profile_key(SLOT, ITEM_FORMAT, 0) };
	EACH (key, keys) {
		AUTO(buffer) whole = BUFFER(1000);
		assert_ok(nvm_read(card->nvm, *key, &whole));
		size_t right = whole.size;
		assert_ok(buffer_append_octet(&whole, 0));
		for (size_t size = 0; size <= whole.size; size++) {
			struct profile_store *store = NULL;
			assert_ok(nvm_begin(card->nvm));
			assert_ok(nvm_write(card->nvm, *key, bytes_first(buffer_bytes(&whole), size)));
			enum status want = size == right ? STATUS_OK : STATUS_MALFORMED;
			CHECK_STATUS(profile_store_open(card->nvm, SLOT, &store), want, "cut record");
			profile_store_free(store);
			nvm_roll_back(card->nvm);
		}
	}
	nvm_key format = profile_key(SLOT, ITEM_FORMAT, 0);
	struct profile_store *store = NULL;
	assert_ok(nvm_begin(card->nvm));
	assert_ok(nvm_write(card->nvm, format, bytes_from("\x63", 1)));
	assert_int_equal(profile_store_open(card->nvm, SLOT, &store), STATUS_UNSUPPORTED);
	nvm_roll_back(card->nvm);
	assert_ok(nvm_begin(card->nvm));
	assert_ok(nvm_erase(card->nvm, profile_key(SLOT, ITEM_NODE, ADN), profile_key(SLOT, ITEM_NODE, ADN)));
	assert_int_equal(profile_store_open(card->nvm, SLOT, &store), STATUS_MALFORMED);
	nvm_roll_back(card->nvm);
}

/* Each PIN, PUK and kept element is met once, in order, and then there are no more. */
static void test_walks(void **state)
{
	static const struct {
		node_number context;
		uint8_t reference;
	} pins[] = { { MF, 1 }, { MF, 0x0A }, { ADF, 0x81 } };
	static const uint8_t puks[] = { 1, 2 };
	struct card *card = *state;
	struct pin pin;
	struct puk puk = { 0 };
	struct kept_element element;
	node_number context;
	uint32_t next = 0;
	assert_int_equal(profile_store_next_pin(card->store, 0, &pin, &context, &next), STATUS_NOT_FOUND);
	assert_int_equal(profile_store_next_puk(card->store, 0, &puk), STATUS_NOT_FOUND);
	assert_int_equal(profile_store_next_element(card->store, 0, &element), STATUS_NOT_FOUND);
	assert_ok(nvm_begin(card->nvm));
	EACH(one, pins)
		assert_ok(profile_store_add_pin(card->store, one->context, &(struct pin){ .reference = one->reference }));
	EACH(reference, puks)
		assert_ok(profile_store_add_puk(card->store, &(struct puk){ .reference = *reference }));
	assert_ok(profile_store_keep_element(card->store, 2, 0, text_bytes(TEXT("first"))));
	assert_ok(profile_store_keep_element(card->store, 2, 5, text_bytes(TEXT("second"))));
	assert_ok(profile_store_keep_element(card->store, 1023, 0, text_bytes(TEXT("last"))));
	assert_ok(nvm_commit(card->nvm));
	EACH(one, pins) {
		assert_ok(profile_store_next_pin(card->store, next, &pin, &context, &next));
		assert_int_equal(context, one->context);
		assert_int_equal(pin.reference, one->reference);
	}
	assert_int_equal(profile_store_next_pin(card->store, next, &pin, &context, &next), STATUS_NOT_FOUND);
	EACH(reference, puks) {
		assert_ok(profile_store_next_puk(card->store, puk.reference == 0 ? 0 : puk.reference + 1U, &puk));
		assert_int_equal(puk.reference, *reference);
	}
	assert_int_equal(profile_store_next_puk(card->store, puk.reference + 1U, &puk), STATUS_NOT_FOUND);
	assert_ok(profile_store_next_element(card->store, 0, &element));
	assert_int_equal(element.index, 2);
	assert_int_equal(element.size, 11);
	check_bytes(bytes_from(element.start, element.start_size), text_bytes(TEXT("first")), "start");
	assert_ok(profile_store_next_element(card->store, 3, &element));
	assert_int_equal(element.index, 1023);
	assert_int_equal(profile_store_next_element(card->store, 1024, &element), STATUS_NOT_FOUND);
}

#define CARD_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	CARD_TEST(test_tree),           CARD_TEST(test_looking_up),         CARD_TEST(test_refused_nodes),
	CARD_TEST(test_bodies),         CARD_TEST(test_pins),               CARD_TEST(test_sharing_in_circles),
	CARD_TEST(test_authentication), CARD_TEST(test_elements),           CARD_TEST(test_erasing),
	CARD_TEST(test_damage),         CARD_TEST(test_walks),
};

TESTS_MAIN(tests)
