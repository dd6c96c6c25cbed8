/* SPDX-License-Identifier: Apache-2.0 */
/* A card behind a modem's serial port: AT+CCHO, AT+CGLA and AT+CCHC of TS 27.007, or AT+CSIM where a modem has only that. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/hex.h"
#include "io/at_port.h"
#include "io/card_driver.h"
#include "io/channel_reader.h"

enum {
	SHORT_MILLISECONDS = 3000, /* for what the modem answers by itself */
	LONG_MILLISECONDS = 20000, /* for switching its radio */
	PAUSE_MILLISECONDS = 300,
	ATTEMPTS_TO_WAKE = 4,      /* a port that was a data connection, or guesses the speed */
	ATTEMPTS_WHILE_BUSY = 30,
	ATTEMPTS_TO_REFRESH = 10,  /* to see the card go away */
	SECONDS_MAXIMUM = 600,
	SECONDS_DEFAULT = 60,
	COMMAND_MAXIMUM = 64 + 2 * APDU_COMMAND_MAXIMUM,
};

/* TS 27.007 9.2.1. */
enum {
	CME_NOT_ALLOWED = 3,
	CME_NOT_SUPPORTED = 4,
	CME_NOT_INSERTED = 10,
	CME_PIN_REQUIRED = 11,
	CME_PUK_REQUIRED = 12,
	CME_FAILURE = 13,
	CME_BUSY = 14,
	CME_MEMORY_FULL = 20,
	CME_INVALID_INDEX = 21,
	CME_NOT_FOUND = 22,
	CME_TOO_LONG = 24,
	CME_INVALID_CHARACTERS = 25,
	CME_INCORRECT_PARAMETERS = 50,
	CME_UNKNOWN = 100,
};

struct at_card {
	struct at_port port;
	int answer_milliseconds;
	bool is_raw;
	bool stays;
	bool is_starting; /* the card was made to start anew: its absence is not final */
	char trouble[CARD_FAILURE_SIZE];
};

static void pause_a_little(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MILLISECONDS * 1000000L }, NULL);
}

/* ---- what failed ---- */

static void tell(struct at_card *card, const struct at_answer *answer, const char *what)
{
	const char *about = answer->ending == AT_FAILED ? at_error_about(answer->code) : NULL;
	char reason[160];
	if (answer->ending == AT_SILENT)
		snprintf(reason, sizeof reason, "the modem did not answer in time");
	else if (answer->ending == AT_HUNG_UP)
		snprintf(reason, sizeof reason, "the modem's port is gone: was it unplugged, or did it restart?");
	else if (answer->ending == AT_FAILED)
		snprintf(reason, sizeof reason, "%s (+CME ERROR: %d)", about ? about : "the modem refused", answer->code);
	else
		snprintf(reason, sizeof reason, "%s",
		         answer->ending == AT_OK ? "the modem's answer is not whole" : "the modem refused");
	snprintf(card->trouble, sizeof card->trouble, "%s: %s.", what, reason);
}

static bool failed_with(const struct at_answer *answer, int code)
{
	return answer->ending == AT_FAILED && answer->code == code;
}

static bool is_passing(const struct at_card *card, const struct at_answer *answer)
{
	bool is_away = failed_with(answer, CME_NOT_INSERTED) || failed_with(answer, CME_FAILURE);
	return failed_with(answer, CME_BUSY) || (card->is_starting && is_away);
}

/* A busy SIM has not taken the command, so the same one may be sent again. */
static struct at_answer ask(struct at_card *card, struct text command, const char *prefix)
{
	struct at_answer answer;
	for (int i = 0; i < ATTEMPTS_WHILE_BUSY; i++) {
		answer = at_port_command(&card->port, command, prefix, card->answer_milliseconds);
		if (!is_passing(card, &answer))
			break;
		pause_a_little();
	}
	return answer;
}

static struct at_answer ask_modem(struct at_card *card, const char *command)
{
	return at_port_command(&card->port, text_from(command), NULL, SHORT_MILLISECONDS);
}

