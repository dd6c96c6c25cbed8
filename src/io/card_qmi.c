/* SPDX-License-Identifier: Apache-2.0 */
/* A card behind a Qualcomm modem: logical channels of its UIM service. The messages are put together here, because only
 * later versions of libqmi know them; libqmi does the rest. */
#include <libqmi-glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/card_driver.h"
#include "io/channel_reader.h"
#include "io/glib_wait.h"

/* Messages of the service UIM, and what is in them. */
enum {
	UIM_POWER_OFF = 0x0030,
	UIM_POWER_ON = 0x0031,
	UIM_SEND_APDU = 0x003B,
	UIM_LOGICAL_CHANNEL = 0x003F,
	UIM_OPEN_LOGICAL_CHANNEL = 0x0042,
	UIM_SWITCH_SLOT = 0x0046,
	UIM_GET_SLOT_STATUS = 0x0047,
	FIELD_SLOT = 0x01,
	FIELD_RESULT = 0x02,
	FIELD_COMMAND = 0x02,
	FIELD_PHYSICAL_SLOT = 0x02,
	FIELD_AID = 0x10,
	FIELD_CHANNEL = 0x10,
	FIELD_ANSWER = 0x10,
	FIELD_SLOTS = 0x10,
	FIELD_CARD_RESULT = 0x11,
	FIELD_CHANNEL_TO_CLOSE = 0x11,
	FIELD_TERMINATE = 0x13,
};

enum {
	SECONDS_TO_OPEN = 15,
	SECONDS_DEFAULT = 60,
	SECONDS_SHORT = 10,
	ATTEMPTS_WHILE_STARTING = 40,
	PAUSE_MICROSECONDS = 300000,
	REFRESH_MICROSECONDS = 2000000, /* until a modem that was told to fetch REFRESH has done so */
	FIELD_SIZE_MAXIMUM = 2 + APDU_COMMAND_MAXIMUM,
	SLOT_ACTIVE = 1,
};

struct qmi_card {
	struct glib_wait wait;
	QmiDevice *device;
	QmiClient *client;
	uint8_t slot;
	unsigned seconds;
	bool stays;
	bool is_starting; /* the card was made to start anew: that it is not ready is not final */
	char trouble[CARD_FAILURE_SIZE];
};

/* An answer, and how it went. */
struct qmi_answer {
	QmiMessage *message;
	unsigned error; /* nought: success */
};

static void qmi_answer_release(struct qmi_answer *answer)
{
	if (answer->message)
		qmi_message_unref(answer->message);
	*answer = (struct qmi_answer){ 0 };
}

/* ---- messages ---- */

static QmiMessage *new_request(struct qmi_card *card, uint16_t id)
{
	return qmi_message_new(QMI_SERVICE_UIM, qmi_client_get_cid(card->client),
	                       qmi_client_get_next_transaction_id(card->client), id);
}

static void put(QmiMessage *request, uint8_t field, struct bytes value)
{
	(void)qmi_message_add_raw_tlv(request, field, value.data, value.size, NULL);
}

static void put_octet(QmiMessage *request, uint8_t field, uint8_t octet)
{
	put(request, field, bytes_from(&octet, 1));
}

static struct bytes get(const struct qmi_answer *answer, uint8_t field)
{
	guint16 size = 0;
	const guint8 *data = qmi_message_get_raw_tlv(answer->message, field, &size);
	return data ? bytes_from(data, size) : (struct bytes){ 0 };
}

/* Gives the request back. STATUS_IO: no answer in time, or none that says how it went. */
static enum status send_request(struct qmi_card *card, QmiMessage *request, unsigned seconds, struct qmi_answer *out)
{
	g_autoptr(GError) error = NULL;
	qmi_device_command_full(card->device, request, NULL, seconds, NULL, glib_wait_done, &card->wait);
	g_autoptr(GAsyncResult) result = glib_wait_result(&card->wait);
	AUTO(qmi_answer) answer = { .message = qmi_device_command_full_finish(card->device, result, &error) };
	qmi_message_unref(request);
	if (!answer.message) {
		snprintf(card->trouble, sizeof card->trouble, "The modem does not answer (%.200s).", glib_wait_failure(error));
		return STATUS_IO;
	}
	struct bytes words = get(&answer, FIELD_RESULT);
	if (words.size != 4) {
		snprintf(card->trouble, sizeof card->trouble, "The modem's answer makes no sense.");
		return STATUS_IO;
	}
	bool is_success = words.data[0] == 0 && words.data[1] == 0;
	answer.error = is_success ? 0 : (unsigned)words.data[3] << 8 | words.data[2];
	*out = answer;
	answer = (struct qmi_answer){ 0 };
	return STATUS_OK;
}

