/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_needs.h"

/* Items of the ServicesList. */
enum service {
	NEEDS_USIM = 1, NEEDS_ISIM = 2, NEEDS_CSIM = 3, NEEDS_MILENAGE = 4, NEEDS_TUAK128 = 5, NEEDS_CAVE = 6, NEEDS_EAP = 10,
	NEEDS_JAVACARD = 11, NEEDS_MULTIPLE_USIM = 13, NEEDS_MULTIPLE_ISIM = 14, NEEDS_MULTIPLE_CSIM = 15,
	NEEDS_TUAK256 = 16, NEEDS_TEST_ALGORITHM = 17, NEEDS_BER_TLV = 18, NEEDS_DF_LINK = 19, NEEDS_CAT_TP = 20,
};

enum { ALGORITHM_MILENAGE = 1, ALGORITHM_TUAK = 2, ALGORITHM_TEST = 3, LONG_KEY = 32, SHAREABLE = 0x40 };

static void need(struct package_needs *needs, enum service service)
{
	needs->services |= 1u << service;
}

/* Elements that stand for one service, or for another when they come again. */
static void need_of_element(struct package_needs *needs, const struct package_node *element)
{
	static const struct {
		uint32_t tag;
		enum service once, again;
	} rows[] = {
		{ 0xB3, NEEDS_USIM, NEEDS_MULTIPLE_USIM }, { 0xB5, NEEDS_ISIM, NEEDS_MULTIPLE_ISIM },
		{ 0xB9, NEEDS_CSIM, NEEDS_MULTIPLE_CSIM }, { 0xA5, NEEDS_CAVE, NEEDS_CAVE }, { 0xBB, NEEDS_EAP, NEEDS_EAP },
		{ 0xA8, NEEDS_JAVACARD, NEEDS_JAVACARD },
	};
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].tag == element->tag)
			need(needs, needs->services >> rows[i].once & 1 ? rows[i].again : rows[i].once);
}

static void need_of_algorithm(struct package_needs *needs, const struct package_node *algorithm)
{
	const struct package_node *key = package_member(algorithm, "key");
	switch (package_number(package_member(algorithm, "algorithmID"))) {
	case ALGORITHM_MILENAGE:
		need(needs, NEEDS_MILENAGE);
		break;
	case ALGORITHM_TUAK:
		need(needs, key && key->value.size == LONG_KEY ? NEEDS_TUAK256 : NEEDS_TUAK128);
		break;
	case ALGORITHM_TEST:
		need(needs, NEEDS_TEST_ALGORITHM);
		break;
	default:
		break;
	}
}

static void need_of_kind(struct package_needs *needs, const struct package_node *fcp, enum file_kind kind)
{
	const struct package_node *link = fcp ? package_member(fcp, "linkPath") : NULL;
	bool is_link = link && link->value.size > 0;
	if (kind == FILE_BER_TLV && !is_link)
		need(needs, NEEDS_BER_TLV);
	if (kind == FILE_DF && is_link)
		need(needs, NEEDS_DF_LINK);
}

static void need_of_file(struct package_needs *needs, const struct package_node *file, const struct template *template)
{
	const struct template_file *row =
		template ? template_find_file(template, schema_context_number(file->tag)) : NULL;
	if (row && !package_member(file, "doNotCreate"))
		need_of_kind(needs, package_member_with_role(file, ROLE_FCP), row->kind);
}

static void need_of_created(struct package_needs *needs, const struct package_node *fcp)
{
	const struct package_node *descriptor = package_member(fcp, "fileDescriptor");
	if (!descriptor || descriptor->value.size == 0)
		return;
	unsigned octet = descriptor->value.data[0] & ~(unsigned)SHAREABLE;
	need_of_kind(needs, fcp, octet == 0x39 ? FILE_BER_TLV : octet == 0x38 ? FILE_DF : FILE_TRANSPARENT);
}

