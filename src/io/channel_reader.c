/* SPDX-License-Identifier: Apache-2.0 */
#include "io/channel_reader.h"

#include <stdlib.h>

enum {
	HEADER_SIZE = 5,
	OUR_CHANNEL = 1, /* what MANAGE CHANNEL answers, before anything is open */
	CLASS_CHANNEL_BITS = 0x03,
	CLASS_PROPRIETARY = 0x80,
	CLASS_FURTHER = 0x40,
	FIRST_FURTHER_CHANNEL = 4,
	INS_TERMINAL_CAPABILITY = 0xAA,
	INS_MANAGE_CHANNEL = 0x70,
	INS_SELECT = 0xA4,
	MANAGE_CLOSE = 0x80,
};

struct channel_reader {
	struct channel_device device;
	struct device_lock lock;
	uint32_t number; /* nought: none is open */
	bool refresh_announced;
};

static enum status answer_word(struct buffer *answer, unsigned word)
{
	return buffer_append(answer, bytes_from((const uint8_t[]){ (uint8_t)(word >> 8), (uint8_t)word }, 2));
}

static void note(const struct channel_reader *reader)
{
	if (reader->lock.file)
		device_lock_note_channel(&reader->lock, reader->number);
}

static void close_channel(struct channel_reader *reader)
{
	if (reader->number == 0)
		return;
	enum status ignored = reader->device.close_channel(reader->device.self, reader->number);
	(void)ignored; /* a channel that is gone is closed */
	reader->number = 0;
	note(reader);
}

/* SELECT by AID is what opens. An unknown application is the card's answer, anything else the device's trouble. */
static enum status select_application(struct channel_reader *reader, struct bytes command, struct buffer *answer)
{
	struct bytes aid = bytes_first(bytes_after(command, HEADER_SIZE), command.data[HEADER_SIZE - 1]);
	close_channel(reader);
	enum status status = reader->device.open(reader->device.self, aid, &reader->number);
	if (status == STATUS_NOT_FOUND)
		return answer_word(answer, 0x6A82);
	TRY(status);
	note(reader);
	reader->refresh_announced = false;
	return answer_word(answer, 0x9000);
}

static enum status manage_channel(struct channel_reader *reader, struct bytes command, struct buffer *answer)
{
	if (command.data[2] == MANAGE_CLOSE)
		close_channel(reader);
	else
		TRY(buffer_append_octet(answer, OUR_CHANNEL));
	return answer_word(answer, 0x9000);
}

static uint8_t class_for(uint32_t number, uint8_t octet)
{
	uint8_t base = octet & CLASS_PROPRIETARY;
	if (number > CHANNEL_FURTHEST)
		return base;
	if (number < FIRST_FURTHER_CHANNEL)
		return (uint8_t)(base | number);
	return (uint8_t)(base | CLASS_FURTHER | (number - FIRST_FURTHER_CHANNEL));
}

static enum status pass_on(struct channel_reader *reader, struct bytes command, struct buffer *answer)
{
	AUTO(buffer) rewritten = BUFFER(APDU_COMMAND_MAXIMUM);
	if (reader->number == 0)
		return answer_word(answer, 0x6881);
	TRY(buffer_append(&rewritten, command));
	rewritten.data[0] = class_for(reader->number, command.data[0]);
	TRY(reader->device.transmit(reader->device.self, reader->number, buffer_bytes(&rewritten), answer));
	/* TS 102 221 7.4.2: a command for the terminal waits, and after a switch of profiles that is REFRESH. */
	if (answer->size >= 2)
		reader->refresh_announced = answer->data[answer->size - 2] == 0x91;
	return STATUS_OK;
}

/* TERMINAL CAPABILITY was sent by the modem when it started, or is the device's to send. */
static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct channel_reader *reader = self;
	if (command.size < HEADER_SIZE)
		return answer_word(answer, 0x6700);
	bool is_basic = (command.data[0] & CLASS_CHANNEL_BITS) == 0;
	switch (command.data[1]) {
	case INS_TERMINAL_CAPABILITY:
		return answer_word(answer, 0x9000);
	case INS_MANAGE_CHANNEL:
		return manage_channel(reader, command, answer);
	case INS_SELECT:
		return is_basic ? answer_word(answer, 0x6881) : select_application(reader, command, answer);
	default:
		return is_basic ? answer_word(answer, 0x6881) : pass_on(reader, command, answer);
	}
}

/* The channel goes with the card's session, or is closed before the modem does anything. */
static enum status reset(void *self, struct buffer *out_atr)
{
	struct channel_reader *reader = self;
	bool is_announced = reader->refresh_announced;
	if (!is_announced)
		close_channel(reader);
	enum status status = reader->device.restart(reader->device.self, is_announced, out_atr);
	reader->number = 0;
	reader->refresh_announced = false;
	note(reader);
	return status;
}

static const char *trouble(void *self)
{
	struct channel_reader *reader = self;
	return reader->device.trouble ? reader->device.trouble(reader->device.self) : "";
}

static void release(void *self)
{
	struct channel_reader *reader = self;
	close_channel(reader);
	reader->device.release(reader->device.self);
	device_lock_release(&reader->lock);
	free(reader);
}

enum status channel_reader_make(const struct channel_device *device, struct device_lock *lock, struct card_reader *out)
{
	struct channel_reader *reader = calloc(1, sizeof *reader);
	if (!reader) {
		device->release(device->self);
		device_lock_release(lock);
		return STATUS_NO_MEMORY;
	}
	reader->device = *device;
	reader->lock = *lock;
	*lock = (struct device_lock){ 0 };
	if (reader->lock.file && device_lock_left_channel(&reader->lock, &reader->number))
		close_channel(reader);
	*out = (struct card_reader){
		.self = reader, .reset = reset, .transmit = transmit, .close = release, .trouble = trouble
	};
	return STATUS_OK;
}
