/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/package_edit.h"
#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { LIMIT = 4 << 20, SOURCE_ARENA = 16 << 20 };

static struct bytes compile(struct arena *arena, struct text source)
{
	AUTO(buffer) package = BUFFER(LIMIT);
	AUTO(arena) work = ARENA(SOURCE_ARENA);
	struct source_error error;
	struct bytes copy = { 0 };
	enum status status = source_compile(source, &work, &package, &error);
	if (status != STATUS_OK)
		fail_msg("%u:%u: %s", error.line, error.column, error.message);
	assert_ok(arena_copy(arena, buffer_bytes(&package), &copy));
	return copy;
}

static struct bytes sample(struct arena *arena)
{
	return compile(arena, bytes_text(source_file(arena, "share/templates/sample.yaml")));
}

static struct package_node *find(struct package_edit *edit, const char *selector)
{
	struct package_node *element = NULL;
	if (package_edit_find(edit, text_from(selector), &element) != STATUS_OK)
		fail_msg("%s: %s", selector, edit->message);
	return element;
}

/* The octets of every element but those that `but` names are those of `original`. */
static void check_others(struct bytes changed, struct bytes original, const char *const *but)
{
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	struct package_node *now, *then;
	struct package_error error;
	assert_ok(package_decode(changed, &arena, &now, &error));
	assert_ok(package_decode(original, &arena, &then, &error));
	const struct package_node *old = then->first;
	for (const struct package_node *element = now->first; element; element = element->next, old = old->next) {
		bool may_differ = false;
		for (const char *const *name = but; *name; name++)
			may_differ = may_differ || strcmp(*name, element->field->name) == 0;
		CHECK(old && old->field == element->field, element->field->name);
		if (!may_differ)
			check_bytes(bytes_first(bytes_after(changed, element->offset), element->size),
			            bytes_first(bytes_after(original, old->offset), old->size), element->field->name);
	}
	CHECK(!old, "as many elements");
}

/* ---- values ---- */

/* What is set, the element that it is in, and what its octets then hold (and did not hold before). */
static const struct {
	const char *path, *value, *element, *holds;
} settings[] = {
	{ "usim/ef-imsi/imsi", "001010987654321", "usim", "83 09 08 09 10 10 90 78 56 34 12" },
	{ "USIM/EF_IMSI/imsi", "\"00101098765432\"", "usim", "83 09 08 01 10 10 90 78 56 34 F2" },
	{ "header/iccid", "89001012012341234560", "header", "83 0A 89001012012341234560" },
	{ "header/services", "[usim, milenage, csim]", "header", "A5 06 81 00 83 00 84 00" },
	{ "header/profileType", "it's: mine", "header", "82 0A 697427733A206D696E65" },
	{ "akaParameter/ki", "000102030405060708090A0B0C0D0E0F", "akaParameter", "82 10 000102030405060708090A0B0C0D0E0F" },
	{ "aka-parameter/algoParameter/opc", "101112131415161718191A1B1C1D1E1F", "akaParameter",
	  "83 10 101112131415161718191A1B1C1D1E1F" },
	{ "aka/numberOfKeccak", "9", "akaParameter", "87 01 09" },
	{ "pinCodes#1/pinAppl1/pinValue", "9876", "pinCodes", "81 08 39383736FFFFFFFF" },
	{ "pin#1/pinconfig/#1/pinAttributes", "5", "pinCodes", "83 01 05" },
	{ "pukCodes/pukAppl1/pukValue", "98765432", "pukCodes", "81 08 3938373635343332" },
	{ "mf/ef-dir/records/1/application", "{aid: A0000000871002, label: ME}", "mf", "61 0D 4F 07 A0000000871002 50 02 4D45" },
	{ "mf/ef-arr/records/3", "800101900080", "mf", "83 06 800101900080" },
	{ "usim/ef-acc/access-classes", "[0, 15]", "usim", "83 02 8001" },
	{ "usim/ef-spn/spn", "{name: Mine, display: 1}", "usim", "83 11 01 4D696E65FFFFFFFFFFFFFFFFFFFFFFFF" },
	{ "usim/ef-ad/content", "01000003", "usim", "83 04 01000003" },
	{ "usim/ef-ad", "{content: \"01000003\", shortEFID: 3}", "usim", "A1 03 88 01 18 83 04 01000003" },
	{ "usim/ef-hpplmn", "doNotCreate", "usim", "A7 02 80 00" },
	{ "usim/ef-hpplmn/proprietaryEFInfo/fillPattern", "22", "usim", "A7 07 A1 05 A5 03 C1 01 22" },
	{ "usim/ef-imsi/shortEFID", "9", "usim", "88 01 48" },
	{ "securityDomain/mandated", "false", "securityDomain", "A0 03 81 01" },
	{ "end/identification", "300", "end", "81 02 012C" },
	{ "securityDomain/keyList/#1/keyVersionNumber", "0D", "securityDomain", "83 01 0D" },
};

