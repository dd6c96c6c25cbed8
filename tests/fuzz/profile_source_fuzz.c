/* SPDX-License-Identifier: Apache-2.0 */
/* Any text compiles to a package that can be read again, or is refused with a place and a sentence. */
#include "fuzz.h"
#include "profile_package/source.h"

enum { ARENA_MAXIMUM = 64 << 20, OUTPUT_MAXIMUM = 16 << 20, INPUT_MAXIMUM = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	AUTO(buffer) package = BUFFER(OUTPUT_MAXIMUM);
	struct source_error error = { 0 };
	if (size > INPUT_MAXIMUM)
		return 0;
	enum status status = source_compile(bytes_text(bytes_from(data, size)), &arena, &package, &error);
	check(status == STATUS_OK || package.size == 0);
	check(status != STATUS_MALFORMED || error.message[0] != 0);
	check(status == STATUS_OK || status == STATUS_MALFORMED || status == STATUS_NO_MEMORY || status == STATUS_TOO_LARGE);
	return 0;
}
