/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/source_splice.h"

enum { LIMIT = 1 << 16 };

static const char source[] =
	"# Für Änderungen\nprofile:\n- header: {profileType: \"Größe\", iccid: '8900'} # the ICCID\n"
	"- pinCodes:\n    pinconfig:\n      - {keyReference: pinAppl1, pinValue: \"0000\"} # PIN 1\n"
	"      - {keyReference: adm1, pinValue: \"1111\"}\n- aka-odd:\n    algoParameter:\n      key: 00FF # K\n"
	"      opc: >\n        AA\n"
	"- usim: {ef-imsi: {imsi: \"0010\\\"1\"}, ef-x: {efFileSize: 5}}\n";

static void values_change_where_they_stand(void **state)
{
	(void)state;
	static const struct {
		size_t element;
		const char *path, *value, *old, *new;
	} cases[] = {
		{ 0, "iccid", "8901", "'8900'} # the", "\"8901\"} # the" },
		{ 0, "profileType", "a \"b\" \\", "\"Größe\"", "\"a \\\"b\\\" \\\\\"" },
		{ 1, "pinAppl1/pinValue", "9999", "\"0000\"} # PIN", "\"9999\"} # PIN" },
		{ 1, "pinconfig/#2/pinValue", "9999", "\"1111\"", "\"9999\"" },
		{ 2, "ki", "1234", "key: 00FF # K", "key: 1234 # K" },
		{ 3, "ef-imsi/imsi", "00101", "\"0010\\\"1\"", "\"00101\"" },
		{ 3, "ef-imsi", "{content: \"}\"}", "{imsi: \"0010\\\"1\"}", "{content: \"}\"}" },
		{ 3, "efFileSize", "7", "efFileSize: 5", "efFileSize: 7" },
	};
	EACH(want, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(buffer) out = BUFFER(LIMIT);
		const char *at = strstr(source, want->old);
		assert_non_null(at);
		char *changed = arena_print(&arena, "%.*s%s%s", (int)(at - source), source, want->new, at + strlen(want->old));
		CHECK_STATUS(source_splice(TEXT(source), want->element, text_from(want->path), text_from(want->value), &out),
		             STATUS_OK, want->path);
		check_text(buffer_text(&out), changed, want->path);
	}
}

static void what_is_not_one_word_is_left(void **state)
{
	(void)state;
	static const struct {
		size_t element;
		const char *path, *value;
	} cases[] = {
		{ 4, "iccid", "1" }, { 0, "nothing", "1" }, { 0, "iccid", "" }, { 0, "iccid/x", "1" }, { 1, "pinValue", "1" },
		{ 1, "pinconfig", "1" }, { 1, "#3/pinValue", "1" }, { 2, "opc", "1" }, { 3, "ef-imsi", "1" },
		{ 3, "ef-imsi", "[1]" }, { 1, "pinconfig", "[1]" },
	};
	EACH(wrong, cases) {
		AUTO(buffer) out = BUFFER(LIMIT);
		CHECK_STATUS(source_splice(TEXT(source), wrong->element, text_from(wrong->path), text_from(wrong->value), &out),
		             STATUS_NOT_FOUND, wrong->path);
		CHECK(out.size == 0, wrong->path);
	}
	AUTO(buffer) out = BUFFER(LIMIT);
	CHECK_STATUS(source_splice(TEXT("profile: ["), 0, TEXT("a"), TEXT("b"), &out), STATUS_MALFORMED, "no YAML");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(values_change_where_they_stand),
	cmocka_unit_test(what_is_not_one_word_is_left),
};

TESTS_MAIN(tests)
