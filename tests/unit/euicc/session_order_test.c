/* SPDX-License-Identifier: Apache-2.0 */
/* Every command of a download in every state of it: what the card answers, and whether the download can still be brought
 * to its end. */
#include "support/test.h"

#include "rsp/authenticate_server.h"
#include "rsp/cancel_session.h"
#include "rsp/prepare_download.h"
#include "support/card_fixture.h"

enum state { NONE, CHALLENGED, AUTHENTICATED, PREPARED, LOADING, FINISHED, STATES };

enum command { CHALLENGE, AUTHENTICATE, PREPARE, FIRST_PIECE, NEXT_PIECE, CANCEL, INFORMATION, NICKNAME, DELETE, COMMANDS };

/* What the card says: accepted, one of its error codes, or a status word. */
enum { ACCEPTED = 0, NO_SESSION = 4, NO_TRANSACTION = 5, REFUSED = SW_CONDITIONS_NOT_SATISFIED, NOT_FOUND = 1 };

static const char *const state_names[STATES] = {
	"none", "challenged", "authenticated", "prepared", "loading", "finished",
};
static const char *const command_names[COMMANDS] = {
	"GetEUICCChallenge", "AuthenticateServer", "PrepareDownload", "first piece", "next piece", "CancelSession",
	"GetEUICCInfo2", "SetNickname", "DeleteProfile",
};

/* SGP.22 5.7, state by state. AuthenticateServer is for the last challenge, so that it is right in SESSION_CHALLENGED. */
static const struct {
	int says;
	bool goes_on; /* what was begun before can be finished afterwards */
} wanted[STATES][COMMANDS] = {
	[NONE] = {
		[CHALLENGE] = { ACCEPTED, true }, [AUTHENTICATE] = { NO_SESSION, true }, [PREPARE] = { NO_SESSION, true },
		[FIRST_PIECE] = { REFUSED, true }, [NEXT_PIECE] = { REFUSED, true }, [CANCEL] = { NO_TRANSACTION, true },
		[INFORMATION] = { ACCEPTED, true }, [NICKNAME] = { NOT_FOUND, true }, [DELETE] = { NOT_FOUND, true },
	},
	[CHALLENGED] = {
		[CHALLENGE] = { ACCEPTED, false }, [AUTHENTICATE] = { ACCEPTED, true }, [PREPARE] = { NO_SESSION, false },
		[FIRST_PIECE] = { REFUSED, true }, [NEXT_PIECE] = { REFUSED, true }, [CANCEL] = { NO_TRANSACTION, true },
		[INFORMATION] = { ACCEPTED, true }, [NICKNAME] = { NOT_FOUND, true }, [DELETE] = { NOT_FOUND, true },
	},
	[AUTHENTICATED] = {
		[CHALLENGE] = { ACCEPTED, false }, [AUTHENTICATE] = { NO_SESSION, false }, [PREPARE] = { ACCEPTED, true },
		[FIRST_PIECE] = { REFUSED, true }, [NEXT_PIECE] = { REFUSED, true }, [CANCEL] = { ACCEPTED, false },
		[INFORMATION] = { ACCEPTED, true }, [NICKNAME] = { NOT_FOUND, true }, [DELETE] = { NOT_FOUND, true },
	},
	[PREPARED] = {
		[CHALLENGE] = { ACCEPTED, false }, [AUTHENTICATE] = { NO_SESSION, false }, [PREPARE] = { ACCEPTED, true },
		[FIRST_PIECE] = { ACCEPTED, true }, [NEXT_PIECE] = { REFUSED, true }, [CANCEL] = { ACCEPTED, false },
		[INFORMATION] = { ACCEPTED, true }, [NICKNAME] = { NOT_FOUND, true }, [DELETE] = { NOT_FOUND, true },
	},
	[LOADING] = {
		[CHALLENGE] = { ACCEPTED, false }, [AUTHENTICATE] = { REFUSED, true }, [PREPARE] = { REFUSED, true },
		[FIRST_PIECE] = { REFUSED, true }, [NEXT_PIECE] = { ACCEPTED, true }, [CANCEL] = { ACCEPTED, false },
		[INFORMATION] = { ACCEPTED, true }, [NICKNAME] = { NOT_FOUND, true }, [DELETE] = { REFUSED, true },
	},
	[FINISHED] = {
		[CHALLENGE] = { ACCEPTED, true }, [AUTHENTICATE] = { NO_SESSION, true }, [PREPARE] = { NO_SESSION, true },
		[FIRST_PIECE] = { REFUSED, true }, [NEXT_PIECE] = { REFUSED, true }, [CANCEL] = { NO_TRANSACTION, true },
		[INFORMATION] = { ACCEPTED, true }, [NICKNAME] = { ACCEPTED, true }, [DELETE] = { ACCEPTED, true },
	},
};

