/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { ARENA_LIMIT = 64 << 20, PACKAGE_LIMIT = 1 << 20, TEXT_LIMIT = 8 << 20 };

/* ---- there and back ---- */

/* False: no well-formed package. */
static bool print(struct bytes package, bool reveal, struct buffer *out, const char *what)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct package_node *root;
	struct package_error error;
	if (package_decode(package, &arena, &root, &error) != STATUS_OK)
		return false;
	CHECK_STATUS(source_print(root, reveal, out), STATUS_OK, what);
	return true;
}

static void check_inverse(struct bytes package, const char *what)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) text = BUFFER(TEXT_LIMIT);
	AUTO(buffer) again = BUFFER(PACKAGE_LIMIT);
	struct source_error error = { 0 };
	if (!print(package, true, &text, what) || package.size == 0)
		return;
	enum status status = source_compile(buffer_text(&text), &arena, &again, &error);
	if (status != STATUS_OK)
		fail_msg("%s: %s at %u:%u: %s\n%.*s", what, status_name(status), error.line, error.column, error.message,
		         (int)text.size, (const char *)text.data);
	check_bytes(buffer_bytes(&again), package, what);
}

static void real_profiles_print_and_compile(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		check_inverse(package, *name);
	}
}

static enum status compile(const char *source, struct buffer *out, struct source_error *error)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	return source_compile(text_from(source), &arena, out, error);
}

static void compile_sample(struct arena *arena, struct buffer *out)
{
	struct source_error error;
	struct bytes source = source_file(arena, "share/templates/sample.yaml");
	enum status status = source_compile(bytes_text(source), arena, out, &error);
	if (status != STATUS_OK)
		fail_msg("sample.yaml:%u:%u: %s", error.line, error.column, error.message);
}

/* Whatever a bit turns the package into, as long as it is DER. */
static void broken_packages_print_and_compile(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) package = BUFFER(PACKAGE_LIMIT);
	compile_sample(&arena, &package);
	for (size_t bit = 0; bit < 8 * package.size; bit += 7) {
		char what[40];
		snprintf(what, sizeof what, "bit %zu of octet %zu", bit % 8, bit / 8);
		package.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		check_inverse(buffer_bytes(&package), what);
		package.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void strange_packages_print_and_compile(void **state)
{
	(void)state;
	static const struct {
		const char *what, *hex;
	} cases[] = {
		{ "an unknown element", "BF 7F 07 A0 03 81 01 01 04 00" },
		{ "an unknown field at the end", "AA 0A A0 05 80 00 81 01 01 9F 50 00" },
		{ "an element header with more in it", "AA 0A A0 08 80 00 81 01 01 9F 50 00" },
		{ "an identification that is too long", "AA 08 A0 06 80 00 81 02 00 01" },
		{ "no identification", "AA 04 A0 02 80 00" },
		{ "an empty element", "AA 00" },
		{ "fields out of order", "AA 07 A0 05 81 01 01 80 00" },
		{ "a default that is written out", "A2 1B A0 03 81 01 01 A1 14 A0 12 30 10 80 01 01 81 08 3030303030303030 83 01 07" },
		{ "a PIN that is no digits", "A2 18 A0 03 81 01 01 A1 11 A0 0F 30 0D 80 01 01 81 08 0102030405060708" },
		{ "a PIN with an unknown field", "A2 1B A0 03 81 01 01 A1 14 A0 12 30 10 80 01 01 81 08 3030303030303030 9F50 00" },
		{ "a size with a leading nought", "B0 16 A0 03 81 01 01 81 06 67810F010201 A2 00 A3 05 A1 03 80 01 00" },
		{ "an empty Fcp", "B0 11 A0 03 81 01 01 81 06 67810F010201 A3 02 A1 00" },
		{ "contents before the Fcp", "B4 17 A0 03 81 01 01 81 06 67810F010205 A2 08 83 01 00 A1 03 8A 01 05" },
		{ "contents of no octets", "B4 11 A0 03 81 01 01 81 06 67810F010205 A2 02 83 00" },
		{ "distances one after the other", "B4 18 A0 03 81 01 01 81 06 67810F010205 A7 09 82 01 18 82 01 18 83 01 00" },
		{ "two records in one run", "B4 2E A0 03 81 01 01 81 06 67810F010205 A4 1F A1 06 82 04 46210003"
		  "83 06 010203040506 82 01 03 83 0A 01020304050607080901" },
		{ "a record, then a distance", "B4 1A A0 03 81 01 01 81 06 67810F010205 A4 0B A1 06 82 04 46210003 82 01 03" },
		{ "not created, and more", "B3 13 A0 03 81 01 01 81 06 67810F010204 A5 04 80 00 80 00" },
		{ "commands in several lists", "A1 11 A0 03 81 01 01 A1 0A 30 02 80 00 30 04 80 02 7F10" },
		{ "an empty list of commands", "A1 09 A0 03 81 01 01 A1 02 30 00" },
		{ "an empty createFCP", "A1 0B A0 03 81 01 01 A1 04 30 02 62 00" },
		{ "contents of nothing", "A1 0C A0 03 81 01 01 A1 05 30 03 81 01 00" },
		{ "both kinds of PIN codes", "A2 16 A0 03 81 01 01 A1 0F A0 0B 30 09 80 01 01 81 04 30303030 81 00" },
		{ "a text that is none", "A0 11 80 01 02 81 01 03 82 02 C328 83 01 00 A5 00 A6 00" },
		{ "a text with a line separator in it", "A0 1B 80 01 02 81 01 03 82 03 E280A8 83 0A 89000123456789012341 A5 00 A6 00" },
		{ "an object identifier that is none", "A0 19 80 01 02 81 01 03 83 0A 89000123456789012341 A5 00 A6 03 06 01 80" },
	};
	EACH(strange, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		struct bytes package = octets(&arena, strange->hex);
		AUTO(buffer) text = BUFFER(TEXT_LIMIT);
		CHECK(print(package, true, &text, strange->what), strange->what);
		check_inverse(package, strange->what);
	}
}

static void secrets_are_hidden(void **state)
{
	(void)state;
	static const char *const secrets[] = { "465B5CE8B199", "CD63CB71954A", "12345678\"", "11223344", "00112233445566" };
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) package = BUFFER(PACKAGE_LIMIT);
	AUTO(buffer) hidden = BUFFER(TEXT_LIMIT);
	AUTO(buffer) shown = BUFFER(TEXT_LIMIT);
	AUTO(buffer) again = BUFFER(PACKAGE_LIMIT);
	struct source_error error;
	compile_sample(&arena, &package);
	CHECK(print(buffer_bytes(&package), false, &hidden, "hidden") && print(buffer_bytes(&package), true, &shown, "shown"),
	      "it is a package");
	EACH(secret, secrets) {
		CHECK(memmem(shown.data, shown.size, *secret, strlen(*secret)), *secret);
		CHECK(!memmem(hidden.data, hidden.size, *secret, strlen(*secret)), *secret);
	}
	CHECK_STATUS(source_compile(buffer_text(&hidden), &arena, &again, &error), STATUS_MALFORMED, "hidden");
	CHECK(strstr(error.message, "--reveal") && again.size == 0, error.message);
}

