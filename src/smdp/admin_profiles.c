/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source.h"
#include "smdp/admin.h"
#include "smdp/admin_search.h"
#include "smdp/history.h"
#include "smdp/stock.h"

/* ---- list ---- */

static const struct rest_field list_query[] = {
	{ .name = "after", .help = "ICCID: only those behind it, in their order" },
	ADMIN_LIMIT_FIELD,
	{ .name = "state" },
	{ .name = "profileType" },
	{ .name = "owner" },
	{ .name = "eid", .help = "ordered for it, or bound for it" },
	{ .name = "iccid", .help = "first digits" },
	{ .name = "batch", .help = "that it came into stock with" },
	{ .name = "imsi", .help = "of a package in stock; no other filter counts then" },
	{ 0 },
};

static const struct rest_field found_fields[] = {
	{ .name = "profiles", .kind = REST_OBJECTS, .is_required = true, .schema = &admin_profile_schema },
	{ .name = "next", .help = "go on with after=…, also when nothing was found; absent: that was all" },
	{ 0 },
};
static const struct rest_schema found_schema = { "Profiles", found_fields };

static enum status read_list(const struct rest_request *request, struct exchange *exchange)
{
	struct admin_search_request *search = admin_request_new(exchange, sizeof *search);
	if (!search)
		return STATUS_NO_MEMORY;
	*search = (struct admin_search_request){
		.after = rest_text(request, "after"),
		.state = -1,
		.profile_type = rest_text(request, "profileType"),
		.owner = rest_text(request, "owner"),
		.eid = rest_text(request, "eid"),
		.iccid = rest_text(request, "iccid"),
		.batch = rest_text(request, "batch"),
		.imsi = rest_text(request, "imsi"),
		.maximum = admin_limit(request),
	};
	if (!rest_is_given(request, "state") || smdp_profile_state_parse(rest_text(request, "state"), &search->state))
		return STATUS_OK;
	(void)!exchange_refuse_because(exchange, "8.2.1", "2.1", "There is no such state.");
	return STATUS_REFUSED;
}

static void write_found(const struct exchange *exchange, struct json_writer *writer)
{
	const struct admin_found *found = exchange->result;
	json_open_array(writer, "profiles");
	for (size_t i = 0; i < found->count; i++) {
		json_open_object(writer, NULL);
		admin_write_profile(&found->profiles[i], writer);
		json_close_object(writer);
	}
	json_close_array(writer);
	admin_put_text(writer, "next", found->next);
}

/* ---- one ---- */

static enum status read_iccid(const struct rest_request *request, struct exchange *exchange)
{
	struct stock_show_request *show = admin_request_new(exchange, sizeof *show);
	if (!show)
		return STATUS_NO_MEMORY;
	show->iccid = rest_text(request, "iccid");
	return STATUS_OK;
}

static void write_one(const struct exchange *exchange, struct json_writer *writer)
{
	admin_write_profile(exchange->result, writer);
}

/* ---- history ---- */

static const struct rest_field event_fields[] = {
	{ .name = "at", .kind = REST_NUMBER, .is_required = true },
	{ .name = "function", .is_required = true },
	{ .name = "actor", .is_required = true },
	{ .name = "subjectCode", .help = "absent: executed" },
	{ .name = "reasonCode" },
	{ .name = "sentence" },
	{ .name = "detail" },
	{ 0 },
};
static const struct rest_schema event_schema = { "Event", event_fields };
static const struct rest_field history_fields[] = {
	{ .name = "events", .kind = REST_OBJECTS, .is_required = true, .schema = &event_schema },
	{ 0 },
};
static const struct rest_schema history_schema = { "History", history_fields };
static const struct rest_field history_query[] = { ADMIN_LIMIT_FIELD, { 0 } };

static enum status read_history(const struct rest_request *request, struct exchange *exchange)
{
	struct history_request *history = admin_request_new(exchange, sizeof *history);
	if (!history)
		return STATUS_NO_MEMORY;
	*history = (struct history_request){ rest_text(request, "iccid"), admin_limit(request) };
	return STATUS_OK;
}

static void write_event(const struct history_entry *entry, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	json_put_number(writer, "at", entry->at);
	json_put_text(writer, "function", entry->function);
	json_put_text(writer, "actor", entry->actor);
	admin_put_text(writer, "subjectCode", entry->subject);
	admin_put_text(writer, "reasonCode", entry->reason);
	if (entry->subject.size > 0)
		json_put_text(writer, "sentence", failure_sentence(entry->subject, entry->reason));
	admin_put_text(writer, "detail", entry->detail);
	json_close_object(writer);
}

static void write_history(const struct exchange *exchange, struct json_writer *writer)
{
	const struct history_list *list = exchange->result;
	json_open_array(writer, "events");
	for (size_t i = 0; i < list->count; i++)
		write_event(&list->entries[i], writer);
	json_close_array(writer);
}

/* ---- add ---- */

static const struct rest_field metadata_fields[] = {
	{ .name = "serviceProviderName", .is_required = true, .help = "up to 32 octets" },
	{ .name = "profileName", .is_required = true, .help = "up to 64 octets" },
	{ .name = "profileClass", .choices = "test provisioning operational", .help = "operational if not given" },
	{ 0 },
};
const struct rest_schema admin_metadata_schema = { "Metadata", metadata_fields };

