/* SPDX-License-Identifier: Apache-2.0 */
/* A card of several CIs at once: one on P-256 and one on brainpoolP256r1, under which it signs, and a third that it only
 * trusts. */
#include "support/test.h"

#include "rsp/authenticate_server.h"
#include "rsp/configured_data.h"
#include "support/card_fixture.h"

enum world { NIST, BRAINPOOL, TRUSTED, WORLDS };

struct hall {
	struct test_pki worlds[WORLDS];
	struct card_fixture fixture; /* its pki and server are not used */
};

static void set_up(struct hall *hall)
{
	static const enum curve curves[WORLDS] = { CURVE_P256, CURVE_BRAINPOOL_P256R1, CURVE_P256 };
	static const char *const names[WORLDS] = { "nist", "brainpool", "trusted" };
	const struct test_pki *worlds[WORLDS];
	*hall = (struct hall){ .fixture = { .arena = ARENA(16 << 20) } };
	for (size_t i = 0; i < WORLDS; i++) {
		test_pki_make(&hall->worlds[i], curves[i], names[i]);
		worlds[i] = &hall->worlds[i];
	}
	test_card_make_under(&hall->fixture.card, worlds, TRUSTED, WORLDS);
}

static void tear_down(struct hall *hall)
{
	test_card_release(&hall->fixture.card);
	for (size_t i = 0; i < WORLDS; i++)
		test_pki_release(&hall->worlds[i]);
	arena_release(&hall->fixture.arena);
}

/* A server with certificates of one world, which wants the card to sign under another, or the card to choose. */
static void meet(struct hall *hall, enum world server, const struct test_pki *wanted, const char *iccid)
{
	struct card_fixture *fixture = &hall->fixture;
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	struct scripted_profile profile = scripted_profile_default(iccid);
	scripted_server_init(&fixture->server, &hall->worlds[server], scripted_metadata(&fixture->arena, &metadata),
	                     scripted_profile_package(&fixture->arena, &profile));
	fixture->server.ci_key_id = wanted ? test_pki_ci_key_id(wanted) : (struct bytes){ 0 };
}

static void leave(struct hall *hall)
{
	scripted_server_release(&hall->fixture.server);
}

static int ask_to_authenticate(struct hall *hall, struct authenticate_server_answer *out)
{
	struct card_fixture *fixture = &hall->fixture;
	struct scripted_server *server = &fixture->server;
	struct bytes challenge = test_card_command_hex(&fixture->card, &server->arena, "BF2E00");
	struct bytes request = scripted_server_authenticate(server, challenge);
	struct bytes answer = test_card_command(&fixture->card, &fixture->arena, request);
	assert_ok(authenticate_server_answer_decode(answer, out));
	return out->error;
}

/* SGP.22 5.7.8: in the order of priority, and only those that the card has a key under for signing. */
static void lists_have_the_order_of_priority(void **state)
{
	(void)state;
	struct hall hall;
	struct euicc_info2 info;
	set_up(&hall);
	struct card_fixture *fixture = &hall.fixture;
	assert_ok(euicc_info2_decode(test_card_command_hex(&fixture->card, &fixture->arena, "BF2200"), &info));
	assert_int_equal(info.for_verification.count, WORLDS);
	assert_int_equal(info.for_signing.count, TRUSTED);
	for (size_t i = 0; i < WORLDS; i++)
		check_bytes(info.for_verification.ids[i], test_pki_ci_key_id(&hall.worlds[i]), "CI for verification");
	for (size_t i = 0; i < TRUSTED; i++)
		check_bytes(info.for_signing.ids[i], test_pki_ci_key_id(&hall.worlds[i]), "CI for signing");
	tear_down(&hall);
}

/* Whose certificate the card shows: that of the CI that is asked for, whatever the server's own is. */
static const struct {
	enum world server;
	int wanted; /* a world; -1: the card's choice */
	int error;
	enum world shown;
} meetings[] = {
	{ NIST, NIST, 0, NIST },
	{ BRAINPOOL, BRAINPOOL, 0, BRAINPOOL },
	{ NIST, BRAINPOOL, 0, BRAINPOOL },
	{ BRAINPOOL, NIST, 0, NIST },
	{ NIST, -1, 0, NIST },
	{ BRAINPOOL, -1, 0, BRAINPOOL },
	{ TRUSTED, NIST, 0, NIST },
	{ TRUSTED, BRAINPOOL, 0, BRAINPOOL },
	{ NIST, TRUSTED, AUTHENTICATE_CI_KEY_UNKNOWN, NIST },
	{ TRUSTED, TRUSTED, AUTHENTICATE_CI_KEY_UNKNOWN, NIST },
	{ TRUSTED, -1, AUTHENTICATE_CI_KEY_UNKNOWN, NIST },
};

