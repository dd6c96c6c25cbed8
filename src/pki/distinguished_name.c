/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/distinguished_name.h"

enum {
	ATTRIBUTE_MAXIMUM = 255, /* octets of a value */
	UTF8_STRING = 0x0C,
	PRINTABLE_STRING = 0x13,
};

/* The last octet of 2.5.4.n. */
enum attribute { COMMON_NAME = 3, SERIAL_NUMBER = 5, COUNTRY = 6, ORGANIZATION = 10 };

static struct text *field_of(struct distinguished_name *name, uint8_t attribute)
{
	switch (attribute) {
	case COMMON_NAME:
		return &name->common_name;
	case SERIAL_NUMBER:
		return &name->serial_number;
	case COUNTRY:
		return &name->country;
	case ORGANIZATION:
		return &name->organization;
	default:
		return NULL;
	}
}

bool distinguished_name_read(struct der_reader *reader, struct distinguished_name *out)
{
	struct der_reader relative_names, set, attribute;
	struct distinguished_name name = { 0 };
	struct der_reader ahead = *reader;
	if (!der_enter(&ahead, 0x30, &relative_names))
		return false;
	while (!der_end(&relative_names)) {
		struct bytes type;
		struct der_element value;
		if (!der_enter(&relative_names, 0x31, &set) || !der_enter(&set, 0x30, &attribute) ||
		    !der_octets(&attribute, 0x06, 1, 16, &type) || !der_next(&attribute, &value))
			return false;
		bool x520 = type.size == 3 && type.data[0] == 0x55 && type.data[1] == 0x04;
		struct text *field = x520 ? field_of(&name, type.data[2]) : NULL;
		if (field && value.value.size <= ATTRIBUTE_MAXIMUM && text_is_printable_utf8(bytes_text(value.value)))
			*field = bytes_text(value.value);
	}
	*reader = ahead;
	*out = name;
	return true;
}

static void put_attribute(struct der_writer *writer, uint8_t attribute, uint32_t string_tag, struct text value)
{
	const uint8_t type[] = { 0x55, 0x04, attribute };
	if (value.size == 0)
		return;
	der_open(writer, 0x31);
	der_open(writer, 0x30);
	der_put(writer, 0x06, BYTES(type));
	der_put_text(writer, string_tag, value);
	der_close(writer);
	der_close(writer);
}

void distinguished_name_put(struct der_writer *writer, const struct distinguished_name *name)
{
	der_open(writer, 0x30);
	put_attribute(writer, COUNTRY, PRINTABLE_STRING, name->country);
	put_attribute(writer, ORGANIZATION, UTF8_STRING, name->organization);
	put_attribute(writer, SERIAL_NUMBER, PRINTABLE_STRING, name->serial_number);
	put_attribute(writer, COMMON_NAME, UTF8_STRING, name->common_name);
	der_close(writer);
}