/* ---- what is compiled ---- */

static void sources_give_these_octets(void **state)
{
	(void)state;
	/* From the golden bytes of TS.48 profiles, and counted by hand. */
	static const struct {
		const char *what, *source, *hex;
	} cases[] = {
		{ "an end", "- end: {identification: 31}\n", "AA 07 A0 05 80 00 81 01 1F" },
		{ "an end that may fail", "- end: {mandated: false, identification: 200}\n", "AA 06 A0 04 81 02 00C8" },
		{ "identification by position", "- end:\n- end:\n", "AA 07 A0 05 80 00 81 01 00 AA 07 A0 05 80 00 81 01 01" },
		{ "PUKs", "- pukCodes:\n    identification: 5\n    pukCodes:\n"
		  "      - {keyReference: pukAppl1, pukValue: \"11111111\"}\n      - {keyReference: 129, pukValue: \"22222222\"}\n",
		  "A3 28 A0 05 80 00 81 01 05 A1 1F 30 0D 80 01 01 81 08 3131313131313131"
		  "30 0E 80 02 0081 81 08 3232323232323232" },
		{ "PINs, fields in any order", "- pinCodes:\n    pinconfig:\n"
		  "      - {pinAttributes: 6, keyReference: 1, unblockingPINReference: 1, pinValue: \"0000\"}\n"
		  "      - {keyReference: adm1, pinValue: \"3535353535353535\", pinAttributes: 3, maxNumOfAttemps-retryNumLeft: 170}\n"
		  "    identification: 2\n",
		  "A2 36 A0 05 80 00 81 01 02 A1 2D A0 2B 30 13 80 01 01 81 08 30303030FFFFFFFF 82 01 01 83 01 06"
		  "30 14 80 01 0A 81 08 3535353535353535 83 01 03 84 02 00AA" },
		{ "the test algorithm", "- akaParameter:\n    identification: 11\n    algoParameter: {algorithmID: "
		  "usim-test-algorithm, algorithmOptions: \"02\", key: 000102030405060708090a0b0c0d0e0f, "
		  "opc: \"00000000000000000000000000000000\"}\n",
		  "A4 35 A0 05 80 00 81 01 0B A1 2C A1 2A 80 01 03 81 01 02 82 10 000102030405060708090A0B0C0D0E0F"
		  "83 10 00000000000000000000000000000000" },
		{ "remote file management", "- rfm:\n    identification: 27\n    instanceAID: \"A00000055910100001\"\n"
		  "    tarList: [\"B00120\"]\n    minimumSecurityLevel: \"02\"\n    uiccAccessDomain: \"00\"\n"
		  "    uiccAdminAccessDomain: \"00\"\n",
		  "A7 22 A0 05 80 00 81 01 1B 4F 09 A00000055910100001 A0 05 04 03 B00120 81 01 02 04 01 00 04 01 00" },
		{ "an additional DF", "- df-saip:\n    identification: 14\n    df-df-saip: {fileID: \"5FD0\", "
		  "securityAttributesReferenced: \"6F060D\", pinStatusTemplateDO: \"81010A0B\"}\n    ef-suci-calc-info-usim: "
		  "{fileDescriptor: \"4121\", fileID: \"4F01\", securityAttributesReferenced: \"6F060F\", efFileSize: 118, "
		  "proprietaryEFInfo: {specialFileInformation: \"40\", fillPattern: \"A0020000FF\"}}\n",
		  "BD 42 A0 05 80 00 81 01 0E 81 06 67810F01020E A2 11 A1 0F 83 02 5FD0 8B 03 6F060D C6 04 81010A0B"
		  "A3 1E A1 1C 82 02 4121 83 02 4F01 8B 03 6F060F 80 01 76 A5 0A C0 01 40 C1 05 A0020000FF" },
		{ "files by command", "- genericFileManagement:\n    identification: 23\n    fileManagementCMD:\n      - filePath: \"\"\n"
		  "      - createFCP: {fileDescriptor: \"4221007C\", fileID: \"2FFB\", securityAttributesReferenced: \"2F060E\", "
		  "efFileSize: 1240, shortEFID: none, proprietaryEFInfo: {specialFileInformation: \"40\"}, records: [\"\", \"00\"]}\n",
		  "A1 2F A0 05 80 00 81 01 17 A1 26 30 24 80 00 62 1A 82 04 4221007C 83 02 2FFB 8B 03 2F060E 80 02 04D8 88 00"
		  "A5 03 C0 01 40 02 01 7C 81 01 00" },
		{ "a second template", "- df-5gprose: {df-df-5g-prose: defaults}\n",
		  "BF1F 11 A0 05 80 00 81 01 00 81 06 67810F010210 A2 00" },
		{ "words that people use", "- akaParameter:\n    identification: 11\n    algoParameter: {algorithmID: "
		  "usim-test-algorithm, algorithmOptions: \"02\", ki: 000102030405060708090a0b0c0d0e0f, opc: \"\"}\n",
		  "A4 25 A0 05 80 00 81 01 0B A1 1C A1 1A 80 01 03 81 01 02 82 10 000102030405060708090A0B0C0D0E0F 83 00" },
		{ "the words for files", "- isim:\n    adf-isim: defaults\n    ef-impi: {uri: \"a@b\"}\n    ef-impu:\n"
		  "      fileDescriptor: \"42210008\"\n      records: [\"8001FF\", {uri: \"c@d\"}]\n    ef-domain: \"8300\"\n"
		  "    ef-ist: {services: [1, 15]}\n    ef-ad: doNotCreate\n    ef-arr: defaults\n",
		  "B5 4F A0 05 80 00 81 01 00 81 06 67810F010208 A2 00 A3 07 83 05 8003614062"
		  "A4 17 A1 06 82 04 42210008 83 03 8001FF 82 01 05 83 05 8003634064 A5 02 8300"
		  "A6 10 83 0E 0140000000000000000000000000 A7 02 80 00 A8 00" },
	};
	EACH(want, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		AUTO(buffer) got = BUFFER(PACKAGE_LIMIT);
		struct source_error error;
		char *source = arena_print(&arena, "profile:\n%s", want->source);
		if (compile(source, &got, &error) != STATUS_OK)
			fail_msg("%s: %u:%u: %s", want->what, error.line, error.column, error.message);
		check_bytes(buffer_bytes(&got), octets(&arena, want->hex), want->what);
	}
}

