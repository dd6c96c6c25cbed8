/* SPDX-License-Identifier: Apache-2.0 */
/* EUICCInfo2 against the card: for each bit of uiccCapability a profile that needs it is installed, enabled and used; on a
 * card that lacks the thing the bit is gone and the profile refused. */
#include "support/test.h"

#include "crypto/usim_authenticate.h"
#include "euicc/profile_content.h"
#include "profile_package/installation_response.h"
#include "profile_package/source.h"
#include "rsp/authenticate_server.h"
#include "support/card_fixture.h"

enum { SOURCE_MAXIMUM = 8192, PACKAGE_MAXIMUM = 1 << 16, SOURCE_ARENA = 16 << 20 };

/* ---- profiles, as far as they are the same ---- */

#define KEY_128 "000102030405060708090A0B0C0D0E0F"
#define KEY_256 KEY_128 "101112131415161718191A1B1C1D1E1F"
#define OPC "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"
#define TOPC OPC "B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"
#define USIM_AID "A0000000871002FF49FF0589"

#define HEADER "profile:\n- header:\n    major-version: 2\n    minor-version: 3\n    iccid: \"89490200000123456704\"\n" \
	"    eUICC-Mandatory-services: [usim%s%s]\n"
#define MF "- mf:\n    mf: {pinStatusTemplateDO: \"010A\"}\n    ef-iccid: {iccid: \"89490200000123456704\"}\n" \
	"    ef-dir: {fileDescriptor: \"42210026\", efFileSize: 152}\n" \
	"    ef-arr: {fileDescriptor: \"42210025\", efFileSize: 518, records: [\"8001019000\", \"8001019000\", " \
	"\"8001019000\", \"8001019000\", \"8001019000\", \"8001019000\", \"8001019000\", \"8001019000\", \"8001019000\", " \
	"\"80011B9000\", \"80011B9000\", \"80011B9000\", \"80011B9000\", \"80011B9000\"]}\n" \
	"- pinCodes:\n    pinconfig: [{keyReference: pinAppl1, pinValue: \"0000\", pinAttributes: 6}, " \
	"{keyReference: adm1, pinValue: \"55555555\"}]\n"
#define ADF_USIM(id, aid) "- usim:\n" \
	"    adf-usim: {fileID: \"" id "\", dfName: \"" aid "\", pinStatusTemplateDO: \"010A\"}\n" \
	"    ef-imsi: {imsi: \"262019876543210\"}\n    ef-arr: {linkPath: \"2F06\"}\n" \
	"    ef-ust: {efFileSize: 17, services: [124, 125]}\n" \
	"    ef-spn: defaults\n    ef-est: defaults\n    ef-acc: defaults\n    ef-ecc: defaults\n" \
	"    ef-ad: {content: \"00000002\"}\n"
#define USIM ADF_USIM("7FD0", USIM_AID)
#define ISIM(id, aid) "- isim:\n    adf-isim: {fileID: \"" id "\", dfName: \"" aid "\", pinStatusTemplateDO: \"010A\"}\n" \
	"    ef-impi: {efFileSize: 20}\n    ef-impu: {fileDescriptor: \"42210020\", efFileSize: 32}\n" \
	"    ef-domain: {efFileSize: 20}\n    ef-ist: defaults\n    ef-ad: defaults\n    ef-arr: {linkPath: \"2F06\"}\n"
#define AKA(algorithm, options, key, opc) "- akaParameter:\n    algoParameter: {algorithmID: " algorithm \
	", algorithmOptions: \"" options "\", key: \"" key "\", opc: \"" opc "\"}\n"
#define MILENAGE AKA("milenage", "01", KEY_128, OPC)
#define SUCI(info) "- df-saip:\n    df-df-saip: {pinStatusTemplateDO: \"010A\"}\n" \
	"    ef-suci-calc-info-usim: {efFileSize: 100, content: \"" info "\"}\n"

/* Keys of the home network: TS 33.501 C.3.4. */
#define HOME_A "5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650"
#define HOME_B "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"

/* ---- what each thing is used for ---- */

static struct bytes ask(struct card_fixture *fixture, const char *command, status_word want)
{
	AUTO(buffer) answer = BUFFER(300);
	struct bytes kept;
	status_word word = test_card_apdu(&fixture->card, command, &answer);
	if (word != want)
		fail_msg("%s: status word %04X", command, word);
	assert_ok(arena_copy(&fixture->arena, buffer_bytes(&answer), &kept));
	return kept;
}

