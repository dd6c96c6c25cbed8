/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc apdu`: one session with a card, by hand. */
#include "base/hex.h"
#include "ports/card_reader.h"
#include "programs/apdu/trace.h"
#include "programs/euicc/card_file.h"
#include "programs/euicc/commands.h"

enum { ANSWER_OCTETS = 65536 + 2, JSON_OCTETS = 4 << 20, GET_RESPONSE_INS = 0xC0, MORE_DATA = 0x61 };

const struct command_option euicc_apdu_options[] = {
	{ .name = "raw", .help = "answers as they come: do not fetch what 61xx offers" },
	APDU_TRACE_OPTIONS,
	{ 0 },
};

/* The card of this session, and who looks on. */
struct apdu_session {
	struct card_file card;
	struct apdu_trace *trace; /* NULL: nobody */
};

static enum status transmit(struct apdu_session *session, struct bytes command, struct buffer *answer)
{
	size_t start = answer->size;
	enum status status = euicc_transmit(session->card.euicc, command, answer);
	apdu_trace_exchange(session->trace, command, bytes_after(buffer_bytes(answer), start));
	return status;
}

static bool offers_more(const struct buffer *answer)
{
	return answer->size >= 2 && answer->data[answer->size - 2] == MORE_DATA;
}

/* Takes the status words off and asks for what they offer, on the same channel. */
static enum status fetch(struct apdu_session *session, uint8_t cla, struct buffer *answer)
{
	uint8_t command[] = { cla, GET_RESPONSE_INS, 0x00, 0x00, answer->data[answer->size - 1] };
	answer->size -= 2;
	return transmit(session, BYTES(command), answer);
}

static enum status exchange(struct apdu_session *session, struct bytes command, bool raw, struct buffer *answer)
{
	TRY(transmit(session, command, answer));
	while (!raw && command.size > 0 && offers_more(answer))
		TRY(fetch(session, command.data[0], answer));
	return STATUS_OK;
}

static enum exit_code run_command(const struct invocation *invocation, struct apdu_session *session, const char *hex,
                                  struct json_writer *writer)
{
	AUTO(buffer) command = BUFFER(APDU_COMMAND_MAXIMUM);
	AUTO(buffer) answer = BUFFER(ANSWER_OCTETS);
	AUTO(buffer) printed = BUFFER(2 * ANSWER_OCTETS);
	if (hex_decode_append(text_from(hex), &command) != STATUS_OK)
		return usage_error(invocation, "\"%s\" is no command: it takes at most %d octets in hexadecimal.", hex,
		                   APDU_COMMAND_MAXIMUM);
	bool raw = option_is_set(invocation, "raw");
	enum status status = exchange(session, buffer_bytes(&command), raw, &answer);
	if (status != STATUS_OK || hex_append(&printed, buffer_bytes(&answer)) != STATUS_OK)
		return output_failure(invocation, "apdu", "The card did not answer %s: %s.", hex, status_name(status));
	output_line(invocation, "%.*s", (int)printed.size, (const char *)printed.data);
	json_put_text(writer, NULL, buffer_text(&printed));
	return EXIT_DONE;
}

enum exit_code euicc_apdu_command(struct invocation *invocation)
{
	struct apdu_session session = { 0 };
	AUTO(buffer) json = BUFFER(JSON_OCTETS);
	enum exit_code code = EXIT_DONE;
	code = apdu_trace_open(invocation, &session.trace);
	if (code != EXIT_DONE)
		return code;
	enum status status = card_file_open(invocation->arguments[0], &session.card);
	if (status != STATUS_OK) {
		apdu_trace_close(session.trace);
		return output_failure(invocation, "apdu", "%s: %s.", invocation->arguments[0], card_file_trouble(status));
	}
	apdu_trace_power_on(session.trace);
	struct json_writer writer = json_writer(&json);
	json_open_array(&writer, NULL);
	for (int i = 1; i < invocation->argument_count && code == EXIT_DONE; i++)
		code = run_command(invocation, &session, invocation->arguments[i], &writer);
	json_close_array(&writer);
	card_file_release(&session.card);
	apdu_trace_event(session.trace, "power off");
	apdu_trace_close(session.trace);
	if (code != EXIT_DONE)
		return code;
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "apdu", "The answers are too long to be shown.");
	return output_success(invocation, buffer_text(&json), NULL);
}
