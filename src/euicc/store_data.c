/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/store_data.h"

/* Bits of P1: last block; DER data, not encrypted; whether an answer is expected does not matter here. */
enum { P1_LAST = 0x80, P1_FORM = 0x7E, P1_FORM_BER_TLV = 0x10 };

void store_data_release(struct store_data *assembly)
{
	buffer_release(&assembly->octets);
	buffer_release(&assembly->held);
	*assembly = (struct store_data){ 0 };
}

void store_data_rest(struct store_data *assembly)
{
	if (assembly->octets.size == 0)
		buffer_release(&assembly->octets);
	if (assembly->held.size == 0)
		buffer_release(&assembly->held);
}

/* After block FF comes block 00 again: only there it is not the beginning of a new chain. */
static bool begins_chain(const struct store_data *assembly, uint8_t number)
{
	return number == 0 && (!assembly->open || assembly->next_block != 0);
}

static enum status append_block(struct store_data *assembly, const struct apdu *block)
{
	if ((block->p1 & P1_FORM) != P1_FORM_BER_TLV)
		return STATUS_UNSUPPORTED;
	if (begins_chain(assembly, block->p2)) {
		store_data_release(assembly);
		assembly->octets = BUFFER(STORE_DATA_MAXIMUM);
		assembly->open = true;
	}
	if (!assembly->open || block->p2 != assembly->next_block)
		return STATUS_OUT_OF_ORDER;
	assembly->next_block++;
	return buffer_append(&assembly->octets, block->data);
}

enum status store_data_take(struct store_data *assembly, const struct apdu *block, bool *out_is_last)
{
	enum status status = append_block(assembly, block);
	if (status != STATUS_OK) {
		store_data_release(assembly);
		return status;
	}
	*out_is_last = block->p1 & P1_LAST;
	return STATUS_OK;
}
