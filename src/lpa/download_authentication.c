/* SPDX-License-Identifier: Apache-2.0 */
/* Common mutual authentication as the LPA sees it (SGP.22 3.0.1): it carries the messages, and checks what only it can
 * check: that the server is the one that was asked for. */
#include "crypto/certificate.h"
#include "lpa/download_steps.h"
#include "rsp/authenticate_server.h"
#include "rsp/configured_data.h"

static enum status card_speaks_nonsense(struct lpa_download *download, enum status status)
{
	return lpa_job_fail(&download->job, status,
	                    "The card's answer in step \"%s\" cannot be read: is it an eUICC of "
	                    "SGP.22 version 2?",
	                    download->job.step->message);
}

/* What stands in the channel's buffer is gone with the next command. */
static enum status keep(struct lpa_download *download, struct bytes bytes, struct bytes *out)
{
	return arena_copy(&download->kept, bytes, out);
}

/* Without an address this is the default SM-DP+ use case (SGP.22 3.1.3, 4.1). */
enum status download_begin(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	download->server_address = download->order.smdp_address;
	if (download->server_address.size > 0) {
		download->job.raised = DOWNLOAD_ADDRESS_KNOWN;
		return STATUS_OK;
	}
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, empty_request_encode(GET_CONFIGURED_ADDRESSES_TAG, &download->job.command));
}

enum status download_take_address(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct configured_addresses addresses;
	enum status status = configured_addresses_decode(data, &addresses);
	if (status != STATUS_OK)
		return card_speaks_nonsense(download, status);
	struct text address = text_trimmed(addresses.default_smdp_address);
	if (!address_is_valid(address))
		return lpa_job_fail(&download->job, STATUS_NOT_FOUND,
		                    "No server was given, and the card has no default one: "
		                    "give an activation code, or a server with -s.");
	TRY(arena_copy_text(&download->kept, address, &download->server_address));
	download->job.raised = DOWNLOAD_ADDRESS_KNOWN;
	return STATUS_OK;
}

enum status download_ask_info(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, empty_request_encode(GET_EUICC_INFO1_TAG, &download->job.command));
}

/* The card forgets the session with its next challenge (SGP.22 5.7.7); the server's runs out. */
enum status download_start_over(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	download->cancel_reason = CANCEL_NOTHING;
	return download_ask_info(subject, data);
}

enum status download_take_info(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct euicc_info1 info;
	enum status status = euicc_info1_decode(data, &info);
	if (status != STATUS_OK)
		return card_speaks_nonsense(download, status);
	TRY(keep(download, data, &download->euicc_info1));
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, empty_request_encode(GET_CHALLENGE_TAG, &download->job.command));
}

/* The address goes out as the user or the card gave it: the server compares it with its own (SGP.22 5.6.1). */
enum status download_take_challenge(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	uint8_t challenge[CHALLENGE_SIZE];
	enum status status = get_challenge_answer_decode(data, challenge);
	if (status != STATUS_OK)
		return card_speaks_nonsense(download, status);
	struct initiate_authentication_request request = {
		.euicc_challenge = BYTES(challenge),
		.euicc_info1 = download->euicc_info1,
		.smdp_address = download->server_address,
	};
	buffer_clear(&download->job.body);
	return lpa_job_ask_server(&download->job, download->server_address, INITIATE_AUTHENTICATION_PATH, SERVER_BODY_MAXIMUM,
	                          initiate_authentication_request_write(&request, &download->job.body));
}

/* The port is not part of a server's name (SGP.22 4.1: an FQDN), so a server may leave it out. */
static bool is_address_asked_for(const struct lpa_download *download, struct text signed_address)
{
	return text_equal_ignoring_case(signed_address, download->server_address) ||
	       text_equal_ignoring_case(signed_address, address_host(download->server_address));
}

/* SGP.22 3.1.3: the activation code's OID is that of CERT.DPauth. */
static enum status check_server_oid(struct lpa_download *download)
{
	AUTO(buffer) wanted = BUFFER(OID_MAXIMUM);
	struct certificate certificate;
	enum status status = certificate_decode(download->server.server_certificate, &certificate);
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status, "The server's certificate cannot be read (%s).",
		                    status_name(status));
	if (download->order.smdp_oid.size == 0)
		return STATUS_OK;
	TRY(oid_parse(download->order.smdp_oid, &wanted));
	if (!bytes_equal(buffer_bytes(&wanted), certificate.registered_id))
		return lpa_job_fail(&download->job, STATUS_UNTRUSTED,
		                    "The server is not the one that the activation code "
		                    "names by its OID %.*s: do not use this code, and ask the operator.",
		                    TEXT_ARGUMENTS(download->order.smdp_oid));
	return STATUS_OK;
}

