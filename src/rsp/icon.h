/* SPDX-License-Identifier: Apache-2.0 */
/* The picture that a device shows for a profile: PNG or JPEG (SGP.22 5.5.3). */
#ifndef RSP_ICON_H
#define RSP_ICON_H

#include "rsp/profile_metadata.h"

enum { ICON_PIXELS = 64 }; /* wide and high */

struct icon {
	enum icon_type type;
	uint32_t width, height; /* pixels */
};

/* Looks at the frame of the picture, not at its pixels. STATUS_MALFORMED: neither PNG nor JPEG, or cut off;
 * STATUS_TOO_LARGE: more than ICON_MAXIMUM octets; STATUS_REFUSED: not ICON_PIXELS wide and high, *out tells what.
 * *out is written in the cases OK and REFUSED. */
enum status icon_check(struct bytes picture, struct icon *out) MUST_CHECK;

const char *icon_type_name(enum icon_type type); /* "PNG", "JPEG", "none" */

#endif