static void the_ci_is_the_servers_choice(void **state)
{
	(void)state;
	struct hall hall;
	set_up(&hall);
	EACH(meeting, meetings) {
		struct authenticate_server_answer answer;
		char what[60];
		snprintf(what, sizeof what, "server %d wants %d", meeting->server, meeting->wanted);
		meet(&hall, meeting->server, meeting->wanted < 0 ? NULL : &hall.worlds[meeting->wanted], TEST_ICCID);
		CHECK(ask_to_authenticate(&hall, &answer) == meeting->error, what);
		if (meeting->error == 0)
			check_bytes(answer.euicc_certificate,
			            test_pki_certificate(&hall.worlds[meeting->shown], CERTIFICATE_EUICC), what);
		leave(&hall);
	}
	tear_down(&hall);
}

static const struct {
	enum world world;
	const char *iccid;
} downloads[] = {
	{ NIST, TEST_ICCID }, { BRAINPOOL, TEST_ICCID_2 }, { NIST, TEST_ICCID_3 },
};

static void download_all(struct hall *hall)
{
	EACH(download, downloads) {
		struct test_pki *world = &hall->worlds[download->world];
		meet(hall, download->world, world, download->iccid);
		assert_int_equal(test_card_download(&hall->fixture.card, &hall->fixture.server).error, 0);
		card_fixture_remove_all_notifications(&hall->fixture);
		leave(hall);
	}
}

static const struct test_pki *world_of(struct hall *hall, const struct iccid *iccid)
{
	char digits[ICCID_TEXT_SIZE];
	iccid_print(iccid, digits);
	EACH(download, downloads)
		if (strcmp(download->iccid, digits) == 0)
			return &hall->worlds[download->world];
	fail_msg("a notification of %s", digits);
	return NULL;
}

/* Each notification has the certificates of the CI that its profile came under, and their key has signed it. */
static void check_notifications(struct hall *hall, size_t count)
{
	struct test_notifications list = card_fixture_notifications(&hall->fixture);
	assert_int_equal(list.count, count);
	for (size_t i = 0; i < list.count; i++) {
		struct scripted_server server;
		const struct test_pki *world = world_of(hall, &list.entries[i].iccid);
		scripted_server_init(&server, world, (struct bytes){ 0 }, (struct bytes){ 0 });
		struct bytes pending = card_fixture_retrieve(&hall->fixture, list.entries[i].sequence_number);
		struct notification_metadata heard = scripted_server_hear_notification(&server, pending);
		assert_int_equal(heard.sequence_number, list.entries[i].sequence_number);
		scripted_server_release(&server);
	}
}

/* Downloads on both curves in turn; then the profiles are switched, and the card restarted in between. */
static void notifications_are_signed_under_the_ci_of_the_download(void **state)
{
	(void)state;
	struct hall hall;
	set_up(&hall);
	struct card_fixture *fixture = &hall.fixture;
	download_all(&hall);
	assert_int_equal(card_fixture_profile_count(fixture), ARRAY_SIZE(downloads));
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	test_card_power_cycle(&fixture->card);
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID_2), MANAGEMENT_OK);
	check_notifications(&hall, 3);
	assert_int_equal(card_fixture_manage(fixture, DELETE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	test_card_command_hex(&fixture->card, &fixture->arena, "BF3404820205E0");
	check_notifications(&hall, 6);
	tear_down(&hall);
}

/* A server of a CI that the card only trusts: the package is bound on the server's curve, the card signs on its own. */
static void curves_may_differ_within_a_download(void **state)
{
	(void)state;
	struct hall hall;
	struct authenticate_server_answer answer;
	struct profile_info info;
	set_up(&hall);
	struct card_fixture *fixture = &hall.fixture;
	struct scripted_server *server = &fixture->server;
	meet(&hall, TRUSTED, &hall.worlds[BRAINPOOL], TEST_ICCID);
	assert_int_equal(ask_to_authenticate(&hall, &answer), 0);
	server->euicc_certificate = answer.euicc_certificate;
	server->euicc_signature1_object = answer.signature1_object;
	test_card_prepare(&fixture->card, server);
	struct bytes result = test_card_load(&fixture->card, server, scripted_server_package(server), NULL);
	assert_int_equal(scripted_server_hear_result(server, result).error, 0);
	assert_true(card_fixture_find(fixture, TEST_ICCID, &info));
	card_fixture_remove_all_notifications(fixture);
	leave(&hall);
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	scripted_server_init(server, &hall.worlds[BRAINPOOL], (struct bytes){ 0 }, (struct bytes){ 0 });
	struct bytes pending = card_fixture_retrieve(fixture, card_fixture_last_notification(fixture).sequence_number);
	assert_int_equal(scripted_server_hear_notification(server, pending).event, NOTIFICATION_ENABLE);
	leave(&hall);
	tear_down(&hall);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(lists_have_the_order_of_priority),
	cmocka_unit_test(the_ci_is_the_servers_choice),
	cmocka_unit_test(notifications_are_signed_under_the_ci_of_the_download),
	cmocka_unit_test(curves_may_differ_within_a_download),
};

TESTS_MAIN(tests)
