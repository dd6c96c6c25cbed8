/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "io/qr_code.h"

enum { QUIET = 2, PICTURE_MAXIMUM = 100 };

struct picture {
	bool dark[PICTURE_MAXIMUM][PICTURE_MAXIMUM];
	int width, height;
};

/* Reads the half blocks back into modules: U+2580 upper, U+2584 lower, U+2588 both, a blank none. */
static void read_line(const char **text, struct picture *picture)
{
	int x = 0;
	assert_int_equal(strncmp(*text, "\033[30;107m", 9), 0);
	*text += 9;
	while (**text != '\033') {
		bool blank = **text == ' ';
		unsigned char last = blank ? 0 : (unsigned char)(*text)[2];
		assert_true(blank || (strncmp(*text, "\xE2\x96", 2) == 0 && (last == 0x80 || last == 0x84 || last == 0x88)));
		picture->dark[picture->height][x] = last == 0x80 || last == 0x88;
		picture->dark[picture->height + 1][x] = last == 0x84 || last == 0x88;
		*text += blank ? 1 : 3;
		x++;
	}
	assert_int_equal(strncmp(*text, "\033[0m\n", 5), 0);
	*text += 5;
	assert_true(picture->width == 0 || picture->width == x);
	picture->width = x;
	picture->height += 2;
}

static void check_finder(const struct picture *picture, int left, int top)
{
	for (int y = 0; y < 7; y++)
		for (int x = 0; x < 7; x++) {
			bool ring = y == 0 || y == 6 || x == 0 || x == 6;
			bool heart = y >= 2 && y <= 4 && x >= 2 && x <= 4;
			assert_int_equal(picture->dark[top + y][left + x], ring || heart);
		}
}

/* ISO/IEC 18004: finder patterns in three corners, timing patterns between them, light around. */
static void a_code_has_its_patterns(void **state)
{
	static struct picture picture;
	AUTO(buffer) text = BUFFER(64 << 10);
	(void)state;
	assert_ok(qr_code_print(TEXT("LPA:1$smdp.example.com$MATCHING-ID-1234"), &text));
	assert_ok(buffer_append_octet(&text, 0));
	for (const char *at = (const char *)text.data; *at;)
		read_line(&at, &picture);
	int width = picture.width - 2 * QUIET;
	assert_true(width >= 21 && width % 4 == 1);
	check_finder(&picture, QUIET, QUIET);
	check_finder(&picture, QUIET + width - 7, QUIET);
	check_finder(&picture, QUIET, QUIET + width - 7);
	for (int i = 8; i < width - 8; i++) {
		assert_int_equal(picture.dark[QUIET + 6][QUIET + i], i % 2 == 0);
		assert_int_equal(picture.dark[QUIET + i][QUIET + 6], i % 2 == 0);
	}
	for (int i = 0; i < picture.width; i++)
		assert_false(picture.dark[0][i] || picture.dark[1][i] || picture.dark[i][0] || picture.dark[i][1]);
}

static void too_much_for_a_code(void **state)
{
	static char long_text[3000];
	AUTO(buffer) text = BUFFER(1 << 20);
	AUTO(buffer) small = BUFFER(100);
	(void)state;
	memset(long_text, 'A', sizeof long_text);
	CHECK_STATUS(qr_code_print((struct text){ long_text, sizeof long_text }, &text), STATUS_TOO_LARGE, "3000 letters");
	CHECK_STATUS(qr_code_print(TEXT("LPA:1$a$b"), &small), STATUS_TOO_LARGE, "a small buffer");
	assert_ok(qr_code_print((struct text){ long_text, 500 }, &text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_has_its_patterns),
		cmocka_unit_test(too_much_for_a_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
