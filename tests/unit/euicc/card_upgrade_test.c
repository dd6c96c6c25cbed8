/* SPDX-License-Identifier: Apache-2.0 */
/* Cards that older versions of this software have written, record by record (tests/vectors/card_files), opened by this
 * one. */
#include "support/test.h"

#include "euicc/card_data.h"
#include "euicc/factory_reset.h"
#include "euicc/nvm_layout.h"
#include "support/card_fixture.h"
#include "support/power_cut_nvm.h"

#define CARD_ICCID "89999001012345678909"

/* What osmo-auc-gen makes of K, OPc and AMF 8000 of share/templates/sample.yaml for SQN 65536. */
#define RAND "00112233445566778899AABBCCDDEEFF"
#define AUTN "3CBC31A53027800021CCB9C32F3C6258"
#define RES "9D17CD1D46269624"
#define CK "4461E8DAF40DE2D786931D9D4AE45F9F"
#define IK "91AB134C94F05233DAF7D74B9A3419E2"

static const struct old_card {
	const char *path;
	uint32_t version;
	const char *eid;
} old_cards[] = {
	{ "tests/vectors/card_files/layout_1.txt", 1, "89049032911925117863893372403356" },
	{ "tests/vectors/card_files/layout_2.txt", 2, "89049032171622051826633370477509" },
	{ "tests/vectors/card_files/layout_3.txt", 3, "89049032455389265059912414713850" },
};

/* ---- records ---- */

static nvm_key take_key(struct bytes octets_of_key)
{
	nvm_key key = 0;
	for (size_t i = 0; i < octets_of_key.size; i++)
		key = key << 8 | octets_of_key.data[i];
	return key;
}

/* "0100000000000001 3027…": key and value in hexadecimal. */
static void load_line(struct nvm *nvm, struct arena *arena, char *line)
{
	char *value = strchr(line, ' ');
	assert_non_null(value);
	*value++ = 0;
	struct bytes key = octets(arena, line);
	assert_int_equal(key.size, 8);
	assert_ok(nvm_write(nvm, take_key(key), octets(arena, value)));
}

static void load_records(struct nvm *nvm, struct arena *arena, const char *path)
{
	struct bytes file = source_file(arena, path);
	char *text = arena_string(arena, (struct text){ (const char *)file.data, file.size });
	assert_non_null(text);
	assert_ok(nvm_begin(nvm));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		load_line(nvm, arena, line);
	assert_ok(nvm_commit(nvm));
}

static enum status count_up(void *self, uint8_t *out, size_t size)
{
	uint64_t *count = self;
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(++*count * 151);
	return STATUS_OK;
}

/* The fixture's card is the old one; the fixture's server does not know it. */
static void insert(struct card_fixture *fixture, const struct old_card *old)
{
	*fixture = (struct card_fixture){ .arena = ARENA(16 << 20) };
	struct test_card *card = &fixture->card;
	card->block_size = TEST_BLOCK_SIZE;
	card->random = (struct random){ &card->random_count, count_up };
	card->memory = nvm_memory_new(TEST_MEMORY);
	assert_non_null(card->memory);
	card->nvm = nvm_memory_port(card->memory);
	load_records(card->nvm, &fixture->arena, old->path);
}

static void take_out(struct card_fixture *fixture)
{
	test_card_release(&fixture->card);
	arena_release(&fixture->arena);
}

static uint32_t version_of(struct nvm *nvm)
{
	struct card_data data;
	assert_ok(card_data_read(nvm, &data));
	return data.version;
}

/* ---- looks ---- */

static void check_answer(struct card_fixture *fixture, const char *command, const char *want)
{
	AUTO(buffer) answer = BUFFER(300);
	assert_int_equal(test_card_apdu(&fixture->card, command, &answer), SW_OK);
	check_bytes(buffer_bytes(&answer), octets(&fixture->arena, want), command);
}

