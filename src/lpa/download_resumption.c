/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning of a download that goes on where an earlier one was interrupted, and what becomes of an order when a download
 * fails (SGP.22 3.1.3.3, 5.5.1). */
#include "lpa/download_steps.h"
#include "rsp/bound_package.h"
#include "rsp/profile_management.h"

/* The card may have finished without anybody hearing of it: loading a second time would be refused, and cost the order. */
enum status download_look(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	const struct profiles_info_request request = {
		.search = SEARCH_BY_IDENTIFIER,
		.profile = { .iccid = download->consented_metadata.iccid },
	};
	download->dialogue.server_address = download->order.smdp_address;
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, profiles_info_request_encode(&request, &download->job.command));
}

/* A piece that was under way may have been taken: sending it again would break the chain of MACs for good. Only a place
 * between two pieces is good to go on from. */
static bool is_between_pieces(const struct lpa_download *download)
{
	size_t position = 0;
	struct bytes ignored;
	while (position < download->position)
		if (!bound_package_next_piece(download->package, &position, &ignored))
			return false;
	return position > 0 && position == download->position && position < download->package.size;
}

enum status download_take_look(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct der_reader list;
	enum status status = profiles_info_answer_decode(data, &list);
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return lpa_job_fail(&download->job, status, "The card's list of profiles cannot be read.");
	if (status == STATUS_OK && !der_end(&list))
		download->job.raised = DOWNLOAD_INSTALLED;
	else
		download->job.raised = is_between_pieces(download) ? DOWNLOAD_CONTINUES : DOWNLOAD_ADDRESS_KNOWN;
	return STATUS_OK;
}

/* A card that was reset in between refuses the piece without having changed anything (SGP.22 5.7.6). */
enum status download_continue(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	download->job.progress_total = download->package.size;
	return download_send_next_piece(download);
}

/* Codes with which a server says that an order is over. */
static bool closes_order(const struct lpa_failure *failure)
{
	static const struct {
		const char *subject, *reason;
	} codes[] = {
		{ "8.2", "1.2" }, { "8.2", "3.7" },   { "8.2.6", "3.8" }, { "8.2.7", "6.4" },
		{ "8.8.5", "3.8" }, { "8.8.5", "4.10" }, { "8.8.5", "6.4" }, { "8.1.1", "3.8" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (strcmp(failure->subject_code, codes[i].subject) == 0 && strcmp(failure->reason_code, codes[i].reason) == 0)
			return true;
	return false;
}

/* "Postponed" and "timeout" leave an order as it is, every other reason ends it; but only a server that heard it knows. */
bool lpa_download_code_is_good(const struct lpa_download *download)
{
	if (lpa_job_succeeded(&download->job) || closes_order(&download->job.failure))
		return false;
	if (download->has_result)
		return installation_error_is_temporary(download->result.error);
	return !download->cancelled_at_server || download->cancel_reason == CANCEL_POSTPONED ||
	       download->cancel_reason == CANCEL_TIMEOUT;
}
