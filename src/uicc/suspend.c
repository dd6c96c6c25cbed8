/* SPDX-License-Identifier: Apache-2.0 */
/* SUSPEND UICC (TS 102 221 11.1.22): the terminal takes the power away and finds everything as it was, when it brings the
 * token. What is kept is volatile: it ends with the process, as does the memory of a card whose maximum time is over. */
#include <stdlib.h>

#include "base/secret.h"
#include "uicc/commands.h"

enum {
	SUSPEND = 0x00,
	RESUME = 0x01,
	TIMES_SIZE = 4,
	TOKEN_SIZE = 8,
	SELECT_ANSWER_MAXIMUM = 256,
};

struct suspended_channel {
	bool is_open;
	node_number directory, file, application;
	uint16_t record;
	const struct applet *applet;
};

struct suspension {
	uint8_t token[TOKEN_SIZE];
	bool was_reset;
	uint16_t slot;
	struct suspended_channel channels[CHANNELS];
	struct verified_pin verified[VERIFIED_MAXIMUM];
	size_t verified_count;
	struct terminal terminal;
};

void suspension_drop(struct uicc *card)
{
	if (!card->suspension)
		return;
	wipe(card->suspension, sizeof *card->suspension);
	free(card->suspension);
	card->suspension = NULL;
}

void suspension_hear_reset(struct uicc *card)
{
	if (card->suspension)
		card->suspension->was_reset = true;
}

void suspension_hear_profile(struct uicc *card)
{
	if (card->suspension && card->suspension->slot != card->slot)
		suspension_drop(card);
}

/* ---- how long ---- */

/* A unit and how many of it: seconds, minutes, hours, days, ten days. */
static bool read_time(const uint8_t octets[2], uint32_t *out_seconds)
{
	static const uint32_t units[] = { 1, 60, 60 * 60, 24 * 60 * 60, 10 * 24 * 60 * 60 };
	if (octets[0] >= ARRAY_SIZE(units))
		return false;
	*out_seconds = units[octets[0]] * octets[1];
	return true;
}

/* Ten days: no terminal sleeps longer without asking its network. */
static const uint8_t longest[] = { 0x04, 0x01 };

/* The answer's first two octets: the terminal's maximum, unless that is longer than the card's. */
static status_word negotiate(struct bytes times, struct buffer *answer)
{
	uint32_t minimum, maximum, limit;
	if (!read_time(times.data, &minimum) || !read_time(times.data + 2, &maximum) || !read_time(longest, &limit) ||
	    minimum > maximum)
		return SW_WRONG_DATA;
	if (minimum > limit)
		return SW_SUSPENSION_TOO_LONG;
	struct bytes agreed = maximum > limit ? BYTES(longest) : bytes_from(times.data + 2, 2);
	enum status status = buffer_append(answer, agreed);
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

/* ---- what is kept ---- */

static void keep(const struct uicc *card, struct suspension *kept)
{
	kept->slot = card->slot;
	for (size_t i = 0; i < CHANNELS; i++) {
		const struct channel *channel = &card->channels[i];
		kept->channels[i] = (struct suspended_channel){ channel->is_open,     channel->directory, channel->file,
			                                        channel->application, channel->record,    channel->applet };
	}
	memcpy(kept->verified, card->verified, sizeof kept->verified);
	kept->verified_count = card->verified_count;
	kept->terminal = card->toolkit.terminal;
}

/* An applet does not know of the pause: it is selected anew, and its channel is without one if it does not want to. */
static void select_again(struct uicc *card, struct channel *channel, const struct applet *applet)
{
	AUTO(buffer) answer = BUFFER(SELECT_ANSWER_MAXIMUM);
	if (applet && applet->select(applet->self, channel_number(card, channel), &answer) == SW_OK)
		channel->applet = applet;
}

static void bring_back(struct uicc *card, const struct suspension *kept)
{
	channel_close_all(card);
	for (size_t i = 0; i < CHANNELS; i++) {
		const struct suspended_channel *from = &kept->channels[i];
		struct channel *channel = &card->channels[i];
		if (!from->is_open)
			continue;
		channel_open(card, channel);
		channel->directory = from->directory;
		channel->file = from->file;
		channel->application = from->application;
		channel->record = from->record;
		select_again(card, channel, from->applet);
	}
	memcpy(card->verified, kept->verified, sizeof card->verified);
	card->verified_count = kept->verified_count;
	card->toolkit.terminal = kept->terminal;
}

/* ---- the command ---- */

static enum status begin(struct uicc *card, struct buffer *answer)
{
	struct suspension *kept = calloc(1, sizeof *kept);
	if (!kept)
		return STATUS_NO_MEMORY;
	enum status status = random_fill(card->random, kept->token, sizeof kept->token);
	if (status == STATUS_OK)
		status = buffer_append(answer, BYTES(kept->token));
	if (status != STATUS_OK) {
		free(kept);
		return status;
	}
	keep(card, kept);
	suspension_drop(card);
	card->suspension = kept;
	return STATUS_OK;
}

/* A proactive session cannot be carried over a reset. */
static status_word suspend(struct uicc *card, struct bytes times, struct buffer *answer)
{
	if (times.size != TIMES_SIZE)
		return SW_WRONG_LENGTH;
	if (uicc_is_proactive_busy(card))
		return SW_CONDITIONS_NOT_SATISFIED;
	status_word word = negotiate(times, answer);
	if (word != SW_OK)
		return word;
	enum status status = begin(card, answer);
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

/* Whoever comes with another token gets no second try. */
static status_word resume(struct uicc *card, struct bytes token)
{
	const struct suspension *kept = card->suspension;
	if (token.size != TOKEN_SIZE)
		return SW_WRONG_LENGTH;
	if (kept && !kept->was_reset)
		return SW_CONDITIONS_NOT_SATISFIED;
	bool is_right = kept && secret_equal(token, BYTES(kept->token));
	if (is_right)
		bring_back(card, kept);
	suspension_drop(card);
	return is_right ? SW_OK : SW_SECURITY_NOT_SATISFIED;
}

status_word suspend_uicc(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)channel;
	if (command->p2 != 0 || command->p1 > RESUME)
		return SW_WRONG_P1_P2;
	return command->p1 == SUSPEND ? suspend(card, command->data, answer) : resume(card, command->data);
}
