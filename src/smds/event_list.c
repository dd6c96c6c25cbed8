/* SPDX-License-Identifier: Apache-2.0 */
#include "server/row_reader.h"
#include "smds/event.h"

static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT e.eid, e.number, e.owner, e.event_id, e.rsp_server_address, e.forwarded_as, e.registered_at "
		"FROM event e WHERE (e.eid = $1 OR $1 = '') AND (e.eid > $2 OR (e.eid = $2 AND e.number > $3)) "
		"ORDER BY e.eid, e.number LIMIT $4";
	const struct event_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->eid), database_text(request->after_eid),
	                    database_number(request->after_number), database_number(request->maximum));
}

static struct event_record read_event(const struct exchange *exchange, size_t index)
{
	struct row_reader row = row_reader(exchange, index);
	struct event_record event;
	event.eid = row_text(&row);
	event.number = row_number(&row);
	event.owner = row_text(&row);
	event.event_id = row_text(&row);
	event.rsp_server_address = row_text(&row);
	event.forwarded_as = row_text(&row);
	event.registered_at = row_number(&row);
	return event;
}

static enum status decide(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct event_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct event_record *events = arena_allocate(&exchange->arena, count * sizeof *events);
	if (!list || !events)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		events[i] = read_event(exchange, i);
	*list = (struct event_list){ events, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function list_events_function = { .name = "listEvents", .load = load, .decide = decide };
