/* SPDX-License-Identifier: Apache-2.0 */
/* Who did what on the admin address, and whether that is still what was written down. */
#include <inttypes.h>
#include <stdio.h>

#include "programs/server/office.h"
#include "rsp/timestamp.h"
#include "server/audit.h"

enum { LINE_MAXIMUM = 16 << 10 };

static enum status write_entry(const struct audit_entry *entry, struct buffer *line)
{
	struct json_writer writer = json_writer(line);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "number", entry->number);
	json_put_number(&writer, "at", entry->at);
	json_put_text(&writer, "actor", entry->actor);
	json_put_text(&writer, "role", entry->role);
	json_put_text(&writer, "action", entry->action);
	json_put_text(&writer, "subject", entry->subject);
	json_put_text(&writer, "outcome", entry->outcome);
	json_put_hex(&writer, "previous", entry->previous);
	json_put_hex(&writer, "digest", entry->digest);
	json_close_object(&writer);
	return json_finish(&writer);
}

static enum status print_json(const struct audit_entry *entry)
{
	AUTO(buffer) line = BUFFER(LINE_MAXIMUM);
	TRY(write_entry(entry, &line));
	printf("%.*s\n", TEXT_ARGUMENTS(buffer_text(&line)));
	return STATUS_OK;
}

static enum status print_line(const struct audit_entry *entry)
{
	char at[TIMESTAMP_TEXT_SIZE];
	timestamp_print(entry->at, at);
	printf("%6" PRId64 "  %s  %.*s (%.*s)  %.*s  %.*s  %.*s\n", entry->number, at, TEXT_ARGUMENTS(entry->actor),
	       TEXT_ARGUMENTS(entry->role), TEXT_ARGUMENTS(entry->action), TEXT_ARGUMENTS(entry->subject),
	       TEXT_ARGUMENTS(entry->outcome));
	return STATUS_OK;
}

/* All entries after a number, a page at a time. False: a sentence was printed; return *out_code. */
static bool print_all(struct invocation *invocation, int64_t after, bool as_json, enum exit_code *out_code)
{
	AUTO(server_office) office = { 0 };
	size_t count;
	do {
		AUTO(server_errand) errand = { 0 };
		const struct audit_list_request request = { after, AUDIT_PAGE_MAXIMUM };
		if (!server_errand_run(invocation, &office, "audit", &audit_list_function, &request, &errand, out_code))
			return false;
		const struct audit_list *list = errand.exchange->result;
		for (size_t i = 0; i < list->count; i++) {
			after = list->entries[i].number;
			if ((as_json ? print_json : print_line)(&list->entries[i]) != STATUS_OK) {
				*out_code = output_failure(invocation, "audit", "Out of memory.");
				return false;
			}
		}
		count = list->count;
	} while (count == AUDIT_PAGE_MAXIMUM);
	return true;
}

const struct command_option server_audit_list_options[] = {
	{ .name = "after", .value = "NUMBER", .fallback = "0", .help = "only entries after this one" },
	{ 0 },
};

enum exit_code server_audit_list(struct invocation *invocation)
{
	enum exit_code code;
	uint64_t after;
	if (option_number(invocation, "after", INT64_MAX, &after) != STATUS_OK)
		return EXIT_USAGE;
	return print_all(invocation, (int64_t)after, invocation->json, &code) ? EXIT_DONE : code;
}

enum exit_code server_audit_export(struct invocation *invocation)
{
	enum exit_code code;
	return print_all(invocation, 0, true, &code) ? EXIT_DONE : code;
}

const struct command_option server_audit_verify_options[] = {
	{ .name = "head", .value = "NUMBER:DIGEST", .help = "of an earlier verification: that entry must still be there as it was" },
	{ 0 },
};

static enum exit_code say_verdict(const struct invocation *invocation, const struct audit_verdict *verdict)
{
	AUTO(buffer) data = BUFFER(1024);
	char head[AUDIT_HEAD_TEXT_SIZE];
	audit_head_print(&verdict->head, head);
	if (!verdict->holds)
		return output_failure(invocation, "audit_verify",
		                      "What follows entry %" PRId64 " is not what was written, or the entry "
		                      "itself is not: the log was changed.", verdict->head.number);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "entries", verdict->head.number);
	json_put_text(&writer, "head", text_from(head));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "audit_verify",
		                      "Out of memory.");
	return output_success(invocation, buffer_text(&data),
	                      "%" PRId64 " entries hold. Keep the head elsewhere: with --head it "
	                      "proves later that none of them was taken away.\n%s", verdict->head.number, head);
}

/* From the first entry on, and that of the head on the way: an old head does not excuse what stands before it. */
enum exit_code server_audit_verify(struct invocation *invocation)
{
	AUTO(server_office) office = { 0 };
	struct audit_verdict verdict = { .holds = true };
	struct audit_verify_request request = { 0 };
	struct audit_chain anchor = { 0 };
	enum exit_code code;
	const char *head = option_text(invocation, "head");
	if (head && audit_head_parse(text_from(head), &anchor) != STATUS_OK)
		return usage_error(invocation, "--head takes what audit verify has printed: NUMBER:DIGEST.");
	while (verdict.holds && !verdict.is_last) {
		AUTO(server_errand) errand = { 0 };
		request.from = verdict.head;
		if (!server_errand_run(invocation, &office, "audit_verify", &audit_verify_function, &request, &errand, &code))
			return code;
		verdict = *(const struct audit_verdict *)errand.exchange->result;
	}
	if (verdict.holds && anchor.number > 0) {
		AUTO(server_errand) errand = { 0 };
		request.from = anchor;
		if (!server_errand_run(invocation, &office, "audit_verify", &audit_verify_function, &request, &errand, &code))
			return code;
		const struct audit_verdict *anchored = errand.exchange->result;
		if (!anchored->holds)
			verdict = *anchored;
	}
	return say_verdict(invocation, &verdict);
}
