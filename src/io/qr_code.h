/* SPDX-License-Identifier: Apache-2.0 */
/* A text as a QR code: for terminals, and as a picture. */
#ifndef IO_QR_CODE_H
#define IO_QR_CODE_H

#include "base/buffer.h"

/* Appends lines of half-block characters, two rows of modules each, with a quiet zone, dark on light whatever the
 * terminal's colours are. STATUS_TOO_LARGE: more text than a QR code holds, or than `out` does. */
enum status qr_code_print(struct text text, struct buffer *out) MUST_CHECK;

/* Appends an <svg> element without a size of its own, one unit a module, quiet zone of four. STATUS_TOO_LARGE as above. */
enum status qr_code_svg(struct text text, struct buffer *out) MUST_CHECK;

/* Appends a PNG, `scale` pixels a module (1 to 64), quiet zone of four. STATUS_TOO_LARGE as above; STATUS_NO_MEMORY. */
enum status qr_code_png(struct text text, unsigned scale, struct buffer *out) MUST_CHECK;

#endif
