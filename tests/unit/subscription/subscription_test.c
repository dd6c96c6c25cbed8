/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscription.h"

#include "support/test.h"

static void good_values(void **state)
{
	(void)state;
	static const struct {
		enum subscription_field field;
		const char *given, *kept;
	} rows[] = {
		{ SUBSCRIPTION_ICCID, "8949020000012345670", "8949020000012345670" },
		{ SUBSCRIPTION_ICCID, " 89999001012345678909\t", "89999001012345678909" },
		{ SUBSCRIPTION_IMSI, "001010123456789", "001010123456789" },
		{ SUBSCRIPTION_IMSI, "262011", "262011" },
		{ SUBSCRIPTION_KI, "465b5ce8b199b49faa5f0a2ee238a6bc", "465B5CE8B199B49FAA5F0A2EE238A6BC" },
		{ SUBSCRIPTION_PIN1, "0000", "0000" },
		{ SUBSCRIPTION_ADM1, "12345678", "12345678" },
		{ SUBSCRIPTION_EID, "89049032123451234512345678901235", "89049032123451234512345678901235" },
		{ SUBSCRIPTION_MATCHING_ID, "AB-12", "AB-12" },
		{ SUBSCRIPTION_CONFIRMATION_CODE, "12 34", "12 34" },
		{ SUBSCRIPTION_MSISDN, "", "" },
		{ SUBSCRIPTION_KIC3, "  ", "" },
	};
	EACH(row, rows) {
		AUTO(subscription) subscription = { 0 };
		char fault[SUBSCRIPTION_FAULT_SIZE] = "";
		assert_ok(subscription_set(&subscription, row->field, text_from(row->given), fault));
		check_text(subscription_value(&subscription, row->field), row->kept, row->given);
		CHECK(subscription_has(&subscription, row->field) == (row->kept[0] != '\0'), row->given);
	}
}

/* Each names what it would take; none repeats a secret. */
static void wrong_values(void **state)
{
	(void)state;
	static const struct {
		enum subscription_field field;
		const char *given, *fault;
	} rows[] = {
		{ SUBSCRIPTION_ICCID, "8949020000012345674", "the last digit of iccid 8949020000012345674 must be 0 (its Luhn digit)." },
		{ SUBSCRIPTION_ICCID, "89490200000123456", "iccid must be 18 to 20 digits." },
		{ SUBSCRIPTION_ICCID, "894902000001234567F", "iccid must be 18 to 20 digits." },
		{ SUBSCRIPTION_IMSI, "26201", "imsi must be 6 to 15 digits." },
		{ SUBSCRIPTION_IMSI, "0010101234567890", "imsi must be 6 to 15 digits." },
		{ SUBSCRIPTION_MSISDN, "+4917", "msisdn must be 3 to 15 digits." },
		{ SUBSCRIPTION_KI, "465B5CE8B199B49FAA5F0A2EE238A6B", "ki must be 32, 48 or 64 hexadecimal digits." },
		{ SUBSCRIPTION_KI, "465B5CE8B199B49FAA5F0A2EE238A6BCDD", "ki must be 32, 48 or 64 hexadecimal digits." },
		{ SUBSCRIPTION_OPC, "465B5CE8B199B49FAA5F0A2EE238A6BX", "opc must be 32, 48 or 64 hexadecimal digits." },
		{ SUBSCRIPTION_PIN1, "123", "pin1 must be 4 to 8 digits." },
		{ SUBSCRIPTION_PUK1, "1234567", "puk1 must be 8 digits." },
		{ SUBSCRIPTION_EID, "89049032123451234512345678901234",
		  "the last two digits of eid 89049032123451234512345678901234 do not belong to the others." },
		{ SUBSCRIPTION_MATCHING_ID, "ab-12", "matching-id must be capital letters, digits and hyphens." },
		{ SUBSCRIPTION_CONFIRMATION_CODE, "12\x01", "confirmation-code must be 1 to 64 characters." },
	};
	EACH(row, rows) {
		AUTO(subscription) subscription = { 0 };
		char fault[SUBSCRIPTION_FAULT_SIZE] = "";
		enum status status = subscription_set(&subscription, row->field, text_from(row->given), fault);
		CHECK_STATUS(status, STATUS_MALFORMED, row->given);
		check_text(text_from(fault), row->fault, row->given);
		CHECK(!subscription_has(&subscription, row->field), row->given);
	}
}

static void names(void **state)
{
	(void)state;
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		assert_int_equal(subscription_field_find(text_from(subscription_field_kinds[i].name)), i);
	assert_int_equal(subscription_field_find(TEXT("IMSI")), SUBSCRIPTION_IMSI);
	assert_int_equal(subscription_field_find(TEXT("Matching_ID")), SUBSCRIPTION_MATCHING_ID);
	assert_int_equal(subscription_field_find(TEXT("ims")), SUBSCRIPTION_FIELDS);
	assert_int_equal(subscription_field_find(TEXT("")), SUBSCRIPTION_FIELDS);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(good_values),
	cmocka_unit_test(wrong_values),
	cmocka_unit_test(names),
};

TESTS_MAIN(tests)
