/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <ctype.h>

void check_bytes(struct bytes got, struct bytes want, const char *what)
{
	if (bytes_equal(got, want))
		return;
	AUTO(arena) arena = ARENA(1 << 20);
	fail_msg("%s:\n  got  %s\n  want %s", what, hex_print(&arena, got), hex_print(&arena, want));
}

void check_text(struct text got, const char *want, const char *what)
{
	if (!text_equal(got, text_from(want)))
		fail_msg("%s: got \"%.*s\", want \"%s\"", what, TEXT_ARGUMENTS(got), want);
}

struct bytes octets(struct arena *arena, const char *hex)
{
	AUTO(buffer) digits = BUFFER(1 << 20);
	for (; *hex; hex++)
		if (!isspace((unsigned char)*hex))
			assert_int_equal(buffer_append_octet(&digits, (uint8_t)*hex), STATUS_OK);
	size_t size = digits.size / 2;
	uint8_t *room = arena_allocate(arena, size);
	assert_non_null(room);
	assert_ok(hex_decode(buffer_text(&digits), room, size));
	return bytes_from(room, size);
}

static bool read_file(struct arena *arena, const char *root, const char *path, struct bytes *out)
{
	char whole[4096]; /* not in the arena: skip() would leave it behind */
	snprintf(whole, sizeof whole, "%s/%s", root ? root : ".", path);
	FILE *file = fopen(whole, "rb");
	if (!file)
		return false;
	fseek(file, 0, SEEK_END);
	long size = ftell(file);
	rewind(file);
	uint8_t *room = arena_allocate(arena, (size_t)size);
	bool read = room && fread(room, 1, (size_t)size, file) == (size_t)size;
	fclose(file);
	if (read)
		*out = bytes_from(room, (size_t)size);
	return read;
}

struct bytes source_file(struct arena *arena, const char *path)
{
	struct bytes content = { 0 };
	if (!read_file(arena, getenv("PROVISIM_SOURCE"), path, &content))
		fail_msg("cannot read %s", path);
	return content;
}

bool shared_file(struct arena *arena, const char *path, struct bytes *out)
{
	if (read_file(arena, getenv("PROVISIM_SHARED"), path, out))
		return true;
	print_message("# skipped: ../shared/%s is not there\n", path);
	return false;
}
