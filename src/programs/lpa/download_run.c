/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/download_run.h"

#include "lpa/card_call.h"
#include "programs/lpa/kept.h"
#include "rsp/cancel_session.h"

/* Of a device that does not say what it is: the type allocation code that lpac gives. */
static const uint8_t unnamed_device_tac[TAC_SIZE] = { 0x35, 0x29, 0x06, 0x11 };

enum exit_code lpa_download_device(const struct invocation *invocation, struct device_info *out)
{
	const char *imei = option_text(invocation, "imei");
	memcpy(out->tac, unnamed_device_tac, TAC_SIZE);
	if (imei && device_info_set_imei(out, text_from(imei)) != STATUS_OK)
		return usage_error(invocation, "\"%s\" is not an IMEI: 15 digits.", imei);
	return EXIT_DONE;
}

enum exit_code lpa_download_open(struct lpa_run *run, struct invocation *invocation, const char *command)
{
	const struct lpa_run asking = { .invocation = invocation, .always_asks = option_is_set(invocation, "preview") };
	if (!option_is_set(invocation, "yes") && !lpa_run_can_ask(&asking))
		return output_failure(invocation, command,
		                      "Nobody is here to be asked whether the profile is "
		                      "wanted: --yes agrees to it beforehand.");
	enum exit_code code = lpa_run_open(run, invocation);
	if (code != EXIT_DONE)
		return code;
	run->always_asks = asking.always_asks;
	if (!run->has_authority)
		return output_failure(invocation, "euicc_init",
		                      "No server can be trusted without the certificate of its CI: "
		                      "give it with --ca FILE.");
	return EXIT_DONE;
}

struct iccid lpa_download_iccid(const struct lpa_download *download)
{
	const struct notification_metadata *notification = &download->result.notification;
	return notification->has_iccid ? notification->iccid : download->consented_metadata.iccid;
}

/* The download stands even if this fails. */
static enum exit_code enable(struct lpa_run *run, const struct lpa_download *download)
{
	AUTO(lpa_card_call) call;
	struct profile_identifier profile = { .iccid = lpa_download_iccid(download) };
	lpa_enable_profile(&call, &profile, false);
	if (lpa_run_job(run, &call.job))
		return EXIT_DONE;
	return output_failure(run->invocation, call.job.step->message, "The profile is installed, but not enabled. %s",
	                      call.job.failure.sentence);
}

/* The user said no for good, and only the card knows. */
static bool is_unheard(const struct lpa_download *download)
{
	return download->cancel_reason == CANCEL_END_USER_REJECTION && !download->cancelled_at_server;
}

/* The sentences of servers say themselves what becomes of an order that they have closed. */
static const char *advise(const struct lpa_download *download, bool resumable)
{
	if (resumable)
		return "The code is still good: \"provisim lpa profile download --resume\" goes on.";
	if (lpa_download_code_is_good(download) && is_unheard(download))
		return "The server was not told: there the same code can be used again.";
	if (lpa_download_code_is_good(download))
		return download->dialogue.server_address.size > 0 ? "The same code can be used again." : NULL;
	return download->has_result || download->cancelled_at_server ? "The code cannot be used again." : NULL;
}

bool lpa_download_run(struct lpa_run *run, struct lpa_download *download, enum exit_code *out_enabled)
{
	AUTO(lpa_kept) kept;
	lpa_run_deliver(run);
	run->quiet = false;
	lpa_kept_begin(&kept, run, download);
	bool installed = lpa_run_job(run, &download->job);
	bool resumable = lpa_kept_end(&kept);
	run->advice = installed ? NULL : advise(download, resumable || download->resumes);
	*out_enabled = EXIT_DONE;
	if (installed && option_is_set(run->invocation, "enable"))
		*out_enabled = enable(run, download);
	if (download->package.size > 0)
		lpa_run_deliver(run);
	return installed;
}
