/* SPDX-License-Identifier: Apache-2.0 */
/* Which server, common mutual authentication with it (authentication.c), and what it offers (SGP.22 3.1.3). */
#include "lpa/download_steps.h"
#include "rsp/configured_data.h"

/* Without an address this is the default SM-DP+ use case (SGP.22 3.1.3, 4.1). */
enum status download_begin(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	if (download->resumes) {
		download->job.raised = DOWNLOAD_RESUMES;
		return STATUS_OK;
	}
	download->dialogue.server_address = download->order.smdp_address;
	if (download->dialogue.server_address.size > 0) {
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
		return lpa_authentication_card_failed(&download->dialogue, status);
	struct text address = text_trimmed(addresses.default_smdp_address);
	if (!address_is_valid(address))
		return lpa_job_fail(&download->job, STATUS_NOT_FOUND,
		                    "No server was given, and the card has no default one: "
		                    "give an activation code, or a server with -s.");
	TRY(arena_copy_text(&download->kept, address, &download->dialogue.server_address));
	download->job.raised = DOWNLOAD_ADDRESS_KNOWN;
	return STATUS_OK;
}

enum status download_ask_info(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	return lpa_authentication_begin(&download->dialogue);
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
	return lpa_authentication_take_info(&((struct lpa_download *)subject)->dialogue, data);
}

enum status download_take_challenge(void *subject, struct bytes data)
{
	return lpa_authentication_take_challenge(&((struct lpa_download *)subject)->dialogue, data);
}

enum status download_take_server(void *subject, struct bytes data)
{
	return lpa_authentication_take_server(&((struct lpa_download *)subject)->dialogue, data);
}

enum status download_take_card_authentication(void *subject, struct bytes data)
{
	return lpa_authentication_take_card(&((struct lpa_download *)subject)->dialogue, data);
}

/* SGP.22 5.6.3. Metadata, smdpSigned2 and the envelope must be of one transaction. */
enum status download_take_offer(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	AUTO(json_document) document = { 0 };
	TRY(lpa_job_read_answer(&download->job, data, NULL, &document));
	struct authenticate_client_answer *offer = &download->offer;
	enum status status = authenticate_client_answer_read(json_root(&document), &download->kept, offer);
	if (status == STATUS_OK && !lpa_authentication_is_of(&download->dialogue, offer->transaction_id))
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = profile_metadata_decode(offer->profile_metadata, &download->metadata);
	if (status == STATUS_OK)
		status = smdp_signed2_decode(offer->smdp_signed2, &download->signed2);
	if (status == STATUS_OK && !bytes_equal(download->signed2.transaction_id, download->dialogue.transaction_id))
		status = STATUS_MALFORMED;
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status,
		                    "The server's offer lacks something, is malformed or is for "
		                    "another transaction: tell the operator.");
	download->offer.transaction_id = download->dialogue.server.transaction_id;
	download->job.raised = DOWNLOAD_OFFER_READ;
	return STATUS_OK;
}
