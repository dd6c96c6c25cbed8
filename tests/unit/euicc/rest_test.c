/* SPDX-License-Identifier: Apache-2.0 */
/* Cards that give memory back while nobody talks to them. */
#include "support/test.h"

#include <malloc.h>

#include "codec/der_read.h"
#include "support/card_fixture.h"

enum { CARDS = 100, IDLE_MAXIMUM = 8000 /* octets */ };

/* A rest after every command of a download, an enabling and a phone's reading changes nothing. */
static void nothing_is_forgotten(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) imsi = BUFFER(64);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	fixture.card.rests = true;
	card_fixture_install(&fixture, 0);
	assert_int_equal(card_fixture_manage(&fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	assert_string_equal(card_fixture_enabled(&fixture), TEST_ICCID);
	assert_int_equal(test_card_apdu(&fixture.card, "00A4040407A0000000871002", NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "00A40004026F07", NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "00B0000009", &imsi), SW_OK);
	card_fixture_tear_down(&fixture);
}

/* SUSPEND UICC over the whole card: the phone's file and the LPA's channel are there again. */
static void a_suspended_card_comes_back(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(64);
	AUTO(buffer) imsi = BUFFER(64);
	uint8_t resume[] = { 0x80, 0x76, 0x01, 0x00, 0x08, 0, 0, 0, 0, 0, 0, 0, 0 };
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	card_fixture_install(&fixture, 0);
	assert_int_equal(card_fixture_manage(&fixture, ENABLE_PROFILE_TAG, TEST_ICCID), MANAGEMENT_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "00A4040407A0000000871002", NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "00A40004026F07", NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "8076000004 0101 0301", &answer), SW_OK);
	assert_int_equal(answer.size, 10);
	memcpy(resume + 5, answer.data + 2, 8);
	assert_ok(euicc_reset(fixture.card.euicc, &imsi));
	buffer_clear(&imsi);
	euicc_rest(fixture.card.euicc);
	assert_int_equal(test_card_transmit(&fixture.card, BYTES(resume), NULL), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "00B0000009", &imsi), SW_OK);
	assert_int_equal(imsi.size, 9);
	assert_string_equal(card_fixture_enabled(&fixture), TEST_ICCID); /* over ES10 */
	assert_int_equal(test_card_transmit(&fixture.card, BYTES(resume), NULL), SW_SECURITY_NOT_SATISFIED);
	card_fixture_tear_down(&fixture);
}

/* A profile of the size that operators use. False: it is not there. */
static bool install_large(struct card_fixture *fixture)
{
	struct bytes package;
	struct der_element iccid;
	struct profile_metadata metadata = scripted_metadata_default(TEST_ICCID);
	if (!shared_file(&fixture->arena, "data/upp/TS48v5_SAIP2.3_BERTLV_SUCI.der", &package))
		return false;
	struct der_reader reader = der_reader(package), header;
	assert_true(der_enter(&reader, 0xA0, &header) && der_find(&header, 0x83, &iccid));
	assert_int_equal(iccid.value.size, ICCID_SIZE);
	metadata.iccid = iccid_of_package(iccid.value.data);
	metadata.has_owner = false;
	fixture->server.metadata = scripted_metadata(&fixture->arena, &metadata);
	fixture->server.upp = package;
	assert_int_equal(test_card_download(&fixture->card, &fixture->server).error, 0);
	char digits[ICCID_TEXT_SIZE];
	iccid_print(&metadata.iccid, digits);
	assert_int_equal(card_fixture_manage(fixture, ENABLE_PROFILE_TAG, digits), MANAGEMENT_OK);
	return true;
}

static size_t heap_in_use(void)
{
	return mallinfo2().uordblks;
}

/* Many cards run over one memory that none of them writes to. */
static void an_idle_card_is_small(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct euicc *cards[CARDS];
	AUTO(buffer) answer = BUFFER(512);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	if (!install_large(&fixture) || heap_in_use() == 0 /* another allocator, as under a sanitizer */) {
		card_fixture_tear_down(&fixture);
		skip();
	}
	size_t before = heap_in_use();
	for (int i = 0; i < CARDS; i++)
		assert_ok(euicc_open(fixture.card.nvm, &fixture.card.random, &cards[i]));
	for (int i = 0; i < CARDS; i++)
		assert_ok(euicc_transmit(cards[i], octets(&fixture.arena, "00A40004023F00"), &answer));
	for (int i = 0; i < CARDS; i++)
		euicc_rest(cards[i]);
	size_t each = (heap_in_use() - before) / CARDS;
	if (each > IDLE_MAXIMUM)
		fail_msg("an idle card takes %zu octets", each);
	for (int i = 0; i < CARDS; i++)
		euicc_free(cards[i]);
	assert_true(heap_in_use() <= before + answer.capacity + 64);
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_is_forgotten),
	cmocka_unit_test(a_suspended_card_comes_back),
	cmocka_unit_test(an_idle_card_is_small),
};

TESTS_MAIN(tests)
