/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "euicc/function_table.h"
#include "support/card_fixture.h"

#define ISD_R "A0000005591010FFFFFFFF8900000100"
#define ECASD "A0000005591010FFFFFFFF8900000200"

static void set_up(struct card_fixture *fixture)
{
	card_fixture_set_up(fixture, CURVE_P256, NULL);
}

static status_word say(struct card_fixture *fixture, const char *apdu)
{
	return test_card_apdu(&fixture->card, apdu, NULL);
}

/* ---- selection ---- */

/* SGP.22 5.7.1: the octets that an LPA finds in the answer to SELECT. */
static void isd_r_says_which_version_it_follows(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(256);
	set_up(&fixture);
	assert_int_equal(test_card_apdu(&fixture.card, "01A4040010" ISD_R, &answer), SW_OK);
	check_bytes(buffer_bytes(&answer),
	            octets(&fixture.arena, "6F1F 8410" ISD_R "A504 9F6501FF E005 8203 020500"), "FCI");
	card_fixture_tear_down(&fixture);
}

static void ecasd_tells_the_eid(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(256);
	set_up(&fixture);
	assert_int_equal(say(&fixture, "01A4040010" ECASD), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "81CA005A12", &answer), SW_OK);
	check_bytes(buffer_bytes(&answer), octets(&fixture.arena, "5A10" TEST_EID), "EID");
	assert_int_equal(say(&fixture, "81CA006600"), SW_REFERENCE_NOT_FOUND);
	assert_int_equal(say(&fixture, "81E2910003BF2E00"), SW_INS_NOT_SUPPORTED);
	card_fixture_tear_down(&fixture);
}

static void other_applications_are_not_there(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	assert_int_equal(say(&fixture, "01A4040010A0000005591010FFFFFFFF8900001000"), SW_FILE_NOT_FOUND);
	assert_int_equal(say(&fixture, "01A4040010A0000005591010FFFFFFFF8900000101"), SW_FILE_NOT_FOUND);
	card_fixture_tear_down(&fixture);
}

/* ---- STORE DATA ---- */

static const struct {
	const char *what, *apdu;
	status_word want;
} single_commands[] = {
	{ "TERMINAL CAPABILITY as LPAs send it", "80AA00000AA9088100820101830107", SW_OK },
	{ "a function", "81E2910003BF2E00", SW_OK },
	{ "with Le", "81E2910003BF2E0000", SW_OK },
	{ "not the first block", "81E2910103BF2E00", SW_WRONG_P1_P2 },
	{ "encrypted", "81E2F10003BF2E00", SW_WRONG_P1_P2 },
	{ "no function", "81E2910003BF7F00", SW_REFERENCE_NOT_FOUND },
	{ "a function of a later version", "81E2910003BF4400", SW_REFERENCE_NOT_FOUND },
	{ "no DER", "81E2910003BF2E01", SW_WRONG_DATA },
	{ "something after it", "81E2910004BF2E0000", SW_WRONG_DATA },
	{ "an indefinite length", "81E2910005BF2E800000", SW_WRONG_DATA },
	{ "a length longer than it needs to be", "81E2910004BF2E8100", SW_WRONG_DATA },
	{ "nothing", "81E29100", SW_WRONG_DATA },
	{ "interindustry class", "01E2910003BF2E00", SW_CLA_NOT_SUPPORTED },
	{ "another instruction", "81F0800000", SW_INS_NOT_SUPPORTED },
	{ "a package without a session", "81E2910008BF3605BF23028001", SW_CONDITIONS_NOT_SATISFIED },
	{ "a segment without a session", "81E291000486020000", SW_CONDITIONS_NOT_SATISFIED },
	{ "a sequence without a session", "81E2910002A000", SW_CONDITIONS_NOT_SATISFIED },
};

static void commands_get_their_status_words(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	EACH(command, single_commands) {
		status_word word = say(&fixture, command->apdu);
		if (word != command->want)
			fail_msg("%s: %04X, want %04X", command->what, word, command->want);
	}
	card_fixture_tear_down(&fixture);
}

/* Every function, with every cut of a request and with nothing in it, answers in its own form or refuses: it neither
 * falls silent nor answers with another function's tag. */
static void every_function_lives_with_odd_requests(void **state)
{
	(void)state;
	static const char *const contents[] = {
		"", "00", "80", "8000", "800100", "8001FF", "81", "820205E0", "A000", "A0028000", "5A00", "4F00", "5C00",
		"30003000", "A00C5A0A00000000000000000000810100", "5A0A00000000000000000000", "800900000000000000FFFF",
	};
	struct card_fixture fixture;
	set_up(&fixture);
	const struct es10_function *function;
	for (size_t i = 0; (function = es10_function_at(i)) != NULL; i++)
		EACH(content, contents) {
			AUTO(buffer) answer = BUFFER(65536);
			char command[200];
			snprintf(command, sizeof command, "%04X%02X%s", function->tag, (unsigned)strlen(*content) / 2,
			         *content);
			struct bytes request = octets(&fixture.arena, command);
			status_word word = test_card_store_data(&fixture.card, request, &answer);
			CHECK(word == SW_OK || word == SW_WRONG_DATA || word == SW_CONDITIONS_NOT_SATISFIED, command);
			struct der_reader reader = der_reader(buffer_bytes(&answer));
			CHECK(word != SW_OK || der_peek(&reader) == function->tag, command);
		}
	card_fixture_tear_down(&fixture);
}

