/* SPDX-License-Identifier: Apache-2.0 */
/* A thousand devices in one process, as a program of others has them, with all downloads under way at once. */
#include <pthread.h>

#include "support/library_device.h"
#include "support/test.h"

enum { DEVICES = 1000, TURNS_MAXIMUM = 5000 };

/* One step of each, over and over: whatever a session kept outside itself would be another one's by then. */
static void run_all(struct library_device *devices)
{
	bool more = true;
	for (int turn = 0; more && turn < TURNS_MAXIMUM; turn++) {
		more = false;
		for (size_t i = 0; i < DEVICES; i++)
			more |= library_device_step(&devices[i]);
	}
	assert_false(more);
}

static void check_installed(struct library_device *device)
{
	struct provisim_lpa_installation installation;
	lpa_ok(provisim_lpa_installed(device->lpa, &installation));
	assert_string_equal(installation.iccid, device->iccid);
	assert_int_equal(strlen(installation.aid), 32);
	assert_int_equal(device->consents_asked, 1);
}

static void check_listed(struct library_device *device)
{
	const struct provisim_lpa_profile *profiles;
	size_t count;
	lpa_ok(provisim_lpa_profiles(device->lpa, &profiles, &count));
	assert_int_equal(count, 1);
	assert_string_equal(profiles[0].iccid, device->iccid);
	assert_false(profiles[0].enabled);
}

static void test_a_thousand_at_once(void **state)
{
	(void)state;
	struct library_device *devices = calloc(DEVICES, sizeof *devices);
	struct library_world world;
	struct test_smdp smdp;
	assert_non_null(devices);
	library_world_make(&world);
	test_smdp_make(&smdp, (const struct test_pki *[]){ &world.pki }, 1);
	for (size_t i = 0; i < DEVICES; i++) {
		library_device_make(&devices[i], &world, &smdp, i);
		library_device_offer(&devices[i], NULL);
		library_device_download(&devices[i]);
	}
	run_all(devices);
	for (size_t i = 0; i < DEVICES; i++) {
		check_installed(&devices[i]);
		lpa_ok(provisim_lpa_list_profiles(devices[i].lpa));
	}
	run_all(devices);
	for (size_t i = 0; i < DEVICES; i++) {
		check_listed(&devices[i]);
		library_device_release(&devices[i]);
	}
	test_smdp_release(&smdp);
	library_world_release(&world);
	free(devices);
}

/* ---- threads ---- */

enum { THREADS = 8, ROUNDS = 25 };

/* Asserts nothing, for the asserts are the main thread's. */
static bool ask_card(struct library_device *device)
{
	struct provisim_lpa_outcome outcome;
	struct provisim_lpa_want want;
	uint8_t answer[PROVISIM_EUICC_ANSWER_MAXIMUM];
	size_t size;
	while (provisim_lpa_next(device->lpa, &want) == PROVISIM_LPA_OK && want.kind == PROVISIM_LPA_WANT_APDU)
		if (provisim_euicc_transmit(device->card, want.apdu, want.apdu_size, answer, sizeof answer, &size) !=
		            PROVISIM_EUICC_OK ||
		    provisim_lpa_card_answered(device->lpa, answer, size) != PROVISIM_LPA_OK)
			return false;
	return provisim_lpa_outcome(device->lpa, &outcome) == PROVISIM_LPA_OK && outcome.state == PROVISIM_LPA_DONE;
}

static bool tells_its_eid(struct library_device *device)
{
	struct provisim_lpa_chip chip;
	char eid[PROVISIM_EUICC_EID_SIZE];
	provisim_euicc_eid(device->card, eid);
	return provisim_lpa_ask_chip(device->lpa) == PROVISIM_LPA_OK && ask_card(device) &&
	       provisim_lpa_chip(device->lpa, &chip) == PROVISIM_LPA_OK && strcmp(chip.eid, eid) == 0;
}

static void *work(void *context)
{
	struct library_device *device = context;
	const struct provisim_lpa_profile *profiles;
	size_t count;
	for (int i = 0; i < ROUNDS; i++)
		if (!tells_its_eid(device) || provisim_lpa_list_profiles(device->lpa) != PROVISIM_LPA_OK || !ask_card(device) ||
		    provisim_lpa_profiles(device->lpa, &profiles, &count) != PROVISIM_LPA_OK || count != 0)
			return NULL;
	return device;
}

