/* SPDX-License-Identifier: Apache-2.0 */
#include "io/system_clock.h"

#include <stddef.h>
#include <time.h>

static int64_t utc_seconds(void *self)
{
	(void)self;
	return time(NULL);
}

struct clock system_clock(void)
{
	return (struct clock){ .utc_seconds = utc_seconds };
}
