/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/initiate_authentication.h"

#include "rsp/message_field.h"

enum { EUICC_INFO1_TAG = 0xBF20 };

/* SGP.22 5.6.1. The numbers leave one out: there is no 82. */
enum status server_signed1_decode(struct bytes input, struct server_signed1 *out)
{
	struct server_signed1 got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, SEQUENCE_TAG, &inside)
	               && transaction_id_field(&inside, &got.transaction_id)
	               && der_octets(&inside, 0x81, CHALLENGE_SIZE, CHALLENGE_SIZE, &got.euicc_challenge)
	               && der_text(&inside, 0x83, 0, ADDRESS_MAXIMUM, &got.server_address)
	               && der_octets(&inside, 0x84, CHALLENGE_SIZE, CHALLENGE_SIZE, &got.server_challenge)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status server_signed1_encode(const struct server_signed1 *signed1, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SEQUENCE_TAG);
	der_put(&writer, TRANSACTION_ID_TAG, signed1->transaction_id);
	der_put(&writer, 0x81, signed1->euicc_challenge);
	der_put_text(&writer, 0x83, signed1->server_address);
	der_put(&writer, 0x84, signed1->server_challenge);
	der_close(&writer);
	return der_finish(&writer);
}

/* At an SM-DS the member is named smdpAddress too; some devices name it smdsAddress (SGP.22 6.5.2.6). */
static enum status read_address(struct json_value json, struct text *out)
{
	struct json_value member = json_member(json, "smdpAddress");
	struct text got;
	if (!json_is_present(member))
		member = json_member(json, "smdsAddress");
	if (!json_is_present(member))
		return STATUS_NOT_FOUND;
	if (!json_text(member, &got) || got.size > ADDRESS_MAXIMUM)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

/* The challenge is bare octets, EUICCInfo1 a whole element (SGP.22 6.5.2.6). */
enum status initiate_authentication_request_read(struct json_value json, struct arena *storage,
                                                 struct initiate_authentication_request *out)
{
	struct initiate_authentication_request got = { 0 };
	TRY(octets_member(json, "euiccChallenge", CHALLENGE_SIZE, CHALLENGE_SIZE, storage, &got.euicc_challenge));
	TRY(element_member(json, "euiccInfo1", EUICC_INFO1_TAG, storage, &got.euicc_info1));
	TRY(read_address(json, &got.smdp_address));
	*out = got;
	return STATUS_OK;
}

enum status initiate_authentication_request_write(const struct initiate_authentication_request *request,
                                                  struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "smdpAddress", request->smdp_address);
	json_put_base64(&writer, "euiccChallenge", request->euicc_challenge);
	json_put_base64(&writer, "euiccInfo1", request->euicc_info1);
	json_close_object(&writer);
	return json_finish(&writer);
}

/* The ID stays as text: it goes back as the server wrote it, whatever the case of its digits. */
enum status initiate_authentication_answer_read(struct json_value json, struct arena *storage,
                                                struct initiate_authentication_answer *out)
{
	struct initiate_authentication_answer got = { 0 };
	TRY(transaction_id_text(json, &got.transaction_id));
	TRY(element_member(json, "serverSigned1", SEQUENCE_TAG, storage, &got.server_signed1));
	TRY(element_member(json, "serverSignature1", SIGNATURE_TAG, storage, &got.server_signature1));
	TRY(element_member(json, "euiccCiPKIdToBeUsed", OCTET_STRING_TAG, storage, &got.ci_key_id));
	TRY(element_member(json, "serverCertificate", CERTIFICATE_TAG, storage, &got.server_certificate));
	*out = got;
	return STATUS_OK;
}

void initiate_authentication_answer_write(const struct initiate_authentication_answer *answer,
                                          struct json_writer *writer)
{
	json_put_text(writer, "transactionId", answer->transaction_id);
	json_put_base64(writer, "serverSigned1", answer->server_signed1);
	json_put_base64(writer, "serverSignature1", answer->server_signature1);
	json_put_base64(writer, "euiccCiPKIdToBeUsed", answer->ci_key_id);
	json_put_base64(writer, "serverCertificate", answer->server_certificate);
}
