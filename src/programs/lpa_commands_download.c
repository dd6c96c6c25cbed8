/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/card_call.h"
#include "lpa/download_session.h"
#include "programs/lpa_commands.h"
#include "programs/lpa_json.h"
#include "programs/lpa_run.h"

enum { JSON_MAXIMUM = 16 << 10 };

/* Of a device that does not say what it is: the type allocation code that lpac gives. */
static const uint8_t unnamed_device_tac[TAC_SIZE] = { 0x35, 0x29, 0x06, 0x11 };

/* The code's own fields; an address or matching ID given beside it counts more. */
static enum exit_code read_activation_code(const struct invocation *invocation, struct lpa_download_order *order)
{
	const char *typed = option_text(invocation, "activation-code");
	struct activation_code code;
	if (invocation->argument_count > 0 && typed)
		return usage_error(invocation, "the activation code is given twice.");
	if (invocation->argument_count > 0)
		typed = invocation->arguments[0];
	if (!typed)
		return EXIT_DONE;
	enum status status = activation_code_parse(text_from(typed), &code);
	if (status == STATUS_UNSUPPORTED)
		return usage_error(invocation, "this activation code has a format that is not known: it must begin with "
		                               "LPA:1$ or 1$.");
	if (status != STATUS_OK)
		return usage_error(invocation, "this is not an activation code: it looks like LPA:1$server$MATCHING-ID (put "
		                               "it into single quotes, or the shell eats the $).");
	order->smdp_address = code.smdp_address;
	order->matching_id = code.matching_id;
	order->has_matching_id = code.matching_id.size > 0;
	order->smdp_oid = code.smdp_oid;
	return EXIT_DONE;
}

static enum exit_code read_order(const struct invocation *invocation, struct lpa_download_order *order)
{
	const char *server = option_text(invocation, "server");
	const char *matching_id = option_text(invocation, "matching-id");
	const char *imei = option_text(invocation, "imei");
	*order = (struct lpa_download_order){ 0 };
	enum exit_code code = read_activation_code(invocation, order);
	if (code != EXIT_DONE)
		return code;
	if (server)
		order->smdp_address = text_from(server);
	if (matching_id) {
		order->matching_id = text_from(matching_id);
		order->has_matching_id = true;
	}
	order->confirmation_code = text_from(option_text(invocation, "confirmation-code"));
	memcpy(order->device.tac, unnamed_device_tac, TAC_SIZE);
	if (imei && device_info_set_imei(&order->device, text_from(imei)) != STATUS_OK)
		return usage_error(invocation, "\"%s\" is not an IMEI: 15 digits.", imei);
	return EXIT_DONE;
}

static struct iccid installed_iccid(const struct lpa_download *download)
{
	const struct notification_metadata *notification = &download->result.notification;
	return notification->has_iccid ? notification->iccid : download->consented_metadata.iccid;
}

/* The download stands even if this fails. */
static enum exit_code enable(struct lpa_run *run, const struct lpa_download *download)
{
	AUTO(lpa_card_call) call;
	struct profile_identifier profile = { .iccid = installed_iccid(download) };
	lpa_enable_profile(&call, &profile, false);
	if (lpa_run_job(run, &call.job))
		return EXIT_DONE;
	return output_failure(run->invocation, call.job.step->message, "The profile is installed, but not enabled. %s",
	                      call.job.failure.sentence);
}

static enum exit_code report(const struct lpa_run *run, const struct lpa_download *download, bool enabled)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	char iccid[ICCID_TEXT_SIZE];
	struct iccid octets = installed_iccid(download);
	iccid_print(&octets, iccid);
	lpa_json_result(&writer, &download->result);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(run->invocation, "profile_download", "The profile %s is installed.", iccid);
	if (enabled)
		return output_success(run->invocation, buffer_text(&json), "The profile %s is installed and enabled.", iccid);
	return output_success(run->invocation, buffer_text(&json),
	                      "The profile %s is installed. To use it: %s profile enable %s", iccid,
	                      run->invocation->program->spoken, iccid);
}

static enum exit_code download_and_enable(struct lpa_run *run, struct lpa_download *download)
{
	bool wants_enabling = option_is_set(run->invocation, "enable");
	bool installed = lpa_run_job(run, &download->job);
	enum exit_code code = EXIT_DONE;
	if (installed && wants_enabling)
		code = enable(run, download);
	if (download->package.size > 0)
		lpa_run_deliver(run);
	if (!installed)
		return lpa_run_failed(run, &download->job);
	return code == EXIT_DONE ? report(run, download, wants_enabling) : code;
}

enum exit_code lpa_profile_download_command(struct invocation *invocation)
{
	struct lpa_download_order order;
	AUTO(lpa_download) download = { 0 };
	AUTO(lpa_run) run = { 0 };
	enum exit_code code = read_order(invocation, &order);
	if (code != EXIT_DONE)
		return code;
	enum status status = lpa_download_init(&download, &order);
	if (status != STATUS_OK)
		return usage_error(invocation, "%s",
		                   download.job.failure.status != STATUS_OK ? download.job.failure.sentence
		                                                            : status_name(status));
	struct lpa_run asking = { .invocation = invocation, .always_asks = option_is_set(invocation, "preview") };
	if (!option_is_set(invocation, "yes") && !lpa_run_can_ask(&asking))
		return output_failure(invocation, "profile_download",
		                      "Nobody is here to be asked whether the profile is "
		                      "wanted: --yes agrees to it beforehand.");
	code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	run.always_asks = asking.always_asks;
	if (!run.has_authority)
		return output_failure(invocation, "euicc_init",
		                      "No server can be trusted without the certificate of its CI: "
		                      "give it with --ca FILE.");
	return download_and_enable(&run, &download);
}
