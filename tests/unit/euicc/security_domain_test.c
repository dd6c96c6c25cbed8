/* SPDX-License-Identifier: Apache-2.0 */
/* ECASD and ISD-P before a terminal, and what their operator may change. */
#include "support/test.h"

#include "euicc/profile_update.h"
#include "support/card_fixture.h"
#include "support/power_cut_nvm.h"

#define ECASD "A0000005591010FFFFFFFF8900000200"
#define ISD_P "A0000005591010FFFFFFFF8900001000"
#define ISD_P_2 "A0000005591010FFFFFFFF8900001100"

static void install_two(struct card_fixture *fixture)
{
	card_fixture_set_up(fixture, CURVE_P256, NULL);
	card_fixture_install(fixture, 0);
	card_fixture_offer_simple(fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	card_fixture_install(fixture, 0);
}

static status_word say(struct card_fixture *fixture, const char *apdu)
{
	return test_card_apdu(&fixture->card, apdu, NULL);
}

/* Octet for octet what the PKI issued. */
static void ecasd_gives_its_certificates(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(8192), want = BUFFER(8192);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	assert_ok(buffer_append(&want, test_pki_certificate(&fixture.pki, CERTIFICATE_EUICC)));
	assert_ok(buffer_append(&want, test_pki_certificate(&fixture.pki, CERTIFICATE_EUM)));
	assert_int_equal(say(&fixture, "01A4040010" ECASD), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "81CA7F2100", &answer), SW_OK);
	struct der_reader reader = der_reader(buffer_bytes(&answer));
	struct der_element store;
	assert_true(der_element(&reader, 0x7F21, &store) && der_end(&reader));
	check_bytes(store.value, buffer_bytes(&want), "certificates");
	assert_int_equal(say(&fixture, "81CA7F2200"), SW_REFERENCE_NOT_FOUND);
	card_fixture_tear_down(&fixture);
}

/* Only the enabled profile's, and only while it is. */
static void an_isd_p_is_there_while_its_profile_is_enabled(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(256);
	install_two(&fixture);
	assert_int_equal(say(&fixture, "01A4040010" ISD_P), SW_FILE_NOT_FOUND);
	test_card_select_isd_r(&fixture.card);
	assert_int_equal(card_fixture_manage(&fixture, ENABLE_PROFILE_TAG, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(say(&fixture, "01A4040010" ISD_P), SW_FILE_NOT_FOUND);
	assert_int_equal(test_card_apdu(&fixture.card, "01A4040010" ISD_P_2, &answer), SW_OK);
	check_bytes(buffer_bytes(&answer), octets(&fixture.arena, "6F14 8410" ISD_P_2 "A500"), "FCI");

	static const struct {
		const char *what, *apdu;
		status_word want;
	} rows[] = {
		{ "the EID", "81CA005A12", SW_OK },
		{ "another object", "81CA7F2100", SW_REFERENCE_NOT_FOUND },
		{ "metadata without a secured packet", "81E2910006BF2A03920158", SW_SECURITY_NOT_SATISFIED },
		{ "a function of the ISD-R", "81E2910003BF2E00", SW_SECURITY_NOT_SATISFIED },
		{ "another instruction", "81F0800000", SW_INS_NOT_SUPPORTED },
	};
	EACH(row, rows)
		if (say(&fixture, row->apdu) != row->want)
			fail_msg("%s: not %04X", row->what, row->want);
	test_card_power_cycle(&fixture.card);
	assert_int_equal(say(&fixture, "01A4040010" ISD_P_2), SW_OK);
	test_card_select_isd_r(&fixture.card);
	assert_int_equal(card_fixture_manage(&fixture, DISABLE_PROFILE_TAG, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(say(&fixture, "01A4040010" ISD_P_2), SW_FILE_NOT_FOUND);
	card_fixture_tear_down(&fixture);
}

static struct profile_identifier by_iccid(const char *digits)
{
	struct profile_identifier profile = { 0 };
	assert_ok(iccid_parse(text_from(digits), &profile.iccid));
	return profile;
}

static void metadata_are_updated(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct profile_info info;
	install_two(&fixture);
	struct profile_identifier second = by_iccid(TEST_ICCID_2), none = by_iccid(TEST_ICCID_3);
	struct bytes request = octets(&fixture.arena, "BF2A09 910150 9204 4E657721");
	CHECK_STATUS(profile_update_metadata(fixture.card.nvm, &none, request), STATUS_NOT_FOUND, "not on the card");
	assert_ok(profile_update_metadata(fixture.card.nvm, &second, request));
	request = octets(&fixture.arena, "BF2A04 99020640");
	CHECK_STATUS(profile_update_metadata(fixture.card.nvm, &second, request), STATUS_REFUSED, "a rule");
	test_card_power_cycle(&fixture.card);
	assert_true(card_fixture_find(&fixture, TEST_ICCID_2, &info));
	check_text(info.service_provider_name, "P", "provider");
	check_text(info.profile_name, "New!", "name");
	assert_true(card_fixture_find(&fixture, TEST_ICCID, &info));
	CHECK(!text_equal(info.profile_name, TEXT("New!")), "the other profile");
	card_fixture_tear_down(&fixture);
}

/* The power goes before each step: the old name or the new one, never a card without the profile. */
static void an_update_happens_or_does_not(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct profile_info info;
	struct power_cut_nvm power;
	install_two(&fixture);
	struct profile_identifier second = by_iccid(TEST_ICCID_2);
	struct bytes request = octets(&fixture.arena, "BF2A06 9204 4E657721");
	power_cut_nvm_init(&power, fixture.card.nvm);
	for (unsigned cut = 1;; cut++) {
		power_cut_nvm_restart(&power, cut);
		enum status status = profile_update_metadata(&power.port, &second, request);
		test_card_power_cycle(&fixture.card);
		assert_true(card_fixture_find(&fixture, TEST_ICCID_2, &info));
		if (status == STATUS_OK)
			break;
		assert_in_range(cut, 1, 20);
	}
	check_text(info.profile_name, "New!", "name");
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(ecasd_gives_its_certificates),
	cmocka_unit_test(an_isd_p_is_there_while_its_profile_is_enabled),
	cmocka_unit_test(metadata_are_updated),
	cmocka_unit_test(an_update_happens_or_does_not),
};

TESTS_MAIN(tests)
