/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc apdu`: one session with a card, by hand. */
#include "base/hex.h"
#include "programs/card_file.h"
#include "programs/euicc_commands.h"
#include "ports/card_reader.h"

enum { ANSWER_OCTETS = 65536 + 2, JSON_OCTETS = 4 << 20, GET_RESPONSE_INS = 0xC0, MORE_DATA = 0x61 };

const struct command_option euicc_apdu_options[] = {
	{ .name = "raw", .help = "answers as they come: do not fetch what 61xx offers" },
	{ 0 },
};

static bool offers_more(const struct buffer *answer)
{
	return answer->size >= 2 && answer->data[answer->size - 2] == MORE_DATA;
}

/* Takes the status words off and asks for what they offer, on the same channel. */
static enum status fetch(struct card_file *card, uint8_t cla, struct buffer *answer)
{
	uint8_t command[] = { cla, GET_RESPONSE_INS, 0x00, 0x00, answer->data[answer->size - 1] };
	answer->size -= 2;
	return euicc_transmit(card->euicc, BYTES(command), answer);
}

static enum status exchange(struct card_file *card, struct bytes command, bool raw, struct buffer *answer)
{
	TRY(euicc_transmit(card->euicc, command, answer));
	while (!raw && command.size > 0 && offers_more(answer))
		TRY(fetch(card, command.data[0], answer));
	return STATUS_OK;
}

static enum exit_code run_command(const struct invocation *invocation, struct card_file *card, const char *hex,
                                  struct json_writer *writer)
{
	AUTO(buffer) command = BUFFER(APDU_COMMAND_MAXIMUM);
	AUTO(buffer) answer = BUFFER(ANSWER_OCTETS);
	AUTO(buffer) printed = BUFFER(2 * ANSWER_OCTETS);
	if (hex_decode_append(text_from(hex), &command) != STATUS_OK)
		return usage_error(invocation, "\"%s\" is no command: it takes at most %d octets in hexadecimal.", hex,
		                   APDU_COMMAND_MAXIMUM);
	bool raw = option_is_set(invocation, "raw");
	enum status status = exchange(card, buffer_bytes(&command), raw, &answer);
	if (status != STATUS_OK || hex_append(&printed, buffer_bytes(&answer)) != STATUS_OK)
		return output_failure(invocation, "apdu", "The card did not answer %s: %s.", hex, status_name(status));
	output_line(invocation, "%.*s", (int)printed.size, (const char *)printed.data);
	json_put_text(writer, NULL, buffer_text(&printed));
	return EXIT_DONE;
}

enum exit_code euicc_apdu_command(struct invocation *invocation)
{
	struct card_file card = { 0 };
	AUTO(buffer) json = BUFFER(JSON_OCTETS);
	enum exit_code code = EXIT_DONE;
	enum status status = card_file_open(invocation->arguments[0], &card);
	if (status != STATUS_OK)
		return output_failure(invocation, "apdu", "%s: %s.", invocation->arguments[0], card_file_trouble(status));
	struct json_writer writer = json_writer(&json);
	json_open_array(&writer, NULL);
	for (int i = 1; i < invocation->argument_count && code == EXIT_DONE; i++)
		code = run_command(invocation, &card, invocation->arguments[i], &writer);
	json_close_array(&writer);
	card_file_release(&card);
	if (code != EXIT_DONE)
		return code;
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "apdu", "The answers are too long to be shown.");
	return output_success(invocation, buffer_text(&json), NULL);
}
