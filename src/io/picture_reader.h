/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures and the codes in them, by libpng, libjpeg and zbar: the part that is loaded (see picture_codes.h). */
#ifndef IO_PICTURE_READER_H
#define IO_PICTURE_READER_H

#include "io/picture_codes.h"

/* STATUS_MALFORMED, STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status picture_reader_read(struct bytes picture, bool is_png, struct arena *arena, struct picture_codes *out) MUST_CHECK;

#endif
