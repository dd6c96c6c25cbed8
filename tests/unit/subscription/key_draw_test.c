/* SPDX-License-Identifier: Apache-2.0 */
/* OPc: test set 1 of 3GPP TS 35.208; TOPc: test set 1 of TS 35.232. */
#include "subscription/key_draw.h"

#include "support/test.h"

/* Octets that count up, so that 250 to 255, which no digit is made from, come by. */
static enum status count_up(void *self, uint8_t *out, size_t size)
{
	uint8_t *next = self;
	for (size_t i = 0; i < size; i++)
		out[i] = (*next)++;
	return STATUS_OK;
}

static enum status break_down(void *self, uint8_t *out, size_t size)
{
	(void)self, (void)out, (void)size;
	return STATUS_IO;
}

static void set(struct subscription *subscription, enum subscription_field field, const char *value)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	assert_ok(subscription_set(subscription, field, text_from(value), fault));
}

static void what_is_missing(void **state)
{
	(void)state;
	uint8_t next = 248;
	const struct random random = { &next, count_up };
	const struct key_plan plan = {
		.algorithm = USIM_MILENAGE,
		.sizes = { [SUBSCRIPTION_KI] = 32, [SUBSCRIPTION_OPC] = 32, [SUBSCRIPTION_PUK1] = 8, [SUBSCRIPTION_ADM1] = 8 },
	};
	AUTO(subscription) got = { 0 };
	set(&got, SUBSCRIPTION_PUK1, "87654321");
	assert_ok(key_draw(&plan, &random, &got));
	check_text(subscription_value(&got, SUBSCRIPTION_KI), "F8F9FAFBFCFDFEFF0001020304050607", "Ki");
	check_text(subscription_value(&got, SUBSCRIPTION_OPC), "08090A0B0C0D0E0F1011121314151617", "OPc");
	check_text(subscription_value(&got, SUBSCRIPTION_PUK1), "87654321", "the PUK that was given");
	check_text(subscription_value(&got, SUBSCRIPTION_ADM1), "45678901", "digits");
	CHECK(!subscription_has(&got, SUBSCRIPTION_PIN1), "not in the plan");

	next = 250;
	const struct key_plan digits = { .sizes = { [SUBSCRIPTION_PIN1] = 4 } };
	assert_ok(key_draw(&digits, &random, &got));
	check_text(subscription_value(&got, SUBSCRIPTION_PIN1), "0123", "250 to 255 are passed over");
}

static void derived_opc(void **state)
{
	(void)state;
	static const struct {
		enum usim_algorithm algorithm;
		const char *ki, *op, *opc;
	} rows[] = {
		{ USIM_MILENAGE, "465B5CE8B199B49FAA5F0A2EE238A6BC", "CDC202D5123E20F62B6D676AC72CB318",
		  "CD63CB71954A9F4E48A5994E37A02BAF" },
		{ USIM_TUAK, "ABABABABABABABABABABABABABABABAB", "5555555555555555555555555555555555555555555555555555555555555555",
		  "BD04D9530E87513C5D837AC2AD954623A8E2330C115305A73EB45D1F40CCCBFF" },
	};
	EACH(row, rows) {
		uint8_t next = 0;
		const struct random random = { &next, count_up };
		const struct key_plan plan = { .algorithm = row->algorithm, .sizes = { [SUBSCRIPTION_OPC] = 32 } };
		AUTO(subscription) got = { 0 };
		set(&got, SUBSCRIPTION_KI, row->ki);
		set(&got, SUBSCRIPTION_OP, row->op);
		assert_ok(key_draw(&plan, &random, &got));
		check_text(subscription_value(&got, SUBSCRIPTION_OPC), row->opc, row->ki);
	}
}

static void refused(void **state)
{
	(void)state;
	const struct key_plan plan = { .algorithm = USIM_MILENAGE, .sizes = { [SUBSCRIPTION_KI] = 32 } };
	const struct random broken = { NULL, break_down };
	AUTO(subscription) got = { 0 };
	CHECK_STATUS(key_draw(&plan, &broken, &got), STATUS_IO, "no random octets");
	set(&got, SUBSCRIPTION_KI, "465B5CE8B199B49FAA5F0A2EE238A6BC465B5CE8B199B49FAA5F0A2EE238A6BC");
	set(&got, SUBSCRIPTION_OP, "CDC202D5123E20F62B6D676AC72CB318");
	CHECK_STATUS(key_draw(&plan, &broken, &got), STATUS_MALFORMED, "a long Ki for Milenage");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_missing),
	cmocka_unit_test(derived_opc),
	cmocka_unit_test(refused),
};

TESTS_MAIN(tests)
