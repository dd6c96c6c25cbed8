/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/uicc.h"

#include <stdlib.h>

#include "uicc/card_state.h"
#include "uicc/commands.h"

enum { INS_GET_RESPONSE = 0xC0, DIRECT_MAXIMUM = 256 };

/* TS 102 221 6.3: T=0, class A to C, eUICC functions in the second global interface octet; selection by all methods, more
 * than eight logical channels; the pre-issuing data is "PRVSIM". */
static const uint8_t default_atr[] = {
	0x3B, 0x9E, 0x96, 0x80, 0x3F, 0xC7, 0x82, 0x80, 0x31, 0xE0, 0x73, 0xFE,
	0x21, 0x1F, 0x66, 0x50, 0x52, 0x56, 0x53, 0x49, 0x4D, 0x00,
};

status_word card_failure(enum status status)
{
	return status == STATUS_BUG ? SW_NO_DIAGNOSIS : SW_MEMORY_FAILURE;
}

/* ---- life ---- */

/* TCK makes the exclusive-or of all octets from T0 on nought (ISO 7816-3 8.2.5). */
static void take_default_atr(struct uicc *card)
{
	memcpy(card->atr, default_atr, sizeof default_atr);
	card->atr_size = sizeof default_atr;
	uint8_t *check = &card->atr[card->atr_size - 1];
	for (size_t i = 1; i + 1 < card->atr_size; i++)
		*check ^= card->atr[i];
}

static void make_fresh(struct uicc *card)
{
	channel_close_all(card);
	card->verified_count = 0;
	if (card->running != &card->channels[0])
		channel_open(card, &card->channels[0]);
}

