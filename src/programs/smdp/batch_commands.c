/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp batch …`: many profiles by the rules of a type, all of them or none. */
#include <inttypes.h>
#include <stdio.h>

#include "programs/profile/batch_subscribers.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/errand.h"
#include "smdp/batch.h"
#include "smdp/batch_fill.h"
#include "smdp/profile_type.h"
#include "smdp/subscriber.h"

enum { TOLD_EVERY = 1000, LISTED_MAXIMUM = 10000, DATA_MAXIMUM = 8 << 20 };

const struct command_option smdp_batch_make_options[] = {
	{ .name = "type", .value = "NAME", .help = "by whose rules the profiles are made; must be given" },
	{ .name = "count", .value = "N", .help = "as many, from the type's numbers" },
	{ .name = "csv", .value = "FILE",
	  .help = "subscribers: a line that names the columns (iccid, imsi, ki …), then one line each" },
	{ 0 },
};

/* A batch at work. */
struct making {
	const struct invocation *invocation;
	const char *name, *type;
	struct smdp_desk desk;
	struct batch_subscribers subscribers;
	struct profile_type_rules rules;
	uint64_t first_number;
	struct batch_slice *slice;
	char fault[BATCH_FAULT_SIZE]; /* empty: nothing went wrong */
};

static void making_release(struct making *making)
{
	batch_slice_free(making->slice);
	batch_subscribers_release(&making->subscribers);
	smdp_desk_release(&making->desk);
}

static bool fill(struct making *making)
{
	struct exchange *exchange = NULL;
	if (making->slice->count == 0)
		return true;
	enum status status = smdp_desk_run(&making->desk, &batch_fill_function, making->slice, &exchange);
	if (status != STATUS_OK)
		snprintf(making->fault, sizeof making->fault, "The database could not be used: %s.", status_name(status));
	else if (failure_is_set(&exchange->failure))
		snprintf(making->fault, sizeof making->fault, "%.*s (%.*s-%.*s)", TEXT_ARGUMENTS(exchange->failure.message),
		         TEXT_ARGUMENTS(exchange->failure.subject_code), TEXT_ARGUMENTS(exchange->failure.reason_code));
	exchange_free(exchange);
	making->slice->count = 0;
	return !making->fault[0];
}

/* False: making->fault says why, or, without it, a sentence was printed. */
static bool put(struct making *making, const struct subscription *given)
{
	const struct batch_subscribers *subscribers = &making->subscribers;
	uint64_t place = subscribers->list ? subscribers->line_number : subscribers->given;
	uint64_t index = making->first_number + subscribers->given - 1;
	if (batch_slice_put(making->slice, &making->rules, index, given, place, making->fault) != STATUS_OK)
		return false;
	if (!batch_subscribers_note(making->invocation, &making->subscribers,
	                            &making->slice->members[making->slice->count - 1].given))
		return false;
	return making->slice->count < BATCH_SLICE_MAXIMUM || fill(making);
}

static bool send_all(struct making *making)
{
	struct batch_subscribers *subscribers = &making->subscribers;
	for (;;) {
		AUTO(subscription) given = { 0 };
		enum status status = batch_subscribers_next(making->invocation, subscribers, &given);
		if (status == STATUS_NOT_FOUND)
			return fill(making);
		if (status != STATUS_OK || !put(making, &given))
			return false;
		if (subscribers->given % TOLD_EVERY == 0)
			output_progress(making->invocation, "batch", (struct text){ 0 }, "%" PRIu64 " profiles.",
			                subscribers->given);
	}
}

static bool has_column(const struct batch_subscribers *subscribers, enum subscription_field field)
{
	for (size_t i = 0; i < subscribers->columns.count; i++)
		if (subscribers->columns.fields[i] == field)
			return true;
	return false;
}

static bool open_slice(struct making *making)
{
	const struct batch_subscribers *list = &making->subscribers;
	bool has_field[TYPE_RANGES];
	making->slice = batch_slice_new();
	if (!making->slice)
		return false;
	for (size_t i = 0; i < TYPE_RANGES; i++)
		has_field[i] = has_column(list, type_range_fields[i]);
	making->slice->batch = text_from(making->name);
	making->slice->profile_type = text_from(making->type);
	making->slice->is_list = list->list;
	making->slice->at_once = batch_pace(&making->rules, list->list ? has_field : NULL);
	return true;
}

static bool begin(struct making *making, enum exit_code *out_code)
{
	AUTO(smdp_errand) errand = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE];
	const struct type_list_request about = { .name = text_from(making->type) };
	const struct batch_begin_request request = { .name = text_from(making->name), .profile_type = text_from(making->type),
		                                     .wanted = (int64_t)making->subscribers.count };
	if (!smdp_errand_run(making->invocation, &making->desk, "batch_make", &type_list_function, &about, &errand, out_code))
		return false;
	const struct profile_type_list *types = errand.exchange->result;
	if (profile_type_rules_parse(types->types[0].rules, &making->rules, fault) != STATUS_OK) {
		*out_code = output_failure(making->invocation, "batch_make", "The type's rules cannot be read: %s", fault);
		return false;
	}
	if (!open_slice(making)) {
		*out_code = output_failure(making->invocation, "batch_make", "Out of memory.");
		return false;
	}
	if (!smdp_errand_run(making->invocation, &making->desk, "batch_make", &batch_begin_function, &request, &errand,
	                     out_code))
		return false;
	making->first_number = (uint64_t)((const struct batch_record *)errand.exchange->result)->first_number;
	return true;
}

/* What a mistake began is of no use; what was killed goes on when it is asked for again. */
static enum exit_code give_up(struct making *making)
{
	AUTO(smdp_errand) errand = { 0 };
	enum exit_code code = EXIT_FAILED;
	const struct batch_request request = { .batch = text_from(making->name) };
	char fault[sizeof making->fault];
	memcpy(fault, making->fault, sizeof fault);
	if (*fault)
		code = output_failure(making->invocation, "batch_make", "%s Nothing of the batch is left.", fault);
	(void)!smdp_errand_run(making->invocation, &making->desk, "batch_make", &drop_batch_function, &request, &errand,
	                       &code);
	return EXIT_FAILED;
}

enum exit_code smdp_batch_make(struct invocation *invocation)
{
	AUTO(making) making = { .invocation = invocation, .name = invocation->arguments[0],
		                .type = option_text(invocation, "type") };
	AUTO(smdp_errand) errand = { 0 };
	const struct batch_request request = { .batch = text_from(making.name) };
	enum exit_code code;
	uint64_t count = 0;
	if (!making.type)
		return usage_error(invocation, "say by which type the profiles are made: --type NAME.");
	if (option_is_set(invocation, "csv") == option_is_set(invocation, "count"))
		return usage_error(invocation, "say how many: --count N, or --csv FILE.");
	enum status status = option_number(invocation, "count", BATCH_MAXIMUM, &count);
	if (status == STATUS_MALFORMED || (status == STATUS_OK && count == 0))
		return usage_error(invocation, "--count takes 1 to %d.", BATCH_MAXIMUM);
	if (!batch_subscribers_begin(invocation, option_text(invocation, "csv"), count, &making.subscribers))
		return EXIT_FAILED;
	if (!begin(&making, &code))
		return code;
	if (!send_all(&making))
		return give_up(&making);
	if (!smdp_errand_run(invocation, &making.desk, "batch_make", &publish_batch_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s: %" PRIu64 " profiles of %s are in stock.", making.name,
	                      making.subscribers.given, making.type);
}

/* ---- list and drop ---- */

static void write_batch(const struct batch_record *batch, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "name", batch->name);
	if (batch->profile_type.size > 0)
		json_put_text(writer, "profileType", batch->profile_type);
	json_put_text(writer, "state", text_from(batch_state_name(batch->state)));
	json_put_number(writer, "made", batch->made);
	if (batch->wanted > 0)
		json_put_number(writer, "wanted", batch->wanted);
	if (batch->fault.size > 0)
		json_put_text(writer, "fault", batch->fault);
	json_put_number(writer, "startedAt", batch->started_at);
	json_put_number(writer, "changedAt", batch->changed_at);
	json_close_object(writer);
}

static void print_batch(const struct invocation *invocation, const struct batch_record *batch)
{
	char of[32] = "";
	if (batch->wanted > 0)
		snprintf(of, sizeof of, " of %" PRId64, batch->wanted);
	output_line(invocation, "%-32.*s  %-9s  %" PRId64 "%s profiles%s%.*s%s%.*s", TEXT_ARGUMENTS(batch->name),
	            batch_state_name(batch->state), batch->made, of, batch->profile_type.size > 0 ? "  " : "",
	            TEXT_ARGUMENTS(batch->profile_type), batch->fault.size > 0 ? "  " : "", TEXT_ARGUMENTS(batch->fault));
}

enum exit_code smdp_batch_list(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	enum exit_code code;
	bool is_named = invocation->argument_count > 0;
	const struct batch_list_request request = { is_named ? text_from(invocation->arguments[0]) : (struct text){ 0 },
		                                    LISTED_MAXIMUM };
	if (!smdp_errand_run(invocation, &desk, "batch_list", &batch_list_function, &request, &errand, &code))
		return code;
	const struct batch_list *list = errand.exchange->result;
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < list->count; i++) {
		write_batch(&list->batches[i], &writer);
		print_batch(invocation, &list->batches[i]);
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "batch_list", "Out of memory.");
	return output_success(invocation, buffer_text(&data), list->count == 0 ? "There are no batches." : NULL);
}

enum exit_code smdp_batch_drop(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	enum exit_code code;
	const struct batch_remove_request request = { text_from(invocation->arguments[0]) };
	if (!smdp_errand_run(invocation, &desk, "batch_drop", &batch_remove_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "Nothing of %s is left.", invocation->arguments[0]);
}
