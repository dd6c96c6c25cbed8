/* SPDX-License-Identifier: Apache-2.0 */
/* Any exchanges, one after the other: each becomes text, nothing outside them is read, and what is hidden is inside them. A
 * zero length is a reset; what comes after a command is its answer. */
#include "fuzz.h"
#include "programs/apdu/text.h"

enum { EXCHANGES_MAXIMUM = 100, LONG_SIZE = 1000 };

static struct bytes take(struct bytes *input)
{
	size_t length = input->size > 0 ? input->data[0] : 0;
	struct bytes got = bytes_first(bytes_after(*input, 1), length == 0xFF ? LONG_SIZE : length);
	*input = bytes_after(*input, 1 + got.size);
	return got;
}

static void check_hidden(const struct hidden_octets *hidden, struct bytes octets)
{
	size_t end = 0;
	check(hidden->count <= HIDDEN_RANGES_MAXIMUM);
	for (size_t i = 0; i < hidden->count; i++) {
		check(hidden->ranges[i].from >= end && hidden->ranges[i].to > hidden->ranges[i].from);
		end = hidden->ranges[i].to;
		for (size_t at = hidden->ranges[i].from; at < end && at < octets.size; at++)
			check(octets.data[at] == 0xFF);
	}
}

static void give(struct apdu_watch *watch, struct bytes command, struct bytes answer)
{
	AUTO(buffer) text = BUFFER(APDU_TEXT_MAXIMUM);
	struct apdu_exchange exchange;
	check(apdu_watch_exchange(watch, command, answer, &exchange) == STATUS_OK);
	check(exchange.command.size == command.size && exchange.answer.size == answer.size);
	check(exchange.channel < CHANNELS);
	if (!watch->reveal) {
		check_hidden(&exchange.command_hidden, exchange.command);
		check_hidden(&exchange.answer_hidden, exchange.answer);
	}
	enum status status = apdu_text_exchange(&exchange, 1, watch->reveal, &text);
	check(status == STATUS_OK || status == STATUS_TOO_LARGE);
	check(text.size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = bytes_from(data, size);
	AUTO(apdu_watch) watch;
	apdu_watch_init(&watch, size % 2);
	for (int i = 0; i < EXCHANGES_MAXIMUM && input.size > 0; i++) {
		struct bytes command = take(&input);
		if (command.size == 0)
			apdu_watch_reset(&watch);
		else
			give(&watch, command, take(&input));
	}
	return 0;
}
