/* SPDX-License-Identifier: Apache-2.0 */
/* How a USIM conceals a subscription identifier from everybody but the home network (3GPP TS 33.501 C.3). */
#ifndef CRYPTO_ECIES_H
#define CRYPTO_ECIES_H

#include "base/buffer.h"

/* As protection scheme identifiers. */
enum ecies_profile { ECIES_PROFILE_A = 1 /* X25519 */, ECIES_PROFILE_B = 2 /* P-256 */ };

enum { ECIES_PRIVATE_SIZE = 32, ECIES_TAG_SIZE = 8, ECIES_INPUT_MAXIMUM = 256 };

/* Appends the ephemeral public key (32 octets, or 33 compressed), the cipher text and the tag. `home_key`: 32 octets for
 * profile A; 33 or 65 for profile B. `ephemeral`: 32 unpredictable octets, never used twice.
 * STATUS_MALFORMED: the home network's key is none; STATUS_REFUSED: `ephemeral` is no private key of that curve, take
 * others; STATUS_TOO_LARGE: more than ECIES_INPUT_MAXIMUM octets, or than the buffer takes. */
enum status ecies_conceal(enum ecies_profile profile, struct bytes home_key, struct bytes ephemeral, struct bytes input,
                          struct buffer *out) MUST_CHECK;

#endif
