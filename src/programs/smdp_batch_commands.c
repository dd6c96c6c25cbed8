/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp batch …`: many profiles by the rules of a type, all of them or none. */
#include <inttypes.h>
#include <stdio.h>

#include "programs/batch_subscribers.h"
#include "programs/smdp_commands.h"
#include "programs/smdp_errand.h"
#include "smdp/batch.h"
#include "smdp/profile_type.h"
#include "smdp/subscriber.h"

enum { ON_THE_WAY = 32, TOLD_EVERY = 1000, LISTED_MAXIMUM = 10000, DATA_MAXIMUM = 8 << 20 };

const struct command_option smdp_batch_make_options[] = {
	{ .name = "type", .value = "NAME", .help = "by whose rules the profiles are made; must be given" },
	{ .name = "count", .value = "N", .help = "as many, from the type's numbers" },
	{ .name = "csv", .value = "FILE",
	  .help = "subscribers: a line that names the columns (iccid, imsi, ki …), then one line each" },
	{ 0 },
};

struct parcel {
	struct making *making; /* NULL: free */
	struct subscription given;
	struct subscriber_add_request request;
	char place[BATCH_PLACE_SIZE];
};

/* A batch at work. */
struct making {
	const struct invocation *invocation;
	const char *name, *type;
	struct smdp_desk desk;
	struct batch_subscribers subscribers;
	struct profile_type_rules rules;
	uint64_t first_number;
	struct parcel parcels[ON_THE_WAY];
	size_t on_the_way, most;
	char fault[300]; /* empty: nothing went wrong */
};

static void making_release(struct making *making)
{
	batch_subscribers_release(&making->subscribers);
	smdp_desk_release(&making->desk);
}

/* The first trouble is told; what comes after it may be its consequence. */
static void arrived(void *context, struct exchange *exchange, enum status status)
{
	struct parcel *parcel = context;
	struct making *making = parcel->making;
	const struct failure *failure = &exchange->failure;
	if (!making->fault[0] && status != STATUS_OK)
		snprintf(making->fault, sizeof making->fault, "%s: the database could not be used: %s.", parcel->place,
		         status_name(status));
	else if (!making->fault[0] && failure_is_set(failure))
		snprintf(making->fault, sizeof making->fault, "%s: %.*s (%.*s-%.*s)", parcel->place,
		         TEXT_ARGUMENTS(failure->message), TEXT_ARGUMENTS(failure->subject_code),
		         TEXT_ARGUMENTS(failure->reason_code));
	exchange_free(exchange);
	subscription_release(&parcel->given);
	parcel->making = NULL;
	making->on_the_way--;
}

static bool wait_until(struct making *making, size_t most)
{
	while (making->on_the_way > most)
		if (smdp_desk_work(&making->desk) != STATUS_OK) {
			snprintf(making->fault, sizeof making->fault, "The database cannot be waited for.");
			return false;
		}
	return !making->fault[0];
}

static bool send(struct making *making, const struct subscription *given)
{
	if (!wait_until(making, making->most - 1))
		return false;
	struct parcel *parcel = making->parcels;
	while (parcel->making)
		parcel++;
	*parcel = (struct parcel){ .making = making, .given = *given };
	snprintf(parcel->place, sizeof parcel->place, "%s", making->subscribers.place);
	parcel->request = (struct subscriber_add_request){ text_from(making->type), &parcel->given, text_from(making->name) };
	making->on_the_way++;
	if (smdp_desk_begin(&making->desk, &subscriber_add_function, &parcel->request, arrived, parcel) == STATUS_OK)
		return true;
	making->on_the_way--;
	parcel->making = NULL;
	snprintf(making->fault, sizeof making->fault, "Out of memory.");
	return false;
}

/* A batch that is taken up again knows a subscriber by these. */
static bool has_number(struct making *making, const struct subscription *given)
{
	if (subscription_has(given, SUBSCRIPTION_ICCID) || subscription_has(given, SUBSCRIPTION_IMSI))
		return true;
	snprintf(making->fault, sizeof making->fault, "%s has neither iccid nor imsi.", making->subscribers.place);
	return false;
}

/* False: making->fault says why, or, without it, a sentence was printed. */
static bool send_all(struct making *making)
{
	struct batch_subscribers *subscribers = &making->subscribers;
	for (;;) {
		AUTO(subscription) given = { 0 };
		enum status status = batch_subscribers_next(making->invocation, subscribers, &given);
		if (status == STATUS_NOT_FOUND)
			return wait_until(making, 0);
		if (status != STATUS_OK)
			return false;
		uint64_t index = making->first_number + subscribers->given - 1;
		if (!subscribers->list && profile_type_rules_count(&making->rules, index, &given) != STATUS_OK) {
			snprintf(making->fault, sizeof making->fault, "%s has too many digits.", subscribers->place);
			return false;
		}
		if (!has_number(making, &given) || !batch_subscribers_note(making->invocation, subscribers, &given) ||
		    !send(making, &given))
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

/* Where numbers are counted one after the other nothing is gained by sending many at once. */
static void choose_pace(struct making *making)
{
	const struct batch_subscribers *list = &making->subscribers;
	bool is_counted = false;
	for (size_t i = 0; list->list && i < TYPE_RANGES; i++)
		is_counted |= making->rules.first[i][0] && !has_column(list, type_range_fields[i]);
	making->most = is_counted ? 1 : ON_THE_WAY;
}

static bool begin(struct making *making, enum exit_code *out_code)
{
	AUTO(smdp_errand) errand = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE];
	const struct type_list_request about = { .name = text_from(making->type) };
	const struct batch_begin_request request = { text_from(making->name), text_from(making->type),
		                                     (int64_t)making->subscribers.count };
	if (!smdp_errand_run(making->invocation, &making->desk, "batch_make", &type_list_function, &about, &errand, out_code))
		return false;
	const struct profile_type_list *types = errand.exchange->result;
	if (profile_type_rules_parse(types->types[0].rules, &making->rules, fault) != STATUS_OK) {
		*out_code = output_failure(making->invocation, "batch_make", "The type's rules cannot be read: %s", fault);
		return false;
	}
	if (!smdp_errand_run(making->invocation, &making->desk, "batch_make", &batch_begin_function, &request, &errand,
	                     out_code))
		return false;
	making->first_number = (uint64_t)((const struct batch_record *)errand.exchange->result)->first_number;
	choose_pace(making);
	return true;
}

/* What a mistake began is of no use; what was killed goes on when it is asked for again. */
static enum exit_code give_up(struct making *making)
{
	AUTO(smdp_errand) errand = { 0 };
	enum exit_code code = EXIT_FAILED;
	const struct batch_request request = { text_from(making->name) };
	char fault[sizeof making->fault];
	memcpy(fault, making->fault, sizeof fault);
	while (making->on_the_way > 0 && smdp_desk_work(&making->desk) == STATUS_OK)
		;
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
	const struct batch_request request = { text_from(making.name) };
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
	json_put_number(writer, "startedAt", batch->started_at);
	json_put_number(writer, "changedAt", batch->changed_at);
	json_close_object(writer);
}

static void print_batch(const struct invocation *invocation, const struct batch_record *batch)
{
	char of[32] = "";
	if (batch->wanted > 0)
		snprintf(of, sizeof of, " of %" PRId64, batch->wanted);
	output_line(invocation, "%-32.*s  %-9s  %" PRId64 "%s profiles%s%.*s", TEXT_ARGUMENTS(batch->name),
	            batch_state_name(batch->state), batch->made, of, batch->profile_type.size > 0 ? "  " : "",
	            TEXT_ARGUMENTS(batch->profile_type));
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
	const struct batch_list_request about = { text_from(invocation->arguments[0]), 1 };
	const struct batch_request request = { text_from(invocation->arguments[0]) };
	if (!smdp_errand_run(invocation, &desk, "batch_drop", &batch_list_function, &about, &errand, &code))
		return code;
	if (((const struct batch_list *)errand.exchange->result)->batches[0].state != BATCH_FILLING)
		return output_failure(invocation, "batch_drop", "%s is not being filled: what is in stock stays.",
		                      invocation->arguments[0]);
	if (!smdp_errand_run(invocation, &desk, "batch_drop", &drop_batch_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "Nothing of %s is left.", invocation->arguments[0]);
}