/* The header of a source that leaves it to the compiler lists each template once, in the order of use. */
static void used_templates_are_listed(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	AUTO(buffer) got = BUFFER(PACKAGE_LIMIT);
	struct source_error error;
	assert_ok(compile("profile:\n- header: {major-version: 2, minor-version: 3, iccid: \"89000123456789012341\", "
	                  "eUICC-Mandatory-services: [csim, usim]}\n"
	                  "- opt-usim: {templateID: 2.23.143.1.2.5.2}\n- opt-usim: {}\n"
	                  "- gsm-access: {df-gsm-access: defaults}\n- opt-usim: {}\n", &got, &error));
	check_bytes(bytes_first(buffer_bytes(&got), 53),
	            octets(&arena, "A0 33 80 01 02 81 01 03 83 0A 89000123456789012341 A5 04 81 00 83 00"
	                   "A6 19 06 07 67810F01020502 06 06 67810F010205 06 06 67810F010207"), "header");
}

/* Cards of version 3 need not know the first templates of these elements (spec of the format, list of templates). */
static void templates_follow_the_version(void **state)
{
	(void)state;
	static const char elements[] = "services: [usim]}\n- opt-usim: {}\n- gsm-access: {df-gsm-access: defaults}\n"
		"- df-5gs: {df-df-5gs: defaults}\n";
	static const struct {
		const char *header, *hex;
	} cases[] = {
		{ "2, minor-version: 3", "A6 18 06 06 67810F010205 06 06 67810F010207 06 06 67810F01020D" },
		{ "3, minor-version: 1", "A6 1A 06 07 67810F01020502 06 06 67810F010207 06 07 67810F01020D02" },
	};
	EACH(want, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		AUTO(buffer) got = BUFFER(PACKAGE_LIMIT);
		struct source_error error = { 0 };
		char *source = arena_print(&arena, "profile:\n- header: {major-version: %s, "
		                           "iccid: \"89000123456789012341\", %s", want->header, elements);
		CHECK_STATUS(compile(source, &got, &error), STATUS_OK, error.message);
		struct bytes list = octets(&arena, want->hex);
		CHECK(memmem(got.data, got.size, list.data, list.size), want->header);
	}
}

