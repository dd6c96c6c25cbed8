/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/signature_memory.h"

#include <stdlib.h>

enum status signature_memory_init(struct signature_memory *memory, size_t count)
{
	void *places = calloc(count, sizeof *memory->places);
	if (!places)
		return STATUS_NO_MEMORY;
	*memory = (struct signature_memory){ places, count };
	return STATUS_OK;
}

void signature_memory_release(struct signature_memory *memory)
{
	free(memory->places);
	*memory = (struct signature_memory){ 0 };
}

enum status signature_name_make(struct bytes issuer_point, struct bytes certificate, struct signature_name *out)
{
	uint8_t digest[SHA256_SIZE];
	const struct bytes parts[] = { issuer_point, certificate };
	TRY(sha256(parts, ARRAY_SIZE(parts), digest));
	memcpy(out->words, digest, sizeof out->words);
	return STATUS_OK;
}

/* What another thread is writing may be seen half: then it is the name of nothing, as all words must be right. */
bool signature_memory_knows(const struct signature_memory *memory, const struct signature_name *name)
{
	uint64_t difference = 0;
	_Atomic uint64_t *place = memory->places[name->words[0] & (memory->count - 1)];
	for (size_t i = 0; i < SIGNATURE_WORDS; i++)
		difference |= atomic_load_explicit(&place[i], memory_order_relaxed) ^ name->words[i];
	return difference == 0;
}

void signature_memory_keep(const struct signature_memory *memory, const struct signature_name *name)
{
	_Atomic uint64_t *place = memory->places[name->words[0] & (memory->count - 1)];
	for (size_t i = 0; i < SIGNATURE_WORDS; i++)
		atomic_store_explicit(&place[i], name->words[i], memory_order_relaxed);
}
