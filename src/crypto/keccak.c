/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/keccak.h"

enum { LANES = 25, ROUNDS = 24, SIDE = 5 };

static uint64_t rotate_left(uint64_t lane, unsigned bits)
{
	return bits ? lane << bits | lane >> (64 - bits) : lane;
}

static uint64_t load_lane(const uint8_t *octets)
{
	uint64_t lane = 0;
	for (int i = 7; i >= 0; i--)
		lane = lane << 8 | octets[i];
	return lane;
}

static void store_lane(uint64_t lane, uint8_t *octets)
{
	for (int i = 0; i < 8; i++)
		octets[i] = (uint8_t)(lane >> 8 * i);
}

/* Theta, FIPS 202 3.2.1 */
static void mix_columns(uint64_t a[LANES])
{
	uint64_t parity[SIDE];
	for (int x = 0; x < SIDE; x++)
		parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
	for (int x = 0; x < SIDE; x++) {
		uint64_t change = parity[(x + 4) % SIDE] ^ rotate_left(parity[(x + 1) % SIDE], 1);
		for (int y = 0; y < LANES; y += SIDE)
			a[x + y] ^= change;
	}
}

/* Rho and pi, FIPS 202 3.2.2 and 3.2.3: the lanes walk along one cycle, turned by the triangular numbers. */
static void turn_and_move(uint64_t a[LANES])
{
	int x = 1, y = 0;
	uint64_t moving = a[1];
	for (unsigned step = 1; step < LANES; step++) {
		int next_y = (2 * x + 3 * y) % SIDE;
		x = y;
		y = next_y;
		uint64_t displaced = a[x + SIDE * y];
		a[x + SIDE * y] = rotate_left(moving, step * (step + 1) / 2 % 64);
		moving = displaced;
	}
}

/* Chi, FIPS 202 3.2.4 */
static void mix_rows(uint64_t a[LANES])
{
	for (int y = 0; y < LANES; y += SIDE) {
		uint64_t row[SIDE];
		for (int x = 0; x < SIDE; x++)
			row[x] = a[x + y];
		for (int x = 0; x < SIDE; x++)
			a[x + y] = row[x] ^ (~row[(x + 1) % SIDE] & row[(x + 2) % SIDE]);
	}
}

/* Iota, FIPS 202 3.2.5: the constants come out of a shift register of eight bits. */
static uint64_t round_constant(uint8_t *shift_register)
{
	uint64_t constant = 0;
	for (unsigned j = 0; j <= 6; j++) {
		if (*shift_register & 1)
			constant |= (uint64_t)1 << ((1U << j) - 1);
		*shift_register = (uint8_t)(*shift_register << 1 ^ (*shift_register & 0x80 ? 0x71 : 0));
	}
	return constant;
}

void keccak_f1600(uint8_t state[KECCAK_STATE])
{
	uint64_t lanes[LANES];
	uint8_t shift_register = 1;
	for (int i = 0; i < LANES; i++)
		lanes[i] = load_lane(state + 8 * i);
	for (int round = 0; round < ROUNDS; round++) {
		mix_columns(lanes);
		turn_and_move(lanes);
		mix_rows(lanes);
		lanes[0] ^= round_constant(&shift_register);
	}
	for (int i = 0; i < LANES; i++)
		store_lane(lanes[i], state + 8 * i);
}
