/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE
#include "base/secret.h"

void wipe(void *memory, size_t size)
{
	explicit_bzero(memory, size);
}

void secret_release(struct secret *secret)
{
	wipe(secret, sizeof *secret);
}

enum status secret_set(struct secret *secret, struct bytes bytes)
{
	if (bytes.size > SECRET_MAXIMUM)
		return STATUS_TOO_LARGE;
	secret_release(secret);
	if (bytes.size > 0)
		memcpy(secret->data, bytes.data, bytes.size);
	secret->size = bytes.size;
	return STATUS_OK;
}

bool secret_equal(struct bytes a, struct bytes b)
{
	if (a.size != b.size)
		return false;
	volatile uint8_t difference = 0;
	for (size_t i = 0; i < a.size; i++)
		difference |= a.data[i] ^ b.data[i];
	return difference == 0;
}
