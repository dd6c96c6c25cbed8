/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/der_write.h"

enum { HEADER_MAXIMUM = 8 }; /* a tag of up to three octets and a length of up to five */

struct der_writer der_writer(struct buffer *out)
{
	return (struct der_writer){ .out = out, .start = out->size };
}

static void note(struct der_writer *writer, enum status status)
{
	if (writer->status == STATUS_OK)
		writer->status = status;
}

static size_t encode_tag(uint32_t tag, uint8_t *out)
{
	size_t size = 0;
	for (int shift = 24; shift >= 0; shift -= 8)
		if (size > 0 || tag >> shift)
			out[size++] = (uint8_t)(tag >> shift);
	return size;
}

static size_t encode_length(size_t length, uint8_t *out)
{
	if (length < 0x80) {
		out[0] = (uint8_t)length;
		return 1;
	}
	size_t count = 0;
	for (size_t rest = length; rest > 0; rest >>= 8)
		count++;
	out[0] = (uint8_t)(0x80 | count);
	for (size_t i = 0; i < count; i++)
		out[1 + i] = (uint8_t)(length >> 8 * (count - 1 - i));
	return 1 + count;
}

void der_put_raw(struct der_writer *writer, struct bytes elements)
{
	if (writer->status == STATUS_OK)
		note(writer, buffer_append(writer->out, elements));
}

void der_put_header(struct der_writer *writer, uint32_t tag, size_t value_size)
{
	uint8_t header[HEADER_MAXIMUM + 4];
	size_t size = encode_tag(tag, header);
	size += encode_length(value_size, header + size);
	der_put_raw(writer, bytes_from(header, size));
}

void der_put(struct der_writer *writer, uint32_t tag, struct bytes value)
{
	der_put_header(writer, tag, value.size);
	der_put_raw(writer, value);
}

void der_open(struct der_writer *writer, uint32_t tag)
{
	if (writer->depth == DER_OPEN_MAXIMUM) {
		note(writer, STATUS_BUG);
		return;
	}
	uint8_t encoded[4];
	der_put_raw(writer, bytes_from(encoded, encode_tag(tag, encoded)));
	writer->open[writer->depth++] = writer->out->size;
}

void der_close(struct der_writer *writer)
{
	if (writer->depth == 0) {
		note(writer, STATUS_BUG);
		return;
	}
	size_t start = writer->open[--writer->depth];
	if (writer->status != STATUS_OK)
		return;
	uint8_t length[HEADER_MAXIMUM + 1];
	size_t size = encode_length(writer->out->size - start, length);
	note(writer, buffer_insert(writer->out, start, bytes_from(length, size)));
}

void der_put_text(struct der_writer *writer, uint32_t tag, struct text value)
{
	der_put(writer, tag, text_bytes(value));
}

void der_put_number(struct der_writer *writer, uint32_t tag, uint64_t value)
{
	uint8_t octets[9];
	size_t first = 8;
	octets[0] = 0;
	for (size_t i = 0; i < 8; i++) {
		octets[8 - i] = (uint8_t)(value >> 8 * i);
		if (octets[8 - i] != 0)
			first = 8 - i;
	}
	if (octets[first] >= 0x80)
		first--;
	der_put(writer, tag, bytes_from(octets + first, 9 - first));
}

void der_put_boolean(struct der_writer *writer, uint32_t tag, bool value)
{
	uint8_t octet = value ? 0xFF : 0x00;
	der_put(writer, tag, bytes_from(&octet, 1));
}

void der_put_null(struct der_writer *writer, uint32_t tag)
{
	der_put(writer, tag, (struct bytes){ 0 });
}

void der_put_bits(struct der_writer *writer, uint32_t tag, uint64_t bits)
{
	uint8_t octets[9] = { 0 };
	size_t size = 1;
	for (unsigned position = 0; position < 64; position++) {
		if (!(bits >> position & 1))
			continue;
		octets[1 + position / 8] |= (uint8_t)(0x80U >> position % 8);
		octets[0] = (uint8_t)(7 - position % 8);
		size = 2 + position / 8;
	}
	der_put(writer, tag, bytes_from(octets, size));
}

enum status der_finish(struct der_writer *writer)
{
	if (writer->depth != 0)
		note(writer, STATUS_BUG);
	if (writer->status != STATUS_OK)
		writer->out->size = writer->start;
	return writer->status;
}
