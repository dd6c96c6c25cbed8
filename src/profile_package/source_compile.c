/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source_compiler.h"

#include "codec/der_read.h"
#include "codec/object_identifier.h"
#include "profile_package/source_value.h"

enum { VALUE_MAXIMUM = 1 << 24, VERSIONED_TEMPLATES_MAJOR = 3 };

/* Octets as they shall stand. */
static enum status compile_raw(struct source_compiler *compiler, const struct yaml_node *node)
{
	AUTO(buffer) octets = BUFFER(VALUE_MAXIMUM);
	TRY(source_octets(compiler->error, node, 0, VALUE_MAXIMUM, &octets));
	der_put_raw(&compiler->writer, buffer_bytes(&octets));
	return compiler->writer.status;
}

/* ---- members of a SEQUENCE ---- */

static bool is_header_key(struct text key)
{
	return text_equal(key, TEXT("mandated")) || text_equal(key, TEXT("identification"));
}

/* The field itself, or one that is written among its parent's: a choice's alternatives, an element header's fields. */
static bool is_key_of(const struct schema_field *field, struct text key)
{
	if (field->role == ROLE_ELEMENT_HEADER)
		return is_header_key(key);
	if (field->type == SCHEMA_CHOICE && schema_find_named(field, key) < field->field_count)
		return true;
	return schema_is_called(field, key);
}

/* NULL: the field is not given. */
static enum status find_member(struct source_compiler *compiler, const struct schema_field *field,
                               const struct yaml_node *node, const struct yaml_node **out)
{
	const struct yaml_node *usual = field->usual ? yaml_member(node, field->usual) : NULL;
	*out = yaml_member(node, field->name);
	if (*out && usual)
		return source_refuse_key(compiler->error, usual, "%s and %s are the same", field->name, field->usual);
	if (usual)
		*out = usual;
	return STATUS_OK;
}

static enum status check_keys(struct source_compiler *compiler, const struct schema_field *sequence,
                              const struct yaml_node *node, const char *const *extra)
{
	for (const struct yaml_node *member = node->first; member; member = member->next) {
		bool known = text_equal(member->key, TEXT("unknown"));
		for (const char *const *name = extra; name && *name; name++)
			known = known || text_equal(member->key, text_from(*name));
		for (size_t i = 0; i < sequence->field_count; i++)
			known = known || is_key_of(&sequence->fields[i], member->key);
		if (!known)
			return source_refuse_key(compiler->error, member, "%s has no field \"%.40s\"", sequence->name,
			                         member->key.data);
	}
	return STATUS_OK;
}

static enum status compile_element_header(struct source_compiler *compiler, const struct yaml_node *element)
{
	const struct yaml_node *mandated = yaml_member(element, "mandated");
	const struct yaml_node *identification = yaml_member(element, "identification");
	bool is_mandated = true;
	uint32_t number = compiler->position;
	if (mandated)
		TRY(source_boolean(compiler->error, mandated, &is_mandated));
	if (identification)
		TRY(source_number(compiler->error, identification, 0, 32767, &number));
	der_open(&compiler->writer, 0xA0);
	if (is_mandated)
		der_put_null(&compiler->writer, 0x80);
	der_put_number(&compiler->writer, 0x81, number);
	der_close(&compiler->writer);
	return STATUS_OK;
}

/* One alternative, and no other. */
static enum status compile_choice(struct source_compiler *compiler, const struct schema_field *choice,
                                  const struct yaml_node *parent, bool *out_found)
{
	const struct yaml_node *found = NULL;
	const struct schema_field *alternative = NULL;
	*out_found = false;
	for (size_t i = 0; i < choice->field_count; i++) {
		const struct yaml_node *member = yaml_member(parent, choice->fields[i].name);
		if (!member)
			continue;
		if (found)
			return source_refuse_key(compiler->error, member, "%s takes only one of its alternatives",
			                         choice->name);
		found = member;
		alternative = &choice->fields[i];
	}
	if (!found)
		return STATUS_OK;
	*out_found = true;
	der_open(&compiler->writer, choice->tag);
	TRY(source_compile_field(compiler, alternative, found));
	der_close(&compiler->writer);
	return STATUS_OK;
}

static enum status compile_used_templates(struct source_compiler *compiler);

/* What a source may leave out although the package may not. */
static enum status compile_absent(struct source_compiler *compiler, const struct schema_field *sequence,
                                  const struct schema_field *field, const struct yaml_node *node)
{
	if (field->presence != MANDATORY)
		return STATUS_OK;
	if (field->role == ROLE_TEMPLATE_ID && compiler->template) {
		uint8_t oid[TEMPLATE_OID_MAXIMUM];
		der_put(&compiler->writer, field->tag, bytes_from(oid, template_oid(compiler->template, oid)));
		return STATUS_OK;
	}
	if (field->role == ROLE_TEMPLATES)
		return compile_used_templates(compiler);
	return source_refuse(compiler->error, node, "%s lacks %s", sequence->name, field->name);
}

