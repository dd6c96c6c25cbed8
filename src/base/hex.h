/* SPDX-License-Identifier: Apache-2.0 */
/* Octets as hexadecimal text. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/arena.h"
#include "base/buffer.h"

/* Two digits an octet, no blanks. */
enum status hex_append(struct buffer *out, struct bytes bytes) MUST_CHECK;       /* upper case */
enum status hex_append_lower(struct buffer *out, struct bytes bytes) MUST_CHECK; /* lower case */

/* NUL-terminated, upper case, in the arena; NULL without memory. */
char *hex_print(struct arena *arena, struct bytes bytes) MUST_CHECK;

/* Either case, an even number of digits, nothing else. Exactly out_size octets.
 * STATUS_MALFORMED: another character or another number of digits; out is then undefined. */
enum status hex_decode(struct text text, uint8_t *out, size_t out_size) MUST_CHECK;

/* As hex_decode(), appending as many octets as the text holds. Nothing is appended on failure. */
enum status hex_decode_append(struct text text, struct buffer *out) MUST_CHECK;

#endif
