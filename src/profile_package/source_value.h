/* SPDX-License-Identifier: Apache-2.0 */
/* Primitive values of the schema as they are written in a profile source. */
#ifndef PROFILE_PACKAGE_SOURCE_VALUE_H
#define PROFILE_PACKAGE_SOURCE_VALUE_H

#include "profile_package/schema.h"
#include "profile_package/source_error.h"

/* Appends the value octets. */
enum status source_value_parse(const struct schema_field *field, const struct yaml_node *node, struct buffer *out,
                               struct source_error *error) MUST_CHECK;

/* Appends the value as one YAML scalar. STATUS_UNSUPPORTED, and nothing appended: source_value_parse() would not give
 * the same octets back. */
enum status source_value_print(const struct schema_field *field, struct bytes value, struct buffer *out) MUST_CHECK;

/* "true" or "false". */
enum status source_boolean(struct source_error *error, const struct yaml_node *node, bool *out) MUST_CHECK;

#endif
