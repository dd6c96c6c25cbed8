/* SPDX-License-Identifier: Apache-2.0 */
/* Putting the blocks of a STORE DATA chain together, one chain for each logical channel (SGP.22 5.7.2; GlobalPlatform
 * Card Specification 11.11). */
#ifndef EUICC_STORE_DATA_H
#define EUICC_STORE_DATA_H

#include "uicc/apdu.h"

enum { STORE_DATA_INS = 0xE2, STORE_DATA_MAXIMUM = 65536 /* octets of one command */ };

struct store_data {
	struct buffer octets; /* of the chain, as far as nobody took them yet */
	struct buffer held;   /* an answer that waits for the last block */
	uint8_t next_block;   /* nought also when no chain is open: block 00 always begins one */
	bool open;
	bool streamed;        /* the beginning of this chain went to the package loader already */
};

/* Forgets an unfinished chain and gives the memory back. */
void store_data_release(struct store_data *assembly);

/* Gives the memory of empty buffers back; a chain stays as it is. */
void store_data_rest(struct store_data *assembly);

/* Takes one block; *out_is_last tells whether it ends its chain. Block 00 begins a new one and drops an unfinished one.
 * A block that is refused ends the chain. STATUS_UNSUPPORTED: P1 says something that ES10 does not have;
 * STATUS_OUT_OF_ORDER: not the next block; STATUS_TOO_LARGE: over STORE_DATA_MAXIMUM; STATUS_NO_MEMORY. */
enum status store_data_take(struct store_data *assembly, const struct apdu *block, bool *out_is_last) MUST_CHECK;

#endif