static void tell(struct qmi_card *card, const char *what, unsigned error)
{
	const char *name = qmi_protocol_error_get_string((QmiProtocolError)error);
	const char *about = "the modem refused";
	if (error == QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND || error == QMI_PROTOCOL_ERROR_NOT_SUPPORTED)
		about = "this modem gives no access to its card over QMI: try at: or mbim:";
	else if (error == QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED || error == QMI_PROTOCOL_ERROR_DEVICE_NOT_READY)
		about = "there is no card in the modem's slot, or it does not start";
	else if (error == QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES)
		about = "no logical channel of the card is free: restart the modem";
	snprintf(card->trouble, sizeof card->trouble, "%s: %s (%s, %u).", what, about, name ? name : "unknown", error);
}

/* ---- channels ---- */

static enum status ask_to_open(struct qmi_card *card, struct bytes aid, struct qmi_answer *out)
{
	uint8_t value[1 + UINT8_MAX] = { (uint8_t)aid.size };
	QmiMessage *request = new_request(card, UIM_OPEN_LOGICAL_CHANNEL);
	memcpy(value + 1, aid.data, aid.size);
	put_octet(request, FIELD_SLOT, card->slot);
	put(request, FIELD_AID, bytes_from(value, 1 + aid.size));
	return send_request(card, request, card->seconds, out);
}

/* The status word that the card gave to SELECT tells a missing application from everything else. */
static enum status open_refused(struct qmi_card *card, const struct qmi_answer *answer)
{
	struct bytes word = get(answer, FIELD_CARD_RESULT);
	tell(card, "The card cannot be opened", answer->error);
	if (word.size == 2 && word.data[0] == 0x6A && (word.data[1] == 0x82 || word.data[1] == 0x86 || word.data[1] == 0x88))
		return STATUS_NOT_FOUND;
	return answer->error == QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES ? STATUS_BUSY : STATUS_IO;
}

static enum status open_once(struct qmi_card *card, struct bytes aid, uint32_t *out)
{
	AUTO(qmi_answer) answer = { 0 };
	TRY(ask_to_open(card, aid, &answer));
	if (answer.error)
		return open_refused(card, &answer);
	struct bytes number = get(&answer, FIELD_CHANNEL);
	if (number.size != 1 || number.data[0] == 0) {
		snprintf(card->trouble, sizeof card->trouble, "The modem opened a channel that has no number.");
		return STATUS_IO;
	}
	*out = number.data[0];
	return STATUS_OK;
}

static enum status open_channel(void *self, struct bytes aid, uint32_t *out)
{
	struct qmi_card *card = self;
	enum status status = STATUS_TOO_LARGE;
	for (int i = 0; aid.size <= UINT8_MAX && i < ATTEMPTS_WHILE_STARTING; i++) {
		status = open_once(card, aid, out);
		if (status != STATUS_IO || !card->is_starting)
			break;
		g_usleep(PAUSE_MICROSECONDS);
	}
	card->is_starting = false;
	return status;
}

/* A refusal of the modem's own, made before the card is asked, may be about the length. */
static bool is_about_form(unsigned error)
{
	return error == QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE || error == QMI_PROTOCOL_ERROR_INVALID_ARGUMENT ||
	       error == QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG;
}

