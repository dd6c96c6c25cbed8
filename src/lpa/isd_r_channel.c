/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/isd_r_channel.h"

enum {
	CLASS_PROPRIETARY = 0x80,
	CLASS_STANDARD = 0x00,
	FIRST_FURTHER_CHANNEL = 4, /* from here on the class octet changes its form (ISO 7816-4 5.4.1) */
	CLASS_FURTHER = 0x40,
	CHANNEL_MAXIMUM = 19,
	MORE_BLOCKS = 0x11,
	LAST_BLOCK = 0x91,
	HEADER_SIZE = 5, /* CLA INS P1 P2 P3 */
	INS_GET_RESPONSE = 0xC0,
	INS_STORE_DATA = 0xE2,
	WORD_LENGTH_WRONG = 0x6700,
	WORD_CLASS_UNKNOWN = 0x6E00,
};

/* The standard's ISD-R, and those of removable cards in the shops that chose another one. */
static const uint8_t known_aids[][16] = {
	{ 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 },
	{ 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x05, 0x05, 0x00 }, /* 5ber */
	{ 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0x00, 0x00, 0x00, 0x00, 0x89, 0x00, 0x00, 0x03, 0x00 }, /* eSIM.me */
	{ 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x77 }, /* XeSIM */
	{ 0xA0, 0x65, 0x73, 0x74, 0x6B, 0x6D, 0x65, 0xFF, 0xFF, 0x49, 0x53, 0x44, 0x2D, 0x52, 0x20, 0x30 }, /* eSTK.me */
	{ 0xA0, 0x65, 0x73, 0x74, 0x6B, 0x6D, 0x65, 0xFF, 0xFF, 0x49, 0x53, 0x44, 0x2D, 0x52, 0x20, 0x31 },
};

/* The settings are copied; the AIDs they point to are not. */
enum status isd_r_channel_init(struct isd_r_channel *channel, const struct isd_r_settings *settings)
{
	struct isd_r_settings own = *settings;
	if (own.segment_size > ISD_R_SEGMENT_MAXIMUM || own.aid_count > ISD_R_AIDS_MAXIMUM)
		return STATUS_MALFORMED;
	for (size_t i = 0; i < own.aid_count; i++)
		if (own.aids[i].size < 5 || own.aids[i].size > 16)
			return STATUS_MALFORMED;
	if (own.segment_size == 0)
		own.segment_size = ISD_R_SEGMENT_MAXIMUM;
	if (own.aid_count == 0)
		for (size_t i = 0; i < ARRAY_SIZE(known_aids); i++)
			own.aids[own.aid_count++] = BYTES(known_aids[i]);
	*channel = (struct isd_r_channel){ .settings = own, .answer = BUFFER(ISD_R_ANSWER_MAXIMUM) };
	return STATUS_OK;
}

void isd_r_channel_release(struct isd_r_channel *channel)
{
	buffer_release(&channel->answer);
	channel->state = ISD_R_CLOSED;
	channel->apdu_size = 0;
}

/* Nothing is sent: after a reset the card has no channel that could be closed. */
void isd_r_channel_forget(struct isd_r_channel *channel)
{
	channel->state = ISD_R_CLOSED;
	channel->apdu_size = 0;
	channel->number = 0;
}

static uint8_t class_on(const struct isd_r_channel *channel, uint8_t base)
{
	if (channel->number < FIRST_FURTHER_CHANNEL)
		return (uint8_t)(base | channel->number);
	return (uint8_t)(base | CLASS_FURTHER | (channel->number - FIRST_FURTHER_CHANNEL));
}

/* `data` is at most ISD_R_SEGMENT_MAXIMUM octets; without any, P3 is the length expected. */
static void ask(struct isd_r_channel *channel, const uint8_t header[HEADER_SIZE], struct bytes data)
{
	memcpy(channel->apdu, header, HEADER_SIZE);
	if (data.size > 0) {
		channel->apdu[HEADER_SIZE - 1] = (uint8_t)data.size;
		memcpy(channel->apdu + HEADER_SIZE, data.data, data.size);
	}
	channel->apdu_size = HEADER_SIZE + data.size;
	channel->length_corrected = false;
}

/* Full support of LUI, LPD and LDS in the device (TS 102 221 11.1.19.2.4); without it a card may hide ES10. */
static void ask_terminal_capability(struct isd_r_channel *channel)
{
	static const uint8_t capability[] = { 0xA9, 0x08, 0x81, 0x00, 0x82, 0x01, 0x01, 0x83, 0x01, 0x07 };
	channel->state = ISD_R_TERMINAL_CAPABILITY;
	ask(channel, (const uint8_t[]){ 0x80, 0xAA, 0x00, 0x00, 0x00 }, BYTES(capability));
}

