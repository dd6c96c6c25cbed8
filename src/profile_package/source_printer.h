/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the printer of profile sources. Only source_….c files include this. */
#ifndef PROFILE_PACKAGE_SOURCE_PRINTER_H
#define PROFILE_PACKAGE_SOURCE_PRINTER_H

#include "profile_package/source.h"
#include "profile_package/template.h"

struct source_printer {
	struct buffer *out;
	bool reveal;
	unsigned indent;                   /* columns */
	bool dash;                         /* the next line begins an item of a list */
	const struct schema_field *element;
	const struct template *template;   /* that the element follows; NULL: none known */
};

/* Begins a line: indentation, and the dash of a list's item if one is due. */
enum status source_start_line(struct source_printer *printer) MUST_CHECK;

/* A line "key: VALUE" with the node's octets, or what stands inside it, in hexadecimal. */
enum status source_print_raw(struct source_printer *printer, const char *key,
                             const struct package_node *node) MUST_CHECK;

/* One line or several for a field with its name. */
enum status source_print_field(struct source_printer *printer, const struct package_node *node) MUST_CHECK;

/* The members of a SEQUENCE, a line or more each, without an own key. */
enum status source_print_members(struct source_printer *printer, const struct package_node *sequence) MUST_CHECK;

/* The compiler would make the same octets of the readable form: every member is known, complete, and a value that has
 * a notation. */
bool source_is_readable(const struct package_node *node);

/* A file of a template; commands of generic file management. */
enum status source_print_file(struct source_printer *printer, const struct package_node *file) MUST_CHECK;
enum status source_print_commands(struct source_printer *printer, const struct package_node *commands) MUST_CHECK;

/* Octets of a file's body and of its records as far as Fcp and template tell, which may be NULL both; nought: not known. */
void source_file_sizes(const struct package_node *fcp, const struct template_file *row, size_t *out_body,
                       size_t *out_record);

#endif
