/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "rsp/configured_data.h"
#include "euicc/card_data.h"
#include "euicc/nvm_layout.h"
#include "euicc/profile_content.h"
#include "support/card_fixture.h"
#include "support/power_cut_nvm.h"

/* A card whose power goes at every step of what is asked of it, and what must be true of it afterwards. */
struct story {
	const char *name;
	/* With power: what the card is like before. */
	void (*prepare)(struct card_fixture *fixture);
	/* Goes on without complaint when the card falls silent. */
	void (*run)(struct card_fixture *fixture);
	/* With power again: the card is as before or as after, nothing between. True: as after. */
	bool (*check)(struct card_fixture *fixture);
};

struct stage {
	struct card_fixture fixture;
	struct power_cut_nvm power;
	uint64_t highest_number; /* of a notification, before */
};

/* Nought: there is none. */
static uint64_t newest_number(struct card_fixture *fixture)
{
	struct test_notifications list = card_fixture_notifications(fixture);
	return list.count > 0 ? list.entries[list.count - 1].sequence_number : 0;
}

static void set_up(struct stage *stage, const struct story *story)
{
	card_fixture_set_up(&stage->fixture, CURVE_P256, NULL);
	power_cut_nvm_init(&stage->power, stage->fixture.card.nvm);
	stage->fixture.card.nvm = &stage->power.port;
	test_card_power_cycle(&stage->fixture.card);
	story->prepare(&stage->fixture);
	stage->highest_number = newest_number(&stage->fixture);
	stage->power.steps = 0;
	stage->fixture.card.apdus = 0;
}

static enum status count_record(void *context, nvm_key key, struct bytes value)
{
	(void)key, (void)value;
	++*(unsigned *)context;
	return STATUS_OK;
}

/* The card was cut off between the beginning of an installation and its result. */
static bool owes_a_result(struct nvm *nvm)
{
	nvm_key marker = nvm_key_make(NVM_SPACE_CARD, 0, CARD_INSTALL_MARKER);
	unsigned count = 0;
	assert_ok(nvm_each(nvm, marker, marker, count_record, &count));
	return count > 0;
}

/* SGP.22 3.1.3.3: the result that the LPA missed waits for it, and there is one of it. */
static void check_missed_result(struct stage *stage)
{
	struct card_fixture *fixture = &stage->fixture;
	struct bytes result = card_fixture_retrieve(fixture, newest_number(fixture));
	assert_true(newest_number(fixture) > stage->highest_number);
	assert_int_equal(scripted_server_hear_result(&fixture->server, result).error, INSTALL_INTERRUPTION);
}

/* SGP.22 3.5: numbers rise and are never given again. */
static void check_numbers(struct stage *stage)
{
	struct test_notifications list = card_fixture_notifications(&stage->fixture);
	uint64_t last = 0, counter = 0;
	for (size_t i = 0; i < list.count; i++) {
		assert_true(list.entries[i].sequence_number > last);
		last = list.entries[i].sequence_number;
	}
	assert_ok(nvm_begin(stage->power.inner));
	assert_ok(card_next_sequence_number(stage->power.inner, &counter));
	nvm_roll_back(stage->power.inner);
	assert_true(counter > last && counter > stage->highest_number);
}

static bool check(struct stage *stage, const struct story *story)
{
	bool owes = owes_a_result(stage->power.inner);
	power_cut_nvm_restart(&stage->power, 0);
	stage->fixture.card.apdus_maximum = 0;
	test_card_power_cycle(&stage->fixture.card);
	check_numbers(stage);
	if (owes)
		check_missed_result(stage);
	assert_false(owes_a_result(stage->power.inner));
	return story->check(&stage->fixture);
}

/* ---- asking without caring for the answer ---- */

static bool ask(struct card_fixture *fixture, struct bytes command, struct buffer *answer)
{
	buffer_clear(answer);
	status_word word = test_card_store_data(&fixture->card, command, answer);
	return word == SW_OK || word >> 8 == 0x91;
}

static bool ask_for_answer(struct card_fixture *fixture, struct bytes command, struct bytes *out)
{
	AUTO(buffer) answer = BUFFER(65536);
	if (!ask(fixture, command, &answer) || answer.size == 0)
		return false;
	assert_ok(arena_copy(&fixture->server.arena, buffer_bytes(&answer), out));
	return true;
}

