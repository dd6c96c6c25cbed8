/* SPDX-License-Identifier: Apache-2.0 */
/* Every order of a session, its results, and what it says when asked for the wrong thing. */
#include "support/library_device.h"
#include "support/test.h"
#include "support/test_smds.h"

struct desk {
	struct library_world world;
	struct test_smdp smdp;
	struct library_device device;
};

static void desk_release(struct desk *desk)
{
	library_device_release(&desk->device);
	test_smdp_release(&desk->smdp);
	library_world_release(&desk->world);
}

static void desk_make(struct desk *desk, const char *code)
{
	library_world_make(&desk->world);
	test_smdp_make(&desk->smdp, (const struct test_pki *[]){ &desk->world.pki }, 1);
	library_device_make(&desk->device, &desk->world, &desk->smdp, 7);
	library_device_offer(&desk->device, code);
}

static const struct provisim_lpa_profile *only_profile(struct library_device *device)
{
	const struct provisim_lpa_profile *profiles;
	size_t count;
	lpa_ok(provisim_lpa_list_profiles(device->lpa));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_profiles(device->lpa, &profiles, &count));
	return count == 1 ? profiles : NULL;
}

static size_t deliver(struct library_device *device, const uint64_t *numbers, size_t count)
{
	const struct provisim_lpa_delivery *deliveries;
	size_t all, delivered = 0;
	lpa_ok(provisim_lpa_deliver(device->lpa, numbers, count));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_deliveries(device->lpa, &deliveries, &all));
	for (size_t i = 0; i < all; i++)
		delivered += deliveries[i].delivered;
	return delivered;
}

static size_t waiting(struct library_device *device, enum provisim_lpa_event_kind *out_last, uint64_t *out_number)
{
	const struct provisim_lpa_notification *notifications;
	size_t count;
	lpa_ok(provisim_lpa_list_notifications(device->lpa));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_notifications(device->lpa, &notifications, &count));
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(notifications[i].address, TEST_SMDP_ADDRESS);
		assert_string_equal(notifications[i].iccid, device->iccid);
		*out_last = notifications[i].event;
		*out_number = notifications[i].number;
	}
	return count;
}

static void test_life_of_a_profile(void **state)
{
	(void)state;
	AUTO(desk) desk;
	desk_make(&desk, NULL);
	struct library_device *device = &desk.device;
	enum provisim_lpa_event_kind event = PROVISIM_LPA_EVENT_INSTALL;
	uint64_t number = 0;
	library_device_download(device);
	library_device_run_well(device);
	assert_int_equal(deliver(device, NULL, 0), 2);

	lpa_ok(provisim_lpa_enable(device->lpa, device->iccid, false));
	library_device_run_well(device);
	assert_int_equal(device->resets, 1);
	assert_true(only_profile(device)->enabled);
	assert_int_equal(waiting(device, &event, &number), 1);
	assert_int_equal(event, PROVISIM_LPA_EVENT_ENABLE);
	assert_int_equal(deliver(device, &(uint64_t){ number + 1 }, 1), 0);
	assert_int_equal(deliver(device, &number, 1), 1);

	lpa_ok(provisim_lpa_set_nickname(device->lpa, device->iccid, "Büro"));
	library_device_run_well(device);
	assert_string_equal(only_profile(device)->nickname, "Büro");
	assert_string_equal(only_profile(device)->service_provider_name, "Provisim");

	lpa_ok(provisim_lpa_disable(device->lpa, only_profile(device)->aid, false));
	library_device_run_well(device);
	assert_int_equal(waiting(device, &event, &number), 1);
	assert_int_equal(event, PROVISIM_LPA_EVENT_DISABLE);
	lpa_ok(provisim_lpa_remove_notification(device->lpa, number));
	library_device_run_well(device);
	assert_int_equal(waiting(device, &event, &number), 0);

	lpa_ok(provisim_lpa_delete(device->lpa, device->iccid));
	library_device_run_well(device);
	assert_null(only_profile(device));
	assert_string_equal(test_smdp_state(&desk.smdp, device->iccid), "enabled"); /* nobody has told it otherwise */
	assert_int_equal(deliver(device, NULL, 0), 1);
	assert_string_equal(test_smdp_state(&desk.smdp, device->iccid), "deleted");
}

