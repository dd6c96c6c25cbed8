/* SPDX-License-Identifier: Apache-2.0 */
/* `outbox …` of every server: who was told what, and who shall be. */
#include "programs/server/office.h"
#include "rsp/timestamp.h"
#include "server/outbox.h"

enum { DATA_MAXIMUM = 256 << 20, LIMIT_MAXIMUM = 100000 };

static const struct server_kind *kind_of(const struct invocation *invocation)
{
	return invocation->program->about;
}

static struct text destination_given(const struct invocation *invocation)
{
	return text_from(option_text(invocation, kind_of(invocation)->destination_option));
}

static struct text subject_given(struct invocation *invocation)
{
	const struct server_kind *kind = kind_of(invocation);
	return kind->subject(&invocation->arena, text_from(option_text(invocation, kind->subject_option)));
}

static void say_entry(const struct invocation *invocation, const struct outbox_entry *entry, bool whole,
                      struct json_writer *writer)
{
	char at[TIMESTAMP_TEXT_SIZE];
	timestamp_print(entry->created_at, at);
	json_open_object(writer, NULL);
	json_put_text(writer, kind_of(invocation)->subject_member, entry->subject);
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

static enum exit_code list(struct invocation *invocation, const struct outbox_list_request *request, bool whole)
{
	AUTO(server_office) office = { 0 };
	AUTO(server_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	enum exit_code code;
	if (!server_errand_run(invocation, &office, "outbox_list", &outbox_list_function, request, &errand, &code))
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

enum exit_code server_outbox_list(struct invocation *invocation)
{
	uint64_t limit;
	enum outbox_state state = OUTBOX_WAITS;
	bool one_state = option_is_set(invocation, "state");
	if (option_number(invocation, "limit", LIMIT_MAXIMUM, &limit) != STATUS_OK)
		return EXIT_USAGE;
	if (one_state && !outbox_state_parse(text_from(option_text(invocation, "state")), &state))
		return usage_error(invocation, "--state takes waits, delivered, given-up or dropped.");
	const struct outbox_list_request request = {
		.destination = destination_given(invocation),
		.subject = subject_given(invocation),
		.state = one_state ? (int)state : -1,
		.maximum = (int64_t)limit,
	};
	return list(invocation, &request, false);
}

enum exit_code server_outbox_show(struct invocation *invocation)
{
	const struct outbox_list_request request = {
		.subject = kind_of(invocation)->subject(&invocation->arena, text_from(invocation->arguments[0])),
		.state = -1,
		.maximum = LIMIT_MAXIMUM,
	};
	return list(invocation, &request, true);
}

static enum exit_code change(struct invocation *invocation, const char *what, bool drop)
{
	AUTO(server_office) office = { 0 };
	AUTO(server_errand) errand = { 0 };
	enum exit_code code;
	uint64_t number = 0;
	if (option_number(invocation, "number", INT64_MAX, &number) == STATUS_MALFORMED)
		return EXIT_USAGE;
	const struct server_kind *kind = kind_of(invocation);
	if (!option_is_set(invocation, kind->destination_option) && !option_is_set(invocation, kind->subject_option))
		return usage_error(invocation, "say what, with --%s or --%s.", kind->destination_option, kind->subject_option);
	const struct outbox_change_request request = {
		.destination = destination_given(invocation),
		.subject = subject_given(invocation),
		.number = (int64_t)number,
		.drop = drop,
	};
	if (!server_errand_run(invocation, &office, what, &outbox_change_function, &request, &errand, &code) ||
	    !server_office_note(invocation, &office, drop ? "dropOutbox" : "resendOutbox",
	                        request.subject.size > 0 ? request.subject : request.destination, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, drop ? "It will not be sent." : "It will be sent again.");
}

enum exit_code server_outbox_resend(struct invocation *invocation)
{
	return change(invocation, "outbox_resend", false);
}

enum exit_code server_outbox_drop(struct invocation *invocation)
{
	return change(invocation, "outbox_drop", true);
}