/* A download as far as it goes. */
static void try_download(struct card_fixture *fixture)
{
	struct scripted_server *server = &fixture->server;
	AUTO(buffer) answer = BUFFER(65536);
	struct bytes said, piece;
	size_t position = 0;
	if (!ask_for_answer(fixture, octets(&server->arena, "BF2E00"), &said) ||
	    !ask_for_answer(fixture, scripted_server_authenticate(server, said), &said))
		return;
	scripted_server_hear_authentication(server, said);
	if (!ask_for_answer(fixture, scripted_server_prepare(server), &said))
		return;
	scripted_server_hear_preparation(server, said);
	struct bytes package = scripted_server_package(server);
	while (bound_package_next_piece(package, &position, &piece))
		if (!ask(fixture, piece, &answer))
			return;
}

static void try_manage(struct card_fixture *fixture, uint32_t function_tag, const char *iccid)
{
	AUTO(buffer) request = BUFFER(64);
	AUTO(buffer) answer = BUFFER(256);
	struct switch_profile_request wanted = { 0 };
	assert_ok(iccid_parse(text_from(iccid), &wanted.profile.iccid));
	if (function_tag == DELETE_PROFILE_TAG)
		assert_ok(delete_profile_request_encode(&wanted.profile, &request));
	else
		assert_ok(switch_profile_request_encode(&wanted, function_tag, &request));
	ask(fixture, buffer_bytes(&request), &answer);
}

static void install(struct card_fixture *fixture, const char *iccid)
{
	card_fixture_offer_simple(fixture, iccid, PROFILE_OPERATIONAL, 0);
	card_fixture_install(fixture, 0);
}

static bool is_enabled(struct card_fixture *fixture, const char *iccid)
{
	const char *enabled = card_fixture_enabled(fixture);
	return (enabled == NULL && iccid == NULL) || (enabled && iccid && strcmp(enabled, iccid) == 0);
}

/* What a profile takes is free again when it is gone. */
static void check_memory_is_clean(struct card_fixture *fixture)
{
	struct euicc_info2 info;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, "BF2200");
	assert_ok(euicc_info2_decode(answer, &info));
	assert_int_equal(info.resource.free_nonvolatile, 512 * 1024);
}

/* ---- installing ---- */

static void prepare_nothing(struct card_fixture *fixture)
{
	(void)fixture;
}

/* A profile and its success, or neither, and then perhaps one failure by interruption. */
static bool check_install(struct card_fixture *fixture)
{
	struct test_notifications list = card_fixture_notifications(fixture);
	struct profile_info info;
	if (card_fixture_find(fixture, TEST_ICCID, &info)) {
		assert_int_equal(card_fixture_profile_count(fixture), 1);
		assert_int_equal(list.count, 2);
		struct bytes result = card_fixture_retrieve(fixture, list.entries[0].sequence_number);
		assert_int_equal(scripted_server_hear_result(&fixture->server, result).error, 0);
		assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
		assert_int_equal(test_card_apdu(&fixture->card, "00A40004022FE2", NULL), SW_OK);
		return true;
	}
	assert_int_equal(card_fixture_profile_count(fixture), 0);
	check_memory_is_clean(fixture);
	assert_true(list.count <= 1);
	if (list.count == 1) {
		struct bytes result = card_fixture_retrieve(fixture, list.entries[0].sequence_number);
		assert_int_equal(scripted_server_hear_result(&fixture->server, result).error, INSTALL_INTERRUPTION);
	}
	card_fixture_install(fixture, 0);
	return false;
}

/* ---- switching and deleting ---- */

static void prepare_two(struct card_fixture *fixture)
{
	install(fixture, TEST_ICCID);
	install(fixture, TEST_ICCID_2);
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	card_fixture_remove_all_notifications(fixture);
}

static void run_enable(struct card_fixture *fixture)
{
	try_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID_2);
}

static bool check_enable(struct card_fixture *fixture)
{
	bool changed = is_enabled(fixture, TEST_ICCID_2);
	assert_true(changed || is_enabled(fixture, TEST_ICCID));
	assert_int_equal(card_fixture_profile_count(fixture), 2);
	assert_int_equal(card_fixture_notifications(fixture).count, changed ? 2 : 0);
	return changed;
}

