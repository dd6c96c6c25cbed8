/* SPDX-License-Identifier: Apache-2.0 */
#include "io/system_clock.h"

#include <stddef.h>
#include <time.h>

static int64_t utc_seconds(void *self)
{
	(void)self;
	return time(NULL);
}

static int64_t microseconds(void *self)
{
	struct timespec now;
	(void)self;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

struct clock system_clock(void)
{
	return (struct clock){ .utc_seconds = utc_seconds, .microseconds = microseconds };
}
