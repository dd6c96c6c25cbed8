/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 of RFC 4648 section 4, with padding. */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/buffer.h"

/* Without line breaks. STATUS_TOO_LARGE, STATUS_NO_MEMORY: nothing was appended. */
enum status base64_append(struct buffer *out, struct bytes bytes) MUST_CHECK;

/* Blanks, tabs and line ends are skipped wherever they stand. Nothing is appended on failure.
 * STATUS_MALFORMED: another character, padding that is missing, misplaced or hides set bits. */
enum status base64_decode_append(struct text text, struct buffer *out) MUST_CHECK;

#endif
