/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/usim_authenticate.h"

#include "crypto/usim_algorithms.h"

void usim_keys_set_defaults(struct usim_keys *keys, enum usim_algorithm algorithm)
{
	static const uint8_t rotation[5] = { 64, 0, 32, 64, 96 };
	static const uint8_t last_of_constant[5] = { 0, 1, 2, 4, 8 };
	*keys = (struct usim_keys){
		.algorithm = algorithm,
		.k_size = 16,
		.res_size = algorithm == USIM_XOR ? 16 : 8,
		.mac_size = 8,
		.ck_size = 16,
		.ik_size = 16,
		.keccak_iterations = 1,
	};
	memcpy(keys->rotation, rotation, sizeof rotation);
	for (int i = 0; i < 5; i++)
		keys->constants[i][15] = last_of_constant[i];
}

static bool is_one_of(size_t size, size_t a, size_t b, size_t c, size_t d)
{
	return size == a || size == b || size == c || size == d;
}

/* A RES may be shortened; no other size of Milenage and XOR is free. */
static bool sizes_exist(const struct usim_keys *keys)
{
	switch (keys->algorithm) {
	case USIM_MILENAGE:
		return keys->k_size == 16 && is_one_of(keys->res_size, 4, 8, 8, 8) && keys->mac_size == 8 &&
		       keys->ck_size == 16 && keys->ik_size == 16;
	case USIM_XOR:
		return keys->k_size == 16 && is_one_of(keys->res_size, 4, 8, 16, 16) && keys->mac_size == 8 &&
		       keys->ck_size == 16 && keys->ik_size == 16;
	case USIM_TUAK:
		return is_one_of(keys->k_size, 16, 32, 32, 32) && is_one_of(keys->res_size, 4, 8, 16, 32) &&
		       is_one_of(keys->mac_size, 8, 16, 32, 32) && is_one_of(keys->ck_size, 16, 32, 32, 32) &&
		       is_one_of(keys->ik_size, 16, 32, 32, 32) &&
		       keys->keccak_iterations >= 1;
	}
	return false;
}

/* TS 34.108 8.1.2.1: XDOUT = K ⊕ RAND */
static void xor_output(const struct usim_keys *keys, const uint8_t rand[16], uint8_t out[16])
{
	for (int i = 0; i < 16; i++)
		out[i] = keys->k[i] ^ rand[i];
}

static void xor_f1(const struct usim_keys *keys, const uint8_t rand[16], const uint8_t sqn[6], const uint8_t amf[2],
                   struct usim_vector *out)
{
	uint8_t xdout[16];
	xor_output(keys, rand, xdout);
	for (int i = 0; i < 8; i++)
		out->mac_a[i] = xdout[i] ^ (i < 6 ? sqn[i] : amf[i - 6]);
	memcpy(out->mac_s, out->mac_a, 8);
}

static void xor_f2345(const struct usim_keys *keys, const uint8_t rand[16], struct usim_vector *out)
{
	uint8_t xdout[16];
	xor_output(keys, rand, xdout);
	memcpy(out->res, xdout, keys->res_size);
	for (int i = 0; i < 16; i++) {
		out->ck[i] = xdout[(i + 1) % 16];
		out->ik[i] = xdout[(i + 2) % 16];
	}
	memcpy(out->ak, xdout + 3, 6);
	memcpy(out->ak_star, xdout + 3, 6);
}

enum status usim_f1(const struct usim_keys *keys, const uint8_t rand[16], const uint8_t sqn[6], const uint8_t amf[2],
                    struct usim_vector *out)
{
	if (!sizes_exist(keys))
		return STATUS_UNSUPPORTED;
	if (keys->algorithm == USIM_MILENAGE)
		return milenage_f1(keys, rand, sqn, amf, out);
	if (keys->algorithm == USIM_TUAK)
		tuak_f1(keys, rand, sqn, amf, out);
	else
		xor_f1(keys, rand, sqn, amf, out);
	return STATUS_OK;
}

enum status usim_f2345(const struct usim_keys *keys, const uint8_t rand[16], struct usim_vector *out)
{
	if (!sizes_exist(keys))
		return STATUS_UNSUPPORTED;
	if (keys->algorithm == USIM_MILENAGE)
		return milenage_f2345(keys, rand, out);
	if (keys->algorithm == USIM_TUAK)
		tuak_f2345(keys, rand, out);
	else
		xor_f2345(keys, rand, out);
	return STATUS_OK;
}

enum status usim_keys_derive_opc(struct usim_keys *keys, struct bytes op)
{
	if (!sizes_exist(keys))
		return STATUS_UNSUPPORTED;
	if (keys->algorithm == USIM_MILENAGE && op.size == 16)
		return milenage_opc(keys, op.data, keys->opc);
	if (keys->algorithm == USIM_TUAK && op.size == 32) {
		tuak_topc(keys, op.data, keys->opc);
		return STATUS_OK;
	}
	return STATUS_UNSUPPORTED;
}
