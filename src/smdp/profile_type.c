/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/profile_type.h"

#include <stdio.h>

#include "profile_package/source.h"
#include "smdp/profile_needs.h"
#include "smdp/stock.h"

/* ---- add ---- */

static enum status load_add(struct exchange *exchange)
{
	static const char sql[] = "SELECT t.name FROM profile_type t WHERE t.name = $1";
	return EXCHANGE_ASK(exchange, sql, database_text(((const struct type_add_request *)exchange->request)->name));
}

/* A package begins with its header, which no text does. */
static enum status compile(struct exchange *exchange, struct bytes template, struct bytes *out,
                           char fault[SUBSCRIPTION_FAULT_SIZE])
{
	enum { HEADER_TAG = 0xA0 };
	AUTO(arena) arena = ARENA(EXCHANGE_MEMORY_MAXIMUM);
	AUTO(buffer) package = SECRET_BUFFER(TYPE_TEMPLATE_MAXIMUM);
	struct source_error error = { 0 };
	if (template.size > 0 && template.data[0] == HEADER_TAG) {
		*out = template;
		return STATUS_OK;
	}
	enum status status = source_compile(bytes_text(template), &arena, &package, &error);
	if (status == STATUS_MALFORMED)
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "template, line %u: %.110s.", error.line, error.message);
	TRY(status);
	return arena_copy(&exchange->arena, buffer_bytes(&package), out);
}

/* The profile's own notification addresses, or ours. */
static enum status read_metadata(struct exchange *exchange, struct bytes given, struct bytes *out)
{
	struct profile_metadata metadata;
	AUTO(buffer) encoded = BUFFER(METADATA_MAXIMUM);
	TRY(profile_metadata_decode(given, &metadata));
	if (metadata.notification_address_count > 0) {
		*out = given;
		return STATUS_OK;
	}
	stock_default_notifications(exchange_smdp(exchange), &metadata);
	TRY(profile_metadata_encode(&metadata, &encoded));
	return arena_copy(&exchange->arena, buffer_bytes(&encoded), out);
}

/* What is made of a request. */
struct made_type {
	struct bytes template, metadata, needs;
	size_t package_size;
	char digest[TEMPLATE_DIGEST_SIZE + 1];
	struct profile_type_rules rules;
};

/* STATUS_MALFORMED: `fault` says what is wrong. */
static enum status make_type(struct exchange *exchange, const struct type_add_request *request, struct made_type *out,
                             char fault[SUBSCRIPTION_FAULT_SIZE])
{
	AUTO(stencil) stencil = { 0 };
	if (request->name.size == 0 || request->name.size > TYPE_NAME_MAXIMUM) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "a type's name has 1 to %d characters.", TYPE_NAME_MAXIMUM);
		return STATUS_MALFORMED;
	}
	if (request->rules.size > 0)
		TRY(profile_type_rules_parse(request->rules, &out->rules, fault));
	if (read_metadata(exchange, request->metadata, &out->metadata) != STATUS_OK) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the metadata cannot be read.");
		return STATUS_MALFORMED;
	}
	TRY(compile(exchange, request->template, &out->template, fault));
	TRY(stencil_make(out->template, &stencil, fault));
	TRY(profile_type_rules_check(&out->rules, &stencil, fault));
	TRY(template_digest(out->template, out->digest));
	struct profile_needs needs = profile_needs_of(out->template);
	needs.device = out->rules.device;
	needs.category = out->rules.category;
	out->package_size = stencil.image.size;
	return profile_needs_encode(&needs, &exchange->arena, &out->needs);
}

