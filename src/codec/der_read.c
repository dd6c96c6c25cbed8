/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/der_read.h"

enum { TAG_OCTETS_MAXIMUM = 3, LENGTH_OCTETS_MAXIMUM = 4 };

/* X.690 8.1.2. The number form after 1F must need as many octets as it uses. */
static enum status read_tag(struct bytes input, uint32_t *out_tag, size_t *out_size)
{
	if (input.size == 0)
		return STATUS_BUSY;
	uint32_t tag = input.data[0];
	size_t size = 1;
	if ((tag & 0x1F) == 0x1F) {
		uint8_t octet;
		do {
			if (size == TAG_OCTETS_MAXIMUM)
				return STATUS_MALFORMED;
			if (size == input.size)
				return STATUS_BUSY;
			octet = input.data[size];
			if (size == 1 && (octet == 0x80 || octet < 0x1F))
				return STATUS_MALFORMED;
			tag = tag << 8 | octet;
			size++;
		} while (octet & 0x80);
	}
	if (tag == 0)
		return STATUS_MALFORMED;
	*out_tag = tag;
	*out_size = size;
	return STATUS_OK;
}

/* X.690 10.1: definite, as few octets as possible. */
static enum status read_length(struct bytes input, size_t *out_length, size_t *out_size)
{
	if (input.size == 0)
		return STATUS_BUSY;
	uint8_t first = input.data[0];
	if (first < 0x80) {
		*out_length = first;
		*out_size = 1;
		return STATUS_OK;
	}
	size_t count = first & 0x7F;
	if (count == 0 || count > LENGTH_OCTETS_MAXIMUM)
		return STATUS_MALFORMED;
	if (input.size < 1 + count)
		return STATUS_BUSY;
	size_t length = 0;
	for (size_t i = 1; i <= count; i++)
		length = length << 8 | input.data[i];
	if (length < 0x80 || input.data[1] == 0)
		return STATUS_MALFORMED;
	*out_length = length;
	*out_size = 1 + count;
	return STATUS_OK;
}

enum status der_header(struct bytes input, uint32_t *out_tag, size_t *out_header_size, size_t *out_value_size)
{
	uint32_t tag;
	size_t tag_size, length_size, length;
	TRY(read_tag(input, &tag, &tag_size));
	TRY(read_length(bytes_after(input, tag_size), &length, &length_size));
	*out_tag = tag;
	*out_header_size = tag_size + length_size;
	*out_value_size = length;
	return STATUS_OK;
}

bool der_next(struct der_reader *reader, struct der_element *out)
{
	uint32_t tag;
	size_t header_size, value_size;
	if (der_header(reader->rest, &tag, &header_size, &value_size) != STATUS_OK)
		return false;
	if (value_size > reader->rest.size - header_size)
		return false;
	*out = (struct der_element){
		.tag = tag,
		.value = bytes_from(reader->rest.data + header_size, value_size),
		.whole = bytes_from(reader->rest.data, header_size + value_size),
	};
	reader->rest = bytes_after(reader->rest, header_size + value_size);
	return true;
}

uint32_t der_peek(const struct der_reader *reader)
{
	uint32_t tag;
	size_t size;
	return read_tag(reader->rest, &tag, &size) == STATUS_OK ? tag : 0;
}

bool der_element(struct der_reader *reader, uint32_t tag, struct der_element *out)
{
	return der_peek(reader) == tag && der_next(reader, out);
}

bool der_whole(struct der_reader *reader, uint32_t tag, struct bytes *out)
{
	struct der_element element;
	if (!der_element(reader, tag, &element))
		return false;
	*out = element.whole;
	return true;
}

bool der_enter(struct der_reader *reader, uint32_t tag, struct der_reader *out_child)
{
	struct der_element element;
	if (!der_element(reader, tag, &element))
		return false;
	*out_child = der_reader(element.value);
	return true;
}

bool der_octets(struct der_reader *reader, uint32_t tag, size_t minimum, size_t maximum, struct bytes *out)
{
	struct der_reader ahead = *reader;
	struct der_element element;
	if (!der_element(&ahead, tag, &element) || element.value.size < minimum || element.value.size > maximum)
		return false;
	*reader = ahead;
	*out = element.value;
	return true;
}