static void use_usim(struct card_fixture *fixture)
{
	ask(fixture, "00A4040C0C" USIM_AID, SW_OK);
	ask(fixture, "00A4000C026F07", SW_OK);
	check_bytes(ask(fixture, "00B0000009", SW_OK), octets(&fixture->arena, "082926108967452301"), "EF.IMSI");
}

static void use_isim(struct card_fixture *fixture)
{
	ask(fixture, "00A4040C0C" "A0000000871004FF49FF0589", SW_OK);
	ask(fixture, "00A4000C026F02", SW_OK);
}

static void use_second_usim(struct card_fixture *fixture)
{
	use_usim(fixture);
	ask(fixture, "00A4040C0C" "A0000000871002FF49FF0590", SW_OK);
	ask(fixture, "00A4000C026F07", SW_OK);
}

static void use_second_isim(struct card_fixture *fixture)
{
	use_isim(fixture);
	ask(fixture, "00A4040C0C" "A0000000871004FF49FF0590", SW_OK);
	ask(fixture, "00A4000C026F02", SW_OK);
}

/* The network's side: a challenge for SQN 32 that only a card with these keys takes, and the RES it must give. */
static void authenticate(struct card_fixture *fixture, struct usim_keys *keys, const char *k, const char *opc)
{
	static const uint8_t rand[16] = { 0x23, 0x55 }, sqn[6] = { 0, 0, 0, 0, 0, 32 }, amf[2] = { 0x80, 0 };
	struct usim_vector vector;
	uint8_t command[5 + 34] = { 0x00, 0x88, 0x00, 0x81, 0x22, 0x10 };
	struct bytes key = octets(&fixture->arena, k), top = octets(&fixture->arena, opc);
	memcpy(keys->k, key.data, key.size);
	keys->k_size = key.size;
	memcpy(keys->opc, top.data, top.size);
	assert_ok(usim_f1(keys, rand, sqn, amf, &vector));
	assert_ok(usim_f2345(keys, rand, &vector));
	memcpy(command + 6, rand, 16);
	command[22] = 0x10;
	for (size_t i = 0; i < 6; i++)
		command[23 + i] = sqn[i] ^ vector.ak[i];
	memcpy(command + 29, amf, 2);
	memcpy(command + 31, vector.mac_a, 8);
	use_usim(fixture);
	AUTO(buffer) answer = BUFFER(300);
	assert_int_equal(test_card_transmit(&fixture->card, BYTES(command), &answer), SW_OK);
	assert_int_equal(answer.data[0], 0xDB);
	assert_int_equal(answer.data[1], keys->res_size);
	check_bytes(bytes_from(answer.data + 2, keys->res_size), bytes_from(vector.res, keys->res_size), "RES");
}

static void use_milenage(struct card_fixture *fixture)
{
	struct usim_keys keys = { 0 };
	usim_keys_set_defaults(&keys, USIM_MILENAGE);
	authenticate(fixture, &keys, KEY_128, OPC);
}

static void use_tuak128(struct card_fixture *fixture)
{
	struct usim_keys keys = { 0 };
	usim_keys_set_defaults(&keys, USIM_TUAK);
	authenticate(fixture, &keys, KEY_128, TOPC);
}

static void use_tuak256(struct card_fixture *fixture)
{
	struct usim_keys keys = { 0 };
	usim_keys_set_defaults(&keys, USIM_TUAK);
	authenticate(fixture, &keys, KEY_256, TOPC);
}

static void use_test_algorithm(struct card_fixture *fixture)
{
	struct usim_keys keys = { 0 };
	usim_keys_set_defaults(&keys, USIM_XOR);
	authenticate(fixture, &keys, KEY_128, "");
}

static void use_ber_tlv(struct card_fixture *fixture)
{
	ask(fixture, "00A4080C022F50", SW_OK);
	ask(fixture, "80DB0080058003112233", SW_OK);
	check_bytes(ask(fixture, "80CB008001" "80" "00", SW_OK), octets(&fixture->arena, "8003112233"), "BER-TLV object");
}

static void use_linked_directory(struct card_fixture *fixture)
{
	ask(fixture, "00A4080C04" "7F216F11", SW_OK);
	check_bytes(ask(fixture, "00B0000002", SW_OK), octets(&fixture->arena, "CAFE"), "file behind a link");
}

/* SUCI: type, MCC and MNC, routing indicator, scheme, number of the key. */
static void check_scheme(struct card_fixture *fixture, uint8_t scheme)
{
	use_usim(fixture);
	struct bytes suci = ask(fixture, "8078000100", SW_OK);
	assert_true(suci.size > 9);
	assert_int_equal(suci.data[0], 0xA1);
	assert_int_equal(suci.data[8], scheme);
}

