/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "codec/der_write.h"
#include "support/card_fixture.h"

/* What is wrong with a package, and what the card must say of it. */
struct fault {
	const char *what;
	void (*spoil)(struct card_fixture *fixture);
	int command, error;
};

static struct bytes hex(struct card_fixture *fixture, const char *digits)
{
	return octets(&fixture->arena, digits);
}

/* ---- InitialiseSecureChannel ---- */

static void other_transaction(struct card_fixture *fixture)
{
	fixture->server.package_transaction_id = hex(fixture, "09");
}

static void other_signature(struct card_fixture *fixture)
{
	fixture->server.binding_key = test_pki_key(&fixture->pki, CERTIFICATE_DPAUTH);
}

/* smdpSign covers the card's one-time key: a package for another key does not pass. */
static void other_card_key(struct card_fixture *fixture)
{
	fixture->server.euicc_otpk = BYTES(fixture->server.binding_key->point);
}

static void other_operation(struct card_fixture *fixture)
{
	fixture->server.remote_operation = 2;
}

static void other_key_type(struct card_fixture *fixture)
{
	fixture->server.key_type = 0x80;
}

static void other_key_length(struct card_fixture *fixture)
{
	fixture->server.key_length = 0x20;
}

static void no_point(struct card_fixture *fixture)
{
	uint8_t point[POINT_SIZE];
	struct bytes kept;
	memcpy(point, fixture->server.binding_key->point, sizeof point);
	point[POINT_SIZE - 1] ^= 1;
	assert_ok(arena_copy(&fixture->arena, BYTES(point), &kept));
	fixture->server.smdp_otpk = kept;
}

/* The keys of the two sides differ: the first MAC does not hold. */
static void other_host_id_than_derived(struct card_fixture *fixture)
{
	fixture->server.smdp_otpk = BYTES(fixture->server.binding_key->point);
}

/* ---- ConfigureISDP ---- */

static void configure_with(struct card_fixture *fixture, const char *digits)
{
	fixture->server.configure_isdp = hex(fixture, digits);
}

static void configure_no_der(struct card_fixture *fixture)
{
	configure_with(fixture, "BF2405");
}

static void configure_other_tag(struct card_fixture *fixture)
{
	configure_with(fixture, "BF2500");
}

static void configure_trailing(struct card_fixture *fixture)
{
	configure_with(fixture, "BF240000");
}

static void configure_other_smdp(struct card_fixture *fixture)
{
	configure_with(fixture, "BF2407 B805 8003 88370C"); /* 2.999.12 */
}

static void configure_empty_data(struct card_fixture *fixture)
{
	configure_with(fixture, "BF2402 B800");
}

static void configure_long_data(struct card_fixture *fixture)
{
	AUTO(buffer) request = BUFFER(512);
	uint8_t filler[140] = { 0 };
	struct der_writer writer = der_writer(&request);
	struct bytes kept;
	der_open(&writer, 0xBF24);
	der_open(&writer, 0xB8);
	der_put(&writer, 0x80, hex(fixture, "88370A"));
	der_put(&writer, 0x81, BYTES(filler));
	der_close(&writer);
	der_close(&writer);
	assert_ok(der_finish(&writer));
	assert_ok(arena_copy(&fixture->arena, buffer_bytes(&request), &kept));
	fixture->server.configure_isdp = kept;
}

/* ---- StoreMetadata ---- */

static struct profile_metadata good_metadata(void)
{
	return scripted_metadata_default(TEST_ICCID);
}

static void send_metadata(struct card_fixture *fixture, const struct profile_metadata *metadata)
{
	fixture->server.metadata = scripted_metadata(&fixture->arena, metadata);
}

static void metadata_no_der(struct card_fixture *fixture)
{
	fixture->server.metadata = bytes_first(fixture->server.metadata, fixture->server.metadata.size - 1);
}

static void metadata_trailing(struct card_fixture *fixture)
{
	AUTO(buffer) longer = BUFFER(METADATA_MAXIMUM);
	struct bytes kept;
	assert_ok(buffer_append(&longer, fixture->server.metadata));
	assert_ok(buffer_append_octet(&longer, 0));
	assert_ok(arena_copy(&fixture->arena, buffer_bytes(&longer), &kept));
	fixture->server.metadata = kept;
}