static enum status transmit(void *self, uint32_t number, struct bytes command, struct buffer *answer)
{
	struct qmi_card *card = self;
	AUTO(qmi_answer) got = { 0 };
	uint8_t value[FIELD_SIZE_MAXIMUM] = { (uint8_t)command.size, (uint8_t)(command.size >> 8) };
	if (command.size > APDU_COMMAND_MAXIMUM)
		return STATUS_TOO_LARGE;
	memcpy(value + 2, command.data, command.size);
	QmiMessage *request = new_request(card, UIM_SEND_APDU);
	put_octet(request, FIELD_SLOT, card->slot);
	put(request, FIELD_COMMAND, bytes_from(value, 2 + command.size));
	put_octet(request, FIELD_CHANNEL, (uint8_t)number);
	TRY(send_request(card, request, card->seconds, &got));
	if (got.error) {
		tell(card, "A command could not be given to the card", got.error);
		return is_about_form(got.error) ? STATUS_REFUSED : STATUS_IO;
	}
	struct bytes field = get(&got, FIELD_ANSWER);
	size_t size = field.size >= 2 ? (size_t)field.data[1] << 8 | field.data[0] : 0;
	if (size < 2 || size != field.size - 2) {
		snprintf(card->trouble, sizeof card->trouble, "The modem's answer is not whole.");
		return STATUS_IO;
	}
	return buffer_append(answer, bytes_after(field, 2));
}

static enum status close_channel(void *self, uint32_t number)
{
	struct qmi_card *card = self;
	AUTO(qmi_answer) answer = { 0 };
	QmiMessage *request = new_request(card, UIM_LOGICAL_CHANNEL);
	put_octet(request, FIELD_SLOT, card->slot);
	put_octet(request, FIELD_CHANNEL_TO_CLOSE, (uint8_t)number);
	put_octet(request, FIELD_TERMINATE, 1);
	TRY(send_request(card, request, SECONDS_SHORT, &answer));
	return answer.error ? STATUS_IO : STATUS_OK;
}

/* ---- another profile ---- */

static enum status switch_power(struct qmi_card *card, uint16_t message)
{
	AUTO(qmi_answer) answer = { 0 };
	QmiMessage *request = new_request(card, message);
	put_octet(request, FIELD_SLOT, card->slot);
	TRY(send_request(card, request, SECONDS_SHORT, &answer));
	if (answer.error == 0 || answer.error == QMI_PROTOCOL_ERROR_NO_EFFECT)
		return STATUS_OK;
	tell(card, "The profile was switched, but the modem did not restart its SIM; switch it off and on", answer.error);
	return STATUS_IO;
}

static enum status restart(void *self, bool is_announced, struct buffer *out_atr)
{
	struct qmi_card *card = self;
	(void)out_atr;
	card->is_starting = true;
	if (is_announced)
		g_usleep(REFRESH_MICROSECONDS);
	if (is_announced || card->stays)
		return STATUS_OK;
	TRY(switch_power(card, UIM_POWER_OFF));
	return switch_power(card, UIM_POWER_ON);
}

/* ---- slots ---- */

/* The field is a count, and for each slot: card 4 octets, status 4, logical slot 1, ICCID with a length of 1 octet. */
static bool find_slot(struct bytes field, unsigned slot, bool *out_is_active, uint8_t *out_logical)
{
	enum { BEFORE_ICCID = 10 };
	if (field.size < 1 || slot > field.data[0])
		return false;
	struct bytes rest = bytes_after(field, 1);
	for (unsigned i = 1; rest.size >= BEFORE_ICCID; i++) {
		if (i == slot) {
			*out_is_active = rest.data[4] == SLOT_ACTIVE;
			*out_logical = rest.data[8];
			return true;
		}
		rest = bytes_after(rest, BEFORE_ICCID + (size_t)rest.data[BEFORE_ICCID - 1]);
	}
	return false;
}

static enum status take_slot_into_use(struct qmi_card *card, unsigned slot)
{
	AUTO(qmi_answer) answer = { 0 };
	QmiMessage *request = new_request(card, UIM_SWITCH_SLOT);
	put_octet(request, FIELD_SLOT, 1);
	put(request, FIELD_PHYSICAL_SLOT, bytes_from((const uint8_t[]){ (uint8_t)slot, 0, 0, 0 }, 4));
	TRY(send_request(card, request, SECONDS_SHORT, &answer));
	if (answer.error && answer.error != QMI_PROTOCOL_ERROR_NO_EFFECT) {
		tell(card, "The modem does not take that slot into use", answer.error);
		return STATUS_IO;
	}
	card->slot = 1;
	card->is_starting = true;
	return STATUS_OK;
}

/* What people count is the slots of the device; a modem that uses one at a time calls that one its first. A modem that
 * cannot tell is taken to count as people do. */
