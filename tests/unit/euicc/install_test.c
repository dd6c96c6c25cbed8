/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "support/card_fixture.h"
#include "support/shared_profiles.h"

static void check_installed(struct card_fixture *fixture, const struct installation_result *result)
{
	struct profile_info info;
	assert_true(card_fixture_find(fixture, TEST_ICCID, &info));
	assert_int_equal(card_fixture_profile_count(fixture), 1);
	check_bytes(info.aid, result->aid, "AID of the ISD-P");
	assert_int_equal(info.state, PROFILE_DISABLED);
	check_text(info.profile_name, "Unit test", "profile name");
	check_text(info.service_provider_name, "Provisim", "service provider");
}

static void a_profile_is_installed_on_either_curve(void **state)
{
	(void)state;
	static const enum curve curves[] = { CURVE_P256, CURVE_BRAINPOOL_P256R1 };
	EACH(curve, curves) {
		struct card_fixture fixture;
		card_fixture_set_up(&fixture, *curve, NULL);
		struct installation_result result = card_fixture_install(&fixture, 0);
		check_installed(&fixture, &result);
		card_fixture_tear_down(&fixture);
	}
}

static void the_profile_may_be_protected_with_random_keys(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	scripted_server_use_random_keys(&fixture.server);
	struct installation_result result = card_fixture_install(&fixture, 0);
	check_installed(&fixture, &result);
	card_fixture_tear_down(&fixture);
}

static void blocks_and_segments_may_have_any_size(void **state)
{
	(void)state;
	static const struct {
		size_t block_size, segment_size;
	} sizes[] = { { 1, 1007 }, { 60, 1007 }, { 120, 1007 }, { 250, 1007 }, { 255, 1 }, { 255, 37 }, { 7, 500 } };
	EACH(size, sizes) {
		struct card_fixture fixture;
		card_fixture_set_up(&fixture, CURVE_P256, NULL);
		fixture.card.block_size = size->block_size;
		fixture.server.segment_size = size->segment_size;
		struct installation_result result = card_fixture_install(&fixture, 0);
		check_installed(&fixture, &result);
		card_fixture_tear_down(&fixture);
	}
}

/* An LPA that knows nothing of the package's structure. */
static void cuts_may_fall_anywhere(void **state)
{
	(void)state;
	static const size_t steps[] = { 1, 2, 3, 17, 255, 1000, 1019, 1021, 5000, 60000 };
	EACH(step, steps) {
		struct card_fixture fixture;
		AUTO(buffer) answer = BUFFER(65536);
		card_fixture_set_up(&fixture, CURVE_P256, NULL);
		test_card_authenticate(&fixture.card, &fixture.server);
		test_card_prepare(&fixture.card, &fixture.server);
		struct bytes package = scripted_server_package(&fixture.server);
		for (; package.size > 0; package = bytes_after(package, *step)) {
			struct bytes piece = bytes_first(package, *step);
			assert_int_equal(answer.size, 0);
			assert_int_equal(test_card_store_data(&fixture.card, piece, &answer), SW_OK);
		}
		struct installation_result result = scripted_server_hear_result(&fixture.server, buffer_bytes(&answer));
		assert_int_equal(result.error, 0);
		check_installed(&fixture, &result);
		card_fixture_tear_down(&fixture);
	}
}

static void the_result_waits_until_it_is_removed(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	struct installation_result result = card_fixture_install(&fixture, 0);
	test_card_power_cycle(&fixture.card);
	struct test_notifications list = card_fixture_notifications(&fixture);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.entries[0].sequence_number, result.notification.sequence_number);
	struct bytes pending = card_fixture_retrieve(&fixture, result.notification.sequence_number);
	struct installation_result again = scripted_server_hear_result(&fixture.server, pending);
	check_bytes(again.data, result.data, "kept result");
	assert_int_equal(list.entries[1].event, NOTIFICATION_INSTALL);
	scripted_server_hear_notification(&fixture.server,
	                                  card_fixture_retrieve(&fixture, list.entries[1].sequence_number));
	card_fixture_remove_all_notifications(&fixture);
	assert_int_equal(card_fixture_notifications(&fixture).count, 0);
	card_fixture_tear_down(&fixture);
}

