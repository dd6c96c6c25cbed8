/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/es10_tree.h"

#include "support/test.h"

enum { TEXT_MAXIMUM = 1 << 20 };

static struct bytes recorded(struct arena *arena, const char *name)
{
	char *path = arena_print(arena, "tests/vectors/recorded_session/%s.hex", name);
	assert_non_null(path);
	char *hex = arena_string(arena, bytes_text(source_file(arena, path)));
	assert_non_null(hex);
	return octets(arena, hex);
}

static void check_tree(const struct es10_field *fields, struct bytes message, bool reveal, const char *want)
{
	AUTO(buffer) out = BUFFER(TEXT_MAXIMUM);
	assert_ok(es10_tree_print(fields, message, 0, reveal, &out));
	check_text(buffer_text(&out), want, "tree");
}

/* What a card that is not ours answered. */
static void shows_recorded_answers(void **state)
{
	static const char *const names[] = { "prepare_download_response", "pending_notification", "auth_server_response" };
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	EACH(name, names) {
		char *path = arena_print(&arena, "tests/vectors/recorded_session/%s.txt", *name);
		assert_non_null(path);
		char *want = arena_string(&arena, bytes_text(source_file(&arena, path)));
		assert_non_null(want);
		check_tree(es10_answers, recorded(&arena, *name), false, want);
	}
}

/* One value of each form, right and wrong. */
static void shows_values(void **state)
{
	static const struct {
		const struct es10_field *fields;
		const char *hex, *want;
	} cases[] = {
		{ es10_answers, "BF3E12 5A10 89049032123451234512345678901235",
		  "GetEuiccDataResponse (BF3E)\n\teidValue: 89049032123451234512345678901235\n" },
		{ es10_answers, "BF3E03 5A0189", "GetEuiccDataResponse (BF3E)\n\teidValue: (no EID) 89\n" },
		{ es10_commands, "BF2B07 A005 8103 020204", "RetrieveNotificationsListRequest (BF2B)\n\tsearchCriteria\n"
		  "\t\tprofileManagementOperation: rpmDelete, bit 13\n" },
		{ es10_commands, "BF340482 02 05E0", "EuiccMemoryResetRequest (BF34)\n\tresetOptions: deleteOperationalProfiles, "
		  "deleteFieldLoadedTestProfiles, resetDefaultSmdpAddress\n" },
		{ es10_commands, "BF340382 01 09", "EuiccMemoryResetRequest (BF34)\n\tresetOptions: (no bit string) 09\n" },
		{ es10_answers, "BF3103 80 01 05", "EnableProfileResponse (BF31)\n\tenableResult: catBusy (5)\n" },
		{ es10_answers, "BF3103 80 01 63", "EnableProfileResponse (BF31)\n\tenableResult: 99 (unknown)\n" },
		{ es10_answers, "BF3103 80 01 FF", "EnableProfileResponse (BF31)\n\tenableResult: (no number) FF\n" },
		{ es10_commands, "BF31 11 A00C 5A0A 89999901103254769890 8101FF",
		  "EnableProfileRequest (BF31)\n\tprofileIdentifier\n\t\ticcid: 98999910012345678909\n\trefreshFlag: true\n" },
		{ es10_commands, "BF2D0C 5C0A 5A4F9F70BF7690919299",
		  "ProfileInfoListRequest (BF2D)\n\ttagList: 5A 4F 9F70 BF76 90 91 92 99\n" },
		{ es10_commands, "BF3F05 8003 C3A941", "SetDefaultDpAddressRequest (BF3F)\n\tdefaultDpAddress: \"éA\"\n" },
		{ es10_commands, "BF3F04 8002 410A",
		  "SetDefaultDpAddressRequest (BF3F)\n\tdefaultDpAddress: (no printable text) 410A\n" },
		{ es10_answers, "BF410B A109 8101 05 A104 800200FF", "CancelSessionResponse (BF41)\n\t[A1]\n\t\t[81]: 05\n\t\t[A1]\n"
		  "\t\t\t[80]: 00FF\n" },
		{ es10_commands, "BF24 06 B804 8002 8837", "ConfigureISDPRequest (BF24)\n\tdpProprietaryData\n\t\tdpOid: 2.999\n" },
		{ es10_commands, "BF26 06 8004 01020304", "ReplaceSessionKeysRequest (BF26)\n"
		  "\tinitialMacChainingValue: hidden (4 octets)\n" },
		{ es10_commands, "BF38 14 A012 A110 8004 94104502 A100 8206 94104502378F",
		  "AuthenticateServerRequest (BF38)\n\tctxParams1\n\t\tdeviceInfo\n\t\t\ttac: 49015420\n"
		  "\t\t\tdeviceCapabilities\n\t\t\timei: 49015420738\n" },
		{ es10_commands, "BF20 00", "GetEuiccInfo1Request (BF20)\n" },
		{ es10_commands, "BF77 02 0500", "[BF77]\n\t[05]: empty\n" },
		{ es10_commands, "BF3F 81 02 8000", "(malformed: BF3F81028000)\n" },
		{ es10_commands, "BF21 04 0481 0101", "PrepareDownloadRequest (BF21)\n\t(malformed: hidden, 4 octets)\n" },
		{ es10_commands, "BF2E", "(cut off: BF2E)\n" },
		{ es10_commands, "88 0D BF250A 5A0A 8999", "BoundProfilePackage segment: storeMetadata (88) (7 of 13 octets)\n"
		  "\tStoreMetadataRequest (4 of 10 octets)\n\t\ticcid (2 of 10 octets): (no ICCID) 8999\n" },
		{ es10_commands, "88 0A 8999 0102030405060708", "BoundProfilePackage segment: storeMetadata (88): "
		  "89990102030405060708\n" },
		{ es10_commands, "BF21 05 8403 010203", "PrepareDownloadRequest (BF21)\n\tunknown: hidden (3 octets)\n" },
	};
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	EACH(c, cases)
		check_tree(c->fields, octets(&arena, c->hex), false, c->want);
	check_tree(es10_commands, octets(&arena, "BF26 06 8004 01020304"), true,
	           "ReplaceSessionKeysRequest (BF26)\n\tinitialMacChainingValue: 01020304\n");
}

