/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "rsp/configured_data.h"
#include "rsp/euicc_info.h"
#include "support/card_fixture.h"

static struct euicc_info2 info2(struct card_fixture *fixture)
{
	struct euicc_info2 info;
	assert_ok(euicc_info2_decode(test_card_command_hex(&fixture->card, &fixture->arena, "BF2200"), &info));
	return info;
}

static void the_card_names_its_authorities(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct euicc_info1 info;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	assert_ok(euicc_info1_decode(test_card_command_hex(&fixture.card, &fixture.arena, "BF2000"), &info));
	assert_int_equal(info.for_verification.count, 1);
	assert_int_equal(info.for_signing.count, 1);
	check_bytes(info.for_verification.ids[0], test_pki_ci_key_id(&fixture.pki), "CI for verification");
	check_bytes(info.for_signing.ids[0], test_pki_ci_key_id(&fixture.pki), "CI for signing");
	struct euicc_info2 second = info2(&fixture);
	check_bytes(second.for_signing.ids[0], test_pki_ci_key_id(&fixture.pki), "CI in EUICCInfo2");
	check_bytes(BYTES(second.svn.octets), BYTES(info.svn.octets), "version of SGP.22");
	card_fixture_tear_down(&fixture);
}

/* EUICCInfo2 is true to the card: memory and rules change with what is installed. */
static void euicc_info2_tells_what_is_so(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	struct euicc_info2 before = info2(&fixture);
	assert_int_equal(before.resource.free_nonvolatile, 512 * 1024);
	assert_int_equal(before.resource.installed_applications, 0);
	assert_true(before.rsp_capability & RSP_ADDITIONAL_PROFILE);
	assert_false(before.rsp_capability & RSP_TEST_PROFILE_SUPPORT);
	assert_int_equal(before.forbidden_profile_policy_rules, PPR1 | PPR2);
	card_fixture_install(&fixture, 0);
	struct euicc_info2 after = info2(&fixture);
	assert_true(after.resource.free_nonvolatile < before.resource.free_nonvolatile - 1000);
	assert_int_equal(after.resource.installed_applications, 1);
	assert_int_equal(card_fixture_manage(&fixture, DELETE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(info2(&fixture).resource.free_nonvolatile, 512 * 1024);
	card_fixture_tear_down(&fixture);
}

static void be_small(struct euicc_birth *birth)
{
	birth->nonvolatile_memory = 4000;
}

static void a_full_card_offers_no_room(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, be_small);
	assert_int_equal(info2(&fixture).resource.free_nonvolatile, 4000);
	assert_false(info2(&fixture).rsp_capability & RSP_ADDITIONAL_PROFILE);
	struct installation_result result = card_fixture_install(&fixture, INSTALL_INSUFFICIENT_MEMORY);
	assert_int_equal(result.command, BPP_LOAD_PROFILE_ELEMENTS);
	assert_int_equal(info2(&fixture).resource.free_nonvolatile, 4000);
	card_fixture_tear_down(&fixture);
}

static void allow_one_operator(struct euicc_birth *birth)
{
	struct authorisation_rule *rule = &birth->rules.rules[0];
	rule->rules = PPR1;
	assert_ok(mcc_mnc_parse(TEXT("26201"), rule->operators[0].mcc_mnc));
	rule->operator_count = 1;
	rule->consent_required = true;
	birth->rules.count = 1;
	birth->test_profiles_allowed = true;
	birth->default_smdp_address = TEXT("smdp.example.com");
	birth->root_smds_address = TEXT("smds.example.com");
}

static void rules_decide_what_is_forbidden(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct rules_authorisation_table table;
	card_fixture_set_up(&fixture, CURVE_P256, allow_one_operator);
	struct bytes answer = test_card_command_hex(&fixture.card, &fixture.arena, "BF4300");
	assert_ok(rules_authorisation_table_decode(answer, &table));
	assert_int_equal(table.count, 1);
	assert_true(table.rules[0].consent_required);
	assert_int_equal(info2(&fixture).forbidden_profile_policy_rules, PPR2);
	assert_true(info2(&fixture).rsp_capability & RSP_TEST_PROFILE_SUPPORT);
	card_fixture_offer_simple(&fixture, TEST_ICCID, PROFILE_OPERATIONAL, PPR1);
	card_fixture_install(&fixture, 0);
	assert_int_equal(info2(&fixture).forbidden_profile_policy_rules, PPR1 | PPR2);
	card_fixture_tear_down(&fixture);
}

static int set_default_smdp(struct card_fixture *fixture, const char *request)
{
	int result;
	struct bytes answer = test_card_command_hex(&fixture->card, &fixture->arena, request);
	assert_ok(result_answer_decode(answer, SET_DEFAULT_SMDP_ADDRESS_TAG, &result));
	return result;
}

static void addresses_are_kept(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct configured_addresses addresses;
	card_fixture_set_up(&fixture, CURVE_P256, allow_one_operator);
	assert_ok(configured_addresses_decode(test_card_command_hex(&fixture.card, &fixture.arena, "BF3C00"), &addresses));
	check_text(addresses.default_smdp_address, "smdp.example.com", "default SM-DP+");
	check_text(addresses.root_smds_address, "smds.example.com", "root SM-DS");
	assert_int_equal(set_default_smdp(&fixture, "BF3F05 8003 612E62"), 0);
	test_card_power_cycle(&fixture.card);
	assert_ok(configured_addresses_decode(test_card_command_hex(&fixture.card, &fixture.arena, "BF3C00"), &addresses));
	check_text(addresses.default_smdp_address, "a.b", "changed SM-DP+");
	assert_int_equal(set_default_smdp(&fixture, "BF3F06 8004 612F6220"), MANAGEMENT_UNDEFINED_ERROR);
	assert_int_equal(set_default_smdp(&fixture, "BF3F02 8000"), 0);
	assert_ok(configured_addresses_decode(test_card_command_hex(&fixture.card, &fixture.arena, "BF3C00"), &addresses));
	assert_int_equal(addresses.default_smdp_address.size, 0);
	card_fixture_tear_down(&fixture);
}

/* ---- birth ---- */

/* Two worlds on two curves, and one that is only trusted. */
struct nursery {
	struct test_pki nist, brainpool, trusted;
	struct buffer scalars[2];
	struct euicc_credentials credentials[3];
	struct euicc_birth birth;
	struct nvm_memory *memory;
};

static void nursery_set_up(struct nursery *nursery)
{
	struct euicc_birth ignored;
	*nursery = (struct nursery){ .memory = nvm_memory_new(TEST_MEMORY) };
	test_pki_make(&nursery->nist, CURVE_P256, "nist");
	test_pki_make(&nursery->brainpool, CURVE_BRAINPOOL_P256R1, "brainpool");
	test_pki_make(&nursery->trusted, CURVE_P256, "trusted");
	for (int i = 0; i < 2; i++)
		nursery->scalars[i] = SECRET_BUFFER(SCALAR_SIZE);
	test_card_birth(&nursery->nist, &nursery->scalars[0], &nursery->credentials[0], &nursery->birth);
	test_card_birth(&nursery->brainpool, &nursery->scalars[1], &nursery->credentials[1], &ignored);
	nursery->credentials[2].ci_certificate = test_pki_certificate(&nursery->trusted, CERTIFICATE_CI);
	nursery->birth.credential_count = 3;
}

static void nursery_tear_down(struct nursery *nursery)
{
	for (int i = 0; i < 2; i++)
		buffer_release(&nursery->scalars[i]);
	test_pki_release(&nursery->nist);
	test_pki_release(&nursery->brainpool);
	test_pki_release(&nursery->trusted);
	nvm_memory_free(nursery->memory);
}

static void download_under(struct test_card *card, struct nursery *nursery, const struct test_pki *pki, const char *iccid)
{
	AUTO(arena) arena = ARENA(1 << 20);
	struct scripted_server server;
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	struct scripted_profile profile = scripted_profile_default(iccid);
	(void)nursery;
	scripted_server_init(&server, pki, scripted_metadata(&arena, &metadata), scripted_profile_package(&arena, &profile));
	struct installation_result result = test_card_download(card, &server);
	assert_int_equal(result.error, 0);
	scripted_server_release(&server);
}

/* A card under two CIs is the same card to both. */
static void a_card_may_have_several_authorities(void **state)
{
	(void)state;
	struct nursery nursery;
	struct euicc_info1 info;
	AUTO(arena) arena = ARENA(1 << 20);
	nursery_set_up(&nursery);
	struct nvm *nvm = nvm_memory_port(nursery.memory);
	assert_ok(euicc_create(nvm, &nursery.birth));
	struct test_card card;
	test_card_make(&card, &nursery.nist, NULL);
	euicc_free(card.euicc);
	card.nvm = nvm;
	assert_ok(euicc_open(nvm, &card.random, &card.euicc));
	test_card_select_isd_r(&card);
	assert_ok(euicc_info1_decode(test_card_command_hex(&card, &arena, "BF2000"), &info));
	assert_int_equal(info.for_verification.count, 3);
	assert_int_equal(info.for_signing.count, 2);
	download_under(&card, &nursery, &nursery.nist, TEST_ICCID);
	download_under(&card, &nursery, &nursery.brainpool, TEST_ICCID_2);
	test_card_release(&card);
	nursery_tear_down(&nursery);
}

static void other_key(struct nursery *nursery)
{
	nursery->credentials[0].private_key = buffer_bytes(&nursery->scalars[1]);
}

static void short_key(struct nursery *nursery)
{
	nursery->credentials[0].private_key = bytes_first(buffer_bytes(&nursery->scalars[0]), SCALAR_SIZE - 1);
}

static void other_ci(struct nursery *nursery)
{
	nursery->credentials[0].ci_certificate = test_pki_certificate(&nursery->trusted, CERTIFICATE_CI);
}

static void other_eum(struct nursery *nursery)
{
	nursery->credentials[0].eum_certificate = test_pki_certificate(&nursery->trusted, CERTIFICATE_EUM);
}

static void no_ci(struct nursery *nursery)
{
	nursery->credentials[2].ci_certificate = test_pki_certificate(&nursery->nist, CERTIFICATE_DPAUTH);
}

static void other_eid(struct nursery *nursery)
{
	nursery->birth.eid.octets[5] ^= 1;
}

static void no_credentials(struct nursery *nursery)
{
	nursery->birth.credential_count = 0;
}

static void no_address(struct nursery *nursery)
{
	nursery->birth.default_smdp_address = TEXT("http://smdp");
}

static void long_tlvs(struct nursery *nursery)
{
	nursery->birth.protected_tlv_maximum = 1 << 20;
}

static const struct {
	const char *what;
	void (*spoil)(struct nursery *nursery);
} stillbirths[] = {
	{ "another card's key", other_key },
	{ "a key cut short", short_key },
	{ "another CI", other_ci },
	{ "another card maker", other_eum },
	{ "a server's certificate as the CI's", no_ci },
	{ "another EID than the certificate's", other_eid },
	{ "no CI at all", no_credentials },
	{ "an address with a scheme", no_address },
	{ "protected TLVs longer than a card can hold", long_tlvs },
};

static void cards_that_do_not_fit_together_are_not_made(void **state)
{
	(void)state;
	EACH(stillbirth, stillbirths) {
		struct nursery nursery;
		struct test_card card = { 0 };
		nursery_set_up(&nursery);
		struct nvm *nvm = nvm_memory_port(nursery.memory);
		stillbirth->spoil(&nursery);
		CHECK_STATUS(euicc_create(nvm, &nursery.birth), STATUS_MALFORMED, stillbirth->what);
		CHECK_STATUS(euicc_open(nvm, &card.random, &card.euicc), STATUS_NOT_FOUND, stillbirth->what);
		nursery_tear_down(&nursery);
	}
}

static void a_card_is_born_once(void **state)
{
	(void)state;
	struct nursery nursery;
	nursery_set_up(&nursery);
	struct nvm *nvm = nvm_memory_port(nursery.memory);
	assert_ok(euicc_create(nvm, &nursery.birth));
	CHECK_STATUS(euicc_create(nvm, &nursery.birth), STATUS_EXISTS, "a second card");
	nursery_tear_down(&nursery);
}

/* SGP.22 5.7.1: a card without lpaeSupport in its FCI is no LPA. */
static void the_card_is_no_lpa(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	struct bytes answer = test_card_command_hex(&fixture.card, &fixture.arena, "BF4204 80020780");
	check_bytes(answer, octets(&fixture.arena, "BF4203 800101"), "notSupported");
	assert_int_equal(test_card_store_data(&fixture.card, octets(&fixture.arena, "BF4200"), NULL), SW_WRONG_DATA);
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_card_names_its_authorities),
	cmocka_unit_test(euicc_info2_tells_what_is_so),
	cmocka_unit_test(a_full_card_offers_no_room),
	cmocka_unit_test(rules_decide_what_is_forbidden),
	cmocka_unit_test(addresses_are_kept),
	cmocka_unit_test(a_card_may_have_several_authorities),
	cmocka_unit_test(cards_that_do_not_fit_together_are_not_made),
	cmocka_unit_test(the_card_is_no_lpa),
	cmocka_unit_test(a_card_is_born_once),
};

TESTS_MAIN(tests)
