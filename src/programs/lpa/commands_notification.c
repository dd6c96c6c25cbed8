/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "lpa/card_call.h"
#include "lpa/chip_information.h"
#include "lpa/notification_delivery.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/json.h"
#include "programs/lpa/run.h"
#include "rsp/installation_result.h"

enum { JSON_MAXIMUM = 256 << 10, ANSWER_SIZE = 16 };

/* Which notifications a command is about. */
struct selection {
	bool all;
	uint64_t numbers[DELIVERY_ITEMS_MAXIMUM];
	size_t count;
};

/* No number means all of them only where that does no harm. */
static enum exit_code read_selection(const struct invocation *invocation, bool none_means_all, struct selection *out)
{
	out->all = option_is_set(invocation, "all") || (none_means_all && invocation->argument_count == 0);
	out->count = 0;
	for (int i = 0; i < invocation->argument_count; i++) {
		if (out->count == DELIVERY_ITEMS_MAXIMUM ||
		    !text_to_number(text_from(invocation->arguments[i]), INT64_MAX, &out->numbers[out->count]))
			return usage_error(invocation, "\"%s\" is not the number of a notification.", invocation->arguments[i]);
		out->count++;
	}
	if (!out->all && out->count == 0)
		return usage_error(invocation, "give numbers from \"notification list\", or -a for all.");
	return EXIT_DONE;
}

static bool is_selected(const struct selection *selection, uint64_t number)
{
	for (size_t i = 0; i < selection->count; i++)
		if (selection->numbers[i] == number)
			return true;
	return selection->all;
}

static void say_notification(const struct invocation *invocation, const struct notification_metadata *metadata)
{
	char iccid[ICCID_TEXT_SIZE] = "";
	if (metadata->has_iccid)
		iccid_print(&metadata->iccid, iccid);
	output_line(invocation, "%-8llu%-10s%-22s%.*s", (unsigned long long)metadata->sequence_number,
	            notification_event_name(metadata->event), iccid, TEXT_ARGUMENTS(metadata->address));
}

/* Both forms in one walk. */
static enum status list_notifications(const struct invocation *invocation, const struct lpa_card_call *call,
                                      struct buffer *json)
{
	struct der_reader list;
	struct notification_metadata metadata;
	struct json_writer writer = json_writer(json);
	TRY(lpa_listed_notifications(call, &list));
	if (der_end(&list))
		output_line(invocation, "Nothing waits to be sent.");
	else
		output_line(invocation, "%-8s%-10s%-22s%s", "number", "event", "ICCID", "server");
	json_open_array(&writer, NULL);
	while (!der_end(&list)) {
		if (!notification_metadata_read(&list, &metadata))
			return STATUS_MALFORMED;
		lpa_json_notification(&writer, &metadata);
		say_notification(invocation, &metadata);
	}
	json_close_array(&writer);
	return json_finish(&writer);
}

enum exit_code lpa_notification_list_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_card_call) call;
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	lpa_list_notifications(&call);
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (!lpa_run_job(&run, &call.job))
		return lpa_run_failed(&run, &call.job);
	enum status status = list_notifications(invocation, &call, &json);
	if (status != STATUS_OK)
		return output_failure(invocation, call.job.step->message,
		                      "The card's list of notifications cannot be read (%s).", status_name(status));
	return output_success(invocation, buffer_text(&json), NULL);
}

static const char *first_reason_to_keep(const struct lpa_delivery *delivery)
{
	for (size_t i = 0; i < delivery->count; i++)
		if (delivery->items[i].outcome == DELIVERY_KEPT && delivery->items[i].why_kept)
			return delivery->items[i].why_kept;
	return "";
}

enum exit_code lpa_notification_process_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_delivery) delivery = { 0 };
	struct selection selection;
	enum exit_code code = read_selection(invocation, true, &selection);
	if (code == EXIT_DONE)
		code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){
					     .by_number = !selection.all,
					     .sequence_numbers = selection.numbers,
					     .sequence_number_count = selection.count,
					     .leave_on_card = option_is_set(invocation, "keep"),
				     });
	if (!lpa_run_job(&run, &delivery.job))
		return lpa_run_failed(&run, &delivery.job);
	if (delivery.kept_count > 0)
		return output_failure(invocation, "es9p_handle_notification",
		                      "%zu of %zu notifications could not be sent and stay on the card. %s",
		                      delivery.kept_count, delivery.count, first_reason_to_keep(&delivery));
	return output_success(invocation, (struct text){ 0 }, "%zu %s sent.", delivery.sent,
	                      delivery.sent == 1 ? "notification was" : "notifications were");
}

