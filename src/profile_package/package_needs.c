/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_needs.h"

#include "profile_package/lint_needs.h"

static bool holds(const struct package_needs *needs, struct bytes oid)
{
	for (size_t i = 0; i < needs->template_count; i++)
		if (bytes_equal(needs->templates[i], oid))
			return true;
	return false;
}

static void need_template(struct package_needs *needs, struct bytes oid)
{
	if (oid.size > 0 && !holds(needs, oid) && needs->template_count < NEEDED_TEMPLATES_MAXIMUM)
		needs->templates[needs->template_count++] = oid;
}

/* The model that the rules look at: what they miss in the header's lists is what a change brings there. */
enum status package_needs(struct package_node *package, struct arena *arena, struct package_needs *out)
{
	struct package_needs needs = { 0 };
	struct lint *lint = arena_allocate(arena, sizeof *lint);
	if (!lint)
		return STATUS_NO_MEMORY;
	*lint = (struct lint){ .root = package, .arena = arena };
	TRY(lint_model_make(lint));
	needs.services = lint_needs_of(lint).mandated;
	LINT_EACH_ELEMENT(element, lint)
		if (element->mandated)
			need_template(&needs, element->template_oid);
	*out = needs;
	return lint->status;
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
