/* SPDX-License-Identifier: Apache-2.0 */
/* The permutation Keccak-f[1600] (FIPS 202 3.3). OpenSSL only offers the hash functions around it; TUAK may run it more
 * than once in a row. */
#ifndef CRYPTO_KECCAK_H
#define CRYPTO_KECCAK_H

#include <stdint.h>

enum { KECCAK_STATE = 200 }; /* octets */

void keccak_f1600(uint8_t state[KECCAK_STATE]);

#endif