/* ---- APDUs ---- */

/* The modem did not understand the command, or not its length: the card has not seen it. */
static bool is_refusal(const struct at_answer *answer)
{
	return answer->ending == AT_ERROR || failed_with(answer, CME_NOT_SUPPORTED) || failed_with(answer, CME_TOO_LONG) ||
	       failed_with(answer, CME_INVALID_CHARACTERS) || failed_with(answer, CME_INCORRECT_PARAMETERS);
}

/* A channel that the modem does not know any more is, to the session, one that the card does not know. */
static enum status take_apdu_answer(struct at_card *card, const struct at_answer *got, struct buffer *answer)
{
	static const uint8_t channel_unknown[] = { 0x68, 0x81 };
	if (got->ending == AT_OK && got->has_line && at_apdu_read(got->line, answer) == STATUS_OK)
		return STATUS_OK;
	if (failed_with(got, CME_INVALID_INDEX))
		return buffer_append(answer, BYTES(channel_unknown));
	tell(card, got, "A command could not be given to the card");
	return is_refusal(got) ? STATUS_REFUSED : STATUS_IO;
}

static enum status print_apdu(struct buffer *out, struct bytes apdu)
{
	TRY(buffer_print(out, "%zu,\"", 2 * apdu.size));
	TRY(hex_append(out, apdu));
	return buffer_append_text(out, TEXT("\""));
}

static enum status send_raw(struct at_card *card, struct bytes apdu, struct buffer *answer)
{
	AUTO(buffer) command = BUFFER(COMMAND_MAXIMUM);
	TRY(buffer_append_text(&command, TEXT("AT+CSIM=")));
	TRY(print_apdu(&command, apdu));
	struct at_answer got = ask(card, buffer_text(&command), "+CSIM: ");
	return take_apdu_answer(card, &got, answer);
}

static enum status transmit(void *self, uint32_t number, struct bytes apdu, struct buffer *answer)
{
	struct at_card *card = self;
	AUTO(buffer) command = BUFFER(COMMAND_MAXIMUM);
	if (card->is_raw)
		return send_raw(card, apdu, answer);
	TRY(buffer_print(&command, "AT+CGLA=%u,", (unsigned)number));
	TRY(print_apdu(&command, apdu));
	struct at_answer got = ask(card, buffer_text(&command), "+CGLA: ");
	return take_apdu_answer(card, &got, answer);
}

/* ---- channels ---- */

static bool ends_well(const struct buffer *answer)
{
	uint8_t first = answer->size >= 2 ? answer->data[answer->size - 2] : 0;
	return first == 0x90 || first == 0x91 || first == 0x61;
}

static enum status close_raw(struct at_card *card, uint32_t number)
{
	AUTO(buffer) answer = BUFFER(LINK_ANSWER_MAXIMUM);
	return send_raw(card, bytes_from((const uint8_t[]){ 0x00, 0x70, 0x80, (uint8_t)number, 0x00 }, 5), &answer);
}

/* Full support of LUI, LPD and LDS in the device (TS 102 221 11.1.19.2.4). Any answer will do, also the modem's refusal. */
static enum status tell_capability(struct at_card *card)
{
	static const uint8_t command[] = { 0x80, 0xAA, 0x00, 0x00, 0x0A, 0xA9, 0x08, 0x81,
		                           0x00, 0x82, 0x01, 0x01, 0x83, 0x01, 0x07 };
	AUTO(buffer) answer = BUFFER(LINK_ANSWER_MAXIMUM);
	enum status status = send_raw(card, BYTES(command), &answer);
	return status == STATUS_REFUSED ? STATUS_OK : status;
}

