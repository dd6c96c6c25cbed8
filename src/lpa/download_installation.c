/* SPDX-License-Identifier: Apache-2.0 */
/* From the user's yes to the card's result: one-time key, bound package, loading it in pieces (SGP.22 3.1.3.2,
 * 3.1.3.3). */
#include "lpa/download_steps.h"
#include "rsp/bound_package.h"
#include "rsp/get_bound_package.h"
#include "rsp/prepare_download.h"

enum { PACKAGE_ANSWER_MAXIMUM = BOUND_PACKAGE_MAXIMUM / 3 * 4 + (64 << 10) };

static const char wrong_code[] = "8.2.7 3.8";

/* SGP.22 4.7: the code itself goes neither to the card nor to the server. */
static enum status hash_code(const struct lpa_download *download, uint8_t out[HASH_CC_SIZE])
{
	uint8_t code_hash[HASH_CC_SIZE];
	enum status status = confirmation_code_hash(bytes_text(secret_bytes(&download->confirmation_code)), code_hash);
	if (status == STATUS_OK)
		status = hash_cc(code_hash, download->dialogue.transaction_id, out);
	wipe(code_hash, sizeof code_hash);
	return status;
}

enum status download_prepare(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	uint8_t hash[HASH_CC_SIZE];
	struct bytes signature;
	struct der_reader reader = der_reader(download->offer.smdp_signature2);
	if (!der_octets(&reader, 0x5F37, 64, 64, &signature))
		return lpa_job_fail(&download->job, STATUS_MALFORMED, "The server's second signature has the wrong form.");
	struct prepare_download_request request = {
		.smdp_signed2 = download->offer.smdp_signed2,
		.smdp_signature2 = signature,
		.smdp_certificate = download->offer.smdp_certificate,
	};
	if (download->signed2.confirmation_code_required) {
		TRY(hash_code(download, hash));
		request.hash_cc = BYTES(hash);
	}
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, prepare_download_request_encode(&request, &download->job.command));
}

/* Whether a card prepares twice in one session, after a wrong code, is not said by SGP.22 5.7.5; one that does not is
 * asked again from the beginning, with the same consent and the new code. */
enum status download_take_preparation(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct prepare_download_answer answer;
	enum status status = prepare_download_answer_decode(data, &answer);
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status, "The card's answer to PrepareDownload cannot be read.");
	if (answer.error == 0) {
		TRY(arena_copy(&download->kept, data, &download->preparation));
		download->job.raised = DOWNLOAD_PREPARED;
		return STATUS_OK;
	}
	if (download->code_was_wrong && !download->started_over) {
		download->started_over = true;
		download->job.raised = DOWNLOAD_SESSION_GONE;
		return STATUS_OK;
	}
	struct text sentence = prepare_download_error_sentence(answer.error);
	while (sentence.size > 0 && sentence.data[sentence.size - 1] == '.')
		sentence.size--;
	lpa_job_fail(&download->job, STATUS_UNTRUSTED, "%.*s (%s, %d).", TEXT_ARGUMENTS(sentence),
	             prepare_download_error_name(answer.error), answer.error);
	download->job.failure.card_error = answer.error;
	return STATUS_UNTRUSTED;
}

enum status download_ask_package(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	buffer_clear(&download->job.body);
	struct text transaction_id = download->dialogue.server.transaction_id;
	return lpa_job_ask_server(
		&download->job, download->dialogue.server_address, GET_BOUND_PACKAGE_PATH, PACKAGE_ANSWER_MAXIMUM,
		get_bound_package_request_write(transaction_id, download->preparation, &download->job.body));
}

/* How many tries are left is for the server to know: it may say so in its words (SGP.22 5.2.6.2). */
static enum status note_wrong_code(struct lpa_download *download, struct bytes answer)
{
	AUTO(json_document) document = { 0 };
	struct failure refusal = { 0 };
	secret_release(&download->confirmation_code);
	download->wrong_codes++;
	download->wrong_code_words = (struct text){ 0 };
	download->job.raised = DOWNLOAD_CODE_WRONG;
	TRY(json_parse(bytes_text(answer), &document));
	enum status status = function_answer_status(json_root(&document), &refusal);
	bool shown = status == STATUS_REFUSED && refusal.message.size <= LPA_SENTENCE_SIZE / 4 &&
	             text_is_printable_utf8(refusal.message) &&
	             !text_equal(refusal.message, failure_sentence(refusal.subject_code, refusal.reason_code));
	return shown ? arena_copy_text(&download->kept, refusal.message, &download->wrong_code_words) : STATUS_OK;
}

