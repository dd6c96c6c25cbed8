/* SPDX-License-Identifier: Apache-2.0 */
/* Fleets: profiles for the cards of a list, and what became of each. */
#include <stdio.h>

#include "smdp/admin.h"
#include "smdp/admin_csv.h"
#include "smdp/fleet_order.h"

/* ---- all ---- */

static const struct rest_field fleets_query[] = { ADMIN_LIMIT_FIELD, { 0 } };
static const struct rest_field summary_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "cards", .kind = REST_NUMBER, .is_required = true },
	{ .name = "assigned", .kind = REST_NUMBER, .is_required = true, .help = "of the cards, those that have a profile" },
	{ .name = "assignedAt", .kind = REST_NUMBER, .is_required = true, .help = "the last one" },
	{ 0 },
};
static const struct rest_schema summary_schema = { "FleetSummary", summary_fields };
static const struct rest_field fleets_fields[] = {
	{ .name = "fleets", .kind = REST_OBJECTS, .is_required = true, .schema = &summary_schema },
	{ 0 },
};
static const struct rest_schema fleets_schema = { "Fleets", fleets_fields };

static enum status read_fleets(const struct rest_request *request, struct exchange *exchange)
{
	struct fleets_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	list->maximum = admin_limit(request);
	return STATUS_OK;
}

static void write_fleets(const struct exchange *exchange, struct json_writer *writer)
{
	const struct fleets *list = exchange->result;
	json_open_array(writer, "fleets");
	for (size_t i = 0; i < list->count; i++) {
		json_open_object(writer, NULL);
		json_put_text(writer, "name", list->fleets[i].name);
		json_put_number(writer, "cards", list->fleets[i].cards);
		json_put_number(writer, "assigned", list->fleets[i].assigned);
		json_put_number(writer, "assignedAt", list->fleets[i].assigned_at);
		json_close_object(writer);
	}
	json_close_array(writer);
}

/* ---- one ---- */

static const struct rest_field fleet_query[] = {
	{ .name = "after", .help = "EID: only those behind it, in their order" },
	ADMIN_LIMIT_FIELD,
	{ 0 },
};
static const struct rest_field card_fields[] = {
	{ .name = "eid", .is_required = true },
	{ .name = "iccid", .help = "absent: none was to be had, and the codes say why" },
	{ .name = "state", .help = "of the profile" },
	{ .name = "errorSubjectCode" },
	{ .name = "errorReasonCode" },
	{ .name = "assignedAt", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema card_schema = { "FleetCard", card_fields };
static const struct rest_field fleet_fields[] = {
	{ .name = "cards", .kind = REST_OBJECTS, .is_required = true, .schema = &card_schema },
	{ 0 },
};
static const struct rest_schema fleet_schema = { "Fleet", fleet_fields };

static enum status read_fleet(const struct rest_request *request, struct exchange *exchange)
{
	struct fleet_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	*list = (struct fleet_list_request){ rest_text(request, "name"), rest_text(request, "after"), admin_limit(request) };
	return STATUS_OK;
}

static void write_fleet(const struct exchange *exchange, struct json_writer *writer)
{
	const struct fleet_list *list = exchange->result;
	json_open_array(writer, "cards");
	for (size_t i = 0; i < list->count; i++) {
		const struct fleet_row *card = &list->rows[i];
		json_open_object(writer, NULL);
		json_put_text(writer, "eid", card->eid);
		admin_put_text(writer, "iccid", card->iccid);
		if (card->iccid.size > 0)
			json_put_text(writer, "state", text_from(smdp_profile_state_name(card->state)));
		admin_put_text(writer, "errorSubjectCode", card->error_subject);
		admin_put_text(writer, "errorReasonCode", card->error_reason);
		json_put_number(writer, "assignedAt", card->assigned_at);
		json_close_object(writer);
	}
	json_close_array(writer);
}

/* EIDs, ICCIDs and names of states need no quotes. */
static enum status print_fleet(const struct exchange *exchange, struct buffer *out)
{
	const struct fleet_list *list = exchange->result;
	TRY(buffer_append_text(out, TEXT("eid,iccid,state,subject,reason\r\n")));
	for (size_t i = 0; i < list->count; i++) {
		const struct fleet_row *card = &list->rows[i];
		TRY(buffer_print(out, "%.*s,%.*s,%s,%.*s,%.*s\r\n", TEXT_ARGUMENTS(card->eid), TEXT_ARGUMENTS(card->iccid),
		                 card->iccid.size > 0 ? smdp_profile_state_name(card->state) : "",
		                 TEXT_ARGUMENTS(card->error_subject), TEXT_ARGUMENTS(card->error_reason)));
	}
	return STATUS_OK;
}

/* ---- order ---- */

static const struct rest_field order_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "csv", .is_required = true,
	  .help = "a line that names the columns (eid, and iccid unless there is a type), then one line a card, up to 1000" },
	{ .name = "profileType", .help = "any profile of this type for each card without an ICCID" },
	{ .name = "withCodes", .kind = REST_BOOLEAN, .help = "a matching ID each; else cards find their orders by EID" },
	{ 0 },
};
static const struct rest_schema order_schema = { "FleetOrder", order_fields };
static const struct rest_field ordered_fields[] = {
	{ .name = "assigned", .kind = REST_NUMBER, .is_required = true },
	{ .name = "alreadyAssigned", .kind = REST_NUMBER, .is_required = true, .help = "by an earlier list of this name" },
	{ 0 },
};
static const struct rest_schema ordered_schema = { "FleetOrdered", ordered_fields };