/* The profile that runs: EF.ICCID, EF.IMSI, and keys that an authentication centre has too. */
static void check_usim(struct card_fixture *fixture)
{
	struct test_card *card = &fixture->card;
	assert_int_equal(test_card_apdu(card, "00A4080C022FE2", NULL), SW_OK);
	check_answer(fixture, "00B000000A", "98990910103254769890");
	assert_int_equal(test_card_apdu(card, "00A4040C07A0000000871002", NULL), SW_OK);
	assert_int_equal(test_card_apdu(card, "00A4000C026F07", NULL), SW_OK);
	check_answer(fixture, "00B0000009", "080910101032547698");
}

/* With the profile's ADM1. */
static void check_update(struct card_fixture *fixture)
{
	struct test_card *card = &fixture->card;
	static const char update[] = "00D6000009" "080910101032547609";
	assert_int_equal(test_card_apdu(card, update, NULL), SW_SECURITY_NOT_SATISFIED);
	assert_int_equal(test_card_apdu(card, "0020000A08" "3131323233333434", NULL), SW_OK);
	assert_int_equal(test_card_apdu(card, update, NULL), SW_OK);
	check_answer(fixture, "00B0000009", "080910101032547609");
}

static void check_authentication(struct card_fixture *fixture)
{
	check_answer(fixture, "008800812210" RAND "10" AUTN, "DB08" RES "10" CK "10" IK);
	AUTO(buffer) answer = BUFFER(300);
	assert_int_equal(test_card_apdu(&fixture->card, "008800812210" RAND "10" AUTN, &answer), SW_OK);
	assert_int_equal(answer.data[0], 0xDC);
}

static void check_profile(struct card_fixture *fixture)
{
	struct profile_info info;
	assert_int_equal(card_fixture_profile_count(fixture), 1);
	assert_true(card_fixture_find(fixture, CARD_ICCID, &info));
	assert_int_equal(info.state, PROFILE_ENABLED);
	check_text(info.nickname, "Holiday", "nickname");
	check_text(info.service_provider_name, "Provisim Mobile", "service provider");
	check_text(info.profile_name, "First profile", "profile name");
}

/* Signed by the old version with the card's key, and sent as they are by this one. */
static void check_notifications(struct card_fixture *fixture)
{
	static const enum notification_event events[] = { NOTIFICATION_DISABLE, NOTIFICATION_ENABLE };
	struct test_notifications list = card_fixture_notifications(fixture);
	assert_int_equal(list.count, ARRAY_SIZE(events));
	for (size_t i = 0; i < list.count; i++) {
		struct signed_notification notification;
		struct certificate certificate;
		assert_int_equal(list.entries[i].sequence_number, 4 + i);
		assert_int_equal(list.entries[i].event, events[i]);
		struct bytes pending = card_fixture_retrieve(fixture, 4 + i);
		assert_ok(signed_notification_decode(pending, &notification));
		assert_ok(certificate_decode(notification.euicc_certificate, &certificate));
		struct bytes parts[] = { notification.tbs };
		assert_ok(verify(certificate.curve, certificate.point, parts, 1, notification.signature));
	}
}

static void check_eid(struct card_fixture *fixture, const struct old_card *old)
{
	struct eid eid;
	char digits[EID_DIGITS + 1];
	euicc_eid(fixture->card.euicc, &eid);
	eid_print(&eid, digits);
	assert_string_equal(digits, old->eid);
}

/* ---- tests ---- */

static void an_old_card_is_the_same_card(void **state)
{
	(void)state;
	EACH(old, old_cards) {
		struct card_fixture fixture;
		insert(&fixture, old);
		assert_int_equal(version_of(fixture.card.nvm), old->version);
		test_card_power_cycle(&fixture.card);
		assert_int_equal(version_of(fixture.card.nvm), CARD_DATA_VERSION);
		check_eid(&fixture, old);
		check_profile(&fixture);
		check_notifications(&fixture);
		check_usim(&fixture);
		check_authentication(&fixture);
		take_out(&fixture);
	}
}

