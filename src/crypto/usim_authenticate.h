/* SPDX-License-Identifier: Apache-2.0 */
/* The functions f1 to f5* of a USIM, for the card and for the network's side of a test. Milenage (3GPP TS 35.206), TUAK
 * (TS 35.231), XOR test algorithm (TS 34.108 8.1.2). */
#ifndef CRYPTO_USIM_AUTHENTICATE_H
#define CRYPTO_USIM_AUTHENTICATE_H

#include "base/bytes.h"
#include "base/status.h"

enum usim_algorithm { USIM_MILENAGE = 1, USIM_TUAK = 2, USIM_XOR = 3 }; /* as SAIP's algorithmID */

/* Sizes in octets. */
struct usim_keys {
	enum usim_algorithm algorithm;
	uint8_t k[32];
	size_t k_size;         /* 16; TUAK also 32 */
	uint8_t opc[32];       /* OPc in the first 16 (Milenage), TOPc (TUAK) */
	uint8_t rotation[5];   /* Milenage r1 to r5 in bits; usim_keys_set_defaults() */
	uint8_t constants[5][16]; /* Milenage c1 to c5 */
	size_t res_size;       /* 4, 8, 16; TUAK also 32 */
	size_t mac_size;       /* 8; TUAK also 16, 32 */
	size_t ck_size;        /* 16; TUAK also 32 */
	size_t ik_size;        /* 16; TUAK also 32 */
	unsigned keccak_iterations; /* TUAK: 1 or more */
};

/* r and c of TS 35.206 4.1, RES of 8 octets (XOR: 16), MAC 8, CK and IK 16, one Keccak iteration, for `algorithm`. */
void usim_keys_set_defaults(struct usim_keys *keys, enum usim_algorithm algorithm);

struct usim_vector {
	uint8_t mac_a[32];  /* f1  */
	uint8_t mac_s[32];  /* f1* */
	uint8_t res[32];    /* f2  */
	uint8_t ck[32];     /* f3  */
	uint8_t ik[32];     /* f4  */
	uint8_t ak[6];      /* f5  */
	uint8_t ak_star[6]; /* f5* */
};

/* f1 and f1* for this sequence number and AMF; only mac_a and mac_s are written. */
enum status usim_f1(const struct usim_keys *keys, const uint8_t rand[16], const uint8_t sqn[6], const uint8_t amf[2],
                    struct usim_vector *out) MUST_CHECK;

/* f2 to f5*; the macs are left alone. STATUS_UNSUPPORTED: sizes or iterations the algorithm does not have. */
enum status usim_f2345(const struct usim_keys *keys, const uint8_t rand[16], struct usim_vector *out) MUST_CHECK;

/* OPc from OP (TS 35.206 4.1) or TOPc from TOP (TS 35.231 6.1); op is 16 or 32 octets. Written to keys->opc. */
enum status usim_keys_derive_opc(struct usim_keys *keys, struct bytes op) MUST_CHECK;

#endif
