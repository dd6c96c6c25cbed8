/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <pthread.h>

#include "support/library_card.h"

static struct library_world world;

static int make_world(void **state)
{
	(void)state;
	library_world_make(&world);
	return 0;
}

static int release_world(void **state)
{
	(void)state;
	library_world_release(&world);
	return 0;
}

static void expect_create(const struct provisim_euicc_birth *birth, enum provisim_euicc_status wanted)
{
	struct provisim_euicc_memory *memory = NULL;
	assert_int_equal(provisim_euicc_memory_new(0, &memory), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_create(memory, birth), wanted);
	provisim_euicc_memory_free(memory);
}

static void births_are_checked(void **state)
{
	(void)state;
	struct provisim_euicc_credentials credentials = world.credentials;
	struct provisim_euicc_birth birth = world.birth;
	expect_create(&birth, PROVISIM_EUICC_OK);
	birth.eid = "89049032123451234512345678901234";
	expect_create(&birth, PROVISIM_EUICC_REFUSED);
	birth.eid = "8904903212345123451234567890123";
	expect_create(&birth, PROVISIM_EUICC_MALFORMED);
	birth.eid = "89049032000000000000000000000066"; /* not that of the certificate */
	expect_create(&birth, PROVISIM_EUICC_MALFORMED);
	birth.eid = NULL;
	expect_create(&birth, PROVISIM_EUICC_BAD_ARGUMENT);
	birth = world.birth;
	birth.default_smdp_address = "https://not/an/address";
	expect_create(&birth, PROVISIM_EUICC_MALFORMED);
	birth = world.birth;
	birth.credential_count = PROVISIM_EUICC_CREDENTIALS_MAXIMUM + 1;
	expect_create(&birth, PROVISIM_EUICC_BAD_ARGUMENT);
	birth = world.birth;
	birth.credentials = &credentials;
	credentials.private_key = credentials.ci_certificate;
	expect_create(&birth, PROVISIM_EUICC_MALFORMED);
	credentials.private_key = (struct provisim_euicc_octets){ "-----BEGIN", 10 };
	expect_create(&birth, PROVISIM_EUICC_MALFORMED);
	credentials = world.credentials;
	credentials.ci_certificate.size = 0;
	expect_create(&birth, PROVISIM_EUICC_MALFORMED);
}

static void an_eum_makes_cards(void **state)
{
	(void)state;
	struct provisim_euicc_memory *memory = NULL;
	struct provisim_euicc_credentials credentials = {
		.ci_certificate = world.credentials.ci_certificate,
		.eum_certificate = world.credentials.eum_certificate,
		.eum_private_key = { world.eum_key.data, world.eum_key.size },
	};
	const struct library_world other = {
		.birth = { .eid = "89049032000000000000000000000066", .credentials = &credentials, .credential_count = 1 },
	};
	char eid[PROVISIM_EUICC_EID_SIZE];
	assert_int_equal(provisim_euicc_memory_new(0, &memory), PROVISIM_EUICC_OK);
	struct provisim_euicc *card = library_card_make(&other, memory, NULL);
	library_card_select_isd_r(card);
	library_card_expect(card, "81E2910006BF3E035C015A", "BF3E125A10890490320000000000000000000000669000");
	provisim_euicc_eid(card, eid);
	assert_string_equal(eid, other.birth.eid);
	assert_int_equal(provisim_euicc_create(memory, &other.birth), PROVISIM_EUICC_BUSY);
	provisim_euicc_close(card);
	assert_int_equal(provisim_euicc_create(memory, &other.birth), PROVISIM_EUICC_EXISTS);
	provisim_euicc_memory_free(memory);
}

