/* SPDX-License-Identifier: Apache-2.0 */
/* What the card signs with a key of its own: the one place for it. */
#ifndef EUICC_CARD_SIGNATURE_H
#define EUICC_CARD_SIGNATURE_H

#include "crypto/sign.h"
#include "euicc/card.h"

/* As sign(). A card that was told to spoil its signatures gives one that does not hold. */
enum status card_sign(const struct euicc *euicc, const struct signing_key *key, const struct bytes parts[], size_t count,
                      uint8_t out[SIGNATURE_SIZE]) MUST_CHECK;

#endif