static void use_get_identity(struct card_fixture *fixture)
{
	check_scheme(fixture, 0);
}

static void use_profile_a(struct card_fixture *fixture)
{
	check_scheme(fixture, 1);
}

static void use_profile_b(struct card_fixture *fixture)
{
	check_scheme(fixture, 2);
}

static const struct ability {
	unsigned bit;       /* of uiccCapability */
	unsigned item;      /* of the ServicesList */
	const char *name;
	const char *elements;
	void (*use)(struct card_fixture *fixture);
} abilities[] = {
	{ 1, 1, "usim", MF USIM MILENAGE, use_usim },
	{ 2, 2, "isim", MF USIM MILENAGE ISIM("7FB0", "A0000000871004FF49FF0589"), use_isim },
	{ 4, 4, "milenage", MF USIM MILENAGE, use_milenage },
	{ 6, 5, "tuak128", MF USIM AKA("tuak", "01", KEY_128, TOPC), use_tuak128 },
	{ 7, 16, "tuak256", MF USIM AKA("tuak", "01", KEY_256, TOPC), use_tuak256 },
	{ 8, 17, "usim-test-algorithm", MF USIM AKA("usim-test-algorithm", "02", KEY_128, ""), use_test_algorithm },
	{ 16, 13, "multiple-usim", MF USIM MILENAGE ADF_USIM("7FD1", "A0000000871002FF49FF0590") MILENAGE, use_second_usim },
	{ 17, 14, "multiple-isim", MF USIM MILENAGE ISIM("7FB0", "A0000000871004FF49FF0589")
	  ISIM("7FB1", "A0000000871004FF49FF0590"), use_second_isim },
	{ 19, 18, "ber-tlv", MF "- genericFileManagement:\n    fileManagementCMD: [{createFCP: {fileDescriptor: \"7921\", fileID: "
	  "\"2F50\", securityAttributesReferenced: \"0A\", efFileSize: 1024}}]\n" USIM MILENAGE, use_ber_tlv },
	{ 20, 19, "dfLink", MF "- genericFileManagement:\n    fileManagementCMD:\n"
	  "      - createFCP: {fileDescriptor: \"7821\", fileID: \"7F20\", securityAttributesReferenced: \"0A\", "
	  "pinStatusTemplateDO: \"010A\"}\n"
	  "      - createFCP: {fileDescriptor: \"4121\", fileID: \"6F11\", securityAttributesReferenced: \"2F060A\", efFileSize: 2, "
	  "content: \"CAFE\"}\n"
	  "      - filePath: \"\"\n"
	  "      - createFCP: {fileDescriptor: \"7821\", fileID: \"7F21\", securityAttributesReferenced: \"0A\", "
	  "pinStatusTemplateDO: \"010A\", linkPath: \"7F20\"}\n" USIM MILENAGE,
	  use_linked_directory },
	{ 22, 21, "get-identity", MF USIM MILENAGE SUCI("A0020000"), use_get_identity },
	{ 23, 22, "profile-a-x25519", MF USIM MILENAGE SUCI("A0020101A12580011B8120" HOME_A), use_profile_a },
	{ 24, 23, "profile-b-p256", MF USIM MILENAGE SUCI("A0020201A12680011C8121" HOME_B), use_profile_b },
};

/* ---- a card ---- */

static void compile(struct card_fixture *fixture, const char *source)
{
	AUTO(buffer) package = BUFFER(PACKAGE_MAXIMUM);
	AUTO(arena) work = ARENA(SOURCE_ARENA);
	struct source_error error;
	if (source_compile(text_from(source), &work, &package, &error) != STATUS_OK)
		fail_msg("%u:%u: %s\n%s", error.line, error.column, error.message, source);
	assert_ok(arena_copy(&fixture->arena, buffer_bytes(&package), &fixture->server.upp));
}

/* The server offers a profile that needs this, and says so in its header if `is_listed`. */
static void offer(struct card_fixture *fixture, const struct ability *ability, bool is_listed)
{
	char source[SOURCE_MAXIMUM];
	bool is_new = is_listed && ability->item != 1;
	int size = snprintf(source, sizeof source, HEADER "%s- end: {}\n", is_new ? ", " : "", is_new ? ability->name : "",
	                    ability->elements);
	assert_in_range(size, 1, sizeof source - 1);
	struct profile_metadata metadata = scripted_metadata_default("89490200000123456704");
	fixture->server.metadata = scripted_metadata(&fixture->arena, &metadata);
	compile(fixture, source);
}

