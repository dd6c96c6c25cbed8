/* SPDX-License-Identifier: Apache-2.0 */
/* One-time keys and the secret that two of them share (ECKA-EG, BSI TR-03111 4.3; SGP.22 2.6.7). */
#ifndef CRYPTO_KEY_AGREEMENT_H
#define CRYPTO_KEY_AGREEMENT_H

#include "base/secret.h"
#include "crypto/sign.h"

/* Z: the X coordinate of own scalar × peer point, always 32 octets. A one-time key is a struct signing_key made by
 * signing_key_generate(). STATUS_MALFORMED: the point is not 65 octets from 04, or not on the key's curve. */
enum status agree(const struct signing_key *own, struct bytes peer_point, struct secret *out_z) MUST_CHECK;

#endif