/* SGP.22 5.6.1: checked before the card is asked, so that it signs nothing for the wrong server. */
static enum status check_server(struct lpa_download *download)
{
	struct server_signed1 signed1;
	enum status status = server_signed1_decode(download->server.server_signed1, &signed1);
	if (status == STATUS_OK && !bytes_equal(signed1.transaction_id, download->transaction_id))
		status = STATUS_MALFORMED;
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status,
		                    "What the server signed cannot be read, or is for another "
		                    "transaction: try again later.");
	if (!is_address_asked_for(download, signed1.server_address))
		return lpa_job_fail(&download->job, STATUS_UNTRUSTED,
		                    "The server at %.*s signed as \"%.*s\": somebody stands "
		                    "between, or the address is wrong.",
		                    TEXT_ARGUMENTS(download->server_address), TEXT_ARGUMENTS(signed1.server_address));
	return check_server_oid(download);
}

static enum status ask_card_to_check_server(struct lpa_download *download)
{
	AUTO(buffer) context = BUFFER(ES10_COMMAND_MAXIMUM);
	struct context_parameters parameters = {
		.has_matching_id = download->order.has_matching_id,
		.matching_id = download->order.matching_id,
		.device = download->order.device,
	};
	TRY(context_parameters_encode(&parameters, &context));
	struct bytes signature, ci_key_id;
	struct der_reader reader = der_reader(download->server.server_signature1);
	struct der_reader key_reader = der_reader(download->server.ci_key_id);
	if (!der_octets(&reader, 0x5F37, 64, 64, &signature) || !der_octets(&key_reader, 0x04, 20, 20, &ci_key_id))
		return lpa_job_fail(&download->job, STATUS_MALFORMED,
		                    "The server's signature or key identifier has the "
		                    "wrong form.");
	struct authenticate_server_request request = {
		.server_signed1 = download->server.server_signed1,
		.server_signature1 = signature,
		.ci_key_id = ci_key_id,
		.server_certificate = download->server.server_certificate,
		.context_parameters = buffer_bytes(&context),
	};
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, authenticate_server_request_encode(&request, &download->job.command));
}

enum status download_take_server(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	AUTO(json_document) document = { 0 };
	TRY(lpa_job_read_answer(&download->job, data, NULL, &document));
	struct initiate_authentication_answer *server = &download->server;
	enum status status = initiate_authentication_answer_read(json_root(&document), &download->kept, server);
	if (status == STATUS_OK)
		status = transaction_id_octets(json_root(&document), &download->kept, &download->transaction_id);
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status,
		                    "The server's answer to InitiateAuthentication lacks something "
		                    "or is malformed: try again later.");
	TRY(arena_copy_text(&download->kept, server->transaction_id, &server->transaction_id));
	TRY(check_server(download));
	return ask_card_to_check_server(download);
}

/* The error goes no further: the card holds no session, and the server's runs out (SGP.22 3.0.1). */
static enum status note_card_error(struct lpa_download *download, int error)
{
	const char *advice = ": start the download again";
	if (error == AUTHENTICATE_CI_KEY_UNKNOWN)
		advice = ": card and server belong to different CIs; use a card and a server of the same one";
	else if (error == AUTHENTICATE_INVALID_CERTIFICATE || error == AUTHENTICATE_INVALID_SIGNATURE ||
	         error == AUTHENTICATE_INVALID_OID)
		advice = ": the server is not a genuine SM-DP+ for this card; check the address, and tell the operator";
	lpa_job_fail(&download->job, STATUS_UNTRUSTED, "The card refused the server (%s, %d)%s.",
	             authenticate_error_name(error), error, advice);
	download->job.failure.card_error = error;
	return STATUS_UNTRUSTED;
}

enum status download_take_card_authentication(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct authenticate_server_answer answer;
	enum status status = authenticate_server_answer_decode(data, &answer);
	if (status != STATUS_OK)
		return card_speaks_nonsense(download, status);
	if (answer.error != 0)
		return note_card_error(download, answer.error);
	TRY(keep(download, data, &download->card_authentication));
	buffer_clear(&download->job.body);
	return lpa_job_ask_server(&download->job, download->server_address, AUTHENTICATE_CLIENT_PATH, SERVER_BODY_MAXIMUM,
	                          authenticate_client_request_write(download->server.transaction_id,
	                                                            download->card_authentication, &download->job.body));
}

static bool is_for_this_transaction(const struct lpa_download *download, struct text transaction_id)
{
	return text_equal_ignoring_case(transaction_id, download->server.transaction_id);
}

/* SGP.22 5.6.3. Metadata, smdpSigned2 and the envelope must be of one transaction. */
enum status download_take_offer(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	AUTO(json_document) document = { 0 };
	TRY(lpa_job_read_answer(&download->job, data, NULL, &document));
	struct authenticate_client_answer *offer = &download->offer;
	enum status status = authenticate_client_answer_read(json_root(&document), &download->kept, offer);
	if (status == STATUS_OK && !is_for_this_transaction(download, offer->transaction_id))
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = profile_metadata_decode(offer->profile_metadata, &download->metadata);
	if (status == STATUS_OK)
		status = smdp_signed2_decode(offer->smdp_signed2, &download->signed2);
	if (status == STATUS_OK && !bytes_equal(download->signed2.transaction_id, download->transaction_id))
		status = STATUS_MALFORMED;
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status,
		                    "The server's offer lacks something, is malformed or is for "
		                    "another transaction: tell the operator.");
	download->offer.transaction_id = download->server.transaction_id;
	download->job.raised = DOWNLOAD_OFFER_READ;
	return STATUS_OK;
}
