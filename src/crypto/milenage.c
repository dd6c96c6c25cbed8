/* SPDX-License-Identifier: Apache-2.0 */
/* Milenage, 3GPP TS 35.206 section 4.1 */
#include "base/secret.h"
#include "crypto/cipher_mac.h"
#include "crypto/usim_algorithms.h"

enum { BLOCK = AES_BLOCK };

static void xor_block(uint8_t block[BLOCK], const uint8_t other[BLOCK])
{
	for (int i = 0; i < BLOCK; i++)
		block[i] ^= other[i];
}

/* To the left, by a number of bits. */
static void rotate(uint8_t block[BLOCK], unsigned bits)
{
	uint8_t turned[BLOCK];
	unsigned octets = bits / 8, rest = bits % 8;
	for (unsigned i = 0; i < BLOCK; i++) {
		unsigned pair = (unsigned)block[(i + octets) % BLOCK] << 8 | block[(i + octets + 1) % BLOCK];
		turned[i] = (uint8_t)(pair >> (8 - rest));
	}
	memcpy(block, turned, BLOCK);
}

/* K ready for use, and TEMP = E[RAND ⊕ OPc]. */
struct milenage {
	struct aes_key key;
	uint8_t temp[BLOCK];
};

static void milenage_release(struct milenage *milenage)
{
	aes_key_release(&milenage->key);
	wipe(milenage->temp, BLOCK);
}

static enum status start(struct milenage *milenage, const struct usim_keys *keys, const uint8_t rand[BLOCK])
{
	TRY(aes_key_set(&milenage->key, bytes_from(keys->k, BLOCK)));
	memcpy(milenage->temp, rand, BLOCK);
	xor_block(milenage->temp, keys->opc);
	return aes_encrypt_block(&milenage->key, milenage->temp, milenage->temp);
}

/* OUTn for n from 1: E[first ⊕ rot(second ⊕ OPc, rn) ⊕ cn] ⊕ OPc. */
static enum status output(struct milenage *milenage, const struct usim_keys *keys, unsigned n, const uint8_t first[BLOCK],
                          const uint8_t second[BLOCK], uint8_t out[BLOCK])
{
	memcpy(out, second, BLOCK);
	xor_block(out, keys->opc);
	rotate(out, keys->rotation[n - 1]);
	xor_block(out, first);
	xor_block(out, keys->constants[n - 1]);
	TRY(aes_encrypt_block(&milenage->key, out, out));
	xor_block(out, keys->opc);
	return STATUS_OK;
}

enum status milenage_f1(const struct usim_keys *keys, const uint8_t rand[16], const uint8_t sqn[6],
                        const uint8_t amf[2], struct usim_vector *out)
{
	AUTO(milenage) milenage = { 0 };
	uint8_t in1[BLOCK], out1[BLOCK];
	for (int half = 0; half < BLOCK; half += 8) {
		memcpy(in1 + half, sqn, 6);
		memcpy(in1 + half + 6, amf, 2);
	}
	TRY(start(&milenage, keys, rand));
	TRY(output(&milenage, keys, 1, milenage.temp, in1, out1));
	memcpy(out->mac_a, out1, 8);
	memcpy(out->mac_s, out1 + 8, 8);
	return STATUS_OK;
}

enum status milenage_f2345(const struct usim_keys *keys, const uint8_t rand[16], struct usim_vector *out)
{
	static const uint8_t nothing[BLOCK];
	AUTO(milenage) milenage = { 0 };
	uint8_t out2[BLOCK], out5[BLOCK];
	TRY(start(&milenage, keys, rand));
	TRY(output(&milenage, keys, 2, nothing, milenage.temp, out2));
	TRY(output(&milenage, keys, 3, nothing, milenage.temp, out->ck));
	TRY(output(&milenage, keys, 4, nothing, milenage.temp, out->ik));
	TRY(output(&milenage, keys, 5, nothing, milenage.temp, out5));
	memcpy(out->ak, out2, 6);
	memcpy(out->res, out2 + 8, 8);
	memcpy(out->ak_star, out5, 6);
	return STATUS_OK;
}

enum status milenage_opc(const struct usim_keys *keys, const uint8_t op[16], uint8_t out[16])
{
	AUTO(aes_key) key = { 0 };
	uint8_t encrypted[BLOCK];
	TRY(aes_key_set(&key, bytes_from(keys->k, BLOCK)));
	TRY(aes_encrypt_block(&key, op, encrypted));
	xor_block(encrypted, op);
	memcpy(out, encrypted, BLOCK);
	return STATUS_OK;
}