static void values_are_set(void **state)
{
	(void)state;
	EACH(setting, settings) {
		AUTO(arena) arena = ARENA(SOURCE_ARENA);
		AUTO(package_edit) edit = { 0 };
		AUTO(buffer) out = BUFFER(LIMIT);
		struct bytes package = sample(&arena), holds = octets(&arena, setting->holds);
		assert_ok(package_edit_begin(package, &edit));
		if (package_edit_set(&edit, text_from(setting->path), text_from(setting->value)) != STATUS_OK)
			fail_msg("%s: %s", setting->path, edit.message);
		if (package_edit_finish(&edit, false, &out) != STATUS_OK)
			fail_msg("%s: %s", setting->path, edit.message);
		check_others(buffer_bytes(&out), package, (const char *const[]){ setting->element, NULL });
		CHECK(memmem(out.data, out.size, holds.data, holds.size), setting->path);
		CHECK(!memmem(package.data, package.size, holds.data, holds.size), setting->path);
	}
}

static void an_empty_value_takes_a_field_away(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) out = BUFFER(LIMIT);
	struct bytes package = sample(&arena);
	assert_ok(package_edit_begin(package, &edit));
	assert_ok(package_edit_set(&edit, TEXT("aka/numberOfKeccak"), TEXT("3")));
	assert_ok(package_edit_set(&edit, TEXT("aka/numberOfKeccak"), TEXT("")));
	assert_ok(package_edit_set(&edit, TEXT("usim/mandated"), TEXT("false")));
	assert_ok(package_edit_set(&edit, TEXT("usim/mandated"), TEXT("true")));
	assert_ok(package_edit_finish(&edit, false, &out));
	check_bytes(buffer_bytes(&out), package, "there and back");
}

static void what_cannot_be_set_is_explained(void **state)
{
	(void)state;
	static const struct {
		const char *path, *value;
		enum status status;
		const char *message;
	} cases[] = {
		{ "", "", STATUS_NOT_FOUND, "there is no element" },
		{ "usim", "x", STATUS_NOT_FOUND, "a field of the element is missing" },
		{ "csim/ef-imsi/imsi", "1", STATUS_NOT_FOUND, "there is no element csim" },
		{ "pinCodes/pinAppl1/pinValue", "1234", STATUS_NOT_FOUND, "there are 2 pinCodes: say which" },
		{ "pinCodes#3/pinAppl1/pinValue", "1234", STATUS_NOT_FOUND, "no element pinCodes#3" },
		{ "pinCodes#0/pinAppl1/pinValue", "1234", STATUS_NOT_FOUND, "a number from 1" },
		{ "pinCodes#1/pinValue", "1234", STATUS_NOT_FOUND, "more than one place" },
		{ "pinCodes#1/pinAppl2/pinValue", "1234", STATUS_NOT_FOUND, "\"pinAppl2\" is nothing" },
		{ "3/x", "1234", STATUS_NOT_FOUND, "\"x\" is nothing" },
		{ "999/x", "1234", STATUS_NOT_FOUND, "identification 999" },
		{ "usim/ef-imsi/imsi", "12345x", STATUS_MALFORMED, "6 to 15 digits" },
		{ "usim/ef-imsi/imsi/2", "123456", STATUS_NOT_FOUND, "is too much" },
		{ "usim/ef-imsi/iccid", "123456", STATUS_NOT_FOUND, "\"iccid\" is no field of this file" },
		{ "usim/ef-imsi/records/1", "00", STATUS_MALFORMED, "size of a record is not known" },
		{ "mf/ef-dir/records/x", "00", STATUS_NOT_FOUND, "no number of a record" },
		{ "mf/ef-dir/records/0", "00", STATUS_NOT_FOUND, "no number of a record" },
		{ "mf/ef-dir/records/1/imsi", "00", STATUS_NOT_FOUND, "no word for a record" },
		{ "usim/ef-spn/spn", "{name: [, display: 1}", STATUS_MALFORMED, "" },
		{ "akaParameter/ki", "00112", STATUS_MALFORMED, "octets" },
		{ "akaParameter/algorithmID", "comp128", STATUS_MALFORMED, "1 to 127" },
		{ "header/iccid", "", STATUS_NOT_FOUND, "cannot be emptied" },
		{ "header/iccid/x", "1", STATUS_NOT_FOUND, "nothing below it" },
		{ "header/services", "[usim, lte]", STATUS_MALFORMED, "no such item" },
	};
	EACH(wrong, cases) {
		AUTO(arena) arena = ARENA(SOURCE_ARENA);
		AUTO(package_edit) edit = { 0 };
		assert_ok(package_edit_begin(sample(&arena), &edit));
		enum status status = package_edit_set(&edit, text_from(wrong->path), text_from(wrong->value));
		CHECK_STATUS(status, wrong->status, wrong->path);
		CHECK(strstr(edit.message, wrong->message), edit.message);
	}
}

