/* SPDX-License-Identifier: Apache-2.0 */
/* A card's non-volatile memory in the process: gone when it is freed. For cards that live as long as a test or a bench,
 * and for many at once. Transactions keep the old values until they are committed. */
#ifndef IO_NVM_MEMORY_H
#define IO_NVM_MEMORY_H

#include "ports/nvm.h"

struct nvm_memory;

/* Writes that would bring the octets of all values over `limit` answer STATUS_NO_MEMORY. NULL: no memory. */
struct nvm_memory *nvm_memory_new(uint64_t limit);
void nvm_memory_free(struct nvm_memory *memory);

/* Lives as long as `memory`. */
struct nvm *nvm_memory_port(struct nvm_memory *memory);

#endif
