/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "euicc/nvm_layout.h"
#include "support/card_fixture.h"

#define OTHER_AID "A0000005591010FFFFFFFF8900050500"

static const struct euicc_personality odd = {
	.name = "odd",
	.svn = { { 2, 2, 2 } },
	.profile_version = { { 2, 1, 0 } },
	.lacking_services = 1u << 5 | 1u << 18,
	.profile = {
		.major_maximum = 2,
		.has_minor_maximum = true,
		.minor_maximum = 1,
		.lacking_templates = { [4] = 1 << 2, [13] = 1 },
		.rules = RULE_EXPLICIT_SIZE | RULE_OCTETS_AFTER_END,
		.element_maximum = 16384,
		.content_maximum = 255,
		.refused_fields = { "openPersoData", "application" },
		.refused_field_count = 2,
		.libraries = { { { 0xA0, 0x00, 0x00, 0x00, 0x62, 0x00, 0x01 }, 7, 0x0102 } },
		.library_count = 1,
	},
	.nonvolatile_memory = 64 * 1024,
	.protected_tlv_maximum = 1100,
	.notification_maximum = 2,
	.block_maximum = 60,
	.get_response_class = GET_RESPONSE_AS_COMMAND,
	.lacking_commands = OPTIONAL_SUSPEND_UICC,
};

static void make_odd(struct euicc_birth *birth)
{
	birth->personality = odd;
}

static void a_card_keeps_its_personality(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, make_odd);
	test_card_power_cycle(&fixture.card);
	const struct euicc_personality *kept = euicc_personality(fixture.card.euicc);
	assert_string_equal(kept->name, odd.name);
	check_bytes(BYTES(kept->svn.octets), BYTES(odd.svn.octets), "version of SGP.22");
	check_bytes(BYTES(kept->profile_version.octets), BYTES(odd.profile_version.octets), "version of packages");
	assert_int_equal(kept->lacking_services, odd.lacking_services);
	assert_int_equal(kept->profile.major_maximum, 2);
	assert_true(kept->profile.has_minor_maximum);
	assert_int_equal(kept->profile.minor_maximum, 1);
	check_bytes(BYTES(kept->profile.lacking_templates), BYTES(odd.profile.lacking_templates), "templates");
	assert_int_equal(kept->profile.rules, odd.profile.rules);
	assert_int_equal(kept->profile.element_maximum, 16384);
	assert_int_equal(kept->profile.content_maximum, 255);
	assert_int_equal(kept->profile.refused_field_count, 2);
	assert_string_equal(kept->profile.refused_fields[1], "application");
	assert_int_equal(kept->profile.library_count, 1);
	assert_true(profile_support_has_library(&kept->profile, octets(&fixture.arena, "A0000000620001"), 0x0102));
	assert_false(profile_support_has_library(&kept->profile, octets(&fixture.arena, "A0000000620001"), 0x0103));
	assert_int_equal(kept->block_maximum, 60);
	assert_int_equal(kept->get_response_class, GET_RESPONSE_AS_COMMAND);
	assert_int_equal(kept->lacking_commands, OPTIONAL_SUSPEND_UICC);
	assert_int_equal(test_card_apdu(&fixture.card, "8076000004 0005000A", NULL), SW_INS_NOT_SUPPORTED);
	assert_int_equal(test_card_apdu(&fixture.card, "80780001", NULL), SW_CONDITIONS_NOT_SATISFIED);
	card_fixture_tear_down(&fixture);
}

/* What it says of itself is what it then does. */
static void a_card_tells_what_it_is(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct euicc_info2 info;
	card_fixture_set_up(&fixture, CURVE_P256, make_odd);
	fixture.card.block_size = odd.block_maximum;
	struct bytes answer = test_card_command_hex(&fixture.card, &fixture.arena, "BF2200");
	assert_ok(euicc_info2_decode(answer, &info));
	check_bytes(BYTES(info.svn.octets), BYTES(odd.svn.octets), "version of SGP.22");
	check_bytes(BYTES(info.profile_version.octets), BYTES(odd.profile_version.octets), "version of packages");
	assert_false(info.uicc_capability >> 6 & 1);  /* TUAK, 128 bits */
	assert_false(info.uicc_capability >> 19 & 1); /* BER-TLV files */
	assert_true(info.uicc_capability >> 4 & 1);   /* Milenage */
	assert_true(info.resource.free_nonvolatile <= odd.nonvolatile_memory);
	card_fixture_tear_down(&fixture);
}

static void blocks_have_a_limit(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(256);
	card_fixture_set_up(&fixture, CURVE_P256, make_odd);
	assert_int_equal(test_card_apdu(&fixture.card, "01A4040010A0000005591010FFFFFFFF8900000100", &answer), SW_OK);
	struct bytes limit = octets(&fixture.arena, "9F65013C");
	assert_non_null(memmem(answer.data, answer.size, limit.data, limit.size));
	uint8_t block[5 + 61] = { 0x81, 0xE2, 0x11, 0x00, 61, 0xBF, 0x2E, 0x00 };
	assert_int_equal(test_card_transmit(&fixture.card, BYTES(block), NULL), SW_WRONG_LENGTH);
	block[4] = 60;
	assert_int_equal(test_card_transmit(&fixture.card, bytes_from(block, 5 + 60), NULL), SW_OK);
	card_fixture_tear_down(&fixture);
}