static void files_of_commands_are_set(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) out = BUFFER(LIMIT);
	struct bytes package = compile(&arena, TEXT("profile:\n- genericFileManagement:\n    fileManagementCMD:\n"
		"      - filePath: \"7F10\"\n"
		"      - createFCP: {fileDescriptor: \"42210002\", fileID: \"6F01\", efFileSize: 6}\n"
		"      - filePath: \"7F20\"\n      - createFCP: {fileDescriptor: \"4121\", fileID: \"6F01\", content: \"AA\"}\n"
		"      - createFCP: {fileDescriptor: \"4121\", fileID: \"6F02\", content: \"BB\"}\n"));
	assert_ok(package_edit_begin(package, &edit));
	CHECK_STATUS(package_edit_set(&edit, TEXT("gfm/6F01/content"), TEXT("00")), STATUS_NOT_FOUND, "two");
	CHECK(strstr(edit.message, "whole path"), edit.message);
	assert_ok(package_edit_set(&edit, TEXT("gfm/7F106F01/records/3"), TEXT("CCDD")));
	assert_ok(package_edit_set(&edit, TEXT("gfm/7F206F01/content"), TEXT("")));
	assert_ok(package_edit_set(&edit, TEXT("gfm/7F206F01/shortEFID"), TEXT("4")));
	assert_ok(package_edit_set(&edit, TEXT("gfm/6F02/contents"), TEXT("[{fillFileOffset: 2}, EE]")));
	assert_ok(package_edit_finish(&edit, true, &out));
	check_bytes(buffer_bytes(&out),
	            octets(&arena, "A1 46 A0 05 80 00 81 01 00 A1 3D 30 3B 80 02 7F10 62 0D 82 04 42210002 83 02 6F01 80 01 06"
	                   "02 01 04 81 02 CCDD 80 02 7F20 62 0B 82 02 4121 83 02 6F01 88 01 20"
	                   "62 08 82 02 4121 83 02 6F02 02 01 02 81 01 EE"), "commands");
}

/* ---- elements ---- */

static void an_element_comes_back(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(package_edit) edit = { 0 };
		AUTO(package_edit) again = { 0 };
		AUTO(buffer) part = BUFFER(LIMIT);
		AUTO(buffer) without = BUFFER(LIMIT);
		AUTO(buffer) with = BUFFER(LIMIT);
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		assert_ok(package_edit_begin(package, &edit));
		struct package_node *gsm = find(&edit, "gsm-access");
		struct package_node *before = package_edit_before(&edit, gsm);
		char neighbour[32];
		const struct package_node *header = package_member_with_role(before, ROLE_ELEMENT_HEADER);
		snprintf(neighbour, sizeof neighbour, "%u", package_number(package_member(header, "identification")));
		assert_ok(package_encode(gsm, &part));
		package_edit_remove(&edit, gsm);
		assert_ok(package_edit_finish(&edit, true, &without));
		CHECK(without.size <= package.size - part.size - 8, "the template's OID went with it");
		assert_ok(package_edit_begin(buffer_bytes(&without), &again));
		assert_ok(package_edit_insert(&again, buffer_bytes(&part), find(&again, neighbour)));
		assert_ok(package_edit_finish(&again, true, &with));
		check_others(buffer_bytes(&with), package, (const char *const[]){ "header", NULL });
		CHECK(with.size == package.size, *name);
	}
}

