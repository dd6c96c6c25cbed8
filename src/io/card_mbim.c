/* SPDX-License-Identifier: Apache-2.0 */
/* A card behind an MBIM modem: Microsoft's low-level UICC access. */
#include <libmbim-glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/card_driver.h"
#include "io/channel_reader.h"
#include "io/glib_wait.h"

enum {
	SECONDS_TO_OPEN = 30,
	SECONDS_DEFAULT = 60,
	SECONDS_SHORT = 10,
	SECONDS_TO_SWITCH = 30,
	ATTEMPTS_WHILE_STARTING = 40,
	PAUSE_MICROSECONDS = 300000,
	REFRESH_MICROSECONDS = 2000000, /* until a modem that was told to fetch REFRESH has done so */
	CHANNEL_GROUP = 0x50,           /* ours among all that open channels of this card; closed as one */
	SLOT_COUNT_MAXIMUM = 16,
};

/* Status values that Microsoft's extension adds. */
enum { STATUS_NO_LOGICAL_CHANNELS = (int)0x87430001, STATUS_SELECT_FAILED = (int)0x87430002 };

struct mbim_card {
	struct glib_wait wait;
	MbimDevice *device;
	unsigned seconds;
	bool is_open;
	bool stays;
	bool is_starting; /* the card was made to start anew: that it is not ready is not final */
	char trouble[CARD_FAILURE_SIZE];
};

/* ---- messages ---- */

/* Gives the request back. NULL: no answer, or the modem said no, for which *out_status is MBIM's status, or nought; the
 * sentence is told. */
static MbimMessage *send_request(struct mbim_card *card, MbimMessage *request, unsigned seconds, int *out_status)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(MbimMessage) owned = request;
	*out_status = 0;
	mbim_device_command(card->device, owned, seconds, NULL, glib_wait_done, &card->wait);
	g_autoptr(GAsyncResult) result = glib_wait_result(&card->wait);
	g_autoptr(MbimMessage) answer = mbim_device_command_finish(card->device, result, &error);
	if (answer && mbim_message_response_get_result(answer, MBIM_MESSAGE_TYPE_COMMAND_DONE, &error))
		return g_steal_pointer(&answer);
	if (answer && mbim_message_get_message_type(answer) == MBIM_MESSAGE_TYPE_COMMAND_DONE)
		*out_status = (int)mbim_message_command_done_get_status_code(answer);
	snprintf(card->trouble, sizeof card->trouble, "%s (%.200s).",
	         answer ? "The modem refused" : "The modem does not answer", glib_wait_failure(error));
	return NULL;
}

static bool says_unsupported(int status)
{
	return status == MBIM_STATUS_ERROR_NO_DEVICE_SUPPORT || status == MBIM_STATUS_ERROR_INVALID_DEVICE_SERVICE_OPERATION;
}

static enum status makes_no_sense(struct mbim_card *card)
{
	snprintf(card->trouble, sizeof card->trouble, "The modem's answer makes no sense.");
	return STATUS_IO;
}

/* SW1 stands in the low octet, SW2 above it. */
static void split_word(guint32 word, uint8_t out[2])
{
	out[0] = (uint8_t)word;
	out[1] = (uint8_t)(word >> 8);
}

/* ---- channels ---- */

static enum status close_number(struct mbim_card *card, uint32_t number)
{
	int status;
	MbimMessage *request = mbim_message_ms_uicc_low_level_access_close_channel_set_new(number, CHANNEL_GROUP, NULL);
	g_autoptr(MbimMessage) answer = send_request(card, request, SECONDS_SHORT, &status);
	return answer ? STATUS_OK : STATUS_IO;
}

static enum status close_channel(void *self, uint32_t number)
{
	return close_number(self, number);
}

static enum status open_refused(struct mbim_card *card, int status)
{
	if (status == STATUS_SELECT_FAILED)
		return STATUS_NOT_FOUND;
	if (status == STATUS_NO_LOGICAL_CHANNELS)
		snprintf(card->trouble, sizeof card->trouble, "No logical channel of the card is free: restart the modem.");
	else if (status == MBIM_STATUS_ERROR_SIM_NOT_INSERTED || status == MBIM_STATUS_ERROR_BAD_SIM)
		snprintf(card->trouble, sizeof card->trouble, "There is no card in the modem's slot, or it does not start.");
	else if (says_unsupported(status))
		snprintf(card->trouble, sizeof card->trouble,
		         "This modem gives no access to its card over MBIM: try at:, or qmi: if it is Qualcomm's.");
	return status == STATUS_NO_LOGICAL_CHANNELS ? STATUS_BUSY : STATUS_IO;
}