static void metadata_no_names(struct card_fixture *fixture)
{
	fixture->server.metadata = hex(fixture, "BF250C 5A0A 98940200001032547676");
}

static void metadata_broken_late(struct card_fixture *fixture)
{
	metadata_no_der(fixture);
	fixture->server.segment_size = 20;
}

static void test_class(struct card_fixture *fixture)
{
	struct profile_metadata metadata = good_metadata();
	metadata.profile_class = PROFILE_TEST;
	send_metadata(fixture, &metadata);
}

static void rules(struct card_fixture *fixture, uint64_t which)
{
	struct profile_metadata metadata = good_metadata();
	metadata.profile_policy_rules = which;
	send_metadata(fixture, &metadata);
}

static void rule_1(struct card_fixture *fixture)
{
	rules(fixture, PPR1);
}

static void rule_2(struct card_fixture *fixture)
{
	rules(fixture, PPR2);
}

static void wildcard_owner(struct card_fixture *fixture)
{
	struct profile_metadata metadata = good_metadata();
	metadata.owner.mcc_mnc[1] = 0xE2;
	send_metadata(fixture, &metadata);
}

/* ---- ReplaceSessionKeys ---- */

static void keys_short(struct card_fixture *fixture)
{
	scripted_server_use_random_keys(&fixture->server);
	fixture->server.replace_keys = hex(fixture, "BF2604 8002 0102");
}

static void keys_other_tag(struct card_fixture *fixture)
{
	scripted_server_use_random_keys(&fixture->server);
	fixture->server.replace_keys = hex(fixture, "BF2700");
}

/* The profile is protected with keys that A2 did not bring. */
static void keys_that_do_not_fit(struct card_fixture *fixture)
{
	scripted_server_use_random_keys(&fixture->server);
	fixture->server.package_keys.mac[0] ^= 1;
}

/* ---- profile elements ---- */

static void no_elements(struct card_fixture *fixture)
{
	fixture->server.upp = (struct bytes){ 0 };
}

static void elements_cut(struct card_fixture *fixture)
{
	fixture->server.upp = bytes_first(fixture->server.upp, fixture->server.upp.size - 1);
}

static void elements_without_end(struct card_fixture *fixture)
{
	fixture->server.upp = bytes_first(fixture->server.upp, fixture->server.upp.size - 9);
}

static void other_iccid_in_header(struct card_fixture *fixture)
{
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID_2);
	fixture->server.upp = scripted_profile_package(&fixture->arena, &profile);
}

static void other_iccid_in_file(struct card_fixture *fixture)
{
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	profile.file_iccid = TEST_ICCID_2;
	fixture->server.upp = scripted_profile_package(&fixture->arena, &profile);
}

static void imsi_of_another_operator(struct card_fixture *fixture)
{
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	profile.imsi = "082926209878563412"; /* 262/02 */
	fixture->server.upp = scripted_profile_package(&fixture->arena, &profile);
}

static void missing_group(struct card_fixture *fixture)
{
	struct profile_metadata metadata = good_metadata();
	metadata.owner.has_gid1 = true;
	metadata.owner.gid1 = hex(fixture, "AB");
	send_metadata(fixture, &metadata);
}

static void other_group(struct card_fixture *fixture)
{
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	missing_group(fixture);
	profile.gid1 = "ACFFFF";
	fixture->server.upp = scripted_profile_package(&fixture->arena, &profile);
}

static void too_large(struct card_fixture *fixture)
{
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	profile.extra_size = 600 * 1024;
	fixture->server.upp = scripted_profile_package(&fixture->arena, &profile);
}

