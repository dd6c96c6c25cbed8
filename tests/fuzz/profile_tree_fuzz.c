/* SPDX-License-Identifier: Apache-2.0 */
/* What decodes as a package encodes to the same octets, and so does the text that it prints as. */
#include "fuzz.h"
#include "profile_package/source.h"

enum { ARENA_MAXIMUM = 256 << 20, OUTPUT_MAXIMUM = 64 << 20, INPUT_MAXIMUM = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	AUTO(buffer) encoded = BUFFER(OUTPUT_MAXIMUM);
	AUTO(buffer) text = BUFFER(OUTPUT_MAXIMUM);
	AUTO(buffer) compiled = BUFFER(OUTPUT_MAXIMUM);
	struct bytes package = bytes_from(data, size);
	struct package_node *root;
	struct package_error error;
	struct source_error source_error;
	if (size > INPUT_MAXIMUM)
		return 0;
	enum status status = package_decode(package, &arena, &root, &error);
	if (status != STATUS_OK) {
		check(status == STATUS_TOO_LARGE || (status == STATUS_MALFORMED && error.offset <= size));
		return 0;
	}
	check(package_encode(root, &encoded) == STATUS_OK && bytes_equal(buffer_bytes(&encoded), package));
	check(source_print(root, true, &text) == STATUS_OK);
	if (!root->first)
		return 0;
	check(source_compile(buffer_text(&text), &arena, &compiled, &source_error) == STATUS_OK);
	check(bytes_equal(buffer_bytes(&compiled), package));
	return 0;
}