/* TS 102 221 11.1.17 and 11.1.1, as the modem would do it for AT+CCHO. */
static enum status open_raw(struct at_card *card, struct bytes aid, uint32_t *out)
{
	AUTO(buffer) opened = BUFFER(LINK_ANSWER_MAXIMUM);
	AUTO(buffer) selected = BUFFER(LINK_ANSWER_MAXIMUM);
	AUTO(buffer) select = BUFFER(APDU_COMMAND_MAXIMUM);
	TRY(tell_capability(card));
	TRY(send_raw(card, bytes_from((const uint8_t[]){ 0x00, 0x70, 0x00, 0x00, 0x01 }, 5), &opened));
	if (!ends_well(&opened) || opened.size != 3 || opened.data[0] == 0 || opened.data[0] > 3) {
		snprintf(card->trouble, sizeof card->trouble,
		         "No logical channel of the card is free: restart the modem, or take the card out and put it in "
		         "again.");
		return STATUS_BUSY;
	}
	uint32_t number = opened.data[0];
	TRY(buffer_append(&select, bytes_from((const uint8_t[]){ (uint8_t)number, 0xA4, 0x04, 0x00, (uint8_t)aid.size }, 5)));
	TRY(buffer_append(&select, aid));
	TRY(send_raw(card, buffer_bytes(&select), &selected));
	if (ends_well(&selected)) {
		*out = number;
		return STATUS_OK;
	}
	TRY(close_raw(card, number));
	return STATUS_NOT_FOUND;
}

/* The port has AT+CSIM. */
static bool can_be_raw(struct at_card *card)
{
	return ask_modem(card, "AT+CSIM=?").ending == AT_OK;
}

/* TS 27.007 has no code for each reason; what is left open is asked the card itself where the modem lets us. */
static enum status channel_refused(struct at_card *card, const struct at_answer *answer, struct bytes aid, uint32_t *out)
{
	bool says_why = answer->ending == AT_FAILED && at_error_about(answer->code) && !is_refusal(answer) &&
	                answer->code > CME_NOT_ALLOWED && answer->code < CME_UNKNOWN;
	tell(card, answer, "The card cannot be opened");
	if (failed_with(answer, CME_NOT_FOUND))
		return STATUS_NOT_FOUND;
	if (failed_with(answer, CME_MEMORY_FULL))
		return STATUS_BUSY;
	if (says_why || answer->ending == AT_SILENT || answer->ending == AT_HUNG_UP)
		return STATUS_IO;
	if (!can_be_raw(card))
		return STATUS_NOT_FOUND;
	TRY(open_raw(card, aid, out));
	card->is_raw = true;
	return STATUS_OK;
}

static enum status open_channel(void *self, struct bytes aid, uint32_t *out)
{
	struct at_card *card = self;
	AUTO(buffer) command = BUFFER(COMMAND_MAXIMUM);
	uint64_t number;
	card->trouble[0] = 0;
	if (card->is_raw)
		return open_raw(card, aid, out);
	TRY(buffer_append_text(&command, TEXT("AT+CCHO=\"")));
	TRY(hex_append(&command, aid));
	TRY(buffer_append_text(&command, TEXT("\"")));
	struct at_answer answer = ask(card, buffer_text(&command), "+CCHO: ");
	card->is_starting = false;
	if (answer.ending != AT_OK)
		return channel_refused(card, &answer, aid, out);
	if (!answer.has_line || !text_to_number(answer.line, UINT16_MAX, &number) || number == 0) {
		tell(card, &answer, "The card cannot be opened");
		return STATUS_IO;
	}
	*out = (uint32_t)number;
	return STATUS_OK;
}

static enum status close_channel(void *self, uint32_t number)
{
	struct at_card *card = self;
	char command[32];
	if (card->is_raw)
		return close_raw(card, number);
	snprintf(command, sizeof command, "AT+CCHC=%u", (unsigned)number);
	return ask_modem(card, command).ending == AT_OK ? STATUS_OK : STATUS_IO;
}

/* ---- another profile ---- */