static enum status choose_slot(struct qmi_card *card, unsigned slot)
{
	AUTO(qmi_answer) answer = { 0 };
	bool is_active = true;
	card->slot = slot ? (uint8_t)slot : 1;
	if (slot == 0)
		return STATUS_OK;
	TRY(send_request(card, new_request(card, UIM_GET_SLOT_STATUS), SECONDS_SHORT, &answer));
	if (answer.error)
		return STATUS_OK;
	if (!find_slot(get(&answer, FIELD_SLOTS), slot, &is_active, &card->slot)) {
		snprintf(card->trouble, sizeof card->trouble, "The modem has no slot %u.", slot);
		return STATUS_NOT_FOUND;
	}
	return is_active ? STATUS_OK : take_slot_into_use(card, slot);
}

/* ---- the modem ---- */

static const char *trouble(void *self)
{
	return ((struct qmi_card *)self)->trouble;
}

static void give_client_back(struct qmi_card *card)
{
	qmi_device_release_client(card->device, card->client, QMI_DEVICE_RELEASE_CLIENT_FLAGS_RELEASE_CID, SECONDS_SHORT, NULL,
	                          glib_wait_done, &card->wait);
	g_autoptr(GAsyncResult) result = glib_wait_result(&card->wait);
	(void)qmi_device_release_client_finish(card->device, result, NULL);
	g_clear_object(&card->client);
}

static void release(void *self)
{
	struct qmi_card *card = self;
	if (card->client)
		give_client_back(card);
	if (card->device) {
		qmi_device_close_async(card->device, SECONDS_SHORT, NULL, glib_wait_done, &card->wait);
		g_autoptr(GAsyncResult) result = glib_wait_result(&card->wait);
		(void)qmi_device_close_finish(card->device, result, NULL);
		g_clear_object(&card->device);
	}
	glib_wait_release(&card->wait);
	free(card);
}

static bool open_device(struct qmi_card *card, const struct card_device_choice *choice, GError **error)
{
	g_autoptr(GFile) file = g_file_new_for_path(choice->device);
	qmi_device_new(file, NULL, glib_wait_done, &card->wait);
	g_autoptr(GAsyncResult) made = glib_wait_result(&card->wait);
	card->device = qmi_device_new_finish(made, error);
	if (!card->device)
		return false;
	qmi_device_open(card->device, choice->is_direct ? QMI_DEVICE_OPEN_FLAGS_NONE : QMI_DEVICE_OPEN_FLAGS_PROXY,
	                SECONDS_TO_OPEN, NULL, glib_wait_done, &card->wait);
	g_autoptr(GAsyncResult) opened = glib_wait_result(&card->wait);
	return qmi_device_open_finish(card->device, opened, error);
}

static bool allocate_client(struct qmi_card *card, GError **error)
{
	qmi_device_allocate_client(card->device, QMI_SERVICE_UIM, QMI_CID_NONE, SECONDS_TO_OPEN, NULL, glib_wait_done,
	                           &card->wait);
	g_autoptr(GAsyncResult) result = glib_wait_result(&card->wait);
	card->client = qmi_device_allocate_client_finish(card->device, result, error);
	return card->client != NULL;
}

static enum status start(struct qmi_card *card, const struct card_device_choice *choice, char failure[CARD_FAILURE_SIZE])
{
	g_autoptr(GError) error = NULL;
	glib_wait_begin(&card->wait, "Qmi");
	if (!open_device(card, choice, &error) || !allocate_client(card, &error)) {
		snprintf(failure, CARD_FAILURE_SIZE,
		         "The modem %.100s cannot be reached over QMI: %.120s. Is it a QMI modem, and may you use it? "
		         "qmi-proxy answers only to root.",
		         choice->device, glib_wait_failure(error));
		return STATUS_IO;
	}
	enum status status = choose_slot(card, choice->slot);
	if (status != STATUS_OK)
		snprintf(failure, CARD_FAILURE_SIZE, "%s", card->trouble);
	return status;
}

enum status card_qmi_open(const struct card_device_choice *choice, struct card_reader *out, char failure[CARD_FAILURE_SIZE])
{
	AUTO(device_lock) lock = { 0 };
	TRY(device_lock_take(choice->lock_folder, choice->device, &lock, failure));
	struct qmi_card *card = calloc(1, sizeof *card);
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
