/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

#include "codec/der_read.h"

/* Sizes in octets. Those of RSA and elliptic curves go by the curve or modulus, which are components themselves. */
static const struct {
	uint8_t first, last; /* GP key types */
	uint8_t sizes[3];    /* noughts: any from 1 */
} key_types[] = {
	{ 0x80, 0x84, { 8, 16, 24 } },  /* DES */
	{ 0x85, 0x85, { 0 } },          /* TLS-PSK */
	{ 0x88, 0x88, { 16, 24, 32 } }, /* AES */
	{ 0x90, 0x91, { 0 } },          /* HMAC-SHA1 */
	{ 0xA0, 0xA8, { 0 } },          /* RSA */
	{ 0xB0, 0xB7, { 0 } },          /* elliptic curves */
	{ 0xF0, 0xF0, { 1, 1, 1 } },    /* reference to a curve */
};

enum { VERSION_MAXIMUM = 0x7F, ACCESS_MAXIMUM = 2, COUNTER_SIZE = 5, SCP80_VERSIONS = 0x0F, MAC_SHORT = 4, MAC_LONG = 8 };

static bool component_fits(const struct new_key_component *component)
{
	if (component->mac_length != MAC_SHORT && component->mac_length != MAC_LONG)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(key_types); i++) {
		const uint8_t *sizes = key_types[i].sizes;
		if (component->type < key_types[i].first || component->type > key_types[i].last)
			continue;
		bool is_listed = component->value.size == sizes[0] || component->value.size == sizes[1] ||
		                 component->value.size == sizes[2];
		return sizes[0] == 0 ? component->value.size > 0 : is_listed;
	}
	return false;
}

/* The counter of SCP80 has five octets (TS 102 225 5.1); with other protocols it may be shorter. */
static bool key_fits(const struct new_key *key)
{
	bool fits = key->version >= 1 && key->version <= VERSION_MAXIMUM && key->identifier <= VERSION_MAXIMUM &&
	            key->access <= ACCESS_MAXIMUM && key->counter.size <= COUNTER_SIZE;
	if (key->version <= SCP80_VERSIONS)
		fits = fits && (key->counter.size == 0 || key->counter.size == COUNTER_SIZE);
	for (size_t i = 0; i < key->component_count; i++)
		fits = fits && component_fits(&key->components[i]);
	return fits;
}

static enum pe_status read_component(struct der_reader *list, struct new_key_component *out)
{
	struct der_reader fields;
	struct bytes type;
	int mac_length = MAC_LONG;
	bool read = der_enter(list, 0x30, &fields)
		&& der_octets(&fields, 0x80, 0, SIZE_MAX, &type)
		&& der_octets(&fields, 0x86, 0, SIZE_MAX, &out->value)
		&& (der_absent(&fields, 0x87) || der_small(&fields, 0x87, UINT8_MAX, &mac_length))
		&& der_end(&fields);
	if (!read)
		return PE_INVALID_REQUEST_FORMAT;
	if (type.size != 1)
		return PE_BAD_VALUES;
	out->type = type.data[0];
	out->mac_length = (uint8_t)mac_length;
	return PE_OK;
}

static enum pe_status read_components(struct der_reader *list, struct new_key *key)
{
	while (!der_end(list)) {
		if (key->component_count == KEY_COMPONENTS)
			return PE_NOT_ENOUGH_MEMORY;
		enum pe_status status = read_component(list, &key->components[key->component_count++]);
		if (status != PE_OK)
			return status;
	}
	return PE_OK;
}

enum pe_status interpret_key(struct interpreter *interpreter, struct bytes value)
{
	const struct profile_builder *builder = interpreter->builder;
	struct der_reader fields = der_reader(value), components;
	struct new_key key = { 0 };
	bool read = der_octets(&fields, 0x95, 1, 2, &key.usage)
		&& (der_absent(&fields, 0x96) || der_fixed(&fields, 0x96, &key.access, 1))
		&& der_fixed(&fields, 0x82, &key.identifier, 1)
		&& der_fixed(&fields, 0x83, &key.version, 1)
		&& (der_absent(&fields, 0x85) || der_octets(&fields, 0x85, 0, SIZE_MAX, &key.counter))
		&& der_enter(&fields, 0x30, &components)
		&& der_end(&fields);
	if (!read)
		return PE_INVALID_REQUEST_FORMAT;
	enum pe_status status = read_components(&components, &key);
	if (status == PE_OK && !key_fits(&key))
		status = PE_BAD_VALUES;
	return status == PE_OK && builder->key ? builder->key(builder->self, &key) : status;
}
