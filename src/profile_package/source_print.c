/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source_printer.h"

#include "base/hex.h"
#include "profile_package/source_value.h"

enum { ONE_LINE_OCTETS = 48 };

enum status source_start_line(struct source_printer *printer)
{
	unsigned columns = printer->indent - (printer->dash ? 2 : 0);
	TRY(buffer_print(printer->out, "%*s%s", (int)columns, "", printer->dash ? "- " : ""));
	printer->dash = false;
	return STATUS_OK;
}

/* ---- what has a readable form ---- */

static bool value_is_readable(const struct package_node *node)
{
	if (node->field->type == SCHEMA_NULL)
		return node->value.size == 0;
	AUTO(buffer) text = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM * 2 + 16);
	return source_value_print(node->field, node->value, &text) == STATUS_OK;
}

/* The fields that a SEQUENCE must have are there. What the schema does not know may follow them. */
static bool sequence_is_complete(const struct package_node *sequence)
{
	const struct schema_field *fields = sequence->field->fields;
	size_t next = 0;
	bool is_known = true;
	for (const struct package_node *member = sequence->first; member; member = member->next) {
		if (!member->field) {
			is_known = false;
			continue;
		}
		size_t index = (size_t)(member->field - fields);
		if (!is_known || !schema_may_skip(sequence->field, next, index))
			return false;
		next = index + 1;
	}
	return schema_may_skip(sequence->field, next, sequence->field->field_count);
}

/* Written as two words among the element's fields, which leaves no room for anything else. */
static bool header_is_readable(const struct package_node *header)
{
	const struct package_node *member = header->first;
	if (member && member->field && member->field->type == SCHEMA_NULL && member->value.size == 0)
		member = member->next;
	if (!member || !member->field || member->field->type != SCHEMA_INTEGER || member->next)
		return false;
	return value_is_readable(member);
}

/* A constructed member that has none gets hexadecimal for itself; these cannot. */
static bool is_inline(const struct schema_field *field)
{
	return field->role == ROLE_ELEMENT_HEADER;
}

bool source_is_readable(const struct package_node *node)
{
	const struct schema_field *field = node->field;
	if (field->role == ROLE_ELEMENT_HEADER)
		return header_is_readable(node);
	if (field->type == SCHEMA_SEQUENCE && !sequence_is_complete(node))
		return false;
	if (field->type != SCHEMA_SEQUENCE && !schema_count_fits(field, package_count(node)))
		return false;
	for (const struct package_node *member = node->first; member; member = member->next) {
		if (!member->field && field->type == SCHEMA_SEQUENCE)
			continue;
		if (!member->field)
			return false;
		bool must = !schema_is_constructed(member->field) || is_inline(member->field);
		if (must
		    && !(schema_is_constructed(member->field) ? source_is_readable(member) : value_is_readable(member)))
			return false;
	}
	return true;
}

/* ---- octets ---- */

static bool holds_secrets(const struct source_printer *printer, const struct package_node *node)
{
	uint32_t element = printer->element ? printer->element->tag : node->tag;
	return element >= 0xA2 && element <= 0xA9;
}

static enum status print_octets(struct source_printer *printer, const struct package_node *node, struct bytes octets)
{
	if (!printer->reveal && holds_secrets(printer, node))
		return buffer_print(printer->out, "hidden\n");
	TRY(buffer_print(printer->out, "\""));
	TRY(hex_append(printer->out, octets));
	return buffer_print(printer->out, "\"\n");
}

enum status source_print_raw(struct source_printer *printer, const char *key, const struct package_node *node)
{
	AUTO(buffer) inside = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM);
	for (const struct package_node *member = node->first; member; member = member->next)
		TRY(package_encode(member, &inside));
	TRY(source_start_line(printer));
	if (key)
		TRY(buffer_print(printer->out, "%s: ", key));
	return print_octets(printer, node, buffer_bytes(&inside));
}

/* Members that the schema does not know, all at the end. */
static enum status print_unknown(struct source_printer *printer, const struct package_node *sequence)
{
	AUTO(buffer) octets = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM);
	for (const struct package_node *member = sequence->first; member; member = member->next)
		if (!member->field)
			TRY(buffer_append(&octets, member->value));
	if (octets.size == 0)
		return STATUS_OK;
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "unknown: "));
	return print_octets(printer, sequence, buffer_bytes(&octets));
}

/* ---- values and short sequences ---- */

static enum status print_value(struct source_printer *printer, const struct package_node *node)
{
	bool is_secret = node->field->role == ROLE_SECRET || node->field->role == ROLE_CODE;
	if (is_secret && !printer->reveal)
		return buffer_print(printer->out, "hidden");
	if (node->field->type == SCHEMA_NULL)
		return buffer_print(printer->out, "true");
	return source_value_print(node->field, node->value, printer->out);
}

static bool has_only_values(const struct package_node *node)
{
	for (const struct package_node *member = node->first; member; member = member->next)
		if (!member->field || schema_is_constructed(member->field))
			return false;
	return true;
}

/* Few octets and nothing nested: on one line. */
static bool is_short(const struct package_node *node)
{
	bool is_file = node->field->role == ROLE_FCP || node->field->role == ROLE_CREATE_FCP;
	return has_only_values(node) && node->size <= ONE_LINE_OCTETS && !is_file;
}

static enum status print_flow_mapping(struct source_printer *printer, const struct package_node *node)
{
	TRY(buffer_print(printer->out, "{"));
	for (const struct package_node *member = node->first; member; member = member->next) {
		TRY(buffer_print(printer->out, "%s: ", member->field->name));
		TRY(print_value(printer, member));
		if (member->next)
			TRY(buffer_print(printer->out, ", "));
	}
	return buffer_print(printer->out, "}");
}

