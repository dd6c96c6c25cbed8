/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/retry_wait.h"

unsigned retry_wait_next(unsigned wait, unsigned interval, bool has_succeeded)
{
	if (has_succeeded)
		return interval;
	return wait < RETRY_WAIT_MAXIMUM / 2 ? wait * 2 : RETRY_WAIT_MAXIMUM;
}

unsigned retry_wait_spread(unsigned wait, unsigned random)
{
	return wait - wait / 4 + random % (wait / 2 + 1);
}