/* The terminal resets the card instead of fetching the REFRESH. */
static void run_enable_with_refresh(struct card_fixture *fixture)
{
	AUTO(buffer) request = BUFFER(64);
	AUTO(buffer) answer = BUFFER(256);
	AUTO(buffer) atr = BUFFER(64);
	struct switch_profile_request wanted = { .refresh = true };
	if (test_card_apdu(&fixture->card, "801000000400008000", NULL) == 0)
		return;
	assert_ok(iccid_parse(TEXT(TEST_ICCID_2), &wanted.profile.iccid));
	assert_ok(switch_profile_request_encode(&wanted, ENABLE_PROFILE_TAG, &request));
	if (ask(fixture, buffer_bytes(&request), &answer) && fixture->card.euicc)
		(void)(euicc_reset(fixture->card.euicc, &atr) == STATUS_OK);
}

static void run_disable(struct card_fixture *fixture)
{
	try_manage(fixture, DISABLE_PROFILE_TAG, TEST_ICCID);
}

static bool check_disable(struct card_fixture *fixture)
{
	bool changed = is_enabled(fixture, NULL);
	assert_true(changed || is_enabled(fixture, TEST_ICCID));
	assert_int_equal(card_fixture_profile_count(fixture), 2);
	assert_int_equal(card_fixture_notifications(fixture).count, changed ? 1 : 0);
	return changed;
}

static void run_delete(struct card_fixture *fixture)
{
	try_manage(fixture, DELETE_PROFILE_TAG, TEST_ICCID_2);
}

static bool check_delete(struct card_fixture *fixture)
{
	size_t count = card_fixture_profile_count(fixture);
	bool changed = count == 1;
	assert_true(is_enabled(fixture, TEST_ICCID));
	assert_true(changed || count == 2);
	assert_int_equal(card_fixture_notifications(fixture).count, changed ? 1 : 0);
	if (!changed)
		assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID_2), MANAGEMENT_OK);
	else
		install(fixture, TEST_ICCID_2);
	return changed;
}

static void run_reset(struct card_fixture *fixture)
{
	AUTO(buffer) answer = BUFFER(256);
	ask(fixture, octets(&fixture->arena, "BF34 04 8202 05E0"), &answer);
}

static bool check_reset(struct card_fixture *fixture)
{
	size_t count = card_fixture_profile_count(fixture);
	bool changed = count == 0;
	assert_true(changed ? is_enabled(fixture, NULL) : is_enabled(fixture, TEST_ICCID));
	assert_true(changed || count == 2);
	assert_int_equal(card_fixture_notifications(fixture).count, changed ? 2 : 0);
	if (changed)
		check_memory_is_clean(fixture);
	return changed;
}

/* ---- small things ---- */

static void prepare_one(struct card_fixture *fixture)
{
	install(fixture, TEST_ICCID);
}

static void run_remove(struct card_fixture *fixture)
{
	AUTO(buffer) answer = BUFFER(256);
	ask(fixture, octets(&fixture->arena, "BF30 03 800101"), &answer);
}

static bool check_remove(struct card_fixture *fixture)
{
	size_t count = card_fixture_notifications(fixture).count;
	assert_true(count == 1 || count == 2);
	return count == 1;
}

/* A file of two records of the card's memory, and twelve octets across both. */
#define SELECT_LARGE_FILE "00A4080C022F77"
#define TWELVE_OCTETS "A0A1A2A3A4A5A6A7A8A9AAAB"

static void prepare_large_file(struct card_fixture *fixture)
{
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	profile.extra_size = 5000;
	profile.extra_filled = true;
	card_fixture_offer(fixture, &metadata, &profile);
	card_fixture_install(fixture, 0);
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
}

static void run_update(struct card_fixture *fixture)
{
	static const char *const commands[] = {
		SELECT_LARGE_FILE, "0020000A08" "3535353535353535", "00D60FFA0C" TWELVE_OCTETS,
	};
	EACH(command, commands)
		if (test_card_apdu(&fixture->card, *command, NULL) != SW_OK)
			return;
}

static bool check_update(struct card_fixture *fixture)
{
	AUTO(buffer) got = BUFFER(12);
	static const uint8_t before[12];
	struct bytes after = octets(&fixture->arena, TWELVE_OCTETS);
	assert_string_equal(card_fixture_enabled(fixture), TEST_ICCID);
	assert_int_equal(test_card_apdu(&fixture->card, SELECT_LARGE_FILE, NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture->card, "00B00FFA0C", &got), SW_OK);
	bool changed = bytes_equal(buffer_bytes(&got), after);
	if (!changed)
		check_bytes(buffer_bytes(&got), BYTES(before), "file");
	return changed;
}