static void get_response_has_a_class(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) raw = BUFFER(256);
	card_fixture_set_up(&fixture, CURVE_P256, make_odd);
	static const uint8_t challenge[] = { 0x81, 0xE2, 0x91, 0x00, 0x03, 0xBF, 0x2E, 0x00 };
	static const uint8_t plain[] = { 0x01, 0xC0, 0x00, 0x00, 0x15 }, proprietary[] = { 0x81, 0xC0, 0x00, 0x00, 0x15 };
	assert_ok(euicc_transmit(fixture.card.euicc, BYTES(challenge), &raw));
	check_bytes(buffer_bytes(&raw), octets(&fixture.arena, "6115"), "an answer waits");
	buffer_clear(&raw);
	assert_ok(euicc_transmit(fixture.card.euicc, BYTES(plain), &raw));
	check_bytes(buffer_bytes(&raw), octets(&fixture.arena, "6E00"), "the other class");
	buffer_clear(&raw);
	assert_ok(euicc_transmit(fixture.card.euicc, BYTES(proprietary), &raw));
	assert_int_equal(raw.size, 0x15 + 2);
	card_fixture_tear_down(&fixture);
}

static void have_another_aid(struct euicc_birth *birth)
{
	static const uint8_t aid[] = { 0xA0, 0, 0, 5, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0, 5, 5, 0 };
	birth->personality = (struct euicc_personality){ .name = "elsewhere", .isd_r_aid_size = sizeof aid };
	memcpy(birth->personality.isd_r_aid, aid, sizeof aid);
}

static void the_isd_r_may_be_elsewhere(void **state)
{
	(void)state;
	struct test_pki pki;
	struct euicc_credentials credentials;
	struct euicc_birth birth;
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	struct test_card card = { .memory = nvm_memory_new(TEST_MEMORY) };
	struct random random = { 0 };
	test_pki_make(&pki, CURVE_P256, "elsewhere");
	test_card_birth(&pki, &scalar, &credentials, &birth);
	have_another_aid(&birth);
	card.nvm = nvm_memory_port(card.memory);
	assert_ok(euicc_create(card.nvm, &birth));
	assert_ok(euicc_open(card.nvm, &random, &card.euicc));
	assert_int_equal(test_card_apdu(&card, "00A4040010A0000005591010FFFFFFFF8900000100", NULL), SW_FILE_NOT_FOUND);
	assert_int_equal(test_card_apdu(&card, "00A4040010" OTHER_AID, NULL), SW_OK);
	test_card_release(&card);
	test_pki_release(&pki);
}

/* Sizes that are given at birth count for more than the personality's. */
static void make_odd_with_memory(struct euicc_birth *birth)
{
	birth->personality = odd;
	birth->personality.block_maximum = 0;
	birth->nonvolatile_memory = 256 * 1024;
}

static void a_refusing_card_still_reports(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, make_odd_with_memory);
	card_fixture_offer_simple(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	struct installation_result result = card_fixture_install(&fixture, INSTALL_PE_PROCESSING_ERROR);
	assert_true(result.sima_response.size > 0);
	assert_int_equal(card_fixture_profile_count(&fixture), 0);
	card_fixture_tear_down(&fixture);
}

/* Cards of the first layout have no such record. */
static void a_card_without_the_record_is_the_default_card(void **state)
{
	(void)state;
	struct nvm_memory *memory = nvm_memory_new(TEST_MEMORY);
	struct nvm *nvm = nvm_memory_port(memory);
	struct euicc_personality got = { .name = "something" };
	assert_ok(nvm_begin(nvm));
	assert_ok(personality_write(nvm, &(struct euicc_personality){ 0 }));
	assert_ok(nvm_commit(nvm));
	assert_ok(personality_read(nvm, &got));
	assert_string_equal(got.name, "");
	nvm_memory_free(memory);
}

static void a_damaged_record_is_refused(void **state)
{
	(void)state;
	struct nvm_memory *memory = nvm_memory_new(TEST_MEMORY);
	struct nvm *nvm = nvm_memory_port(memory);
	struct euicc_personality got;
	AUTO(buffer) record = BUFFER(4096);
	nvm_key key = nvm_key_make(NVM_SPACE_CARD, 0, CARD_PERSONALITY);
	assert_ok(nvm_begin(nvm));
	assert_ok(personality_write(nvm, &odd));
	assert_ok(nvm_commit(nvm));
	assert_ok(personality_read(nvm, &got));
	assert_ok(nvm_read(nvm, key, &record));
	for (size_t size = 0; size < record.size; size++) {
		assert_ok(nvm_begin(nvm));
		assert_ok(nvm_write(nvm, key, bytes_first(buffer_bytes(&record), size)));
		assert_ok(nvm_commit(nvm));
		CHECK_STATUS(personality_read(nvm, &got), STATUS_MALFORMED, "cut short");
	}
	nvm_memory_free(memory);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_card_keeps_its_personality),
	cmocka_unit_test(a_card_tells_what_it_is),
	cmocka_unit_test(blocks_have_a_limit),
	cmocka_unit_test(get_response_has_a_class),
	cmocka_unit_test(the_isd_r_may_be_elsewhere),
	cmocka_unit_test(a_refusing_card_still_reports),
	cmocka_unit_test(a_card_without_the_record_is_the_default_card),
	cmocka_unit_test(a_damaged_record_is_refused),
};

TESTS_MAIN(tests)