static void eids_are_counted(void **state)
{
	(void)state;
	static const struct {
		const char *eid;
		uint64_t count;
		const char *after; /* NULL: too many */
	} rows[] = {
		{ TEST_EID, 0, TEST_EID },
		{ "89049032123451234512345678901200", 0, TEST_EID },
		{ "89049032000000000000000000000000", 0, "89049032000000000000000000000066" },
		{ "89049032000000000000000099999985", 1, "89049032000000000000000100000082" },
		{ "99999999999999999999999999999900", 1, NULL },
	};
	char eid[PROVISIM_EUICC_EID_SIZE];
	EACH(row, rows) {
		assert_int_equal(provisim_euicc_eid_after(row->eid, row->count, eid),
		                 row->after ? PROVISIM_EUICC_OK : PROVISIM_EUICC_TOO_LARGE);
		if (row->after)
			assert_string_equal(eid, row->after);
	}
	assert_int_equal(provisim_euicc_eid_after("8904", 0, eid), PROVISIM_EUICC_MALFORMED);
}

/* "a.example" as the default SM-DP+, and what the card then says of its addresses. */
#define SET_ADDRESS "81E291000EBF3F0B8009612E6578616D706C65"
#define ADDRESSES "BF3C1C8009612E6578616D706C65810F6C70612E64732E67736D612E636F6D9000"
#define NO_ADDRESS "BF3C11810F6C70612E64732E67736D612E636F6D9000"

static void power_goes_and_comes(void **state)
{
	(void)state;
	struct provisim_euicc_memory *memory = NULL;
	struct provisim_euicc *card = NULL, *second = NULL;
	uint8_t atr[PROVISIM_EUICC_ATR_MAXIMUM];
	size_t size;
	assert_int_equal(provisim_euicc_memory_new(0, &memory), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_open(memory, NULL, &card), PROVISIM_EUICC_NOT_FOUND);
	card = library_card_make(&world, memory, NULL);
	assert_int_equal(provisim_euicc_open(memory, NULL, &second), PROVISIM_EUICC_BUSY);
	assert_int_equal(provisim_euicc_reset(card, atr, &size), PROVISIM_EUICC_OK);
	assert_int_equal(atr[0], 0x3B);
	library_card_select_isd_r(card);
	library_card_expect(card, SET_ADDRESS, "BF3F038001009000");
	provisim_euicc_rest(card);
	library_card_expect(card, "81E2910003BF3C00", ADDRESSES);
	provisim_euicc_close(card);

	assert_int_equal(provisim_euicc_open(memory, NULL, &card), PROVISIM_EUICC_OK);
	library_card_expect(card, "81E2910003BF3C00", "6881"); /* channels are closed */
	library_card_select_isd_r(card);
	library_card_expect(card, "81E2910003BF3C00", ADDRESSES);
	assert_int_equal(provisim_euicc_factory_reset(memory), PROVISIM_EUICC_BUSY);
	provisim_euicc_close(card);
	assert_int_equal(provisim_euicc_factory_reset(memory), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_open(memory, NULL, &card), PROVISIM_EUICC_OK);
	library_card_select_isd_r(card);
	library_card_expect(card, "81E2910003BF3C00", NO_ADDRESS);
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
}

static void cards_fail_on_order(void **state)
{
	(void)state;
	struct provisim_euicc_memory *memory = NULL;
	struct provisim_euicc *card = NULL;
	const uint8_t command[] = { 0x00, 0x70, 0x00, 0x00, 0x01 };
	uint8_t answer[PROVISIM_EUICC_ANSWER_MAXIMUM];
	size_t size = 99;
	assert_int_equal(provisim_euicc_memory_new(0, &memory), PROVISIM_EUICC_OK);
	card = library_card_make(&world, memory, &(struct provisim_euicc_settings){ .faults = "6F00@1,drop@2" });
	library_card_expect(card, "0070000001", "6F00");
	assert_int_equal(provisim_euicc_transmit(card, command, sizeof command, answer, sizeof answer, &size),
	                 PROVISIM_EUICC_OK);
	assert_int_equal(size, 0);
	library_card_expect(card, "0070000001", "029000"); /* the first one was carried out */
	assert_int_equal(provisim_euicc_transmit(card, command, sizeof command, answer, 2, &size),
	                 PROVISIM_EUICC_TOO_LARGE);
	provisim_euicc_close(card);
	assert_int_equal(provisim_euicc_open(memory, &(struct provisim_euicc_settings){ .faults = "bend" }, &card),
	                 PROVISIM_EUICC_MALFORMED);
	assert_int_equal(provisim_euicc_open(memory, NULL, &card), PROVISIM_EUICC_OK);
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
}

