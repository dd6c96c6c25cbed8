/* SPDX-License-Identifier: Apache-2.0 */
#include "library/card_memory.h"

#include <stdlib.h>

#include "io/nvm_memory.h"
#include "io/nvm_sqlite.h"
#include "library/nvm_storage.h"
#include "library/outcome.h"

enum provisim_euicc_status provisim_euicc_memory_new(uint64_t limit, struct provisim_euicc_memory **out_memory)
{
	if (!out_memory)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	struct provisim_euicc_memory *memory = calloc(1, sizeof *memory);
	if (!memory)
		return PROVISIM_EUICC_NO_MEMORY;
	memory->process = nvm_memory_new(limit > 0 ? limit : CARD_MEMORY_LIMIT);
	if (!memory->process) {
		free(memory);
		return PROVISIM_EUICC_NO_MEMORY;
	}
	memory->nvm = nvm_memory_port(memory->process);
	*out_memory = memory;
	return PROVISIM_EUICC_OK;
}

enum provisim_euicc_status provisim_euicc_memory_open(const char *path, struct provisim_euicc_memory **out_memory)
{
	if (!path || !out_memory)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	struct provisim_euicc_memory *memory = calloc(1, sizeof *memory);
	if (!memory)
		return PROVISIM_EUICC_NO_MEMORY;
	enum status status = nvm_sqlite_open(path, &memory->file);
	if (status != STATUS_OK) {
		free(memory);
		return outcome(status);
	}
	memory->nvm = nvm_sqlite_port(memory->file);
	*out_memory = memory;
	return PROVISIM_EUICC_OK;
}

enum provisim_euicc_status provisim_euicc_memory_from(const struct provisim_euicc_storage *storage,
                                                      struct provisim_euicc_memory **out_memory)
{
	if (!storage || !storage->load || !storage->commit || !out_memory)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	struct provisim_euicc_memory *memory = calloc(1, sizeof *memory);
	if (!memory)
		return PROVISIM_EUICC_NO_MEMORY;
	enum status status = nvm_storage_new(storage, CARD_MEMORY_LIMIT, &memory->storage);
	if (status != STATUS_OK) {
		free(memory);
		return outcome(status);
	}
	memory->nvm = nvm_storage_port(memory->storage);
	*out_memory = memory;
	return PROVISIM_EUICC_OK;
}

void provisim_euicc_memory_free(struct provisim_euicc_memory *memory)
{
	if (!memory)
		return;
	nvm_memory_free(memory->process);
	nvm_sqlite_close(memory->file);
	nvm_storage_free(memory->storage);
	free(memory);
}

enum provisim_euicc_status provisim_euicc_memory_used(const struct provisim_euicc_memory *memory, uint64_t *out_octets)
{
	if (!memory || !out_octets)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	return outcome(nvm_used(memory->nvm, 0, UINT64_MAX, out_octets));
}