static bool is_hidden(const struct hidden_octets *hidden, size_t at)
{
	for (size_t i = 0; i < hidden->count; i++)
		if (at >= hidden->ranges[i].from && at < hidden->ranges[i].to)
			return true;
	return false;
}

/* Wherever a message is cut, what came is shown, and of it the same is secret as in the whole. */
static void finds_secrets_in_every_beginning(void **state)
{
	static const char hex[] = "BF21 31 3007 8002 0102 0101FF 5F37 02 AABB "
	                          "0420 1111111111111111 2222222222222222 3333333333333333 4444444444444444 ";
	enum { FROM = 19, TO = 51 };
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	struct bytes message = octets(&arena, hex);
	assert_int_equal(message.size, TO);
	for (size_t size = 0; size <= message.size; size++) {
		AUTO(buffer) out = BUFFER(TEXT_MAXIMUM);
		struct hidden_octets hidden;
		es10_find_secrets(es10_commands, bytes_first(message, size), &hidden);
		for (size_t at = 0; at < size; at++)
			assert_int_equal(is_hidden(&hidden, at), at >= FROM && at < TO);
		assert_ok(es10_tree_print(es10_commands, bytes_first(message, size), 0, false, &out));
		assert_null(memmem(out.data, out.size, "1111", 4));
	}
}

/* Tens of thousands of elements do not become as many lines. */
static void ends_somewhere(void **state)
{
	static uint8_t many[60000];
	(void)state;
	AUTO(buffer) out = BUFFER(TEXT_MAXIMUM);
	for (size_t i = 0; i < sizeof many; i += 2)
		many[i] = 0x05;
	assert_ok(es10_tree_print(es10_commands, BYTES(many), 0, false, &out));
	static const char end[] = "(more than is shown here)\n";
	assert_memory_equal(out.data + out.size - (sizeof end - 1), end, sizeof end - 1);
}

static void joins_what_is_too_much(void **state)
{
	struct hidden_octets hidden = { 0 };
	(void)state;
	for (size_t i = 0; i <= HIDDEN_RANGES_MAXIMUM; i++)
		hidden_octets_add(&hidden, 10 * i, 10 * i + 5);
	assert_int_equal(hidden.count, HIDDEN_RANGES_MAXIMUM);
	assert_int_equal(hidden.ranges[HIDDEN_RANGES_MAXIMUM - 1].from, 10 * (HIDDEN_RANGES_MAXIMUM - 1));
	assert_int_equal(hidden.ranges[HIDDEN_RANGES_MAXIMUM - 1].to, 10 * HIDDEN_RANGES_MAXIMUM + 5);
	hidden_octets_add(&hidden, 500, 500);
	assert_int_equal(hidden.ranges[HIDDEN_RANGES_MAXIMUM - 1].to, 10 * HIDDEN_RANGES_MAXIMUM + 5);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(shows_recorded_answers),
	cmocka_unit_test(shows_values),
	cmocka_unit_test(finds_secrets_in_every_beginning),
	cmocka_unit_test(ends_somewhere),
	cmocka_unit_test(joins_what_is_too_much),
};

TESTS_MAIN(tests)
