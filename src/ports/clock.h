/* SPDX-License-Identifier: Apache-2.0 */
/* Time, as a role sees it. Answers at once. */
#ifndef PORTS_CLOCK_H
#define PORTS_CLOCK_H

#include <stdint.h>

struct clock {
	void *self;
	int64_t (*utc_seconds)(void *self); /* since 1970-01-01T00:00:00Z */
};

static inline int64_t clock_utc_seconds(const struct clock *clock)
{
	return clock->utc_seconds(clock->self);
}

#endif
