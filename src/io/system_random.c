/* SPDX-License-Identifier: Apache-2.0 */
#include "io/system_random.h"

#include <errno.h>
#include <sys/random.h>

static enum status fill(void *self, uint8_t *out, size_t size)
{
	(void)self;
	while (size > 0) {
		ssize_t got = getrandom(out, size, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return STATUS_IO;
		out += got;
		size -= (size_t)got;
	}
	return STATUS_OK;
}

struct random system_random(void)
{
	return (struct random){ .fill = fill };
}
