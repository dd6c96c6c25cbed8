/* SPDX-License-Identifier: Apache-2.0 */
/* A key or a code: held in place, wiped on release, compared in constant time, never printed. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/bytes.h"
#include "base/status.h"

enum { SECRET_MAXIMUM = 64 }; /* octets */

struct secret {
	uint8_t data[SECRET_MAXIMUM];
	size_t size;
};

/* Overwrites memory in a way that the compiler may not leave out. */
void wipe(void *memory, size_t size);

void secret_release(struct secret *secret);

/* Copies `bytes` in. STATUS_TOO_LARGE: more than SECRET_MAXIMUM octets. */
enum status secret_set(struct secret *secret, struct bytes bytes) MUST_CHECK;

static inline struct bytes secret_bytes(const struct secret *secret)
{
	return bytes_from(secret->data, secret->size);
}

/* Takes as long for a difference in the first octet as for none. Sizes are not secret. */
bool secret_equal(struct bytes a, struct bytes b);

#endif
