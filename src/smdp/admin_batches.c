/* SPDX-License-Identifier: Apache-2.0 */
/* Batches: many profiles at once, and how far they are. Servers fill them in the background (smdp/batch_lease.h). */
#include <stdio.h>

#include "smdp/admin.h"
#include "smdp/admin_csv.h"
#include "smdp/batch.h"

enum { NUMBERS_MAXIMUM = 1000000, LIST_MAXIMUM = 10000 };

static const struct rest_field batches_query[] = { ADMIN_LIMIT_FIELD, { 0 } };
static const struct rest_field batch_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "profileType" },
	{ .name = "state", .is_required = true, .choices = "filling published dropped" },
	{ .name = "wanted", .kind = REST_NUMBER, .is_required = true, .help = "0: as many as there are" },
	{ .name = "made", .kind = REST_NUMBER, .is_required = true },
	{ .name = "fault", .help = "why nothing came of it" },
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

static void write_members(const struct batch_record *batch, struct json_writer *writer)
{
	json_put_text(writer, "name", batch->name);
	admin_put_text(writer, "profileType", batch->profile_type);
	json_put_text(writer, "state", text_from(batch_state_name(batch->state)));
	json_put_number(writer, "wanted", batch->wanted);
	json_put_number(writer, "made", batch->made);
	admin_put_text(writer, "fault", batch->fault);
	json_put_number(writer, "startedAt", batch->started_at);
	json_put_number(writer, "changedAt", batch->changed_at);
}

static void write_batches(const struct exchange *exchange, struct json_writer *writer)
{
	const struct batch_list *list = exchange->result;
	json_open_array(writer, "batches");
	for (size_t i = 0; i < list->count; i++) {
		json_open_object(writer, NULL);
		write_members(&list->batches[i], writer);
		json_close_object(writer);
	}
	json_close_array(writer);
}

static enum status read_show(const struct rest_request *request, struct exchange *exchange)
{
	struct batch_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	*list = (struct batch_list_request){ rest_text(request, "name"), 1 };
	return STATUS_OK;
}

static void write_shown(const struct exchange *exchange, struct json_writer *writer)
{
	write_members(((const struct batch_list *)exchange->result)->batches, writer);
}

/* ---- make ---- */

static const struct rest_field make_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "profileType", .is_required = true, .help = "by whose rules the profiles are made" },
	{ .name = "count", .kind = REST_NUMBER, .help = "as many, from the type's numbers; up to 1000000" },
	{ .name = "csv", .help = "subscribers instead: a line that names the columns (iccid, imsi, ki …), then one line each, up to "
	                         "10000" },
	{ 0 },
};
static const struct rest_schema make_schema = { "NewBatch", make_fields };

static enum status refuse(struct exchange *exchange, const char *sentence)
{
	(void)!exchange_refuse_because(exchange, "8.2", "2.2", sentence);
	return STATUS_REFUSED;
}

static enum status count_line(void *context, const struct subscription *line, uint32_t number,
                              char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct batch_begin_request *batch = context;
	(void)number;
	batch->wanted++;
	if (subscription_has(line, SUBSCRIPTION_ICCID) || subscription_has(line, SUBSCRIPTION_IMSI))
		return STATUS_OK;
	snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "it has neither iccid nor imsi.");
	return STATUS_MALFORMED;
}

static enum status read_make(const struct rest_request *request, struct exchange *exchange)
{
	struct batch_begin_request *batch = admin_request_new(exchange, sizeof *batch);
	bool has_list = rest_is_given(request, "csv");
	if (!batch)
		return STATUS_NO_MEMORY;
	*batch = (struct batch_begin_request){
		.name = rest_text(request, "name"),
		.profile_type = rest_text(request, "profileType"),
		.source = has_list ? BATCH_LIST : BATCH_NUMBERS,
		.list = rest_text(request, "csv"),
	};
	if (has_list == rest_is_given(request, "count"))
		return refuse(exchange, "Say how many, or give a list.");
	if (has_list)
		return admin_csv_read(batch->list, LIST_MAXIMUM, count_line, batch, exchange);
	batch->wanted = rest_number(request, "count");
	return batch->wanted >= 1 && batch->wanted <= NUMBERS_MAXIMUM ? STATUS_OK : refuse(exchange, "count: 1 to 1000000.");
}

static void write_made(const struct exchange *exchange, struct json_writer *writer)
{
	write_members(exchange->result, writer);
}

static enum status read_remove(const struct rest_request *request, struct exchange *exchange)
{
	struct batch_remove_request *removal = admin_request_new(exchange, sizeof *removal);
	if (!removal)
		return STATUS_NO_MEMORY;
	removal->name = rest_text(request, "name");
	return STATUS_OK;
}

const struct rest_route admin_batch_routes[] = {
	{ .method = "GET", .path = "/api/v1/batches", .name = "listBatches", .help = "Batches, newest first.", .roles = ADMIN_ALL,
	  .query = batches_query, .answer = &batches_schema, .function = &batch_list_function, .read = read_batches,
	  .write = write_batches },
	{ .method = "POST", .path = "/api/v1/batches", .name = "makeBatch",
	  .help = "Begin to make profiles of a type; they come into stock together, or not at all.", .roles = ACCOUNT_OPERATOR,
	  .body = &make_schema, .answer = &batch_schema, .function = &batch_begin_function, .read = read_make,
	  .write = write_made },
	{ .method = "GET", .path = "/api/v1/batches/{name}", .name = "showBatch", .help = "How far it is.", .roles = ADMIN_ALL,
	  .answer = &batch_schema, .function = &batch_list_function, .read = read_show, .write = write_shown },
	{ .method = "DELETE", .path = "/api/v1/batches/{name}", .name = "removeBatch",
	  .help = "Give it up, or take it out of stock while nobody has ordered any of it.", .roles = ACCOUNT_OPERATOR,
	  .function = &batch_remove_function, .read = read_remove },
	{ 0 },
};
