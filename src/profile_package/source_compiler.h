/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the compiler of profile sources. Only source_….c files include this. */
#ifndef PROFILE_PACKAGE_SOURCE_COMPILER_H
#define PROFILE_PACKAGE_SOURCE_COMPILER_H

#include "codec/der_write.h"
#include "profile_package/content_codec.h"
#include "profile_package/source.h"
#include "profile_package/template.h"

struct source_compiler {
	struct der_writer writer;
	struct source_error *error;
	const struct yaml_node *elements;  /* the list */
	uint32_t position;                 /* of the element in it */
	const struct schema_field *element;
	const struct template *template;   /* that the element follows; NULL: none */
};

/* Writes the field with its tag. */
enum status source_compile_field(struct source_compiler *compiler, const struct schema_field *field,
                                 const struct yaml_node *node) MUST_CHECK;

/* The members of a SEQUENCE in its order, from a mapping, without the SEQUENCE's own tag. Keys that are no field are
 * refused unless they are in `extra`, names of somebody else's ended by NULL. */
enum status source_compile_members(struct source_compiler *compiler, const struct schema_field *sequence,
                                   const struct yaml_node *node, const char *const *extra) MUST_CHECK;

/* A list whose items are one alternative each, named. */
enum status source_compile_choices(struct source_compiler *compiler, const struct schema_field *field,
                                   const struct yaml_node *node) MUST_CHECK;

/* A file of a template: the items of a File. */
enum status source_compile_file(struct source_compiler *compiler, const struct schema_field *field,
                                const struct yaml_node *node) MUST_CHECK;

/* createFCP of generic file management: the Fcp, and what is written into the file after it. */
enum status source_compile_created_file(struct source_compiler *compiler, const struct schema_field *field,
                                        const struct yaml_node *node) MUST_CHECK;

/* A file that contents go into. */
struct source_body {
	const struct content_codec *codec; /* NULL: none */
	bool is_created;                   /* by generic file management; the tags differ */
	size_t body_size, record_size;     /* nought: not known */
};

/* Contents under one of their keys. STATUS_NOT_FOUND: the key is none of contents. */
enum status source_compile_body(struct source_compiler *compiler, const struct source_body *body, struct text key,
                                const struct yaml_node *node) MUST_CHECK;

/* Generic file management: a list of commands, or of such lists. */
enum status source_compile_commands(struct source_compiler *compiler, const struct schema_field *field,
                                    const struct yaml_node *node) MUST_CHECK;

#endif
