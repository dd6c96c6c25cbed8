/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/aka_record.h"

#include "base/secret.h"

enum { TOPC_SIZE = 32, OPC_SIZE = 16, CONSTANT_SIZE = 16 };

/* Bits of algorithmOptions; the codes beyond the first of each are not confirmed by any published profile. */
enum { OPTION_RES = 0x07, OPTION_MAC = 0x38, OPTION_CK_IK_256 = 0x40 };

static uint64_t number_of(const uint8_t octets[6])
{
	uint64_t number = 0;
	for (size_t i = 0; i < 6; i++)
		number = number << 8 | octets[i];
	return number;
}

static enum status set_sizes(const struct new_aka *aka, struct usim_keys *keys)
{
	static const uint8_t res_sizes[] = { 4, 8, 16, 0, 32 };
	static const uint8_t mac_sizes[] = { 8, 16, 32 };
	unsigned res = aka->algorithm_options & OPTION_RES;
	unsigned mac = (aka->algorithm_options & OPTION_MAC) >> 3;
	if (res >= ARRAY_SIZE(res_sizes) || res_sizes[res] == 0 || mac >= ARRAY_SIZE(mac_sizes))
		return STATUS_UNSUPPORTED;
	keys->res_size = res_sizes[res];
	keys->mac_size = mac_sizes[mac];
	keys->ck_size = keys->ik_size = aka->algorithm_options & OPTION_CK_IK_256 ? 32 : 16;
	return STATUS_OK;
}

static enum status set_milenage(const struct new_aka *aka, struct usim_keys *keys)
{
	if (aka->key.size != 16 || aka->opc.size != OPC_SIZE)
		return STATUS_MALFORMED;
	memcpy(keys->rotation, aka->rotation, sizeof keys->rotation);
	for (size_t i = 0; i < ARRAY_SIZE(keys->constants); i++)
		memcpy(keys->constants[i], aka->constants + i * CONSTANT_SIZE, CONSTANT_SIZE);
	return STATUS_OK;
}

/* RES of Milenage is 64 bits whatever the options say: tools write 00 as well as 01. */
static enum status set_algorithm(const struct new_aka *aka, struct usim_keys *keys)
{
	switch (aka->algorithm) {
	case USIM_MILENAGE:
		return set_milenage(aka, keys);
	case USIM_TUAK:
		if ((aka->key.size != 16 && aka->key.size != 32) || aka->opc.size != TOPC_SIZE)
			return STATUS_MALFORMED;
		keys->keccak_iterations = aka->keccak_iterations;
		return set_sizes(aka, keys);
	case USIM_XOR:
		if (aka->key.size != 16)
			return STATUS_MALFORMED;
		return set_sizes(aka, keys);
	default:
		return STATUS_UNSUPPORTED;
	}
}

enum status aka_record_make(const struct new_aka *aka, struct authentication *out)
{
	struct authentication made = {
		.sqn_options = aka->sqn_options,
		.delta = number_of(aka->sqn_delta),
		.age_limit = number_of(aka->sqn_age_limit),
	};
	if (aka->algorithm < USIM_MILENAGE || aka->algorithm > USIM_XOR)
		return STATUS_UNSUPPORTED;
	usim_keys_set_defaults(&made.keys, (enum usim_algorithm)aka->algorithm);
	TRY(set_algorithm(aka, &made.keys));
	memcpy(made.keys.k, aka->key.data, aka->key.size);
	made.keys.k_size = aka->key.size;
	if (aka->opc.size > sizeof made.keys.opc)
		return STATUS_MALFORMED;
	if (aka->opc.size > 0)
		memcpy(made.keys.opc, aka->opc.data, aka->opc.size);
	for (size_t i = 0; i < SQN_ENTRIES; i++)
		made.seq[i] = number_of(aka->sqn_init[i]);
	made.has_run_limit = aka->has_authentication_counter;
	for (size_t i = 0; i < sizeof aka->authentication_counter; i++)
		made.run_limit = made.run_limit << 8 | aka->authentication_counter[i];
	*out = made;
	wipe(&made, sizeof made);
	return STATUS_OK;
}

bool aka_record_is_for_tests(const struct new_aka *aka)
{
	/* TS 34.108 8.1.2: the default test key, and its continuation where an algorithm takes 256 bits. */
	static const uint8_t test_key[32] = {
		0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
		0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F,
	};
	return aka->key.size >= 16 && bytes_start_with(BYTES(test_key), aka->key);
}

node_number aka_record_source(const struct profile_store *store, struct bytes aid)
{
	for (size_t i = 0; i < profile_store_count(store); i++) {
		const struct node *node = profile_store_node(store, (node_number)i);
		if (node->kind == NODE_ADF && bytes_equal(bytes_from(node->aid, node->aid_size), aid))
			return (node_number)i;
	}
	return NO_NODE;
}
