/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_facts.h"

#include <stdio.h>

#include "base/hex.h"
#include "profile_package/file_identity.h"
#include "profile_package/file_plan.h"
#include "profile_package/source_value.h"

enum { VALUE_MAXIMUM = 34 << 20, ACTIVATED = 0x05 };

/* One collecting. */
struct collecting {
	struct arena *arena;
	struct package_facts *facts;
	const struct file_listing *listing;
	bool expanded;
	bool is_secret; /* the element holds keys: its unknown octets may be some */
};

static enum status add(struct collecting *collecting, const char *path, const char *value, bool is_secret,
                       bool is_heading)
{
	struct package_facts *facts = collecting->facts;
	struct package_fact *fact = arena_allocate(collecting->arena, sizeof *fact);
	if (!fact || !path || !value)
		return STATUS_NO_MEMORY;
	if (facts->count == PACKAGE_FACTS_MAXIMUM)
		return STATUS_TOO_LARGE;
	*fact = (struct package_fact){ path, value, facts->count, is_secret, is_heading, NULL };
	if (facts->last)
		facts->last->next = fact;
	else
		facts->first = fact;
	facts->last = fact;
	facts->count++;
	return STATUS_OK;
}

static enum status add_buffer(struct collecting *collecting, const char *path, const struct buffer *value,
                              bool is_secret)
{
	return add(collecting, path, arena_string(collecting->arena, buffer_text(value)), is_secret, false);
}

/* ---- fields ---- */

static bool is_default(const struct package_node *node)
{
	const struct schema_field *field = node->field;
	if (field->fallback.size > 0 && !schema_is_constructed(field))
		return bytes_equal(node->value, field->fallback);
	if (field->role != ROLE_SQN_INIT)
		return false;
	for (const struct package_node *item = node->first; item; item = item->next)
		for (size_t i = 0; i < item->value.size; i++)
			if (item->value.data[i] != 0)
				return false;
	return true;
}

static enum status print_value(const struct package_node *node, struct buffer *out)
{
	if (node->field && node->field->type == SCHEMA_NULL)
		return buffer_print(out, "true");
	enum status status = node->field ? source_value_print(node->field, node->value, out) : STATUS_UNSUPPORTED;
	return status == STATUS_UNSUPPORTED ? hex_append(out, node->value) : status;
}

static bool is_secret(const struct collecting *collecting, const struct package_node *node)
{
	if (!node->field)
		return collecting->is_secret;
	return node->field->role == ROLE_SECRET || node->field->role == ROLE_CODE;
}

static enum status add_value(struct collecting *collecting, const char *path, const struct package_node *node)
{
	AUTO(buffer) value = SECRET_BUFFER(VALUE_MAXIMUM);
	TRY(print_value(node, &value));
	return add_buffer(collecting, path, &value, is_secret(collecting, node));
}

static bool has_constructed(const struct package_node *list)
{
	for (const struct package_node *item = list->first; item; item = item->next)
		if (!item->field || schema_is_constructed(item->field))
			return true;
	return false;
}

/* Values or names in one fact. */
static enum status add_list(struct collecting *collecting, const char *path, const struct package_node *list, bool of_names)
{
	AUTO(buffer) value = SECRET_BUFFER(VALUE_MAXIMUM);
	bool secret = false;
	TRY(buffer_print(&value, "["));
	for (const struct package_node *item = list->first; item; item = item->next) {
		if (of_names)
			TRY(buffer_print(&value, "%s", item->field->name));
		else
			TRY(print_value(item, &value));
		TRY(buffer_print(&value, item->next ? ", " : ""));
		secret = secret || is_secret(collecting, item);
	}
	TRY(buffer_print(&value, "]"));
	return add_buffer(collecting, path, &value, secret);
}

static enum status add_members(struct collecting *collecting, const char *path, const struct package_node *node);

static enum status add_header(struct collecting *collecting, const char *path, const struct package_node *header)
{
	const struct package_node *identification = package_member(header, "identification");
	TRY(add(collecting, arena_print(collecting->arena, "%s/mandated", path),
	        package_member(header, "mandated") ? "true" : "false", false, false));
	if (collecting->expanded || !identification)
		return STATUS_OK;
	return add_value(collecting, arena_print(collecting->arena, "%s/identification", path), identification);
}

/* Items by the name of what they begin with, or by number. */
static const char *item_path(struct collecting *collecting, const char *path, const struct package_node *item,
                             size_t index)
{
	const struct package_node *first = item->first;
	const struct schema_name *name = item->field && first && first->field ? first->field->names : NULL;
	for (; name && name->name; name++)
		if (name->number == package_number(first))
			return arena_print(collecting->arena, "%s/%s", path, name->name);
	return arena_print(collecting->arena, "%s/#%zu", path, index + 1);
}

static enum status add_items(struct collecting *collecting, const char *path, const struct package_node *list)
{
	size_t index = 0;
	if (!has_constructed(list) && list->field->type == SCHEMA_LIST)
		return add_list(collecting, path, list, false);
	for (const struct package_node *item = list->first; item; item = item->next, index++) {
		const char *own = item_path(collecting, path, item, index);
		if (item->field && schema_is_constructed(item->field)) {
			TRY(add(collecting, own, item->field->name, false, true));
			TRY(add_members(collecting, own, item));
		} else {
			TRY(add_value(collecting, own, item));
		}
	}
	return STATUS_OK;
}

