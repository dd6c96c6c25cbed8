/* SPDX-License-Identifier: Apache-2.0 */
#include "io/qr_code.h"

#include <qrencode.h>

enum { QUIET_ZONE = 2 /* modules; the standard wants four, readers make do with two */, QR_TEXT_MAXIMUM = 2000 };

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

enum status qr_code_print(struct text text, struct buffer *out)
{
	char copy[QR_TEXT_MAXIMUM + 1] = "";
	if (text.size > QR_TEXT_MAXIMUM)
		return STATUS_TOO_LARGE;
	if (text.size > 0)
		memcpy(copy, text.data, text.size);
	QRcode *code = QRcode_encodeString8bit(copy, 0, QR_ECLEVEL_M);
	if (!code)
		return STATUS_TOO_LARGE;
	enum status status = print_code(code, out);
	QRcode_free(code);
	return status;
}
