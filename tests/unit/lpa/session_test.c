/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs over a channel, APDU by APDU. */
#include "lpa/session.h"

#include "lpa/card_call.h"
#include "lpa/chip_information.h"
#include "support/test.h"

struct exchange {
	const char *command;
	const char *answer;
};

static const struct exchange opening[] = {
	{ "80AA00000A A9088100820101830107", "9000" },
	{ "0070000001", "019000" },
	{ "01A4040010 A0000005591010FFFFFFFF8900000100", "9000" },
};

static void converse(struct lpa_session *session, const struct exchange *exchanges, size_t count)
{
	AUTO(arena) arena = ARENA(1 << 20);
	for (size_t i = 0; i < count; i++) {
		struct lpa_want want = lpa_session_want(session);
		assert_int_equal(want.kind, LPA_WANT_CARD);
		check_bytes(want.card, octets(&arena, exchanges[i].command), "command");
		lpa_session_card_answered(session, octets(&arena, exchanges[i].answer));
	}
}

static void begin(struct lpa_session *session)
{
	assert_ok(lpa_session_init(session, &(struct isd_r_settings){ 0 }));
	assert_int_equal(lpa_session_want(session).kind, LPA_WANT_NOTHING);
}

static struct profile_identifier a_profile(void)
{
	struct profile_identifier profile = { 0 };
	assert_ok(iccid_parse(TEXT("8949020000012345670"), &profile.iccid));
	return profile;
}

static void test_two_jobs_one_channel(void **state)
{
	(void)state;
	AUTO(lpa_session) session;
	AUTO(lpa_card_call) list;
	AUTO(lpa_card_call) nickname;
	struct profile_identifier profile = a_profile();
	static const struct exchange listing[] = { { "81E2910003BF2D00", "BF2D02A0009000" } };
	static const struct exchange naming[] = {
		{ "81E2910012BF290F5A0A9894200000103254 76F09001 58", "BF29038001009000" },
	};
	begin(&session);
	lpa_list_profiles(&list);
	lpa_set_nickname(&nickname, &profile.iccid, TEXT("X"));
	assert_ok(lpa_session_start(&session, &list.job));
	assert_int_equal(lpa_session_start(&session, &nickname.job), STATUS_OUT_OF_ORDER);
	converse(&session, opening, ARRAY_SIZE(opening));
	converse(&session, listing, 1);
	assert_int_equal(lpa_session_want(&session).kind, LPA_WANT_NOTHING);
	assert_true(lpa_job_succeeded(&list.job));
	struct der_reader profiles;
	assert_ok(lpa_listed_profiles(&list, &profiles));
	assert_true(der_end(&profiles));

	assert_ok(lpa_session_start(&session, &nickname.job));
	converse(&session, naming, 1);
	assert_true(lpa_job_succeeded(&nickname.job));
	lpa_session_finish(&session);
	static const struct exchange closing[] = { { "0070800100", "9000" } };
	converse(&session, closing, 1);
	assert_int_equal(lpa_session_want(&session).kind, LPA_WANT_NOTHING);
}

/* After a switch the card is reset, and the next job opens a channel anew. */
static void test_switch_resets_card(void **state)
{
	(void)state;
	AUTO(lpa_session) session;
	AUTO(lpa_card_call) enable;
	AUTO(lpa_card_call) list;
	struct profile_identifier profile = a_profile();
	static const struct exchange enabling[] = {
		{ "81E2910014BF3111A00C5A0A98942000001032 5476F0810100", "BF31038001009000" },
	};
	begin(&session);
	lpa_enable_profile(&enable, &profile, false);
	lpa_list_profiles(&list);
	assert_ok(lpa_session_start(&session, &enable.job));
	converse(&session, opening, ARRAY_SIZE(opening));
	converse(&session, enabling, 1);
	assert_int_equal(lpa_session_want(&session).kind, LPA_WANT_CARD_RESET);
	assert_int_equal(lpa_session_start(&session, &list.job), STATUS_OUT_OF_ORDER);
	lpa_session_card_was_reset(&session);
	assert_int_equal(lpa_session_want(&session).kind, LPA_WANT_NOTHING);
	assert_ok(lpa_session_start(&session, &list.job));
	converse(&session, opening, ARRAY_SIZE(opening));
}

