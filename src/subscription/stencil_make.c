/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a package the values of one subscriber stand. */
#include "subscription/stencil.h"

#include <stdio.h>

#include "profile_package/package_tree.h"
#include "rsp/identifiers.h"

enum { FILE_IMSI_SIZE = 9, ACCESS_CLASS_SIZE = 2, CODE_SIZE = 8, DIALLED_MINIMUM = 14, MNC_OCTET = 3 };
enum { PIN1 = 1, PIN2 = 129, ADM1 = 10, KEY_SETS = 3, KEYS_OF_SET = 3 };

struct search {
	struct stencil *stencil;
	char *fault;
	size_t security_domains;
};

static enum status refuse(struct search *search, enum status status, const char *message)
{
	snprintf(search->fault, SUBSCRIPTION_FAULT_SIZE, "%s", message);
	return status;
}

static size_t value_offset(const struct package_node *node)
{
	return node->offset + node->size - node->value.size;
}

static enum status add(struct search *search, enum subscription_field field, enum stencil_form form,
                       const struct package_node *node, size_t at, size_t size)
{
	struct stencil *stencil = search->stencil;
	if (stencil->count == STENCIL_PLACES_MAXIMUM)
		return refuse(search, STATUS_TOO_LARGE, "the template has too many places for one subscriber's values.");
	stencil->places[stencil->count++] = (struct stencil_place){ field, form, value_offset(node) + at, size };
	if (form == STENCIL_KEY || form == STENCIL_CODE)
		stencil->plan.sizes[field] = form == STENCIL_KEY ? 2 * size : size;
	return STATUS_OK;
}

/* ---- files ---- */

/* The contents of a file, from its first octet on; NULL: it says nothing. */
static const struct package_node *first_content(const struct package_node *file)
{
	for (const struct package_node *item = file->first; item; item = item->next) {
		if (item->field && item->field->role == ROLE_FILL_CONTENT)
			return item;
		if (item->field && item->field->role == ROLE_FILL_OFFSET)
			return NULL;
	}
	return NULL;
}

static const struct file_place {
	const char *name;
	enum subscription_field field;
	enum stencil_form form;
	size_t minimum, maximum; /* octets of the contents */
} file_places[] = {
	{ "ef-iccid", SUBSCRIPTION_ICCID, STENCIL_ICCID_SWAPPED, ICCID_SIZE, ICCID_SIZE },
	{ "ef-imsi", SUBSCRIPTION_IMSI, STENCIL_IMSI, FILE_IMSI_SIZE, FILE_IMSI_SIZE },
	{ "ef-acc", SUBSCRIPTION_IMSI, STENCIL_ACCESS_CLASS, ACCESS_CLASS_SIZE, ACCESS_CLASS_SIZE },
	{ "ef-msisdn", SUBSCRIPTION_MSISDN, STENCIL_DIALLED, DIALLED_MINIMUM, 255 },
};

static void read_imsi(struct stencil *stencil, struct bytes content)
{
	char *digits = stencil->template.values[SUBSCRIPTION_IMSI];
	size_t count = 0, octets = content.data[0] < content.size ? content.data[0] : content.size - 1;
	if (digits[0] != '\0' || octets == 0)
		return;
	for (size_t i = 1; i < 2 * octets; i++) {
		unsigned digit = content.data[1 + i / 2] >> (i % 2 == 1 ? 4 : 0) & 0xF;
		if (digit > 9)
			break;
		digits[count++] = (char)('0' + digit);
	}
	digits[count] = '\0';
}

