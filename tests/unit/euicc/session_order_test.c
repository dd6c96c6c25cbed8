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

static void reach(struct play *play, enum state state)
{
	*play = (struct play){ 0 };
	card_fixture_set_up(&play->fixture, CURVE_P256, NULL);
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

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_command_in_every_state),
};

TESTS_MAIN(tests)