/* In the order of SGP.22 5.5 and 5.7.6. */
static const struct fault faults[] = {
	{ "another key signs", other_signature, BPP_INITIALISE_SECURE_CHANNEL, INSTALL_INVALID_SIGNATURE },
	{ "bound to another one-time key", other_card_key, BPP_INITIALISE_SECURE_CHANNEL, INSTALL_INVALID_SIGNATURE },
	{ "another transaction", other_transaction, BPP_INITIALISE_SECURE_CHANNEL, INSTALL_INVALID_TRANSACTION_ID },
	{ "another operation", other_operation, BPP_INITIALISE_SECURE_CHANNEL,
	  INSTALL_UNSUPPORTED_REMOTE_OPERATION_TYPE },
	{ "another key type", other_key_type, BPP_INITIALISE_SECURE_CHANNEL, INSTALL_UNSUPPORTED_CRT_VALUES },
	{ "another key length", other_key_length, BPP_INITIALISE_SECURE_CHANNEL, INSTALL_UNSUPPORTED_CRT_VALUES },
	{ "a point that is on no curve", no_point, BPP_INITIALISE_SECURE_CHANNEL, INSTALL_INCORRECT_INPUT_VALUES },
	{ "keys from another agreement", other_host_id_than_derived, BPP_CONFIGURE_ISDP,
	  INSTALL_SCP03T_SECURITY_ERROR },
	{ "BF24 is cut", configure_no_der, BPP_CONFIGURE_ISDP, INSTALL_INCORRECT_INPUT_VALUES },
	{ "BF25 instead of BF24", configure_other_tag, BPP_CONFIGURE_ISDP, INSTALL_INCORRECT_INPUT_VALUES },
	{ "something after BF24", configure_trailing, BPP_CONFIGURE_ISDP, INSTALL_INCORRECT_INPUT_VALUES },
	{ "data of another SM-DP+", configure_other_smdp, BPP_CONFIGURE_ISDP, INSTALL_INCORRECT_INPUT_VALUES },
	{ "data of no SM-DP+", configure_empty_data, BPP_CONFIGURE_ISDP, INSTALL_INCORRECT_INPUT_VALUES },
	{ "too much data of the SM-DP+", configure_long_data, BPP_CONFIGURE_ISDP, INSTALL_INCORRECT_INPUT_VALUES },
	{ "BF25 is cut", metadata_no_der, BPP_STORE_METADATA, INSTALL_INCORRECT_INPUT_VALUES },
	{ "something after BF25", metadata_trailing, BPP_STORE_METADATA, INSTALL_INCORRECT_INPUT_VALUES },
	{ "metadata without names", metadata_no_names, BPP_STORE_METADATA, INSTALL_INCORRECT_INPUT_VALUES },
	{ "BF25 in several segments is cut", metadata_broken_late, BPP_STORE_METADATA2,
	  INSTALL_INCORRECT_INPUT_VALUES },
	{ "a test profile", test_class, BPP_STORE_METADATA, INSTALL_UNSUPPORTED_PROFILE_CLASS },
	{ "PPR1 without a rule for it", rule_1, BPP_STORE_METADATA, INSTALL_PPR_NOT_ALLOWED },
	{ "PPR2 without a rule for it", rule_2, BPP_STORE_METADATA, INSTALL_PPR_NOT_ALLOWED },
	{ "a wildcard in the owner", wildcard_owner, BPP_STORE_METADATA, INSTALL_PPR_NOT_ALLOWED },
	{ "BF26 too short", keys_short, BPP_REPLACE_SESSION_KEYS, INSTALL_INCORRECT_INPUT_VALUES },
	{ "BF27 instead of BF26", keys_other_tag, BPP_REPLACE_SESSION_KEYS, INSTALL_INCORRECT_INPUT_VALUES },
	{ "protected with other keys", keys_that_do_not_fit, BPP_LOAD_PROFILE_ELEMENTS,
	  INSTALL_SCP03T_SECURITY_ERROR },
	{ "no profile elements", no_elements, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_PE_PROCESSING_ERROR },
	{ "profile elements are cut", elements_cut, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_PE_PROCESSING_ERROR },
	{ "no PE-End", elements_without_end, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_PE_PROCESSING_ERROR },
	{ "another ICCID in the header", other_iccid_in_header, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_DATA_MISMATCH },
	{ "another ICCID in EF.ICCID", other_iccid_in_file, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_DATA_MISMATCH },
	{ "IMSI of another operator", imsi_of_another_operator, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_DATA_MISMATCH },
	{ "EF.GID1 is missing", missing_group, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_DATA_MISMATCH },
	{ "another group in EF.GID1", other_group, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_DATA_MISMATCH },
	{ "more than the card has room for", too_large, BPP_LOAD_PROFILE_ELEMENTS, INSTALL_INSUFFICIENT_MEMORY },
};