/* A download, and how far it came. */
struct play {
	struct card_fixture fixture;
	struct bytes challenge_answer; /* the last one */
	struct bytes authenticate, prepare;
	struct bytes package;
	size_t position;
	struct bytes result;
};

/* ---- going forward ---- */

static void give_challenge(struct play *play)
{
	play->challenge_answer = test_card_command_hex(&play->fixture.card, &play->fixture.arena, "BF2E00");
	play->authenticate = scripted_server_authenticate(&play->fixture.server, play->challenge_answer);
}

static void give_authentication(struct play *play)
{
	struct scripted_server *server = &play->fixture.server;
	scripted_server_hear_authentication(server, test_card_command(&play->fixture.card, &server->arena,
	                                                              play->authenticate));
	play->prepare = scripted_server_prepare(server);
}

static void give_preparation(struct play *play)
{
	struct scripted_server *server = &play->fixture.server;
	scripted_server_hear_preparation(server, test_card_command(&play->fixture.card, &server->arena, play->prepare));
	play->package = scripted_server_package(server);
	play->position = 0;
}

static status_word give_piece(struct play *play)
{
	AUTO(buffer) answer = BUFFER(65536);
	struct bytes piece;
	assert_true(bound_package_next_piece(play->package, &play->position, &piece));
	status_word word = test_card_store_data(&play->fixture.card, piece, &answer);
	if (answer.size > 0)
		assert_ok(arena_copy(&play->fixture.arena, buffer_bytes(&answer), &play->result));
	return word;
}

static void give_all_pieces(struct play *play)
{
	while (play->result.size == 0)
		assert_int_equal(give_piece(play), SW_OK);
}

/* From `state` to the end. Only with right messages: it fails when the card forgot what was before. */
static bool can_finish(struct play *play, enum state state)
{
	static void (*const steps[])(struct play *play) = {
		give_challenge, give_authentication, give_preparation, give_all_pieces, give_all_pieces,
	};
	for (enum state now = state; now < LOADING; now++)
		steps[now](play);
	if (state == LOADING)
		give_all_pieces(play);
	return state == FINISHED || scripted_server_hear_result(&play->fixture.server, play->result).error == 0;
}

static void go_to(struct play *play, enum state state)
{
	if (state >= CHALLENGED)
		give_challenge(play);
	if (state >= AUTHENTICATED)
		give_authentication(play);
	if (state >= PREPARED)
		give_preparation(play);
	if (state >= LOADING)
		for (int i = 0; i < 4; i++)
			assert_int_equal(give_piece(play), SW_OK);
	if (state == FINISHED)
		give_all_pieces(play);
}

static void reach(struct play *play, enum state state)
{
	*play = (struct play){ 0 };
	card_fixture_set_up(&play->fixture, CURVE_P256, NULL);
	go_to(play, state);
}

/* ---- one command ---- */

/* Messages that were not made yet are made for another card's session: the state alone must refuse them. */
static struct bytes message_or(struct bytes message, struct bytes other)
{
	return message.size > 0 ? message : other;
}

