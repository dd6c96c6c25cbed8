/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { BLANK = -1, PADDING = -2, INVALID = -3 };

enum status base64_append(struct buffer *out, struct bytes bytes)
{
	uint8_t *to = buffer_extend(out, (bytes.size + 2) / 3 * 4);
	if (!to)
		return STATUS_TOO_LARGE;
	for (; bytes.size >= 3; bytes = bytes_after(bytes, 3)) {
		uint32_t group = (uint32_t)bytes.data[0] << 16 | (uint32_t)bytes.data[1] << 8 | bytes.data[2];
		for (int shift = 18; shift >= 0; shift -= 6)
			*to++ = (uint8_t)alphabet[group >> shift & 0x3F];
	}
	if (bytes.size > 0) {
		uint32_t group = (uint32_t)bytes.data[0] << 16 | (bytes.size == 2 ? (uint32_t)bytes.data[1] << 8 : 0);
		*to++ = (uint8_t)alphabet[group >> 18];
		*to++ = (uint8_t)alphabet[group >> 12 & 0x3F];
		*to++ = bytes.size == 2 ? (uint8_t)alphabet[group >> 6 & 0x3F] : '=';
		*to++ = '=';
	}
	return STATUS_OK;
}

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	switch (c) {
	case '+':
		return 62;
	case '/':
		return 63;
	case '=':
		return PADDING;
	case ' ':
	case '\t':
	case '\r':
	case '\n':
		return BLANK;
	default:
		return INVALID;
	}
}

/* Decodes into `to`, which has room; returns the octets written, or SIZE_MAX. */
static size_t decode(struct text text, uint8_t *to)
{
	uint32_t group = 0;
	int digits = 0, padding = 0;
	size_t size = 0;
	for (size_t i = 0; i < text.size; i++) {
		int value = value_of(text.data[i]);
		if (value == BLANK)
			continue;
		if (value == INVALID || (value != PADDING && padding > 0))
			return SIZE_MAX;
		if (value == PADDING) {
			padding++;
			continue;
		}
		group = group << 6 | (uint32_t)value;
		if (++digits == 4) {
			to[size++] = (uint8_t)(group >> 16);
			to[size++] = (uint8_t)(group >> 8);
			to[size++] = (uint8_t)group;
			group = 0, digits = 0;
		}
	}
	if (digits == 0)
		return padding == 0 ? size : SIZE_MAX;
	if (digits + padding != 4 || digits == 1)
		return SIZE_MAX;
	group <<= 6 * padding;
	to[size++] = (uint8_t)(group >> 16);
	if (digits == 3)
		to[size++] = (uint8_t)(group >> 8);
	bool hidden_bits = digits == 3 ? group & 0xFF : group & 0xFFFF;
	return hidden_bits ? SIZE_MAX : size;
}

enum status base64_decode_append(struct text text, struct buffer *out)
{
	/* Decoded aside: blanks make the text longer than what it holds, and `out` may be near its limit. */
	AUTO(buffer) decoded = { .limit = text.size / 4 * 3 + 3, .secret = out->secret };
	uint8_t *to = buffer_extend(&decoded, decoded.limit);
	if (!to)
		return STATUS_NO_MEMORY;
	size_t size = decode(text, to);
	if (size == SIZE_MAX)
		return STATUS_MALFORMED;
	return buffer_append(out, bytes_from(to, size));
}
