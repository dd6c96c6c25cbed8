/* SPDX-License-Identifier: Apache-2.0 */
/* Inside package_edit_set(): from a path to the place in the tree. Only package_set*.c files include this. */
#ifndef PROFILE_PACKAGE_PACKAGE_SET_H
#define PROFILE_PACKAGE_PACKAGE_SET_H

#include "profile_package/package_edit.h"
#include "profile_package/source_piece.h"

struct package_setting {
	struct package_edit *edit;
	const char *path;             /* as it was typed */
	struct package_node *element;
	struct source_piece_place place;
};

/* A field, there or not. */
struct package_spot {
	struct package_node *parent;
	const struct schema_field *field;
	struct package_node *node;    /* NULL: not there */
};

/* A file that contents go into: an item list and, in it, its Fcp. */
struct package_file_spot {
	struct package_node *list;
	struct package_node *fcp;     /* NULL: none */
	bool is_created;              /* by generic file management */
};

/* Follows the words of *path inside the element and cuts them off. Either *out is a field and *path is empty, or *out_file
 * is a file and *path the words for its contents. STATUS_NOT_FOUND: the edit's message says which word. */
enum status package_set_find(struct package_setting *setting, struct text *path, struct package_spot *out,
                             struct package_file_spot *out_file) MUST_CHECK;

/* An empty member of `parent`, in its place. */
enum status package_set_make(struct package_setting *setting, struct package_node *parent,
                             const struct schema_field *field, struct package_node **out) MUST_CHECK;

#endif
