/* SPDX-License-Identifier: Apache-2.0 */
/* What a command does, in a few words: "READ BINARY EF.IMSI". */
#ifndef PROGRAMS_APDU_ABOUT_H
#define PROGRAMS_APDU_ABOUT_H

#include "programs/apdu/watch.h"

/* Fills exchange->about from its APDU. `before` and `after`: which file is selected, and would be if the card does it;
 * `chain`: the STORE DATA chain with this block. All three are unused for GET RESPONSE. */
void apdu_about(struct apdu_exchange *exchange, const struct apdu_place *before, const struct apdu_place *after,
                struct bytes chain);

/* The same for octets that are too few for a command. */
void apdu_about_nothing(struct apdu_exchange *exchange);

#endif
