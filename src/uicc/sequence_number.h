/* SPDX-License-Identifier: Apache-2.0 */
/* Freshness of an authentication (3GPP TS 33.102 6.3.3, annex C.2): SQN is 48 bits, SEQ above the five bits of IND. */
#ifndef UICC_SEQUENCE_NUMBER_H
#define UICC_SEQUENCE_NUMBER_H

#include "uicc/profile_store.h"

enum { SQN_SIZE = 6, SQN_IND_BITS = 5 };

uint64_t sequence_number_read(const uint8_t octets[SQN_SIZE]);
void sequence_number_write(uint64_t sqn, uint8_t out[SQN_SIZE]);

/* True: fresh. */
bool sequence_number_is_fresh(const struct authentication *state, uint64_t sqn);
/* Takes it as the latest of its IND. */
void sequence_number_accept(struct authentication *state, uint64_t sqn);
/* SQN_MS: the highest one accepted, with the IND under which it is kept. */
uint64_t sequence_number_highest(const struct authentication *state);

#endif