static void test_chip(void **state)
{
	(void)state;
	AUTO(desk) desk;
	struct provisim_lpa_chip chip;
	char eid[PROVISIM_EUICC_EID_SIZE];
	desk_make(&desk, NULL);
	struct library_device *device = &desk.device;
	lpa_ok(provisim_lpa_set_default_smdp(device->lpa, TEST_SMDP_ADDRESS));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_ask_chip(device->lpa));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_chip(device->lpa, &chip));
	provisim_euicc_eid(device->card, eid);
	assert_string_equal(chip.eid, eid);
	assert_string_equal(chip.default_smdp_address, TEST_SMDP_ADDRESS);
	assert_string_equal(chip.root_smds_address, "lpa.ds.gsma.com");
	assert_true(chip.free_nonvolatile_memory > 0 && chip.rsp_version[0] == '2');
	assert_int_equal(chip.verification_key_count, 1);
	check_bytes(BYTES(chip.verification_keys[0]), test_pki_ci_key_id(&desk.world.pki), "CI");
	assert_int_equal(chip.signing_key_count, 1);

	/* nothing at the default SM-DP+ is bound to this EID */
	lpa_ok(provisim_lpa_download(device->lpa, &(struct provisim_lpa_download){ 0 }));
	struct provisim_lpa_outcome outcome = library_device_run(device);
	assert_int_equal(outcome.state, PROVISIM_LPA_FAILED);
	assert_string_equal(outcome.subject_code, "8.1.1");
	assert_string_equal(outcome.reason_code, "3.8");
	assert_true(strlen(outcome.sentence) > 0);

	lpa_ok(provisim_lpa_reset_memory(device->lpa, PROVISIM_LPA_RESET_DEFAULT_SMDP | PROVISIM_LPA_RESET_TEST_PROFILES));
	library_device_run(device);
	lpa_ok(provisim_lpa_ask_chip(device->lpa));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_chip(device->lpa, &chip));
	assert_string_equal(chip.default_smdp_address, "");
}

static size_t find_events(struct library_device *device, const struct provisim_lpa_event **out)
{
	size_t count;
	lpa_ok(provisim_lpa_discover(device->lpa, TEST_SMDS_ADDRESS));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_events(device->lpa, out, &count));
	return count;
}

/* An order is made of what the one before has found. */
static void test_discovery(void **state)
{
	(void)state;
	AUTO(desk) desk;
	struct test_smds smds;
	const struct provisim_lpa_event *events;
	char eid[PROVISIM_EUICC_EID_SIZE];
	desk_make(&desk, NULL);
	struct library_device *device = &desk.device;
	test_smds_make(&smds, &desk.world.pki);
	device->smds = &smds.host;
	provisim_euicc_eid(device->card, eid);
	assert_int_equal(find_events(device, &events), 0);
	assert_string_equal(test_smds_register(&smds, test_pki_certificate(&desk.world.pki, CERTIFICATE_DPTLS), eid,
	                                       device->matching_id, TEST_SMDP_ADDRESS), "");
	assert_int_equal(find_events(device, &events), 1);
	assert_string_equal(events[0].smdp_address, TEST_SMDP_ADDRESS);
	assert_string_equal(events[0].matching_id, device->matching_id);
	lpa_ok(provisim_lpa_download(device->lpa, &(struct provisim_lpa_download){ .smdp_address = events[0].smdp_address,
	                                                                           .matching_id = events[0].matching_id }));
	library_device_run_well(device);
	test_smds_release(&smds);
}