/* Numbers of the notifications on the card that are selected. */
/* "all" must become numbers where they are worked through one by one. */
static bool select_on_card(struct lpa_run *run, struct selection *selection, enum exit_code *out_code)
{
	AUTO(lpa_card_call) call;
	struct selection found = { 0 };
	struct der_reader list;
	struct notification_metadata metadata;
	lpa_list_notifications(&call);
	if (!lpa_run_job(run, &call.job) || lpa_listed_notifications(&call, &list) != STATUS_OK) {
		*out_code = lpa_run_failed(run, &call.job);
		return false;
	}
	while (found.count < DELIVERY_ITEMS_MAXIMUM && notification_metadata_read(&list, &metadata))
		if (is_selected(selection, metadata.sequence_number))
			found.numbers[found.count++] = metadata.sequence_number;
	*selection = found;
	return true;
}

/* What nobody will hear of, by what was done. */
static const char *loss(uint64_t event)
{
	switch (event) {
	case NOTIFICATION_INSTALL:
		return "the operator does not hear how the download ended, and may leave the profile without service";
	case NOTIFICATION_DELETE:
		return "the operator takes the profile for installed: its code may never be good again";
	case NOTIFICATION_ENABLE:
		return "the operator does not hear that the profile is in use";
	case NOTIFICATION_DISABLE:
		return "the operator takes the profile for in use";
	default:
		return "the operator does not hear of it";
	}
}

/* A person is told what is lost, and asked; scripts are taken at their word, as lpac does. */
static bool agrees(struct lpa_run *run, const struct selection *selection)
{
	AUTO(lpa_card_call) call = { 0 };
	struct der_reader list;
	struct notification_metadata metadata;
	char answer[ANSWER_SIZE];
	if (run->yes || !lpa_run_can_ask(run) || selection->count == 0)
		return true;
	lpa_list_notifications(&call);
	if (!lpa_run_job(run, &call.job) || lpa_listed_notifications(&call, &list) != STATUS_OK)
		return true; /* the removing itself will say why */
	while (notification_metadata_read(&list, &metadata))
		if (is_selected(selection, metadata.sequence_number))
			output_line(run->invocation, "%llu  %s: %s.", (unsigned long long)metadata.sequence_number,
			            notification_event_name(metadata.event), loss(metadata.event));
	return lpa_run_ask(run, &(struct lpa_asking){ .kind = "notification remove" }, answer, sizeof answer,
	                   "\"notification send\" sends them instead. Type yes to remove them unsent: ") &&
	       strcmp(answer, "yes") == 0;
}

static enum exit_code remove_selected(struct lpa_run *run, const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		AUTO(lpa_card_call) call;
		lpa_remove_notification(&call, selection->numbers[i]);
		if (!lpa_run_job(run, &call.job))
			return lpa_run_failed(run, &call.job);
	}
	return output_success(run->invocation, (struct text){ 0 },
	                      "%zu %s removed from the card; the servers will not hear of what they reported.",
	                      selection->count, selection->count == 1 ? "notification was" : "notifications were");
}

enum exit_code lpa_notification_remove_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	struct selection selection;
	enum exit_code code = read_selection(invocation, false, &selection);
	if (code == EXIT_DONE)
		code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (selection.all && !select_on_card(&run, &selection, &code))
		return code;
	if (!agrees(&run, &selection))
		return output_failure(invocation, "notification_remove", "Nothing was removed.");
	return remove_selected(&run, &selection);
}

/* lpac's form: one object a line, and no result line after them. */
static bool print_dump(const struct lpa_chip_information *chip, struct bytes pending)
{
	AUTO(buffer) line = BUFFER(JSON_MAXIMUM);
	struct notification_metadata metadata;
	char eid[EID_DIGITS + 1];
	eid_print(&chip->eid, eid);
	if (pending_notification_metadata(pending, &metadata) != STATUS_OK)
		return false;
	struct json_writer writer = json_writer(&line);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", TEXT("notification"));
	json_put_text(&writer, "eid", text_from(eid));
	json_put_number(&writer, "seqNumber", (int64_t)metadata.sequence_number);
	json_put_text(&writer, "notificationAddress", metadata.address);
	json_put_base64(&writer, "pendingNotification", pending);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return false;
	printf("%.*s\n", (int)line.size, (const char *)line.data);
	return true;
}