/* Work goes on where the old version left off: the counter, the switch, the files. */
static void an_old_card_goes_on_working(void **state)
{
	(void)state;
	EACH(old, old_cards) {
		struct card_fixture fixture;
		insert(&fixture, old);
		test_card_power_cycle(&fixture.card);
		assert_int_equal(card_fixture_manage(&fixture, DISABLE_PROFILE_TAG, CARD_ICCID), MANAGEMENT_OK);
		assert_null(card_fixture_enabled(&fixture));
		assert_int_equal(card_fixture_manage(&fixture, ENABLE_PROFILE_TAG, CARD_ICCID), MANAGEMENT_OK);
		assert_int_equal(card_fixture_last_notification(&fixture).sequence_number, 7);
		test_card_power_cycle(&fixture.card);
		assert_string_equal(card_fixture_enabled(&fixture), CARD_ICCID);
		check_usim(&fixture);
		check_update(&fixture);
		assert_int_equal(card_fixture_manage(&fixture, DISABLE_PROFILE_TAG, CARD_ICCID), MANAGEMENT_OK);
		assert_int_equal(card_fixture_manage(&fixture, DELETE_PROFILE_TAG, CARD_ICCID), MANAGEMENT_OK);
		assert_int_equal(card_fixture_profile_count(&fixture), 0);
		assert_ok(test_card_restart(&fixture.card));
		take_out(&fixture);
	}
}

/* Whatever step of the upgrade the power goes at, the card is wholly old or wholly new, and opens. */
static void an_upgrade_is_done_whole(void **state)
{
	(void)state;
	EACH(old, old_cards) {
		bool was_cut = old->version < CARD_DATA_VERSION;
		for (unsigned cut = 1; was_cut; cut++) {
			struct card_fixture fixture;
			struct power_cut_nvm power;
			insert(&fixture, old);
			power_cut_nvm_init(&power, fixture.card.nvm);
			power_cut_nvm_restart(&power, cut);
			fixture.card.nvm = &power.port;
			enum status status = test_card_restart(&fixture.card);
			was_cut = power.is_dark;
			CHECK_STATUS(status, was_cut ? STATUS_IO : STATUS_OK, old->path);
			power_cut_nvm_restart(&power, 0);
			uint32_t version = version_of(fixture.card.nvm);
			assert_true(version == old->version || version == CARD_DATA_VERSION);
			test_card_power_cycle(&fixture.card);
			check_profile(&fixture);
			check_usim(&fixture);
			take_out(&fixture);
		}
	}
}

static void an_old_card_goes_back_to_the_factory(void **state)
{
	(void)state;
	EACH(old, old_cards) {
		struct card_fixture fixture;
		insert(&fixture, old);
		assert_ok(euicc_factory_reset(fixture.card.nvm));
		test_card_power_cycle(&fixture.card);
		check_eid(&fixture, old);
		assert_int_equal(card_fixture_profile_count(&fixture), 0);
		take_out(&fixture);
	}
}

static enum status copy_record(void *context, nvm_key key, struct bytes value)
{
	(void)key;
	return buffer_append(context, value);
}

/* The version is the first field of the birth record: 30 LL 02 01 VV. */
static void a_newer_card_is_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) birth = BUFFER(200);
	nvm_key key = nvm_key_make(NVM_SPACE_CARD, 0, CARD_BIRTH);
	insert(&fixture, &old_cards[0]);
	struct nvm *nvm = fixture.card.nvm;
	assert_ok(nvm_each(nvm, key, key, copy_record, &birth));
	birth.data[4] = CARD_DATA_VERSION + 1;
	assert_ok(nvm_begin(nvm));
	assert_ok(nvm_write(nvm, key, buffer_bytes(&birth)));
	assert_ok(nvm_commit(nvm));
	CHECK_STATUS(test_card_restart(&fixture.card), STATUS_UNSUPPORTED, "a newer card");
	CHECK_STATUS(euicc_factory_reset(nvm), STATUS_UNSUPPORTED, "its factory reset");
	take_out(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(an_old_card_is_the_same_card),
	cmocka_unit_test(an_old_card_goes_on_working),
	cmocka_unit_test(an_upgrade_is_done_whole),
	cmocka_unit_test(an_old_card_goes_back_to_the_factory),
	cmocka_unit_test(a_newer_card_is_refused),
};

TESTS_MAIN(tests)