enum status uicc_new(struct nvm *nvm, const struct random *random, const struct uicc_settings *settings,
                     struct uicc **out)
{
	if (settings->atr.size > ATR_MAXIMUM)
		return STATUS_TOO_LARGE;
	struct uicc *card = calloc(1, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	card->nvm = nvm;
	card->random = random;
	card->transport = settings->transport;
	card->get_response_class = settings->get_response_class;
	card->lacking_commands = settings->lacking_commands;
	card->atr_size = settings->atr.size;
	if (card->atr_size > 0)
		memcpy(card->atr, settings->atr.data, card->atr_size);
	else
		take_default_atr(card);
	make_fresh(card);
	*out = card;
	return STATUS_OK;
}

/* The applets' owner is going too: they are not called any more. */
void uicc_free(struct uicc *card)
{
	if (!card)
		return;
	for (size_t i = 0; i < CHANNELS; i++) {
		buffer_release(&card->channels[i].answer);
		buffer_release(&card->channels[i].object);
	}
	buffer_release(&card->toolkit.command);
	suspension_drop(card);
	profile_store_free(card->store);
	free(card);
}

enum status uicc_add_applet(struct uicc *card, const struct applet *applet)
{
	if (card->applet_count == APPLETS_MAXIMUM)
		return STATUS_TOO_LARGE;
	card->applets[card->applet_count++] = applet;
	return STATUS_OK;
}

void uicc_rest(struct uicc *card)
{
	profile_store_free(card->store);
	card->store = NULL;
}

/* A slot that was never finished has no MF. */
static enum status wake(struct uicc *card)
{
	if (card->slot == 0 || card->store)
		return STATUS_OK;
	TRY(profile_store_open(card->nvm, card->slot, &card->store));
	if (profile_store_count(card->store) > 0)
		return STATUS_OK;
	uicc_rest(card);
	return STATUS_NOT_FOUND;
}

enum status uicc_use_profile(struct uicc *card, uint16_t slot)
{
	uicc_rest(card);
	card->slot = slot;
	enum status status = wake(card);
	if (status != STATUS_OK)
		card->slot = 0;
	suspension_hear_profile(card);
	make_fresh(card);
	struct channel *kept = &card->channels[card->running ? channel_number(card, card->running) : 0];
	kept->directory = card->slot ? 0 : NO_NODE;
	kept->file = kept->application = NO_NODE;
	toolkit_cancel(card);
	return status;
}

enum status uicc_reset(struct uicc *card, struct buffer *out_atr)
{
	toolkit_reset(card);
	suspension_hear_reset(card);
	make_fresh(card);
	return buffer_append(out_atr, bytes_from(card->atr, card->atr_size));
}

/* ---- answers ---- */

static enum status put_status(struct buffer *answer, status_word word)
{
	uint8_t octets[] = { (uint8_t)(word >> 8), (uint8_t)word };
	return buffer_append(answer, BYTES(octets));
}

static enum status finish(const struct uicc *card, struct buffer *answer, status_word word)
{
	return put_status(answer, toolkit_word(card, word));
}

static status_word more_waits(const struct channel *channel)
{
	size_t size = channel->answer.size;
	return (status_word)(0x6100 | (size > 0xFF ? 0 : size));
}

static bool class_fits(const struct uicc *card, const struct channel *channel, const struct apdu *command)
{
	switch (card->get_response_class) {
	case GET_RESPONSE_INTERINDUSTRY:
		return !command->proprietary;
	case GET_RESPONSE_AS_COMMAND:
		return command->proprietary == channel->answer_is_proprietary;
	default:
		return true;
	}
}

/* GET RESPONSE is part of the transport: 0X and 8X alike, since terminals send both, unless this card is another kind. */
static enum status get_response(struct uicc *card, struct channel *channel, const struct apdu *command,
                                struct buffer *answer)
{
	size_t waiting = channel->answer.size;
	if (!class_fits(card, channel, command))
		return put_status(answer, SW_CLA_NOT_SUPPORTED);
	if (command->p1 || command->p2)
		return put_status(answer, SW_WRONG_P1_P2);
	if (command->data.size > 0)
		return put_status(answer, SW_WRONG_LENGTH);
	if (waiting == 0)
		return put_status(answer, SW_CONDITIONS_NOT_SATISFIED);
	if (command->le != DIRECT_MAXIMUM && command->le > waiting)
		return put_status(answer, (status_word)(SW_WRONG_LE | waiting));
	TRY(buffer_append(answer, bytes_first(buffer_bytes(&channel->answer), command->le)));
	if (command->le < waiting) {
		buffer_drop_first(&channel->answer, command->le);
		return put_status(answer, more_waits(channel));
	}
	channel_drop_answer(channel);
	return finish(card, answer, channel->answer_status);
}

static bool goes_at_once(const struct uicc *card, const struct apdu *command, const struct buffer *data, bool is_case_4)
{
	if (is_case_4 && card->transport == ANSWER_BY_GET_RESPONSE)
		return false;
	return data->size <= command->le;
}

/* Gives what a command answered, or keeps it for GET RESPONSE. `data` is taken. */
static enum status deliver(struct uicc *card, struct channel *channel, const struct apdu *command, bool is_case_4,
                           struct buffer *data, status_word word, struct buffer *answer)
{
	bool is_error = word != SW_OK && word >> 8 != 0x62 && word >> 8 != 0x63;
	if (is_error || data->size == 0 || !channel->is_open) {
		buffer_release(data);
		return finish(card, answer, word);
	}
	if (goes_at_once(card, command, data, is_case_4)) {
		enum status status = buffer_append(answer, buffer_bytes(data));
		buffer_release(data);
		return status == STATUS_OK ? finish(card, answer, word) : status;
	}
	channel_drop_answer(channel);
	channel->answer = *data;
	channel->answer_status = word;
	channel->answer_is_proprietary = command->proprietary;
	return put_status(answer, more_waits(channel));
}

/* ---- commands ---- */

static status_word refusal(enum status status, struct bytes command)
{
	if (status == STATUS_MALFORMED)
		return SW_WRONG_LENGTH;
	uint8_t class = command.data[0];
	bool is_protected = (class & 0x70) == 0 || ((class & 0x60) == 0x60 && class != 0xFF);
	return is_protected ? SW_SECURE_MESSAGING_NOT_SUPPORTED : SW_CLA_NOT_SUPPORTED;
}

static status_word check_class(const struct command *entry, const struct apdu *command)
{
	bool is_right = entry->class == CLASS_INTERINDUSTRY ? !command->proprietary : command->proprietary;
	if (entry->class == CLASS_BASIC && command->channel != 0)
		is_right = false;
	if (!is_right)
		return SW_CLA_NOT_SUPPORTED;
	return entry->cases & CASE_DATA_NEVER && command->data.size > 0 ? SW_WRONG_LENGTH : SW_OK;
}

static enum status run_command(struct uicc *card, struct channel *channel, const struct command *entry,
                               const struct apdu *command, struct buffer *answer)
{
	struct buffer data = SECRET_BUFFER(APDU_ANSWER_DATA_MAXIMUM);
	status_word word = check_class(entry, command);
	if (word == SW_OK && wake(card) != STATUS_OK)
		word = SW_MEMORY_FAILURE;
	if (word == SW_OK)
		word = entry->handler(card, channel, command, &data);
	bool is_case_4 = entry->cases & CASE_ANSWER_LATER ||
	                 (entry->cases & CASE_ANSWER_LATER_WITH_DATA && command->data.size > 0);
	return deliver(card, channel, command, is_case_4, &data, word, answer);
}

/* The applet may put another profile in charge meanwhile: its own channel stays. */
static enum status run_applet(struct uicc *card, struct channel *channel, const struct apdu *command,
                              struct buffer *answer)
{
	struct buffer data = SECRET_BUFFER(APDU_ANSWER_DATA_MAXIMUM);
	card->running = channel;
	status_word word = channel->applet->process(channel->applet->self, command, &data);
	card->running = NULL;
	return deliver(card, channel, command, command->data.size > 0, &data, word, answer);
}

enum status uicc_transmit(struct uicc *card, struct bytes command, struct buffer *answer)
{
	struct apdu apdu;
	enum status status = apdu_decode(command, &apdu);
	if (status != STATUS_OK)
		return put_status(answer, refusal(status, command));
	struct channel *channel = &card->channels[apdu.channel];
	if (!channel->is_open)
		return put_status(answer, SW_CHANNEL_NOT_SUPPORTED);
	if (apdu.ins == INS_GET_RESPONSE)
		return get_response(card, channel, &apdu, answer);
	channel_drop_answer(channel);
	const struct command *entry = command_is_lacking(apdu.ins, card->lacking_commands) ? NULL : command_find(apdu.ins);
	if (channel->applet && !(entry && entry->by_card && check_class(entry, &apdu) == SW_OK))
		return run_applet(card, channel, &apdu, answer);
	if (!entry)
		return put_status(answer, SW_INS_NOT_SUPPORTED);
	return run_command(card, channel, entry, &apdu, answer);
}