static enum status add_member(struct collecting *collecting, const char *path, const struct package_node *member)
{
	const struct schema_field *field = member->field;
	if (!field)
		return add_value(collecting, arena_print(collecting->arena, "%s/unknown-%X", path, member->tag), member);
	if (is_default(member))
		return STATUS_OK;
	if (field->role == ROLE_ELEMENT_HEADER)
		return add_header(collecting, path, member);
	if (collecting->expanded && (field->role == ROLE_TEMPLATES || field->role == ROLE_TEMPLATE_ID))
		return STATUS_OK;
	const char *own = arena_print(collecting->arena, "%s/%s", path, field->name);
	if (!own)
		return STATUS_NO_MEMORY;
	if (!schema_is_constructed(field))
		return add_value(collecting, own, member);
	if (field->role == ROLE_SERVICES && !has_constructed(member))
		return add_list(collecting, own, member, true);
	/* The alternatives of a choice stand among its parent's fields. */
	return add_members(collecting, field->type == SCHEMA_CHOICE ? path : own, member);
}

static enum status add_members(struct collecting *collecting, const char *path, const struct package_node *node)
{
	if (!path)
		return STATUS_NO_MEMORY;
	if (node->field->type == SCHEMA_LIST || node->field->type == SCHEMA_CHOICES)
		return add_items(collecting, path, node);
	for (const struct package_node *member = node->first; member; member = member->next)
		TRY(add_member(collecting, path, member));
	return STATUS_OK;
}

/* ---- files ---- */

static const char *print_path(struct arena *arena, const struct file_path *path)
{
	char *text = arena_print(arena, "%s", path->count == 0 ? "3F00" : "");
	for (size_t i = 0; text && i < path->count; i++)
		text = arena_print(arena, "%s%s%04X", text, i ? "/" : "", path->ids[i]);
	return text;
}

static enum status add_content(struct collecting *collecting, const char *path, const struct file_identity *identity,
                               const struct listed_file *file, struct bytes content)
{
	AUTO(buffer) value = BUFFER(VALUE_MAXIMUM);
	enum status status = file_identity_print(identity, file, content, &value);
	if (status == STATUS_UNSUPPORTED)
		status = hex_append(&value, content);
	return status == STATUS_OK ? add_buffer(collecting, path, &value, false) : status;
}

static enum status add_body(struct collecting *collecting, const char *path, const struct file_identity *identity,
                            const struct listed_file *file)
{
	size_t step = file->plan.record_size;
	struct bytes body = bytes_from(file->body, file->body_size);
	if (step == 0)
		return add_content(collecting, arena_print(collecting->arena, "%s/content", path), identity, file, body);
	for (size_t at = 0; at + step <= body.size; at += step) {
		const char *own = arena_print(collecting->arena, "%s/records/%zu", path, at / step + 1);
		TRY(add_content(collecting, own, identity, file, bytes_first(bytes_after(body, at), step)));
	}
	return STATUS_OK;
}

static enum status add_number(struct collecting *collecting, const char *path, const char *name, const char *format,
                              unsigned number)
{
	char value[32];
	snprintf(value, sizeof value, format, number);
	return add(collecting, arena_print(collecting->arena, "%s/%s", path, name),
	           arena_string(collecting->arena, text_from(value)), false, false);
}

static enum status add_octets(struct collecting *collecting, const char *path, const char *name, struct bytes octets)
{
	return add(collecting, arena_print(collecting->arena, "%s/%s", path, name),
	           hex_print(collecting->arena, octets), false, false);
}

/* What a card holds beside the contents. */
static enum status add_size(struct collecting *collecting, const char *path, const struct new_file *plan)
{
	TRY(add_number(collecting, path, "efFileSize", "%u", plan->size));
	if (plan->record_size != 0)
		TRY(add_number(collecting, path, "recordLength", "%u", plan->record_size));
	if (plan->kind != FILE_BER_TLV)
		return STATUS_OK;
	if (plan->maximum_size != plan->size)
		TRY(add_number(collecting, path, "maximumFileSize", "%u", plan->maximum_size));
	return add_number(collecting, path, "fileDetails", "%02X", plan->file_details);
}

static enum status add_plan(struct collecting *collecting, const char *path, const struct new_file *plan)
{
	struct arena *arena = collecting->arena;
	bool is_directory = file_kind_is_directory(plan->kind);
	TRY(add_number(collecting, path, "fileID", "%04X", plan->id));
	if (plan->kind == FILE_ADF)
		TRY(add_octets(collecting, path, "dfName", plan->aid));
	if (plan->life_cycle != ACTIVATED)
		TRY(add_number(collecting, path, "lcsi", "%02X", plan->life_cycle));
	TRY(add(collecting, arena_print(arena, "%s/accessRule", path),
	        arena_print(arena, "%04X/%u", plan->access_rule_file, plan->access_rule_record), false, false));
	if (is_directory)
		TRY(add_octets(collecting, path, "pinStatusTemplateDO", plan->pin_status));
	else if (plan->has_short_id)
		TRY(add_number(collecting, path, "shortEFID", "%u", plan->short_id));
	if (plan->is_link)
		return add(collecting, arena_print(arena, "%s/linkPath", path), print_path(arena, &plan->link), false, false);
	if (is_directory)
		return STATUS_OK;
	TRY(add_size(collecting, path, plan));
	return plan->special_information == 0 ? STATUS_OK :
		add_number(collecting, path, "specialFileInformation", "%02X", plan->special_information);
}

