/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/authentication.h"

#include "codec/der_read.h"
#include "crypto/certificate.h"
#include "rsp/authenticate_client.h"
#include "rsp/authenticate_server.h"
#include "rsp/configured_data.h"

enum status lpa_authentication_card_failed(struct lpa_authentication *dialogue, enum status status)
{
	return lpa_job_fail(dialogue->job, status,
	                    "The card's answer in step \"%s\" cannot be read: is it an eUICC of "
	                    "SGP.22 version 2?",
	                    dialogue->job->step->message);
}

/* What stands in the channel's buffer is gone with the next command. */
static enum status keep(struct lpa_authentication *dialogue, struct bytes bytes, struct bytes *out)
{
	return arena_copy(dialogue->kept, bytes, out);
}

enum status lpa_authentication_begin(struct lpa_authentication *dialogue)
{
	buffer_clear(&dialogue->job->command);
	return lpa_job_ask_card(dialogue->job, empty_request_encode(GET_EUICC_INFO1_TAG, &dialogue->job->command));
}

enum status lpa_authentication_take_info(struct lpa_authentication *dialogue, struct bytes data)
{
	struct euicc_info1 info;
	enum status status = euicc_info1_decode(data, &info);
	if (status != STATUS_OK)
		return lpa_authentication_card_failed(dialogue, status);
	TRY(keep(dialogue, data, &dialogue->euicc_info1));
	buffer_clear(&dialogue->job->command);
	return lpa_job_ask_card(dialogue->job, empty_request_encode(GET_CHALLENGE_TAG, &dialogue->job->command));
}

/* The address goes out as the user or the card gave it: the server compares it with its own (SGP.22 5.6.1). */
enum status lpa_authentication_take_challenge(struct lpa_authentication *dialogue, struct bytes data)
{
	uint8_t challenge[CHALLENGE_SIZE];
	enum status status = get_challenge_answer_decode(data, challenge);
	if (status != STATUS_OK)
		return lpa_authentication_card_failed(dialogue, status);
	struct initiate_authentication_request request = {
		.euicc_challenge = BYTES(challenge),
		.euicc_info1 = dialogue->euicc_info1,
		.smdp_address = dialogue->server_address,
	};
	buffer_clear(&dialogue->job->body);
	return lpa_job_ask_server(dialogue->job, dialogue->server_address, INITIATE_AUTHENTICATION_PATH, SERVER_BODY_MAXIMUM,
	                          initiate_authentication_request_write(&request, &dialogue->job->body));
}

/* The port is not part of a server's name (SGP.22 4.1: an FQDN), so a server may leave it out. */
static bool is_address_asked_for(const struct lpa_authentication *dialogue, struct text signed_address)
{
	return text_equal_ignoring_case(signed_address, dialogue->server_address) ||
	       text_equal_ignoring_case(signed_address, address_host(dialogue->server_address));
}

/* SGP.22 3.1.3: the activation code's OID is that of CERT.DPauth. */
static enum status check_server_oid(struct lpa_authentication *dialogue)
{
	AUTO(buffer) wanted = BUFFER(OID_MAXIMUM);
	struct certificate certificate;
	enum status status = certificate_decode(dialogue->server.server_certificate, &certificate);
	if (status != STATUS_OK)
		return lpa_job_fail(dialogue->job, status, "The server's certificate cannot be read (%s).",
		                    status_name(status));
	if (dialogue->server_oid.size == 0)
		return STATUS_OK;
	TRY(oid_parse(dialogue->server_oid, &wanted));
	if (!bytes_equal(buffer_bytes(&wanted), certificate.registered_id))
		return lpa_job_fail(dialogue->job, STATUS_UNTRUSTED,
		                    "The server is not the one that the activation code "
		                    "names by its OID %.*s: do not use this code, and ask the operator.",
		                    TEXT_ARGUMENTS(dialogue->server_oid));
	return STATUS_OK;
}