/* A supplementary channel: the basic one belongs to the modem (SGP.22 5.7.1). */
static void ask_open(struct isd_r_channel *channel)
{
	channel->state = ISD_R_OPENING;
	ask(channel, (const uint8_t[]){ 0x00, 0x70, 0x00, 0x00, 0x01 }, (struct bytes){ 0 });
}

static void ask_select(struct isd_r_channel *channel)
{
	channel->state = ISD_R_SELECTING;
	ask(channel, (const uint8_t[]){ class_on(channel, CLASS_STANDARD), 0xA4, 0x04, 0x00, 0x00 },
	    channel->settings.aids[channel->aid_index]);
}

static void ask_close(struct isd_r_channel *channel)
{
	channel->state = ISD_R_CLOSING;
	ask(channel, (const uint8_t[]){ 0x00, 0x70, 0x80, channel->number, 0x00 }, (struct bytes){ 0 });
}

/* SGP.22 5.7.2: the block number begins anew with each command. No Le: at T=0 the card says 61xx. */
static void ask_next_block(struct isd_r_channel *channel)
{
	struct bytes rest = bytes_after(channel->command, channel->sent);
	struct bytes slice = bytes_first(rest, channel->settings.segment_size);
	uint8_t p1 = slice.size == rest.size ? LAST_BLOCK : MORE_BLOCKS;
	uint8_t class_octet = class_on(channel, CLASS_PROPRIETARY);
	ask(channel, (const uint8_t[]){ class_octet, INS_STORE_DATA, p1, (uint8_t)channel->block, 0x00 }, slice);
	channel->sent += slice.size;
	channel->block++;
}

/* Blocks may be of any size, so the rest of the command can go on in smaller ones. The first size is what other LPAs send
 * to every card, and what modems are tried with. */
bool isd_r_channel_shorten(struct isd_r_channel *channel)
{
	static const size_t sizes[] = { 120, 60, 30 };
	if (channel->state != ISD_R_STORING || channel->apdu_size == 0 || channel->apdu[1] != INS_STORE_DATA)
		return false;
	size_t size = channel->apdu_size - HEADER_SIZE;
	size_t rest = channel->command.size - channel->sent + size;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (sizes[i] >= size || rest > sizes[i] * (ISD_R_BLOCKS_MAXIMUM + 1 - channel->block))
			continue;
		channel->settings.segment_size = sizes[i];
		channel->sent -= size;
		channel->block--;
		ask_next_block(channel);
		return true;
	}
	return false;
}

/* The class of the command before it, as most cards in the field want it; TS 102 221 10.1.2 has the other one. */
static void ask_rest_of_answer(struct isd_r_channel *channel, uint8_t length)
{
	uint8_t base = channel->plain_get_response ? CLASS_STANDARD : CLASS_PROPRIETARY;
	ask(channel, (const uint8_t[]){ class_on(channel, base), INS_GET_RESPONSE, 0x00, 0x00, length }, (struct bytes){ 0 });
}

/* A card that takes the other class keeps the answer until then. What it takes is remembered; asked once more only. */
static bool asks_in_other_class(struct isd_r_channel *channel)
{
	bool about_class = channel->status_word == WORD_CLASS_UNKNOWN || channel->status_word == WORD_CHANNEL_UNKNOWN;
	if (!about_class || channel->apdu[1] != INS_GET_RESPONSE || channel->plain_get_response)
		return false;
	channel->plain_get_response = true;
	ask_rest_of_answer(channel, channel->apdu[HEADER_SIZE - 1]);
	return true;
}

static void finish(struct isd_r_channel *channel, enum isd_r_state state, enum status status)
{
	channel->state = state;
	channel->status = status;
	channel->apdu_size = 0;
}

enum status isd_r_channel_open(struct isd_r_channel *channel)
{
	if (channel->state != ISD_R_CLOSED)
		return STATUS_OUT_OF_ORDER;
	channel->number = 0;
	channel->aid_index = 0;
	channel->found = false;
	channel->plain_get_response = false;
	ask_terminal_capability(channel);
	return STATUS_OK;
}

enum status isd_r_channel_send(struct isd_r_channel *channel, struct bytes command)
{
	if (channel->state != ISD_R_READY)
		return STATUS_OUT_OF_ORDER;
	if (command.size == 0 || command.size > channel->settings.segment_size * ISD_R_BLOCKS_MAXIMUM)
		return STATUS_TOO_LARGE;
	channel->state = ISD_R_STORING;
	channel->command = command;
	channel->sent = 0;
	channel->block = 0;
	buffer_clear(&channel->answer);
	ask_next_block(channel);
	return STATUS_OK;
}

