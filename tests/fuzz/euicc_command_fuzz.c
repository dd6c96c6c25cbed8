/* SPDX-License-Identifier: Apache-2.0 */
/* A card among ES10 commands of any kind, with right steps of a download between them so that every state is reached. The
 * first octet of each step says what it is, the second how many octets follow for it. The card answers everything with a
 * status word, answers no function with another's tag, and can always tell its profiles. */
#include "fuzz.h"
#include "rsp/prepare_download.h"
#include "support/card_fixture.h"

enum step { RAW_APDU, FUNCTION, AUTHENTICATE, PREPARE, PIECE, RESET, STEP_COUNT };

enum { STEPS_MAXIMUM = 60 };

struct play {
	struct card_fixture fixture;
	struct bytes package;
	size_t position;
	bool prepared;
};

static void run_function(struct play *play, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(65536);
	status_word word = test_card_store_data(&play->fixture.card, command, &answer);
	check(word != 0);
	/* A package may be answered with its result. */
	struct der_reader asked = der_reader(command), said = der_reader(buffer_bytes(&answer));
	uint32_t tag = der_peek(&said);
	check(answer.size == 0 || tag == der_peek(&asked) || tag == INSTALLATION_RESULT_TAG);
}

static void authenticate(struct play *play)
{
	AUTO(buffer) answer = BUFFER(65536);
	struct card_fixture *fixture = &play->fixture;
	struct scripted_server *server = &fixture->server;
	static const uint8_t get_challenge[] = { 0xBF, 0x2E, 0x00 };
	status_word word = test_card_store_data(&fixture->card, BYTES(get_challenge), &answer);
	play->prepared = false;
	play->package = (struct bytes){ 0 };
	/* A card whose channel something closed has nothing to say here. */
	if (word != SW_OK || answer.size == 0)
		return;
	struct bytes request = scripted_server_authenticate(server, buffer_bytes(&answer));
	scripted_server_hear_authentication(server, test_card_command(&fixture->card, &server->arena, request));
	play->prepared = true;
}

static void prepare(struct play *play)
{
	AUTO(buffer) answer = BUFFER(65536);
	struct card_fixture *fixture = &play->fixture;
	struct prepare_download_answer got;
	if (!play->prepared)
		return;
	struct bytes request = scripted_server_prepare(&fixture->server);
	if (test_card_store_data(&fixture->card, request, &answer) != SW_OK)
		return;
	if (prepare_download_answer_decode(buffer_bytes(&answer), &got) != STATUS_OK || got.error != 0)
		return;
	scripted_server_hear_preparation(&fixture->server, buffer_bytes(&answer));
	play->package = scripted_server_package(&fixture->server);
	play->position = 0;
}

static void load_piece(struct play *play)
{
	struct bytes piece;
	if (play->package.size > 0 && bound_package_next_piece(play->package, &play->position, &piece))
		run_function(play, piece);
}

static void take_step(struct play *play, enum step step, struct bytes octets)
{
	switch (step) {
	case RAW_APDU:
		if (octets.size >= 4)
			check(test_card_transmit(&play->fixture.card, octets, NULL) != 0);
		break;
	case FUNCTION:
		run_function(play, octets);
		break;
	case AUTHENTICATE:
		authenticate(play);
		break;
	case PREPARE:
		prepare(play);
		break;
	case PIECE:
		load_piece(play);
		break;
	default:
		test_card_select_isd_r(&play->fixture.card);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct play play = { 0 };
	struct bytes input = bytes_from(data, size);
	card_fixture_set_up(&play.fixture, CURVE_P256, NULL);
	for (int i = 0; i < STEPS_MAXIMUM && input.size >= 2; i++) {
		struct bytes octets = bytes_first(bytes_after(input, 2), input.data[1]);
		take_step(&play, (enum step)(input.data[0] % STEP_COUNT), octets);
		input = bytes_after(input, 2 + octets.size);
	}
	test_card_power_cycle(&play.fixture.card);
	check(card_fixture_profile_count(&play.fixture) <= 1);
	card_fixture_tear_down(&play.fixture);
	return 0;
}
