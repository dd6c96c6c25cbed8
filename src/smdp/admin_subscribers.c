/* SPDX-License-Identifier: Apache-2.0 */
/* Subscribers whose profiles are made here. Keys and codes are shown by a look of its own only, which is audited. */
#include "smdp/admin.h"
#include "smdp/subscriber.h"

/* Named as in subscription/subscription.h. */
#define NUMBER_FIELDS { .name = "imsi" }, { .name = "msisdn" }
#define SECRET_FIELDS \
	{ .name = "ki" }, { .name = "opc", .help = "TUAK: TOPc" }, { .name = "pin1" }, { .name = "puk1" }, { .name = "pin2" }, \
	{ .name = "puk2" }, { .name = "adm1" }, { .name = "kic1" }, { .name = "kid1" }, { .name = "kik1" }, \
	{ .name = "kic2" }, { .name = "kid2" }, { .name = "kik2" }, { .name = "kic3" }, { .name = "kid3" }, { .name = "kik3" }

/* ---- add ---- */

static const struct rest_field add_fields[] = {
	{ .name = "profileType", .is_required = true },
	{ .name = "iccid", .help = "this and the others: counted or drawn by the type's rules if not given" },
	NUMBER_FIELDS,
	{ .name = "op", .help = "of the network, instead of opc; it is not kept" },
	SECRET_FIELDS,
	{ 0 },
};
static const struct rest_schema add_schema = { "NewSubscriber", add_fields };
static const struct rest_field added_fields[] = { { .name = "iccid", .is_required = true }, { .name = "imsi" }, { 0 } };
static const struct rest_schema added_schema = { "SubscriberAdded", added_fields };

static enum status read_add(const struct rest_request *request, struct exchange *exchange)
{
	struct subscriber_add_request *added = admin_request_new(exchange, sizeof *added);
	struct subscription *given = arena_allocate(&exchange->arena, sizeof *given);
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	if (!added || !given)
		return STATUS_NO_MEMORY;
	*added = (struct subscriber_add_request){ .profile_type = rest_text(request, "profileType"), .given = given };
	for (int field = 0; field < SUBSCRIPTION_EID; field++) {
		struct text value = rest_text(request, subscription_field_kinds[field].name);
		if (subscription_set(given, (enum subscription_field)field, value, fault) == STATUS_OK)
			continue;
		(void)!exchange_refuse_because(exchange, "8.2.5", "2.1", fault);
		return STATUS_REFUSED;
	}
	return STATUS_OK;
}

static void write_added(const struct exchange *exchange, struct json_writer *writer)
{
	const struct subscriber_added *added = exchange->result;
	json_put_text(writer, "iccid", added->iccid);
	admin_put_text(writer, "imsi", added->imsi);
}

/* ---- list ---- */

static const struct rest_field list_query[] = {
	{ .name = "after", .help = "ICCID: only those behind it, in their order" },
	ADMIN_LIMIT_FIELD,
	{ .name = "profileType" },
	{ 0 },
};
static const struct rest_field subscriber_fields[] = { { .name = "iccid", .is_required = true }, NUMBER_FIELDS, { 0 } };
static const struct rest_schema subscriber_schema = { "Subscriber", subscriber_fields };
static const struct rest_field list_fields[] = {
	{ .name = "subscribers", .kind = REST_OBJECTS, .is_required = true, .schema = &subscriber_schema },
	{ 0 },
};
static const struct rest_schema list_schema = { "Subscribers", list_fields };

static enum status read_list(const struct rest_request *request, struct exchange *exchange)
{
	struct subscriber_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	*list = (struct subscriber_list_request){
		.after = rest_text(request, "after"),
		.profile_type = rest_text(request, "profileType"),
		.maximum = admin_limit(request),
	};
	return STATUS_OK;
}

static void write_values(const struct subscription *subscriber, bool with_secrets, struct json_writer *writer)
{
	for (int field = 0; field < SUBSCRIPTION_EID; field++)
		if (with_secrets || !subscription_field_kinds[field].is_secret)
			admin_put_text(writer, subscription_field_kinds[field].name,
			               subscription_value(subscriber, (enum subscription_field)field));
}

static void write_list(const struct exchange *exchange, struct json_writer *writer)
{
	const struct subscriber_list *list = exchange->result;
	json_open_array(writer, "subscribers");
	for (size_t i = 0; i < list->count; i++) {
		json_open_object(writer, NULL);
		write_values(&list->subscribers[i], false, writer);
		json_close_object(writer);
	}
	json_close_array(writer);
}

/* ---- keys ---- */

static const struct rest_field keys_fields[] = {
	{ .name = "iccid", .is_required = true }, NUMBER_FIELDS, SECRET_FIELDS, { 0 },
};
static const struct rest_schema keys_schema = { "SubscriberKeys", keys_fields };

static enum status read_keys(const struct rest_request *request, struct exchange *exchange)
{
	struct subscriber_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	*list = (struct subscriber_list_request){ .iccid = rest_text(request, "iccid"), .maximum = 1 };
	return STATUS_OK;
}

static enum status load_keys(struct exchange *exchange)
{
	return subscriber_list_function.load(exchange);
}

static enum status decide_keys(struct exchange *exchange)
{
	if (exchange->rows.count == 0)
		return exchange_refuse(exchange, "8.2.1", "3.9");
	return subscriber_list_function.decide(exchange);
}

static const struct server_function keys_function = { .name = "showSubscriber", .load = load_keys, .decide = decide_keys };

static void write_keys(const struct exchange *exchange, struct json_writer *writer)
{
	write_values(((const struct subscriber_list *)exchange->result)->subscribers, true, writer);
}

const struct rest_route admin_subscriber_routes[] = {
	{ .method = "GET", .path = "/api/v1/subscribers", .name = "listSubscribers",
	  .help = "Those whose profiles are made here, without their keys.", .roles = ADMIN_ALL, .query = list_query,
	  .answer = &list_schema, .function = &subscriber_list_function, .read = read_list, .write = write_list },
	{ .method = "POST", .path = "/api/v1/subscribers", .name = "addSubscriber",
	  .help = "One profile of a type into stock.", .roles = ACCOUNT_OPERATOR, .body = &add_schema, .answer = &added_schema,
	  .function = &subscriber_add_function, .read = read_add, .write = write_added },
	{ .method = "GET", .path = "/api/v1/subscribers/{iccid}/keys", .name = "showSubscriberKeys",
	  .help = "Everything of one, its keys too.", .roles = ACCOUNT_OPERATOR, .is_look = true, .answer = &keys_schema,
	  .function = &keys_function, .read = read_keys, .write = write_keys },
	{ 0 },
};