void isd_r_channel_close(struct isd_r_channel *channel)
{
	if (channel->number != 0)
		ask_close(channel);
	else
		isd_r_channel_forget(channel);
}

bool isd_r_channel_next(const struct isd_r_channel *channel, struct bytes *out_apdu)
{
	if (channel->apdu_size == 0)
		return false;
	*out_apdu = bytes_from(channel->apdu, channel->apdu_size);
	return true;
}

/* 91xx says that the card has a command for the terminal besides (TS 102 221 10.2.1.1). */
static bool is_success(unsigned status_word)
{
	return status_word == 0x9000 || status_word >> 8 == 0x91;
}

static bool has_more(unsigned status_word)
{
	return status_word >> 8 == 0x61;
}

/* TS 102 221 11.1.17: the card chooses the number. */
static void opened(struct isd_r_channel *channel, struct bytes data)
{
	if (!is_success(channel->status_word)) {
		finish(channel, ISD_R_CLOSED, STATUS_BUSY);
		return;
	}
	if (data.size != 1 || data.data[0] == 0 || data.data[0] > CHANNEL_MAXIMUM) {
		finish(channel, ISD_R_CLOSED, STATUS_MALFORMED);
		return;
	}
	channel->number = data.data[0];
	ask_select(channel);
}

/* What SELECT returns is not needed, so it is not fetched. */
static void selected(struct isd_r_channel *channel)
{
	channel->found = is_success(channel->status_word) || has_more(channel->status_word);
	if (channel->found)
		finish(channel, ISD_R_READY, STATUS_OK);
	else if (++channel->aid_index < channel->settings.aid_count)
		ask_select(channel);
	else
		ask_close(channel);
}

/* An answer may come with any block and in pieces; it is whole when the card says 9000 after the last block. */
static void stored(struct isd_r_channel *channel, struct bytes data)
{
	bool fetching = channel->apdu[1] == INS_GET_RESPONSE;
	if (asks_in_other_class(channel))
		return;
	if (channel->status_word == WORD_LENGTH_WRONG && isd_r_channel_shorten(channel))
		return;
	if (!is_success(channel->status_word) && !has_more(channel->status_word)) {
		finish(channel, ISD_R_READY, STATUS_REFUSED);
		return;
	}
	if (buffer_append(&channel->answer, data) != STATUS_OK) {
		finish(channel, ISD_R_READY, STATUS_TOO_LARGE);
		return;
	}
	if (has_more(channel->status_word) && fetching && data.size == 0)
		finish(channel, ISD_R_READY, STATUS_MALFORMED); /* would never end */
	else if (has_more(channel->status_word))
		ask_rest_of_answer(channel, (uint8_t)channel->status_word);
	else if (channel->sent < channel->command.size)
		ask_next_block(channel);
	else
		finish(channel, ISD_R_READY, STATUS_OK);
}

/* Also the way out when no AID was found: that is then the reason. */
static void closed(struct isd_r_channel *channel)
{
	channel->number = 0;
	finish(channel, ISD_R_CLOSED, channel->found ? STATUS_OK : STATUS_NOT_FOUND);
}

/* No status word: the state that comes before the step, so that the next command may still be tried. */
static void answered_nothing(struct isd_r_channel *channel)
{
	bool was_open = channel->state == ISD_R_STORING || channel->state == ISD_R_READY;
	if (!was_open)
		channel->number = 0;
	finish(channel, was_open ? ISD_R_READY : ISD_R_CLOSED, STATUS_MALFORMED);
}

void isd_r_channel_answer(struct isd_r_channel *channel, struct bytes answer)
{
	if (channel->apdu_size == 0)
		return;
	if (answer.size < 2) {
		answered_nothing(channel);
		return;
	}
	struct bytes data = bytes_first(answer, answer.size - 2);
	channel->status_word = (unsigned)answer.data[answer.size - 2] << 8 | answer.data[answer.size - 1];
	if (channel->status_word >> 8 == 0x6C && channel->apdu_size == HEADER_SIZE && !channel->length_corrected) {
		channel->apdu[HEADER_SIZE - 1] = (uint8_t)channel->status_word;
		channel->length_corrected = true;
		return;
	}
	switch (channel->state) {
	case ISD_R_TERMINAL_CAPABILITY:
		ask_open(channel); /* older cards do not know the command: any answer will do */
		break;
	case ISD_R_OPENING:
		opened(channel, data);
		break;
	case ISD_R_SELECTING:
		selected(channel);
		break;
	case ISD_R_STORING:
		stored(channel, data);
		break;
	case ISD_R_CLOSING:
		closed(channel);
		break;
	case ISD_R_CLOSED:
	case ISD_R_READY:
		break;
	}
}