static void need_of_members(struct package_needs *needs, const struct package_node *node, const struct template *template)
{
	for (const struct package_node *member = node->first; member; member = member->next) {
		if (!member->field || !schema_is_constructed(member->field))
			continue;
		if (member->field->role == ROLE_AKA_ALGORITHM)
			need_of_algorithm(needs, member);
		else if (member->field->role == ROLE_FILE)
			need_of_file(needs, member, template);
		else if (member->field->role == ROLE_CREATE_FCP)
			need_of_created(needs, member);
		else
			need_of_members(needs, member, template);
	}
	if (package_member(node, "catTpParameters"))
		need(needs, NEEDS_CAT_TP);
}

static bool holds(const struct package_needs *needs, struct bytes oid)
{
	for (size_t i = 0; i < needs->template_count; i++)
		if (bytes_equal(needs->templates[i], oid))
			return true;
	return false;
}

struct package_needs package_needs(const struct package_node *package)
{
	struct package_needs needs = { 0 };
	for (const struct package_node *element = package->first; element; element = element->next) {
		const struct package_node *header = package_member_with_role(element, ROLE_ELEMENT_HEADER);
		const struct package_node *oid = package_member_with_role(element, ROLE_TEMPLATE_ID);
		if (!header || !package_member(header, "mandated"))
			continue;
		need_of_element(&needs, element);
		need_of_members(&needs, element, oid ? template_find(oid->value) : NULL);
		if (oid && !holds(&needs, oid->value) && needs.template_count < NEEDED_TEMPLATES_MAXIMUM)
			needs.templates[needs.template_count++] = oid->value;
	}
	return needs;
}

/* ---- the header's lists ---- */

/* The item stays, comes or goes. */
static enum status set_service(struct package_node *list, const struct schema_field *field, bool wanted,
                               struct arena *arena)
{
	struct package_node **link = &list->first;
	while (*link && (*link)->field && (*link)->field < field)
		link = &(*link)->next;
	bool is_there = *link && (*link)->field == field;
	if (is_there == wanted)
		return STATUS_OK;
	if (is_there) {
		*link = (*link)->next;
		return STATUS_OK;
	}
	struct package_node *item = arena_allocate(arena, sizeof *item);
	if (!item)
		return STATUS_NO_MEMORY;
	*item = (struct package_node){ .field = field, .tag = field->tag, .parent = list, .next = *link };
	*link = item;
	return STATUS_OK;
}

static void drop_template(struct package_node *list, struct bytes oid)
{
	for (struct package_node **link = &list->first; *link;)
		if (bytes_equal((*link)->value, oid))
			*link = (*link)->next;
		else
			link = &(*link)->next;
}

static enum status add_template(struct package_node *list, struct bytes oid, struct arena *arena)
{
	struct package_node **link = &list->first;
	for (; *link; link = &(*link)->next)
		if (bytes_equal((*link)->value, oid))
			return STATUS_OK;
	struct package_node *item = arena_allocate(arena, sizeof *item);
	if (!item)
		return STATUS_NO_MEMORY;
	*item = (struct package_node){ .field = &list->field->fields[0], .tag = list->field->fields[0].tag, .value = oid,
	                               .parent = list };
	*link = item;
	return STATUS_OK;
}

enum status package_needs_apply(struct package_node *package, const struct package_needs *before,
                                const struct package_needs *after, struct arena *arena)
{
	struct package_node *header = package->first;
	struct package_node *services = package_member_with_role(header, ROLE_SERVICES);
	struct package_node *templates = package_member_with_role(header, ROLE_TEMPLATES);
	uint32_t changed = before->services ^ after->services;
	for (size_t i = 0; services && i < services->field->field_count; i++)
		if (changed >> i & 1)
			TRY(set_service(services, &services->field->fields[i], after->services >> i & 1, arena));
	for (size_t i = 0; templates && i < before->template_count; i++)
		if (!holds(after, before->templates[i]))
			drop_template(templates, before->templates[i]);
	for (size_t i = 0; templates && i < after->template_count; i++)
		if (!holds(before, after->templates[i]))
			TRY(add_template(templates, after->templates[i], arena));
	return STATUS_OK;
}