/* ---- the caller's functions ---- */

struct watcher {
	unsigned filled;
	bool fails;
	size_t sizes[4]; /* by event */
};

static int fill(void *context, uint8_t *out, size_t size)
{
	struct watcher *watcher = context;
	watcher->filled += (unsigned)size;
	memset(out, 0xA5, size);
	return watcher->fails ? -1 : 0;
}

static void watch(void *context, enum provisim_euicc_event event, const uint8_t *octets, size_t size)
{
	struct watcher *watcher = context;
	assert_true(size == 0 || octets);
	watcher->sizes[event] += size;
}

static void callers_bring_random_octets_and_watch(void **state)
{
	(void)state;
	struct watcher watcher = { 0 };
	struct provisim_euicc_memory *memory = NULL;
	const struct provisim_euicc_settings settings = { .context = &watcher, .random = fill, .trace = watch };
	uint8_t atr[PROVISIM_EUICC_ATR_MAXIMUM];
	size_t size;
	assert_int_equal(provisim_euicc_memory_new(0, &memory), PROVISIM_EUICC_OK);
	struct provisim_euicc *card = library_card_make(&world, memory, &settings);
	assert_int_equal(provisim_euicc_reset(card, atr, &size), PROVISIM_EUICC_OK);
	assert_int_equal(watcher.sizes[PROVISIM_EUICC_EVENT_ATR], size);
	library_card_expect(card, "0070000001", "019000");
	assert_int_equal(watcher.sizes[PROVISIM_EUICC_EVENT_COMMAND], 5);
	assert_int_equal(watcher.sizes[PROVISIM_EUICC_EVENT_ANSWER], 3);
	library_card_expect(card, "01A4040C10A0000005591010FFFFFFFF8900000100", "9000");
	library_card_expect(card, "81E2910003BF2E00", "BF2E128010A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A59000");
	assert_int_equal(watcher.filled, 16);
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
}

/* ---- many ---- */

enum { THREADS = 4, CARDS = 20 };

/* NULL: all went well. */
static void *live(void *context)
{
	const struct library_world *shared = context;
	for (unsigned i = 0; i < CARDS; i++) {
		struct provisim_euicc_memory *memory = NULL;
		struct provisim_euicc *card = NULL;
		char eid[PROVISIM_EUICC_EID_SIZE] = "";
		if (provisim_euicc_memory_new(0, &memory) == PROVISIM_EUICC_OK &&
		    provisim_euicc_create(memory, &shared->birth) == PROVISIM_EUICC_OK &&
		    provisim_euicc_open(memory, NULL, &card) == PROVISIM_EUICC_OK)
			provisim_euicc_eid(card, eid);
		provisim_euicc_close(card);
		provisim_euicc_memory_free(memory);
		if (strcmp(eid, shared->eid) != 0)
			return context;
	}
	return NULL;
}

static void threads_have_cards_of_their_own(void **state)
{
	(void)state;
	pthread_t threads[THREADS];
	void *failed;
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, live, &world), 0);
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
}

static void each_status_has_its_sentence(void **state)
{
	(void)state;
	for (int status = PROVISIM_EUICC_OK; status <= PROVISIM_EUICC_BUG + 1; status++)
		for (int other = PROVISIM_EUICC_OK; other < status; other++)
			assert_string_not_equal(provisim_euicc_status_sentence((enum provisim_euicc_status)status),
			                        provisim_euicc_status_sentence((enum provisim_euicc_status)other));
	assert_string_equal(provisim_euicc_version(), PROVISIM_VERSION);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(births_are_checked),
	cmocka_unit_test(an_eum_makes_cards),
	cmocka_unit_test(eids_are_counted),
	cmocka_unit_test(power_goes_and_comes),
	cmocka_unit_test(cards_fail_on_order),
	cmocka_unit_test(callers_bring_random_octets_and_watch),
	cmocka_unit_test(threads_have_cards_of_their_own),
	cmocka_unit_test(each_status_has_its_sentence),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_world, release_world);
}