struct reading {
	struct exchange *exchange;
	struct fleet_order_request *request;
	struct fleet_card *cards;
};

static enum status take_card(void *context, const struct subscription *line, uint32_t number,
                             char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct reading *reading = context;
	struct fleet_order_request *request = reading->request;
	struct fleet_card *card = &reading->cards[request->count];
	struct arena *arena = &reading->exchange->arena;
	if (!subscription_has(line, SUBSCRIPTION_EID)) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "it has no eid.");
		return STATUS_MALFORMED;
	}
	if (!subscription_has(line, SUBSCRIPTION_ICCID) && request->profile_type.size == 0) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "it has no iccid, and no type was said.");
		return STATUS_MALFORMED;
	}
	card->line = number;
	TRY(arena_copy_text(arena, subscription_value(line, SUBSCRIPTION_EID), &card->eid));
	TRY(arena_copy_text(arena, subscription_value(line, SUBSCRIPTION_ICCID), &card->iccid));
	request->count++;
	return STATUS_OK;
}

static enum status read_order(const struct rest_request *request, struct exchange *exchange)
{
	struct fleet_order_request *order = admin_request_new(exchange, sizeof *order);
	struct fleet_card *cards = arena_allocate(&exchange->arena, (FLEET_ORDER_MAXIMUM + 1) * sizeof *cards);
	if (!order || !cards)
		return STATUS_NO_MEMORY;
	*order = (struct fleet_order_request){
		.fleet = rest_text(request, "name"),
		.profile_type = rest_text(request, "profileType"),
		.with_codes = rest_boolean(request, "withCodes"),
		.cards = cards,
	};
	if (order->fleet.size == 0 || order->fleet.size > FLEET_NAME_MAXIMUM || !text_is_printable_utf8(order->fleet)) {
		(void)!exchange_refuse_because(exchange, "8.2", "2.1", "The name of a fleet has 1 to 100 characters.");
		return STATUS_REFUSED;
	}
	struct reading reading = { exchange, order, cards };
	return admin_csv_read(rest_text(request, "csv"), FLEET_ORDER_MAXIMUM, take_card, &reading, exchange);
}

static void write_ordered(const struct exchange *exchange, struct json_writer *writer)
{
	const struct fleet_ordered *ordered = exchange->result;
	json_put_number(writer, "assigned", (int64_t)ordered->assigned);
	json_put_number(writer, "alreadyAssigned", (int64_t)ordered->left);
}

const struct rest_route admin_fleet_routes[] = {
	{ .method = "GET", .path = "/api/v1/fleets", .name = "listFleets", .help = "Lists of cards.", .roles = ADMIN_ALL,
	  .query = fleets_query, .answer = &fleets_schema, .function = &fleets_function, .read = read_fleets,
	  .write = write_fleets },
	{ .method = "POST", .path = "/api/v1/fleets", .name = "orderFleet",
	  .help = "Order, confirm and release a profile for each card of a list, or for none.", .roles = ACCOUNT_OPERATOR,
	  .body = &order_schema, .answer = &ordered_schema, .function = &fleet_order_function, .read = read_order,
	  .write = write_ordered },
	{ .method = "GET", .path = "/api/v1/fleets/{name}", .name = "showFleet", .help = "What became of each card of a list.",
	  .roles = ADMIN_ALL, .query = fleet_query, .answer = &fleet_schema, .function = &fleet_list_function,
	  .read = read_fleet, .write = write_fleet },
	{ .method = "GET", .path = "/api/v1/fleets/{name}/csv", .name = "exportFleet", .help = "The same as a table.",
	  .roles = ADMIN_ALL, .query = fleet_query, .answer_type = "text/csv", .function = &fleet_list_function,
	  .read = read_fleet, .print = print_fleet },
	{ 0 },
};