/* Nothing stays of a failed installation but its result, and the next one goes well. */
static void check_clean(struct card_fixture *fixture, const struct installation_result *result, const char *what)
{
	struct test_notifications list = card_fixture_notifications(fixture);
	CHECK(list.count == 1, what);
	CHECK(list.entries[0].sequence_number == result->notification.sequence_number, what);
	CHECK(card_fixture_profile_count(fixture) == 0, what);
	card_fixture_remove_all_notifications(fixture);
}

static void faulty_packages_are_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	EACH(fault, faults) {
		struct scripted_server right = fixture.server;
		test_card_authenticate(&fixture.card, &fixture.server);
		test_card_prepare(&fixture.card, &fixture.server);
		struct bytes card_key = fixture.server.euicc_otpk;
		fault->spoil(&fixture);
		struct bytes answer = test_card_load(&fixture.card, &fixture.server,
		                                     scripted_server_package(&fixture.server), NULL);
		fixture.server.euicc_otpk = card_key;
		CHECK(answer.size > 0, fault->what);
		struct installation_result result = scripted_server_hear_result(&fixture.server, answer);
		if (result.error != fault->error || result.command != fault->command)
			fail_msg("%s: error %d in command %d, want %d in %d", fault->what, result.error, result.command,
			         fault->error, fault->command);
		check_clean(&fixture, &result, fault->what);
		right.arena = fixture.server.arena;
		fixture.server = right;
	}
	card_fixture_install(&fixture, 0);
	card_fixture_tear_down(&fixture);
}

/* ---- octets of the package itself ---- */

struct part {
	const char *name;
	size_t offset, size;
	int command;
};

enum { PARTS = 6 };

/* Where BF23 and the sequences stand. */
static size_t find_parts(struct bytes package, struct part out[PARTS])
{
	struct bound_package decoded;
	size_t count = 0;
	assert_ok(bound_package_decode(package, &decoded));
	const struct part parts[] = {
		{ "BF23", (size_t)(decoded.initialise.data - package.data), decoded.initialise.size,
		  BPP_INITIALISE_SECURE_CHANNEL },
		{ "A0", (size_t)(decoded.configure_isdp.data - package.data), decoded.configure_isdp.size,
		  BPP_CONFIGURE_ISDP },
		{ "A1", (size_t)(decoded.store_metadata.data - package.data), decoded.store_metadata.size,
		  BPP_STORE_METADATA },
		{ "A2", (size_t)(decoded.replace_keys.data - package.data), decoded.replace_keys.size,
		  BPP_REPLACE_SESSION_KEYS },
		{ "A3", (size_t)(decoded.profile_elements.data - package.data), decoded.profile_elements.size,
		  BPP_LOAD_PROFILE_ELEMENTS },
	};
	EACH(part, parts)
		if (part->size > 0)
			out[count++] = *part;
	return count;
}

/* The LPA cuts by the lengths it sees, so that a spoilt length is handed over as a stream. */
static struct installation_result load_stream(struct card_fixture *fixture, struct bytes package, const char *what)
{
	AUTO(buffer) answer = BUFFER(65536);
	struct bytes kept;
	for (; package.size > 0 && answer.size == 0; package = bytes_after(package, 2000))
		test_card_store_data(&fixture->card, bytes_first(package, 2000), &answer);
	CHECK(answer.size > 0, what);
	assert_ok(arena_copy(&fixture->arena, buffer_bytes(&answer), &kept));
	return scripted_server_hear_result(&fixture->server, kept);
}

static struct bytes with_flipped_bit(struct card_fixture *fixture, struct bytes package, size_t offset)
{
	struct bytes copy;
	assert_ok(arena_copy(&fixture->arena, package, &copy));
	((uint8_t *)(uintptr_t)copy.data)[offset] ^= 0x10;
	return copy;
}

