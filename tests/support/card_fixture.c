/* SPDX-License-Identifier: Apache-2.0 */
#include "support/card_fixture.h"

#include "support/test.h"

enum { ARENA_OCTETS = 64 << 20, REQUEST_MAXIMUM = 256 };

void card_fixture_set_up(struct card_fixture *fixture, enum curve curve, void (*change)(struct euicc_birth *birth))
{
	*fixture = (struct card_fixture){ .arena = ARENA(ARENA_OCTETS) };
	test_pki_make(&fixture->pki, curve, "card");
	test_card_make(&fixture->card, &fixture->pki, change);
	scripted_server_init(&fixture->server, &fixture->pki, (struct bytes){ 0 }, (struct bytes){ 0 });
	card_fixture_offer_simple(fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
}

void card_fixture_tear_down(struct card_fixture *fixture)
{
	scripted_server_release(&fixture->server);
	test_card_release(&fixture->card);
	test_pki_release(&fixture->pki);
	arena_release(&fixture->arena);
}

/* ---- downloads ---- */

void card_fixture_offer(struct card_fixture *fixture, const struct profile_metadata *metadata,
                        const struct scripted_profile *profile)
{
	fixture->server.metadata = scripted_metadata(&fixture->arena, metadata);
	fixture->server.upp = scripted_profile_package(&fixture->arena, profile);
}

void card_fixture_offer_simple(struct card_fixture *fixture, const char *iccid, enum profile_class profile_class,
                               uint64_t rules)
{
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	struct scripted_profile profile = scripted_profile_default(iccid);
	metadata.profile_class = profile_class;
	metadata.profile_policy_rules = rules;
	if (profile_class == PROFILE_TEST)
		profile.key = "000102030405060708090A0B0C0D0E0F";
	card_fixture_offer(fixture, &metadata, &profile);
}

struct installation_result card_fixture_install(struct card_fixture *fixture, int want_error)
{
	struct installation_result result = test_card_download(&fixture->card, &fixture->server);
	if (result.error != want_error)
		fail_msg("%s (%d) in %s: %s", installation_error_name(result.error), result.error,
		         bpp_command_name(result.command), hex_print(&fixture->arena, result.sima_response));
	return result;
}

/* ---- looks ---- */

static struct der_reader list_profiles(struct card_fixture *fixture)
{
	struct der_reader list;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, "BF2D00");
	assert_ok(profiles_info_answer_decode(answer, &list));
	return list;
}

bool card_fixture_find(struct card_fixture *fixture, const char *iccid, struct profile_info *out)
{
	struct der_reader list = list_profiles(fixture);
	while (!der_end(&list)) {
		char digits[ICCID_TEXT_SIZE];
		assert_true(profile_info_read(&list, out));
		iccid_print(&out->iccid, digits);
		if (strcmp(digits, iccid) == 0)
			return true;
	}
	return false;
}

size_t card_fixture_profile_count(struct card_fixture *fixture)
{
	struct der_reader list = list_profiles(fixture);
	struct profile_info info;
	size_t count = 0;
	for (; !der_end(&list); count++)
		assert_true(profile_info_read(&list, &info));
	return count;
}

const char *card_fixture_enabled(struct card_fixture *fixture)
{
	struct der_reader list = list_profiles(fixture);
	struct profile_info info;
	const char *enabled = NULL;
	while (!der_end(&list)) {
		char digits[ICCID_TEXT_SIZE];
		assert_true(profile_info_read(&list, &info));
		if (info.state != PROFILE_ENABLED)
			continue;
		assert_null(enabled);
		iccid_print(&info.iccid, digits);
		enabled = arena_string(&fixture->arena, text_from(digits));
	}
	return enabled;
}

struct test_notifications card_fixture_notifications(struct card_fixture *fixture)
{
	struct test_notifications got = { 0 };
	struct der_reader list;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, "BF2800");
	assert_ok(list_notification_answer_decode(answer, &list));
	while (!der_end(&list)) {
		assert_true(got.count < TEST_NOTIFICATIONS_MAXIMUM);
		assert_true(notification_metadata_read(&list, &got.entries[got.count++]));
	}
	return got;
}

struct notification_metadata card_fixture_last_notification(struct card_fixture *fixture)
{
	struct test_notifications list = card_fixture_notifications(fixture);
	assert_true(list.count > 0);
	return list.entries[list.count - 1];
}

struct bytes card_fixture_retrieve(struct card_fixture *fixture, uint64_t sequence_number)
{
	AUTO(buffer) request = BUFFER(REQUEST_MAXIMUM);
	struct retrieve_notifications_request wanted = { .by_number = true, .sequence_number = sequence_number };
	struct der_reader list;
	struct der_element element = { 0 };
	assert_ok(retrieve_notifications_request_encode(&wanted, &request));
	struct bytes answer = test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
	assert_ok(retrieve_notifications_answer_decode(answer, &list));
	if (!der_end(&list))
		assert_true(der_next(&list, &element));
	return element.whole;
}

void card_fixture_remove_all_notifications(struct card_fixture *fixture)
{
	struct test_notifications list = card_fixture_notifications(fixture);
	for (size_t i = 0; i < list.count; i++) {
		AUTO(buffer) request = BUFFER(REQUEST_MAXIMUM);
		int result;
		assert_ok(remove_notification_request_encode(list.entries[i].sequence_number, &request));
		struct bytes answer = test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
		assert_ok(result_answer_decode(answer, REMOVE_NOTIFICATION_TAG, &result));
		assert_int_equal(result, MANAGEMENT_OK);
	}
}

int card_fixture_manage(struct card_fixture *fixture, uint32_t function_tag, const char *iccid)
{
	AUTO(buffer) request = BUFFER(REQUEST_MAXIMUM);
	struct switch_profile_request wanted = { 0 };
	int result;
	assert_ok(iccid_parse(text_from(iccid), &wanted.profile.iccid));
	if (function_tag == DELETE_PROFILE_TAG)
		assert_ok(delete_profile_request_encode(&wanted.profile, &request));
	else
		assert_ok(switch_profile_request_encode(&wanted, function_tag, &request));
	struct bytes answer = test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request));
	assert_ok(result_answer_decode(answer, function_tag, &result));
	return result;
}
