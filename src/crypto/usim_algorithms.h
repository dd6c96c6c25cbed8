/* SPDX-License-Identifier: Apache-2.0 */
/* Milenage and TUAK, behind usim_authenticate.h. Only crypto/ includes this. */
#ifndef CRYPTO_USIM_ALGORITHMS_H
#define CRYPTO_USIM_ALGORITHMS_H

#include "crypto/usim_authenticate.h"

enum status milenage_f1(const struct usim_keys *keys, const uint8_t rand[16], const uint8_t sqn[6],
                        const uint8_t amf[2], struct usim_vector *out) MUST_CHECK;
enum status milenage_f2345(const struct usim_keys *keys, const uint8_t rand[16], struct usim_vector *out) MUST_CHECK;
enum status milenage_opc(const struct usim_keys *keys, const uint8_t op[16], uint8_t out[16]) MUST_CHECK;

/* Sizes and iterations have been checked. */
void tuak_f1(const struct usim_keys *keys, const uint8_t rand[16], const uint8_t sqn[6], const uint8_t amf[2],
             struct usim_vector *out);
void tuak_f2345(const struct usim_keys *keys, const uint8_t rand[16], struct usim_vector *out);
void tuak_topc(const struct usim_keys *keys, const uint8_t top[32], uint8_t out[32]);

#endif