static void run_nickname(struct card_fixture *fixture)
{
	AUTO(buffer) request = BUFFER(128);
	AUTO(buffer) answer = BUFFER(256);
	struct iccid iccid;
	assert_ok(iccid_parse(TEXT(TEST_ICCID), &iccid));
	assert_ok(set_nickname_request_encode(&iccid, TEXT("holiday"), &request));
	ask(fixture, buffer_bytes(&request), &answer);
}

static bool check_nickname(struct card_fixture *fixture)
{
	struct profile_info info;
	assert_true(card_fixture_find(fixture, TEST_ICCID, &info));
	bool changed = info.nickname.size > 0;
	if (changed)
		check_text(info.nickname, "holiday", "nickname");
	return changed;
}

static void run_address(struct card_fixture *fixture)
{
	AUTO(buffer) request = BUFFER(128);
	AUTO(buffer) answer = BUFFER(256);
	assert_ok(set_default_smdp_address_request_encode(TEXT("new.example.com"), &request));
	ask(fixture, buffer_bytes(&request), &answer);
}

static bool check_address(struct card_fixture *fixture)
{
	struct configured_addresses addresses;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, "BF3C00");
	assert_ok(configured_addresses_decode(answer, &addresses));
	bool changed = addresses.default_smdp_address.size > 0;
	if (changed)
		check_text(addresses.default_smdp_address, "new.example.com", "address");
	return changed;
}

static void prepare_domain(struct card_fixture *fixture)
{
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	profile.domain = true;
	card_fixture_offer(fixture, &metadata, &profile);
}

/* The one domain and its key, at once or with the installation that follows the broken one. */
static bool check_domain(struct card_fixture *fixture)
{
	AUTO(profile_content) content = { 0 };
	AUTO(buffer) room = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct profile_identifier profile = { 0 };
	struct registry_key key;
	uint8_t aid[AID_MAXIMUM];
	assert_ok(profile_identifier_parse(TEXT(TEST_ICCID), aid, &profile));
	bool is_there = check_install(fixture);
	assert_ok(profile_content_open(fixture->card.euicc, &profile, &content));
	assert_int_equal(content.entry_count, 1);
	assert_ok(profile_registry_read_key(content.store, 0, 1, 1, &room, &key));
	buffer_clear(&room);
	assert_int_equal(profile_registry_read_key(content.store, 1, 1, 1, &room, &key), STATUS_NOT_FOUND);
	return is_there;
}

static const struct story stories[] = {
	{ "install", prepare_nothing, try_download, check_install },
	{ "install with a security domain", prepare_domain, try_download, check_domain },
	{ "enable", prepare_two, run_enable, check_enable },
	{ "enable with REFRESH", prepare_two, run_enable_with_refresh, check_enable },
	{ "disable", prepare_two, run_disable, check_disable },
	{ "delete", prepare_two, run_delete, check_delete },
	{ "memory reset", prepare_two, run_reset, check_reset },
	{ "remove a notification", prepare_one, run_remove, check_remove },
	{ "update of a file", prepare_large_file, run_update, check_update },
	{ "set a nickname", prepare_one, run_nickname, check_nickname },
	{ "set the default address", prepare_nothing, run_address, check_address },
};

/* ---- the cuts ---- */

/* How often the story ended as before and as after: both must happen, or nothing was cut. */
struct tally {
	unsigned before, after;
};

static void count(struct tally *tally, bool changed)
{
	if (changed)
		tally->after++;
	else
		tally->before++;
}

static void check_tally(const struct story *story, const struct tally *tally)
{
	CHECK(tally->before > 0 && tally->after > 0, story->name);
}

static void the_power_goes_at_every_write(void **state)
{
	(void)state;
	EACH(story, stories) {
		struct tally tally = { 0 };
		bool was_cut = true;
		for (unsigned cut = 1; was_cut; cut++) {
			struct stage stage;
			set_up(&stage, story);
			stage.power.cut_before = cut;
			story->run(&stage.fixture);
			was_cut = stage.power.is_dark;
			count(&tally, check(&stage, story));
			card_fixture_tear_down(&stage.fixture);
		}
		check_tally(story, &tally);
	}
}

