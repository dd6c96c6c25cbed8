/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/sequence_number.h"

static const uint64_t seq_maximum = (UINT64_C(1) << 43) - 1;

uint64_t sequence_number_read(const uint8_t octets[SQN_SIZE])
{
	uint64_t sqn = 0;
	for (size_t i = 0; i < SQN_SIZE; i++)
		sqn = sqn << 8 | octets[i];
	return sqn;
}

void sequence_number_write(uint64_t sqn, uint8_t out[SQN_SIZE])
{
	for (size_t i = 0; i < SQN_SIZE; i++)
		out[i] = (uint8_t)(sqn >> 8 * (SQN_SIZE - 1 - i));
}

static size_t highest_index(const struct authentication *state)
{
	size_t highest = 0;
	for (size_t i = 1; i < SQN_ENTRIES; i++)
		if (state->seq[i] > state->seq[highest])
			highest = i;
	return highest;
}

bool sequence_number_is_fresh(const struct authentication *state, uint64_t sqn)
{
	uint64_t seq = sqn >> SQN_IND_BITS, highest = state->seq[highest_index(state)];
	if (seq <= state->seq[sqn % SQN_ENTRIES])
		return false;
	if (!(state->sqn_options & SQN_NO_DELTA) && seq > highest && seq - highest > state->delta)
		return false;
	if (!(state->sqn_options & SQN_NO_AGE_LIMIT) && seq < highest && highest - seq > state->age_limit)
		return false;
	return seq < seq_maximum || !(state->sqn_options & SQN_NO_WRAP);
}

void sequence_number_accept(struct authentication *state, uint64_t sqn)
{
	state->seq[sqn % SQN_ENTRIES] = sqn >> SQN_IND_BITS;
}

uint64_t sequence_number_highest(const struct authentication *state)
{
	size_t index = highest_index(state);
	return state->seq[index] << SQN_IND_BITS | index;
}
