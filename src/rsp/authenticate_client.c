/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/authenticate_client.h"

#include "rsp/authenticate_server.h"
#include "rsp/message_field.h"
#include "rsp/profile_metadata.h"

enum status authenticate_client_request_read(struct json_value json, struct arena *storage,
                                             struct authenticate_client_request *out)
{
	struct authenticate_client_request got = { 0 };
	TRY(transaction_id_octets(json, storage, &got.transaction_id));
	TRY(element_member(json, "authenticateServerResponse", AUTHENTICATE_SERVER_TAG, storage,
	                   &got.authenticate_server_response));
	*out = got;
	return STATUS_OK;
}

enum status authenticate_client_request_write(struct text transaction_id, struct bytes authenticate_server_response,
                                              struct buffer *out)
{
	return session_request_write(transaction_id, "authenticateServerResponse", authenticate_server_response, out);
}

/* SGP.22 5.6.3. Tags of the standard types: one sibling has a tag, so none is numbered. */
enum status smdp_signed2_decode(struct bytes input, struct smdp_signed2 *out)
{
	struct smdp_signed2 got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, SEQUENCE_TAG, &inside)
	               && transaction_id_field(&inside, &got.transaction_id)
	               && der_boolean(&inside, BOOLEAN_TAG, &got.confirmation_code_required)
	               && (der_absent(&inside, ONE_TIME_KEY_TAG) || one_time_key_field(&inside, &got.bpp_euicc_otpk))
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status smdp_signed2_encode(const struct smdp_signed2 *signed2, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SEQUENCE_TAG);
	der_put(&writer, TRANSACTION_ID_TAG, signed2->transaction_id);
	der_put_boolean(&writer, BOOLEAN_TAG, signed2->confirmation_code_required);
	put_optional(&writer, ONE_TIME_KEY_TAG, signed2->bpp_euicc_otpk);
	der_close(&writer);
	return der_finish(&writer);
}

/* An answer for remote management or a device change (version 3) lacks smdpSigned2, and is not for us. */
enum status authenticate_client_answer_read(struct json_value json, struct arena *storage,
                                            struct authenticate_client_answer *out)
{
	struct authenticate_client_answer got = { 0 };
	TRY(transaction_id_text(json, &got.transaction_id));
	TRY(element_member(json, "profileMetadata", STORE_METADATA_TAG, storage, &got.profile_metadata));
	TRY(element_member(json, "smdpSigned2", SEQUENCE_TAG, storage, &got.smdp_signed2));
	TRY(element_member(json, "smdpSignature2", SIGNATURE_TAG, storage, &got.smdp_signature2));
	TRY(element_member(json, "smdpCertificate", CERTIFICATE_TAG, storage, &got.smdp_certificate));
	*out = got;
	return STATUS_OK;
}

void authenticate_client_answer_write(const struct authenticate_client_answer *answer, struct json_writer *writer)
{
	json_put_text(writer, "transactionId", answer->transaction_id);
	json_put_base64(writer, "profileMetadata", answer->profile_metadata);
	json_put_base64(writer, "smdpSigned2", answer->smdp_signed2);
	json_put_base64(writer, "smdpSignature2", answer->smdp_signature2);
	json_put_base64(writer, "smdpCertificate", answer->smdp_certificate);
}