/* The same in smaller pieces; and what no pieces help. */
static void test_links_that_take_little(void **state)
{
	(void)state;
	AUTO(desk) desk;
	desk_make(&desk, NULL);
	desk.device.link_limit = 70;
	library_device_download(&desk.device);
	library_device_run_well(&desk.device);
	desk.device.link_limit = 6;
	lpa_ok(provisim_lpa_ask_chip(desk.device.lpa));
	struct provisim_lpa_outcome outcome = library_device_run(&desk.device);
	assert_int_equal(outcome.state, PROVISIM_LPA_FAILED);
	assert_non_null(strstr(outcome.sentence, "The link takes no more."));
}

static void test_confirmation_code(void **state)
{
	(void)state;
	AUTO(desk) desk;
	desk_make(&desk, "4711");
	desk.device.codes[0] = "1234";
	desk.device.codes[1] = "4711";
	library_device_download(&desk.device);
	library_device_run_well(&desk.device);
	assert_int_equal(desk.device.codes_asked, 2);
}

/* What the user says, what the weather is, and what becomes of the order. */
static const struct {
	const char *what;
	enum provisim_lpa_reply reply;
	enum provisim_lpa_server_trouble trouble;
	bool code_is_good;
	const char *state;
} refusals[] = {
	{ "no, for good", PROVISIM_LPA_NO, 0, false, "error" },
	{ "later", PROVISIM_LPA_LATER, 0, true, "released" },
	{ "nobody there", PROVISIM_LPA_SILENT, 0, true, "released" },
	{ "no network", PROVISIM_LPA_YES, PROVISIM_LPA_SERVER_UNREACHABLE, true, "released" },
	{ "a false server", PROVISIM_LPA_YES, PROVISIM_LPA_SERVER_UNTRUSTED, true, "released" },
	{ "a server that talks", PROVISIM_LPA_YES, PROVISIM_LPA_SERVER_ANSWER_TOO_LARGE, true, "released" },
};

static void test_refusals(void **state)
{
	(void)state;
	EACH(row, refusals) {
		AUTO(desk) desk;
		struct provisim_lpa_installation installation;
		desk_make(&desk, NULL);
		desk.device.reply = row->reply;
		desk.device.trouble = row->trouble;
		library_device_download(&desk.device);
		struct provisim_lpa_outcome outcome = library_device_run(&desk.device);
		CHECK(outcome.state == PROVISIM_LPA_FAILED && *outcome.sentence, row->what);
		CHECK(outcome.code_is_good == row->code_is_good, row->what);
		CHECK(!outcome.can_resume, row->what);
		CHECK(provisim_lpa_installed(desk.device.lpa, &installation) == PROVISIM_LPA_NOT_NOW, row->what);
		assert_string_equal(test_smdp_state(&desk.smdp, desk.device.iccid), row->state);
	}
}

static void test_stopped_by_the_user(void **state)
{
	(void)state;
	AUTO(desk) desk;
	struct provisim_lpa_want want;
	desk_make(&desk, NULL);
	library_device_download(&desk.device);
	do
		assert_true(library_device_step(&desk.device));
	while (provisim_lpa_next(desk.device.lpa, &want) == PROVISIM_LPA_OK && want.kind != PROVISIM_LPA_WANT_USER);
	provisim_lpa_stop(desk.device.lpa);
	struct provisim_lpa_outcome outcome = library_device_run(&desk.device);
	assert_int_equal(outcome.state, PROVISIM_LPA_FAILED);
	assert_true(outcome.code_is_good);
	assert_int_equal(desk.device.consents_asked, 0);
	provisim_lpa_stop(desk.device.lpa);
	provisim_lpa_stop(NULL);
}

/* ---- interrupted ---- */

static struct bytes copy_of_record(struct library_device *device, struct arena *arena)
{
	const uint8_t *record;
	struct bytes copy;
	size_t size;
	lpa_ok(provisim_lpa_record(device->lpa, &record, &size));
	assert_ok(arena_copy(arena, bytes_from(record, size), &copy));
	return copy;
}

