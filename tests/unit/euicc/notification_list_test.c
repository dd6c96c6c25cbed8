/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "rsp/euicc_info.h"
#include "rsp/prepare_download.h"
#include "support/card_fixture.h"

static int remove_notification(struct card_fixture *fixture, uint64_t sequence_number)
{
	AUTO(buffer) request = BUFFER(64);
	int result;
	assert_ok(remove_notification_request_encode(sequence_number, &request));
	struct bytes answer = test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
	assert_ok(result_answer_decode(answer, REMOVE_NOTIFICATION_TAG, &result));
	return result;
}

/* Install, enable, disable: numbers 1 (result), 2 (install), 3, 4. */
static void make_four(struct card_fixture *fixture)
{
	card_fixture_install(fixture, 0);
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(card_fixture_manage(fixture, DISABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
}

static size_t count_listed(struct card_fixture *fixture, const char *request)
{
	struct der_reader list;
	struct notification_metadata metadata;
	size_t count = 0;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, request);
	assert_ok(list_notification_answer_decode(answer, &list));
	for (; !der_end(&list); count++)
		assert_true(notification_metadata_read(&list, &metadata));
	return count;
}

static size_t count_retrieved(struct card_fixture *fixture, const char *request)
{
	struct der_reader list;
	struct der_element element;
	size_t count = 0;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, request);
	assert_ok(retrieve_notifications_answer_decode(answer, &list));
	for (; !der_end(&list); count++)
		assert_true(der_next(&list, &element));
	return count;
}

/* Filters in the forms that are seen on the wire: with and without trailing zero bits. */
static const struct {
	const char *filter;
	size_t count;
} filters[] = {
	{ "81020780", 2 }, /* install */
	{ "81020640", 1 }, /* enable */
	{ "81020520", 1 }, /* disable */
	{ "81020410", 0 }, /* delete */
	{ "81020080", 2 }, /* install, with padding */
	{ "810204F0", 4 },
	{ "810206C0", 3 },
	{ "", 4 },
};

static void filters_choose(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	make_four(&fixture);
	EACH(filter, filters) {
		char list[40], retrieve[40];
		unsigned size = (unsigned)strlen(filter->filter) / 2;
		snprintf(list, sizeof list, "BF28%02X%s", size, filter->filter);
		if (size > 0)
			snprintf(retrieve, sizeof retrieve, "BF2B%02XA0%02X%s", size + 2, size, filter->filter);
		else
			snprintf(retrieve, sizeof retrieve, "BF2B00");
		CHECK(count_listed(&fixture, list) == filter->count, list);
		CHECK(count_retrieved(&fixture, retrieve) == filter->count, retrieve);
	}
	card_fixture_tear_down(&fixture);
}

static void notifications_are_fetched_and_removed_by_number(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	make_four(&fixture);
	assert_int_equal(count_retrieved(&fixture, "BF2B05A003800103"), 1);
	assert_int_equal(count_retrieved(&fixture, "BF2B05A003800109"), 0);
	assert_int_equal(remove_notification(&fixture, 3), MANAGEMENT_OK);
	assert_int_equal(remove_notification(&fixture, 3), MANAGEMENT_NOT_FOUND);
	assert_int_equal(count_retrieved(&fixture, "BF2B05A003800103"), 0);
	assert_int_equal(card_fixture_notifications(&fixture).count, 3);
	card_fixture_tear_down(&fixture);
}

/* Numbers that share their lower octets with one that exists. */
static void large_numbers_are_other_numbers(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	make_four(&fixture);
	static const uint64_t numbers[] = { 0, 5, 1ull << 32 | 1, 1ull << 40 | 1, 1ull << 56 | 1 };
	EACH(number, numbers)
		assert_int_equal(remove_notification(&fixture, *number), MANAGEMENT_NOT_FOUND);
	assert_int_equal(card_fixture_notifications(&fixture).count, 4);
	card_fixture_tear_down(&fixture);
}

/* SGP.22 3.5: the counter is never set back. */
static void numbers_never_come_back(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	make_four(&fixture);
	card_fixture_remove_all_notifications(&fixture);
	test_card_power_cycle(&fixture.card);
	test_card_command_hex(&fixture.card, &fixture.arena, "BF3404820205E0");
	assert_int_equal(card_fixture_last_notification(&fixture).sequence_number, 5);
	card_fixture_tear_down(&fixture);
}

static void have_little_room(struct euicc_birth *birth)
{
	birth->notification_maximum = 3;
}

