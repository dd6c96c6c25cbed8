/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a card behind the library's handle. */
#ifndef LIBRARY_CARD_MEMORY_H
#define LIBRARY_CARD_MEMORY_H

#include "ports/nvm.h"
#include "provisim/euicc.h"

struct provisim_euicc_memory {
	struct nvm *nvm; /* that of one of these; the others are NULL */
	struct nvm_memory *process;
	struct nvm_sqlite *file;
	struct nvm_storage *storage;
	bool runs;       /* a card is open on it */
};

enum { CARD_MEMORY_LIMIT = 16 << 20 /* octets, of all values */ };

#endif
