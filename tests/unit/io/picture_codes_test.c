/* SPDX-License-Identifier: Apache-2.0 */
/* Codes in pictures that this project and other programs made, and what is no picture or a damaged one. */
#include "io/picture_codes.h"

#include <stdlib.h>
#include <unistd.h>

#include "io/file.h"
#include "io/qr_code.h"
#include "support/test.h"

#define CODE "LPA:1$smdp.example.com$AB-12-CD-34"

static struct bytes drawn(struct arena *arena, const char *text, unsigned scale)
{
	AUTO(buffer) png = BUFFER(4 << 20);
	struct bytes kept;
	assert_ok(qr_code_png(text_from(text), scale, &png));
	assert_ok(arena_copy(arena, buffer_bytes(&png), &kept));
	return kept;
}

static void codes_of_our_own(void **state)
{
	(void)state;
	for (unsigned scale = 2; scale <= 16; scale *= 2) {
		AUTO(arena) arena = ARENA(8 << 20);
		char fault[PICTURE_FAULT_SIZE];
		struct picture_codes codes;
		CHECK_STATUS(picture_codes_read(drawn(&arena, CODE, scale), &arena, &codes, fault), STATUS_OK, fault);
		assert_int_equal(codes.count, 1);
		check_text(codes.texts[0], CODE, "code");
	}
}

static void no_picture(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(8 << 20);
	char fault[PICTURE_FAULT_SIZE];
	struct picture_codes codes;
	CHECK_STATUS(picture_codes_read(text_bytes(TEXT("GIF89a")), &arena, &codes, fault), STATUS_MALFORMED, "a GIF");
	assert_string_equal(fault, "it is no PNG or JPEG picture");
	CHECK_STATUS(picture_codes_read((struct bytes){ 0 }, &arena, &codes, fault), STATUS_MALFORMED, "nothing");
	assert_false(picture_is_one(text_bytes(TEXT(CODE))));
}

/* Cut off anywhere and with any octet changed: an error or some codes, and never a crash. */
static void damaged_pictures(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(64 << 20);
	struct bytes picture = drawn(&arena, CODE, 2), changed;
	char fault[PICTURE_FAULT_SIZE];
	struct picture_codes codes;
	size_t refused = 0;
	for (size_t size = 0; size < picture.size; size += 3)
		refused += picture_codes_read(bytes_first(picture, size), &arena, &codes, fault) != STATUS_OK;
	assert_true(refused > 0);
	assert_ok(arena_copy(&arena, picture, &changed));
	for (size_t i = 0; i < changed.size; i += 3) {
		((uint8_t *)changed.data)[i] ^= 0x55;
		enum status status = picture_codes_read(changed, &arena, &codes, fault);
		assert_true(status == STATUS_OK || *fault);
		((uint8_t *)changed.data)[i] ^= 0x55;
	}
}

/* A header that promises more pixels than anybody has. */
static void too_large_a_picture(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(8 << 20);
	static const uint8_t start[] = {
		0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0xF0, 0, 0, 0, 0xF0, 0,
		8, 0, 0, 0, 0, 0x14, 0xE9, 0x0E, 0x8C,
	};
	char fault[PICTURE_FAULT_SIZE];
	struct picture_codes codes;
	enum status status = picture_codes_read(BYTES(start), &arena, &codes, fault);
	assert_true(status == STATUS_TOO_LARGE || status == STATUS_MALFORMED);
}

/* PGM out of what `qrencode -t ASCII` draws: two characters a module. */
#define TO_PGM \
	"python3 -c 'import sys; rows = [r[::2] for r in sys.stdin.read().split(chr(10)) if r]; n = 5; " \
	"sys.stdout.write(\" \".join([\"P2\", str(len(rows[0]) * n), str(len(rows) * n), \"255\"])); " \
	"[[sys.stdout.write((\" 0\" if c == \"#\" else \" 255\") * n) for c in r] for r in rows for k in range(n)]'"

/* qrencode and cjpeg know nothing of this code; a JPEG is what phones send. */
static void pictures_of_others(void **state)
{
	(void)state;
	static const struct {
		const char *what, *command;
	} rows[] = {
		{ "PNG", "qrencode -t PNG -s 5 -o %s 'lpa:1$other.example$Q'" },
		{ "light on dark", "qrencode -t PNG -s 5 --foreground=FFFFFF --background=101010 -o %s 'lpa:1$other.example$Q'" },
		{ "JPEG", "qrencode -t ASCII 'lpa:1$other.example$Q' | " TO_PGM " | cjpeg -quality 60 >%s" },
	};
	AUTO(arena) arena = ARENA(8 << 20);
	char path[] = "/tmp/provisim-picture-XXXXXX", fault[PICTURE_FAULT_SIZE];
	int descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	close(descriptor);
	EACH(row, rows) {
		AUTO(buffer) picture = BUFFER(1 << 20);
		struct picture_codes codes = { 0 };
		char command[1000];
		snprintf(command, sizeof command, row->command, path);
		assert_int_equal(system(command), 0);
		assert_ok(file_read(path, 1 << 20, &picture));
		CHECK_STATUS(picture_codes_read(buffer_bytes(&picture), &arena, &codes, fault), STATUS_OK, row->what);
		CHECK(codes.count == 1, row->what);
		check_text(codes.texts[0], "lpa:1$other.example$Q", row->what);
	}
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_of_our_own),
		cmocka_unit_test(no_picture),
		cmocka_unit_test(damaged_pictures),
		cmocka_unit_test(too_large_a_picture),
		cmocka_unit_test(pictures_of_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
