/* SPDX-License-Identifier: Apache-2.0 */
/* The card application toolkit's transport (TS 102 223 6, TS 102 221 11.2): proactive commands out, their results in. */
#include "codec/der_read.h"
#include "uicc/commands.h"

enum {
	TAG_PROACTIVE_COMMAND = 0xD0,
	TAG_TERMINAL_CAPABILITY = 0xA9,
	TAG_FURTHER_CHANNELS = 0x81,
	TAG_COMMAND_DETAILS = 0x01,  /* comprehension tags, without their highest bit */
	TAG_DEVICE_IDENTITIES = 0x02,
	TAG_RESULT = 0x03,
	COMPREHENSION = 0x80,
	DETAILS_SIZE = 3,            /* number, type, qualifier */
	TYPE_REFRESH = 0x01,
	REFRESH_OCTET = 2,           /* of the terminal profile, from nought (TS 102 223 5.2) */
	REFRESH_BIT = 0x80,
	PROFILE_REFRESH_OCTET = 33,
	PROFILE_REFRESH_BIT = 0x20,
};

/* A COMPREHENSION-TLV: whether comprehension is required does not matter to a reader. */
static bool read_object(struct der_reader *reader, uint32_t tag, size_t minimum, size_t maximum, struct bytes *out)
{
	uint32_t found = der_peek(reader);
	return (found & ~(uint32_t)COMPREHENSION) == tag && der_octets(reader, found, minimum, maximum, out);
}

static bool read_details(struct bytes command, struct bytes *out)
{
	struct der_reader outer = der_reader(command), reader;
	return der_enter(&outer, TAG_PROACTIVE_COMMAND, &reader) && der_end(&outer) &&
	       read_object(&reader, TAG_COMMAND_DETAILS, DETAILS_SIZE, DETAILS_SIZE, out);
}

/* ---- asking ---- */

enum status uicc_ask_terminal(struct uicc *card, struct bytes command, proactive_done *done, void *context)
{
	struct toolkit *toolkit = &card->toolkit;
	struct bytes details;
	if (!read_details(command, &details) || command.size > PROACTIVE_MAXIMUM)
		return STATUS_MALFORMED;
	if (uicc_is_proactive_busy(card))
		return STATUS_BUSY;
	if (details.data[1] == TYPE_REFRESH && !toolkit->terminal.has_refresh)
		return STATUS_UNSUPPORTED;
	toolkit->command = BUFFER(PROACTIVE_MAXIMUM);
	TRY(buffer_append(&toolkit->command, command));
	toolkit->done = done;
	toolkit->context = context;
	toolkit->is_fetched = false;
	return STATUS_OK;
}

bool uicc_is_proactive_busy(const struct uicc *card)
{
	return card->toolkit.command.size > 0;
}

bool uicc_terminal_has_refresh(const struct uicc *card)
{
	return card->toolkit.terminal.has_refresh;
}

bool uicc_terminal_has_profile_refresh(const struct uicc *card)
{
	return card->toolkit.terminal.has_refresh && card->toolkit.terminal.has_profile_refresh;
}

/* Whoever asked may ask again, or change the profile, from inside the call. */
static void finish(struct uicc *card, int general_result)
{
	struct toolkit *toolkit = &card->toolkit;
	proactive_done *done = toolkit->done;
	void *context = toolkit->context;
	bool was_busy = uicc_is_proactive_busy(card);
	buffer_release(&toolkit->command);
	toolkit->done = NULL;
	if (was_busy && done)
		done(context, general_result);
}

void toolkit_cancel(struct uicc *card)
{
	finish(card, -1);
}

void toolkit_reset(struct uicc *card)
{
	card->toolkit.terminal = (struct terminal){ 0 };
	finish(card, -1);
}

