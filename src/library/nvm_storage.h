/* SPDX-License-Identifier: Apache-2.0 */
/* A card's memory in a storage of the caller's: the records stand in the process, and each transaction is handed over whole
 * before it is done here. */
#ifndef LIBRARY_NVM_STORAGE_H
#define LIBRARY_NVM_STORAGE_H

#include "ports/nvm.h"
#include "provisim/euicc.h"

struct nvm_storage;

/* Loads all records; *storage is copied. `limit`: octets of all values. STATUS_IO: it does not load; STATUS_NO_MEMORY. */
enum status nvm_storage_new(const struct provisim_euicc_storage *storage, uint64_t limit,
                            struct nvm_storage **out) MUST_CHECK;
void nvm_storage_free(struct nvm_storage *storage);

/* Lives as long as `storage`. */
struct nvm *nvm_storage_port(struct nvm_storage *storage);

#endif
