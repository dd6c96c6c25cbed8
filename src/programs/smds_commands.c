/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smds_commands.h"

#include <time.h>

#include "programs/output.h"
#include "programs/server_desk.h"
#include "programs/smds_settings.h"
#include "smds/event.h"
#include "smds/schema.h"

enum { DATA_MAXIMUM = 32 << 20, LIST_MAXIMUM = 10000, TIME_TEXT = 24 };

/* A command's way to one function: opened, executed, freed at the end of its scope. */
struct errand {
	struct smds smds; /* settings only: commands need no keys */
	struct server_desk desk;
	struct exchange *exchange;
};

static void errand_release(struct errand *errand)
{
	exchange_free(errand->exchange);
	server_desk_release(&errand->desk);
	smds_release(&errand->smds);
}

static enum status open_desk(const struct invocation *invocation, struct errand *errand, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(arena) arena = ARENA(1 << 20);
	struct smds_program_settings settings;
	TRY(smds_settings_load(option_text(invocation, "config"), &arena, &settings, fault));
	smds_settings_apply(&settings, &errand->smds);
	server_settings_name(&settings.server, &smds_server_files, &errand->smds.credentials);
	return server_desk_open(settings.server.database, &smds_schema, &errand->smds, &errand->desk, fault);
}

/* EXIT_DONE: executed; otherwise it has been told why not. */
static enum exit_code execute(const struct invocation *invocation, const char *command,
                              const struct server_function *function, const void *request, struct errand *errand)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	if (open_desk(invocation, errand, fault) != STATUS_OK)
		return output_failure(invocation, command, "%s", fault);
	enum status status = server_desk_run(&errand->desk, function, request, &errand->exchange);
	if (status != STATUS_OK)
		return output_failure(invocation, command, "The database could not be used: %s.", status_name(status));
	const struct failure *failure = &errand->exchange->failure;
	if (!failure_is_set(failure))
		return EXIT_DONE;
	return output_failure(invocation, command, "%.*s (%.*s-%.*s)", TEXT_ARGUMENTS(failure->message),
	                      TEXT_ARGUMENTS(failure->subject_code), TEXT_ARGUMENTS(failure->reason_code));
}

static struct text given(const struct invocation *invocation, const char *option)
{
	return text_from(option_text(invocation, option));
}

/* ---- list ---- */

const struct command_option smds_event_list_options[] = {
	{ .name = "eid", .value = "EID", .fallback = "", .help = "only those of this card" },
	{ .name = "limit", .value = "N", .fallback = "1000", .help = "at most so many" },
	{ 0 },
};

static void print_time(int64_t seconds, char out[TIME_TEXT])
{
	time_t time = (time_t)seconds;
	struct tm parts;
	gmtime_r(&time, &parts);
	strftime(out, TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

static void write_event(const struct event_record *event, struct json_writer *writer)
{
	char time[TIME_TEXT];
	print_time(event->registered_at, time);
	json_open_object(writer, NULL);
	json_put_text(writer, "eid", event->eid);
	json_put_text(writer, "eventId", event->event_id);
	json_put_text(writer, "rspServerAddress", event->rsp_server_address);
	json_put_text(writer, "owner", event->owner);
	json_put_text(writer, "registeredAt", text_from(time));
	if (event->forwarded_as.size > 0)
		json_put_text(writer, "forwardedAs", event->forwarded_as);
	json_close_object(writer);
}

static void print_event(const struct invocation *invocation, const struct event_record *event)
{
	char time[TIME_TEXT];
	print_time(event->registered_at, time);
	output_line(invocation, "%.*s  %s  %.*s at %.*s, of %.*s%s%.*s", TEXT_ARGUMENTS(event->eid), time,
	            TEXT_ARGUMENTS(event->event_id), TEXT_ARGUMENTS(event->rsp_server_address), TEXT_ARGUMENTS(event->owner),
	            event->forwarded_as.size > 0 ? ", at the root as " : "", TEXT_ARGUMENTS(event->forwarded_as));
}

enum exit_code smds_event_list(struct invocation *invocation)
{
	AUTO(errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	uint64_t limit;
	if (option_number(invocation, "limit", LIST_MAXIMUM, &limit) != STATUS_OK)
		return EXIT_USAGE;
	const struct event_list_request request = { .eid = given(invocation, "eid"), .maximum = (int64_t)limit + 1 };
	enum exit_code code = execute(invocation, "event_list", &list_events_function, &request, &errand);
	if (code != EXIT_DONE)
		return code;
	const struct event_list *list = errand.exchange->result;
	struct json_writer writer = json_writer(&data);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < list->count && i < limit; i++) {
		write_event(&list->events[i], &writer);
		print_event(invocation, &list->events[i]);
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "event_list", "Out of memory: ask for fewer with --limit.");
	const char *end = list->count == 0 ? "No event is registered."
	                  : list->count > limit ? "There are more: raise --limit, or name a card with --eid."
	                                        : NULL;
	return output_success(invocation, buffer_text(&data), end ? "%s" : NULL, end);
}

/* ---- by hand ---- */

const struct command_option smds_event_add_options[] = {
	{ .name = "event-id", .value = "ID", .help = "the matching ID that waits there" },
	{ .name = "server", .value = "HOST", .help = "host or host:port of the SM-DP+ or SM-DS where it waits" },
	{ 0 },
};

enum exit_code smds_event_add(struct invocation *invocation)
{
	AUTO(errand) errand = { 0 };
	const struct register_event_call request = {
		.message = {
			.eid = text_from(invocation->arguments[0]),
			.event_id = given(invocation, "event-id"),
			.rsp_server_address = given(invocation, "server"),
		},
		.owner = TEXT(EVENT_OWNER_HOUSE),
	};
	if (request.message.event_id.size == 0 || request.message.rsp_server_address.size == 0)
		return usage_error(invocation, "--event-id and --server must be given.");
	enum exit_code code = execute(invocation, "event_add", &register_event_function, &request, &errand);
	if (code != EXIT_DONE)
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s finds %s at %s from now on.", invocation->arguments[0],
	                      option_text(invocation, "event-id"), option_text(invocation, "server"));
}

const struct command_option smds_event_remove_options[] = {
	{ .name = "event-id", .value = "ID", .help = "as 'event list' shows it" },
	{ .name = "owner", .value = "OID", .fallback = EVENT_OWNER_HOUSE, .help = "who registered it; those made by hand if not given" },
	{ 0 },
};

enum exit_code smds_event_remove(struct invocation *invocation)
{
	AUTO(errand) errand = { 0 };
	const struct delete_event_call request = {
		.message = { .eid = text_from(invocation->arguments[0]), .event_id = given(invocation, "event-id") },
		.owner = given(invocation, "owner"),
	};
	if (request.message.event_id.size == 0)
		return usage_error(invocation, "--event-id must be given.");
	enum exit_code code = execute(invocation, "event_remove", &delete_event_function, &request, &errand);
	if (code != EXIT_DONE)
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s does not find %s any more.", invocation->arguments[0],
	                      option_text(invocation, "event-id"));
}