static int ask(struct play *play, struct bytes command, struct buffer *answer)
{
	status_word word = test_card_store_data(&play->fixture.card, command, answer);
	return word == SW_OK ? ACCEPTED : word;
}

static int say_authenticate(struct play *play, const struct play *other)
{
	AUTO(buffer) answer = BUFFER(65536);
	struct authenticate_server_answer got;
	int said = ask(play, message_or(play->authenticate, other->authenticate), &answer);
	if (said != ACCEPTED)
		return said;
	assert_ok(authenticate_server_answer_decode(buffer_bytes(&answer), &got));
	if (got.error == 0) {
		scripted_server_hear_authentication(&play->fixture.server, buffer_bytes(&answer));
		play->prepare = scripted_server_prepare(&play->fixture.server);
	}
	return got.error;
}

static int say_prepare(struct play *play, const struct play *other)
{
	AUTO(buffer) answer = BUFFER(65536);
	struct prepare_download_answer got;
	int said = ask(play, message_or(play->prepare, other->prepare), &answer);
	if (said != ACCEPTED)
		return said;
	assert_ok(prepare_download_answer_decode(buffer_bytes(&answer), &got));
	if (got.error == 0) {
		scripted_server_hear_preparation(&play->fixture.server, buffer_bytes(&answer));
		play->package = scripted_server_package(&play->fixture.server);
		play->position = 0;
	}
	return got.error;
}

static int say_piece(struct play *play, const struct play *other, bool first)
{
	AUTO(buffer) answer = BUFFER(65536);
	struct bytes package = message_or(play->package, other->package), piece;
	size_t position = 0;
	assert_true(bound_package_next_piece(package, &position, &piece));
	if (!first) {
		position = play->position > 0 ? play->position : position;
		if (!bound_package_next_piece(package, &position, &piece))
			piece = octets(&play->fixture.arena, "86020000");
	}
	int said = ask(play, piece, &answer);
	if (said == ACCEPTED)
		play->position = position;
	return said;
}

static int say_cancel(struct play *play)
{
	AUTO(buffer) request = BUFFER(64);
	AUTO(buffer) answer = BUFFER(65536);
	struct cancel_session_request content = { .transaction_id = BYTES(play->fixture.server.transaction_id) };
	struct cancel_session_answer got;
	assert_ok(cancel_session_request_encode(&content, &request));
	int said = ask(play, buffer_bytes(&request), &answer);
	if (said != ACCEPTED)
		return said;
	assert_ok(cancel_session_answer_decode(buffer_bytes(&answer), &got));
	return got.error;
}

static int say_management(struct play *play, uint32_t tag)
{
	AUTO(buffer) request = BUFFER(128);
	AUTO(buffer) answer = BUFFER(65536);
	struct profile_identifier profile = { 0 };
	int result;
	assert_ok(iccid_parse(TEXT(TEST_ICCID), &profile.iccid));
	if (tag == DELETE_PROFILE_TAG)
		assert_ok(delete_profile_request_encode(&profile, &request));
	else
		assert_ok(set_nickname_request_encode(&profile.iccid, TEXT("x"), &request));
	int said = ask(play, buffer_bytes(&request), &answer);
	if (said != ACCEPTED)
		return said;
	assert_ok(result_answer_decode(buffer_bytes(&answer), tag, &result));
	return result;
}

static int say(struct play *play, const struct play *other, enum command command)
{
	AUTO(buffer) answer = BUFFER(65536);
	switch (command) {
	case CHALLENGE:
		return ask(play, octets(&play->fixture.arena, "BF2E00"), &answer);
	case AUTHENTICATE:
		return say_authenticate(play, other);
	case PREPARE:
		return say_prepare(play, other);
	case FIRST_PIECE:
	case NEXT_PIECE:
		return say_piece(play, other, command == FIRST_PIECE);
	case CANCEL:
		return say_cancel(play);
	case INFORMATION:
		return ask(play, octets(&play->fixture.arena, "BF2200"), &answer);
	case NICKNAME:
		return say_management(play, SET_NICKNAME_TAG);
	default:
		return say_management(play, DELETE_PROFILE_TAG);
	}
}

