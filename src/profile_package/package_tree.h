/* SPDX-License-Identifier: Apache-2.0 */
/* A whole package as a tree over the schema, for those who show, change or check one. Encoding a decoded package gives
 * the octets back, also where its writer did what the standard does not ask for. */
#ifndef PROFILE_PACKAGE_PACKAGE_TREE_H
#define PROFILE_PACKAGE_PACKAGE_TREE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "profile_package/schema.h"

enum { PACKAGE_SIZE_MAXIMUM = 16 << 20, PACKAGE_ELEMENTS_MAXIMUM = 8192 };

struct package_node {
	const struct schema_field *field;  /* NULL: the schema has nothing like it in this place */
	uint32_t tag;
	struct bytes value;                /* primitive: the value; without a field: the element whole */
	struct package_node *first, *next; /* members of a constructed one, in their order; the sibling */
	struct package_node *parent;
	size_t offset;                     /* of the tag, octets from the start of the package */
	size_t size;                       /* octets of the element, tag and length too; as decoded */
};

struct package_error {
	size_t offset;
	char message[100];
};

/* *out: a node for the package, its members the profile elements. Views into `package`, nodes in the arena.
 * STATUS_MALFORMED: no well-formed elements; STATUS_TOO_LARGE: octets or profile elements, *error says where too;
 * STATUS_NO_MEMORY. */
enum status package_decode(struct bytes package, struct arena *arena, struct package_node **out,
                           struct package_error *error) MUST_CHECK;

/* The same for octets that stand inside a `container`: *out is a node for it. */
enum status package_decode_inside(const struct schema_field *container, struct bytes inside, struct arena *arena,
                                  struct package_node **out, struct package_error *error) MUST_CHECK;

/* Appends the octets of a node and all below it; for the package's node, of all elements. */
enum status package_encode(const struct package_node *node, struct buffer *out) MUST_CHECK;

/* The member made from this field; NULL: none, or `node` is NULL. */
struct package_node *package_member(const struct package_node *node, const char *name);
struct package_node *package_member_with_role(const struct package_node *node, enum schema_role role);

/* How many members. */
size_t package_count(const struct package_node *node);

/* The value of an INTEGER that schema_value_fits(); nought for NULL. */
uint32_t package_number(const struct package_node *node);

#endif
