/* SPDX-License-Identifier: Apache-2.0 */
/* Unpredictable octets. Answers at once. */
#ifndef PORTS_RANDOM_H
#define PORTS_RANDOM_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct random {
	void *self;
	enum status (*fill)(void *self, uint8_t *out, size_t size);
};

/* STATUS_IO: the generator failed; what out holds must not be used. */
MUST_CHECK static inline enum status random_fill(const struct random *random, uint8_t *out, size_t size)
{
	return random->fill(random->self, out, size);
}

#endif
