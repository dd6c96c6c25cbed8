/* SPDX-License-Identifier: Apache-2.0 */
#include "io/qr_code.h"

#include <png.h>
#include <qrencode.h>
#include <stdlib.h>

enum { QUIET_ZONE = 2 /* modules; the standard wants four, readers make do with two */, QR_TEXT_MAXIMUM = 2000,
       PICTURE_ZONE = 4, SCALE_MAXIMUM = 64 };

#define BLACK_ON_WHITE "\033[30;107m"
#define AS_BEFORE "\033[0m\n"

/* Light outside the code. */
static bool is_dark(const QRcode *code, int x, int y)
{
	bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
	return inside && (code->data[y * code->width + x] & 1);
}

static enum status print_line(const QRcode *code, int y, struct buffer *out)
{
	static const char *const halves[2][2] = { { " ", "\u2584" }, { "\u2580", "\u2588" } }; /* upper, lower */
	TRY(buffer_append_text(out, TEXT(BLACK_ON_WHITE)));
	for (int x = -QUIET_ZONE; x < code->width + QUIET_ZONE; x++)
		TRY(buffer_append_text(out, text_from(halves[is_dark(code, x, y)][is_dark(code, x, y + 1)])));
	return buffer_append_text(out, TEXT(AS_BEFORE));
}

static enum status print_code(const QRcode *code, struct buffer *out)
{
	for (int y = -QUIET_ZONE; y < code->width + QUIET_ZONE; y += 2)
		TRY(print_line(code, y, out));
	return STATUS_OK;
}

static QRcode *encode(struct text text)
{
	char copy[QR_TEXT_MAXIMUM + 1] = "";
	if (text.size > QR_TEXT_MAXIMUM)
		return NULL;
	if (text.size > 0)
		memcpy(copy, text.data, text.size);
	return QRcode_encodeString8bit(copy, 0, QR_ECLEVEL_M);
}

enum status qr_code_print(struct text text, struct buffer *out)
{
	QRcode *code = encode(text);
	if (!code)
		return STATUS_TOO_LARGE;
	enum status status = print_code(code, out);
	QRcode_free(code);
	return status;
}

/* ---- pictures ---- */

/* Runs of dark modules, each a stroke of one line. */
static enum status draw_line(const QRcode *code, int y, struct buffer *out)
{
	for (int x = 0; x < code->width; x++) {
		int from = x;
		while (is_dark(code, x, y))
			x++;
		if (x > from)
			TRY(buffer_print(out, "M%d %dh%dv1h-%dz", from + PICTURE_ZONE, y + PICTURE_ZONE, x - from, x - from));
	}
	return STATUS_OK;
}

static enum status draw(const QRcode *code, struct buffer *out)
{
	int side = code->width + 2 * PICTURE_ZONE;
	TRY(buffer_print(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	                 "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"", side, side, side, side));
	for (int y = 0; y < code->width; y++)
		TRY(draw_line(code, y, out));
	return buffer_append_text(out, TEXT("\"/></svg>"));
}

enum status qr_code_svg(struct text text, struct buffer *out)
{
	QRcode *code = encode(text);
	if (!code)
		return STATUS_TOO_LARGE;
	enum status status = draw(code, out);
	QRcode_free(code);
	return status;
}

/* Counted from the edge of the picture. */
static bool module_is_dark(const QRcode *code, unsigned x, unsigned y)
{
	return is_dark(code, (int)x - PICTURE_ZONE, (int)y - PICTURE_ZONE);
}

static void paint(const QRcode *code, unsigned scale, uint8_t *pixels)
{
	unsigned side = ((unsigned)code->width + 2 * PICTURE_ZONE) * scale;
	for (unsigned y = 0; y < side; y++)
		for (unsigned x = 0; x < side; x++)
			pixels[y * side + x] = module_is_dark(code, x / scale, y / scale) ? 0 : 0xFF;
}

static enum status write_png(const QRcode *code, unsigned scale, const uint8_t *pixels, struct buffer *out)
{
	unsigned side = ((unsigned)code->width + 2 * PICTURE_ZONE) * scale;
	png_image image = { .version = PNG_IMAGE_VERSION, .width = side, .height = side, .format = PNG_FORMAT_GRAY };
	png_alloc_size_t size = 0;
	if (!png_image_write_to_memory(&image, NULL, &size, 0, pixels, 0, NULL))
		return STATUS_NO_MEMORY;
	size_t before = out->size;
	uint8_t *room = buffer_extend(out, size);
	if (!room)
		return STATUS_TOO_LARGE;
	if (!png_image_write_to_memory(&image, room, &size, 0, pixels, 0, NULL)) {
		out->size = before;
		return STATUS_NO_MEMORY;
	}
	out->size = before + size;
	return STATUS_OK;
}

enum status qr_code_png(struct text text, unsigned scale, struct buffer *out)
{
	QRcode *code = scale >= 1 && scale <= SCALE_MAXIMUM ? encode(text) : NULL;
	if (!code)
		return STATUS_TOO_LARGE;
	size_t side = ((size_t)code->width + 2 * PICTURE_ZONE) * scale;
	uint8_t *pixels = malloc(side * side);
	enum status status = STATUS_NO_MEMORY;
	if (pixels) {
		paint(code, scale, pixels);
		status = write_png(code, scale, pixels, out);
	}
	free(pixels);
	QRcode_free(code);
	return status;
}
