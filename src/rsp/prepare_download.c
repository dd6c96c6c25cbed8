/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/prepare_download.h"

#include "rsp/explanation.h"
#include "rsp/message_field.h"

enum { ACCEPTED_BRANCH = 0xA0 };

static const struct explained_code errors[] = {
	{ PREPARE_INVALID_CERTIFICATE, "invalidCertificate",
	  "The card does not accept the server's certificate for profiles: start again, and tell the operator if it repeats.",
	  "A certificate of another server than the one that authenticated itself, or an expired one." },
	{ PREPARE_INVALID_SIGNATURE, "invalidSignature",
	  "The server's signature for profiles does not hold: start again, and tell the operator if it repeats.",
	  "Somebody on the way, or a server whose keys do not go with its certificates." },
	{ PREPARE_UNSUPPORTED_CURVE, "unsupportedCurve",
	  "The card does not know the curve of the server's key for profiles: ask the operator for NIST P-256.", "" },
	{ PREPARE_NO_SESSION_CONTEXT, "noSessionContext", "The card has no session any more: start the download again.",
	  "The card was reset in between, or another program asked it for a challenge." },
	{ PREPARE_INVALID_TRANSACTION_ID, "invalidTransactionId",
	  "The server's offer is for another session: start the download again.", "Two downloads at the same time." },
	{ PREPARE_UNDEFINED_ERROR, "undefinedError",
	  "The card refused to prepare the download and does not say why: try again, and report it if it repeats.", "" },
};

const char *prepare_download_error_name(int error)
{
	return explained_code_name(errors, ARRAY_SIZE(errors), error);
}

struct text prepare_download_error_sentence(int error)
{
	const struct explained_code *found = explained_code_find(errors, ARRAY_SIZE(errors), error);
	return text_from(found ? found->text
	                       : "The card refused to prepare the download for a reason that we do not know: report it.");
}

bool prepare_download_explanation(size_t index, struct explanation *out)
{
	return explained_code_row("prepare", errors, ARRAY_SIZE(errors), index, out);
}

/* SGP.22 5.7.5. The hash stands between signature and certificate, and only when a code was asked for. */
enum status prepare_download_request_decode(struct bytes input, struct prepare_download_request *out)
{
	struct prepare_download_request got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, PREPARE_DOWNLOAD_TAG, &inside)
	               && der_whole(&inside, SEQUENCE_TAG, &got.smdp_signed2)
	               && signature_field(&inside, &got.smdp_signature2, &got.smdp_signature2_object)
	               && optional_octets(&inside, OCTET_STRING_TAG, HASH_CC_SIZE, HASH_CC_SIZE, &got.hash_cc)
	               && der_whole(&inside, CERTIFICATE_TAG, &got.smdp_certificate)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status prepare_download_request_encode(const struct prepare_download_request *request, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, PREPARE_DOWNLOAD_TAG);
	der_put_raw(&writer, request->smdp_signed2);
	der_put(&writer, SIGNATURE_TAG, request->smdp_signature2);
	put_optional(&writer, OCTET_STRING_TAG, request->hash_cc);
	der_put_raw(&writer, request->smdp_certificate);
	der_close(&writer);
	return der_finish(&writer);
}

/* Tags of the standard types, as in smdpSigned2. */
enum status euicc_signed2_decode(struct bytes input, struct euicc_signed2 *out)
{
	struct euicc_signed2 got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, SEQUENCE_TAG, &inside)
	               && transaction_id_field(&inside, &got.transaction_id)
	               && one_time_key_field(&inside, &got.euicc_otpk)
	               && optional_octets(&inside, OCTET_STRING_TAG, HASH_CC_SIZE, HASH_CC_SIZE, &got.hash_cc)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status euicc_signed2_encode(const struct euicc_signed2 *signed2, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SEQUENCE_TAG);
	der_put(&writer, TRANSACTION_ID_TAG, signed2->transaction_id);
	der_put(&writer, ONE_TIME_KEY_TAG, signed2->euicc_otpk);
	put_optional(&writer, OCTET_STRING_TAG, signed2->hash_cc);
	der_close(&writer);
	return der_finish(&writer);
}

static bool read_accepted(struct der_reader *reader, struct prepare_download_answer *out)
{
	struct der_reader branch;
	return der_enter(reader, ACCEPTED_BRANCH, &branch)
	       && der_whole(&branch, SEQUENCE_TAG, &out->signed2)
	       && signature_field(&branch, &out->signature2, NULL)
	       && der_later_fields(&branch);
}

/* A CHOICE has no later fields: it is one branch or the other. */
enum status prepare_download_answer_decode(struct bytes input, struct prepare_download_answer *out)
{
	struct prepare_download_answer got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, PREPARE_DOWNLOAD_TAG, &inside)
	               && (read_accepted(&inside, &got)
	                   || error_branch_read(&inside, &got.transaction_id, &got.error))
	               && der_end(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status prepare_download_answer_encode(const struct prepare_download_answer *answer, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, PREPARE_DOWNLOAD_TAG);
	if (answer->error != 0) {
		error_branch_put(&writer, answer->transaction_id, answer->error);
	} else {
		der_open(&writer, ACCEPTED_BRANCH);
		der_put_raw(&writer, answer->signed2);
		der_put(&writer, SIGNATURE_TAG, answer->signature2);
		der_close(&writer);
	}
	der_close(&writer);
	return der_finish(&writer);
}