static enum status open_once(struct mbim_card *card, struct bytes aid, uint32_t *out)
{
	int status;
	guint32 word = 0, number = 0, size = 0;
	const guint8 *data = NULL;
	uint8_t words[2];
	MbimMessage *request = mbim_message_ms_uicc_low_level_access_open_channel_set_new((guint32)aid.size, aid.data, 0,
	                                                                                   CHANNEL_GROUP, NULL);
	g_autoptr(MbimMessage) answer = send_request(card, request, card->seconds, &status);
	if (!answer)
		return open_refused(card, status);
	if (!mbim_message_ms_uicc_low_level_access_open_channel_response_parse(answer, &word, &number, &size, &data, NULL))
		return makes_no_sense(card);
	split_word(word, words);
	if (words[0] == 0x6A)
		return STATUS_NOT_FOUND;
	if (number == 0)
		return makes_no_sense(card);
	*out = number;
	return STATUS_OK;
}

static enum status open_channel(void *self, struct bytes aid, uint32_t *out)
{
	struct mbim_card *card = self;
	enum status status = STATUS_IO;
	for (int i = 0; i < ATTEMPTS_WHILE_STARTING; i++) {
		status = open_once(card, aid, out);
		if (status != STATUS_IO || !card->is_starting)
			break;
		g_usleep(PAUSE_MICROSECONDS);
	}
	card->is_starting = false;
	return status;
}

/* The class octet is told in words as well: which of its two forms the channel's number has (ISO 7816-4 5.4.1). */
static enum status transmit(void *self, uint32_t number, struct bytes command, struct buffer *answer)
{
	struct mbim_card *card = self;
	int status;
	guint32 word = 0, size = 0;
	const guint8 *data = NULL;
	uint8_t words[2];
	MbimUiccClassByteType form = command.data[0] & 0x40 ? MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED
	                                                    : MBIM_UICC_CLASS_BYTE_TYPE_INTER_INDUSTRY;
	MbimMessage *request = mbim_message_ms_uicc_low_level_access_apdu_set_new(
		number, MBIM_UICC_SECURE_MESSAGING_NONE, form, (guint32)command.size, command.data, NULL);
	g_autoptr(MbimMessage) got = send_request(card, request, card->seconds, &status);
	if (!got)
		return status == MBIM_STATUS_ERROR_INVALID_PARAMETERS ? STATUS_REFUSED : STATUS_IO;
	if (!mbim_message_ms_uicc_low_level_access_apdu_response_parse(got, &word, &size, &data, NULL))
		return makes_no_sense(card);
	split_word(word, words);
	TRY(buffer_append(answer, bytes_from(data, size)));
	return buffer_append(answer, BYTES(words));
}

/* ---- another profile ---- */

/* Switching "pass through" resets the card; disabled is how it was. Not every modem has it: its radio is then switched off
 * and on, with which most restart the card. */
static bool reset_card(struct mbim_card *card)
{
	int status;
	MbimMessage *request =
		mbim_message_ms_uicc_low_level_access_reset_set_new(MBIM_UICC_PASS_THROUGH_ACTION_DISABLE, NULL);
	g_autoptr(MbimMessage) answer = send_request(card, request, SECONDS_TO_SWITCH, &status);
	return answer != NULL;
}

static bool switch_radio(struct mbim_card *card, MbimRadioSwitchState state)
{
	int status;
	g_autoptr(MbimMessage) answer =
		send_request(card, mbim_message_radio_state_set_new(state, NULL), SECONDS_TO_SWITCH, &status);
	return answer != NULL;
}

static void append_atr(struct mbim_card *card, struct buffer *out_atr)
{
	int status;
	guint32 size = 0;
	const guint8 *data = NULL;
	g_autoptr(MbimMessage) answer =
		send_request(card, mbim_message_ms_uicc_low_level_access_atr_query_new(NULL), SECONDS_SHORT, &status);
	enum status ignored = STATUS_OK;
	if (answer && mbim_message_ms_uicc_low_level_access_atr_response_parse(answer, &size, &data, NULL))
		ignored = buffer_append(out_atr, bytes_from(data, size));
	(void)ignored; /* it is only shown */
}

static enum status restart(void *self, bool is_announced, struct buffer *out_atr)
{
	struct mbim_card *card = self;
	card->is_starting = true;
	if (is_announced)
		g_usleep(REFRESH_MICROSECONDS);
	bool is_restarted = is_announced || card->stays || reset_card(card) ||
	                    (switch_radio(card, MBIM_RADIO_SWITCH_STATE_OFF) &&
	                     switch_radio(card, MBIM_RADIO_SWITCH_STATE_ON));
	if (!is_restarted) {
		snprintf(card->trouble, sizeof card->trouble,
		         "The profile was switched, but the modem did not restart its SIM: switch it off and on.");
		return STATUS_IO;
	}
	append_atr(card, out_atr);
	return STATUS_OK;
}