static void test_a_thread_each(void **state)
{
	(void)state;
	struct library_device devices[THREADS];
	struct library_world world;
	struct test_smdp smdp;
	pthread_t threads[THREADS];
	library_world_make(&world);
	test_smdp_make(&smdp, (const struct test_pki *[]){ &world.pki }, 1);
	for (size_t i = 0; i < THREADS; i++) {
		library_device_make(&devices[i], &world, &smdp, i);
		assert_int_equal(pthread_create(&threads[i], NULL, work, &devices[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		void *done;
		assert_int_equal(pthread_join(threads[i], &done), 0);
		assert_ptr_equal(done, &devices[i]);
		library_device_release(&devices[i]);
	}
	test_smdp_release(&smdp);
	library_world_release(&world);
}

/* ---- settings ---- */

static const uint8_t long_form[] = { 0x80, 0x84, 0xFF, 0xFF, 0xFF, 0xFF };
static const uint8_t releases[] = { 0x80, 0x03, 0x0D, 0x00, 0x00, 0x81, 0x03, 0x0D, 0x00, 0x00 };
static const uint8_t an_aid[] = { 0xA0, 0x00, 0x00, 0x05, 0x59 };

static const struct {
	const char *what;
	struct provisim_lpa_settings settings;
	enum provisim_lpa_status status;
} settings[] = {
	{ "none", { 0 }, PROVISIM_LPA_OK },
	{ "an IMEI", { .imei = "356938035643809" }, PROVISIM_LPA_OK },
	{ "no IMEI", { .imei = "35693803564380A" }, PROVISIM_LPA_MALFORMED },
	{ "a short IMEI", { .imei = "3569380356" }, PROVISIM_LPA_MALFORMED },
	{ "small blocks", { .segment_size = 1 }, PROVISIM_LPA_OK },
	{ "blocks over 255", { .segment_size = 256 }, PROVISIM_LPA_BAD_ARGUMENT },
	{ "an AID", { .isd_r_aid = an_aid, .isd_r_aid_size = sizeof an_aid }, PROVISIM_LPA_OK },
	{ "a short AID", { .isd_r_aid = an_aid, .isd_r_aid_size = 4 }, PROVISIM_LPA_BAD_ARGUMENT },
	{ "a long AID", { .isd_r_aid = an_aid, .isd_r_aid_size = 17 }, PROVISIM_LPA_BAD_ARGUMENT },
	{ "an AID of nothing", { .isd_r_aid_size = 16 }, PROVISIM_LPA_BAD_ARGUMENT },
	{ "capabilities", { .device_capabilities = releases, .device_capabilities_size = sizeof releases }, PROVISIM_LPA_OK },
	{ "capabilities cut off", { .device_capabilities = releases, .device_capabilities_size = 8 }, PROVISIM_LPA_MALFORMED },
	{ "a length beyond", { .device_capabilities = long_form, .device_capabilities_size = sizeof long_form },
	  PROVISIM_LPA_MALFORMED },
	{ "too many", { .device_capabilities = releases, .device_capabilities_size = 257 }, PROVISIM_LPA_BAD_ARGUMENT },
	{ "capabilities of nothing", { .device_capabilities_size = 5 }, PROVISIM_LPA_BAD_ARGUMENT },
};

static void test_settings(void **state)
{
	(void)state;
	EACH(row, settings) {
		struct provisim_lpa *lpa = NULL;
		CHECK(provisim_lpa_new(&row->settings, &lpa) == row->status, row->what);
		CHECK((lpa != NULL) == (row->status == PROVISIM_LPA_OK), row->what);
		provisim_lpa_free(lpa);
	}
	assert_int_equal(provisim_lpa_new(NULL, NULL), PROVISIM_LPA_BAD_ARGUMENT);
	provisim_lpa_free(NULL);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_settings),
	cmocka_unit_test(test_a_thousand_at_once),
	cmocka_unit_test(test_a_thread_each),
};

TESTS_MAIN(tests)