status_word toolkit_word(const struct uicc *card, status_word word)
{
	const struct toolkit *toolkit = &card->toolkit;
	if (toolkit->command.size == 0 || toolkit->is_fetched)
		return word;
	switch (word) {
	case SW_OK:
		return (status_word)(SW_COMMAND_WAITS | (toolkit->command.size & 0xFF));
	case SW_MORE_DATA_AVAILABLE:
	case SW_MORE_DATA_EXPECTED:
		return word + 1;
	default:
		return word;
	}
}

/* ---- commands ---- */

/* What the terminal can do: of it only the channels matter here. Unknown objects inside are passed over (TS 102 221
 * 11.1.19). */
status_word terminal_capability(struct uicc *card, struct channel *channel, const struct apdu *command,
                                struct buffer *answer)
{
	(void)channel;
	(void)answer;
	struct der_reader outer = der_reader(command->data), reader = { 0 }, fields;
	struct der_element further;
	if (command->p1 || command->p2)
		return SW_WRONG_P1_P2;
	if (command->data.size == 0)
		return SW_WRONG_LENGTH;
	bool is_good = der_enter(&outer, TAG_TERMINAL_CAPABILITY, &reader) && der_end(&outer);
	fields = reader;
	if (!is_good || !der_later_fields(&fields))
		return SW_WRONG_DATA;
	card->toolkit.terminal.has_further_channels = der_find(&reader, TAG_FURTHER_CHANNELS, &further);
	return SW_OK;
}

static bool has_facility(struct bytes profile, size_t octet, uint8_t bit)
{
	return octet < profile.size && profile.data[octet] & bit;
}

status_word terminal_profile(struct uicc *card, struct channel *channel, const struct apdu *command,
                             struct buffer *answer)
{
	(void)channel;
	(void)answer;
	if (command->p1 || command->p2)
		return SW_WRONG_P1_P2;
	if (command->data.size == 0)
		return SW_WRONG_LENGTH;
	finish(card, -1);
	struct terminal *terminal = &card->toolkit.terminal;
	terminal->has_refresh = has_facility(command->data, REFRESH_OCTET, REFRESH_BIT);
	terminal->has_profile_refresh = has_facility(command->data, PROFILE_REFRESH_OCTET, PROFILE_REFRESH_BIT);
	return SW_OK;
}

status_word fetch(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)channel;
	struct toolkit *toolkit = &card->toolkit;
	if (command->p1 || command->p2)
		return SW_WRONG_P1_P2;
	if (toolkit->command.size == 0 || toolkit->is_fetched)
		return SW_CONDITIONS_NOT_SATISFIED;
	if (command->le != 256 && command->le != toolkit->command.size)
		return (status_word)(SW_WRONG_LE | (toolkit->command.size & 0xFF));
	enum status status = buffer_append(answer, buffer_bytes(&toolkit->command));
	if (status != STATUS_OK)
		return card_failure(status);
	toolkit->is_fetched = true;
	return SW_OK;
}

status_word terminal_response(struct uicc *card, struct channel *channel, const struct apdu *command,
                              struct buffer *answer)
{
	(void)channel;
	(void)answer;
	struct bytes asked, details, devices, result;
	struct der_reader reader = der_reader(command->data);
	if (command->p1 || command->p2)
		return SW_WRONG_P1_P2;
	if (!card->toolkit.is_fetched || !read_details(buffer_bytes(&card->toolkit.command), &asked))
		return SW_CONDITIONS_NOT_SATISFIED;
	bool is_good = read_object(&reader, TAG_COMMAND_DETAILS, DETAILS_SIZE, DETAILS_SIZE, &details) &&
	               read_object(&reader, TAG_DEVICE_IDENTITIES, 2, 2, &devices) &&
	               read_object(&reader, TAG_RESULT, 1, 255, &result);
	if (!is_good || !bytes_equal(details, asked))
		return SW_WRONG_DATA;
	finish(card, result.data[0]);
	return SW_OK;
}

/* No application of this card waits for the network's or the user's events. */
status_word envelope(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)card;
	(void)channel;
	(void)answer;
	return command->p1 || command->p2 ? SW_WRONG_P1_P2 : SW_CONDITIONS_NOT_SATISFIED;
}
