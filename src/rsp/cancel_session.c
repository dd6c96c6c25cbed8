/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/cancel_session.h"

#include "rsp/explanation.h"
#include "rsp/message_field.h"

enum {
	REASON_TAG = 0x81, /* in the request */
	ACCEPTED_BRANCH = 0xA0,
	ERROR_TAG = 0x81,  /* in the answer */
};

static const struct explained_code reasons[] = {
	{ CANCEL_END_USER_REJECTION, "endUserRejection",
	  "The user refused the profile for good, and the order is closed: ask the operator for a new one.", "" },
	{ CANCEL_POSTPONED, "postponed", "The download was put off: use the same code when it suits.", "Later, or Ctrl-C." },
	{ CANCEL_TIMEOUT, "timeout", "Nobody answered in time: use the same code again.", "A question that was not seen." },
	{ CANCEL_PPR_NOT_ALLOWED, "pprNotAllowed",
	  "The card or the user does not allow the profile's rules, and the order is closed: ask for a profile without them.",
	  "PPR1 beside another operational profile, or a card whose table has no rule for this operator." },
	{ CANCEL_METADATA_MISMATCH, "metadataMismatch",
	  "The package held another profile than the one offered, and the order is closed: ask the operator for a new one.",
	  "A server that mixed up two orders, or somebody on the way." },
	{ CANCEL_LOAD_BPP_EXECUTION_ERROR, "loadBppExecutionError",
	  "The card did not take the package, and the order is closed: ask the operator for a new one.",
	  "A damaged package, or a piece that the card refused without a result." },
	{ CANCEL_UNDEFINED, "undefinedReason", "The download was cancelled without a reason: ask the operator.", "" },
};

const char *cancel_reason_name(int reason)
{
	return explained_code_name(reasons, ARRAY_SIZE(reasons), reason);
}

bool cancel_reason_explanation(size_t index, struct explanation *out)
{
	return explained_code_row("cancel", reasons, ARRAY_SIZE(reasons), index, out);
}

/* Any reason is read: which ones are known is for the card to say. */
enum status cancel_session_request_decode(struct bytes input, struct cancel_session_request *out)
{
	struct cancel_session_request got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, CANCEL_SESSION_TAG, &inside)
	               && transaction_id_field(&inside, &got.transaction_id)
	               && der_small(&inside, REASON_TAG, ERROR_CODE_MAXIMUM, &got.reason)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status cancel_session_request_encode(const struct cancel_session_request *request, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, CANCEL_SESSION_TAG);
	der_put(&writer, TRANSACTION_ID_TAG, request->transaction_id);
	der_put_number(&writer, REASON_TAG, (uint64_t)request->reason);
	der_close(&writer);
	return der_finish(&writer);
}

/* euiccCancelSessionSigned, from the octets that the signature covers. */
static bool read_signed_part(struct cancel_session_answer *out)
{
	struct der_reader inside;
	return message_enter(out->signed_part, SEQUENCE_TAG, &inside)
	       && transaction_id_field(&inside, &out->transaction_id)
	       && der_octets(&inside, 0x81, 1, OID_MAXIMUM, &out->smdp_oid)
	       && der_small(&inside, 0x82, ERROR_CODE_MAXIMUM, &out->reason)
	       && der_later_fields(&inside);
}

static bool read_accepted(struct der_reader *reader, struct cancel_session_answer *out)
{
	struct der_reader branch;
	return der_enter(reader, ACCEPTED_BRANCH, &branch)
	       && der_whole(&branch, SEQUENCE_TAG, &out->signed_part)
	       && read_signed_part(out)
	       && signature_field(&branch, &out->signature, NULL)
	       && der_later_fields(&branch);
}

/* The error branch has no transaction ID, unlike that of the other functions (SGP.22 5.7.14). */
static bool read_error(struct der_reader *reader, struct cancel_session_answer *out)
{
	return der_small(reader, ERROR_TAG, ERROR_CODE_MAXIMUM, &out->error) && out->error != 0;
}

enum status cancel_session_answer_decode(struct bytes input, struct cancel_session_answer *out)
{
	struct cancel_session_answer got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, CANCEL_SESSION_TAG, &inside)
	               && (read_accepted(&inside, &got) || read_error(&inside, &got))
	               && der_end(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status cancel_session_signed_encode(const struct cancel_session_answer *answer, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SEQUENCE_TAG);
	der_put(&writer, TRANSACTION_ID_TAG, answer->transaction_id);
	der_put(&writer, 0x81, answer->smdp_oid);
	der_put_number(&writer, 0x82, (uint64_t)answer->reason);
	der_close(&writer);
	return der_finish(&writer);
}

enum status cancel_session_answer_encode(const struct cancel_session_answer *answer, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, CANCEL_SESSION_TAG);
	if (answer->error != 0) {
		der_put_number(&writer, ERROR_TAG, (uint64_t)answer->error);
	} else {
		der_open(&writer, ACCEPTED_BRANCH);
		der_put_raw(&writer, answer->signed_part);
		der_put(&writer, SIGNATURE_TAG, answer->signature);
		der_close(&writer);
	}
	der_close(&writer);
	return der_finish(&writer);
}

enum status es9_cancel_session_request_read(struct json_value json, struct arena *storage,
                                            struct es9_cancel_session_request *out)
{
	struct es9_cancel_session_request got = { 0 };
	TRY(transaction_id_octets(json, storage, &got.transaction_id));
	TRY(element_member(json, "cancelSessionResponse", CANCEL_SESSION_TAG, storage, &got.cancel_session_response));
	*out = got;
	return STATUS_OK;
}

enum status es9_cancel_session_request_write(struct text transaction_id, struct bytes cancel_session_response,
                                             struct buffer *out)
{
	return session_request_write(transaction_id, "cancelSessionResponse", cancel_session_response, out);
}
