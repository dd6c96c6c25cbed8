/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/text.h"

#include <inttypes.h>

#include "base/hex.h"
#include "programs/apdu/status_word.h"

enum { OCTETS_A_LINE = 32, TREE_INDENT = 2 };

static enum status print_time(uint64_t microseconds, struct buffer *out)
{
	return buffer_print(out, "%" PRIu64 ".%06" PRIu64 " ", microseconds / 1000000, microseconds % 1000000);
}

/* From `from` up to `to`, with a line end after every so many octets. */
static enum status print_octets(struct bytes octets, size_t from, size_t to, struct buffer *out)
{
	for (size_t at = from; at < to; at++) {
		if (at > 0 && at % OCTETS_A_LINE == 0)
			TRY(buffer_append_text(out, TEXT("\n\t  ")));
		TRY(hex_append(out, bytes_from(octets.data + at, 1)));
	}
	return STATUS_OK;
}

static enum status print_line(const char *mark, struct bytes octets, const struct hidden_octets *hidden, struct buffer *out)
{
	size_t at = 0;
	TRY(buffer_print(out, "\t%s%s", mark, hidden->count > 0 && hidden->ranges[0].from == 0 ? "" : " "));
	for (size_t i = 0; i < hidden->count && hidden->ranges[i].from < octets.size; i++) {
		size_t to = hidden->ranges[i].to < octets.size ? hidden->ranges[i].to : octets.size;
		TRY(print_octets(octets, at, hidden->ranges[i].from, out));
		TRY(buffer_print(out, " hidden (%zu octets)%s", to - hidden->ranges[i].from, to < octets.size ? " " : ""));
		at = to;
	}
	TRY(print_octets(octets, at, octets.size, out));
	return buffer_append_octet(out, '\n');
}

static enum status print_answer(const struct apdu_exchange *exchange, struct buffer *out)
{
	struct bytes answer = exchange->answer;
	char meaning[STATUS_WORD_TEXT_SIZE];
	if (answer.size < 2)
		return buffer_append_text(out, TEXT("\t< no answer\n"));
	uint16_t word = (uint16_t)(answer.data[answer.size - 2] << 8 | answer.data[answer.size - 1]);
	apdu_status_word_print(word, meaning);
	if (answer.size > 2)
		TRY(print_line("<", bytes_first(answer, answer.size - 2), &exchange->answer_hidden, out));
	return buffer_print(out, "\t< %04X %s\n", word, meaning);
}

enum status apdu_text_exchange(const struct apdu_exchange *exchange, uint64_t microseconds, bool reveal,
                               struct buffer *out)
{
	TRY(print_time(microseconds, out));
	TRY(buffer_print(out, "channel %u  %s\n", exchange->channel, exchange->about));
	TRY(print_line(">", exchange->command, &exchange->command_hidden, out));
	if (exchange->message.size > 0)
		TRY(es10_tree_print(es10_commands, exchange->message, TREE_INDENT, reveal, out));
	TRY(print_answer(exchange, out));
	if (exchange->response.size > 0)
		TRY(es10_tree_print(exchange->response_fields, exchange->response, TREE_INDENT, reveal, out));
	if (exchange->command.size >= 4 && !exchange->is_apdu)
		TRY(buffer_append_text(out, TEXT("\t(the command is malformed, or of a class that is not known)\n")));
	return exchange->note ? buffer_print(out, "\t(%s)\n", exchange->note) : STATUS_OK;
}

enum status apdu_text_reset(struct bytes atr, uint64_t microseconds, struct buffer *out)
{
	static const struct hidden_octets nothing;
	TRY(print_time(microseconds, out));
	TRY(buffer_append_text(out, TEXT("reset, ATR\n")));
	return print_line("<", atr, &nothing, out);
}

enum status apdu_text_event(const char *event, uint64_t microseconds, struct buffer *out)
{
	TRY(print_time(microseconds, out));
	return buffer_print(out, "%s\n", event);
}
