/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/authenticate_server.h"

#include "rsp/explanation.h"
#include "rsp/message_field.h"

enum {
	CONTEXT_PARAMETERS_TAG = 0xA0,
	EUICC_INFO2_TAG = 0xBF22,
	ACCEPTED_BRANCH = 0xA0,
};

static const struct explained_code errors[] = {
	{ AUTHENTICATE_INVALID_CERTIFICATE, "invalidCertificate",
	  "The card does not accept the server's certificate: check the server's address, and tell the operator.",
	  "Another server than the code's, an expired certificate, or one for another role." },
	{ AUTHENTICATE_INVALID_SIGNATURE, "invalidSignature",
	  "The server's signature does not hold: check the server's address, and tell the operator.",
	  "Somebody on the way, or a server whose key does not go with its certificate." },
	{ AUTHENTICATE_UNSUPPORTED_CURVE, "unsupportedCurve",
	  "The card does not know the curve of the server's key: ask the operator for a server with NIST P-256.",
	  "A server on a Brainpool curve alone." },
	{ AUTHENTICATE_NO_SESSION_CONTEXT, "noSessionContext", "The card has no session any more: start the download again.",
	  "The card was reset in between, or another program asked it for a challenge." },
	{ AUTHENTICATE_INVALID_OID, "invalidOid",
	  "The server's certificate names it wrongly: check the server's address, and tell the operator.",
	  "A certificate without the object identifier that an SM-DP+ must have." },
	{ AUTHENTICATE_CHALLENGE_MISMATCH, "euiccChallengeMismatch",
	  "The server answered another challenge than the card's: start the download again.",
	  "Two programs use the card at the same time." },
	{ AUTHENTICATE_CI_KEY_UNKNOWN, "ciPKUnknown",
	  "The card does not trust the server's certificate issuer: use a card and a server of one PKI.",
	  "A test card at a live server, or a live card at a test server; \"lpa doctor\" names both." },
	{ AUTHENTICATE_UNDEFINED_ERROR, "undefinedError",
	  "The card refused the server and does not say why: try again, and report it if it repeats.", "" },
};

const char *authenticate_error_name(int error)
{
	return explained_code_name(errors, ARRAY_SIZE(errors), error);
}

struct text authenticate_error_sentence(int error)
{
	const struct explained_code *found = explained_code_find(errors, ARRAY_SIZE(errors), error);
	return text_from(found ? found->text : "The card refused the server for a reason that we do not know: report it.");
}

bool authenticate_error_explanation(size_t index, struct explanation *out)
{
	return explained_code_row("authenticate", errors, ARRAY_SIZE(errors), index, out);
}

/* Version 3 lets a server leave the key identifier out or empty. */
static bool read_ci_key_id(struct der_reader *reader, struct bytes *out)
{
	return optional_octets(reader, OCTET_STRING_TAG, 0, CI_KEY_ID_SIZE, out)
	       && (out->size == 0 || out->size == CI_KEY_ID_SIZE);
}

/* The parts stay whole: serverSigned1 is verified and ctxParams1 echoed octet for octet (SGP.22 5.7.13). */
enum status authenticate_server_request_decode(struct bytes input, struct authenticate_server_request *out)
{
	struct authenticate_server_request got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, AUTHENTICATE_SERVER_TAG, &inside)
	               && der_whole(&inside, SEQUENCE_TAG, &got.server_signed1)
	               && signature_field(&inside, &got.server_signature1, NULL)
	               && read_ci_key_id(&inside, &got.ci_key_id)
	               && der_whole(&inside, CERTIFICATE_TAG, &got.server_certificate)
	               && der_whole(&inside, CONTEXT_PARAMETERS_TAG, &got.context_parameters)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status authenticate_server_request_encode(const struct authenticate_server_request *request, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, AUTHENTICATE_SERVER_TAG);
	der_put_raw(&writer, request->server_signed1);
	der_put(&writer, SIGNATURE_TAG, request->server_signature1);
	put_optional(&writer, OCTET_STRING_TAG, request->ci_key_id);
	der_put_raw(&writer, request->server_certificate);
	der_put_raw(&writer, request->context_parameters);
	der_close(&writer);
	return der_finish(&writer);
}

/* The numbers are those of serverSigned1, so there is no 81 or 82 (SGP.22 5.7.13). */
enum status euicc_signed1_decode(struct bytes input, struct euicc_signed1 *out)
{
	struct euicc_signed1 got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, SEQUENCE_TAG, &inside)
	               && transaction_id_field(&inside, &got.transaction_id)
	               && der_text(&inside, 0x83, 0, ADDRESS_MAXIMUM, &got.server_address)
	               && der_octets(&inside, 0x84, CHALLENGE_SIZE, CHALLENGE_SIZE, &got.server_challenge)
	               && der_whole(&inside, EUICC_INFO2_TAG, &got.euicc_info2)
	               && der_whole(&inside, CONTEXT_PARAMETERS_TAG, &got.context_parameters)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status euicc_signed1_encode(const struct euicc_signed1 *signed1, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SEQUENCE_TAG);
	der_put(&writer, TRANSACTION_ID_TAG, signed1->transaction_id);
	der_put_text(&writer, 0x83, signed1->server_address);
	der_put(&writer, 0x84, signed1->server_challenge);
	der_put_raw(&writer, signed1->euicc_info2);
	der_put_raw(&writer, signed1->context_parameters);
	der_close(&writer);
	return der_finish(&writer);
}

static bool read_accepted(struct der_reader *reader, struct authenticate_server_answer *out)
{
	struct der_reader branch;
	return der_enter(reader, ACCEPTED_BRANCH, &branch)
	       && der_whole(&branch, SEQUENCE_TAG, &out->signed1)
	       && signature_field(&branch, &out->signature1, &out->signature1_object)
	       && der_whole(&branch, CERTIFICATE_TAG, &out->euicc_certificate)
	       && der_whole(&branch, CERTIFICATE_TAG, &out->eum_certificate)
	       && der_later_fields(&branch);
}

/* A CHOICE has no later fields: it is one branch or the other. */
enum status authenticate_server_answer_decode(struct bytes input, struct authenticate_server_answer *out)
{
	struct authenticate_server_answer got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, AUTHENTICATE_SERVER_TAG, &inside)
	               && (read_accepted(&inside, &got)
	                   || error_branch_read(&inside, &got.transaction_id, &got.error))
	               && der_end(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status authenticate_server_answer_encode(const struct authenticate_server_answer *answer, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, AUTHENTICATE_SERVER_TAG);
	if (answer->error != 0) {
		error_branch_put(&writer, answer->transaction_id, answer->error);
	} else {
		der_open(&writer, ACCEPTED_BRANCH);
		der_put_raw(&writer, answer->signed1);
		der_put(&writer, SIGNATURE_TAG, answer->signature1);
		der_put_raw(&writer, answer->euicc_certificate);
		der_put_raw(&writer, answer->eum_certificate);
		der_close(&writer);
	}
	der_close(&writer);
	return der_finish(&writer);
}