/* The card answers its modem again, be it that it wants a PIN. */
static bool is_ready(struct at_card *card)
{
	struct at_answer answer = ask_modem(card, "AT+CPIN?");
	return answer.ending == AT_OK || failed_with(&answer, CME_PIN_REQUIRED) || failed_with(&answer, CME_PUK_REQUIRED);
}

/* Either wait may come to nothing: a card without an enabled profile is, to many modems, none at all. */
static void await_start(struct at_card *card)
{
	for (int i = 0; i < ATTEMPTS_WHILE_BUSY && !is_ready(card); i++)
		pause_a_little();
}

/* A modem that was told to fetch REFRESH does so on its own: the card is gone for a moment, if that is seen at all. */
static void await_refresh(struct at_card *card)
{
	for (int i = 0; i < ATTEMPTS_TO_REFRESH && is_ready(card); i++)
		pause_a_little();
	await_start(card);
}

/* AT+CFUN=0 takes the power from the SIM, 1 gives it back (TS 27.007 8.2). */
static enum status restart(void *self, bool is_announced, struct buffer *out_atr)
{
	struct at_card *card = self;
	(void)out_atr;
	card->is_starting = true;
	if (is_announced) {
		await_refresh(card);
		return STATUS_OK;
	}
	if (card->stays)
		return STATUS_OK;
	struct at_answer off = at_port_command(&card->port, TEXT("AT+CFUN=0"), NULL, LONG_MILLISECONDS);
	struct at_answer on = at_port_command(&card->port, TEXT("AT+CFUN=1"), NULL, LONG_MILLISECONDS);
	if (off.ending != AT_OK || on.ending != AT_OK) {
		tell(card, on.ending != AT_OK ? &on : &off,
		     "The profile was switched, but the modem did not restart its SIM; switch it off and on");
		return STATUS_IO;
	}
	await_start(card);
	return STATUS_OK;
}

/* ---- the modem ---- */

static const char *trouble(void *self)
{
	return ((struct at_card *)self)->trouble;
}

static void release(void *self)
{
	struct at_card *card = self;
	at_port_release(&card->port);
	free(card);
}

/* Without echo, with numbers for errors. What a modem makes of the second and third is its own affair. */
static enum status wake(struct at_card *card, const char *device, char failure[CARD_FAILURE_SIZE])
{
	struct at_answer answer = { .ending = AT_SILENT };
	for (int i = 0; i < ATTEMPTS_TO_WAKE && answer.ending == AT_SILENT; i++)
		answer = at_port_command(&card->port, TEXT("AT"), NULL, SHORT_MILLISECONDS / 3);
	if (answer.ending == AT_SILENT || answer.ending == AT_HUNG_UP) {
		snprintf(failure, CARD_FAILURE_SIZE,
		         "Nothing that understands AT commands answers at %.120s: modems have several ports, try the next one.",
		         device);
		return STATUS_IO;
	}
	ask_modem(card, "ATE0");
	ask_modem(card, "AT+CMEE=1");
	return STATUS_OK;
}

enum status card_at_open(const struct card_device_choice *choice, struct card_reader *out, char failure[CARD_FAILURE_SIZE])
{
	AUTO(device_lock) lock = { 0 };
	unsigned seconds = choice->seconds && choice->seconds < SECONDS_MAXIMUM ? choice->seconds : SECONDS_DEFAULT;
	TRY(device_lock_take(choice->lock_folder, choice->device, &lock, failure));
	struct at_card *card = calloc(1, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	*card = (struct at_card){
		.answer_milliseconds = (int)seconds * 1000, .is_raw = choice->is_raw, .stays = choice->stays
	};
	enum status status = at_port_open(choice->device, choice->speed, &card->port, failure);
	if (status == STATUS_OK)
		status = wake(card, choice->device, failure);
	if (status != STATUS_OK) {
		release(card);
		return status;
	}
	struct channel_device device = {
		.self = card, .open = open_channel, .transmit = transmit, .close_channel = close_channel,
		.restart = restart, .trouble = trouble, .release = release,
	};
	return channel_reader_make(&device, &lock, out);
}