static enum status print_flow_list(struct source_printer *printer, const struct package_node *list, bool of_names)
{
	TRY(buffer_print(printer->out, " ["));
	for (const struct package_node *member = list->first; member; member = member->next) {
		if (of_names)
			TRY(buffer_print(printer->out, "%s", member->field->name));
		else
			TRY(print_value(printer, member));
		if (member->next)
			TRY(buffer_print(printer->out, ", "));
	}
	return buffer_print(printer->out, "]\n");
}

/* ---- members and fields ---- */

static enum status print_header(struct source_printer *printer, const struct package_node *header)
{
	const struct package_node *identification = package_member(header, "identification");
	if (!package_member(header, "mandated")) {
		TRY(source_start_line(printer));
		TRY(buffer_print(printer->out, "mandated: false\n"));
	}
	TRY(source_start_line(printer));
	return buffer_print(printer->out, "identification: %u\n", package_number(identification));
}

static enum status print_member(struct source_printer *printer, const struct package_node *member)
{
	if (!member->field)
		return STATUS_OK;
	if (member->field->role == ROLE_ELEMENT_HEADER)
		return print_header(printer, member);
	if (member->field->type == SCHEMA_CHOICE && source_is_readable(member))
		return source_print_field(printer, member->first);
	return source_print_field(printer, member);
}

enum status source_print_members(struct source_printer *printer, const struct package_node *sequence)
{
	for (const struct package_node *member = sequence->first; member; member = member->next)
		TRY(print_member(printer, member));
	return print_unknown(printer, sequence);
}

static enum status print_item(struct source_printer *printer, const struct package_node *item)
{
	printer->dash = true;
	if (!source_is_readable(item))
		return source_print_raw(printer, NULL, item);
	if (!is_short(item))
		return source_print_members(printer, item);
	TRY(source_start_line(printer));
	TRY(print_flow_mapping(printer, item));
	return buffer_print(printer->out, "\n");
}

static enum status print_list(struct source_printer *printer, const struct package_node *list)
{
	TRY(buffer_print(printer->out, "\n"));
	printer->indent += 4;
	for (const struct package_node *item = list->first; item; item = item->next)
		TRY(print_item(printer, item));
	printer->indent -= 4;
	return STATUS_OK;
}

static bool is_names(const struct schema_field *field)
{
	return field->role == ROLE_SERVICES;
}

static enum status print_constructed(struct source_printer *printer, const struct package_node *node)
{
	const struct schema_field *field = node->field;
	bool is_list = field->type == SCHEMA_LIST;
	if (is_names(field) && !has_only_values(node))
		return source_print_raw(printer, field->name, node);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "%s:", field->name));
	if (is_names(field) || (is_list && !schema_is_constructed(&field->fields[0])))
		return print_flow_list(printer, node, is_names(field));
	if (!node->first)
		return buffer_print(printer->out, is_list ? " []\n" : " {}\n");
	if (is_list)
		return print_list(printer, node);
	if (is_short(node)) {
		TRY(buffer_print(printer->out, " "));
		TRY(print_flow_mapping(printer, node));
		return buffer_print(printer->out, "\n");
	}
	TRY(buffer_print(printer->out, "\n"));
	printer->indent += 2;
	TRY(source_print_members(printer, node));
	printer->indent -= 2;
	return STATUS_OK;
}

enum status source_print_field(struct source_printer *printer, const struct package_node *node)
{
	const struct schema_field *field = node->field;
	if (!schema_is_constructed(field)) {
		TRY(source_start_line(printer));
		TRY(buffer_print(printer->out, "%s: ", field->name));
		TRY(print_value(printer, node));
		return buffer_print(printer->out, "\n");
	}
	if (field->role == ROLE_FILE)
		return source_print_file(printer, node);
	if (!source_is_readable(node))
		return source_print_raw(printer, field->name, node);
	if (field->type == SCHEMA_LIST && field->fields[0].type == SCHEMA_CHOICES)
		return source_print_commands(printer, node);
	return print_constructed(printer, node);
}

/* ---- the package ---- */

static enum status print_unknown_element(struct source_printer *printer, const struct package_node *element)
{
	AUTO(buffer) octets = BUFFER(PACKAGE_SIZE_MAXIMUM);
	TRY(package_encode(element, &octets));
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "unknown: \""));
	TRY(hex_append(printer->out, buffer_bytes(&octets)));
	return buffer_print(printer->out, "\"\n");
}

static enum status print_element(struct source_printer *printer, const struct package_node *element)
{
	const struct package_node *oid = package_member_with_role(element, ROLE_TEMPLATE_ID);
	printer->element = element->field;
	printer->template = oid ? template_find(oid->value) : NULL;
	printer->indent = 2;
	printer->dash = true;
	TRY(buffer_print(printer->out, "\n"));
	if (element->field == &schema_unknown_element)
		return print_unknown_element(printer, element);
	if (!source_is_readable(element))
		return source_print_raw(printer, element->field->name, element);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "%s:\n", element->field->name));
	printer->indent = 4;
	return source_print_members(printer, element);
}

enum status source_print(const struct package_node *package, bool reveal, struct buffer *out)
{
	struct source_printer printer = { .out = out, .reveal = reveal };
	TRY(buffer_print(out, "profile:\n"));
	for (const struct package_node *element = package->first; element; element = element->next)
		TRY(print_element(&printer, element));
	return STATUS_OK;
}
