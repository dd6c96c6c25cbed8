/* SPDX-License-Identifier: Apache-2.0 */
/* A text as a QR code for terminals. */
#ifndef IO_QR_CODE_H
#define IO_QR_CODE_H

#include "base/buffer.h"

/* Appends lines of half-block characters, two rows of modules each, with a quiet zone, dark on light whatever the
 * terminal's colours are. STATUS_TOO_LARGE: more text than a QR code holds, or than `out` does. */
enum status qr_code_print(struct text text, struct buffer *out) MUST_CHECK;

#endif