static const struct rest_field add_fields[] = {
	{ .name = "package", .help = "base64 of the package (DER)" },
	{ .name = "source", .help = "its source (YAML), instead of package" },
	{ .name = "metadata", .kind = REST_OBJECT, .schema = &admin_metadata_schema },
	{ .name = "storeMetadataRequest", .help = "base64 of the whole of it (DER), instead of metadata" },
	{ .name = "profileType", .help = "by which it can be ordered; the package's own if not given" },
	{ 0 },
};
static const struct rest_schema add_schema = { "NewProfile", add_fields };

static const struct rest_field added_fields[] = { { .name = "iccid", .is_required = true }, { 0 } };
static const struct rest_schema added_schema = { "Added", added_fields };

static enum status refuse(struct exchange *exchange, const char *subject, const char *sentence)
{
	(void)!exchange_refuse_because(exchange, subject, "2.1", sentence);
	return STATUS_REFUSED;
}

static enum status compile(struct text source, struct exchange *exchange, struct bytes *out)
{
	AUTO(arena) arena = ARENA(EXCHANGE_MEMORY_MAXIMUM);
	AUTO(buffer) package = SECRET_BUFFER(PROFILE_ELEMENTS_MAXIMUM);
	struct source_error error = { 0 };
	enum status status = source_compile(source, &arena, &package, &error);
	if (status == STATUS_OK)
		return arena_copy(&exchange->arena, buffer_bytes(&package), out);
	const char *sentence = arena_print(&exchange->arena, "source, line %u: %s.", error.line, error.message);
	return status == STATUS_NO_MEMORY || !sentence ? STATUS_NO_MEMORY : refuse(exchange, "8.2.1", sentence);
}

static enum profile_class class_of(struct text name)
{
	for (int profile_class = PROFILE_TEST; profile_class < PROFILE_OPERATIONAL; profile_class++)
		if (text_equal(name, text_from(profile_class_name(profile_class))))
			return (enum profile_class)profile_class;
	return PROFILE_OPERATIONAL;
}

enum status admin_make_metadata(struct json_value given, const struct iccid *iccid, struct exchange *exchange,
                                struct bytes *out)
{
	struct profile_metadata metadata = { .iccid = *iccid, .icon_type = ICON_NONE };
	struct text profile_class = { 0 };
	AUTO(buffer) encoded = BUFFER(METADATA_MAXIMUM);
	(void)!json_text(json_member(given, "profileClass"), &profile_class);
	metadata.profile_class = class_of(profile_class);
	if (!json_text(json_member(given, "serviceProviderName"), &metadata.service_provider_name) ||
	    !json_text(json_member(given, "profileName"), &metadata.profile_name) ||
	    metadata.service_provider_name.size > SERVICE_PROVIDER_NAME_MAXIMUM ||
	    metadata.profile_name.size > PROFILE_NAME_MAXIMUM)
		return refuse(exchange, "8.2.9", "The metadata have a name that is too long, or none.");
	stock_default_notifications(exchange_smdp(exchange), &metadata);
	TRY(profile_metadata_encode(&metadata, &encoded));
	return arena_copy(&exchange->arena, buffer_bytes(&encoded), out);
}

enum status admin_read_package(const struct rest_request *request, struct exchange *exchange, struct bytes *out)
{
	if (rest_is_given(request, "source"))
		return compile(rest_text(request, "source"), exchange, out);
	return admin_octets(request, "package", PROFILE_ELEMENTS_MAXIMUM, exchange, out);
}

static enum status read_add(const struct rest_request *request, struct exchange *exchange)
{
	struct stock_request *stock = admin_request_new(exchange, sizeof *stock);
	struct package_header header;
	if (!stock)
		return STATUS_NO_MEMORY;
	TRY(admin_read_package(request, exchange, &stock->profile_elements));
	if (package_header_read(stock->profile_elements, &header) != STATUS_OK)
		return refuse(exchange, "8.2.1", "That is no profile package: it does not begin with a profile header.");
	stock->profile_type = rest_text(request, "profileType");
	if (rest_is_given(request, "storeMetadataRequest"))
		return admin_octets(request, "storeMetadataRequest", METADATA_MAXIMUM, exchange, &stock->metadata);
	return admin_make_metadata(json_member(request->body, "metadata"), &header.iccid, exchange, &stock->metadata);
}

static void write_added(const struct exchange *exchange, struct json_writer *writer)
{
	json_put_text(writer, "iccid", exchange->iccid);
}

const struct rest_route admin_profile_routes[] = {
	{ .method = "GET", .path = "/api/v1/profiles", .name = "listProfiles", .help = "Profiles in stock.", .roles = ADMIN_ALL,
	  .query = list_query, .answer = &found_schema, .function = &admin_search_function, .read = read_list,
	  .write = write_found },
	{ .method = "POST", .path = "/api/v1/profiles", .name = "addProfile", .help = "Put a package in stock.",
	  .roles = ACCOUNT_OPERATOR, .body = &add_schema, .answer = &added_schema, .function = &stock_function,
	  .read = read_add, .write = write_added },
	{ .method = "GET", .path = "/api/v1/profiles/{iccid}", .name = "showProfile", .help = "One profile and its order.",
	  .roles = ADMIN_ALL, .answer = &admin_profile_schema, .function = &stock_show_function, .read = read_iccid,
	  .write = write_one },
	{ .method = "GET", .path = "/api/v1/profiles/{iccid}/history", .name = "showHistory",
	  .help = "What happened to this profile, oldest first.", .roles = ADMIN_ALL, .query = history_query,
	  .answer = &history_schema, .function = &history_function, .read = read_history, .write = write_history },
	{ 0 },
};
