/* SPDX-License-Identifier: Apache-2.0 */
/* How long a device without a user waits before it asks a server again. */
#ifndef PROGRAMS_RETRY_WAIT_H
#define PROGRAMS_RETRY_WAIT_H

#include <stdbool.h>

enum { RETRY_WAIT_MAXIMUM = 24 * 3600 /* seconds */ };

/* After a success the interval; each failure doubles the wait before it, up to a day. */
unsigned retry_wait_next(unsigned wait, unsigned interval, bool has_succeeded);

/* The same a quarter shorter or longer, by a random number: a fleet that was switched on at once does not ask at once. */
unsigned retry_wait_spread(unsigned wait, unsigned random);

#endif
