/* SPDX-License-Identifier: Apache-2.0 */
/* Cards as callers of libprovisim-euicc make them. */
#ifndef TESTS_SUPPORT_LIBRARY_CARD_H
#define TESTS_SUPPORT_LIBRARY_CARD_H

#include "provisim/euicc.h"
#include "support/test_pki.h"

/* A test world in the caller's forms: certificates as DER, keys as PEM. */
struct library_world {
	struct test_pki pki;
	struct buffer key, eum_key;
	char eid[PROVISIM_EUICC_EID_SIZE];
	struct provisim_euicc_credentials credentials;
	struct provisim_euicc_birth birth; /* with the world's own card certificate */
};

void library_world_make(struct library_world *world);
void library_world_release(struct library_world *world);

/* Makes the world's card in this memory and opens it; asserted. `settings` may be NULL. */
struct provisim_euicc *library_card_make(const struct library_world *world, struct provisim_euicc_memory *memory,
                                         const struct provisim_euicc_settings *settings);

/* Sends hexadecimal, fetches what waits behind 61xx, and wants this whole answer in the end. */
void library_card_expect(struct provisim_euicc *card, const char *command, const char *answer);

/* Channel 1 with the ISD-R on it. */
void library_card_select_isd_r(struct provisim_euicc *card);

#endif
