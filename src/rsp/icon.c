/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/icon.h"

static uint32_t number(struct bytes octets, size_t at, size_t size)
{
	uint32_t value = 0;
	for (size_t i = 0; i < size && at + i < octets.size; i++)
		value = value << 8 | octets.data[at + i];
	return value;
}

/* Chunks of length, name, data and checksum; the first is IHDR, the last IEND. */
static bool read_png(struct bytes picture, struct icon *out)
{
	static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
	enum { CHUNK_FRAME = 12, HEADER_SIZE = 13 };
	if (!bytes_start_with(picture, BYTES(signature)))
		return false;
	struct bytes rest = bytes_after(picture, sizeof signature);
	if (number(rest, 0, 4) != HEADER_SIZE || !bytes_start_with(bytes_after(rest, 4), bytes_from("IHDR", 4)))
		return false;
	*out = (struct icon){ ICON_PNG, number(rest, 8, 4), number(rest, 12, 4) };
	while (rest.size >= CHUNK_FRAME) {
		uint32_t size = number(rest, 0, 4);
		bool is_end = bytes_start_with(bytes_after(rest, 4), bytes_from("IEND", 4));
		if (size > rest.size - CHUNK_FRAME)
			return false;
		rest = bytes_after(rest, size + CHUNK_FRAME);
		if (is_end)
			return rest.size == 0;
	}
	return false;
}

/* ISO 10918-1 B.2.2: SOF0 to SOF15, without the three in between that are tables. */
static bool is_frame(uint8_t marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* Segments of marker, length and data up to the frame, which has the size; the end of the picture is its last octets. */
static bool read_jpeg(struct bytes picture, struct icon *out)
{
	static const uint8_t start[] = { 0xFF, 0xD8, 0xFF }, end[] = { 0xFF, 0xD9 };
	if (!bytes_start_with(picture, BYTES(start)) || !bytes_equal(bytes_after(picture, picture.size - 2), BYTES(end)))
		return false;
	for (size_t at = 2; at + 4 <= picture.size && picture.data[at] == 0xFF;) {
		uint8_t marker = picture.data[at + 1];
		if (marker == 0xFF) {
			at++;
			continue;
		}
		uint32_t size = number(picture, at + 2, 2);
		if (size < 2 || size > picture.size - at - 2)
			return false;
		if (is_frame(marker) && size >= 8) {
			*out = (struct icon){ ICON_JPEG, number(picture, at + 7, 2), number(picture, at + 5, 2) };
			return true;
		}
		at += 2 + size;
	}
	return false;
}

enum status icon_check(struct bytes picture, struct icon *out)
{
	struct icon icon;
	if (picture.size > ICON_MAXIMUM)
		return STATUS_TOO_LARGE;
	if (!read_png(picture, &icon) && !read_jpeg(picture, &icon))
		return STATUS_MALFORMED;
	*out = icon;
	return icon.width == ICON_PIXELS && icon.height == ICON_PIXELS ? STATUS_OK : STATUS_REFUSED;
}

const char *icon_type_name(enum icon_type type)
{
	return type == ICON_PNG ? "PNG" : type == ICON_JPEG ? "JPEG" : "none";
}