/* Where an accepted step leads, the download goes on from there. */
static enum state after(enum state state, enum command command, int said)
{
	bool forward = said == ACCEPTED && ((state == NONE && command == CHALLENGE) ||
	                                    (state == CHALLENGED && command == AUTHENTICATE) ||
	                                    (state == AUTHENTICATED && command == PREPARE) ||
	                                    (state == PREPARED && command == FIRST_PIECE));
	return forward ? state + 1 : state;
}

/* Deleting what is not there changes nothing and ends nothing. */
static void every_command_in_every_state(void **state)
{
	(void)state;
	struct play other;
	reach(&other, LOADING);
	for (enum state in = NONE; in < STATES; in++)
		for (enum command command = CHALLENGE; command < COMMANDS; command++) {
			struct play play;
			reach(&play, in);
			int said = say(&play, &other, command);
			if (said != wanted[in][command].says)
				fail_msg("%s when %s: %04X, want %04X", command_names[command], state_names[in],
				         (unsigned)said, (unsigned)wanted[in][command].says);
			if (wanted[in][command].goes_on && !(in == NONE && command == CHALLENGE))
				CHECK(can_finish(&play, after(in, command, said)), command_names[command]);
			card_fixture_tear_down(&play.fixture);
		}
	card_fixture_tear_down(&other.fixture);
}

/* ---- what else a terminal may ask for ---- */

enum effect { STAYS, ENDS, WAITS }; /* the session goes on; it is over; the command is refused and changes nothing */

enum kind { READS, CHANGES, MANAGES, MANAGES_NOTHING, KINDS };

/* The standard leaves open whether local management ends a session: see docs/decisions/open-points.md. */
static const enum effect effects[KINDS][STATES] = {
	[MANAGES] = { [CHALLENGED] = ENDS, [AUTHENTICATED] = ENDS, [PREPARED] = ENDS, [LOADING] = WAITS },
	[MANAGES_NOTHING] = { [LOADING] = WAITS },
};

#define OTHER "5A0A 989420000010325486F8"   /* TEST_ICCID_2, which is installed */
#define NOBODY "5A0A 989420000010325496F6"  /* TEST_ICCID_3, which is not */

/* On a card with one more profile, disabled. */
static const struct {
	const char *what, *before, *request;
	const char *answer; /* of what does not read; what reads says what it said before the session */
	enum kind kind;
} functions[] = {
	{ "EnableProfile", NULL, "BF3111 A00C" OTHER "810100", "BF3103 800100", MANAGES },
	{ "EnableProfile, unknown", NULL, "BF3111 A00C" NOBODY "810100", "BF3103 800101", MANAGES_NOTHING },
	{ "DisableProfile", "BF3111 A00C" OTHER "810100", "BF3211 A00C" OTHER "810100", "BF3203 800100", MANAGES },
	{ "DisableProfile, not enabled", NULL, "BF3211 A00C" OTHER "810100", "BF3203 800102", MANAGES_NOTHING },
	{ "DeleteProfile", NULL, "BF330C" OTHER, "BF3303 800100", MANAGES },
	{ "DeleteProfile, enabled", "BF3111 A00C" OTHER "810100", "BF330C" OTHER, "BF3303 800102", MANAGES_NOTHING },
	{ "eUICCMemoryReset", NULL, "BF3404 82020780", "BF3403 800100", MANAGES },
	{ "eUICCMemoryReset, no test profile", NULL, "BF3404 82020640", "BF3403 800101", MANAGES_NOTHING },
	{ "LoadCRL, what is no list", NULL, "BF3502 A000", "BF3503 810102", CHANGES },
	{ "GetRAT", NULL, "BF4300", NULL, READS },
	{ "ListNotification", NULL, "BF2800", NULL, READS },
	{ "RetrieveNotificationsList", NULL, "BF2B00", NULL, READS },
	{ "GetProfilesInfo", NULL, "BF2D00", NULL, READS },
	{ "RemoveNotificationFromList", NULL, "BF3003 800101", "BF3003 800100", CHANGES },
	{ "SetDefaultDpAddress", NULL, "BF3F03 800178", "BF3F03 800100", CHANGES },
	{ "SetNickname", NULL, "BF290F" OTHER "900178", "BF2903 800100", CHANGES },
};

