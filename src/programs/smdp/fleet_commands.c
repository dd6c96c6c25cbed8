/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp fleet …`: profiles for many cards, by a list of EIDs. */
#include <inttypes.h>
#include <stdio.h>

#include "programs/profile/batch_subscribers.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/errand.h"
#include "smdp/fleet.h"

enum { AT_ONCE = 1000, DATA_MAXIMUM = 64 << 20 };

const struct command_option smdp_fleet_assign_options[] = {
	{ .name = "csv", .value = "FILE",
	  .help = "a line that names the columns (eid, and iccid unless --type is given), then one line a card" },
	{ .name = "type", .value = "NAME", .fallback = "", .help = "any profile of this type for each card without an ICCID" },
	{ .name = "codes", .help = "with a matching ID each; without, cards find their orders by EID" },
	{ 0 },
};

/* What came of a list. */
struct assignment {
	uint64_t assigned, left, refused;
};

/* False: the database could not be used, which was told. */
static bool assign_one(const struct invocation *invocation, struct smdp_desk *desk, const struct subscription *line,
                       struct assignment *counts)
{
	struct exchange *exchange = NULL;
	const struct fleet_assign_request request = {
		.fleet = text_from(invocation->arguments[0]),
		.eid = subscription_value(line, SUBSCRIPTION_EID),
		.iccid = subscription_value(line, SUBSCRIPTION_ICCID),
		.profile_type = text_from(option_text(invocation, "type")),
		.with_code = option_is_set(invocation, "codes"),
	};
	enum status status = smdp_desk_run(desk, &fleet_assign_function, &request, &exchange);
	bool is_refused = status == STATUS_OK && failure_is_set(&exchange->failure);
	counts->left += status == STATUS_BUSY; /* it has its profile already */
	counts->refused += is_refused;
	counts->assigned += status == STATUS_OK && !is_refused;
	bool is_done = status == STATUS_OK || status == STATUS_BUSY;
	if (is_refused)
		output_line(invocation, "%.*s: %.*s (%.*s-%.*s)", TEXT_ARGUMENTS(request.eid),
		            TEXT_ARGUMENTS(exchange->failure.message), TEXT_ARGUMENTS(exchange->failure.subject_code),
		            TEXT_ARGUMENTS(exchange->failure.reason_code));
	if (!is_done)
		(void)smdp_command_failed(invocation, "fleet_assign", status, exchange);
	exchange_free(exchange);
	return is_done;
}

static bool assign_all(const struct invocation *invocation, struct smdp_desk *desk, struct batch_subscribers *list,
                       struct assignment *counts)
{
	for (;;) {
		AUTO(subscription) line = { 0 };
		enum status status = batch_subscribers_next(invocation, list, &line);
		if (status != STATUS_OK)
			return status == STATUS_NOT_FOUND;
		if (!assign_one(invocation, desk, &line, counts))
			return false;
	}
}

static enum exit_code say_assigned(const struct invocation *invocation, const struct assignment *counts)
{
	AUTO(buffer) data = BUFFER(200);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "assigned", (int64_t)counts->assigned);
	json_put_number(&writer, "alreadyAssigned", (int64_t)counts->left);
	json_put_number(&writer, "refused", (int64_t)counts->refused);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "fleet_assign", "Out of memory.");
	if (counts->refused > 0 && counts->assigned + counts->left == 0)
		return output_failure(invocation, "fleet_assign", "No card could be given a profile: see fleet list.");
	return output_success(invocation, buffer_text(&data), "%" PRIu64 " cards have profiles now, %" PRIu64 " had, %" PRIu64
	                      " were refused.", counts->assigned, counts->left, counts->refused);
}

enum exit_code smdp_fleet_assign(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(batch_subscribers) list = { 0 };
	struct assignment counts = { 0 };
	char fault[SETTINGS_FAULT_SIZE] = "";
	if (!option_is_set(invocation, "csv"))
		return usage_error(invocation, "name the list of cards: --csv FILE.");
	if (!batch_subscribers_begin(invocation, option_text(invocation, "csv"), 0, &list))
		return EXIT_FAILED;
	if (smdp_desk_open(invocation, &desk, fault) != STATUS_OK)
		return output_failure(invocation, "fleet_assign", "%s", fault);
	return assign_all(invocation, &desk, &list, &counts) ? say_assigned(invocation, &counts) : EXIT_FAILED;
}

/* ---- list ---- */

static void write_row(const struct fleet_row *row, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "eid", row->eid);
	if (row->iccid.size > 0) {
		json_put_text(writer, "iccid", row->iccid);
		json_put_text(writer, "state", text_from(smdp_profile_state_name(row->state)));
		json_put_text(writer, "matchingId", row->matching_id);
	}
	if (row->error_subject.size > 0) {
		json_put_text(writer, "errorSubjectCode", row->error_subject);
		json_put_text(writer, "errorReasonCode", row->error_reason);
		json_put_text(writer, "reason", failure_sentence(row->error_subject, row->error_reason));
	}
	json_put_number(writer, "assignedAt", row->assigned_at);
	json_close_object(writer);
}

static void print_row(const struct invocation *invocation, const struct fleet_row *row)
{
	struct text why = row->error_subject.size > 0 ? failure_sentence(row->error_subject, row->error_reason)
	                                              : (struct text){ 0 };
	output_line(invocation, "%.*s  %-20.*s  %-11s %.*s%s%.*s", TEXT_ARGUMENTS(row->eid), TEXT_ARGUMENTS(row->iccid),
	            row->iccid.size > 0 ? smdp_profile_state_name(row->state) : "none", TEXT_ARGUMENTS(row->matching_id),
	            why.size > 0 ? "  " : "", TEXT_ARGUMENTS(why));
}

enum exit_code smdp_fleet_list(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	char after[SUBSCRIPTION_VALUE_MAXIMUM + 1] = "";
	struct json_writer writer = json_writer(&data);
	struct fleet_list_request request = { .fleet = text_from(invocation->arguments[0]), .maximum = AT_ONCE };
	enum exit_code code;
	size_t count;
	json_open_array(&writer, NULL);
	do {
		request.after = text_from(after);
		if (!smdp_errand_run(invocation, &desk, "fleet_list", &fleet_list_function, &request, &errand, &code))
			return code;
		const struct fleet_list *list = errand.exchange->result;
		count = list->count;
		for (size_t i = 0; i < count; i++) {
			write_row(&list->rows[i], &writer);
			print_row(invocation, &list->rows[i]);
		}
		if (count > 0)
			snprintf(after, sizeof after, "%.*s", TEXT_ARGUMENTS(list->rows[count - 1].eid));
	} while (count == AT_ONCE);
	json_close_array(&writer);
	if (!*after)
		return output_failure(invocation, "fleet_list", "There is no fleet of this name.");
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "fleet_list", "Out of memory.");
	return output_success(invocation, buffer_text(&data), NULL);
}