static void test_results_of_switching(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		int result;
		enum status status;
	} cases[] = {
		{ "BF31038001019000", MANAGEMENT_NOT_FOUND, STATUS_REFUSED },
		{ "BF31038001029000", MANAGEMENT_WRONG_STATE, STATUS_REFUSED },
		{ "BF31038001039000", MANAGEMENT_DISALLOWED_BY_POLICY, STATUS_REFUSED },
		{ "BF31038001059000", MANAGEMENT_CAT_BUSY, STATUS_REFUSED },
		{ "BF310380017F9000", MANAGEMENT_UNDEFINED_ERROR, STATUS_REFUSED },
		{ "BF32038001009000", 0, STATUS_MALFORMED },
		{ "9000", 0, STATUS_MALFORMED },
		{ "6A88", 0, STATUS_REFUSED },
	};
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(lpa_session) session;
		AUTO(lpa_card_call) enable;
		struct profile_identifier profile = a_profile();
		begin(&session);
		lpa_enable_profile(&enable, &profile, true);
		assert_ok(lpa_session_start(&session, &enable.job));
		converse(&session, opening, ARRAY_SIZE(opening));
		lpa_session_card_answered(&session, octets(&arena, this->answer));
		assert_int_equal(lpa_session_want(&session).kind, LPA_WANT_NOTHING);
		assert_false(lpa_job_succeeded(&enable.job));
		CHECK_STATUS(enable.job.failure.status, this->status, this->answer);
		assert_int_equal(enable.job.failure.card_error, this->result);
	}
}

static void test_no_euicc(void **state)
{
	(void)state;
	AUTO(lpa_session) session;
	AUTO(lpa_card_call) list;
	static const uint8_t aid[] = { 0xA0, 0, 0, 5, 0x59 };
	static const struct exchange exchanges[] = {
		{ "80AA00000A A9088100820101830107", "6E00" },
		{ "0070000001", "019000" },
		{ "01A4040005 A000000559", "6A82" },
		{ "0070800100", "9000" },
	};
	assert_ok(lpa_session_init(&session, &(struct isd_r_settings){ .aids = { BYTES(aid) }, .aid_count = 1 }));
	lpa_list_profiles(&list);
	assert_ok(lpa_session_start(&session, &list.job));
	converse(&session, exchanges, ARRAY_SIZE(exchanges));
	assert_int_equal(lpa_session_want(&session).kind, LPA_WANT_NOTHING);
	CHECK_STATUS(list.job.failure.status, STATUS_NOT_FOUND, "no ISD-R");
	assert_non_null(strstr(list.job.failure.sentence, "--isd-r-aid"));
}

static void test_card_lost(void **state)
{
	(void)state;
	for (size_t before = 0; before <= ARRAY_SIZE(opening); before++) {
		AUTO(lpa_session) session;
		AUTO(lpa_card_call) list;
		begin(&session);
		lpa_list_profiles(&list);
		assert_ok(lpa_session_start(&session, &list.job));
		converse(&session, opening, before);
		lpa_session_card_lost(&session, (struct text){ 0 });
		assert_int_equal(lpa_session_want(&session).kind, LPA_WANT_NOTHING);
		assert_false(lpa_job_succeeded(&list.job));
		CHECK_STATUS(list.job.failure.status, STATUS_IO, "lost");
	}
}

/* A card that leaves something out is shown with what it has. */
static void test_chip_information(void **state)
{
	(void)state;
	AUTO(lpa_session) session;
	AUTO(lpa_chip_information) chip;
	static const struct exchange exchanges[] = {
		{ "81E2910006BF3E035C015A", "BF3E125A10890490321234512345123456789012359000" },
		{ "81E2910003BF3C00", "BF3C0E8004612E62638106 642E6578616D9000" },
		{ "81E2910003BF4300", "6A88" },
		{ "81E2910003BF2200", "BF22009000" },
	};
	begin(&session);
	lpa_chip_information_init(&chip);
	assert_ok(lpa_session_start(&session, &chip.job));
	converse(&session, opening, ARRAY_SIZE(opening));
	converse(&session, exchanges, ARRAY_SIZE(exchanges));
	assert_true(lpa_job_succeeded(&chip.job));
	assert_true(chip.has_eid && chip.has_addresses && !chip.has_rules && !chip.has_info2);
	char eid[EID_DIGITS + 1];
	eid_print(&chip.eid, eid);
	assert_string_equal(eid, "89049032123451234512345678901235");
	check_text(chip.addresses.default_smdp_address, "a.bc", "default SM-DP+");
	check_text(chip.addresses.root_smds_address, "d.exam", "root SM-DS");
}

/* A stop while the card is busy waits for the answer; a call of one command is not to be stopped at all. */
static void test_stop_waits_for_card(void **state)
{
	(void)state;
	AUTO(lpa_session) session;
	AUTO(lpa_card_call) list;
	static const struct exchange listing[] = { { "81E2910003BF2D00", "BF2D02A0009000" } };
	begin(&session);
	lpa_list_profiles(&list);
	assert_ok(lpa_session_start(&session, &list.job));
	lpa_session_stop(&session);
	converse(&session, opening, ARRAY_SIZE(opening));
	converse(&session, listing, 1);
	assert_true(lpa_job_succeeded(&list.job));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_two_jobs_one_channel),
	cmocka_unit_test(test_switch_resets_card),
	cmocka_unit_test(test_results_of_switching),
	cmocka_unit_test(test_no_euicc),
	cmocka_unit_test(test_card_lost),
	cmocka_unit_test(test_chip_information),
	cmocka_unit_test(test_stop_waits_for_card),
};

TESTS_MAIN(tests)
