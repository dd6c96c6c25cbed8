/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "rsp/icon.h"

enum { LIMIT = 1 << 16 };

/* A PNG of 1 x 64 .. as its specification lays chunks out; checksums are not looked at. */
#define PNG(width, height) "89504E470D0A1A0A 0000000D 49484452" width height "0800000000 00000000"
#define DATA "00000003 49444154 010203 00000000"
#define END "00000000 49454E44 AE426082"
/* JFIF header, frame, end. */
#define JFIF "FFD8 FFE0 0010 4A46494600010100000100010000 "
#define FRAME(kind, height, width) "FF" kind "000B 08" height width "01 01 11 00"

static void pictures_are_judged(void **state)
{
	(void)state;
	static const struct {
		const char *what, *hex;
		enum status status;
		enum icon_type type;
		uint32_t width, height;
	} cases[] = {
		{ "a PNG", PNG("00000040", "00000040") DATA END, STATUS_OK, ICON_PNG, 64, 64 },
		{ "a wide PNG", PNG("00000041", "00000040") END, STATUS_REFUSED, ICON_PNG, 65, 64 },
		{ "a huge PNG", PNG("FFFFFFFF", "00000040") END, STATUS_REFUSED, ICON_PNG, UINT32_MAX, 64 },
		{ "a PNG without end", PNG("00000040", "00000040") DATA, STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "a PNG with more", PNG("00000040", "00000040") END "00", STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "a PNG whose chunk is too long", PNG("00000040", "00000040") "FFFFFFF4 49444154" END, STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "a PNG without header", "89504E470D0A1A0A" END, STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "a JPEG", JFIF FRAME("C0", "0040", "0040") "FFD9", STATUS_OK, ICON_JPEG, 64, 64 },
		{ "a progressive JPEG", JFIF "FFFF" FRAME("C2", "0040", "0040") "FFD9", STATUS_OK, ICON_JPEG, 64, 64 },
		{ "a high JPEG", JFIF FRAME("C0", "0041", "0040") "FFD9", STATUS_REFUSED, ICON_JPEG, 64, 65 },
		{ "a JPEG without frame", JFIF "FFC4 0003 00 FFD9", STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "a JPEG without end", JFIF FRAME("C0", "0040", "0040"), STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "a JPEG whose segment is too long", "FFD8 FFE0 FFFF FFD9", STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "a GIF", "474946383961 4000 4000", STATUS_MALFORMED, ICON_NONE, 0, 0 },
		{ "nothing", "", STATUS_MALFORMED, ICON_NONE, 0, 0 },
	};
	EACH(want, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		struct icon got = { .type = ICON_NONE };
		CHECK_STATUS(icon_check(octets(&arena, want->hex), &got), want->status, want->what);
		CHECK(got.type == want->type && got.width == want->width && got.height == want->height, want->what);
	}
}

static void pictures_may_be_cut_anywhere(void **state)
{
	(void)state;
	static const char *const pictures[] = {
		PNG("00000040", "00000040") DATA END, JFIF FRAME("C0", "0040", "0040") "FFD9",
	};
	EACH(hex, pictures) {
		AUTO(arena) arena = ARENA(LIMIT);
		struct bytes picture = octets(&arena, *hex);
		struct icon got;
		for (size_t size = 0; size < picture.size; size++)
			CHECK_STATUS(icon_check(bytes_first(picture, size), &got), STATUS_MALFORMED, *hex);
	}
}

static void pictures_have_a_limit(void **state)
{
	(void)state;
	static const uint8_t octets[ICON_MAXIMUM + 1] = { 0 };
	struct icon got;
	CHECK_STATUS(icon_check(BYTES(octets), &got), STATUS_TOO_LARGE, "one too many");
	CHECK_STATUS(icon_check(bytes_first(BYTES(octets), ICON_MAXIMUM), &got), STATUS_MALFORMED, "just so many");
	check_text(text_from(icon_type_name(ICON_PNG)), "PNG", "name");
	check_text(text_from(icon_type_name(ICON_NONE)), "none", "name");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pictures_are_judged),
	cmocka_unit_test(pictures_may_be_cut_anywhere),
	cmocka_unit_test(pictures_have_a_limit),
};

TESTS_MAIN(tests)
