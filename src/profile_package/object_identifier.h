/* SPDX-License-Identifier: Apache-2.0 */
/* Object identifiers as people write them. */
#ifndef PROFILE_PACKAGE_OBJECT_IDENTIFIER_H
#define PROFILE_PACKAGE_OBJECT_IDENTIFIER_H

#include "base/buffer.h"

/* Appends "2.23.143.1.2.4" for value octets. STATUS_MALFORMED: no object identifier, or a number above 31 bits; nothing
 * that object_identifier_parse() would not give back is printed. */
enum status object_identifier_print(struct bytes value, struct buffer *out) MUST_CHECK;

/* Appends the value octets. STATUS_MALFORMED: not two to sixty-four numbers with dots, or not allowed ones. */
enum status object_identifier_parse(struct text text, struct buffer *out) MUST_CHECK;

#endif