static uint64_t capabilities(struct card_fixture *fixture)
{
	struct euicc_info2 info;
	assert_ok(euicc_info2_decode(test_card_command_hex(&fixture->card, &fixture->arena, "BF2200"), &info));
	return info.uicc_capability;
}

static void enable(struct card_fixture *fixture)
{
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, "89490200000123456704"), MANAGEMENT_OK);
}

static void what_is_announced_is_done(void **state)
{
	(void)state;
	uint64_t shown = 0;
	EACH(ability, abilities) {
		struct card_fixture fixture;
		card_fixture_set_up(&fixture, CURVE_P256, NULL);
		CHECK(capabilities(&fixture) >> ability->bit & 1, ability->name);
		offer(&fixture, ability, true);
		card_fixture_install(&fixture, 0);
		enable(&fixture);
		ability->use(&fixture);
		shown |= UINT64_C(1) << ability->bit;
		if (ability == abilities + ARRAY_SIZE(abilities) - 1)
			assert_int_equal(capabilities(&fixture), shown);
		card_fixture_tear_down(&fixture);
	}
}

static void lose(struct test_card *card, unsigned item)
{
	struct euicc_personality personality = { .name = "lacking", .lacking_services = 1u << item };
	euicc_free(card->euicc);
	assert_ok(euicc_open_as(card->nvm, &card->random, &personality, &card->euicc));
	test_card_select_isd_r(card);
}

/* A list of mandatory services ends the installation (interoperable format, ProfileHeader). */
static void what_is_not_there_is_not_announced(void **state)
{
	(void)state;
	EACH(ability, abilities) {
		struct card_fixture fixture;
		struct installation_response response;
		card_fixture_set_up(&fixture, CURVE_P256, NULL);
		lose(&fixture.card, ability->item);
		CHECK(!(capabilities(&fixture) >> ability->bit & 1), ability->name);
		offer(&fixture, ability, true);
		struct installation_result result = test_card_download(&fixture.card, &fixture.server);
		CHECK(result.error == INSTALL_PE_PROCESSING_ERROR, ability->name);
		assert_ok(installation_response_decode(result.sima_response, &response));
		CHECK(response.statuses[0].status == PE_FEATURE_NOT_SUPPORTED, ability->name);
		assert_int_equal(card_fixture_profile_count(&fixture), 0);
		card_fixture_tear_down(&fixture);
	}
}

/* The bit goes with the service and with the command, and so does the command. */
static void without_get_identity_there_is_no_suci(void **state)
{
	(void)state;
	static const uint64_t bits = 7 << 22;
	static const struct euicc_personality lacking[] = {
		{ .name = "no command", .lacking_commands = OPTIONAL_GET_IDENTITY },
		{ .name = "no service", .lacking_services = 1 << 21 },
	};
	EACH(personality, lacking) {
		struct card_fixture fixture;
		card_fixture_set_up(&fixture, CURVE_P256, NULL);
		offer(&fixture, &abilities[0], true);
		card_fixture_install(&fixture, 0);
		enable(&fixture);
		euicc_free(fixture.card.euicc);
		assert_ok(euicc_open_as(fixture.card.nvm, &fixture.card.random, personality, &fixture.card.euicc));
		test_card_select_isd_r(&fixture.card);
		assert_int_equal(capabilities(&fixture) & bits, 0);
		use_usim(&fixture);
		ask(&fixture, "8078000100", SW_INS_NOT_SUPPORTED);
		card_fixture_tear_down(&fixture);
	}
}

/* ---- rspCapability ---- */

/* Preferred languages, test mode and capabilities of a later LPA, and something that nobody knows: taken, and signed as it
 * came (SGP.22 4.2, 5.7.13). */
#define LATER_CONTEXT "A02B 8000 A124 8004 49015420 A100 8208 4901542032375108" \
	"A304 0C02 656E 8400 8502 0780 BF7F 03 010203 9F6F 00"

