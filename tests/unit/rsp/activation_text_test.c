/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/activation_text.h"

#include "support/test.h"

#define CODE "1$smdp.example.com$AB-12"

static void forms_that_people_have(void **state)
{
	(void)state;
	static const struct {
		const char *text, *code;
	} rows[] = {
		{ CODE, CODE },
		{ "LPA:" CODE, CODE },
		{ "  lpa:" CODE "\r\n", CODE },
		{ "lpa://" CODE, CODE },
		{ "LPA%3A1%24smdp.example.com%24AB-12", CODE },
		{ "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:" CODE, CODE },
		{ "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1%24smdp.example.com%24AB-12", CODE },
		{ "https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA%3A1%24smdp.example.com%24AB-12&x=1", CODE },
		{ "https://mail.example/?to=https%3A%2F%2Fesimsetup.apple.com%2F%3Fcarddata%3DLPA%253A1%2524smdp.example.com"
		  "%2524AB-12", CODE },
		{ "Your eSIM is ready. Scan LPA:" CODE ". It can be used once.", CODE },
		{ "<a href=\"lpa:" CODE "\">install</a>", CODE },
		{ "code (" CODE ")", CODE },
		{ "LPA:1$h$", "1$h$" },
		{ "LPA:" CODE "$1.3.6.1.4.1$1", CODE "$1.3.6.1.4.1$1" },
		{ "It costs 1 $ and the code is LPA:" CODE, CODE },
	};
	EACH(row, rows) {
		AUTO(buffer) found = BUFFER(1024);
		CHECK_STATUS(activation_text_find(text_from(row->text), &found), STATUS_OK, row->text);
		check_text(buffer_text(&found), row->code, row->text);
	}
}

static void what_holds_no_code(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum status want;
	} rows[] = {
		{ "", STATUS_NOT_FOUND },
		{ "hello", STATUS_NOT_FOUND },
		{ "LPA:", STATUS_NOT_FOUND },
		{ "https://example.com/?carddata=", STATUS_NOT_FOUND },
		{ "%", STATUS_NOT_FOUND },
		{ "%4", STATUS_NOT_FOUND },
		{ "%4G", STATUS_NOT_FOUND },
		{ "LPA:1$", STATUS_MALFORMED },
		{ "LPA:1$host name", STATUS_OK }, /* up to the blank: a code without a matching ID */
		{ "LPA:1$https://host$A", STATUS_MALFORMED },
		{ "LPA:1$host$lower", STATUS_MALFORMED },
		{ "LPA:2$host$A", STATUS_UNSUPPORTED },
		{ "ALPA:1$host$A", STATUS_OK }, /* the colon begins a word */
		{ "LPA%25253A1$host", STATUS_NOT_FOUND },
	};
	EACH(row, rows) {
		AUTO(buffer) found = BUFFER(1024);
		CHECK_STATUS(activation_text_find(text_from(row->text), &found), row->want, row->text);
		assert_true((found.size > 0) == (row->want == STATUS_OK));
	}
}

static void too_much_text(void **state)
{
	(void)state;
	AUTO(buffer) large = BUFFER(ACTIVATION_TEXT_MAXIMUM + 1);
	AUTO(buffer) found = BUFFER(1024);
	while (large.size < ACTIVATION_TEXT_MAXIMUM + 1)
		assert_ok(buffer_append_octet(&large, '%'));
	CHECK_STATUS(activation_text_find(buffer_text(&large), &found), STATUS_TOO_LARGE, "one octet too many");
	large.size--;
	CHECK_STATUS(activation_text_find(buffer_text(&large), &found), STATUS_NOT_FOUND, "as much as may be");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_that_people_have),
		cmocka_unit_test(what_holds_no_code),
		cmocka_unit_test(too_much_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
