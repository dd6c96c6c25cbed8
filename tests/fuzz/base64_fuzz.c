/* SPDX-License-Identifier: Apache-2.0 */
/* Without its blanks, whatever decodes is what the octets encode to; and all octets go there and back. */
#include "codec/base64.h"
#include "fuzz.h"

static void append_without_blanks(struct buffer *out, struct bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!strchr(" \t\r\n", text.data[i]) || text.data[i] == 0)
			check(buffer_append_octet(out, text.data[i]) == STATUS_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = bytes_from(data, size);
	AUTO(buffer) decoded = BUFFER(2 * size + 8);
	AUTO(buffer) encoded = BUFFER(2 * size + 8);
	if (base64_decode_append(bytes_text(input), &decoded) == STATUS_OK) {
		AUTO(buffer) plain = BUFFER(2 * size + 8);
		append_without_blanks(&plain, input);
		check(base64_append(&encoded, buffer_bytes(&decoded)) == STATUS_OK);
		check(bytes_equal(buffer_bytes(&encoded), buffer_bytes(&plain)));
	}
	buffer_clear(&decoded);
	buffer_clear(&encoded);
	check(base64_append(&encoded, input) == STATUS_OK);
	check(base64_decode_append(buffer_text(&encoded), &decoded) == STATUS_OK);
	check(bytes_equal(buffer_bytes(&decoded), input));
	return 0;
}