static void test_resumed(void **state)
{
	(void)state;
	AUTO(desk) desk;
	AUTO(arena) arena = ARENA(1 << 20);
	const uint8_t *record;
	size_t size;
	desk_make(&desk, "4711");
	struct library_device *device = &desk.device;
	device->codes[0] = "4711";
	device->pulled = true;
	assert_int_equal(provisim_lpa_record(device->lpa, &record, &size), PROVISIM_LPA_NOT_NOW);
	library_device_download(device);
	assert_int_equal(provisim_lpa_record(device->lpa, &record, &size), PROVISIM_LPA_NOT_NOW);
	struct provisim_lpa_outcome outcome = library_device_run(device);
	assert_true(outcome.state == PROVISIM_LPA_FAILED && outcome.code_is_good && outcome.can_resume);
	struct bytes kept = copy_of_record(device, &arena);

	/* another process */
	provisim_lpa_free(device->lpa);
	lpa_ok(provisim_lpa_new(NULL, &device->lpa));
	device->pulled = false;
	lpa_ok(provisim_lpa_resume(device->lpa, kept.data, kept.size, "4711"));
	library_device_run_well(device);
	assert_int_equal(device->consents_asked, 1);

	/* and once more, although the profile is there */
	struct provisim_lpa_installation installation;
	lpa_ok(provisim_lpa_record(device->lpa, &record, &size));
	lpa_ok(provisim_lpa_resume(device->lpa, record, size, NULL));
	library_device_run_well(device);
	lpa_ok(provisim_lpa_installed(device->lpa, &installation));
	assert_string_equal(installation.iccid, device->iccid);
	assert_non_null(only_profile(device));

	for (size_t cut = 0; cut < kept.size; cut += 7)
		assert_int_equal(provisim_lpa_resume(device->lpa, kept.data, cut, NULL), PROVISIM_LPA_MALFORMED);
}

/* ---- the wrong thing ---- */

static void test_reports_that_nobody_wants(void **state)
{
	(void)state;
	AUTO(desk) desk;
	desk_make(&desk, NULL);
	struct provisim_lpa *lpa = desk.device.lpa;
	const uint8_t done[] = { 0x90, 0x00 };
	assert_int_equal(provisim_lpa_card_answered(lpa, done, sizeof done), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_card_lost(lpa, NULL), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_link_refused(lpa, NULL), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_card_was_reset(lpa), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_server_answered(lpa, 200, done, 0), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_server_lost(lpa, PROVISIM_LPA_SERVER_UNREACHABLE, NULL), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_server_lost(lpa, (enum provisim_lpa_server_trouble)0, NULL), PROVISIM_LPA_BAD_ARGUMENT);
	assert_int_equal(provisim_lpa_server_lost(lpa, (enum provisim_lpa_server_trouble)9, NULL), PROVISIM_LPA_BAD_ARGUMENT);
	assert_int_equal(provisim_lpa_user_replied(lpa, PROVISIM_LPA_YES, NULL), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_user_replied(lpa, (enum provisim_lpa_reply)0, NULL), PROVISIM_LPA_BAD_ARGUMENT);
	library_device_download(&desk.device);
	assert_int_equal(provisim_lpa_list_profiles(lpa), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_close(lpa), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_server_answered(lpa, 200, done, 0), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_card_answered(lpa, NULL, 2), PROVISIM_LPA_BAD_ARGUMENT);
	library_device_run_well(&desk.device);
	lpa_ok(provisim_lpa_close(lpa));
	assert_true(library_device_step(&desk.device));
	assert_false(library_device_step(&desk.device));
	lpa_ok(provisim_lpa_close(lpa));
	assert_false(library_device_step(&desk.device));
}

