/* SPDX-License-Identifier: Apache-2.0 */
/* Ending a download before its end, at card and server, with the reason that tells the server what becomes of the order
 * (SGP.22 3.1.3, 5.7.14): "postponed" and "timeout" leave it usable, every other reason uses it up. */
#include <stdarg.h>
#include <stdio.h>

#include "lpa/download_steps.h"

static enum status note_reason(struct lpa_download *download, enum cancel_reason reason)
{
	download->cancel_reason = reason;
	return STATUS_OK;
}

enum status download_fail_and_cancel(struct lpa_download *download, enum cancel_reason reason, enum status status,
                                     const char *format, ...)
{
	char sentence[LPA_SENTENCE_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	download->cancel_reason = reason;
	return lpa_job_fail(&download->job, status, "%s", sentence);
}

enum status download_cancel_at_card(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	if (download->cancel_reason == CANCEL_NOTHING)
		download->cancel_reason = CANCEL_POSTPONED; /* trouble of our own must not use the order up */
	struct cancel_session_request request = {
		.transaction_id = download->dialogue.transaction_id,
		.reason = download->cancel_reason,
	};
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, cancel_session_request_encode(&request, &download->job.command));
}

enum status download_reject(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	lpa_job_fail(&download->job, STATUS_REFUSED, "You refused the profile for good; nothing was installed.");
	TRY(note_reason(download, CANCEL_END_USER_REJECTION));
	return download_cancel_at_card(subject, data);
}

enum status download_postpone(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	const char *why = "The download was put off";
	if (download->code_was_wrong)
		why = "The confirmation code is wrong (8.2.7/3.8)";
	else if (download->job.state == DOWNLOAD_CODE)
		why = "The server wants a confirmation code, and none was given";
	lpa_job_fail(&download->job, STATUS_REFUSED, "%s; nothing was installed.", why);
	TRY(note_reason(download, CANCEL_POSTPONED));
	return download_cancel_at_card(subject, data);
}

enum status download_time_out(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	lpa_job_fail(&download->job, STATUS_REFUSED, "Nobody answered in time; nothing was installed.");
	TRY(note_reason(download, CANCEL_TIMEOUT));
	return download_cancel_at_card(subject, data);
}

enum status download_stop_early(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	lpa_job_fail(&download->job, STATUS_REFUSED, "You stopped the download; nothing was installed.");
	return STATUS_OK;
}

enum status download_stop(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	TRY(download_stop_early(subject, data));
	TRY(note_reason(download, CANCEL_POSTPONED));
	return download_cancel_at_card(subject, data);
}

/* The card refused a piece without a ProfileInstallationResult (SGP.22 5.7.6). */
enum status download_load_refused(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	TRY(lpa_job_give_up(subject, data));
	TRY(note_reason(download, CANCEL_LOAD_BPP_EXECUTION_ERROR));
	return download_cancel_at_card(subject, data);
}

/* A card that has no such session any more has nothing to sign: the server's own session then runs out. */
enum status download_take_cancellation(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct cancel_session_answer answer;
	TRY(cancel_session_answer_decode(data, &answer));
	if (answer.error != 0)
		return STATUS_NOT_FOUND;
	download->cancelled_at_card = true;
	buffer_clear(&download->job.body);
	struct text transaction_id = download->dialogue.server.transaction_id;
	return lpa_job_ask_server(&download->job, download->dialogue.server_address, CANCEL_SESSION_PATH, SERVER_BODY_MAXIMUM,
	                          es9_cancel_session_request_write(transaction_id, data, &download->job.body));
}

enum status download_cancelled(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	AUTO(json_document) document = { 0 };
	download->cancelled_at_server = lpa_job_read_answer(&download->job, data, NULL, &document) == STATUS_OK;
	return STATUS_OK;
}