static enum status search_file(struct search *search, const struct package_node *file)
{
	const struct package_node *content = first_content(file);
	for (size_t i = 0; i < ARRAY_SIZE(file_places) && content; i++) {
		const struct file_place *place = &file_places[i];
		if (strcmp(file->field->name, place->name) != 0)
			continue;
		if (content->value.size < place->minimum || content->value.size > place->maximum)
			return refuse(search, STATUS_MALFORMED, "the template has its ICCID, IMSI or number in pieces.");
		if (place->form == STENCIL_IMSI)
			read_imsi(search->stencil, content->value);
		TRY(add(search, place->field, place->form, content, 0, content->value.size));
	}
	if (content && strcmp(file->field->name, "ef-ad") == 0 && content->value.size > MNC_OCTET)
		search->stencil->mnc_digits = (content->value.data[MNC_OCTET] & 0xF) == 3 ? 3 : 2;
	return STATUS_OK;
}

/* Names that are made of the IMSI. */
static enum status search_texts(struct search *search, const struct package_node *node)
{
	struct text imsi = subscription_value(&search->stencil->template, SUBSCRIPTION_IMSI);
	if (node->field && node->field->role == ROLE_FILL_CONTENT && imsi.size > 0) {
		const uint8_t *found = memmem(node->value.data, node->value.size, imsi.data, imsi.size);
		if (found)
			return add(search, SUBSCRIPTION_IMSI, STENCIL_CHARACTERS, node, (size_t)(found - node->value.data),
			           imsi.size);
	}
	for (const struct package_node *member = node->first; member; member = member->next)
		TRY(search_texts(search, member));
	return STATUS_OK;
}

/* ---- keys and codes ---- */

static enum status search_code(struct search *search, const struct package_node *code)
{
	bool is_puk = code->field->role == ROLE_PUK;
	const struct package_node *value = package_member(code, is_puk ? "pukValue" : "pinValue");
	enum subscription_field field;
	switch (package_number(package_member(code, "keyReference"))) {
	case PIN1:
		field = is_puk ? SUBSCRIPTION_PUK1 : SUBSCRIPTION_PIN1;
		break;
	case PIN2:
		field = is_puk ? SUBSCRIPTION_PUK2 : SUBSCRIPTION_PIN2;
		break;
	case ADM1:
		field = SUBSCRIPTION_ADM1;
		break;
	default:
		return STATUS_OK;
	}
	return value && value->value.size == CODE_SIZE ? add(search, field, STENCIL_CODE, value, 0, CODE_SIZE) : STATUS_OK;
}

static enum status search_algorithm(struct search *search, const struct package_node *algorithm)
{
	const struct package_node *key = package_member(algorithm, "key"), *opc = package_member(algorithm, "opc");
	search->stencil->plan.algorithm = (enum usim_algorithm)package_number(package_member(algorithm, "algorithmID"));
	if (key && key->value.size > 0)
		TRY(add(search, SUBSCRIPTION_KI, STENCIL_KEY, key, 0, key->value.size));
	if (opc && opc->value.size > 0)
		TRY(add(search, SUBSCRIPTION_OPC, STENCIL_KEY, opc, 0, opc->value.size));
	return STATUS_OK;
}

static uint8_t octet_of(const struct package_node *node)
{
	return node && node->value.size == 1 ? node->value.data[0] : 0;
}

/* Of the first security domain: that of the operator. */
static enum status search_key(struct search *search, const struct package_node *key)
{
	uint8_t version = octet_of(package_member(key, "keyVersionNumber"));
	uint8_t identifier = octet_of(package_member(key, "keyIdentifier"));
	const struct package_node *components = package_member(key, "keyComponents");
	const struct package_node *data = package_member(components ? components->first : NULL, "keyData");
	bool is_ours = search->security_domains == 1 && version >= 1 && version <= KEY_SETS && identifier >= 1 &&
	               identifier <= KEYS_OF_SET && data && data->value.size > 0;
	if (!is_ours)
		return STATUS_OK;
	int field = SUBSCRIPTION_KIC1 + KEYS_OF_SET * (version - 1) + identifier - 1;
	return add(search, (enum subscription_field)field, STENCIL_KEY, data, 0, data->value.size);
}

