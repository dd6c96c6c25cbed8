/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/card_state.h"
#include "uicc/commands.h"

enum { CLOSE = 0x80 };

void channel_drop_answer(struct channel *channel)
{
	buffer_release(&channel->answer);
}

void channel_drop_object(struct channel *channel)
{
	buffer_release(&channel->object);
	channel->object_done = channel->object_last = 0;
	channel->object_is_written = false;
}

void channel_open(struct uicc *card, struct channel *channel)
{
	*channel = (struct channel){
		.is_open = true,
		.directory = card->slot ? 0 : NO_NODE,
		.file = NO_NODE,
		.application = NO_NODE,
		.answer = SECRET_BUFFER(APDU_ANSWER_DATA_MAXIMUM),
		.object = SECRET_BUFFER(APDU_ANSWER_DATA_MAXIMUM),
	};
}

void channel_leave_applet(struct uicc *card, struct channel *channel)
{
	const struct applet *applet = channel->applet;
	channel->applet = NULL;
	if (applet)
		applet->deselect(applet->self, channel_number(card, channel));
}

void channel_close(struct uicc *card, struct channel *channel)
{
	node_number application = channel->application;
	channel_leave_applet(card, channel);
	channel_drop_answer(channel);
	channel_drop_object(channel);
	*channel = (struct channel){ .directory = NO_NODE, .file = NO_NODE, .application = NO_NODE };
	security_end_application(card, application);
}

void channel_close_all(struct uicc *card)
{
	for (size_t i = 0; i < CHANNELS; i++)
		if (card->channels[i].is_open && &card->channels[i] != card->running)
			channel_close(card, &card->channels[i]);
}

/* A channel opened from another one than the basic channel begins where that one stands (TS 102 221 11.1.17). */
static void open_from(struct uicc *card, const struct channel *origin, struct channel *channel)
{
	channel_open(card, channel);
	if (origin == card->channels || origin->applet)
		return;
	channel->directory = origin->directory;
	channel->application = origin->application;
}

/* The further ones need class octets that a terminal must say it knows (TS 102 221 11.1.19.2.2). */
static uint8_t channels_offered(const struct uicc *card)
{
	return card->toolkit.terminal.has_further_channels ? CHANNELS : BASIC_CHANNELS;
}

static status_word open_lowest(struct uicc *card, const struct channel *origin, const struct apdu *command,
                               struct buffer *answer)
{
	if (command->le != 1 && command->le != 256)
		return SW_WRONG_LE | 1;
	for (uint8_t number = 1; number < channels_offered(card); number++) {
		if (card->channels[number].is_open)
			continue;
		if (buffer_append_octet(answer, number) != STATUS_OK)
			return SW_MEMORY_FAILURE;
		open_from(card, origin, &card->channels[number]);
		return SW_OK;
	}
	return SW_FUNCTION_NOT_SUPPORTED;
}

status_word manage_channel(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	uint8_t number = command->p2;
	if ((command->p1 != 0 && command->p1 != CLOSE) || (command->p1 == CLOSE && number == 0))
		return SW_WRONG_P1_P2;
	if (command->p1 == 0 && number == 0)
		return open_lowest(card, channel, command, answer);
	if (number >= channels_offered(card))
		return SW_CHANNEL_NOT_SUPPORTED;
	struct channel *named = &card->channels[number];
	if (named->is_open != (command->p1 == CLOSE))
		return SW_CHANNEL_NOT_SUPPORTED;
	if (command->p1 == CLOSE)
		channel_close(card, named);
	else
		open_from(card, channel, named);
	return SW_OK;
}