/* ---- mistakes ---- */

static void mistakes_are_named_with_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *source;
		unsigned line, column;
		const char *message; /* a part of it */
	} cases[] = {
		{ "", 1, 1, "profile:" },
		{ "a: 1\n", 1, 1, "profile:" },
		{ "profile:\n- end:\nmore: 1\n", 1, 1, "profile:" },
		{ "profile: {}\n", 1, 1, "list" },
		{ "profile:\n- end\n", 2, 3, "one profile element" },
		{ "profile:\n- end:\n  usim:\n", 2, 3, "one profile element" },
		{ "profile:\n- usimm: {}\n", 2, 3, "no profile element \"usimm\"" },
		{ "profile:\n- end: {mandatd: true}\n", 2, 9, "no field \"mandatd\"" },
		{ "profile:\n- end: {mandated: 1}\n", 2, 19, "true or false" },
		{ "profile:\n- end: {identification: 32768}\n", 2, 25, "0 to 32767" },
		{ "profile:\n- end: [1]\n", 2, 8, "fields of end" },
		{ "profile:\n- end: \"A0 05\"\n", 2, 8, "hexadecimal" },
		{ "profile:\n- header: {minor-version: 3}\n", 2, 11, "lacks major-version" },
		{ "profile:\n- header: {major-version: 2, minor-version: 3, iccid: \"890001234567890123\"}\n", 2, 55, "10 octets" },
		{ "profile:\n- header: {major-version: 2, minor-version: 3, iccid: \"89000123456789012341\", "
		  "eUICC-Mandatory-services: [usim, lte]}\n", 2, 112, "no such item" },
		{ "profile:\n- usim:\n    adf-usim: defaults\n    ef-imsi: {imsi: 0010101}\n    ef-arr: x\n", 5, 13, "fields of a file" },
		{ "profile:\n- usim:\n    adf-usim: defaults\n    ef-imsi: {imsi: \"12345678901234567\"}\n", 4, 21, "6 to 15 digits" },
		{ "profile:\n- usim:\n    adf-usim: defaults\n    ef-imsi: {iccid: \"89\"}\n", 4, 15, "no field \"iccid\"" },
		{ "profile:\n- usim:\n    adf-usim: defaults\n    ef-imsi: {imsi: \"001010\", content: \"00\"}\n", 4, 31, "twice" },
		{ "profile:\n- mf:\n    mf: defaults\n    ef-iccid: defaults\n    ef-dir: {records: [\"00\"]}\n", 5, 23, "size of a record" },
		{ "profile:\n- mf:\n    mf: defaults\n    ef-iccid: defaults\n    ef-dir: {fileDescriptor: \"42210002\", "
		  "records: [\"000000\"]}\n", 5, 52, "0 to 2 octets" },
		{ "profile:\n- mf:\n    mf: defaults\n    ef-iccid: defaults\n    ef-dir: {fileDescriptor: \"42210010\", "
		  "records: [{application: {aid: \"A000000087\", label: \"A label\"}}]}\n", 5, 52, "a record has 16" },
		{ "profile:\n- mf:\n    mf: defaults\n    ef-iccid: defaults\n    ef-dir: {application: {aid: \"A000000087\"}}\n",
		  5, 13, "belongs to a record" },
		{ "profile:\n- usim:\n    adf-usim: defaults\n    ef-imsi: defaults\n    ef-arr: defaults\n    ef-ust: {services: "
		  "[113]}\n", 6, 25, "1 to 112" },
		{ "profile:\n- pinCodes: {pinconfig: [{keyReference: pin1, pinValue: \"0000\"}]}\n", 2, 41, "1 to 142" },
		{ "profile:\n- pinCodes: {pinconfig: [{keyReference: 1, pinValue: \"000\"}]}\n", 2, 54, "8 octets" },
		{ "profile:\n- pinCodes: {pinconfig: [], filePath: \"\"}\n", 2, 29, "only one" },
		{ "profile:\n- pinCodes: {pinconfig: []}\n", 2, 25, "1 to 26" },
		{ "profile:\n- akaParameter: {sqnInit: [\"00\"]}\n", 2, 17, "lacks algoConfiguration" },
		{ "profile:\n- akaParameter: {algoParameter: {algorithmID: 1, algorithmOptions: \"01\", key: \"\", ki: \"\"}}\n",
		  2, 83, "the same" },
		{ "profile:\n- opt-usim: {templateID: usim}\n", 2, 26, "object identifier" },
		{ "profile:\n- genericFileManagement: {fileManagementCMD: []}\n", 2, 46, "list of commands" },
		{ "profile:\n- genericFileManagement: {fileManagementCMD: [{select: \"7F10\"}]}\n", 2, 47, "expected one of" },
		{ "profile:\n- opt-usim:\n    ef-li: {shortEFID: 31}\n", 3, 24, "1 to 30" },
		{ "profile:\n- opt-usim:\n    ef-li: {efFileSize: 0}\n", 3, 25, "from 1" },
		{ "profile:\n- opt-usim:\n    ef-li: {contents: [{offset: 3}]}\n", 3, 24, "hexadecimal" },
		{ "profile:\n\t- end:\n", 2, 1, "" },
		{ "profile:\n- opt-usim: {key: hidden}\n", 2, 14, "no field" },
	};
	EACH(wrong, cases) {
		AUTO(buffer) out = BUFFER(PACKAGE_LIMIT);
		struct source_error error = { 0 };
		CHECK_STATUS(compile(wrong->source, &out, &error), STATUS_MALFORMED, wrong->source);
		if (error.line != wrong->line || error.column != wrong->column || !strstr(error.message, wrong->message))
			fail_msg("%s\n%u:%u: %s", wrong->source, error.line, error.column, error.message);
		CHECK(out.size == 0, "nothing is left behind");
	}
}

static void every_truncated_source_ends_well(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct bytes source = source_file(&arena, "share/templates/sample.yaml");
	for (size_t size = 0; size < source.size; size += 7) {
		AUTO(arena) work = ARENA(ARENA_LIMIT);
		AUTO(buffer) out = BUFFER(PACKAGE_LIMIT);
		struct source_error error = { 0 };
		enum status status = source_compile(bytes_text(bytes_first(source, size)), &work, &out, &error);
		CHECK(status == STATUS_OK || (status == STATUS_MALFORMED && error.message[0] != 0), "a sentence");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(real_profiles_print_and_compile),
	cmocka_unit_test(broken_packages_print_and_compile),
	cmocka_unit_test(strange_packages_print_and_compile),
	cmocka_unit_test(secrets_are_hidden),
	cmocka_unit_test(sources_give_these_octets),
	cmocka_unit_test(used_templates_are_listed),
	cmocka_unit_test(templates_follow_the_version),
	cmocka_unit_test(mistakes_are_named_with_their_place),
	cmocka_unit_test(every_truncated_source_ends_well),
};

TESTS_MAIN(tests)
