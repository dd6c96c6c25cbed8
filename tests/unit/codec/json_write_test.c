/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json.h"

#include "support/test.h"

static void commas_come_by_themselves(void **state)
{
	AUTO(buffer) out = BUFFER(1000);
	struct json_writer writer = json_writer(&out);
	(void)state;
	json_open_object(&writer, NULL);
	json_open_object(&writer, "empty");
	json_close_object(&writer);
	json_open_array(&writer, "list");
	json_put_number(&writer, NULL, -5);
	json_put_boolean(&writer, NULL, true);
	json_open_array(&writer, NULL);
	json_close_array(&writer);
	json_put_null(&writer, NULL);
	json_close_array(&writer);
	json_put_base64(&writer, "octets", bytes_from("foob", 4));
	json_put_hex(&writer, "hex", bytes_from("\xAB\x01", 2));
	json_put_raw(&writer, "raw", TEXT("{\"x\":1}"));
	json_put_text(&writer, "text", TEXT("t"));
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	check_text(buffer_text(&out),
	           "{\"empty\":{},\"list\":[-5,true,[],null],\"octets\":\"Zm9vYg==\",\"hex\":\"AB01\",\"raw\":{\"x\":1},"
	           "\"text\":\"t\"}",
	           "all kinds");
}

static void texts_come_back_as_they_were(void **state)
{
	char every_character[0x7F + 1];
	(void)state;
	for (int c = 1; c <= 0x7F; c++)
		every_character[c - 1] = (char)c;
	every_character[0x7F] = 0;
	const char *const texts[] = { "", "\"", "\\", "\\\"", "\n\r\t\b\f", "\x01\x1F", "/", "Grüße 📱", every_character };
	EACH (text, texts) {
		AUTO(buffer) out = BUFFER(1000);
		AUTO(json_document) document = { 0 };
		struct json_writer writer = json_writer(&out);
		struct text back;
		json_open_object(&writer, NULL);
		json_put_text(&writer, *text, text_from(*text));
		json_close_object(&writer);
		assert_ok(json_finish(&writer));
		assert_ok(json_parse(buffer_text(&out), &document));
		assert_true(json_text(json_member(json_root(&document), *text), &back));
		check_text(back, *text, "back");
		for (size_t i = 0; i < out.size; i++)
			assert_true(out.data[i] >= 0x20);
	}
}

static void numbers_are_written_whole(void **state)
{
	static const struct {
		int64_t value;
		const char *text;
	} cases[] = { { 0, "0" }, { INT64_MAX, "9223372036854775807" }, { INT64_MIN, "-9223372036854775808" } };
	(void)state;
	EACH (this, cases) {
		AUTO(buffer) out = BUFFER(100);
		struct json_writer writer = json_writer(&out);
		json_put_number(&writer, NULL, this->value);
		assert_ok(json_finish(&writer));
		check_text(buffer_text(&out), this->text, this->text);
	}
}

static void the_first_failure_sticks(void **state)
{
	AUTO(buffer) out = BUFFER(10);
	struct json_writer writer = json_writer(&out);
	(void)state;
	json_put_text(&writer, NULL, TEXT("much too long"));
	json_put_null(&writer, NULL);
	json_put_base64(&writer, NULL, BYTES("x"));
	json_put_hex(&writer, NULL, BYTES("x"));
	CHECK_STATUS(json_finish(&writer), STATUS_TOO_LARGE, "over the limit");

	writer = json_writer(&out);
	json_open_array(&writer, NULL);
	CHECK_STATUS(json_finish(&writer), STATUS_BUG, "not closed");

	buffer_clear(&out);
	writer = json_writer(&out);
	json_close_array(&writer);
	json_open_array(&writer, NULL);
	CHECK_STATUS(json_finish(&writer), STATUS_BUG, "closed before it was opened");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(commas_come_by_themselves),
	cmocka_unit_test(texts_come_back_as_they_were),
	cmocka_unit_test(numbers_are_written_whole),
	cmocka_unit_test(the_first_failure_sticks),
};

TESTS_MAIN(tests)
