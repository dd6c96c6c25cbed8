/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hex.h"

static const char upper_digits[] = "0123456789ABCDEF";
static const char lower_digits[] = "0123456789abcdef";

static void encode(struct bytes bytes, const char *digits, char *out)
{
	for (size_t i = 0; i < bytes.size; i++) {
		out[2 * i] = digits[bytes.data[i] >> 4];
		out[2 * i + 1] = digits[bytes.data[i] & 0x0F];
	}
}

static enum status append(struct buffer *out, struct bytes bytes, const char *digits)
{
	uint8_t *room = buffer_extend(out, 2 * bytes.size);
	if (!room)
		return STATUS_TOO_LARGE;
	encode(bytes, digits, (char *)room);
	return STATUS_OK;
}

enum status hex_append(struct buffer *out, struct bytes bytes)
{
	return append(out, bytes, upper_digits);
}

enum status hex_append_lower(struct buffer *out, struct bytes bytes)
{
	return append(out, bytes, lower_digits);
}

char *hex_print(struct arena *arena, struct bytes bytes)
{
	char *text = arena_allocate(arena, 2 * bytes.size + 1);
	if (text)
		encode(bytes, upper_digits, text);
	return text;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

enum status hex_decode(struct text text, uint8_t *out, size_t out_size)
{
	if (text.size % 2 != 0 || text.size / 2 != out_size)
		return STATUS_MALFORMED;
	for (size_t i = 0; i < out_size; i++) {
		int high = digit_value(text.data[2 * i]), low = digit_value(text.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return STATUS_MALFORMED;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return STATUS_OK;
}

enum status hex_decode_append(struct text text, struct buffer *out)
{
	size_t before = out->size;
	uint8_t *room = buffer_extend(out, text.size / 2);
	if (!room)
		return STATUS_TOO_LARGE;
	enum status status = hex_decode(text, room, text.size / 2);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}
