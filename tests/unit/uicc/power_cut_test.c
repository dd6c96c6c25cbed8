/* SPDX-License-Identifier: Apache-2.0 */
/* The power goes at every write of every command that changes the card. Afterwards it is as before or as after, nothing
 * between; and what must be stored before an answer is. */
#include "support/usim_fixture.h"

#define RAND "23553CBE9637A89D218AE64DAE47BF35"
#define AUTN "55F328B43577" "B9B9" "4A9FFAC354DFAFB3"

/* `look` shows what `command` changes. */
struct change {
	const char *name, *command, *want;
	const char *look, *before, *after;
	bool may_cost_a_try; /* a third outcome: only the try is gone */
	const char *between;
};

static const struct change changes[] = {
	{ "UPDATE BINARY", "00D68B01 02 AABB", "9000", "00B08B0004", "00010203 9000", "00AABB03 9000", false, NULL },
	{ "UPDATE RECORD", "00DC0254 0E 4242424242424242424242424242", "9000", "00B2025400",
	  "0202020202020202020202020202 9000", "4242424242424242424242424242 9000", false, NULL },
	{ "UPDATE RECORD, cyclic", "00DC0003 03 0000AA", "9000", "00B2010400", "000001 9000", "0000AA 9000", false, NULL },
	{ "INCREASE", "80320000 03 000010", "000011 000010 9000", "00B2010400", "000001 9000", "000011 9000", false, NULL },
	{ "SET DATA", "80DB0090 03 80 01 55", "9000", "80CB0090 01 80", "6A88", "80 01 55 9000", false, NULL },
	{ "DEACTIVATE FILE", "00040000 02 6F7E", "9000", "00B08B0001", "00 9000", "6985", false, NULL },
	{ "VERIFY, wrong", "00200001 08 39393939FFFFFFFF", "63C2", "0020000100", "63C3", "63C2", false, NULL },
	{ "VERIFY, right", "00200001 08" PIN1, "9000", "0020000100", "63C3", "63C3", true, "63C2" },
	{ "CHANGE PIN", "00240001 10" PIN1 PIN2, "9000", "0020000100", "63C3", "63C3", true, "63C2" },
	{ "DISABLE PIN", "00260001 08" PIN1, "9000", "80F2000000",
	  "62 30 8202 7821 8302 7FFF 8410" USIM_AID "8A0105 8B03 2F0601 C60C 9001 E0 830101 830181 83010A 9000",
	  "62 30 8202 7821 8302 7FFF 8410" USIM_AID "8A0105 8B03 2F0601 C60C 9001 60 830101 830181 83010A 9000", false, NULL },
	{ "UNBLOCK PIN, wrong", "002C0001 10 3030303030303030" PIN2, "63C9", "002C000100", "63CA", "63C9", false, NULL },
	{ "UNBLOCK PIN, right", "002C0001 10" PUK1 PIN2, "9000", "002C000100", "63CA", "63CA", true, "63C9" },
};

static void allow_any_delta(struct profile_store *store, const void *context)
{
	(void)context;
	struct authentication authentication;
	node_number usim = profile_store_path(store, (const uint16_t[]){ 0x7F01 }, 1);
	assert_ok(profile_store_read_authentication(store, usim, &authentication));
	authentication.sqn_options |= SQN_NO_DELTA;
	assert_ok(profile_store_write_authentication(store, usim, &authentication));
}

/* The USIM, PIN1 verified, EF.ACM current. */
static void stand(struct usim_fixture *card)
{
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" }, { "00200001 08" PIN1, "9000" },
	            { "00A4000C 02 6F39", "9000" });
}

/* A look before the PIN is verified again, which would mend the counter. */
static struct bytes look(struct usim_fixture *card, const struct change *change)
{
	check_steps(card, { "00A4040C 07 A0000000871002", "9000" });
	if (change->look[2] == 'B')
		stand(card);
	return exchange(card, change->look);
}

static bool is(struct usim_fixture *card, struct bytes got, const char *want)
{
	return want && bytes_equal(got, octets(&card->arena, want));
}

/* Returns false when the command came through without a cut. */
static bool cut_at(const struct change *change, unsigned step)
{
	struct usim_fixture card;
	usim_fixture_init(&card);
	stand(&card);
	power_cut_nvm_restart(&card.power, step);
	struct bytes answer = exchange(&card, change->command);
	bool was_cut = card.power.is_dark;
	if (was_cut)
		check_bytes(answer, octets(&card.arena, "6581"), change->name);
	else
		check_bytes(answer, octets(&card.arena, change->want), change->name);
	usim_fixture_restart(&card);
	struct bytes found = look(&card, change);
	bool is_whole = is(&card, found, change->after) || (was_cut && is(&card, found, change->before)) ||
	                (was_cut && change->may_cost_a_try && is(&card, found, change->between));
	if (!is_whole)
		check_bytes(found, octets(&card.arena, was_cut ? change->before : change->after), change->name);
	usim_fixture_release(&card);
	return was_cut;
}

static void test_cuts(void **state)
{
	(void)state;
	EACH (change, changes) {
		unsigned step = 1;
		while (cut_at(change, step))
			step++;
		CHECK(step > 4, change->name); /* begin, a write, both sides of the commit */
	}
}

/* A cut just before the answer must have cost a try: else a thief tries for ever. */
static void test_try_is_gone_before_the_answer(void **state)
{
	struct usim_fixture *card = *state;
	for (int left = 2; left >= 0; left--) {
		power_cut_nvm_restart(&card->power, 5); /* begin, write, commit, committed: the cut comes at the next thing */
		AUTO(buffer) answer = BUFFER(100);
		assert_ok(uicc_transmit(card->card, octets(&card->arena, "00200001 08 39393939FFFFFFFF"), &answer));
		char want[5];
		snprintf(want, sizeof want, "63C%d", left);
		check_bytes(buffer_bytes(&answer), octets(&card->arena, want), "wrong PIN");
		usim_fixture_restart(card);
		check_exchange(card, "0020000100", want);
	}
	check_exchange(card, "00200001 08" PIN1, "6983");
}

/* The same for a sequence number: whatever was answered with RES is never answered again. */
static void test_sequence_number(void **state)
{
	(void)state;
	bool was_cut = true;
	for (unsigned step = 1; was_cut; step++) {
		struct usim_fixture card;
		usim_fixture_init(&card);
		usim_fixture_change(&card, allow_any_delta, NULL);
		stand(&card);
		power_cut_nvm_restart(&card.power, step);
		struct bytes first = exchange(&card, "00880081 22 10" RAND "10" AUTN);
		was_cut = card.power.is_dark;
		assert_int_equal(first.data[0], was_cut ? 0x65 : 0xDB);
		usim_fixture_restart(&card);
		stand(&card);
		uint8_t again = exchange(&card, "00880081 22 10" RAND "10" AUTN).data[0];
		assert_true(again == 0xDC || (was_cut && step <= 3 && again == 0xDB));
		usim_fixture_release(&card);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_cuts),
	CARD_TEST(test_try_is_gone_before_the_answer),
	cmocka_unit_test(test_sequence_number),
};

TESTS_MAIN(tests)
