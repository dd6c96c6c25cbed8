/* SPDX-License-Identifier: Apache-2.0 */
/* The QR codes in a picture. What reads pictures is loaded when the first one comes: it brings more with it than all of an
 * LPA. */
#ifndef IO_PICTURE_CODES_H
#define IO_PICTURE_CODES_H

#include "base/arena.h"

enum {
	PICTURE_OCTETS_MAXIMUM = 32 << 20,
	PICTURE_PIXELS_MAXIMUM = 64 << 20,
	PICTURE_CODES_MAXIMUM = 16,
	PICTURE_FAULT_SIZE = 200,
};

/* What a picture holds, from top to bottom as the reader found it; texts in the arena that was given. */
struct picture_codes {
	struct text texts[PICTURE_CODES_MAXIMUM];
	size_t count;
};

/* Begins as PNG or JPEG files do. */
bool picture_is_one(struct bytes octets);

/* Reads a PNG or JPEG file. No code in it is no failure. STATUS_MALFORMED: no such file, or it is damaged; STATUS_TOO_LARGE;
 * STATUS_UNSUPPORTED: this installation cannot read pictures; STATUS_NO_MEMORY. On failure `fault` has a sentence. */
enum status picture_codes_read(struct bytes picture, struct arena *arena, struct picture_codes *out,
                               char fault[PICTURE_FAULT_SIZE]) MUST_CHECK;

#endif
