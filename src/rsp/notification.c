/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/notification.h"

#include "rsp/installation_result.h"
#include "rsp/message_field.h"

enum {
	SEQUENCE_NUMBER_TAG = 0x80,
	EVENT_TAG = 0x81,  /* profileManagementOperation, and the filters */
	LIST_BRANCH = 0xA0,
	ERROR_TAG = 0x81,
	NO_RESULT_AVAILABLE = 1,
	INSTALLATION_DATA_TAG = 0xBF27,
};

static bool is_one_bit(uint64_t bits)
{
	return bits != 0 && (bits & (bits - 1)) == 0;
}

/* SGP.22 5.7.9. One event each: a profile that asks for several gets a notification for each. */
bool notification_metadata_read(struct der_reader *reader, struct notification_metadata *out)
{
	struct der_reader ahead = *reader;
	struct der_reader inside;
	struct notification_metadata got = { 0 };
	bool decoded = der_enter(&ahead, NOTIFICATION_METADATA_TAG, &inside)
	               && der_number(&inside, SEQUENCE_NUMBER_TAG, UINT64_MAX, &got.sequence_number)
	               && der_bits(&inside, EVENT_TAG, &got.event) && is_one_bit(got.event)
	               && der_text(&inside, UTF8_TAG, 0, ADDRESS_MAXIMUM, &got.address);
	if (!decoded)
		return false;
	got.has_iccid = !der_absent(&inside, ICCID_TAG);
	if (got.has_iccid && !der_fixed(&inside, ICCID_TAG, got.iccid.octets, ICCID_SIZE))
		return false;
	if (!der_later_fields(&inside))
		return false;
	*reader = ahead;
	*out = got;
	return true;
}

void notification_metadata_put(struct der_writer *writer, const struct notification_metadata *metadata)
{
	der_open(writer, NOTIFICATION_METADATA_TAG);
	der_put_number(writer, SEQUENCE_NUMBER_TAG, metadata->sequence_number);
	der_put_bits(writer, EVENT_TAG, metadata->event);
	der_put_text(writer, UTF8_TAG, metadata->address);
	if (metadata->has_iccid)
		der_put(writer, ICCID_TAG, BYTES(metadata->iccid.octets));
	der_close(writer);
}

/* The metadata is read from the very octets that the signature covers. */
enum status signed_notification_decode(struct bytes input, struct signed_notification *out)
{
	struct signed_notification got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, SEQUENCE_TAG, &inside)
	               && der_whole(&inside, NOTIFICATION_METADATA_TAG, &got.tbs)
	               && signature_field(&inside, &got.signature, NULL)
	               && der_whole(&inside, CERTIFICATE_TAG, &got.euicc_certificate)
	               && der_whole(&inside, CERTIFICATE_TAG, &got.eum_certificate)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	struct der_reader tbs = der_reader(got.tbs);
	if (!notification_metadata_read(&tbs, &got.metadata))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status signed_notification_encode(const struct signed_notification *notification, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SEQUENCE_TAG);
	der_put_raw(&writer, notification->tbs);
	der_put(&writer, SIGNATURE_TAG, notification->signature);
	der_put_raw(&writer, notification->euicc_certificate);
	der_put_raw(&writer, notification->eum_certificate);
	der_close(&writer);
	return der_finish(&writer);
}

/* The element in which the metadata stands: of a ProfileInstallationResult, after the transaction ID of its data. */
static bool enter_pending(struct bytes pending, struct der_reader *out)
{
	struct bytes ignored;
	struct der_reader inside;
	if (message_enter(pending, SEQUENCE_TAG, out))
		return true;
	return message_enter(pending, INSTALLATION_RESULT_TAG, &inside)
	       && der_enter(&inside, INSTALLATION_DATA_TAG, out)
	       && transaction_id_field(out, &ignored);
}

enum status pending_notification_metadata(struct bytes pending, struct notification_metadata *out)
{
	struct der_reader inside;
	return enter_pending(pending, &inside) && notification_metadata_read(&inside, out) ? STATUS_OK
	                                                                                     : STATUS_MALFORMED;
}

/* A filter without any bit would ask for nothing; it is no filter that a device sends. */
static bool read_filter(struct der_reader *reader, uint64_t *out)
{
	return der_bits(reader, EVENT_TAG, out) && *out != 0;
}

enum status list_notification_request_decode(struct bytes input, uint64_t *out_filter)
{
	struct der_reader inside;
	uint64_t filter = 0;
	bool decoded = message_enter(input, LIST_NOTIFICATION_TAG, &inside)
	               && (der_absent(&inside, EVENT_TAG) || read_filter(&inside, &filter))
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out_filter = filter;
	return STATUS_OK;
}

