/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smds/commands.h"

#include "programs/server/office.h"
#include "programs/smds/settings.h"
#include "rsp/timestamp.h"
#include "smds/event.h"

enum { DATA_MAXIMUM = 32 << 20, LIST_MAXIMUM = 10000, SHORT_SIZE = 2 * EID_DIGITS };

/* Where commands on events do their work: they need the role for its settings, and no keys. */
struct event_office {
	struct smds smds;
	struct server_office office;
	struct server_errand errand;
};

static void event_office_release(struct event_office *office)
{
	server_errand_release(&office->errand);
	server_office_release(&office->office);
	smds_release(&office->smds);
}

static enum status open_office(const struct invocation *invocation, struct event_office *office,
                               char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(arena) arena = ARENA(1 << 20);
	struct smds_program_settings settings;
	TRY(smds_settings_load(option_text(invocation, "config"), &arena, &settings, fault));
	smds_settings_apply(&settings, &office->smds);
	server_settings_name(&settings.server, &smds_server_files, &office->smds.credentials);
	return server_office_open(invocation, &office->smds, &office->office, fault);
}

/* False: a sentence was printed; return *out_code. */
static bool execute(const struct invocation *invocation, const char *command, const struct server_function *function,
                    const void *request, struct event_office *office, enum exit_code *out_code)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	if (open_office(invocation, office, fault) != STATUS_OK) {
		*out_code = output_failure(invocation, command, "%s", fault);
		return false;
	}
	return server_errand_run(invocation, &office->office, command, function, request, &office->errand, out_code);
}

/* What is done by hand stands in the audit log, which says no more of a card than other logs do. */
static bool note(const struct invocation *invocation, struct event_office *office, const char *action, const char *eid,
                 enum exit_code *out_code)
{
	char shortened[SHORT_SIZE];
	identifier_shorten(text_from(eid), shortened, sizeof shortened);
	return server_office_note(invocation, &office->office, action, text_from(shortened), out_code);
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

static void write_event(const struct event_record *event, struct json_writer *writer)
{
	char time[TIMESTAMP_TEXT_SIZE];
	timestamp_print(event->registered_at, time);
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
	char time[TIMESTAMP_TEXT_SIZE];
	timestamp_print(event->registered_at, time);
	output_line(invocation, "%.*s  %s  %.*s at %.*s, of %.*s%s%.*s", TEXT_ARGUMENTS(event->eid), time,
	            TEXT_ARGUMENTS(event->event_id), TEXT_ARGUMENTS(event->rsp_server_address), TEXT_ARGUMENTS(event->owner),
	            event->forwarded_as.size > 0 ? ", at the root as " : "", TEXT_ARGUMENTS(event->forwarded_as));
}

enum exit_code smds_event_list(struct invocation *invocation)
{
	AUTO(event_office) office = { 0 };
	enum exit_code code;
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	uint64_t limit;
	if (option_number(invocation, "limit", LIST_MAXIMUM, &limit) != STATUS_OK)
		return EXIT_USAGE;
	const struct event_list_request request = { .eid = given(invocation, "eid"), .maximum = (int64_t)limit + 1 };
	if (!execute(invocation, "event_list", &list_events_function, &request, &office, &code))
		return code;
	const struct event_list *list = office.errand.exchange->result;
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
	AUTO(event_office) office = { 0 };
	enum exit_code code;
	const struct register_event_call request = event_by_hand(text_from(invocation->arguments[0]),
	                                                         given(invocation, "event-id"), given(invocation, "server"));
	if (request.message.event_id.size == 0 || request.message.rsp_server_address.size == 0)
		return usage_error(invocation, "--event-id and --server must be given.");
	if (!execute(invocation, "event_add", &register_event_function, &request, &office, &code) ||
	    !note(invocation, &office, "addEvent", invocation->arguments[0], &code))
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
	AUTO(event_office) office = { 0 };
	enum exit_code code;
	const struct delete_event_call request = {
		.message = { .eid = text_from(invocation->arguments[0]), .event_id = given(invocation, "event-id") },
		.owner = given(invocation, "owner"),
	};
	if (request.message.event_id.size == 0)
		return usage_error(invocation, "--event-id must be given.");
	if (!execute(invocation, "event_remove", &delete_event_function, &request, &office, &code) ||
	    !note(invocation, &office, "removeEvent", invocation->arguments[0], &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s does not find %s any more.", invocation->arguments[0],
	                      option_text(invocation, "event-id"));
}
