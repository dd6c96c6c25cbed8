/* SPDX-License-Identifier: Apache-2.0 */
/* Types that profiles are made by. */
#include "smdp/admin.h"
#include "smdp/profile_type.h"
#include "smdp/stock.h"

/* Which rules there are is said, and checked, in smdp/profile_type_rules.h. */
static const struct rest_schema rules_schema = { "TypeRules", NULL };

static const struct rest_field type_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "owner" },
	{ .name = "serviceProviderName" },
	{ .name = "profileName" },
	{ .name = "packageOctets", .kind = REST_NUMBER, .is_required = true },
	{ .name = "rules", .kind = REST_OBJECT, .is_required = true, .schema = &rules_schema },
	{ .name = "numbersGiven", .kind = REST_NUMBER, .is_required = true },
	{ .name = "available", .kind = REST_NUMBER, .help = "profiles that can be ordered, up to 100000" },
	{ .name = "createdAt", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema type_schema = { "ProfileType", type_fields };
static const struct rest_field types_fields[] = {
	{ .name = "types", .kind = REST_OBJECTS, .is_required = true, .schema = &type_schema },
	{ 0 },
};
static const struct rest_schema types_schema = { "ProfileTypes", types_fields };

static enum status read_types(const struct rest_request *request, struct exchange *exchange)
{
	(void)request;
	return admin_request_new(exchange, sizeof(struct type_list_request)) ? STATUS_OK : STATUS_NO_MEMORY;
}

static void write_members(const struct profile_type *type, struct json_writer *writer)
{
	struct profile_metadata metadata;
	json_put_text(writer, "name", type->name);
	admin_put_text(writer, "owner", type->owner);
	if (profile_metadata_decode(type->metadata, &metadata) == STATUS_OK) {
		admin_put_text(writer, "serviceProviderName", metadata.service_provider_name);
		admin_put_text(writer, "profileName", metadata.profile_name);
	}
	json_put_number(writer, "packageOctets", type->package_size);
	json_put_raw(writer, "rules", type->rules);
	json_put_number(writer, "numbersGiven", type->numbers_given);
	if (type->available >= 0)
		json_put_number(writer, "available", type->available);
	json_put_number(writer, "createdAt", type->created_at);
}

static void write_types(const struct exchange *exchange, struct json_writer *writer)
{
	const struct profile_type_list *list = exchange->result;
	json_open_array(writer, "types");
	for (size_t i = 0; i < list->count; i++) {
		json_open_object(writer, NULL);
		write_members(&list->types[i], writer);
		json_close_object(writer);
	}
	json_close_array(writer);
}

static enum status read_type_name(const struct rest_request *request, struct exchange *exchange)
{
	struct type_remove_request *removal = admin_request_new(exchange, sizeof *removal);
	if (!removal)
		return STATUS_NO_MEMORY;
	removal->name = rest_text(request, "name");
	return STATUS_OK;
}

/* ---- one ---- */

static enum status read_show(const struct rest_request *request, struct exchange *exchange)
{
	struct type_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	list->name = rest_text(request, "name");
	return STATUS_OK;
}

static void write_one(const struct exchange *exchange, struct json_writer *writer)
{
	write_members(((const struct profile_type_list *)exchange->result)->types, writer);
}

/* ---- add ---- */

static const struct rest_field add_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "owner", .help = "an operator's name; the house's if not given" },
	{ .name = "package", .help = "base64 of the template (DER)" },
	{ .name = "source", .help = "its source (YAML), instead of package" },
	{ .name = "metadata", .kind = REST_OBJECT, .is_required = true, .schema = &admin_metadata_schema },
	{ .name = "rules", .kind = REST_OBJECT, .schema = &rules_schema,
	  .help = "draw, iccid, imsi, msisdn, numbers, generate, matchingId, reuse, device, category" },
	{ 0 },
};
static const struct rest_schema add_schema = { "NewProfileType", add_fields };

static enum status refuse(struct exchange *exchange, const char *sentence)
{
	(void)!exchange_refuse_because(exchange, "8.2.5", "2.1", sentence);
	return STATUS_REFUSED;
}

static enum status read_rules(const struct rest_request *request, struct exchange *exchange, struct text *out)
{
	AUTO(buffer) text = BUFFER(TYPE_RULES_MAXIMUM);
	struct json_writer writer = json_writer(&text);
	struct profile_type_rules rules;
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	if (!rest_is_given(request, "rules"))
		return STATUS_OK;
	if (profile_type_rules_read(json_member(request->body, "rules"), &rules, fault) != STATUS_OK)
		return refuse(exchange, fault);
	profile_type_rules_write(&rules, NULL, &writer);
	TRY(json_finish(&writer));
	return arena_copy_text(&exchange->arena, buffer_text(&text), out);
}

static enum status read_add(const struct rest_request *request, struct exchange *exchange)
{
	struct type_add_request *added = admin_request_new(exchange, sizeof *added);
	struct package_header header;
	if (!added)
		return STATUS_NO_MEMORY;
	added->name = rest_text(request, "name");
	added->owner = rest_text(request, "owner");
	TRY(read_rules(request, exchange, &added->rules));
	TRY(admin_read_package(request, exchange, &added->template));
	if (package_header_read(added->template, &header) != STATUS_OK)
		return refuse(exchange, "That is no profile package: it does not begin with a profile header.");
	return admin_make_metadata(json_member(request->body, "metadata"), &header.iccid, exchange, &added->metadata);
}

const struct rest_route admin_type_routes[] = {
	{ .method = "GET", .path = "/api/v1/types", .name = "listTypes", .help = "Types that profiles are made by.",
	  .roles = ADMIN_ALL, .answer = &types_schema, .function = &type_list_function, .read = read_types,
	  .write = write_types },
	{ .method = "POST", .path = "/api/v1/types", .name = "addType", .help = "A template and its rules.",
	  .roles = ACCOUNT_OPERATOR, .body = &add_schema, .function = &type_add_function, .read = read_add },
	{ .method = "GET", .path = "/api/v1/types/{name}", .name = "showType", .help = "One type.", .roles = ADMIN_ALL,
	  .answer = &type_schema, .function = &type_list_function, .read = read_show, .write = write_one },
	{ .method = "DELETE", .path = "/api/v1/types/{name}", .name = "removeType", .help = "Forget a type that is not needed.",
	  .roles = ACCOUNT_OPERATOR, .function = &type_remove_function, .read = read_type_name },
	{ 0 },
};
