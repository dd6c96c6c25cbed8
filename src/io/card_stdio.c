/* SPDX-License-Identifier: Apache-2.0 */
#include "io/card_stdio.h"

#include <stdlib.h>

#include "base/hex.h"
#include "codec/json.h"
#include "io/channel_reader.h"
#include "io/stdio_peer.h"

enum {
	LINE_MAXIMUM = 256 << 10,
	REQUEST_MAXIMUM = 2 << 10,
	SECONDS_DEFAULT = 60,
	FAILED = -1, /* any code that is no number from nought on */
};

struct stdio_card {
	struct stdio_peer peer;
};

static enum status write_request(const char *function, const struct bytes *parameter, struct buffer *out)
{
	AUTO(buffer) digits = BUFFER(REQUEST_MAXIMUM);
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", TEXT("apdu"));
	json_open_object(&writer, "payload");
	json_put_text(&writer, "func", text_from(function));
	if (parameter)
		TRY(hex_append_lower(&digits, *parameter));
	if (parameter)
		json_put_text(&writer, "param", buffer_text(&digits));
	else
		json_put_null(&writer, "param");
	json_close_object(&writer);
	json_close_object(&writer);
	return json_finish(&writer);
}

/* `parameter` NULL is null. The code is what "ecode" says, or FAILED; data, if there is any, is appended. */
static enum status call(struct stdio_card *card, const char *function, const struct bytes *parameter, int *out_code,
                        struct buffer *data)
{
	AUTO(buffer) request = BUFFER(REQUEST_MAXIMUM);
	AUTO(buffer) line = BUFFER(LINE_MAXIMUM);
	AUTO(json_document) document = { 0 };
	struct text type = { 0 }, digits = { 0 };
	uint64_t code;
	TRY(write_request(function, parameter, &request));
	TRY(stdio_peer_ask(&card->peer, buffer_text(&request), &line));
	snprintf(card->peer.trouble, sizeof card->peer.trouble, "What the program that is the card answers makes no sense.");
	TRY(json_parse(buffer_text(&line), &document));
	struct json_value payload = json_member(json_root(&document), "payload");
	if (!json_text(json_member(json_root(&document), "type"), &type) || !text_equal(type, TEXT("apdu")))
		return STATUS_MALFORMED;
	*out_code = json_number(json_member(payload, "ecode"), CHANNEL_FURTHEST, &code) ? (int)code : FAILED;
	if (data && json_text(json_member(payload, "data"), &digits))
		TRY(hex_decode_append(digits, data));
	card->peer.trouble[0] = 0;
	return STATUS_OK;
}

/* ---- the device ---- */

static enum status open_channel(void *self, struct bytes aid, uint32_t *out)
{
	int code;
	TRY(call(self, "logic_channel_open", &aid, &code, NULL));
	if (code <= 0 || code > CHANNEL_FURTHEST)
		return STATUS_NOT_FOUND;
	*out = (uint32_t)code;
	return STATUS_OK;
}

static enum status transmit(void *self, uint32_t number, struct bytes command, struct buffer *answer)
{
	struct stdio_card *card = self;
	int code;
	(void)number;
	TRY(call(card, "transmit", &command, &code, answer));
	if (code >= 0)
		return STATUS_OK;
	snprintf(card->peer.trouble, sizeof card->peer.trouble, "The program that is the card failed to pass a command on.");
	return STATUS_REFUSED;
}

static enum status close_channel(void *self, uint32_t number)
{
	uint8_t octet = (uint8_t)number;
	struct bytes parameter = bytes_from(&octet, 1);
	int code;
	return call(self, "logic_channel_close", &parameter, &code, NULL);
}

static enum status connect_card(struct stdio_card *card)
{
	int code;
	TRY(call(card, "connect", NULL, &code, NULL));
	if (code >= 0)
		return STATUS_OK;
	snprintf(card->peer.trouble, sizeof card->peer.trouble, "The program that is the card has none.");
	return STATUS_IO;
}

static enum status restart(void *self, bool is_announced, struct buffer *out_atr)
{
	struct stdio_card *card = self;
	int code;
	(void)is_announced, (void)out_atr;
	TRY(call(card, "disconnect", NULL, &code, NULL));
	return connect_card(card);
}

static const char *trouble(void *self)
{
	return ((struct stdio_card *)self)->peer.trouble;
}

/* A program that has ended is not asked again. */
static void release(void *self)
{
	struct stdio_card *card = self;
	int code;
	enum status ignored = card->peer.trouble[0] ? STATUS_IO : call(card, "disconnect", NULL, &code, NULL);
	(void)ignored;
	free(card);
}

enum status card_stdio_open(int in, FILE *out_file, unsigned seconds, struct card_reader *out,
                            char failure[CARD_STDIO_FAILURE_SIZE])
{
	struct device_lock none = { 0 };
	struct stdio_card *card = calloc(1, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	card->peer = (struct stdio_peer){
		.name = "the card", .in = in, .out = out_file, .seconds = seconds ? seconds : (unsigned)SECONDS_DEFAULT,
	};
	if (connect_card(card) != STATUS_OK) {
		snprintf(failure, CARD_STDIO_FAILURE_SIZE, "%.200s",
		         card->peer.trouble[0] ? card->peer.trouble : "The program that is the card cannot be reached.");
		free(card);
		return STATUS_IO;
	}
	struct channel_device device = {
		.self = card, .open = open_channel, .transmit = transmit, .close_channel = close_channel,
		.restart = restart, .trouble = trouble, .release = release,
	};
	return channel_reader_make(&device, &none, out);
}
