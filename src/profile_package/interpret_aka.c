/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

#include "base/secret.h"
#include "codec/der_read.h"

enum { MILENAGE = 1, TUAK = 2, TEST_ALGORITHM = 3, SEQ_OCTETS = 6, SEQ_TOP_MAXIMUM = 0x07 };

enum pe_status interpret_aka_start(struct interpreter *interpreter)
{
	static const uint8_t rotation[5] = { 0x40, 0x00, 0x20, 0x40, 0x60 };
	static const uint8_t last_of_constants[5] = { 0, 1, 2, 4, 8 };
	static const uint8_t limit[SEQ_OCTETS] = { 0x00, 0x00, 0x10, 0x00, 0x00, 0x00 };
	if (interpreter->so_far.last_naa == NAA_NONE || interpreter->so_far.last_naa == NAA_CSIM)
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	struct new_aka *aka = &interpreter->aka;
	*aka = (struct new_aka){
		.adf = interpreter->so_far.naa_path[NAA_NONE], .keccak_iterations = 1, .sqn_options = 0x02,
	};
	memcpy(aka->rotation, rotation, sizeof rotation);
	for (size_t i = 0; i < sizeof last_of_constants; i++)
		aka->constants[16 * i + 15] = last_of_constants[i];
	memcpy(aka->sqn_delta, limit, sizeof limit);
	memcpy(aka->sqn_age_limit, limit, sizeof limit);
	return PE_OK;
}

static bool key_sizes_fit(const struct new_aka *aka)
{
	switch (aka->algorithm) {
	case MILENAGE:
		return aka->key.size == 16 && aka->opc.size == 16;
	case TUAK:
		return (aka->key.size == 16 || aka->key.size == 32) && aka->opc.size == 32;
	default:
		return aka->key.size == 16;
	}
}

static bool is_supported(const struct interpreter *interpreter, const struct new_aka *aka)
{
	unsigned service = SERVICE_USIM_TEST_ALGORITHM;
	if (aka->algorithm == MILENAGE)
		service = SERVICE_MILENAGE;
	if (aka->algorithm == TUAK)
		service = aka->key.size == 16 ? SERVICE_TUAK128 : SERVICE_TUAK256;
	return interpreter->support->services >> service & 1;
}

static bool rotations_fit(const uint8_t rotation[5])
{
	for (size_t i = 0; i < 5; i++)
		if (rotation[i] > 127)
			return false;
	return true;
}

static enum pe_status take_algorithm(struct interpreter *interpreter, struct bytes value)
{
	struct new_aka *aka = &interpreter->aka;
	memcpy(interpreter->aka_octets, value.data, value.size);
	struct der_reader fields = der_reader(bytes_from(interpreter->aka_octets, value.size));
	int algorithm, keccak = 1;
	bool read = der_small(&fields, 0x80, 127, &algorithm)
		&& der_fixed(&fields, 0x81, &aka->algorithm_options, 1)
		&& der_octets(&fields, 0x82, 0, 64, &aka->key)
		&& der_octets(&fields, 0x83, 0, 64, &aka->opc)
		&& (der_absent(&fields, 0x84) || der_fixed(&fields, 0x84, aka->rotation, sizeof aka->rotation))
		&& (der_absent(&fields, 0x85) || der_fixed(&fields, 0x85, aka->constants, sizeof aka->constants));
	aka->has_authentication_counter = der_peek(&fields) == 0x86;
	read = read && (!aka->has_authentication_counter || der_fixed(&fields, 0x86, aka->authentication_counter, 3))
		&& (der_absent(&fields, 0x87) || der_small(&fields, 0x87, 255, &keccak))
		&& der_end(&fields);
	if (!read)
		return PE_INVALID_REQUEST_FORMAT;
	if (algorithm < MILENAGE || algorithm > TEST_ALGORITHM)
		return PE_FEATURE_NOT_SUPPORTED;
	aka->algorithm = (uint8_t)algorithm;
	aka->keccak_iterations = (uint8_t)keccak;
	if (!key_sizes_fit(aka) || keccak == 0 || (algorithm == MILENAGE && !rotations_fit(aka->rotation)))
		return PE_BAD_VALUES;
	if (!is_supported(interpreter, aka))
		return PE_FEATURE_NOT_SUPPORTED;
	return interpret_rules_algorithm(interpreter, algorithm == TEST_ALGORITHM ? 2 : 1);
}

static enum pe_status take_mapping(struct interpreter *interpreter, struct bytes value)
{
	struct new_aka *aka = &interpreter->aka;
	memcpy(interpreter->aka_octets, value.data, value.size);
	struct der_reader fields = der_reader(bytes_from(interpreter->aka_octets, value.size));
	aka->is_mapping = true;
	bool read = der_fixed(&fields, 0x80, &aka->mapping_options, 1)
		&& der_octets(&fields, 0x81, 5, 16, &aka->mapping_source)
		&& der_end(&fields);
	return read ? PE_OK : PE_INVALID_REQUEST_FORMAT;
}

/* 43 bits: sequence numbers stand without their index. */
static enum pe_status take_seq(struct bytes value, uint8_t out[SEQ_OCTETS])
{
	if (value.size != SEQ_OCTETS || value.data[0] > SEQ_TOP_MAXIMUM)
		return PE_BAD_VALUES;
	memcpy(out, value.data, SEQ_OCTETS);
	return PE_OK;
}

static enum pe_status take_initial_seqs(struct new_aka *aka, struct bytes value)
{
	struct der_reader list = der_reader(value);
	for (size_t i = 0; i < ARRAY_SIZE(aka->sqn_init); i++) {
		struct bytes seq;
		if (!der_octets(&list, 0x04, SEQ_OCTETS, SEQ_OCTETS, &seq))
			return PE_INVALID_REQUEST_FORMAT;
		if (take_seq(seq, aka->sqn_init[i]) != PE_OK)
			return PE_BAD_VALUES;
	}
	return der_end(&list) ? PE_OK : PE_INVALID_REQUEST_FORMAT;
}

enum pe_status interpret_aka_value(struct interpreter *interpreter, const struct schema_field *field,
                                   struct bytes value)
{
	switch (field->role) {
	case ROLE_AKA_MAPPING:
		return take_mapping(interpreter, value);
	case ROLE_AKA_ALGORITHM:
		return take_algorithm(interpreter, value);
	case ROLE_SQN_OPTIONS:
		interpreter->aka.sqn_options = value.data[0];
		return PE_OK;
	case ROLE_SQN_DELTA:
		return take_seq(value, interpreter->aka.sqn_delta);
	case ROLE_SQN_AGE_LIMIT:
		return take_seq(value, interpreter->aka.sqn_age_limit);
	default:
		return take_initial_seqs(&interpreter->aka, value);
	}
}

enum pe_status interpret_aka_end(struct interpreter *interpreter)
{
	enum pe_status status = interpreter->builder->aka(interpreter->builder->self, &interpreter->aka);
	wipe(&interpreter->aka, sizeof interpreter->aka);
	wipe(interpreter->aka_octets, sizeof interpreter->aka_octets);
	return status;
}
