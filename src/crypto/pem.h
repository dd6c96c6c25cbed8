/* SPDX-License-Identifier: Apache-2.0 */
/* The textual form of keys and certificates (RFC 7468). */
#ifndef CRYPTO_PEM_H
#define CRYPTO_PEM_H

#include "base/buffer.h"

/* Decodes the first block with this label ("CERTIFICATE") and appends its octets; other blocks and text around it are
 * skipped. *rest, if not NULL, becomes what follows the block.
 * STATUS_NOT_FOUND: no such block; STATUS_MALFORMED: it has no end or holds no base64; STATUS_TOO_LARGE. */
enum status pem_decode(struct text text, const char *label, struct buffer *out, struct text *rest) MUST_CHECK;

/* Appends one block, in lines of 64 characters. STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status pem_print(const char *label, struct bytes octets, struct buffer *out) MUST_CHECK;

#endif
