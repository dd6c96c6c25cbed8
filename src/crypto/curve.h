/* SPDX-License-Identifier: Apache-2.0 */
/* The elliptic curves of remote provisioning (SGP.22 2.6.7.2). */
#ifndef CRYPTO_CURVE_H
#define CRYPTO_CURVE_H

#include "base/bytes.h"

enum curve { CURVE_P256, CURVE_BRAINPOOL_P256R1, CURVE_COUNT };

enum {
	SCALAR_SIZE = 32,    /* octets of a private key or of a coordinate */
	POINT_SIZE = 65,     /* 04 ‖ X ‖ Y */
	SIGNATURE_SIZE = 64, /* r ‖ s, each 32 octets big-endian (BSI TR-03111) */
};

/* "P-256", "brainpoolP256r1". */
const char *curve_name(enum curve curve);

/* Content octets of the named curve's object identifier. */
struct bytes curve_oid(enum curve curve);

/* Takes the names above in any case, and "nist", "p256", "prime256v1", "secp256r1", "brainpool". False: no such curve. */
bool curve_parse(struct text name, enum curve *out);

/* By those content octets. */
bool curve_from_oid(struct bytes oid, enum curve *out);

#endif