static enum status keep_type(struct exchange *exchange, const struct type_add_request *request, const struct made_type *made)
{
	static const char sql[] =
		"INSERT INTO profile_type (name, owner, template, template_digest, metadata, package_size, needs, rules, "
		"numbers_given, created_at, matching_id, reuse) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)";
	AUTO(buffer) rules = BUFFER(TYPE_RULES_MAXIMUM);
	struct json_writer writer = json_writer(&rules);
	struct text kept_rules, digest;
	profile_type_rules_write(&made->rules, NULL, &writer);
	TRY(json_finish(&writer));
	TRY(arena_copy_text(&exchange->arena, buffer_text(&rules), &kept_rules));
	TRY(arena_copy_text(&exchange->arena, text_from(made->digest), &digest));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->name), database_text(request->owner),
	                       database_bytes(made->template), database_text(digest), database_bytes(made->metadata),
	                       database_number((int64_t)made->package_size), database_bytes(made->needs),
	                       database_text(kept_rules), database_number(exchange->now),
	                       database_number((int64_t)made->rules.matching_id),
	                       made->rules.has_reuse ? database_number((int64_t)made->rules.reuse) : database_null());
}

static enum status decide_add(struct exchange *exchange)
{
	const struct type_add_request *request = exchange->request;
	struct made_type made = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	if (exchange->rows.count > 0)
		return exchange_refuse(exchange, "8.2.5", "3.3");
	enum status status = make_type(exchange, request, &made, fault);
	if (status == STATUS_MALFORMED || status == STATUS_TOO_LARGE)
		return exchange_refuse_because(exchange, "8.2.5", "2.1",
		                               *fault ? fault : "the template is larger than a package may be.");
	TRY(status);
	return keep_type(exchange, request, &made);
}

const struct server_function type_add_function = { .name = "addProfileType", .load = load_add, .decide = decide_add };

/* ---- list ---- */

static enum status load_list(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " TYPE_COLUMNS ", (SELECT COUNT(*) FROM (SELECT p.iccid FROM profile p "
		"WHERE p.profile_type = t.name AND p.state = 0 LIMIT 100000) few) "
		"FROM profile_type t WHERE (t.name = $1 OR $1 = '') AND (t.owner = $2 OR $3 = 0) ORDER BY t.name";
	_Static_assert(STOCK_AVAILABLE == 0, "sql names the available state");
	const struct type_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name), database_text(request->owner),
	                    database_number(request->is_one_owner));
}

struct profile_type profile_type_read(struct row_reader *row)
{
	struct profile_type type = { .available = -1 };
	type.name = row_text(row);
	type.owner = row_text(row);
	type.digest = row_text(row);
	type.metadata = row_bytes(row);
	type.package_size = row_number(row);
	type.needs = row_bytes(row);
	type.rules = row_text(row);
	type.numbers_given = row_number(row);
	type.created_at = row_number(row);
	return type;
}

static enum status decide_list(struct exchange *exchange)
{
	const struct type_list_request *request = exchange->request;
	size_t count = exchange->rows.count;
	struct profile_type_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct profile_type *types = arena_allocate(&exchange->arena, (count + 1) * sizeof *types);
	if (!list || !types)
		return STATUS_NO_MEMORY;
	if (count == 0 && request->name.size > 0)
		return exchange_refuse(exchange, "8.2.5", "3.9");
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		types[i] = profile_type_read(&row);
		types[i].available = row_number(&row);
	}
	*list = (struct profile_type_list){ types, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function type_list_function = { .name = "listProfileTypes", .load = load_list, .decide = decide_list };

/* ---- remove ---- */

/* Packages that are still to be made need their type. */
static enum status load_remove(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT t.name, (SELECT MIN(p.iccid) FROM profile p JOIN subscriber s ON s.iccid = p.iccid "
		"LEFT JOIN package k ON k.iccid = p.iccid WHERE p.profile_type = t.name AND k.iccid IS NULL) "
		"FROM profile_type t WHERE t.name = $1";
	return EXCHANGE_ASK(exchange, sql, database_text(((const struct type_remove_request *)exchange->request)->name));
}

static enum status decide_remove(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM profile_type WHERE name = $1";
	const struct type_remove_request *request = exchange->request;
	if (exchange->rows.count == 0)
		return exchange_refuse(exchange, "8.2.5", "3.9");
	if (!database_cell_is_null(&exchange->rows, 0, 1))
		return exchange_refuse_because(exchange, "8.2.5", "1.2", "Profiles in stock are still to be made by this "
		                               "type: they would be lost.");
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->name));
}

const struct server_function type_remove_function = {
	.name = "removeProfileType", .load = load_remove, .decide = decide_remove,
};
