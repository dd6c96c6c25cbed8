/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/base64.h"

/* Twelve bits at once: each pair of characters, made of the first and every second one. */
#define PAIRS(first) \
	first "A" first "B" first "C" first "D" first "E" first "F" first "G" first "H" first "I" first "J" first "K" \
	first "L" first "M" first "N" first "O" first "P" first "Q" first "R" first "S" first "T" first "U" first "V" \
	first "W" first "X" first "Y" first "Z" first "a" first "b" first "c" first "d" first "e" first "f" first "g" \
	first "h" first "i" first "j" first "k" first "l" first "m" first "n" first "o" first "p" first "q" first "r" \
	first "s" first "t" first "u" first "v" first "w" first "x" first "y" first "z" first "0" first "1" first "2" \
	first "3" first "4" first "5" first "6" first "7" first "8" first "9" first "+" first "/"
static const char pairs[64][2 * 64 + 1] = {
	PAIRS("A"), PAIRS("B"), PAIRS("C"), PAIRS("D"), PAIRS("E"), PAIRS("F"), PAIRS("G"), PAIRS("H"),
	PAIRS("I"), PAIRS("J"), PAIRS("K"), PAIRS("L"), PAIRS("M"), PAIRS("N"), PAIRS("O"), PAIRS("P"),
	PAIRS("Q"), PAIRS("R"), PAIRS("S"), PAIRS("T"), PAIRS("U"), PAIRS("V"), PAIRS("W"), PAIRS("X"),
	PAIRS("Y"), PAIRS("Z"), PAIRS("a"), PAIRS("b"), PAIRS("c"), PAIRS("d"), PAIRS("e"), PAIRS("f"),
	PAIRS("g"), PAIRS("h"), PAIRS("i"), PAIRS("j"), PAIRS("k"), PAIRS("l"), PAIRS("m"), PAIRS("n"),
	PAIRS("o"), PAIRS("p"), PAIRS("q"), PAIRS("r"), PAIRS("s"), PAIRS("t"), PAIRS("u"), PAIRS("v"),
	PAIRS("w"), PAIRS("x"), PAIRS("y"), PAIRS("z"), PAIRS("0"), PAIRS("1"), PAIRS("2"), PAIRS("3"),
	PAIRS("4"), PAIRS("5"), PAIRS("6"), PAIRS("7"), PAIRS("8"), PAIRS("9"), PAIRS("+"), PAIRS("/"),
};

static void put_group(uint8_t *to, uint32_t group)
{
	memcpy(to, pairs[group >> 18] + 2 * (group >> 12 & 0x3F), 2);
	memcpy(to + 2, pairs[group >> 6 & 0x3F] + 2 * (group & 0x3F), 2);
}

enum status base64_append(struct buffer *out, struct bytes bytes)
{
	uint8_t *to = buffer_extend(out, (bytes.size + 2) / 3 * 4);
	if (!to)
		return STATUS_TOO_LARGE;
	const uint8_t *from = bytes.data;
	size_t left = bytes.size;
	for (; left >= 3; left -= 3, from += 3, to += 4)
		put_group(to, (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2]);
	if (left > 0) {
		put_group(to, (uint32_t)from[0] << 16 | (left == 2 ? (uint32_t)from[1] << 8 : 0));
		to[3] = '=';
		if (left == 1)
			to[2] = '=';
	}
	return STATUS_OK;
}

enum { BLANK = -1, PADDING = -2, INVALID = -3 };

/* The value of each octet; a table, because which kind of character comes next cannot be foreseen by a processor. */
static int value_of(char c)
{
	enum { B = BLANK, P = PADDING, X = INVALID };
	static const int8_t values[128] = {
		X,  X,  X,  X,  X,  X,  X,  X,  X,  B,  B,  X,  X,  B,  X,  X,
		X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
		B,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  62, X,  X,  X,  63,
		52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X,  X,  X,  P,  X,  X,
		X,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
		15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X,  X,  X,  X,  X,
		X,  26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
		41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X,  X,  X,  X,  X,
	};
	uint8_t octet = (uint8_t)c;
	return octet < sizeof values ? values[octet] : INVALID;
}

static void put_octets(uint8_t *to, uint32_t group)
{
	to[0] = (uint8_t)(group >> 16);
	to[1] = (uint8_t)(group >> 8);
	to[2] = (uint8_t)group;
}

/* Four digits at a time, as far as there is nothing else. Returns how many characters. */
static size_t decode_plain(struct text text, uint8_t *to)
{
	size_t i = 0;
	for (; text.size - i >= 4; i += 4, to += 3) {
		int a = value_of(text.data[i]), b = value_of(text.data[i + 1]);
		int c = value_of(text.data[i + 2]), d = value_of(text.data[i + 3]);
		if ((a | b | c | d) < 0)
			break;
		put_octets(to, (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | (uint32_t)d);
	}
	return i;
}

/* Decodes into `to`, which has room; returns the octets written, or SIZE_MAX. */
static size_t decode(struct text text, uint8_t *to)
{
	uint32_t group = 0;
	int digits = 0, padding = 0;
	size_t plain = decode_plain(text, to), size = plain / 4 * 3;
	for (size_t i = plain; i < text.size; i++) {
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
			put_octets(to + size, group);
			size += 3;
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
