/* SPDX-License-Identifier: Apache-2.0 */
#include "provisim/lpa.h"

#include <string.h>

#include "support/test.h"

static const struct {
	const char *text;
	enum provisim_lpa_status status;
	const char *address, *matching_id, *oid;
	bool confirmation;
} texts[] = {
	{ "LPA:1$smdp.example.com$ABC-1", PROVISIM_LPA_OK, "smdp.example.com", "ABC-1", "", false },
	{ "Your code: 1$smdp.example.com$ABC-1$2.999.10$1 Thank you", PROVISIM_LPA_OK, "smdp.example.com", "ABC-1", "2.999.10",
	  true },
	{ "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1%24host%3A8443%24X", PROVISIM_LPA_OK, "host:8443",
	  "X", "", false },
	{ "lpa:1$smdp.example.com$", PROVISIM_LPA_OK, "smdp.example.com", "", "", false },
	{ "LPA:2$smdp.example.com$ABC", PROVISIM_LPA_UNSUPPORTED, NULL, NULL, NULL, false },
	{ "LPA:1$$ABC", PROVISIM_LPA_MALFORMED, NULL, NULL, NULL, false },
	{ "no code here", PROVISIM_LPA_NOT_FOUND, NULL, NULL, NULL, false },
	{ "", PROVISIM_LPA_NOT_FOUND, NULL, NULL, NULL, false },
	{ NULL, PROVISIM_LPA_BAD_ARGUMENT, NULL, NULL, NULL, false },
};

static void test_codes(void **state)
{
	(void)state;
	EACH(row, texts) {
		struct provisim_lpa_code code;
		enum provisim_lpa_status status = provisim_lpa_find_code(row->text, &code);
		if (status != row->status)
			fail_msg("%s: %d", row->text ? row->text : "NULL", status);
		if (status != PROVISIM_LPA_OK)
			continue;
		assert_string_equal(code.smdp_address, row->address);
		assert_string_equal(code.matching_id, row->matching_id);
		assert_string_equal(code.smdp_oid, row->oid);
		assert_true(code.confirmation_code_required == row->confirmation);
	}
}

/* Every row of the catalogue fits into what callers get, and is found again by its code. */
static void test_every_row(void **state)
{
	(void)state;
	struct provisim_lpa_explanation row, again;
	enum provisim_lpa_status status;
	size_t count = 0;
	while ((status = provisim_lpa_explain(NULL, count, &row)) == PROVISIM_LPA_OK) {
		CHECK(row.code[0] && row.sentence[0], row.code);
		CHECK(provisim_lpa_explain(row.code, 0, &again) == PROVISIM_LPA_OK, row.code);
		count++;
	}
	assert_int_equal(status, PROVISIM_LPA_NOT_FOUND);
	assert_true(count > 100);
}

static void test_by_code(void **state)
{
	(void)state;
	struct provisim_lpa_explanation row;
	assert_int_equal(provisim_lpa_explain("8.2.6/3.8", 0, &row), PROVISIM_LPA_OK);
	assert_string_equal(row.code, "8.2.6/3.8");
	assert_int_equal(provisim_lpa_explain("5/12", 0, &row), PROVISIM_LPA_OK);
	assert_string_equal(row.code, "installation/12");
	assert_int_equal(provisim_lpa_explain("no such code", 0, &row), PROVISIM_LPA_NOT_FOUND);
	assert_int_equal(provisim_lpa_explain("8.2.6/3.8", 9, &row), PROVISIM_LPA_NOT_FOUND);
	assert_int_equal(provisim_lpa_explain("8.2.6/3.8", 0, NULL), PROVISIM_LPA_BAD_ARGUMENT);
}

static void test_statuses(void **state)
{
	(void)state;
	for (int status = PROVISIM_LPA_OK; status <= PROVISIM_LPA_BUG; status++)
		assert_true(strlen(provisim_lpa_status_sentence((enum provisim_lpa_status)status)) > 0);
	assert_string_equal(provisim_lpa_status_sentence((enum provisim_lpa_status)99), "This is no status.");
	assert_string_equal(provisim_lpa_version(), PROVISIM_VERSION);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_codes),
	cmocka_unit_test(test_every_row),
	cmocka_unit_test(test_by_code),
	cmocka_unit_test(test_statuses),
};

TESTS_MAIN(tests)
