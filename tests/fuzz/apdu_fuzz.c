/* SPDX-License-Identifier: Apache-2.0 */
/* Any commands, one after the other: the card answers each with a status word, keeps within what a T=0 card may answer, and
 * every channel stands somewhere that exists. A zero length is a reset, FE a rest. */
#include "fuzz.h"
#include "support/usim_fixture.h"
#include "uicc/card_state.h"

enum { COMMANDS_MAXIMUM = 200, ANSWER_MAXIMUM = 258, REST = 0xFE };

static bool is_directory(const struct node *node)
{
	return node && (node->kind == NODE_MF || node->kind == NODE_DF || node->kind == NODE_ADF);
}

static void check_channel(const struct uicc *card, const struct channel *channel)
{
	const struct profile_store *store = card->store;
	if (!channel->is_open || !store)
		return;
	const struct node *file = profile_store_node(store, channel->file);
	const struct node *application = profile_store_node(store, channel->application);
	check(is_directory(profile_store_node(store, channel->directory)));
	check(channel->file == NO_NODE || (file && !is_directory(file)));
	check(channel->application == NO_NODE || (application && application->kind == NODE_ADF));
	check(channel->object.size <= APDU_ANSWER_DATA_MAXIMUM);
}

static void check_answer(struct bytes answer)
{
	check(answer.size >= 2 && answer.size <= ANSWER_MAXIMUM);
	unsigned first = answer.data[answer.size - 2];
	check((first >= 0x61 && first <= 0x6F) || (first >= 0x90 && first <= 0x9F));
	check(first != 0x6C || answer.size == 2);
}

static void give(struct uicc *card, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(APDU_ANSWER_DATA_MAXIMUM);
	if (command.size == 0) {
		check(uicc_reset(card, &answer) == STATUS_OK);
		return;
	}
	check(uicc_transmit(card, command, &answer) == STATUS_OK);
	check_answer(buffer_bytes(&answer));
	check(card->channels[0].is_open);
	check(card->verified_count <= VERIFIED_MAXIMUM);
	for (size_t i = 0; i < CHANNELS; i++)
		check_channel(card, &card->channels[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct usim_fixture fixture;
	usim_fixture_init(&fixture);
	struct bytes input = bytes_from(data, size);
	for (int i = 0; i < COMMANDS_MAXIMUM && input.size > 0; i++) {
		size_t length = input.data[0] == 0xFF ? 261 : input.data[0];
		input = bytes_after(input, 1);
		if (length == REST) {
			uicc_rest(fixture.card);
			continue;
		}
		give(fixture.card, bytes_first(input, length));
		input = bytes_after(input, length);
	}
	usim_fixture_release(&fixture);
	return 0;
}
