/* SPDX-License-Identifier: Apache-2.0 */
/* Time, as a role sees it. Answers at once. */
#ifndef PORTS_CLOCK_H
#define PORTS_CLOCK_H

#include <stdint.h>

struct clock {
	void *self;
	int64_t (*utc_seconds)(void *self); /* since 1970-01-01T00:00:00Z */
	int64_t (*microseconds)(void *self); /* that never go back; NULL: nothing is timed */
};

static inline int64_t clock_utc_seconds(const struct clock *clock)
{
	return clock->utc_seconds(clock->self);
}

/* For how long something took: the difference of two. Always nought where nothing is timed. */
static inline int64_t clock_microseconds(const struct clock *clock)
{
	return clock->microseconds ? clock->microseconds(clock->self) : 0;
}

#endif
