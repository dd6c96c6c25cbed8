/* SPDX-License-Identifier: Apache-2.0 */
/* Where a finding is, in the words of a profile source: what the source leaves out of its nesting is left out here. */
#include "profile_package/lint_model.h"

enum { STEPS_MAXIMUM = SCHEMA_DEPTH_MAXIMUM + 4, NUMBER_MAXIMUM = 9999 };

/* The alternatives of a CHOICE, the fields of an Fcp and those of an element's header stand among their parent's. */
static bool is_left_out(const struct package_node *node)
{
	if (!node->field)
		return false;
	enum schema_role role = node->field->role;
	return node->field->type == SCHEMA_CHOICE || role == ROLE_FCP || role == ROLE_ELEMENT_HEADER;
}

static bool is_content(const struct package_node *node)
{
	return node->field && (node->field->role == ROLE_FILL_CONTENT || node->field->role == ROLE_FILL_OFFSET);
}

static size_t number_in_parent(const struct package_node *node)
{
	size_t number = 1;
	const struct package_node *before = node->parent->first;
	for (; before && before != node && number < NUMBER_MAXIMUM; before = before->next)
		number++;
	return number;
}

static const char *step(struct lint *lint, const struct package_node *node)
{
	bool in_list = node->parent->field->type == SCHEMA_LIST || node->parent->field->type == SCHEMA_CHOICES;
	if (in_list && node->parent->field->role != ROLE_FILE)
		return arena_print(lint->arena, "#%zu", number_in_parent(node));
	if (!node->field)
		return arena_print(lint->arena, "%X", node->tag);
	return is_content(node) ? "content" : node->field->name;
}

static const char *element_step(struct lint *lint, const struct package_node *node)
{
	LINT_EACH_ELEMENT(element, lint)
		if (element->node == node)
			return element->number == 1 ? element->name
			                            : arena_print(lint->arena, "%s#%u", element->name, element->number);
	return node->field ? node->field->name : "unknown";
}

/* Files that are created without a template are named by their identifiers. */
static const char *created_step(struct lint *lint, const struct package_node *node)
{
	const struct lint_file *file = NULL;
	for (struct lint_file *each = lint->files; each && !file; each = each->next)
		if (each->node == node)
			file = each;
	const char *text = NULL;
	for (size_t i = 0; file && i < file->path.count; i++)
		text = arena_print(lint->arena, "%s%s%04X", text ? text : "", text ? "/" : "", file->path.ids[i]);
	return text ? text : file ? "3F00" : "createFCP";
}

/* What the field would be called that is not there. */
static const char *absent_step(const struct lint_file *file)
{
	const struct schema_field *element = file->element->node->field;
	for (size_t i = 0; i < element->field_count; i++)
		if (element->fields[i].role == ROLE_FILE && schema_context_number(element->fields[i].tag) == file->row->tag)
			return element->fields[i].name;
	return file->row->name;
}

const char *lint_path(struct lint *lint, const struct package_node *node, const struct lint_file *file)
{
	const char *steps[STEPS_MAXIMUM];
	size_t count = 0;
	if (file && file->is_absent && node == file->node)
		steps[count++] = absent_step(file);
	/* Contents stand behind a file that is made by hand, not in it. */
	if (file && !file->row && is_content(node)) {
		steps[count++] = "content";
		node = file->node;
	}
	for (; node->parent && count < STEPS_MAXIMUM; node = node->parent) {
		bool is_created = node->field && node->field->role == ROLE_CREATE_FCP;
		if (!node->parent->parent)
			steps[count++] = element_step(lint, node);
		else if (is_created)
			steps[count++] = created_step(lint, node);
		else if (!is_left_out(node))
			steps[count++] = step(lint, node);
		/* The lists that such files stand in have no names of their own. */
		while (is_created && node->parent->parent && node->parent->parent->parent)
			node = node->parent;
	}
	const char *text = count > 0 ? steps[--count] : "package";
	while (text && count > 0) {
		const char *next = steps[--count];
		text = next ? arena_print(lint->arena, "%s/%s", text, next) : NULL;
	}
	return text;
}