static enum status search_node(struct search *search, const struct package_node *node)
{
	switch (node->field ? node->field->role : ROLE_NONE) {
	case ROLE_ICCID:
		return add(search, SUBSCRIPTION_ICCID, STENCIL_ICCID_IN_ORDER, node, 0, node->value.size);
	case ROLE_FILE:
		return search_file(search, node);
	case ROLE_PIN:
	case ROLE_PUK:
		return search_code(search, node);
	case ROLE_AKA_ALGORITHM:
		return search_algorithm(search, node);
	case ROLE_KEY:
		return search_key(search, node);
	default:
		break;
	}
	for (const struct package_node *member = node->first; member; member = member->next)
		TRY(search_node(search, member));
	return STATUS_OK;
}

/* ---- the package ---- */

/* The record size in a file descriptor of five octets, or the template's (EF.MSISDN: TS 31.102 4.2.26). */
static size_t record_size(const struct package_node *file)
{
	enum { DESCRIPTOR_SIZE = 4, TEMPLATE_SIZE = 24 };
	for (const struct package_node *item = file->first; item; item = item->next) {
		const struct package_node *descriptor = package_member(item, "fileDescriptor");
		if (descriptor && descriptor->value.size >= DESCRIPTOR_SIZE && descriptor->value.data[3] >= DIALLED_MINIMUM)
			return descriptor->value.data[3];
	}
	return TEMPLATE_SIZE;
}

static const struct schema_field *content_field(const struct schema_field *file)
{
	for (size_t i = 0; i < file->field_count; i++)
		if (file->fields[i].role == ROLE_FILL_CONTENT)
			return &file->fields[i];
	return NULL;
}

static enum status add_blank_record(struct package_node *file, struct arena *arena)
{
	struct package_node **end = &file->first, *record = arena_allocate(arena, sizeof *record);
	uint8_t *blank = arena_allocate(arena, UINT8_MAX);
	const struct schema_field *field = content_field(file->field);
	if (!record || !blank || !field)
		return STATUS_NO_MEMORY;
	memset(blank, 0xFF, UINT8_MAX);
	*record = (struct package_node){ .field = field, .tag = field->tag, .parent = file,
		                         .value = bytes_from(blank, record_size(file)) };
	while (*end)
		end = &(*end)->next;
	*end = record;
	return STATUS_OK;
}

/* EF.MSISDN is often left to its template: with a record of its own there is a place to write to. */
static enum status make_room_for_number(struct package_node *node, struct arena *arena)
{
	if (node->field && node->field->role == ROLE_FILE) {
		bool is_blank = strcmp(node->field->name, "ef-msisdn") == 0 && !first_content(node);
		return is_blank ? add_blank_record(node, arena) : STATUS_OK;
	}
	for (struct package_node *member = node->first; member; member = member->next)
		TRY(make_room_for_number(member, arena));
	return STATUS_OK;
}

static enum status search_package(struct search *search, const struct package_node *package)
{
	for (const struct package_node *element = package->first; element; element = element->next) {
		search->security_domains += element->field && strcmp(element->field->name, "securityDomain") == 0;
		TRY(search_node(search, element));
	}
	return search_texts(search, package);
}

enum status stencil_make(struct bytes package, struct stencil *out, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	AUTO(arena) arena = ARENA(16 * PACKAGE_SIZE_MAXIMUM);
	struct search search = { .stencil = out, .fault = fault };
	struct package_error error = { 0 };
	struct package_node *tree;
	*out = (struct stencil){ .image = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM), .mnc_digits = 2 };
	enum status status = package_decode(package, &arena, &tree, &error);
	if (status == STATUS_OK)
		status = make_room_for_number(tree, &arena);
	if (status == STATUS_OK)
		status = package_encode(tree, &out->image);
	if (status == STATUS_OK)
		status = package_decode(buffer_bytes(&out->image), &arena, &tree, &error);
	if (status != STATUS_OK)
		return refuse(&search, status, "the template is no profile package.");
	return search_package(&search, tree);
}