/* The oldest goes that is no installation's result. */
static void a_full_list_drops_the_oldest(void **state)
{
	(void)state;
	static const uint64_t left[] = { 1, 5, 6 };
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, have_little_room);
	make_four(&fixture);
	assert_int_equal(card_fixture_manage(&fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(card_fixture_manage(&fixture, DISABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	struct test_notifications list = card_fixture_notifications(&fixture);
	assert_int_equal(list.count, ARRAY_SIZE(left));
	for (size_t i = 0; i < list.count; i++)
		assert_int_equal(list.entries[i].sequence_number, left[i]);
	card_fixture_tear_down(&fixture);
}

static int try_to_prepare(struct card_fixture *fixture)
{
	struct prepare_download_answer answer;
	test_card_authenticate(&fixture->card, &fixture->server);
	struct bytes request = scripted_server_prepare(&fixture->server);
	assert_ok(prepare_download_answer_decode(test_card_command(&fixture->card, &fixture->arena, request), &answer));
	return answer.error;
}

static void fill_with_results(struct card_fixture *fixture)
{
	card_fixture_set_up(fixture, CURVE_P256, have_little_room);
	card_fixture_install(fixture, 0);
	card_fixture_offer_simple(fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, PPR1);
	for (int i = 0; i < 2; i++)
		card_fixture_install(fixture, INSTALL_PPR_NOT_ALLOWED);
}

/* No download begins whose result there were no room for, until the LPA has removed one. */
static void results_are_never_lost(void **state)
{
	(void)state;
	static const uint64_t kept[] = { 1, 3, 4 };
	struct card_fixture fixture;
	fill_with_results(&fixture);
	assert_int_equal(try_to_prepare(&fixture), PREPARE_UNDEFINED_ERROR);
	struct test_notifications list = card_fixture_notifications(&fixture);
	assert_int_equal(list.count, ARRAY_SIZE(kept));
	for (size_t i = 0; i < list.count; i++)
		assert_int_equal(list.entries[i].sequence_number, kept[i]);
	assert_int_equal(remove_notification(&fixture, 3), MANAGEMENT_OK);
	assert_int_equal(try_to_prepare(&fixture), 0);
	card_fixture_install(&fixture, INSTALL_PPR_NOT_ALLOWED);
	assert_int_equal(card_fixture_last_notification(&fixture).sequence_number, 5);
	card_fixture_tear_down(&fixture);
}

/* The profile is switched nevertheless, and the number that nobody sees is spent. */
static void results_are_not_displaced(void **state)
{
	(void)state;
	struct card_fixture fixture;
	fill_with_results(&fixture);
	assert_int_equal(card_fixture_manage(&fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	assert_string_equal(card_fixture_enabled(&fixture), TEST_ICCID);
	assert_int_equal(card_fixture_notifications(&fixture).count, 3);
	assert_int_equal(remove_notification(&fixture, 4), MANAGEMENT_OK);
	assert_int_equal(card_fixture_manage(&fixture, DISABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(card_fixture_last_notification(&fixture).sequence_number, 6);
	card_fixture_tear_down(&fixture);
}

static enum status restart_as(struct card_fixture *fixture, const struct euicc_personality *personality)
{
	struct test_card *card = &fixture->card;
	euicc_free(card->euicc);
	card->euicc = NULL;
	return euicc_open_as(card->nvm, &card->random, personality, &card->euicc);
}

/* An installation that began when there was room, and is reported by a card that has become one with less of it. */
static void an_interrupted_installation_is_reported_to_a_full_list(void **state)
{
	(void)state;
	static const struct euicc_personality small = { .name = "small", .notification_maximum = 1 };
	struct card_fixture fixture;
	struct bytes piece;
	size_t position = 0;
	card_fixture_set_up(&fixture, CURVE_P256, have_little_room);
	card_fixture_install(&fixture, 0);
	card_fixture_offer_simple(&fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes package = scripted_server_package(&fixture.server);
	assert_true(bound_package_next_piece(package, &position, &piece));
	assert_int_equal(test_card_store_data(&fixture.card, piece, NULL), SW_OK);
	assert_ok(restart_as(&fixture, &small));
	test_card_select_isd_r(&fixture.card);
	struct test_notifications list = card_fixture_notifications(&fixture);
	assert_int_equal(list.count, 2);
	struct bytes result = card_fixture_retrieve(&fixture, list.entries[1].sequence_number);
	assert_int_equal(scripted_server_hear_result(&fixture.server, result).error, INSTALL_INTERRUPTION);
	card_fixture_tear_down(&fixture);
}

/* Each address that the metadata names for an event hears of it; others do not. */
static void each_address_is_told_what_it_asked_for(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	metadata.notification_addresses[0] =
		(struct notification_address){ NOTIFICATION_ENABLE, TEXT("first.example.com") };
	metadata.notification_addresses[1] =
		(struct notification_address){ NOTIFICATION_ENABLE | NOTIFICATION_DISABLE, TEXT("second.example.com") };
	metadata.notification_address_count = 2;
	card_fixture_offer(&fixture, &metadata, &profile);
	make_four(&fixture);
	struct test_notifications list = card_fixture_notifications(&fixture);
	assert_int_equal(list.count, 4);
	check_text(list.entries[0].address, TEST_SMDP_ADDRESS, "result");
	check_text(list.entries[1].address, "first.example.com", "enable");
	check_text(list.entries[2].address, "second.example.com", "enable");
	check_text(list.entries[3].address, "second.example.com", "disable");
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(filters_choose),
	cmocka_unit_test(notifications_are_fetched_and_removed_by_number),
	cmocka_unit_test(large_numbers_are_other_numbers),
	cmocka_unit_test(numbers_never_come_back),
	cmocka_unit_test(a_full_list_drops_the_oldest),
	cmocka_unit_test(results_are_never_lost),
	cmocka_unit_test(results_are_not_displaced),
	cmocka_unit_test(an_interrupted_installation_is_reported_to_a_full_list),
	cmocka_unit_test(each_address_is_told_what_it_asked_for),
};

TESTS_MAIN(tests)