/* A wrong code leaves the session open at the server (SGP.22 5.6.2): the user is asked again. */
enum status download_take_package(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	AUTO(json_document) document = { 0 };
	struct get_bound_package_answer answer;
	enum status status = lpa_job_read_answer(&download->job, data, wrong_code, &document);
	if (status == STATUS_REFUSED && download->job.failure.status == STATUS_OK)
		return note_wrong_code(download, data);
	TRY(status);
	arena_release(&download->package_storage);
	status = get_bound_package_answer_read(json_root(&document), &download->package_storage, &answer);
	if (status == STATUS_OK && !text_equal_ignoring_case(answer.transaction_id, download->dialogue.server.transaction_id))
		status = STATUS_MALFORMED;
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status,
		                    "The server's package lacks something, is malformed or is for "
		                    "another transaction: start the download again.");
	download->package = answer.bound_package;
	download->job.raised = DOWNLOAD_PACKAGE_READ;
	return STATUS_OK;
}

enum status download_send_next_piece(struct lpa_download *download)
{
	struct bytes piece;
	download->job.progress = download->position;
	if (!bound_package_next_piece(download->package, &download->position, &piece))
		return download_fail_and_cancel(download, CANCEL_LOAD_BPP_EXECUTION_ERROR, STATUS_MALFORMED,
		                                "The card took the whole profile and did not say whether it is installed: "
		                                "look at the list of profiles.");
	download->job.want = (struct lpa_want){ .kind = LPA_WANT_CARD, .card = piece };
	return STATUS_OK;
}

/* SGP.22 3.1.3.2: what is loaded is what the user has seen. */
enum status download_check_package(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	struct bound_package package;
	struct profile_metadata metadata;
	enum status status = bound_package_decode(download->package, &package);
	if (status == STATUS_OK)
		status = bound_package_metadata(&package, &download->package_storage, &metadata);
	if (status != STATUS_OK)
		return download_fail_and_cancel(download, CANCEL_LOAD_BPP_EXECUTION_ERROR, status,
		                                "The profile package is damaged: nothing was installed, and the order is "
		                                "closed; ask the operator for a new one.");
	if (!profile_metadata_equal(&metadata, &download->consented_metadata))
		return download_fail_and_cancel(download, CANCEL_METADATA_MISMATCH, STATUS_UNTRUSTED,
		                                "The package holds another profile than the one offered: nothing was "
		                                "installed, and the order is closed; ask the operator for a new one.");
	download->position = 0;
	download->job.progress_total = download->package.size;
	return download_send_next_piece(download);
}

static void note_error_result(struct lpa_download *download)
{
	const struct installation_result *result = &download->result;
	struct text sentence = installation_error_sentence(result->error);
	while (sentence.size > 0 && sentence.data[sentence.size - 1] == '.')
		sentence.size--;
	lpa_job_fail(&download->job, STATUS_REFUSED, "%.*s (%s in %s, %d/%d).", TEXT_ARGUMENTS(sentence),
	             installation_error_name(result->error), bpp_command_name(result->command), result->command, result->error);
	download->job.failure.card_error = result->error;
}

/* SGP.22 5.7.6: nothing while all is well; the result ends it, early after an error. */
enum status download_take_load_answer(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	if (data.size == 0)
		return download_send_next_piece(download);
	struct bytes kept;
	TRY(arena_copy(&download->kept, data, &kept));
	enum status status = installation_result_decode(kept, &download->result);
	if (status != STATUS_OK)
		return download_fail_and_cancel(download, CANCEL_LOAD_BPP_EXECUTION_ERROR, status,
		                                "The card's result of the installation cannot be read: look at the list of "
		                                "profiles.");
	download->has_result = true;
	download->job.progress = download->position;
	if (download->result.error == 0) {
		download->job.raised = DOWNLOAD_INSTALLED;
		return STATUS_OK;
	}
	note_error_result(download);
	download->job.raised = DOWNLOAD_NOT_INSTALLED;
	return STATUS_OK;
}