enum status source_compile_members(struct source_compiler *compiler, const struct schema_field *sequence,
                                   const struct yaml_node *node, const char *const *extra)
{
	TRY(check_keys(compiler, sequence, node, extra));
	for (size_t i = 0; i < sequence->field_count; i++) {
		const struct schema_field *field = &sequence->fields[i];
		const struct yaml_node *member;
		bool found = false;
		TRY(find_member(compiler, field, node, &member));
		if (field->role == ROLE_ELEMENT_HEADER) {
			TRY(compile_element_header(compiler, node));
			continue;
		}
		if (field->type == SCHEMA_CHOICE)
			TRY(compile_choice(compiler, field, node, &found));
		if (!found && member)
			TRY(source_compile_field(compiler, field, member));
		else if (!found)
			TRY(compile_absent(compiler, sequence, field, node));
	}
	const struct yaml_node *unknown = yaml_member(node, "unknown");
	return unknown ? compile_raw(compiler, unknown) : STATUS_OK;
}

/* ---- constructed values ---- */

static bool is_list_of_names(const struct schema_field *field)
{
	return field->type == SCHEMA_SEQUENCE && field->field_count > 2 && field->fields[0].type == SCHEMA_NULL
		&& field->fields[field->field_count - 1].type == SCHEMA_NULL;
}

static enum status compile_names(struct source_compiler *compiler, const struct schema_field *field,
                                 const struct yaml_node *node)
{
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(compiler->error, node, "expected a list of names, as [%s]", field->fields[1].name);
	for (const struct yaml_node *item = node->first; item; item = item->next)
		if (item->kind != YAML_SCALAR || schema_find_named(field, item->scalar) == field->field_count)
			return source_refuse(compiler->error, item, "%s has no such item", field->name);
	for (size_t i = 0; i < field->field_count; i++)
		for (const struct yaml_node *item = node->first; item; item = item->next)
			if (text_equal(item->scalar, text_from(field->fields[i].name))) {
				der_put_null(&compiler->writer, field->fields[i].tag);
				break;
			}
	return STATUS_OK;
}

static enum status compile_list(struct source_compiler *compiler, const struct schema_field *field,
                                const struct yaml_node *node)
{
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(compiler->error, node, "expected a list of %s", field->fields[0].name);
	if (!schema_count_fits(field, node->count))
		return source_refuse(compiler->error, node, "expected %u to %u of %s", field->minimum, field->maximum,
		                     field->fields[0].name);
	for (const struct yaml_node *item = node->first; item; item = item->next)
		TRY(source_compile_field(compiler, &field->fields[0], item));
	return STATUS_OK;
}

enum status source_compile_choices(struct source_compiler *compiler, const struct schema_field *field,
                                   const struct yaml_node *node)
{
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(compiler->error, node, "expected a list, as \"- %s: …\"", field->fields[0].name);
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		bool is_one = item->kind == YAML_MAPPING && item->count == 1;
		size_t index = is_one ? schema_find_named(field, item->first->key) : field->field_count;
		if (index == field->field_count)
			return source_refuse(compiler->error, item, "expected one of %s, as \"- %s: …\"", field->name,
			                     field->fields[0].name);
		const struct schema_field *alternative = &field->fields[index];
		if (alternative->role == ROLE_CREATE_FCP)
			TRY(source_compile_created_file(compiler, alternative, item->first));
		else
			TRY(source_compile_field(compiler, alternative, item->first));
	}
	return STATUS_OK;
}

static enum status compile_inside(struct source_compiler *compiler, const struct schema_field *field,
                                  const struct yaml_node *node)
{
	if (field->role == ROLE_FILE)
		return source_compile_file(compiler, field, node);
	if (node->kind == YAML_SCALAR && (node->scalar.size > 0 || node->quoted))
		return compile_raw(compiler, node);
	if (is_list_of_names(field))
		return compile_names(compiler, field, node);
	if (field->type == SCHEMA_CHOICES)
		return source_compile_choices(compiler, field, node);
	if (field->type == SCHEMA_LIST && field->fields[0].type == SCHEMA_CHOICES)
		return source_compile_commands(compiler, field, node);
	if (field->type == SCHEMA_LIST)
		return compile_list(compiler, field, node);
	if (node->kind == YAML_SEQUENCE)
		return source_refuse(compiler->error, node, "expected the fields of %s", field->name);
	return source_compile_members(compiler, field, node, NULL);
}

enum status source_compile_field(struct source_compiler *compiler, const struct schema_field *field,
                                 const struct yaml_node *node)
{
	if (schema_is_constructed(field)) {
		der_open(&compiler->writer, field->tag);
		TRY(compile_inside(compiler, field, node));
		der_close(&compiler->writer);
		return compiler->writer.status;
	}
	AUTO(buffer) value = SECRET_BUFFER(VALUE_MAXIMUM);
	bool is_present = true;
	if (field->type == SCHEMA_NULL)
		TRY(source_boolean(compiler->error, node, &is_present));
	else
		TRY(source_value_parse(field, node, &value, compiler->error));
	if (is_present)
		der_put(&compiler->writer, field->tag, buffer_bytes(&value));
	return compiler->writer.status;
}

/* ---- the package ---- */

