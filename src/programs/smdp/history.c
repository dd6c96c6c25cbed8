/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp profile history`: what happened, and who asked for it. */
#include <stdio.h>

#include "programs/output.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/errand.h"
#include "rsp/timestamp.h"
#include "smdp/history.h"

enum { DATA_MAXIMUM = 256 << 20, LIMIT_MAXIMUM = 100000 };

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