static void a_second_profile_gets_a_slot_of_its_own(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	struct installation_result first = card_fixture_install(&fixture, 0);
	card_fixture_offer_simple(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	struct installation_result second = card_fixture_install(&fixture, 0);
	assert_int_equal(card_fixture_profile_count(&fixture), 2);
	assert_false(bytes_equal(first.aid, second.aid));
	assert_int_equal(second.notification.sequence_number, first.notification.sequence_number + 2);
	card_fixture_tear_down(&fixture);
}

static void the_same_profile_is_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	card_fixture_install(&fixture, 0);
	struct installation_result result = card_fixture_install(&fixture, INSTALL_ICCID_ALREADY_EXISTS);
	assert_int_equal(result.command, BPP_STORE_METADATA);
	assert_int_equal(card_fixture_profile_count(&fixture), 1);
	card_fixture_tear_down(&fixture);
}

/* SGP.22 3.1.3: the server keeps the package that it bound, the card the key that it was bound to. */
static void a_bound_package_can_be_sent_again_after_a_restart(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes first_key = fixture.server.euicc_otpk;
	test_card_power_cycle(&fixture.card);
	fixture.server.bpp_euicc_otpk = first_key;
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	check_bytes(fixture.server.euicc_otpk, first_key, "one-time key of the second session");
	struct bytes result = test_card_load(&fixture.card, &fixture.server, scripted_server_package(&fixture.server),
	                                     NULL);
	assert_int_equal(scripted_server_hear_result(&fixture.server, result).error, 0);

	/* Installed: the key is used up. */
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	assert_false(bytes_equal(fixture.server.euicc_otpk, first_key));
	card_fixture_tear_down(&fixture);
}

static void the_card_keeps_no_key_that_it_was_not_asked_for(void **state)
{
	(void)state;
	struct card_fixture fixture;
	uint8_t unknown[POINT_SIZE] = { 0x04 };
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	fixture.server.bpp_euicc_otpk = BYTES(unknown);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	assert_false(bytes_equal(fixture.server.euicc_otpk, BYTES(unknown)));
	card_fixture_tear_down(&fixture);
}

static void real_profiles_are_installed(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		struct card_fixture fixture;
		struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
		card_fixture_set_up(&fixture, CURVE_P256, NULL);
		struct bytes package;
		if (!shared_file(&fixture.arena, *name, &package)) {
			card_fixture_tear_down(&fixture);
			skip();
		}
		/* The header is the first element and has the ICCID under 83, digits in their order. */
		struct der_reader reader = der_reader(package), header;
		struct der_element iccid;
		assert_true(der_enter(&reader, 0xA0, &header) && der_find(&header, 0x83, &iccid));
		assert_int_equal(iccid.value.size, ICCID_SIZE);
		for (size_t i = 0; i < ICCID_SIZE; i++)
			metadata.iccid.octets[i] = (uint8_t)(iccid.value.data[i] << 4 | iccid.value.data[i] >> 4);
		metadata.has_owner = false;
		fixture.server.metadata = scripted_metadata(&fixture.arena, &metadata);
		fixture.server.upp = package;
		struct installation_result result = test_card_download(&fixture.card, &fixture.server);
		if (result.error != 0)
			fail_msg("%s: %s %s", *name, installation_error_name(result.error),
			         hex_print(&fixture.arena, result.sima_response));
		card_fixture_tear_down(&fixture);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_profile_is_installed_on_either_curve),
	cmocka_unit_test(the_profile_may_be_protected_with_random_keys),
	cmocka_unit_test(blocks_and_segments_may_have_any_size),
	cmocka_unit_test(cuts_may_fall_anywhere),
	cmocka_unit_test(the_result_waits_until_it_is_removed),
	cmocka_unit_test(a_second_profile_gets_a_slot_of_its_own),
	cmocka_unit_test(the_same_profile_is_refused),
	cmocka_unit_test(a_bound_package_can_be_sent_again_after_a_restart),
	cmocka_unit_test(the_card_keeps_no_key_that_it_was_not_asked_for),
	cmocka_unit_test(real_profiles_are_installed),
};

TESTS_MAIN(tests)
