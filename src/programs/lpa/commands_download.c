/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/code.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/download_run.h"
#include "programs/lpa/json.h"
#include "programs/lpa/kept.h"

enum { JSON_MAXIMUM = 16 << 10 };

/* The code's own fields; an address or matching ID given beside it counts more. */
static enum exit_code read_activation_code(struct invocation *invocation, struct lpa_download_order *order)
{
	const char *typed = option_text(invocation, "activation-code");
	struct activation_code code;
	if (invocation->argument_count > 0 && typed)
		return usage_error(invocation, "the activation code is given twice.");
	if (invocation->argument_count > 0)
		typed = invocation->arguments[0];
	if (!typed)
		return EXIT_DONE;
	enum exit_code read = lpa_code_read(invocation, typed, &code);
	if (read != EXIT_DONE)
		return read;
	order->smdp_address = code.smdp_address;
	order->matching_id = code.matching_id;
	order->has_matching_id = code.matching_id.size > 0;
	order->smdp_oid = code.smdp_oid;
	return EXIT_DONE;
}

static enum exit_code read_order(struct invocation *invocation, struct lpa_download_order *order)
{
	const char *server = option_text(invocation, "server");
	const char *matching_id = option_text(invocation, "matching-id");
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
	return lpa_download_device(invocation, &order->device);
}

/* What was found on the card reports itself with its notification. */
static void put_found(struct json_writer *writer, const char *iccid)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "iccid", text_from(iccid));
	json_close_object(writer);
}

static enum exit_code report(const struct lpa_run *run, const struct lpa_download *download)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	char iccid[ICCID_TEXT_SIZE];
	struct iccid octets = lpa_download_iccid(download);
	iccid_print(&octets, iccid);
	if (download->has_result)
		lpa_json_result(&writer, &download->result);
	else
		put_found(&writer, iccid);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(run->invocation, "profile_download", "The profile %s is installed.", iccid);
	if (option_is_set(run->invocation, "enable"))
		return output_success(run->invocation, buffer_text(&json), "The profile %s is installed and enabled.", iccid);
	return output_success(run->invocation, buffer_text(&json),
	                      "The profile %s is installed. To use it: %s profile enable %s", iccid,
	                      run->invocation->program->spoken, iccid);
}

static enum exit_code finish(struct lpa_run *run, struct lpa_download *download)
{
	enum exit_code code;
	if (!lpa_download_run(run, download, &code))
		return lpa_run_failed(run, &download->job);
	return code == EXIT_DONE ? report(run, download) : code;
}

/* What the card still has to report goes out first, so that the server knows where it stands (SGP.22 3.5). */
static enum exit_code resume(struct invocation *invocation, const struct lpa_download_order *order)
{
	AUTO(lpa_download) download = { 0 };
	AUTO(lpa_run) run = { 0 };
	AUTO(arena) storage = ARENA(DOWNLOAD_RECORD_KEPT_MAXIMUM);
	struct lpa_download_record record;
	enum exit_code code = lpa_download_open(&run, invocation, "profile_download");
	if (code == EXIT_DONE)
		code = lpa_kept_find(&run, order, &storage, &record);
	if (code != EXIT_DONE)
		return code;
	if (lpa_download_resume(&download, &record, order->confirmation_code) != STATUS_OK)
		return output_failure(invocation, "profile_download",
		                      "What was kept of the download cannot be read: start it again with its code.");
	return finish(&run, &download);
}

static enum exit_code give_up(struct invocation *invocation, const struct lpa_download_order *order)
{
	AUTO(lpa_run) run = { 0 };
	enum exit_code code = lpa_run_open(&run, invocation);
	return code == EXIT_DONE ? lpa_kept_forget(&run, order) : code;
}

enum exit_code lpa_profile_download_command(struct invocation *invocation)
{
	struct lpa_download_order order;
	AUTO(lpa_download) download = { 0 };
	AUTO(lpa_run) run = { 0 };
	enum exit_code code = read_order(invocation, &order);
	if (code != EXIT_DONE)
		return code;
	if (option_is_set(invocation, "give-up"))
		return give_up(invocation, &order);
	if (option_is_set(invocation, "resume"))
		return resume(invocation, &order);
	enum status status = lpa_download_init(&download, &order);
	if (status != STATUS_OK)
		return usage_error(invocation, "%s",
		                   download.job.failure.status != STATUS_OK ? download.job.failure.sentence
		                                                            : status_name(status));
	code = lpa_download_open(&run, invocation, "profile_download");
	return code == EXIT_DONE ? finish(&run, &download) : code;
}