bool der_fixed(struct der_reader *reader, uint32_t tag, uint8_t *out, size_t size)
{
	struct bytes value;
	if (!der_octets(reader, tag, size, size, &value))
		return false;
	memcpy(out, value.data, size);
	return true;
}

bool der_text(struct der_reader *reader, uint32_t tag, size_t minimum, size_t maximum, struct text *out)
{
	struct der_reader ahead = *reader;
	struct bytes value;
	if (!der_octets(&ahead, tag, minimum, maximum, &value) || !text_is_printable_utf8(bytes_text(value)))
		return false;
	*reader = ahead;
	*out = bytes_text(value);
	return true;
}

bool der_number(struct der_reader *reader, uint32_t tag, uint64_t maximum, uint64_t *out)
{
	struct der_reader ahead = *reader;
	struct bytes value;
	if (!der_octets(&ahead, tag, 1, 9, &value) || value.data[0] >= 0x80)
		return false;
	bool padded = value.data[0] == 0 && value.size > 1;
	if ((padded && value.data[1] < 0x80) || (value.size == 9 && !padded))
		return false;
	uint64_t number = 0;
	for (size_t i = 0; i < value.size; i++)
		number = number << 8 | value.data[i];
	if (number > maximum)
		return false;
	*reader = ahead;
	*out = number;
	return true;
}

bool der_small(struct der_reader *reader, uint32_t tag, int maximum, int *out)
{
	uint64_t number;
	if (!der_number(reader, tag, (uint64_t)maximum, &number))
		return false;
	*out = (int)number;
	return true;
}

bool der_boolean(struct der_reader *reader, uint32_t tag, bool *out)
{
	struct bytes value;
	if (!der_octets(reader, tag, 1, 1, &value))
		return false;
	*out = value.data[0] != 0;
	return true;
}

bool der_bits(struct der_reader *reader, uint32_t tag, uint64_t *out)
{
	struct der_reader ahead = *reader;
	struct bytes value;
	if (!der_octets(&ahead, tag, 1, 64, &value) || value.data[0] > 7 || (value.size == 1 && value.data[0] != 0))
		return false;
	unsigned unused = (1U << value.data[0]) - 1; /* nought, X.690 11.2.1 */
	if (value.size > 1 && value.data[value.size - 1] & unused)
		return false;
	uint64_t bits = 0;
	for (size_t i = 1; i < value.size; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			size_t position = (i - 1) * 8 + bit;
			if (!(value.data[i] & (0x80U >> bit)))
				continue;
			if (position >= 64)
				return false;
			bits |= (uint64_t)1 << position;
		}
	*reader = ahead;
	*out = bits;
	return true;
}

bool der_null(struct der_reader *reader, uint32_t tag)
{
	struct bytes value;
	return der_octets(reader, tag, 0, 0, &value);
}

bool der_later_fields(struct der_reader *reader)
{
	struct der_reader ahead = *reader;
	struct der_element ignored;
	while (!der_end(&ahead))
		if (!der_next(&ahead, &ignored))
			return false;
	*reader = ahead;
	return true;
}

bool der_find(struct der_reader *reader, uint32_t tag, struct der_element *out)
{
	struct der_reader ahead = *reader;
	struct der_element element;
	while (der_next(&ahead, &element))
		if (element.tag == tag) {
			*reader = ahead;
			*out = element;
			return true;
		}
	return false;
}

static bool is_constructed(uint32_t tag)
{
	while (tag > 0xFF)
		tag >>= 8;
	return tag & 0x20;
}

bool der_check_nesting(struct bytes input)
{
	struct der_reader open[DER_DEPTH_MAXIMUM];
	int depth = 0;
	open[0] = der_reader(input);
	while (depth >= 0) {
		struct der_element element;
		if (der_end(&open[depth])) {
			depth--;
			continue;
		}
		if (!der_next(&open[depth], &element))
			return false;
		if (!is_constructed(element.tag))
			continue;
		if (depth + 1 == DER_DEPTH_MAXIMUM)
			return false;
		open[++depth] = der_reader(element.value);
	}
	return true;
}