/* ---- slots ---- */

static MbimMessage *new_mapping(unsigned slot)
{
	MbimSlot wanted = { .slot = slot - 1 };
	const MbimSlot *slots[] = { &wanted };
	return mbim_message_ms_basic_connect_extensions_device_slot_mappings_set_new(1, slots, NULL);
}

/* MBIM counts from nought. The first of the mappings is the card that UICC access is about. */
static enum status choose_slot(struct mbim_card *card, unsigned slot)
{
	int status;
	guint32 count = 0;
	g_autoptr(MbimSlotArray) slots = NULL;
	if (slot == 0)
		return STATUS_OK;
	g_autoptr(MbimMessage) answer = send_request(
		card, mbim_message_ms_basic_connect_extensions_device_slot_mappings_query_new(NULL), SECONDS_SHORT, &status);
	if (!answer)
		return says_unsupported(status) && slot == 1 ? STATUS_OK : STATUS_IO;
	if (!mbim_message_ms_basic_connect_extensions_device_slot_mappings_response_parse(answer, &count, &slots, NULL) ||
	    count == 0 || count > SLOT_COUNT_MAXIMUM)
		return makes_no_sense(card);
	if (slots[0]->slot == slot - 1)
		return STATUS_OK;
	g_autoptr(MbimMessage) changed = send_request(card, new_mapping(slot), SECONDS_TO_SWITCH, &status);
	if (!changed) {
		snprintf(card->trouble, sizeof card->trouble, "The modem does not take slot %u into use.", slot);
		return STATUS_IO;
	}
	card->is_starting = true;
	return STATUS_OK;
}

/* ---- the modem ---- */

static const char *trouble(void *self)
{
	return ((struct mbim_card *)self)->trouble;
}

static void release(void *self)
{
	struct mbim_card *card = self;
	if (card->device && card->is_open) {
		mbim_device_close(card->device, SECONDS_SHORT, NULL, glib_wait_done, &card->wait);
		g_autoptr(GAsyncResult) result = glib_wait_result(&card->wait);
		(void)mbim_device_close_finish(card->device, result, NULL);
	}
	g_clear_object(&card->device);
	glib_wait_release(&card->wait);
	free(card);
}

static bool open_device(struct mbim_card *card, const struct card_device_choice *choice, GError **error)
{
	g_autoptr(GFile) file = g_file_new_for_path(choice->device);
	mbim_device_new(file, NULL, glib_wait_done, &card->wait);
	g_autoptr(GAsyncResult) made = glib_wait_result(&card->wait);
	card->device = mbim_device_new_finish(made, error);
	if (!card->device)
		return false;
	mbim_device_open_full(card->device, choice->is_direct ? MBIM_DEVICE_OPEN_FLAGS_NONE : MBIM_DEVICE_OPEN_FLAGS_PROXY,
	                      SECONDS_TO_OPEN, NULL, glib_wait_done, &card->wait);
	g_autoptr(GAsyncResult) opened = glib_wait_result(&card->wait);
	card->is_open = mbim_device_open_full_finish(card->device, opened, error);
	return card->is_open;
}

static enum status start(struct mbim_card *card, const struct card_device_choice *choice, char failure[CARD_FAILURE_SIZE])
{
	g_autoptr(GError) error = NULL;
	glib_wait_begin(&card->wait, "Mbim");
	if (!open_device(card, choice, &error)) {
		snprintf(failure, CARD_FAILURE_SIZE,
		         "The modem %.100s cannot be reached over MBIM: %.120s. Is it an MBIM modem, and may you use it? "
		         "mbim-proxy answers only to root.",
		         choice->device, glib_wait_failure(error));
		return STATUS_IO;
	}
	enum status status = choose_slot(card, choice->slot);
	if (status != STATUS_OK)
		snprintf(failure, CARD_FAILURE_SIZE, "%s", card->trouble);
	return status;
}

enum status card_mbim_open(const struct card_device_choice *choice, struct card_reader *out, char failure[CARD_FAILURE_SIZE])
{
	AUTO(device_lock) lock = { 0 };
	TRY(device_lock_take(choice->lock_folder, choice->device, &lock, failure));
	struct mbim_card *card = calloc(1, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	card->seconds = choice->seconds ? choice->seconds : (unsigned)SECONDS_DEFAULT;
	card->stays = choice->stays;
	enum status status = start(card, choice, failure);
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
