/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/content_codec.h"

enum { LIMIT = 10000 };

/* Values of TS.48 and of the tables in TS 31.102; sizes of the body or record. */
static const struct {
	const char *element, *field;
	size_t size;
	const char *text, *hex;
} contents[] = {
	{ "mf", "ef-iccid", 10, "\"89000123456789012341\"", "98001032547698103214" },
	{ "mf", "ef-iccid", 10, "\"8900012345678901234\"", "980010325476981032F4" },
	{ "usim", "ef-imsi", 9, "\"001010123456063\"", "080910101032540636" },
	{ "usim", "ef-imsi", 9, "\"00101012345606\"", "0801101010325406F6" },
	{ "usim", "ef-imsi", 9, "\"001010\"", "04011010F0FFFFFFFF" },
	{ "usim", "ef-ust", 14, "[1, 8, 9, 112]", "8101000000000000000000000080" },
	{ "usim", "ef-ust", 14, "[]", "0000000000000000000000000000" },
	{ "usim", "ef-est", 1, "[1]", "01" },
	{ "usim", "ef-acc", 2, "[0]", "0001" },
	{ "usim", "ef-acc", 2, "[9, 15]", "8200" },
	{ "usim", "ef-spn", 17, "{name: \"GSMA TEST\", display: 1}", "0147534D412054455354FFFFFFFFFFFFFF" },
	{ "usim", "ef-spn", 17, "{name: \"\", display: 0}", "00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" },
	{ "usim", "ef-fplmn", 12, "[\"00101\", \"310260\"]", "00F110130062" },
	{ "isim", "ef-domain", 32, "\"test.3gpp.com\"", "800D746573742E336770702E636F6D" },
	{ "isim", "ef-impu", 64, "\"sip:a@b\"", "80077369703A614062" },
	{ "mf", "ef-dir", 33, "{aid: \"A0000000871002FF49FF0589\", label: \"USIM\"}",
	  "61144F0CA0000000871002FF49FF0589500455 53494D" },
};

static void both_directions_agree(void **state)
{
	(void)state;
	EACH(content, contents) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(buffer) value = BUFFER(LIMIT);
		AUTO(buffer) text = BUFFER(LIMIT);
		const struct yaml_node *node;
		struct yaml_error yaml_error;
		struct source_error error;
		const struct content_codec *codec = content_codec_find(content->element, content->field);
		CHECK(codec, content->field);
		struct bytes want = octets(&arena, content->hex);
		assert_ok(yaml_parse(text_from(content->text), &arena, &node, &yaml_error));
		CHECK_STATUS(codec->parse(node, content->size, &value, &error), STATUS_OK, content->text);
		check_bytes(buffer_bytes(&value), want, content->text);
		CHECK_STATUS(content_codec_print(codec, want, content->size, &text), STATUS_OK, content->hex);
		check_text(buffer_text(&text), content->text, content->hex);
	}
}

/* What the codec would not give back is not printed by it. */
static void the_rest_stays_hexadecimal(void **state)
{
	(void)state;
	static const struct {
		const char *element, *field;
		size_t size;
		const char *hex;
	} cases[] = {
		{ "mf", "ef-iccid", 10, "980010325476981032" },
		{ "mf", "ef-iccid", 10, "9800103254769810F214" },
		{ "mf", "ef-iccid", 10, "98001032A47698103214" },
		{ "usim", "ef-imsi", 9, "070910101032540636" },
		{ "usim", "ef-imsi", 9, "080110101032540636" },
		{ "usim", "ef-imsi", 9, "FFFFFFFFFFFFFFFFFF" },
		{ "usim", "ef-imsi", 9, "08091010103254063600" },
		{ "usim", "ef-ust", 14, "81" },
		{ "usim", "ef-ust", 14, "" },
		{ "usim", "ef-acc", 2, "000100" },
		{ "usim", "ef-spn", 17, "0147534D41" },
		{ "usim", "ef-spn", 17, "0447534D412054455354FFFFFFFFFFFFFF" },
		{ "usim", "ef-spn", 17, "01800042FFFFFFFFFFFFFFFFFFFFFFFFFF" },
		{ "usim", "ef-fplmn", 12, "FFFFFF" },
		{ "usim", "ef-fplmn", 12, "00F1" },
		{ "usim", "ef-fplmn", 12, "0AF110" },
		{ "isim", "ef-domain", 32, "800D746573742E336770702E636F6DFF" },
		{ "isim", "ef-domain", 32, "8000" },
		{ "mf", "ef-dir", 33, "61144F0CA0000000871002FF49FF05895004555349" },
		{ "mf", "ef-dir", 33, "610E4F0CA0000000871002FF49FF0589" },
	};
	EACH(wrong, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(buffer) text = BUFFER(LIMIT);
		const struct content_codec *codec = content_codec_find(wrong->element, wrong->field);
		struct bytes content = octets(&arena, wrong->hex);
		CHECK_STATUS(content_codec_print(codec, content, wrong->size, &text), STATUS_UNSUPPORTED, wrong->hex);
		CHECK(text.size == 0, wrong->hex);
	}
}

static void files_without_codec(void **state)
{
	(void)state;
	assert_null(content_codec_find("usim", "ef-iccid"));
	assert_null(content_codec_find("csim", "ef-spn"));
	assert_null(content_codec_find("us", "im/ef-imsi"));
	assert_null(content_codec_find("usim", "ef-ims"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(both_directions_agree),
	cmocka_unit_test(the_rest_stays_hexadecimal),
	cmocka_unit_test(files_without_codec),
};

TESTS_MAIN(tests)