static enum status add_file(struct collecting *collecting, const char *path, const struct file_identity *identity,
                            const struct listed_file *file)
{
	static const char *const kinds[] = {
		[FILE_TRANSPARENT] = "transparent", [FILE_LINEAR_FIXED] = "linear-fixed", [FILE_CYCLIC] = "cyclic",
		[FILE_BER_TLV] = "ber-tlv", [FILE_DF] = "df", [FILE_ADF] = "adf", [FILE_MF] = "mf",
	};
	TRY(add(collecting, path, kinds[file->plan.kind], false, true));
	TRY(add_plan(collecting, path, &file->plan));
	return file->body ? add_body(collecting, path, identity, file) : STATUS_OK;
}

static enum status add_files_of(struct collecting *collecting, const char *path, const struct package_node *element,
                                size_t index)
{
	struct arena *arena = collecting->arena;
	for (const struct listed_file *file = collecting->listing->first; file; file = file->next) {
		if (file->element != index)
			continue;
		struct file_identity identity = file_identify(collecting->listing, file);
		bool is_own = identity.field && identity.element == element->field;
		const char *own = is_own ? arena_print(arena, "%s/%s", path, identity.field->name) :
			arena_print(arena, "%s/%s", path, print_path(arena, &file->path));
		/* Which of several lists of commands makes a file is no matter. */
		if (!is_own && !file->name)
			own = arena_print(arena, "%s/%s", element->field->name, print_path(arena, &file->path));
		else if (!is_own)
			own = arena_print(arena, "%s/%s", path, file->name);
		TRY(add_file(collecting, own, &identity, file));
	}
	return STATUS_OK;
}

static enum status add_all_files(struct collecting *collecting)
{
	struct arena *arena = collecting->arena;
	for (const struct listed_file *file = collecting->listing->first; file; file = file->next) {
		struct file_identity identity = file_identify(collecting->listing, file);
		const char *path = print_path(arena, &file->path);
		path = identity.row ? arena_print(arena, "files/%s:%s", path, identity.row->name) :
			arena_print(arena, "files/%s", path);
		TRY(add_file(collecting, path, &identity, file));
	}
	return STATUS_OK;
}

/* ---- elements ---- */

static const char *label_of(struct arena *arena, const struct package_node *package, const struct package_node *element)
{
	size_t number = 1;
	for (const struct package_node *node = package->first; node != element; node = node->next)
		number += node->field == element->field;
	const char *name = element->field->name;
	return number == 1 ? name : arena_print(arena, "%s#%zu", name, number);
}

static enum status add_element(struct collecting *collecting, const struct package_node *package,
                               const struct package_node *element, size_t index)
{
	const char *label = label_of(collecting->arena, package, element);
	bool makes_files = schema_follows_template(element->field) || package_member(element, "fileManagementCMD");
	bool is_made = makes_files && index < collecting->listing->element_count;
	collecting->is_secret = element->tag >= 0xA2 && element->tag <= 0xA9;
	if (makes_files && collecting->expanded)
		return STATUS_OK;
	TRY(add(collecting, label, "element", false, true));
	if (!is_made)
		return add_members(collecting, label, element);
	for (const struct package_node *member = element->first; member; member = member->next)
		if (!member->field || !schema_is_constructed(member->field) || member->field->role == ROLE_ELEMENT_HEADER)
			TRY(add_member(collecting, label, member));
	return add_files_of(collecting, label, element, index);
}

enum status package_facts_collect(struct bytes package, bool expanded, struct arena *arena, struct package_facts *out,
                                  struct package_error *error)
{
	AUTO(file_listing) listing = { 0 };
	struct package_node *root;
	struct collecting collecting = {
		.arena = arena, .facts = out, .listing = &listing, .expanded = expanded,
	};
	*out = (struct package_facts){ 0 };
	TRY(package_decode(package, arena, &root, error));
	enum status status = file_listing_make(package, &listing);
	if (status == STATUS_REFUSED && expanded) {
		error->offset = listing.offset;
		snprintf(error->message, sizeof error->message, "no card makes files of it: %s in %s",
		         file_listing_reason(&listing), listing.element ? listing.element : "the package");
		return STATUS_REFUSED;
	}
	if (status != STATUS_REFUSED)
		TRY(status);
	size_t index = 0;
	for (const struct package_node *element = root->first; element; element = element->next)
		TRY(add_element(&collecting, root, element, index++));
	return expanded ? add_all_files(&collecting) : STATUS_OK;
}
