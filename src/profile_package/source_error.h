/* SPDX-License-Identifier: Apache-2.0 */
/* Where a profile source is wrong, and what was expected there. */
#ifndef PROFILE_PACKAGE_SOURCE_ERROR_H
#define PROFILE_PACKAGE_SOURCE_ERROR_H

#include "base/buffer.h"
#include "codec/yaml.h"

struct source_error {
	unsigned line, column; /* from 1; nought: about the whole */
	char message[200];
};

/* Fills *error with the place of `node` and a sentence; returns STATUS_MALFORMED. */
enum status source_refuse(struct source_error *error, const struct yaml_node *node, const char *format, ...) MUST_CHECK
	__attribute__((format(printf, 3, 4)));

/* The same for a member's key. */
enum status source_refuse_key(struct source_error *error, const struct yaml_node *member, const char *format, ...)
	MUST_CHECK __attribute__((format(printf, 3, 4)));

/* Scalars of a kind, or a refusal that says what was expected. Hexadecimal digits are appended as octets. */
enum status source_number(struct source_error *error, const struct yaml_node *node, uint32_t minimum, uint32_t maximum,
                          uint32_t *out) MUST_CHECK;
enum status source_octets(struct source_error *error, const struct yaml_node *node, size_t minimum, size_t maximum,
                          struct buffer *out) MUST_CHECK;

#endif
