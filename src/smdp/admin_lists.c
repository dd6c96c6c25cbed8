/* SPDX-License-Identifier: Apache-2.0 */
/* Fleets and batches: what became of each card of a list, and how far profiles have been made. */
#include "smdp/admin.h"
#include "smdp/batch.h"
#include "smdp/fleet.h"

/* ---- fleets ---- */

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

/* ---- batches ---- */

static const struct rest_field batches_query[] = { ADMIN_LIMIT_FIELD, { 0 } };
static const struct rest_field batch_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "profileType" },
	{ .name = "state", .is_required = true },
	{ .name = "wanted", .kind = REST_NUMBER, .is_required = true, .help = "0: as many as there are" },
	{ .name = "made", .kind = REST_NUMBER, .is_required = true },
	{ .name = "startedAt", .kind = REST_NUMBER, .is_required = true },
	{ .name = "changedAt", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema batch_schema = { "Batch", batch_fields };
static const struct rest_field batches_fields[] = {
	{ .name = "batches", .kind = REST_OBJECTS, .is_required = true, .schema = &batch_schema },
	{ 0 },
};
static const struct rest_schema batches_schema = { "Batches", batches_fields };

static enum status read_batches(const struct rest_request *request, struct exchange *exchange)
{
	struct batch_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	list->maximum = admin_limit(request);
	return STATUS_OK;
}

static void write_batches(const struct exchange *exchange, struct json_writer *writer)
{
	const struct batch_list *list = exchange->result;
	json_open_array(writer, "batches");
	for (size_t i = 0; i < list->count; i++) {
		const struct batch_record *batch = &list->batches[i];
		json_open_object(writer, NULL);
		json_put_text(writer, "name", batch->name);
		admin_put_text(writer, "profileType", batch->profile_type);
		json_put_text(writer, "state", text_from(batch_state_name(batch->state)));
		json_put_number(writer, "wanted", batch->wanted);
		json_put_number(writer, "made", batch->made);
		json_put_number(writer, "startedAt", batch->started_at);
		json_put_number(writer, "changedAt", batch->changed_at);
		json_close_object(writer);
	}
	json_close_array(writer);
}

const struct rest_route admin_list_routes[] = {
	{ .method = "GET", .path = "/api/v1/fleets/{name}", .name = "showFleet", .help = "What became of each card of a list.",
	  .roles = ADMIN_ALL, .query = fleet_query, .answer = &fleet_schema, .function = &fleet_list_function,
	  .read = read_fleet, .write = write_fleet },
	{ .method = "GET", .path = "/api/v1/fleets/{name}/csv", .name = "exportFleet", .help = "The same as a table.",
	  .roles = ADMIN_ALL, .query = fleet_query, .answer_type = "text/csv", .function = &fleet_list_function,
	  .read = read_fleet, .print = print_fleet },
	{ .method = "GET", .path = "/api/v1/batches", .name = "listBatches", .help = "Batches, newest first.", .roles = ADMIN_ALL,
	  .query = batches_query, .answer = &batches_schema, .function = &batch_list_function, .read = read_batches,
	  .write = write_batches },
	{ 0 },
};
