/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/content_codec.h"
#include "profile_package/template.h"

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
	{ "usim", "ef-ust", 14, "[local-phone-book, outgoing-call-information, incoming-call-information, ecall-over-ims]",
	  "8101000000000000000000000080" },
	{ "usim", "ef-ust", 14, "[]", "0000000000000000000000000000" },
	{ "usim", "ef-ust", 19, "[suci-by-usim, 5g-nswo, 144]", "00000000000000000000000000000010 00A0 00" },
	{ "isim", "ef-ist", 3, "[p-cscf-address, from-preferred, 22]", "010021" },
	{ "usim", "ef-est", 1, "[fdn]", "01" },
	{ "usim", "ef-acc", 2, "[0]", "0001" },
	{ "usim", "ef-acc", 2, "[9, 15]", "8200" },
	{ "usim", "ef-spn", 17, "{name: \"GSMA TEST\", display: 1}", "0147534D412054455354FFFFFFFFFFFFFF" },
	{ "usim", "ef-spn", 17, "{name: \"\", display: 0}", "00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" },
	{ "usim", "ef-fplmn", 12, "[\"00101\", \"310260\"]", "00F110130062" },
	{ "isim", "ef-domain", 32, "\"test.3gpp.com\"", "800D746573742E336770702E636F6D" },
	{ "isim", "ef-impu", 64, "\"sip:a@b\"", "80077369703A614062" },
	{ "mf", "ef-dir", 33, "{aid: \"A0000000871002FF49FF0589\", label: \"USIM\"}",
	  "61144F0CA0000000871002FF49FF0589500455 53494D" },
	/* The rules of the templates (annex A of the format), and of TS.48. */
	{ "mf", "ef-arr", 37, "{read: always, update: pinAppl1, deactivate activate delete: adm1}",
	  "8001019000800102A406830101950108800158A40683010A950108" },
	{ "usim", "ef-arr", 37, "{read update: pinAppl1, deactivate activate delete: adm1, increase: pinAppl1}",
	  "800103A406830101950108800158A40683010A950108840132A406830101950108" },
	{ "mf", "ef-arr", 37, "{read: always, deactivate activate: adm1, update delete: never}",
	  "8001019000800118A40683010A9501088001429700" },
	{ "isim", "ef-arr", 60, "{update: secondPINAppl1 and adm10, ins-D4: pinAppl1 or universalPIN}",
	  "800102AF10A406830181950108A40683018E9501088401D4A010A406830101950108A406830111950108" },
	{ "mf", "ef-pl", 6, "[\"en\", \"no\"]", "656E6E6F" },
	{ "opt-usim", "ef-plmnwact", 40, "[{plmn: \"26201\", access: [utran, e-utran, ng-ran, gsm]}, {free: 2}]",
	  "62F210C880FFFFFF0000FFFFFF0000" },
	{ "opt-usim", "ef-hplmnwact", 5, "[{plmn: \"310260\", access: \"6000\"}]", "1300626000" },
	{ "usim", "ef-ad", 4, "{operation: type-approval, mnc-digits: 2}", "80000002" },
	/* As EF.SUCI_Calc_Info of a home network with both profiles, TS 31.102 4.4.11.8. */
	{ "df-5gs", "ef-suci-calc-info", 100, "{schemes: [{scheme: 1, key: 1}, {scheme: 0, key: 0}], keys: [{id: 27, public: "
	  "\"5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650\"}]}",
	  "A00401010000A1 25 80011B81205A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650" },
	{ "opt-usim", "ef-msisdn", 24, "{name: \"Anna\", number: \"+491711234567\"}",
	  "416E6E61FFFFFFFFFFFF 07 91 947111325476FFFFFFFF FFFF" },
	{ "opt-usim", "ef-msisdn", 14, "{number: \"12345\"}", "04 81 2143F5FFFFFFFFFFFFFF FFFF" },
	{ "usim", "ef-smsp", 30, "{smsc: \"+491710760000\"}",
	  "FFFF FD FFFFFFFFFFFFFFFFFFFFFFFF 07 91 947101670000FFFFFFFF FFFFFF" },
	/* TS.48: 112 with a name and every service left open. */
	{ "usim", "ef-ecc", 14, "{name: \"Euro Emer\", number: \"112\"}", "11F2FF4575726F20456D6572FF00" },
	{ "usim", "ef-ecc", 4, "{number: \"110\", services: [police, mountain]}", "11F0FF11" },
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
		{ "mf", "ef-arr", 37, "800180 9000" },
		{ "mf", "ef-arr", 37, "800101" },
		{ "mf", "ef-arr", 37, "8001019001 00" },
		{ "mf", "ef-arr", 37, "800101 A406 830101 950188" },
		{ "mf", "ef-arr", 37, "800101 A406 830109 950108" },
		{ "mf", "ef-arr", 37, "800101 9000 800101 9700" },
		{ "mf", "ef-arr", 37, "8002010190008001019000" },
		{ "mf", "ef-arr", 37, "80010190008001" },
		{ "mf", "ef-pl", 2, "FFFF" },
		{ "mf", "ef-pl", 2, "454E" },
		{ "opt-usim", "ef-plmnwact", 40, "62F210C8" },
		{ "opt-usim", "ef-plmnwact", 40, "62F2A0C880" },
		{ "usim", "ef-ad", 4, "80000102" },
		{ "usim", "ef-ad", 4, "00000004" },
		{ "usim", "ef-ad", 4, "000000" },
		{ "df-5gs", "ef-suci-calc-info", 100, "A003010100" },
		{ "df-5gs", "ef-suci-calc-info", 100, "A0020101A10381015A" },
		{ "opt-usim", "ef-msisdn", 24, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" },
		{ "opt-usim", "ef-msisdn", 14, "04812143F5FFFFFFFFFFFFFF00FF" },
		{ "opt-usim", "ef-msisdn", 14, "0481" },
		{ "usim", "ef-smsp", 28, "FCFFFFFFFFFFFFFFFFFFFFFFFF0791947101670000FFFFFFFFFFFFFF" },
		{ "usim", "ef-ecc", 4, "FFFFFF00" },
		{ "usim", "ef-ecc", 4, "11F2FF20" },
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

/* Services that are called like a file go with it by the tables of the templates too. */
static void services_are_those_of_their_files(void **state)
{
	(void)state;
	const struct template *template;
	size_t checked = 0;
	for (size_t i = 0; (template = template_at(i)); i++)
		for (size_t j = 0; j < template->file_count; j++) {
			AUTO(buffer) bits = BUFFER(LIMIT);
			struct source_error error;
			char word[40] = "";
			const char *name = strchr(template->files[j].name, '.');
			name = name ? name + 1 : "";
			for (size_t k = 0; name[k] && k + 1 < sizeof word; k++)
				word[k] = (char)(name[k] >= 'A' && name[k] <= 'Z' ? name[k] + 'a' - 'A' : name[k]);
			struct yaml_node item = { .kind = YAML_SCALAR, .scalar = text_from(word) };
			struct yaml_node list = { .kind = YAML_SEQUENCE, .first = &item, .count = 1 };
			bool is_usim = template->place == PLACE_USIM || template->element == 0xB3;
			if (!is_usim || content_usim_services.parse(&list, 0, &bits, &error) != STATUS_OK)
				continue;
			unsigned last = bits.data[bits.size - 1], number = (unsigned)(8 * (bits.size - 1)) + 1;
			for (; last > 1; last >>= 1)
				number++;
			char wanted[8];
			snprintf(wanted, sizeof wanted, "%u", number);
			CHECK(strstr(template->files[j].services, wanted), word);
			checked++;
		}
	CHECK(checked >= 20, "files");
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
	cmocka_unit_test(services_are_those_of_their_files),
	cmocka_unit_test(files_without_codec),
};

TESTS_MAIN(tests)