enum status list_notification_request_encode(uint64_t filter, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, LIST_NOTIFICATION_TAG);
	if (filter != 0)
		der_put_bits(&writer, EVENT_TAG, filter);
	der_close(&writer);
	return der_finish(&writer);
}

/* Function tag { A0 list } or { 81 error }. *out_error is nought with a list. */
static enum status decode_list_answer(struct bytes input, uint32_t function_tag, struct der_reader *out_list,
                                      int *out_error)
{
	struct der_reader inside, list;
	int error = 0;
	if (!message_enter(input, function_tag, &inside))
		return STATUS_MALFORMED;
	bool has_list = der_enter(&inside, LIST_BRANCH, &list);
	if (!has_list && (!der_small(&inside, ERROR_TAG, ERROR_CODE_MAXIMUM, &error) || error == 0))
		return STATUS_MALFORMED;
	if (!der_end(&inside))
		return STATUS_MALFORMED;
	*out_list = has_list ? list : der_reader((struct bytes){ 0 });
	*out_error = error;
	return STATUS_OK;
}

enum status list_notification_answer_decode(struct bytes input, struct der_reader *out_list)
{
	struct der_reader list;
	int error;
	TRY(decode_list_answer(input, LIST_NOTIFICATION_TAG, &list, &error));
	if (error != 0)
		return STATUS_REFUSED;
	*out_list = list;
	return STATUS_OK;
}

/* SearchCriteria is a CHOICE, so its tag stands around it. */
static bool read_search_criteria(struct der_reader *reader, struct retrieve_notifications_request *out)
{
	struct der_reader choice;
	if (!der_enter(reader, 0xA0, &choice))
		return false;
	out->by_number = !der_absent(&choice, SEQUENCE_NUMBER_TAG);
	bool read = out->by_number ? der_number(&choice, SEQUENCE_NUMBER_TAG, UINT64_MAX, &out->sequence_number)
	                           : read_filter(&choice, &out->filter);
	return read && der_end(&choice);
}

enum status retrieve_notifications_request_decode(struct bytes input, struct retrieve_notifications_request *out)
{
	struct retrieve_notifications_request got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, RETRIEVE_NOTIFICATIONS_TAG, &inside)
	               && (der_absent(&inside, 0xA0) || read_search_criteria(&inside, &got))
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status retrieve_notifications_request_encode(const struct retrieve_notifications_request *request,
                                                  struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, RETRIEVE_NOTIFICATIONS_TAG);
	if (request->by_number || request->filter != 0) {
		der_open(&writer, 0xA0);
		if (request->by_number)
			der_put_number(&writer, SEQUENCE_NUMBER_TAG, request->sequence_number);
		else
			der_put_bits(&writer, EVENT_TAG, request->filter);
		der_close(&writer);
	}
	der_close(&writer);
	return der_finish(&writer);
}

enum status retrieve_notifications_answer_decode(struct bytes input, struct der_reader *out_list)
{
	struct der_reader list;
	int error;
	TRY(decode_list_answer(input, RETRIEVE_NOTIFICATIONS_TAG, &list, &error));
	if (error != 0 && error != NO_RESULT_AVAILABLE)
		return STATUS_REFUSED;
	*out_list = list;
	return STATUS_OK;
}

enum status remove_notification_request_decode(struct bytes input, uint64_t *out_sequence_number)
{
	struct der_reader inside;
	uint64_t number;
	bool decoded = message_enter(input, REMOVE_NOTIFICATION_TAG, &inside)
	               && der_number(&inside, SEQUENCE_NUMBER_TAG, UINT64_MAX, &number)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out_sequence_number = number;
	return STATUS_OK;
}

enum status remove_notification_request_encode(uint64_t sequence_number, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, REMOVE_NOTIFICATION_TAG);
	der_put_number(&writer, SEQUENCE_NUMBER_TAG, sequence_number);
	der_close(&writer);
	return der_finish(&writer);
}

/* Either kind, told apart by its tag (SGP.22 5.6.4). */
enum status handle_notification_request_read(struct json_value json, struct arena *storage, struct bytes *out_pending)
{
	enum status status = element_member(json, "pendingNotification", INSTALLATION_RESULT_TAG, storage, out_pending);
	if (status != STATUS_MALFORMED)
		return status;
	return element_member(json, "pendingNotification", SEQUENCE_TAG, storage, out_pending);
}

enum status handle_notification_request_write(struct bytes pending, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_base64(&writer, "pendingNotification", pending);
	json_close_object(&writer);
	return json_finish(&writer);
}