/* The start that repairs is itself cut at every write, until one start gets through. */
static void the_power_goes_again_while_the_card_repairs_itself(void **state)
{
	(void)state;
	static const unsigned every = 3;
	const struct story *install_story = &stories[0];
	struct tally tally = { 0 };
	bool was_cut = true;
	for (unsigned cut = 1; was_cut; cut += every) {
		struct stage stage;
		set_up(&stage, install_story);
		stage.power.cut_before = cut;
		install_story->run(&stage.fixture);
		was_cut = stage.power.is_dark;
		for (unsigned again = 1;; again++) {
			power_cut_nvm_restart(&stage.power, again);
			if (test_card_restart(&stage.fixture.card) == STATUS_OK && !stage.power.is_dark)
				break;
		}
		count(&tally, check(&stage, install_story));
		card_fixture_tear_down(&stage.fixture);
	}
	check_tally(install_story, &tally);
}

static void the_power_goes_after_every_command(void **state)
{
	(void)state;
	EACH(story, stories) {
		struct tally tally = { 0 };
		bool was_cut = true;
		for (unsigned cut = 1; was_cut; cut++) {
			struct stage stage;
			set_up(&stage, story);
			stage.fixture.card.block_size = 120;
			stage.fixture.card.apdus_maximum = cut;
			story->run(&stage.fixture);
			was_cut = stage.fixture.card.euicc == NULL;
			count(&tally, check(&stage, story));
			card_fixture_tear_down(&stage.fixture);
		}
		CHECK(tally.after > 0, story->name);
	}
}

/* The terminal resets the card in the middle of an installation, and the card keeps its power. */
static void a_reset_ends_an_installation(void **state)
{
	(void)state;
	const struct story *story = &stories[0];
	struct stage stage;
	set_up(&stage, story);
	struct card_fixture *fixture = &stage.fixture;
	test_card_authenticate(&fixture->card, &fixture->server);
	test_card_prepare(&fixture->card, &fixture->server);
	struct bytes package = scripted_server_package(&fixture->server), piece;
	size_t position = 0;
	for (int i = 0; i < 5; i++) {
		assert_true(bound_package_next_piece(package, &position, &piece));
		assert_int_equal(test_card_store_data(&fixture->card, piece, NULL), SW_OK);
	}
	test_card_select_isd_r(&fixture->card);
	struct test_notifications list = card_fixture_notifications(fixture);
	assert_int_equal(list.count, 1);
	assert_true(list.entries[0].has_iccid);
	assert_false(story->check(fixture));
	card_fixture_tear_down(fixture);
}

/* SGP.22 5.7.7: so does a new challenge. */
static void a_challenge_ends_an_installation(void **state)
{
	(void)state;
	const struct story *story = &stories[0];
	for (int pieces = 1; pieces <= 6; pieces++) {
		struct stage stage;
		set_up(&stage, story);
		struct card_fixture *fixture = &stage.fixture;
		test_card_authenticate(&fixture->card, &fixture->server);
		test_card_prepare(&fixture->card, &fixture->server);
		struct bytes package = scripted_server_package(&fixture->server), piece;
		size_t position = 0;
		for (int i = 0; i < pieces; i++) {
			assert_true(bound_package_next_piece(package, &position, &piece));
			assert_int_equal(test_card_store_data(&fixture->card, piece, NULL), SW_OK);
		}
		test_card_command_hex(&fixture->card, &fixture->arena, "BF2E00");
		assert_int_equal(card_fixture_notifications(fixture).count, 1);
		struct installation_result result = scripted_server_hear_result(
			&fixture->server,
			card_fixture_retrieve(fixture, card_fixture_last_notification(fixture).sequence_number));
		assert_int_equal(result.error, INSTALL_INTERRUPTION);
		assert_false(story->check(fixture));
		card_fixture_tear_down(fixture);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_power_goes_at_every_write),
	cmocka_unit_test(the_power_goes_again_while_the_card_repairs_itself),
	cmocka_unit_test(the_power_goes_after_every_command),
	cmocka_unit_test(a_reset_ends_an_installation),
	cmocka_unit_test(a_challenge_ends_an_installation),
};

TESTS_MAIN(tests)
