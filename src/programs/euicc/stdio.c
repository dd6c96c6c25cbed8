/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/euicc/stdio.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/hex.h"
#include "codec/json.h"
#include "ports/card_reader.h"

enum {
	LINE_MAXIMUM = 1 << 20,
	REPLY_MAXIMUM = 1 << 10,
	AID_SIZE_MAXIMUM = 16,
	CARD_ANSWER_MAXIMUM = APDU_ANSWER_MAXIMUM + 2,
	ERROR = -1,
};

struct conversation {
	const struct vpcd_card *card;
	int out;
	enum status status; /* of the card: anything but STATUS_OK ends all */
};

/* ---- the card ---- */

/* False: the card is broken, or did not end in 90xx, 91xx or 61xx. */
static bool send_command(struct conversation *with, struct bytes command, struct buffer *answer)
{
	with->status = with->card->transmit(with->card->self, command, answer);
	if (with->status != STATUS_OK || answer->size < 2)
		return false;
	uint8_t first = answer->data[answer->size - 2];
	return first == 0x90 || first == 0x91 || first == 0x61;
}

static int reset_card(struct conversation *with)
{
	AUTO(buffer) atr = BUFFER(CARD_ANSWER_MAXIMUM);
	with->status = with->card->reset(with->card->self, &atr);
	return with->status == STATUS_OK ? 0 : ERROR;
}

static int close_channel(struct conversation *with, uint8_t channel)
{
	AUTO(buffer) answer = BUFFER(CARD_ANSWER_MAXIMUM);
	const uint8_t command[] = { 0x00, 0x70, 0x80, channel, 0x00 };
	return send_command(with, BYTES(command), &answer) ? 0 : ERROR;
}

static bool select_on(struct conversation *with, uint8_t channel, struct bytes aid)
{
	AUTO(buffer) answer = BUFFER(CARD_ANSWER_MAXIMUM);
	uint8_t command[5 + AID_SIZE_MAXIMUM] = { channel, 0xA4, 0x04, 0x00, (uint8_t)aid.size };
	memcpy(command + 5, aid.data, aid.size);
	return send_command(with, bytes_from(command, 5 + aid.size), &answer);
}

/* The protocol leaves opening and selecting to the card's side. */
static int open_channel(struct conversation *with, struct bytes aid)
{
	static const uint8_t open[] = { 0x00, 0x70, 0x00, 0x00, 0x01 };
	AUTO(buffer) answer = BUFFER(CARD_ANSWER_MAXIMUM);
	if (aid.size == 0 || aid.size > AID_SIZE_MAXIMUM || !send_command(with, BYTES(open), &answer) || answer.size != 3)
		return ERROR;
	uint8_t channel = answer.data[0];
	if (select_on(with, channel, aid))
		return channel;
	if (with->status == STATUS_OK)
		(void)close_channel(with, channel);
	return ERROR;
}

static int transmit(struct conversation *with, struct bytes command, struct buffer *answer)
{
	if (command.size == 0)
		return ERROR;
	with->status = with->card->transmit(with->card->self, command, answer);
	return with->status == STATUS_OK && answer->size > 0 ? 0 : ERROR;
}

/* ---- lines ---- */

/* In one write where the descriptor takes it; a pipe that is full waits. */
static enum status write_all(int descriptor, struct bytes octets)
{
	while (octets.size > 0) {
		ssize_t count = write(descriptor, octets.data, octets.size);
		if (count < 0 && errno != EINTR)
			return STATUS_IO;
		octets = bytes_after(octets, count > 0 ? (size_t)count : 0);
	}
	return STATUS_OK;
}

static enum status reply(struct conversation *with, int code, struct bytes data)
{
	AUTO(buffer) line = BUFFER(REPLY_MAXIMUM);
	struct json_writer writer = json_writer(&line);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", TEXT("apdu"));
	json_open_object(&writer, "payload");
	json_put_number(&writer, "ecode", code);
	if (data.size > 0)
		json_put_hex(&writer, "data", data);
	json_close_object(&writer);
	json_close_object(&writer);
	TRY(json_finish(&writer));
	TRY(buffer_append_octet(&line, '\n'));
	return write_all(with->out, buffer_bytes(&line));
}