/* SGP.22 5.6.1: checked before the card is asked, so that it signs nothing for the wrong server. */
static enum status check_server(struct lpa_authentication *dialogue)
{
	struct server_signed1 signed1;
	enum status status = server_signed1_decode(dialogue->server.server_signed1, &signed1);
	if (status == STATUS_OK && !bytes_equal(signed1.transaction_id, dialogue->transaction_id))
		status = STATUS_MALFORMED;
	if (status != STATUS_OK)
		return lpa_job_fail(dialogue->job, status,
		                    "What the server signed cannot be read, or is for another "
		                    "transaction: try again later.");
	if (!is_address_asked_for(dialogue, signed1.server_address))
		return lpa_job_fail(dialogue->job, STATUS_UNTRUSTED,
		                    "The server at %.*s signed as \"%.*s\": somebody stands "
		                    "between, or the address is wrong.",
		                    TEXT_ARGUMENTS(dialogue->server_address), TEXT_ARGUMENTS(signed1.server_address));
	return check_server_oid(dialogue);
}

static enum status ask_card_to_check_server(struct lpa_authentication *dialogue)
{
	AUTO(buffer) context = BUFFER(ES10_COMMAND_MAXIMUM);
	struct context_parameters parameters = {
		.has_matching_id = dialogue->has_matching_id,
		.matching_id = dialogue->matching_id,
		.device = dialogue->device,
	};
	TRY(context_parameters_encode(&parameters, &context));
	struct bytes signature, ci_key_id;
	struct der_reader reader = der_reader(dialogue->server.server_signature1);
	struct der_reader key_reader = der_reader(dialogue->server.ci_key_id);
	if (!der_octets(&reader, 0x5F37, 64, 64, &signature) || !der_octets(&key_reader, 0x04, 20, 20, &ci_key_id))
		return lpa_job_fail(dialogue->job, STATUS_MALFORMED,
		                    "The server's signature or key identifier has the "
		                    "wrong form.");
	struct authenticate_server_request request = {
		.server_signed1 = dialogue->server.server_signed1,
		.server_signature1 = signature,
		.ci_key_id = ci_key_id,
		.server_certificate = dialogue->server.server_certificate,
		.context_parameters = buffer_bytes(&context),
	};
	buffer_clear(&dialogue->job->command);
	return lpa_job_ask_card(dialogue->job, authenticate_server_request_encode(&request, &dialogue->job->command));
}

enum status lpa_authentication_take_server(struct lpa_authentication *dialogue, struct bytes data)
{
	AUTO(json_document) document = { 0 };
	TRY(lpa_job_read_answer(dialogue->job, data, NULL, &document));
	struct initiate_authentication_answer *server = &dialogue->server;
	enum status status = initiate_authentication_answer_read(json_root(&document), dialogue->kept, server);
	if (status == STATUS_OK)
		status = transaction_id_octets(json_root(&document), dialogue->kept, &dialogue->transaction_id);
	if (status != STATUS_OK)
		return lpa_job_fail(dialogue->job, status,
		                    "The server's answer to InitiateAuthentication lacks something "
		                    "or is malformed: try again later.");
	TRY(arena_copy_text(dialogue->kept, server->transaction_id, &server->transaction_id));
	TRY(check_server(dialogue));
	return ask_card_to_check_server(dialogue);
}

/* The error goes no further: the card holds no session, and the server's runs out (SGP.22 3.0.1). */
static enum status note_card_error(struct lpa_authentication *dialogue, int error)
{
	struct text sentence = authenticate_error_sentence(error);
	while (sentence.size > 0 && sentence.data[sentence.size - 1] == '.')
		sentence.size--;
	lpa_job_fail(dialogue->job, STATUS_UNTRUSTED, "%.*s (%s, %d).", TEXT_ARGUMENTS(sentence),
	             authenticate_error_name(error), error);
	dialogue->job->failure.card_error = error;
	return STATUS_UNTRUSTED;
}

enum status lpa_authentication_take_card(struct lpa_authentication *dialogue, struct bytes data)
{
	struct authenticate_server_answer answer;
	enum status status = authenticate_server_answer_decode(data, &answer);
	if (status != STATUS_OK)
		return lpa_authentication_card_failed(dialogue, status);
	if (answer.error != 0)
		return note_card_error(dialogue, answer.error);
	TRY(keep(dialogue, data, &dialogue->card_authentication));
	buffer_clear(&dialogue->job->body);
	return lpa_job_ask_server(dialogue->job, dialogue->server_address, AUTHENTICATE_CLIENT_PATH, SERVER_BODY_MAXIMUM,
	                          authenticate_client_request_write(dialogue->server.transaction_id,
	                                                            dialogue->card_authentication, &dialogue->job->body));
}

bool lpa_authentication_is_of(const struct lpa_authentication *dialogue, struct text transaction_id)
{
	return text_equal_ignoring_case(transaction_id, dialogue->server.transaction_id);
}
