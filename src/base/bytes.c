/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool text_equal_ignoring_case(struct text a, struct text b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

bool text_starts_with(struct text text, struct text prefix)
{
	return bytes_start_with(text_bytes(text), text_bytes(prefix));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trimmed(struct text text)
{
	while (text.size > 0 && is_blank(text.data[0]))
		text = (struct text){ text.data + 1, text.size - 1 };
	while (text.size > 0 && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

struct text text_cut(struct text *text, char separator)
{
	const char *found = text->size ? memchr(text->data, separator, text->size) : NULL;
	struct text head = *text;
	if (!found) {
		*text = (struct text){ 0 };
		return head;
	}
	head.size = (size_t)(found - text->data);
	*text = (struct text){ found + 1, text->size - head.size - 1 };
	return head;
}

/* Octets of the sequence that starts with `first`, and the lowest code point that needs that many. */
static size_t utf8_sequence(uint8_t first, uint32_t *code_point, uint32_t *lowest)
{
	if (first < 0x80) {
		*code_point = first, *lowest = 0;
		return 1;
	}
	if (first >= 0xC0 && first < 0xE0) {
		*code_point = first & 0x1F, *lowest = 0x80;
		return 2;
	}
	if (first >= 0xE0 && first < 0xF0) {
		*code_point = first & 0x0F, *lowest = 0x800;
		return 3;
	}
	if (first >= 0xF0 && first < 0xF8) {
		*code_point = first & 0x07, *lowest = 0x10000;
		return 4;
	}
	return 0;
}

bool text_is_printable_utf8(struct text text)
{
	struct bytes rest = text_bytes(text);
	while (rest.size > 0) {
		uint32_t code_point, lowest;
		size_t size = utf8_sequence(rest.data[0], &code_point, &lowest);
		if (size == 0 || size > rest.size)
			return false;
		for (size_t i = 1; i < size; i++) {
			if ((rest.data[i] & 0xC0) != 0x80)
				return false;
			code_point = code_point << 6 | (rest.data[i] & 0x3F);
		}
		bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
		bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
		if (code_point < lowest || code_point > 0x10FFFF || surrogate || control)
			return false;
		rest = bytes_after(rest, size);
	}
	return true;
}

bool text_to_number(struct text text, uint64_t maximum, uint64_t *out)
{
	uint64_t value = 0;
	if (text.size == 0)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(text.data[i] - '0');
		if (digit > maximum || value > (maximum - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}