static struct bytes ask_hex(struct play *play, const char *hex)
{
	return test_card_command_hex(&play->fixture.card, &play->fixture.arena, hex);
}

/* The right message for where the session was must be refused as if there never had been one. */
static void check_session_is_over(struct play *play, enum state state, const char *what)
{
	static const enum command next[STATES] = {
		[CHALLENGED] = AUTHENTICATE, [AUTHENTICATED] = PREPARE, [PREPARED] = FIRST_PIECE,
	};
	int said = say(play, play, next[state]);
	if (said != wanted[NONE][next[state]].says)
		fail_msg("%s when %s: the session goes on (%04X)", what, state_names[state], (unsigned)said);
	CHECK(can_finish(play, NONE), what);
}

/* A download of TEST_ICCID to a card that has TEST_ICCID_2 already. */
static void set_up_with_another(struct play *play, const char *before)
{
	*play = (struct play){ 0 };
	card_fixture_set_up(&play->fixture, CURVE_P256, NULL);
	card_fixture_offer_simple(&play->fixture, TEST_ICCID_2, PROFILE_OPERATIONAL, 0);
	card_fixture_install(&play->fixture, 0);
	card_fixture_offer_simple(&play->fixture, TEST_ICCID, PROFILE_OPERATIONAL, 0);
	if (before)
		ask_hex(play, before);
}

/* Asks, and checks what is said and that nothing changes that must not. A finished download has changed the lists, so
 * that what is read then is only held against itself. */
static void check_answer(struct play *play, size_t index, enum effect effect, struct bytes want, const char *when)
{
	const char *what = functions[index].what;
	struct bytes request = octets(&play->fixture.arena, functions[index].request);
	struct bytes profiles = ask_hex(play, "BF2D00"), notifications = ask_hex(play, "BF2800");
	AUTO(buffer) answer = BUFFER(65536);
	int said = ask(play, request, &answer);
	if (said != (effect == WAITS ? REFUSED : ACCEPTED))
		fail_msg("%s when %s: %04X", what, when, (unsigned)said);
	if (effect != WAITS)
		check_bytes(buffer_bytes(&answer), want, what);
	if (effect == WAITS || functions[index].kind == MANAGES_NOTHING || functions[index].kind == READS) {
		check_bytes(ask_hex(play, "BF2D00"), profiles, what);
		check_bytes(ask_hex(play, "BF2800"), notifications, what);
	}
}

static void check_function(size_t index, enum state in)
{
	enum effect effect = effects[functions[index].kind][in];
	bool reads = functions[index].kind == READS;
	struct play play;
	struct bytes want;
	set_up_with_another(&play, functions[index].before);
	if (in == FINISHED)
		go_to(&play, in);
	want = reads ? ask_hex(&play, functions[index].request) : octets(&play.fixture.arena, functions[index].answer);
	if (in != FINISHED)
		go_to(&play, in);
	check_answer(&play, index, effect, want, state_names[in]);
	if (effect == ENDS)
		check_session_is_over(&play, in, functions[index].what);
	else
		CHECK(can_finish(&play, in), functions[index].what);
	card_fixture_tear_down(&play.fixture);
}

static void every_other_function_in_every_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		for (enum state in = NONE; in < STATES; in++)
			check_function(i, in);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_command_in_every_state),
	cmocka_unit_test(every_other_function_in_every_state),
};

TESTS_MAIN(tests)