/* Something that nobody knows is answered as failed, so that the other side does not wait for ever. */
static enum status obey(struct conversation *with, struct json_value payload)
{
	AUTO(buffer) octets = BUFFER(APDU_COMMAND_MAXIMUM);
	AUTO(buffer) answer = BUFFER(CARD_ANSWER_MAXIMUM);
	struct text function = { 0 }, parameter = { 0 };
	bool has_function = json_text(json_member(payload, "func"), &function);
	bool has_octets = json_text(json_member(payload, "param"), &parameter) &&
	                  hex_decode_append(parameter, &octets) == STATUS_OK;
	int code = ERROR;
	if (!has_function)
		code = ERROR;
	else if (text_equal(function, TEXT("connect")) || text_equal(function, TEXT("disconnect")))
		code = reset_card(with);
	else if (has_octets && text_equal(function, TEXT("logic_channel_open")))
		code = open_channel(with, buffer_bytes(&octets));
	else if (has_octets && octets.size == 1 && text_equal(function, TEXT("logic_channel_close")))
		code = close_channel(with, octets.data[0]);
	else if (has_octets && text_equal(function, TEXT("transmit")))
		code = transmit(with, buffer_bytes(&octets), &answer);
	TRY(with->status);
	return reply(with, code, buffer_bytes(&answer));
}

static enum status take_line(struct conversation *with, struct text line)
{
	AUTO(json_document) document = { 0 };
	struct text type = { 0 };
	if (text_trimmed(line).size == 0)
		return STATUS_OK;
	if (json_parse(line, &document) == STATUS_OK && json_text(json_member(json_root(&document), "type"), &type) &&
	    text_equal(type, TEXT("apdu")))
		return obey(with, json_member(json_root(&document), "payload"));
	fprintf(stderr, "%.*s\n", TEXT_ARGUMENTS(line));
	return STATUS_OK;
}

static enum status take_lines(struct conversation *with, struct buffer *input)
{
	struct text rest = buffer_text(input);
	const char *end;
	while (rest.size > 0 && (end = memchr(rest.data, '\n', rest.size))) {
		size_t size = (size_t)(end - rest.data);
		TRY(take_line(with, (struct text){ rest.data, size }));
		rest = (struct text){ end + 1, rest.size - size - 1 };
	}
	buffer_drop_first(input, input->size - rest.size);
	return STATUS_OK;
}

/* STATUS_NOT_FOUND: the end. */
static enum status receive(int in, struct buffer *input)
{
	uint8_t piece[4096];
	ssize_t count;
	do
		count = read(in, piece, sizeof piece);
	while (count < 0 && errno == EINTR);
	if (count <= 0)
		return count == 0 ? STATUS_NOT_FOUND : STATUS_IO;
	return buffer_append(input, bytes_from(piece, (size_t)count));
}

enum status euicc_stdio_serve(const struct vpcd_card *card, int in, int out, int stop)
{
	struct conversation with = { .card = card, .out = out };
	AUTO(buffer) input = BUFFER(LINE_MAXIMUM);
	struct pollfd waits[] = { { .fd = stop, .events = POLLIN }, { .fd = in, .events = POLLIN } };
	for (;;) {
		if (poll(waits, ARRAY_SIZE(waits), -1) < 0 && errno != EINTR)
			return STATUS_IO;
		if (waits[0].revents)
			return STATUS_OK;
		if (!waits[1].revents)
			continue;
		enum status status = receive(in, &input);
		if (status != STATUS_OK)
			return status == STATUS_NOT_FOUND ? STATUS_OK : status;
		TRY(take_lines(&with, &input));
	}
}
