/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_tree.h"

#include <stdio.h>

#include "codec/der_read.h"
#include "codec/der_write.h"

/* One decoding. Offsets are counted from `start`. */
struct decoding {
	const uint8_t *start;
	struct arena *arena;
	struct package_error *error;
};

static enum status refuse(const struct decoding *decoding, const uint8_t *where, const char *message, const char *name)
{
	decoding->error->offset = where ? (size_t)(where - decoding->start) : 0;
	snprintf(decoding->error->message, sizeof decoding->error->message, message, name);
	return STATUS_MALFORMED;
}

/* Unknown members, and known ones out of their order, are kept whole without a field. */
static const struct schema_field *find_field(const struct schema_field *container, size_t *next, uint32_t tag)
{
	size_t index = schema_find(container, *next, tag);
	if (index == container->field_count)
		return container == &schema_package ? &schema_unknown_element : NULL;
	*next = index + 1;
	return &container->fields[index];
}

static enum status decode_inside(const struct decoding *decoding, struct package_node *parent, struct bytes inside,
                                 int depth);

static enum status decode_node(const struct decoding *decoding, struct package_node *parent, size_t *next,
                               const struct der_element *element, int depth, struct package_node **out)
{
	struct package_node *node = arena_allocate(decoding->arena, sizeof *node);
	if (!node)
		return STATUS_NO_MEMORY;
	*node = (struct package_node){
		.field = find_field(parent->field, next, element->tag),
		.tag = element->tag,
		.parent = parent,
		.offset = (size_t)(element->whole.data - decoding->start),
		.size = element->whole.size,
	};
	*out = node;
	node->value = node->field ? element->value : element->whole;
	if (!node->field || !schema_is_constructed(node->field))
		return STATUS_OK;
	return decode_inside(decoding, node, element->value, depth + 1);
}

static enum status decode_inside(const struct decoding *decoding, struct package_node *parent, struct bytes inside,
                                 int depth)
{
	struct der_reader reader = der_reader(inside);
	struct package_node **link = &parent->first;
	size_t next = 0, count = 0;
	if (depth > SCHEMA_DEPTH_MAXIMUM)
		return refuse(decoding, inside.data, "%s: nested too deep", parent->field->name);
	while (!der_end(&reader)) {
		struct der_element element;
		/* Whoever looks at elements may look at each for each. */
		if (parent->field == &schema_package && count++ == PACKAGE_ELEMENTS_MAXIMUM) {
			(void)refuse(decoding, reader.rest.data, "%s: too many profile elements", parent->field->name);
			return STATUS_TOO_LARGE;
		}
		if (!der_next(&reader, &element))
			return refuse(decoding, reader.rest.data, "%s: no tag and length that fit",
			              parent->field->name);
		TRY(decode_node(decoding, parent, &next, &element, depth, link));
		link = &(*link)->next;
	}
	return STATUS_OK;
}

enum status package_decode_inside(const struct schema_field *container, struct bytes inside, struct arena *arena,
                                  struct package_node **out, struct package_error *error)
{
	struct decoding decoding = { .start = inside.data, .arena = arena, .error = error };
	if (inside.size > PACKAGE_SIZE_MAXIMUM) {
		(void)refuse(&decoding, inside.data, "%s: too large", container->name);
		return STATUS_TOO_LARGE;
	}
	struct package_node *root = arena_allocate(arena, sizeof *root);
	if (!root)
		return STATUS_NO_MEMORY;
	*root = (struct package_node){ .field = container, .size = inside.size };
	TRY(decode_inside(&decoding, root, inside, 0));
	*out = root;
	return STATUS_OK;
}

enum status package_decode(struct bytes package, struct arena *arena, struct package_node **out,
                           struct package_error *error)
{
	return package_decode_inside(&schema_package, package, arena, out, error);
}

static void put_node(struct der_writer *writer, const struct package_node *node)
{
	if (!node->field) {
		der_put_raw(writer, node->value);
		return;
	}
	if (!schema_is_constructed(node->field)) {
		der_put(writer, node->tag, node->value);
		return;
	}
	if (node->field != &schema_package)
		der_open(writer, node->tag);
	for (const struct package_node *member = node->first; member; member = member->next)
		put_node(writer, member);
	if (node->field != &schema_package)
		der_close(writer);
}

enum status package_encode(const struct package_node *node, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	put_node(&writer, node);
	return der_finish(&writer);
}

struct package_node *package_member(const struct package_node *node, const char *name)
{
	for (struct package_node *member = node ? node->first : NULL; member; member = member->next)
		if (member->field && strcmp(member->field->name, name) == 0)
			return member;
	return NULL;
}

struct package_node *package_member_with_role(const struct package_node *node, enum schema_role role)
{
	for (struct package_node *member = node ? node->first : NULL; member; member = member->next)
		if (member->field && member->field->role == role)
			return member;
	return NULL;
}

size_t package_count(const struct package_node *node)
{
	size_t count = 0;
	for (const struct package_node *member = node->first; member; member = member->next)
		count++;
	return count;
}

uint32_t package_number(const struct package_node *node)
{
	uint32_t number = 0;
	for (size_t i = 0; node && i < node->value.size; i++)
		number = number << 8 | node->value.data[i];
	return number;
}
