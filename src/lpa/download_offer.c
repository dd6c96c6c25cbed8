/* SPDX-License-Identifier: Apache-2.0 */
/* From the offer to the user's yes: may this profile be installed here, does the user want it, and the confirmation
 * code (SGP.22 3.1.3.2, 2.9). */
#include "lpa/download_steps.h"
#include "lpa/profile_policy.h"
#include "rsp/euicc_info.h"
#include "rsp/profile_management.h"

/* After a wrong code that cost the session: the user has agreed already, if it is the same profile. */
static enum status judge_again(struct lpa_download *download)
{
	if (!profile_metadata_equal(&download->metadata, &download->consented_metadata))
		return download_fail_and_cancel(download, CANCEL_METADATA_MISMATCH, STATUS_UNTRUSTED,
		                                "The server offered another profile the second time: nothing was "
		                                "installed; ask the operator.");
	download->job.raised = DOWNLOAD_OFFER_KNOWN;
	return STATUS_OK;
}

enum status download_judge(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	if (download->consented)
		return judge_again(download);
	download->strong_consent_rules = 0;
	if (profile_policy_rules_to_check(&download->metadata) == 0) {
		download->job.raised = DOWNLOAD_OFFER_ALLOWED;
		return STATUS_OK;
	}
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, empty_request_encode(GET_RAT_TAG, &download->job.command));
}

/* Only the class of each profile is asked for: icons would make the answer long. */
enum status download_take_rules(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct bytes kept;
	TRY(arena_copy(&download->kept, data, &kept));
	download->rules = arena_allocate(&download->kept, sizeof *download->rules);
	if (!download->rules)
		return STATUS_NO_MEMORY;
	enum status status = rules_authorisation_table_decode(kept, download->rules);
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status, "The card's table of allowed rules cannot be read.");
	static const uint8_t class_only[] = { 0x95 };
	struct profiles_info_request request = { .search = SEARCH_ALL, .tag_list = BYTES(class_only), .has_tag_list = true };
	buffer_clear(&download->job.command);
	return lpa_job_ask_card(&download->job, profiles_info_request_encode(&request, &download->job.command));
}

/* A profile without class is operational (SGP.22 4.4). */
static enum status find_operational_profile(struct bytes answer, bool *out_found)
{
	struct der_reader list;
	struct profile_info info;
	bool found = false;
	TRY(profiles_info_answer_decode(answer, &list));
	while (!der_end(&list)) {
		if (!profile_info_read(&list, &info))
			return STATUS_MALFORMED;
		found = found || !info.has_class || info.profile_class == PROFILE_OPERATIONAL;
	}
	*out_found = found;
	return STATUS_OK;
}

enum status download_take_profiles(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	bool operational_profile_installed;
	enum status status = find_operational_profile(data, &operational_profile_installed);
	if (status != STATUS_OK)
		return lpa_job_fail(&download->job, status, "The card's list of profiles cannot be read.");
	const char *why;
	status = profile_policy_decide(&download->metadata, download->rules, operational_profile_installed,
	                               &download->strong_consent_rules, &why);
	if (status != STATUS_OK)
		return download_fail_and_cancel(download, CANCEL_PPR_NOT_ALLOWED, STATUS_REFUSED,
		                                "The profile %s: it was not installed; ask the operator for another one.", why);
	download->job.raised = DOWNLOAD_OFFER_ALLOWED;
	return STATUS_OK;
}

static void ask(struct lpa_download *download, enum lpa_question_kind kind)
{
	lpa_job_ask_user(&download->job, &(struct lpa_question){
		.kind = kind,
		.offer = {
			.metadata = &download->metadata,
			.server_address = download->dialogue.server_address,
			.strong_consent_rules = download->strong_consent_rules,
			.confirmation_code_required = download->signed2.confirmation_code_required,
		},
		.again = download->code_was_wrong,
		.wrong_codes = download->wrong_codes,
		.server_words = download->wrong_code_words,
	});
}

enum status download_ask_consent(void *subject, struct bytes data)
{
	(void)data;
	ask(subject, LPA_QUESTION_CONSENT);
	return STATUS_OK;
}

/* Only the server knows whether there is a code; the flag of the activation code is a hint (SGP.22 4.1). */
enum status download_accept(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	download->consented = true;
	download->consented_metadata = download->metadata;
	if (download->signed2.confirmation_code_required && download->confirmation_code.size == 0)
		ask(download, LPA_QUESTION_CONFIRMATION_CODE);
	else
		download->job.raised = DOWNLOAD_CODE_SETTLED;
	return STATUS_OK;
}

enum status download_take_code(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	struct bytes code = text_bytes(text_trimmed(bytes_text(data)));
	if (code.size == 0 || code.size > CONFIRMATION_CODE_MAXIMUM) {
		ask(download, LPA_QUESTION_CONFIRMATION_CODE);
		return STATUS_OK;
	}
	secret_release(&download->confirmation_code);
	TRY(secret_set(&download->confirmation_code, code));
	download->started_over = false;
	download->job.raised = DOWNLOAD_CODE_SETTLED;
	return STATUS_OK;
}

enum status download_ask_code_again(void *subject, struct bytes data)
{
	struct lpa_download *download = subject;
	(void)data;
	download->code_was_wrong = true;
	ask(download, LPA_QUESTION_CONFIRMATION_CODE);
	return STATUS_OK;
}