/* A bit in each part: not in the first octets, which are tag and length, and are tried in the next test. */
static void a_flipped_bit_is_found_in_each_part(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	scripted_server_use_random_keys(&fixture.server);
	for (size_t i = 0; i < PARTS - 1; i++) {
		static const int divisors[] = { 2, 3, 4 };
		EACH(divisor, divisors) {
			struct part parts[PARTS];
			test_card_authenticate(&fixture.card, &fixture.server);
			test_card_prepare(&fixture.card, &fixture.server);
			struct bytes package = scripted_server_package(&fixture.server);
			assert_int_equal(find_parts(package, parts), PARTS - 1);
			size_t offset = parts[i].offset + parts[i].size - parts[i].size / (size_t)*divisor;
			struct installation_result result =
				load_stream(&fixture, with_flipped_bit(&fixture, package, offset), parts[i].name);
			CHECK(result.error != 0, parts[i].name);
			CHECK(result.command == parts[i].command, parts[i].name);
			check_clean(&fixture, &result, parts[i].name);
		}
	}
	card_fixture_install(&fixture, 0);
	card_fixture_tear_down(&fixture);
}

/* Tags and lengths: of the package, of each part, of its first segment. A length that grew may leave the card waiting for
 * octets that never come; then there is no result, and a new challenge makes one. */
static void spoilt_tags_and_lengths_install_nothing(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	for (size_t i = 0; i < 5 * 8; i++) {
		AUTO(buffer) answer = BUFFER(65536);
		struct part parts[PARTS];
		test_card_authenticate(&fixture.card, &fixture.server);
		test_card_prepare(&fixture.card, &fixture.server);
		struct bytes package = scripted_server_package(&fixture.server);
		size_t count = find_parts(package, parts);
		size_t offset = i < 8 ? i : parts[i / 8 % count].offset + i % 8;
		struct bytes spoilt = with_flipped_bit(&fixture, package, offset);
		for (; spoilt.size > 0; spoilt = bytes_after(spoilt, 2000))
			test_card_store_data(&fixture.card, bytes_first(spoilt, 2000), &answer);
		test_card_command_hex(&fixture.card, &fixture.arena, "BF2E00");
		assert_int_equal(card_fixture_profile_count(&fixture), 0);
		card_fixture_remove_all_notifications(&fixture);
	}
	card_fixture_install(&fixture, 0);
	card_fixture_tear_down(&fixture);
}

/* ---- sizes ---- */

static void a_protected_tlv_has_a_maximum(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct scripted_profile profile = scripted_profile_default(TEST_ICCID);
	profile.extra_size = 10;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	/* osmo-smdpp fills segments of 1036 octets. */
	fixture.server.segment_size = 1023;
	AUTO(buffer) padded = BUFFER(1 << 16);
	assert_ok(buffer_append(&padded, scripted_profile_package(&fixture.arena, &profile)));
	while (padded.size < 2000)
		assert_ok(buffer_append_octet(&padded, 0));
	fixture.server.upp = buffer_bytes(&padded);
	struct installation_result result = card_fixture_install(&fixture, INSTALL_SCP03T_STRUCTURE_ERROR);
	assert_int_equal(result.command, BPP_LOAD_PROFILE_ELEMENTS);
	card_fixture_tear_down(&fixture);
}

static void allow_longer_tlvs(struct euicc_birth *birth)
{
	birth->protected_tlv_maximum = 1036;
}

static void a_card_may_be_more_patient(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, allow_longer_tlvs);
	fixture.server.segment_size = 1023;
	card_fixture_install(&fixture, 0);
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(faulty_packages_are_refused),
	cmocka_unit_test(a_flipped_bit_is_found_in_each_part),
	cmocka_unit_test(spoilt_tags_and_lengths_install_nothing),
	cmocka_unit_test(a_protected_tlv_has_a_maximum),
	cmocka_unit_test(a_card_may_be_more_patient),
};

TESTS_MAIN(tests)
