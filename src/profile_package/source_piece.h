/* SPDX-License-Identifier: Apache-2.0 */
/* A single field, or the contents of a single file, from what a profile source would say there. */
#ifndef PROFILE_PACKAGE_SOURCE_PIECE_H
#define PROFILE_PACKAGE_SOURCE_PIECE_H

#include "profile_package/package_tree.h"
#include "profile_package/source_error.h"
#include "profile_package/template.h"

/* The element that the field stands in. */
struct source_piece_place {
	const struct schema_field *element;
	const struct template *template; /* that the element follows; NULL: none */
};

/* Appends the field with its tag. `value`: as it would be written after the key; a field of one value may leave out its
 * quotes. STATUS_MALFORMED: error->message says what was expected; STATUS_NO_MEMORY. */
enum status source_piece_compile(const struct source_piece_place *place, const struct schema_field *field,
                                 struct text value, struct buffer *out, struct source_error *error) MUST_CHECK;

/* A file that contents go into. */
struct source_piece_file {
	const struct schema_field *field; /* of a template; NULL: made by generic file management */
	const struct package_node *fcp;   /* NULL: none */
	const struct template_file *row;  /* NULL: none */
};

/* Appends the items that write the contents which `key` ("content", "imsi") names. STATUS_NOT_FOUND: it names none;
 * otherwise as source_piece_compile(). */
enum status source_piece_contents(const struct source_piece_place *place, const struct source_piece_file *file,
                                  struct text key, struct text value, struct buffer *out, struct source_error *error)
	MUST_CHECK;

/* Appends the octets of one record. `key`: a word for it ("uri"); empty: `value` is what a list of records holds.
 * *out_record_size: of a whole record. Failures as source_piece_contents(). */
enum status source_piece_record(const struct source_piece_place *place, const struct source_piece_file *file,
                                struct text key, struct text value, struct buffer *out, size_t *out_record_size,
                                struct source_error *error) MUST_CHECK;

#endif