static void the_header_follows(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) out = BUFFER(LIMIT);
	struct bytes extra = compile(&arena, TEXT("profile:\n"
		"- isim: {identification: 3, adf-isim: {fileID: \"7FB0\", dfName: \"A0000000871004\", "
		"pinStatusTemplateDO: \"01\"}, ef-impi: {efFileSize: 32}, "
		"ef-impu: {fileDescriptor: \"42210020\", efFileSize: 32}, "
		"ef-domain: {efFileSize: 32}, ef-ist: {efFileSize: 2}, "
		"ef-arr: {fileDescriptor: \"42210020\", efFileSize: 32}}\n"
		"- akaParameter: {identification: 3, algoParameter: {algorithmID: tuak, algorithmOptions: \"01\", "
		"key: 000102030405060708090A0B0C0D0E0F, "
		"opc: 000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F}}\n"));
	assert_ok(package_edit_begin(sample(&arena), &edit));
	assert_ok(package_edit_insert(&edit, extra, find(&edit, "aka")));
	if (package_edit_finish(&edit, false, &out) != STATUS_OK)
		fail_msg("%s", edit.message);
	/* usim, isim, milenage, tuak128; the ISIM's template at the end of its list. */
	CHECK(memmem(out.data, out.size, octets(&arena, "A5 08 8100 8200 8400 8500").data, 10), "services");
	CHECK(memmem(out.data, out.size, octets(&arena, "06 06 67810F010208").data, 8), "templates");
	struct package_node *isim = find(&edit, "isim"), *aka = find(&edit, "aka#2");
	CHECK(isim->next == aka, "in their order");
	uint32_t one = package_number(package_member(isim->first, "identification"));
	uint32_t other = package_number(package_member(aka->first, "identification"));
	CHECK(one > 8 && other == one + 1, "free numbers");
}

/* TS 31.102 4.2.8: service 125, that the USIM conceals the SUPI, is what GET IDENTITY is needed for. */
static void the_header_follows_contents(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	struct bytes source = source_file(&arena, "share/templates/lte-5g-suci.yaml");
	static const char optional[] = "- df-saip:\n    mandated: false", mandated[] = "- df-saip:\n    mandated: true ";
	uint8_t *place = memmem(source.data, source.size, optional, strlen(optional));
	assert_non_null(place);
	memcpy(place, mandated, strlen(mandated));
	struct bytes package = compile(&arena, bytes_text(source));
	struct bytes with = octets(&arena, "A5 08 8100 8400 9500 9600"), without = octets(&arena, "A5 06 8100 8400 9600");
	static const char *const services[] = { "[sms, suci-by-usim]", "[sms]", "[sms, suci-by-usim]" };
	CHECK(memmem(package.data, package.size, with.data, with.size), "usim, milenage, get-identity, profile-a-x25519");
	EACH(value, services) {
		AUTO(package_edit) edit = { 0 };
		AUTO(buffer) out = BUFFER(LIMIT);
		bool wanted = strstr(*value, "suci") != NULL;
		assert_ok(package_edit_begin(package, &edit));
		assert_ok(package_edit_set(&edit, TEXT("usim/ef-ust/services"), text_from(*value)));
		assert_ok(package_edit_finish(&edit, false, &out));
		CHECK(!memmem(out.data, out.size, with.data, with.size) == !wanted, *value);
		CHECK(!memmem(out.data, out.size, without.data, without.size) == wanted, *value);
		assert_ok(arena_copy(&arena, buffer_bytes(&out), &package));
	}
}

static void results_are_checked(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) out = BUFFER(LIMIT);
	assert_ok(package_edit_begin(sample(&arena), &edit));
	package_edit_remove(&edit, find(&edit, "end"));
	CHECK_STATUS(package_edit_finish(&edit, false, &out), STATUS_REFUSED, "no end");
	CHECK(out.size == 0 && strstr(edit.message, "a card would refuse"), edit.message);
	assert_ok(package_edit_finish(&edit, true, &out));
	CHECK_STATUS(package_edit_insert(&edit, octets(&arena, "AA 05 00"), NULL), STATUS_MALFORMED, "cut");
	CHECK_STATUS(package_edit_insert(&edit, (struct bytes){ 0 }, NULL), STATUS_MALFORMED, "nothing");
	AUTO(package_edit) none = { 0 };
	CHECK_STATUS(package_edit_begin(octets(&arena, "A0 80"), &none), STATUS_MALFORMED, "no package");
	CHECK(none.message[0] != 0, "why");
}

static void names_agree(void **state)
{
	(void)state;
	CHECK(package_names_agree(TEXT("aka-parameter"), TEXT("akaParameter")), "hyphen and case");
	CHECK(package_names_agree(TEXT("EF_UST"), TEXT("ef-ust")), "underscore");
	CHECK(!package_names_agree(TEXT("ef-us"), TEXT("ef-ust")), "shorter");
	CHECK(!package_names_agree(TEXT("ef-ust1"), TEXT("ef-ust")), "longer");
	CHECK(!package_names_agree(TEXT(""), TEXT("a")), "nothing");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(values_are_set),
	cmocka_unit_test(an_empty_value_takes_a_field_away),
	cmocka_unit_test(what_cannot_be_set_is_explained),
	cmocka_unit_test(files_of_commands_are_set),
	cmocka_unit_test(an_element_comes_back),
	cmocka_unit_test(the_header_follows),
	cmocka_unit_test(the_header_follows_contents),
	cmocka_unit_test(results_are_checked),
	cmocka_unit_test(names_agree),
};

TESTS_MAIN(tests)
