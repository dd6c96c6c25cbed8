/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/admin.h"
#include "smdp/order.h"

static const struct rest_field ordered_fields[] = {
	{ .name = "iccid", .is_required = true },
	{ .name = "eid" },
	{ 0 },
};
static const struct rest_schema ordered_schema = { "Order", ordered_fields };

static void write_ordered(const struct exchange *exchange, struct json_writer *writer)
{
	const struct order_result *result = exchange->result;
	json_put_text(writer, "iccid", result->iccid);
	admin_put_text(writer, "eid", result->eid);
}

static const struct rest_field order_fields[] = {
	{ .name = "iccid", .help = "this profile" },
	{ .name = "profileType", .help = "any of this type, instead of an ICCID" },
	{ .name = "eid", .help = "for this card only" },
	{ 0 },
};
static const struct rest_schema order_schema = { "NewOrder", order_fields };

static enum status read_order(const struct rest_request *request, struct exchange *exchange)
{
	struct order_request *order = admin_request_new(exchange, sizeof *order);
	if (!order)
		return STATUS_NO_MEMORY;
	*order = (struct order_request){ rest_text(request, "iccid"), rest_text(request, "eid"), rest_text(request,
	                                                                                                   "profileType") };
	return STATUS_OK;
}

static const struct rest_field confirm_fields[] = {
	{ .name = "matchingId", .help = "made here if it is not given" },
	{ .name = "byEidAlone", .kind = REST_BOOLEAN, .help = "no matching ID: the card finds the order by its EID" },
	{ .name = "eid" },
	{ .name = "confirmationCode", .help = "that the user must type; only its hash is kept" },
	{ .name = "smdsAddress", .help = "where the card is told of it" },
	{ .name = "release", .kind = REST_BOOLEAN, .help = "let it be downloaded at once" },
	{ .name = "expiresAt", .kind = REST_NUMBER, .help = "seconds since 1970; never if it is not given" },
	{ 0 },
};
static const struct rest_schema confirm_schema = { "Confirmation", confirm_fields };

static enum status read_confirm(const struct rest_request *request, struct exchange *exchange)
{
	struct confirm_request *confirm = admin_request_new(exchange, sizeof *confirm);
	if (!confirm)
		return STATUS_NO_MEMORY;
	*confirm = (struct confirm_request){
		.iccid = rest_text(request, "iccid"),
		.eid = rest_text(request, "eid"),
		.has_matching_id = rest_is_given(request, "matchingId") || rest_boolean(request, "byEidAlone"),
		.matching_id = rest_boolean(request, "byEidAlone") ? (struct text){ 0 } : rest_text(request, "matchingId"),
		.confirmation_code = rest_text(request, "confirmationCode"),
		.smds_address = rest_text(request, "smdsAddress"),
		.release = rest_boolean(request, "release"),
		.expires_at = rest_number(request, "expiresAt"),
	};
	return STATUS_OK;
}

static enum status read_release(const struct rest_request *request, struct exchange *exchange)
{
	struct release_request *release = admin_request_new(exchange, sizeof *release);
	if (!release)
		return STATUS_NO_MEMORY;
	release->iccid = rest_text(request, "iccid");
	return STATUS_OK;
}

static const struct rest_field cancel_fields[] = {
	{ .name = "final", .is_required = true, .choices = "available unavailable" },
	{ 0 },
};
static const struct rest_schema cancel_schema = { "Cancellation", cancel_fields };

static enum status read_cancel(const struct rest_request *request, struct exchange *exchange)
{
	struct cancel_request *cancel = admin_request_new(exchange, sizeof *cancel);
	if (!cancel)
		return STATUS_NO_MEMORY;
	cancel->iccid = rest_text(request, "iccid");
	cancel->by_owner = true;
	cancel->available = text_equal(rest_text(request, "final"), TEXT("available"));
	return STATUS_OK;
}

static const struct rest_field renew_fields[] = {
	{ .name = "expiresAt", .kind = REST_NUMBER, .help = "another end, in seconds since 1970; 0: none" },
	{ 0 },
};
static const struct rest_schema renew_schema = { "Renewal", renew_fields };

static enum status read_renew(const struct rest_request *request, struct exchange *exchange)
{
	struct renew_request *renew = admin_request_new(exchange, sizeof *renew);
	if (!renew)
		return STATUS_NO_MEMORY;
	*renew = (struct renew_request){
		rest_text(request, "iccid"), rest_is_given(request, "expiresAt"), rest_number(request, "expiresAt"),
	};
	return STATUS_OK;
}

const struct rest_route admin_order_routes[] = {
	{ .method = "POST", .path = "/api/v1/orders", .name = "orderProfile", .help = "Reserve an available profile.",
	  .roles = ACCOUNT_OPERATOR, .body = &order_schema, .answer = &ordered_schema, .function = &order_function,
	  .read = read_order, .write = write_ordered },
	{ .method = "POST", .path = "/api/v1/profiles/{iccid}/confirm", .name = "confirmProfile",
	  .help = "Fix the order's codes.", .roles = ACCOUNT_OPERATOR, .body = &confirm_schema, .answer = &ordered_schema,
	  .function = &confirm_function, .read = read_confirm, .write = write_ordered },
	{ .method = "POST", .path = "/api/v1/profiles/{iccid}/release", .name = "releaseProfile", .help = "Let it be downloaded.",
	  .roles = ADMIN_HELPS, .function = &release_function, .read = read_release },
	{ .method = "POST", .path = "/api/v1/profiles/{iccid}/cancel", .name = "cancelProfile", .help = "Take the order back.",
	  .roles = ADMIN_HELPS, .body = &cancel_schema, .function = &cancel_function, .read = read_cancel },
	{ .method = "POST", .path = "/api/v1/profiles/{iccid}/renew", .name = "renewProfile",
	  .help = "Let an order that has failed be downloaded again.", .roles = ADMIN_HELPS, .body = &renew_schema,
	  .function = &renew_function, .read = read_renew },
	{ 0 },
};
