/* SPDX-License-Identifier: Apache-2.0 */
/* Times in messages between servers: 2026-05-04T03:02:01Z (SGP.22 6.5.2.5). */
#ifndef RSP_TIMESTAMP_H
#define RSP_TIMESTAMP_H

#include "base/bytes.h"
#include "base/status.h"

enum { TIMESTAMP_TEXT_SIZE = 21 };

/* `seconds` since 1970, in the years 1970 to 9999; the nearest of these otherwise. */
void timestamp_print(int64_t seconds, char out[TIMESTAMP_TEXT_SIZE]);

/* With or without fractions of a second, which are dropped; Z or a distance from it. STATUS_MALFORMED. */
enum status timestamp_parse(struct text text, int64_t *out) MUST_CHECK;

#endif