static const struct schema_field *element_of(const struct yaml_node *item)
{
	return item->kind == YAML_MAPPING && item->count == 1 ? schema_element_named(item->first->key) : NULL;
}

static enum status template_id(struct source_compiler *compiler, const struct yaml_node *node, struct buffer *out)
{
	if (node->kind == YAML_SCALAR && oid_parse(node->scalar, out) == STATUS_OK)
		return STATUS_OK;
	return source_refuse(compiler->error, node, "expected an object identifier, as 2.23.143.1.2.4");
}

/* Of an element that does not say which: the first, and from version 3 on, whose cards need not know the first templates
 * that have later versions, the first of those. */
static const struct template *usual_template(const struct source_compiler *compiler, uint32_t tag)
{
	const struct yaml_node *header = yaml_member(compiler->elements->first, "header");
	const struct yaml_node *major = yaml_member(header, "major-version");
	const struct template *template;
	uint64_t number = 0;
	bool is_late = major && major->kind == YAML_SCALAR && text_to_number(major->scalar, 255, &number)
		&& number >= VERSIONED_TEMPLATES_MAJOR;
	for (size_t i = 0; is_late && (template = template_at(i)); i++)
		if (template->element == tag && template->version != 0)
			return template;
	return template_of_element(tag);
}

static enum status find_template(struct source_compiler *compiler, const struct schema_field *element,
                                 const struct yaml_node *node)
{
	AUTO(buffer) oid = BUFFER(64);
	const struct yaml_node *given = yaml_member(node, "templateID");
	compiler->template = usual_template(compiler, element->tag);
	if (!given || !schema_follows_template(element))
		return STATUS_OK;
	TRY(template_id(compiler, given, &oid));
	compiler->template = template_find(buffer_bytes(&oid));
	return STATUS_OK;
}

static bool holds(struct bytes list, struct bytes oid)
{
	struct der_reader reader = der_reader(list);
	struct bytes item;
	while (der_octets(&reader, 0x06, 1, TEMPLATE_OID_MAXIMUM, &item))
		if (bytes_equal(item, oid))
			return true;
	return false;
}

/* The templates of the elements, each once, in the order of their first use. */
static enum status compile_used_templates(struct source_compiler *compiler)
{
	AUTO(buffer) seen = BUFFER(1 << 16);
	struct der_writer list = der_writer(&seen);
	const struct template *mine = compiler->template;
	for (const struct yaml_node *item = compiler->elements->first; item; item = item->next) {
		uint8_t oid[TEMPLATE_OID_MAXIMUM];
		const struct schema_field *element = element_of(item);
		if (!element || !schema_follows_template(element) || item->first->kind == YAML_SCALAR)
			continue;
		TRY(find_template(compiler, element, item->first));
		if (!compiler->template)
			continue;
		struct bytes value = bytes_from(oid, template_oid(compiler->template, oid));
		if (!holds(buffer_bytes(&seen), value))
			der_put(&list, 0x06, value);
	}
	compiler->template = mine;
	TRY(der_finish(&list));
	der_put(&compiler->writer, 0xA6, buffer_bytes(&seen));
	return compiler->writer.status;
}

static enum status compile_element(struct source_compiler *compiler, const struct yaml_node *item)
{
	if (item->kind != YAML_MAPPING || item->count != 1)
		return source_refuse(compiler->error, item, "expected one profile element, as \"- usim: …\"");
	if (text_equal(item->first->key, TEXT("unknown")))
		return compile_raw(compiler, item->first);
	const struct schema_field *element = element_of(item);
	if (!element)
		return source_refuse_key(compiler->error, item->first, "there is no profile element \"%.40s\"",
		                         item->first->key.data);
	compiler->element = element;
	compiler->template = NULL;
	TRY(find_template(compiler, element, item->first));
	return source_compile_field(compiler, element, item->first);
}

static enum status compile_elements(struct source_compiler *compiler)
{
	for (const struct yaml_node *item = compiler->elements->first; item; item = item->next) {
		TRY(compile_element(compiler, item));
		compiler->position++;
	}
	return STATUS_OK;
}

enum status source_compile(struct text source, struct arena *arena, struct buffer *out, struct source_error *error)
{
	struct yaml_error yaml_error;
	const struct yaml_node *root;
	if (source.size > SOURCE_SIZE_MAXIMUM)
		return STATUS_TOO_LARGE;
	enum status parsed = yaml_parse(source, arena, &root, &yaml_error);
	if (parsed == STATUS_MALFORMED) {
		struct yaml_node place = { .line = yaml_error.line, .column = yaml_error.column };
		return source_refuse(error, &place, "%s", yaml_error.message);
	}
	TRY(parsed);
	const struct yaml_node *elements = yaml_member(root, "profile");
	if (!elements || elements->kind != YAML_SEQUENCE || !elements->first || root->count != 1)
		return source_refuse(error, root, "expected \"profile:\" and a list of profile elements");
	struct source_compiler compiler = { .writer = der_writer(out), .error = error, .elements = elements };
	size_t before = out->size;
	enum status status = compile_elements(&compiler);
	if (status != STATUS_OK) {
		out->size = before;
		return status;
	}
	return der_finish(&compiler.writer);
}
