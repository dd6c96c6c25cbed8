/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp outbox …` and `profile history`: what happened, and who was told. */
#include <stdio.h>

#include "programs/output.h"
#include "programs/smdp_commands.h"
#include "programs/smdp_errand.h"
#include "rsp/timestamp.h"
#include "smdp/history.h"
#include "server/outbox.h"

enum { DATA_MAXIMUM = 256 << 20, LIMIT_MAXIMUM = 100000 };

/* ---- history ---- */

const struct command_option smdp_profile_history_options[] = {
	{ .name = "limit", .value = "N", .fallback = "1000", .help = "the newest so many" },
	{ 0 },
};

static void say_event(const struct invocation *invocation, const struct history_entry *entry, struct json_writer *writer)
{
	char at[TIMESTAMP_TEXT_SIZE];
	bool refused = entry->subject.size > 0;
	struct text why = refused ? failure_sentence(entry->subject, entry->reason) : TEXT("");
	timestamp_print(entry->at, at);
	json_open_object(writer, NULL);
	json_put_text(writer, "timestamp", text_from(at));
	json_put_text(writer, "function", entry->function);
	json_put_text(writer, "by", entry->actor);
	json_put_text(writer, "outcome", refused ? TEXT("refused") : TEXT("executed"));
	if (refused) {
		json_put_text(writer, "subjectCode", entry->subject);
		json_put_text(writer, "reasonCode", entry->reason);
	}
	if (entry->detail.size > 0)
		json_put_text(writer, "detail", entry->detail);
	json_close_object(writer);
	output_line(invocation, "%s  %-22.*s %.*s%s%.*s%s%.*s%s%.*s%s%.*s", at, TEXT_ARGUMENTS(entry->function),
	            TEXT_ARGUMENTS(entry->actor), entry->detail.size > 0 ? ": " : "", TEXT_ARGUMENTS(entry->detail),
	            refused ? "\n    refused " : "", TEXT_ARGUMENTS(entry->subject), refused ? "-" : "",
	            TEXT_ARGUMENTS(entry->reason), refused ? ": " : "", TEXT_ARGUMENTS(why));
}

enum exit_code smdp_profile_history(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	enum exit_code code;
	uint64_t limit;
	if (option_number(invocation, "limit", LIMIT_MAXIMUM, &limit) != STATUS_OK)
		return EXIT_USAGE;
	const struct history_request request = { text_from(invocation->arguments[0]), (int64_t)limit };
	if (!smdp_errand_run(invocation, &desk, "profile_history", &history_function, &request, &errand, &code))
		return code;
	const struct history_list *list = errand.exchange->result;
	struct json_writer writer = json_writer(&data);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < list->count; i++)
		say_event(invocation, &list->entries[i], &writer);
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_history", "Out of memory: ask for fewer with --limit.");
	return output_success(invocation, buffer_text(&data), NULL);
}

/* ---- outbox ---- */

const struct command_option smdp_outbox_list_options[] = {
	{ .name = "operator", .value = "NAME", .help = "only what is for this one" },
	{ .name = "iccid", .value = "ICCID", .help = "only what is about this profile" },
	{ .name = "state", .value = "STATE", .help = "only these: waits, delivered, given-up, dropped" },
	{ .name = "limit", .value = "N", .fallback = "1000", .help = "at most so many" },
	{ 0 },
};

static void say_entry(const struct invocation *invocation, const struct outbox_entry *entry, bool whole,
                      struct json_writer *writer)
{
	char at[TIMESTAMP_TEXT_SIZE];
	timestamp_print(entry->created_at, at);
	json_open_object(writer, NULL);
	json_put_text(writer, "iccid", entry->subject);
	json_put_text(writer, "destination", entry->destination);
	json_put_number(writer, "number", entry->number);
	json_put_text(writer, "state", text_from(outbox_state_name((int64_t)entry->state)));
	json_put_text(writer, "timestamp", text_from(at));
	json_put_number(writer, "attempts", entry->attempts);
	if (entry->fault.size > 0)
		json_put_text(writer, "fault", entry->fault);
	if (whole) {
		json_put_text(writer, "path", entry->path);
		json_put_raw(writer, "content", entry->content);
	}
	json_close_object(writer);
	output_line(invocation, "%s  %.*s number %lld for %.*s: %s, %lld attempts%s%.*s%s%.*s", at,
	            TEXT_ARGUMENTS(entry->subject), (long long)entry->number, TEXT_ARGUMENTS(entry->destination),
	            outbox_state_name((int64_t)entry->state), (long long)entry->attempts,
	            entry->fault.size > 0 ? ", last: " : "", TEXT_ARGUMENTS(entry->fault), whole ? "\n    " : "",
	            whole ? (int)entry->content.size : 0, entry->content.data);
}

/* The key of the ICCID that was typed; what is none is the key of nothing. */
static struct text subject_of(struct invocation *invocation, const char *iccid)
{
	struct text subject = text_from(iccid);
	return iccid_key(&invocation->arena, subject, &subject) == STATUS_OK ? subject : text_from(iccid);
}

static enum exit_code list(struct invocation *invocation, const struct outbox_list_request *request, bool whole)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	enum exit_code code;
	if (!smdp_errand_run(invocation, &desk, "outbox_list", &outbox_list_function, request, &errand, &code))
		return code;
	const struct outbox_batch *batch = errand.exchange->result;
	struct json_writer writer = json_writer(&data);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < batch->count; i++)
		say_entry(invocation, &batch->entries[i], whole, &writer);
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "outbox_list", "Out of memory: ask for fewer with --limit.");
	return output_success(invocation, buffer_text(&data), batch->count == 0 ? "Nothing of this kind." : NULL);
}

enum exit_code smdp_outbox_list(struct invocation *invocation)
{
	uint64_t limit;
	enum outbox_state state = OUTBOX_WAITS;
	bool one_state = option_is_set(invocation, "state");
	if (option_number(invocation, "limit", LIMIT_MAXIMUM, &limit) != STATUS_OK)
		return EXIT_USAGE;
	if (one_state && !outbox_state_parse(text_from(option_text(invocation, "state")), &state))
		return usage_error(invocation, "--state takes waits, delivered, given-up or dropped.");
	const struct outbox_list_request request = {
		.destination = text_from(option_text(invocation, "operator")),
		.subject = subject_of(invocation, option_text(invocation, "iccid")),
		.state = one_state ? (int)state : -1,
		.maximum = (int64_t)limit,
	};
	return list(invocation, &request, false);
}

enum exit_code smdp_outbox_show(struct invocation *invocation)
{
	const struct outbox_list_request request = {
		.subject = subject_of(invocation, invocation->arguments[0]), .state = -1, .maximum = LIMIT_MAXIMUM,
	};
	return list(invocation, &request, true);
}

const struct command_option smdp_outbox_change_options[] = {
	{ .name = "operator", .value = "NAME", .help = "what is for this one" },
	{ .name = "iccid", .value = "ICCID", .help = "what is about this profile" },
	{ .name = "number", .value = "N", .help = "the one with this number, of one profile" },
	{ 0 },
};

static enum exit_code change(struct invocation *invocation, const char *what, bool drop)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	enum exit_code code;
	uint64_t number = 0;
	if (option_number(invocation, "number", INT64_MAX, &number) == STATUS_MALFORMED)
		return EXIT_USAGE;
	if (!option_is_set(invocation, "operator") && !option_is_set(invocation, "iccid"))
		return usage_error(invocation, "say what, with --operator or --iccid.");
	const struct outbox_change_request request = {
		.destination = text_from(option_text(invocation, "operator")),
		.subject = subject_of(invocation, option_text(invocation, "iccid")),
		.number = (int64_t)number,
		.drop = drop,
	};
	if (!smdp_errand_run(invocation, &desk, what, &outbox_change_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, drop ? "It will not be sent." : "It will be sent again.");
}

enum exit_code smdp_outbox_resend(struct invocation *invocation)
{
	return change(invocation, "outbox_resend", false);
}

enum exit_code smdp_outbox_drop(struct invocation *invocation)
{
	return change(invocation, "outbox_drop", true);
}