static void device_info_may_be_longer(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct authenticate_server_request request;
	struct authenticate_server_answer answer;
	struct euicc_signed1 content;
	AUTO(buffer) whole = BUFFER(8192);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	struct bytes challenge = test_card_command_hex(&fixture.card, &fixture.arena, "BF2E00");
	assert_ok(authenticate_server_request_decode(scripted_server_authenticate(&fixture.server, challenge), &request));
	request.context_parameters = octets(&fixture.arena, LATER_CONTEXT);
	assert_ok(authenticate_server_request_encode(&request, &whole));
	struct bytes got = test_card_command(&fixture.card, &fixture.arena, buffer_bytes(&whole));
	assert_ok(authenticate_server_answer_decode(got, &answer));
	assert_int_equal(answer.error, 0);
	assert_ok(euicc_signed1_decode(answer.signed1, &content));
	check_bytes(content.context_parameters, request.context_parameters, "context parameters");
	card_fixture_tear_down(&fixture);
}

/* SGP.22 5.5.2, 5.7.15: kept with the profile, and told to an LPA that asks for it. */
static void service_specific_data_is_kept(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct der_reader list;
	struct profile_info info;
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	metadata.service_specific_data = octets(&fixture.arena, "BF220A 3008 0603883701 0401AA");
	card_fixture_offer(&fixture, &metadata, &profile);
	card_fixture_install(&fixture, 0);
	test_card_power_cycle(&fixture.card);
	struct bytes answer = test_card_command_hex(&fixture.card, &fixture.arena, "BF2D05 5C03 5ABF22");
	assert_ok(profiles_info_answer_decode(answer, &list));
	assert_true(profile_info_read(&list, &info));
	check_bytes(info.service_specific_data, metadata.service_specific_data, "service specific data");
	card_fixture_tear_down(&fixture);
}

static void allow_tests(struct euicc_birth *birth)
{
	birth->test_profiles_allowed = true;
}

/* A card without the bit refuses them (package_faults_test). */
static void test_profiles_are_announced_and_taken(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct euicc_info2 info;
	card_fixture_set_up(&fixture, CURVE_P256, allow_tests);
	assert_ok(euicc_info2_decode(test_card_command_hex(&fixture.card, &fixture.arena, "BF2200"), &info));
	assert_true(info.rsp_capability & RSP_TEST_PROFILE_SUPPORT);
	card_fixture_offer_simple(&fixture, TEST_ICCID, PROFILE_TEST, 0);
	card_fixture_install(&fixture, 0);
	card_fixture_tear_down(&fixture);
}

/* ---- the rest ---- */

static uint64_t applications(struct card_fixture *fixture)
{
	struct euicc_info2 info;
	assert_ok(euicc_info2_decode(test_card_command_hex(&fixture->card, &fixture->arena, "BF2200"), &info));
	return info.resource.installed_applications;
}

/* An ISD-P for each profile, and the security domain in the second. */
static void applications_are_counted(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID_2);
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID_2);
	profile.domain = true;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	assert_int_equal(applications(&fixture), 0);
	card_fixture_install(&fixture, 0);
	assert_int_equal(applications(&fixture), 1);
	card_fixture_offer(&fixture, &metadata, &profile);
	card_fixture_install(&fixture, 0);
	assert_int_equal(applications(&fixture), 3);
	assert_int_equal(card_fixture_manage(&fixture, DELETE_PROFILE_TAG, TEST_ICCID_2), MANAGEMENT_OK);
	assert_int_equal(applications(&fixture), 1);
	card_fixture_tear_down(&fixture);
}

/* What nobody has certified or built in is not claimed. */
static void nothing_else_is_claimed(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct euicc_info2 info;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	assert_ok(euicc_info2_decode(test_card_command_hex(&fixture.card, &fixture.arena, "BF2200"), &info));
	assert_false(info.has_ts102241_version);
	assert_false(info.has_globalplatform_version);
	assert_int_equal(info.platform_label.size, 0);
	assert_int_equal(info.discovery_base_url.size, 0);
	check_text(info.sas_accreditation_number, "TEST-NOT-ACCREDITED", "accreditation");
	assert_int_equal(info.category, 0);
	assert_int_equal(info.rsp_capability, RSP_ADDITIONAL_PROFILE | RSP_CRL_SUPPORT | RSP_DEVICE_INFO_EXTENSIBILITY |
	                                      RSP_SERVICE_SPECIFIC_DATA);
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_announced_is_done),
	cmocka_unit_test(what_is_not_there_is_not_announced),
	cmocka_unit_test(without_get_identity_there_is_no_suci),
	cmocka_unit_test(device_info_may_be_longer),
	cmocka_unit_test(service_specific_data_is_kept),
	cmocka_unit_test(test_profiles_are_announced_and_taken),
	cmocka_unit_test(applications_are_counted),
	cmocka_unit_test(nothing_else_is_claimed),
};

TESTS_MAIN(tests)