static void test_orders_that_cannot_be(void **state)
{
	(void)state;
	AUTO(desk) desk;
	struct provisim_lpa_outcome outcome;
	char long_name[PROVISIM_LPA_NICKNAME_MAXIMUM + 2];
	desk_make(&desk, NULL);
	struct provisim_lpa *lpa = desk.device.lpa;
	lpa_ok(provisim_lpa_outcome(lpa, &outcome));
	assert_int_equal(outcome.state, PROVISIM_LPA_IDLE);
	assert_int_equal(provisim_lpa_download(lpa, &(struct provisim_lpa_download){ .smdp_address = "https://x" }),
	                 PROVISIM_LPA_MALFORMED);
	lpa_ok(provisim_lpa_outcome(lpa, &outcome));
	assert_true(outcome.state == PROVISIM_LPA_FAILED && strstr(outcome.sentence, "https://x"));
	assert_int_equal(provisim_lpa_download(lpa, &(struct provisim_lpa_download){ .matching_id = "a b" }),
	                 PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_download(lpa, NULL), PROVISIM_LPA_BAD_ARGUMENT);
	assert_int_equal(provisim_lpa_discover(lpa, "a b"), PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_enable(lpa, "12", false), PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_disable(lpa, NULL, false), PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_delete(lpa, "not one"), PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_set_nickname(lpa, "12", "x"), PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_set_nickname(lpa, desk.device.iccid, "\x01"), PROVISIM_LPA_MALFORMED);
	memset(long_name, 'x', sizeof long_name);
	long_name[sizeof long_name - 1] = 0;
	assert_int_equal(provisim_lpa_set_nickname(lpa, desk.device.iccid, long_name), PROVISIM_LPA_TOO_LARGE);
	assert_int_equal(provisim_lpa_set_default_smdp(lpa, "a b"), PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_reset_memory(lpa, 0), PROVISIM_LPA_BAD_ARGUMENT);
	assert_int_equal(provisim_lpa_reset_memory(lpa, 8), PROVISIM_LPA_BAD_ARGUMENT);
	assert_int_equal(provisim_lpa_deliver(lpa, (const uint64_t[]){ 1 }, 257), PROVISIM_LPA_TOO_LARGE);
	assert_int_equal(provisim_lpa_resume(lpa, (const uint8_t *)"{}", 2, NULL), PROVISIM_LPA_MALFORMED);
	assert_null(only_profile(&desk.device));
}

/* Results belong to their order. */
static void test_results_of_another_order(void **state)
{
	(void)state;
	AUTO(desk) desk;
	const struct provisim_lpa_profile *profiles;
	const struct provisim_lpa_notification *notifications;
	const struct provisim_lpa_delivery *deliveries;
	const struct provisim_lpa_event *events;
	struct provisim_lpa_chip chip;
	size_t count;
	desk_make(&desk, NULL);
	struct provisim_lpa *lpa = desk.device.lpa;
	assert_int_equal(provisim_lpa_profiles(lpa, &profiles, &count), PROVISIM_LPA_NOT_NOW);
	lpa_ok(provisim_lpa_list_profiles(lpa));
	assert_int_equal(provisim_lpa_profiles(lpa, &profiles, &count), PROVISIM_LPA_NOT_NOW);
	library_device_run_well(&desk.device);
	lpa_ok(provisim_lpa_profiles(lpa, &profiles, &count));
	assert_int_equal(count, 0);
	assert_int_equal(provisim_lpa_notifications(lpa, &notifications, &count), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_deliveries(lpa, &deliveries, &count), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_events(lpa, &events, &count), PROVISIM_LPA_NOT_NOW);
	assert_int_equal(provisim_lpa_chip(lpa, &chip), PROVISIM_LPA_NOT_NOW);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_life_of_a_profile),
	cmocka_unit_test(test_chip),
	cmocka_unit_test(test_discovery),
	cmocka_unit_test(test_links_that_take_little),
	cmocka_unit_test(test_confirmation_code),
	cmocka_unit_test(test_refusals),
	cmocka_unit_test(test_stopped_by_the_user),
	cmocka_unit_test(test_resumed),
	cmocka_unit_test(test_reports_that_nobody_wants),
	cmocka_unit_test(test_orders_that_cannot_be),
	cmocka_unit_test(test_results_of_another_order),
};

TESTS_MAIN(tests)