static enum exit_code dump_selected(struct lpa_run *run, const struct lpa_chip_information *chip,
                                    const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		AUTO(lpa_card_call) call;
		struct bytes pending;
		lpa_retrieve_notification(&call, selection->numbers[i]);
		if (!lpa_run_job(run, &call.job))
			return lpa_run_failed(run, &call.job);
		if (lpa_retrieved_notification(&call, &pending) != STATUS_OK || !print_dump(chip, pending))
			return output_failure(run->invocation, call.job.step->message,
			                      "The card has no notification %llu that can be read.",
			                      (unsigned long long)selection->numbers[i]);
	}
	return EXIT_DONE;
}

enum exit_code lpa_notification_dump_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_chip_information) chip;
	struct selection selection;
	lpa_chip_information_init(&chip);
	enum exit_code code = read_selection(invocation, true, &selection);
	if (code == EXIT_DONE)
		code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	run.quiet = true;
	if (!lpa_run_job(&run, &chip.job))
		return lpa_run_failed(&run, &chip.job);
	if (selection.all && !select_on_card(&run, &selection, &code))
		return code;
	return dump_selected(&run, &chip, &selection);
}

/* ---- show ---- */

/* A result of an installation says how it went; the others say all in their metadata. */
static void show_result(const struct invocation *invocation, struct bytes pending, struct json_writer *writer)
{
	struct installation_result result;
	if (installation_result_decode(pending, &result) != STATUS_OK)
		return;
	const char *outcome = result.error == 0 ? "installed" : installation_error_name(result.error);
	json_put_text(writer, "result", text_from(outcome));
	output_line(invocation, "result    %s", outcome);
	if (result.error == 0)
		return;
	json_put_text(writer, "sentence", installation_error_sentence(result.error));
	output_line(invocation, "          %.*s", TEXT_ARGUMENTS(installation_error_sentence(result.error)));
}

static bool show_one(const struct invocation *invocation, struct bytes pending, struct json_writer *writer)
{
	struct notification_metadata metadata;
	char iccid[ICCID_TEXT_SIZE] = "none";
	if (pending_notification_metadata(pending, &metadata) != STATUS_OK)
		return false;
	if (metadata.has_iccid)
		iccid_print(&metadata.iccid, iccid);
	json_open_object(writer, NULL);
	json_put_number(writer, "seqNumber", (int64_t)metadata.sequence_number);
	json_put_text(writer, "profileManagementOperation", text_from(notification_event_name(metadata.event)));
	json_put_text(writer, "notificationAddress", metadata.address);
	json_put_text(writer, "iccid", text_from(iccid));
	json_put_text(writer, "loss", text_from(loss(metadata.event)));
	output_line(invocation, "number    %llu", (unsigned long long)metadata.sequence_number);
	output_line(invocation, "event     %s", notification_event_name(metadata.event));
	output_line(invocation, "ICCID     %s", iccid);
	output_line(invocation, "server    %.*s", TEXT_ARGUMENTS(metadata.address));
	output_line(invocation, "unsent    %s", loss(metadata.event));
	show_result(invocation, pending, writer);
	json_put_base64(writer, "pendingNotification", pending);
	json_close_object(writer);
	return true;
}

static enum exit_code show_selected(struct lpa_run *run, const struct selection *selection)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < selection->count; i++) {
		AUTO(lpa_card_call) call;
		struct bytes pending;
		lpa_retrieve_notification(&call, selection->numbers[i]);
		if (!lpa_run_job(run, &call.job))
			return lpa_run_failed(run, &call.job);
		if (lpa_retrieved_notification(&call, &pending) != STATUS_OK || !show_one(run->invocation, pending, &writer))
			return output_failure(run->invocation, call.job.step->message,
			                      "The card has no notification %llu that can be read.",
			                      (unsigned long long)selection->numbers[i]);
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(run->invocation, "notification_show", "There is too much to be shown at once.");
	return output_success(run->invocation, buffer_text(&json), selection->count == 0 ? "Nothing waits to be sent." : NULL);
}

enum exit_code lpa_notification_show_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	struct selection selection;
	enum exit_code code = read_selection(invocation, true, &selection);
	if (code == EXIT_DONE)
		code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (selection.all && !select_on_card(&run, &selection, &code))
		return code;
	return show_selected(&run, &selection);
}
