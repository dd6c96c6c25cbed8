/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/installation_result.h"

#include "rsp/message_field.h"

enum {
	INSTALLATION_DATA_TAG = 0xBF27,
	FINAL_RESULT_TAG = 0xA2,
	SUCCESS_BRANCH = 0xA0,
	ERROR_BRANCH = 0xA1,
	AID_MINIMUM = 5,
	SIMA_RESPONSE_MAXIMUM = 4096, /* octets: ours */
};

static bool read_success(struct der_reader *reader, struct installation_result *out)
{
	struct der_reader branch;
	return der_enter(reader, SUCCESS_BRANCH, &branch)
	       && der_octets(&branch, AID_TAG, AID_MINIMUM, AID_MAXIMUM, &out->aid)
	       && der_octets(&branch, OCTET_STRING_TAG, 0, SIMA_RESPONSE_MAXIMUM, &out->sima_response)
	       && der_later_fields(&branch);
}

static bool read_error(struct der_reader *reader, struct installation_result *out)
{
	struct der_reader branch;
	return der_enter(reader, ERROR_BRANCH, &branch)
	       && der_small(&branch, 0x80, ERROR_CODE_MAXIMUM, &out->command)
	       && der_small(&branch, 0x81, ERROR_CODE_MAXIMUM, &out->error) && out->error != 0
	       && optional_octets(&branch, 0x82, 0, SIMA_RESPONSE_MAXIMUM, &out->sima_response)
	       && der_later_fields(&branch);
}

/* The OID was optional before version 2.1. */
static bool read_data(struct installation_result *out)
{
	struct der_reader inside, result;
	return message_enter(out->data, INSTALLATION_DATA_TAG, &inside)
	       && transaction_id_field(&inside, &out->transaction_id)
	       && notification_metadata_read(&inside, &out->notification)
	       && optional_octets(&inside, OID_TAG, 1, OID_MAXIMUM, &out->smdp_oid)
	       && der_enter(&inside, FINAL_RESULT_TAG, &result)
	       && (read_success(&result, out) || read_error(&result, out)) && der_end(&result)
	       && der_later_fields(&inside);
}

/* No certificate comes with it: the server kept the card's from the session (SGP.22 2.5.6). */
enum status installation_result_decode(struct bytes input, struct installation_result *out)
{
	struct installation_result got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, INSTALLATION_RESULT_TAG, &inside)
	               && der_whole(&inside, INSTALLATION_DATA_TAG, &got.data)
	               && read_data(&got)
	               && signature_field(&inside, &got.signature, NULL)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

/* An explicit tag around a CHOICE, and the branches numbered inside it. */
static void put_final_result(struct der_writer *writer, const struct installation_result *result)
{
	der_open(writer, FINAL_RESULT_TAG);
	if (result->error != 0) {
		der_open(writer, ERROR_BRANCH);
		der_put_number(writer, 0x80, (uint64_t)result->command);
		der_put_number(writer, 0x81, (uint64_t)result->error);
		put_optional(writer, 0x82, result->sima_response);
	} else {
		der_open(writer, SUCCESS_BRANCH);
		der_put(writer, AID_TAG, result->aid);
		der_put(writer, OCTET_STRING_TAG, result->sima_response);
	}
	der_close(writer);
	der_close(writer);
}

enum status installation_result_data_encode(const struct installation_result *result, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, INSTALLATION_DATA_TAG);
	der_put(&writer, TRANSACTION_ID_TAG, result->transaction_id);
	notification_metadata_put(&writer, &result->notification);
	put_optional(&writer, OID_TAG, result->smdp_oid);
	put_final_result(&writer, result);
	der_close(&writer);
	return der_finish(&writer);
}

enum status installation_result_encode(const struct installation_result *result, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, INSTALLATION_RESULT_TAG);
	der_put_raw(&writer, result->data);
	der_put(&writer, SIGNATURE_TAG, result->signature);
	der_close(&writer);
	return der_finish(&writer);
}
