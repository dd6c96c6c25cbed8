/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/admin.h"

#include "server/outbox.h"
#include "server/row_reader.h"
#include "smds/event.h"
#include "smds/forwarding.h"

enum { COUNTED = 200000, SHORT_SIZE = 2 * EID_DIGITS };

/* Rows as they come: a result is the exchange itself. */
static enum status decide_rows(struct exchange *exchange)
{
	exchange->result = &exchange->rows;
	return STATUS_OK;
}

static void put_short_eid(struct json_writer *writer, struct text eid)
{
	char shortened[SHORT_SIZE];
	identifier_shorten(eid, shortened, sizeof shortened);
	json_put_text(writer, "eid", text_from(shortened));
}

/* ---- numbers ---- */

/* Of very many only so many are counted: no LPA waits for a number on a page. */
static enum status load_numbers(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT s.owner, COUNT(*), COUNT(s.forwarded_as), MAX(s.registered_at) FROM (SELECT e.owner, e.forwarded_as, "
		"e.registered_at FROM event e LIMIT 200001) s GROUP BY s.owner ORDER BY s.owner";
	_Static_assert(COUNTED == 200000, "the statement names it");
	return exchange_ask(exchange, sql, NULL, 0);
}

static const struct server_function numbers_function = { .name = "countEvents", .load = load_numbers, .decide = decide_rows };

static const struct rest_field owner_fields[] = {
	{ .name = "owner", .is_required = true, .help = "OID of the server that registered them; house: made by hand" },
	{ .name = "count", .kind = REST_NUMBER, .is_required = true },
	{ .name = "forwarded", .kind = REST_NUMBER, .is_required = true, .help = "of these, known at the Root SM-DS too" },
	{ .name = "lastAt", .kind = REST_NUMBER, .is_required = true, .help = "when the newest came, seconds since 1970" },
	{ 0 },
};
static const struct rest_schema owner_schema = { "EventOwner", owner_fields };
static const struct rest_field numbers_fields[] = {
	{ .name = "owners", .kind = REST_OBJECTS, .is_required = true, .schema = &owner_schema },
	{ .name = "root", .help = "the Root SM-DS that is told; absent: this one is the Root" },
	{ .name = "isPartial", .kind = REST_BOOLEAN, .is_required = true, .help = "there are more than 200000; so many were counted" },
	{ 0 },
};
static const struct rest_schema numbers_schema = { "EventNumbers", numbers_fields };

static void write_numbers(const struct exchange *exchange, struct json_writer *writer)
{
	int64_t all = 0;
	json_open_array(writer, "owners");
	for (size_t i = 0; i < exchange->rows.count; i++) {
		struct row_reader row = row_reader(exchange, i);
		json_open_object(writer, NULL);
		json_put_text(writer, "owner", row_text(&row));
		int64_t count = row_number(&row);
		json_put_number(writer, "count", count);
		json_put_number(writer, "forwarded", row_number(&row));
		json_put_number(writer, "lastAt", row_number(&row));
		json_close_object(writer);
		all += count;
	}
	json_close_array(writer);
	admin_put_text(writer, "root", text_from(exchange_smds(exchange)->settings.root_address));
	json_put_boolean(writer, "isPartial", all > COUNTED);
}

/* ---- events ---- */

struct newest_request {
	struct text eid, owner;
	int64_t maximum;
};

#define NEWEST_COLUMNS "e.eid, e.owner, e.rsp_server_address, e.forwarded_as, e.registered_at"

/* Each by an index; an owner is looked for among the newest alone. */
static enum status load_newest(struct exchange *exchange)
{
	static const char of_card[] =
		"SELECT " NEWEST_COLUMNS " FROM event e WHERE e.eid = $1 AND ($2 = '' OR e.owner = $2) "
		"ORDER BY e.number DESC LIMIT $3";
	static const char of_owner[] =
		"SELECT " NEWEST_COLUMNS " FROM (SELECT * FROM event ORDER BY registered_at DESC LIMIT 20000) e "
		"WHERE e.owner = $1 ORDER BY e.registered_at DESC LIMIT $2";
	static const char of_all[] = "SELECT " NEWEST_COLUMNS " FROM event e ORDER BY e.registered_at DESC LIMIT $1";
	const struct newest_request *request = exchange->request;
	if (request->eid.size > 0)
		return EXCHANGE_ASK(exchange, of_card, database_text(request->eid), database_text(request->owner),
		                    database_number(request->maximum));
	if (request->owner.size > 0)
		return EXCHANGE_ASK(exchange, of_owner, database_text(request->owner), database_number(request->maximum));
	return EXCHANGE_ASK(exchange, of_all, database_number(request->maximum));
}

static const struct server_function newest_function = { .name = "newestEvents", .load = load_newest, .decide = decide_rows };

static const struct rest_field events_query[] = {
	{ .name = "eid", .help = "only those of this card" },
	{ .name = "owner", .help = "only those of this server, among the newest 20000" },
	ADMIN_LIMIT_FIELD,
	{ 0 },
};
static const struct rest_field event_fields[] = {
	{ .name = "eid", .is_required = true, .help = "its ends" },
	{ .name = "owner", .is_required = true },
	{ .name = "rspServerAddress", .is_required = true },
	{ .name = "forwarded", .kind = REST_BOOLEAN, .is_required = true, .help = "known at the Root SM-DS too" },
	{ .name = "registeredAt", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema event_schema = { "Event", event_fields };
static const struct rest_field events_fields[] = {
	{ .name = "events", .kind = REST_OBJECTS, .is_required = true, .schema = &event_schema },
	{ 0 },
};
static const struct rest_schema events_schema = { "Events", events_fields };

static enum status read_newest(const struct rest_request *request, struct exchange *exchange)
{
	struct newest_request *newest = admin_request_new(exchange, sizeof *newest);
	if (!newest)
		return STATUS_NO_MEMORY;
	*newest = (struct newest_request){ rest_text(request, "eid"), rest_text(request, "owner"), admin_limit(request) };
	return STATUS_OK;
}

static void write_newest(const struct exchange *exchange, struct json_writer *writer)
{
	json_open_array(writer, "events");
	for (size_t i = 0; i < exchange->rows.count; i++) {
		struct row_reader row = row_reader(exchange, i);
		json_open_object(writer, NULL);
		put_short_eid(writer, row_text(&row));
		json_put_text(writer, "owner", row_text(&row));
		json_put_text(writer, "rspServerAddress", row_text(&row));
		json_put_boolean(writer, "forwarded", row_text(&row).size > 0);
		json_put_number(writer, "registeredAt", row_number(&row));
		json_close_object(writer);
	}
	json_close_array(writer);
}

/* ---- by hand ---- */

static const struct rest_field add_fields[] = {
	{ .name = "eid", .is_required = true },
	{ .name = "eventId", .is_required = true, .help = "the matching ID that waits there" },
	{ .name = "rspServerAddress", .is_required = true, .help = "host or host:port of the SM-DP+ or SM-DS where it waits" },
	{ 0 },
};
static const struct rest_schema add_schema = { "NewEvent", add_fields };

static enum status read_add(const struct rest_request *request, struct exchange *exchange)
{
	struct register_event_call *call = admin_request_new(exchange, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	*call = event_by_hand(rest_text(request, "eid"), rest_text(request, "eventId"), rest_text(request, "rspServerAddress"));
	return STATUS_OK;
}

static const struct rest_field remove_query[] = {
	{ .name = "eid", .is_required = true },
	{ .name = "eventId", .is_required = true },
	{ .name = "owner", .help = "who registered it; those made by hand if it is not given" },
	{ 0 },
};

static enum status read_remove(const struct rest_request *request, struct exchange *exchange)
{
	struct delete_event_call *call = admin_request_new(exchange, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	*call = (struct delete_event_call){
		.message = { .eid = rest_text(request, "eid"), .event_id = rest_text(request, "eventId") },
		.owner = rest_is_given(request, "owner") ? rest_text(request, "owner") : TEXT(EVENT_OWNER_HOUSE),
	};
	return STATUS_OK;
}

/* ---- what the Root SM-DS is told ---- */

static const struct rest_field message_fields[] = {
	{ .name = "eid", .is_required = true, .help = "its ends" },
	{ .name = "what", .is_required = true, .choices = "registered deleted" },
	{ .name = "destination", .is_required = true },
	{ .name = "state", .is_required = true, .choices = "waits delivered given-up dropped" },
	{ .name = "createdAt", .kind = REST_NUMBER, .is_required = true },
	{ .name = "dueAt", .kind = REST_NUMBER },
	{ .name = "endedAt", .kind = REST_NUMBER },
	{ .name = "attempts", .kind = REST_NUMBER, .is_required = true },
	{ .name = "fault", .help = "of the last attempt" },
	{ 0 },
};
static const struct rest_schema message_schema = { "Message", message_fields };
static const struct rest_field messages_fields[] = {
	{ .name = "messages", .kind = REST_OBJECTS, .is_required = true, .schema = &message_schema },
	{ 0 },
};
static const struct rest_schema messages_schema = { "Messages", messages_fields };
static const struct rest_field outbox_query[] = {
	{ .name = "state", .choices = "waits delivered given-up dropped" },
	ADMIN_LIMIT_FIELD,
	{ 0 },
};

static enum status read_outbox(const struct rest_request *request, struct exchange *exchange)
{
	struct outbox_list_request *list = admin_request_new(exchange, sizeof *list);
	enum outbox_state state;
	if (!list)
		return STATUS_NO_MEMORY;
	bool one_state = outbox_state_parse(rest_text(request, "state"), &state);
	*list = (struct outbox_list_request){
		.state = one_state ? (int)state : -1, .maximum = admin_limit(request),
	};
	return STATUS_OK;
}

static void write_message(const struct outbox_entry *entry, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	put_short_eid(writer, (struct text){ entry->subject.data,
	                                     entry->subject.size < EID_DIGITS ? entry->subject.size : EID_DIGITS });
	json_put_text(writer, "what", text_from(entry->number == FORWARDING_REGISTERED ? "registered" : "deleted"));
	json_put_text(writer, "destination", entry->destination);
	json_put_text(writer, "state", text_from(outbox_state_name(entry->state)));
	json_put_number(writer, "createdAt", entry->created_at);
	admin_put_time(writer, "dueAt", entry->due_at);
	admin_put_time(writer, "endedAt", entry->ended_at);
	json_put_number(writer, "attempts", entry->attempts);
	admin_put_text(writer, "fault", entry->fault);
	json_close_object(writer);
}

static void write_messages(const struct exchange *exchange, struct json_writer *writer)
{
	const struct outbox_batch *batch = exchange->result;
	json_open_array(writer, "messages");
	for (size_t i = 0; i < batch->count; i++)
		write_message(&batch->entries[i], writer);
	json_close_array(writer);
}

static const struct rest_field resend_fields[] = {
	{ .name = "destination", .is_required = true, .help = "all that is for this one" },
	{ .name = "drop", .kind = REST_BOOLEAN, .help = "never again, instead of again at once" },
	{ 0 },
};
static const struct rest_schema resend_schema = { "Resending", resend_fields };

static enum status read_resend(const struct rest_request *request, struct exchange *exchange)
{
	struct outbox_change_request *change = admin_request_new(exchange, sizeof *change);
	if (!change)
		return STATUS_NO_MEMORY;
	*change = (struct outbox_change_request){
		.destination = rest_text(request, "destination"), .drop = rest_boolean(request, "drop"),
	};
	return STATUS_OK;
}

/* ---- certificates ---- */

static enum status decide_certificates(struct exchange *exchange)
{
	exchange->result = &exchange_smds(exchange)->credentials;
	return STATUS_OK;
}

static const struct server_function certificates_function = { .name = "listCertificates", .decide = decide_certificates };

const struct rest_route smds_admin_routes[] = {
	{ .method = "GET", .path = "/api/v1/owners", .name = "countEvents", .help = "Events by who registered them.",
	  .roles = ADMIN_ALL, .answer = &numbers_schema, .function = &numbers_function, .write = write_numbers },
	{ .method = "GET", .path = "/api/v1/events", .name = "newestEvents", .help = "The newest events.", .roles = ADMIN_ALL,
	  .query = events_query, .answer = &events_schema, .function = &newest_function, .read = read_newest,
	  .write = write_newest },
	{ .method = "POST", .path = "/api/v1/events", .name = "addEvent", .help = "Register an event by hand.",
	  .roles = ACCOUNT_OPERATOR, .body = &add_schema, .function = &register_event_function, .read = read_add },
	{ .method = "DELETE", .path = "/api/v1/events", .name = "removeEvent", .help = "Delete an event by hand.",
	  .roles = ACCOUNT_OPERATOR, .query = remove_query, .function = &delete_event_function, .read = read_remove },
	{ .method = "GET", .path = "/api/v1/outbox", .name = "listOutbox", .help = "What the Root SM-DS was told, and shall be.",
	  .roles = ADMIN_ALL, .query = outbox_query, .answer = &messages_schema, .function = &outbox_list_function,
	  .read = read_outbox, .write = write_messages },
	{ .method = "POST", .path = "/api/v1/outbox", .name = "resendOutbox", .help = "Deliver again at once, or never.",
	  .roles = ADMIN_HELPS, .body = &resend_schema, .function = &outbox_change_function, .read = read_resend },
	{ .method = "GET", .path = "/api/v1/certificates", .name = "listCertificates", .help = "Until when each certificate holds.",
	  .roles = ADMIN_ALL, .answer = &admin_certificates_schema, .function = &certificates_function,
	  .write = admin_write_certificates },
	{ 0 },
};
