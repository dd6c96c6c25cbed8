/* SPDX-License-Identifier: Apache-2.0 */
/* TUAK, 3GPP TS 35.231 section 6. Every value enters and leaves the Keccak state with its octets in reverse order. */
#include "base/secret.h"
#include "crypto/keccak.h"
#include "crypto/usim_algorithms.h"

/* INSTANCE, TS 35.231 6.2: which function this is, and the sizes it was made for. */
enum {
	INSTANCE_F1 = 0x00,
	INSTANCE_F1_STAR = 0x80,
	INSTANCE_F2345 = 0x40,
	INSTANCE_F5_STAR = 0xC0,
	INSTANCE_CK_256 = 0x04,
	INSTANCE_IK_256 = 0x02,
	INSTANCE_K_256 = 0x01,
};

/* Where the parts of the input stand in the state, and of the output. */
enum {
	AT_TOPC = 0,
	AT_INSTANCE = 32,
	AT_NAME = 33,
	AT_RAND = 40,
	AT_AMF = 56,
	AT_SQN = 58,
	AT_KEY = 64,
	AT_PADDING = 96,
	AT_PADDING_END = 135, /* the rate is 1088 bits */
	AT_CK = 32,
	AT_IK = 64,
	AT_AK = 96,
};

static void copy_reversed(uint8_t *to, const uint8_t *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = from[size - 1 - i];
}

/* 32, 64, 128, 256 bits as 00, 08, 10, 20. */
static uint8_t size_code(size_t octets)
{
	return octets == 4 ? 0x00 : (uint8_t)octets;
}

/* Absent inputs are nought. */
static void run(const struct usim_keys *keys, const uint8_t topc[32], unsigned instance, const uint8_t *rand,
                const uint8_t *sqn, const uint8_t *amf, uint8_t state[KECCAK_STATE])
{
	static const uint8_t name[] = { 'T', 'U', 'A', 'K', '1', '.', '0' };
	memset(state, 0, KECCAK_STATE);
	copy_reversed(state + AT_TOPC, topc, 32);
	state[AT_INSTANCE] = (uint8_t)(instance | (keys->k_size == 32 ? INSTANCE_K_256 : 0));
	copy_reversed(state + AT_NAME, name, sizeof name);
	if (rand)
		copy_reversed(state + AT_RAND, rand, 16);
	if (sqn) {
		copy_reversed(state + AT_AMF, amf, 2);
		copy_reversed(state + AT_SQN, sqn, 6);
	}
	copy_reversed(state + AT_KEY, keys->k, keys->k_size);
	state[AT_PADDING] = 0x1F;
	state[AT_PADDING_END] = 0x80;
	for (unsigned i = 0; i < keys->keccak_iterations; i++)
		keccak_f1600(state);
}

void tuak_f1(const struct usim_keys *keys, const uint8_t rand[16], const uint8_t sqn[6], const uint8_t amf[2],
             struct usim_vector *out)
{
	uint8_t state[KECCAK_STATE];
	unsigned size = size_code(keys->mac_size);
	run(keys, keys->opc, INSTANCE_F1 | size, rand, sqn, amf, state);
	copy_reversed(out->mac_a, state, keys->mac_size);
	run(keys, keys->opc, INSTANCE_F1_STAR | size, rand, sqn, amf, state);
	copy_reversed(out->mac_s, state, keys->mac_size);
	wipe(state, sizeof state);
}

void tuak_f2345(const struct usim_keys *keys, const uint8_t rand[16], struct usim_vector *out)
{
	uint8_t state[KECCAK_STATE];
	unsigned long_keys = (keys->ck_size == 32 ? INSTANCE_CK_256 : 0) | (keys->ik_size == 32 ? INSTANCE_IK_256 : 0);
	run(keys, keys->opc, INSTANCE_F2345 | size_code(keys->res_size) | long_keys, rand, NULL, NULL, state);
	copy_reversed(out->res, state, keys->res_size);
	copy_reversed(out->ck, state + AT_CK, keys->ck_size);
	copy_reversed(out->ik, state + AT_IK, keys->ik_size);
	copy_reversed(out->ak, state + AT_AK, 6);
	run(keys, keys->opc, INSTANCE_F5_STAR, rand, NULL, NULL, state);
	copy_reversed(out->ak_star, state + AT_AK, 6);
	wipe(state, sizeof state);
}

void tuak_topc(const struct usim_keys *keys, const uint8_t top[32], uint8_t out[32])
{
	uint8_t state[KECCAK_STATE];
	run(keys, top, 0, NULL, NULL, NULL, state);
	copy_reversed(out, state, 32);
	wipe(state, sizeof state);
}