static void functions_stand_once_in_the_table(void **state)
{
	(void)state;
	const struct es10_function *function;
	for (size_t i = 0; (function = es10_function_at(i)) != NULL; i++)
		assert_ptr_equal(es10_function_find(function->tag), function);
	assert_null(es10_function_find(0xBF44));
}

/* ---- channels ---- */

static void channels_assemble_on_their_own(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(256);
	set_up(&fixture);
	assert_int_equal(say(&fixture, "0070000001"), SW_OK);
	assert_int_equal(say(&fixture, "02A4040010" ISD_R), SW_OK);
	assert_int_equal(say(&fixture, "81E2110003BF3E03"), SW_OK);
	assert_int_equal(say(&fixture, "82E2910003BF2E00"), SW_OK);
	assert_int_equal(test_card_apdu(&fixture.card, "81E29101035C015A", &answer), SW_OK);
	check_bytes(buffer_bytes(&answer), octets(&fixture.arena, "BF3E12 5A10" TEST_EID), "GetEID");
	card_fixture_tear_down(&fixture);
}

/* An LPA that closes its channel between two steps goes on where it was. */
static void a_session_outlives_its_channel(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	test_card_authenticate(&fixture.card, &fixture.server);
	assert_int_equal(say(&fixture, "0070800100"), SW_OK);
	assert_int_equal(say(&fixture, "0070000001"), SW_OK);
	assert_int_equal(say(&fixture, "01A4040010" ISD_R), SW_OK);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes result = test_card_load(&fixture.card, &fixture.server, scripted_server_package(&fixture.server),
	                                     NULL);
	assert_int_equal(scripted_server_hear_result(&fixture.server, result).error, 0);
	card_fixture_tear_down(&fixture);
}

static void a_session_does_not_outlive_a_reset(void **state)
{
	(void)state;
	struct card_fixture fixture;
	set_up(&fixture);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes package = scripted_server_package(&fixture.server);
	status_word word;
	test_card_select_isd_r(&fixture.card);
	assert_int_equal(test_card_load(&fixture.card, &fixture.server, package, &word).size, 0);
	assert_int_equal(word, SW_CONDITIONS_NOT_SATISFIED);
	card_fixture_tear_down(&fixture);
}

/* ---- between two segments ---- */

static void other_functions_answer_while_a_package_loads(void **state)
{
	(void)state;
	static const char *const questions[] = {
		"BF2000", "BF2200", "BF2D00", "BF2800", "BF2B00", "BF3C00", "BF3E035C015A", "BF4300", "BF3003800163",
	};
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(65536);
	struct bytes piece;
	size_t position = 0;
	set_up(&fixture);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes package = scripted_server_package(&fixture.server);
	while (answer.size == 0 && bound_package_next_piece(package, &position, &piece)) {
		assert_int_equal(test_card_store_data(&fixture.card, piece, &answer), SW_OK);
		EACH(question, questions)
			assert_true(test_card_command_hex(&fixture.card, &fixture.arena, *question).size > 0);
	}
	assert_int_equal(scripted_server_hear_result(&fixture.server, buffer_bytes(&answer)).error, 0);
	card_fixture_tear_down(&fixture);
}

/* A chain that was broken off is sent again from its beginning. */
static void a_chain_of_a_package_may_be_restarted(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) answer = BUFFER(65536);
	struct bytes piece;
	size_t position = 0;
	set_up(&fixture);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes package = scripted_server_package(&fixture.server);
	while (answer.size == 0 && bound_package_next_piece(package, &position, &piece)) {
		uint8_t block[5 + 100] = { 0x81, 0xE2, 0x11, 0x00, 100 };
		if (piece.size > 100) {
			memcpy(block + 5, piece.data, 100);
			assert_int_equal(test_card_transmit(&fixture.card, BYTES(block), NULL), SW_OK);
		}
		assert_int_equal(test_card_store_data(&fixture.card, piece, &answer), SW_OK);
	}
	assert_int_equal(scripted_server_hear_result(&fixture.server, buffer_bytes(&answer)).error, 0);
	card_fixture_tear_down(&fixture);
}

/* After the result nothing of the package is taken any more, and nothing changes. */
static void nothing_follows_the_result(void **state)
{
	(void)state;
	struct card_fixture fixture;
	status_word word;
	set_up(&fixture);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	struct bytes package = scripted_server_package(&fixture.server);
	assert_true(test_card_load(&fixture.card, &fixture.server, package, &word).size > 0);
	assert_int_equal(test_card_load(&fixture.card, &fixture.server, package, &word).size, 0);
	assert_int_equal(word, SW_CONDITIONS_NOT_SATISFIED);
	assert_int_equal(card_fixture_profile_count(&fixture), 1);
	assert_int_equal(card_fixture_notifications(&fixture).count, 2);
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(isd_r_says_which_version_it_follows),
	cmocka_unit_test(ecasd_tells_the_eid),
	cmocka_unit_test(other_applications_are_not_there),
	cmocka_unit_test(commands_get_their_status_words),
	cmocka_unit_test(every_function_lives_with_odd_requests),
	cmocka_unit_test(functions_stand_once_in_the_table),
	cmocka_unit_test(channels_assemble_on_their_own),
	cmocka_unit_test(a_session_outlives_its_channel),
	cmocka_unit_test(a_session_does_not_outlive_a_reset),
	cmocka_unit_test(other_functions_answer_while_a_package_loads),
	cmocka_unit_test(a_chain_of_a_package_may_be_restarted),
	cmocka_unit_test(nothing_follows_the_result),
};

TESTS_MAIN(tests)
