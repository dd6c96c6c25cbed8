/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/profile_needs.h"

/* The form stands in databases: octet 0 says which. */
enum { FORM = 1, AT_VERSION = 1, AT_SERVICES = 3, AT_DEVICE = 7, AT_CATEGORY = 9, ENCODED_SIZE = 10 };

static const char *const device_names[DEVICE_CAPABILITIES] = {
	"gsm", "utran", "cdma-1x", "cdma-hrpd", "cdma-ehrpd", "eutran-epc", "contactless", "rsp-crl", "nr-epc", "nr-5gc",
	"eutran-5gc",
};

const char *device_capability_name(unsigned bit)
{
	return bit < DEVICE_CAPABILITIES ? device_names[bit] : NULL;
}

bool device_capability_named(struct text name, unsigned *out)
{
	for (unsigned bit = 0; bit < DEVICE_CAPABILITIES; bit++)
		if (text_equal(name, text_from(device_names[bit]))) {
			*out = bit;
			return true;
		}
	return false;
}

struct profile_needs profile_needs_of(struct bytes package)
{
	struct profile_needs needs = { 0 };
	needs.is_known = package_requirements_read(package, &needs.package) == STATUS_OK;
	return needs.is_known ? needs : (struct profile_needs){ 0 };
}

static void put(uint8_t *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(number >> 8 * (size - 1 - i));
}

static uint32_t get(const uint8_t *from, size_t size)
{
	uint32_t number = 0;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | from[i];
	return number;
}

enum status profile_needs_encode(const struct profile_needs *needs, struct arena *arena, struct bytes *out)
{
	uint8_t octets[ENCODED_SIZE] = { FORM };
	put(octets + AT_VERSION, needs->package.version, 2);
	put(octets + AT_SERVICES, needs->package.services, 4);
	put(octets + AT_DEVICE, needs->device, 2);
	octets[AT_CATEGORY] = needs->category;
	return arena_copy(arena, bytes_from(octets, needs->is_known ? sizeof octets : 0), out);
}

struct profile_needs profile_needs_decode(struct bytes encoded)
{
	if (encoded.size < ENCODED_SIZE || encoded.data[0] != FORM)
		return (struct profile_needs){ 0 };
	return (struct profile_needs){
		.is_known = true,
		.package = { (uint16_t)get(encoded.data + AT_VERSION, 2), get(encoded.data + AT_SERVICES, 4) },
		.device = (uint16_t)get(encoded.data + AT_DEVICE, 2),
		.category = encoded.data[AT_CATEGORY],
	};
}
