/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever the reader accepts, the writer writes the same way. */
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "fuzz.h"

enum { OUTPUT_MAXIMUM = 1 << 21 };

static int is_inside(struct bytes part, const uint8_t *data, size_t size)
{
	return part.size == 0 || (part.data >= data && part.data + part.size <= data + size);
}

/* Every reader of single values, each on its own copy of the position. */
static void read_values(struct der_reader reader, uint32_t tag, struct der_writer *writer, const struct der_element *element)
{
	struct der_reader number_reader = reader, bits_reader = reader, text_reader = reader, boolean_reader = reader;
	uint64_t number, bits;
	struct text text;
	bool yes;
	AUTO(buffer) again = BUFFER(OUTPUT_MAXIMUM);
	struct der_writer number_writer = der_writer(&again);
	if (der_number(&number_reader, tag, UINT64_MAX, &number)) {
		der_put_number(&number_writer, tag, number);
		check(der_finish(&number_writer) == STATUS_OK && bytes_equal(buffer_bytes(&again), element->whole));
	}
	if (der_bits(&bits_reader, tag, &bits))
		check(der_end(&bits_reader) || bits_reader.rest.size < reader.rest.size);
	if (der_text(&text_reader, tag, 0, SIZE_MAX, &text))
		check(text_is_printable_utf8(text));
	if (der_boolean(&boolean_reader, tag, &yes))
		check(element->value.size == 1);
	der_put(writer, tag, element->value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buffer) output = BUFFER(OUTPUT_MAXIMUM);
	struct der_writer writer = der_writer(&output);
	struct der_reader reader = der_reader(bytes_from(data, size));
	struct der_element element;
	for (;;) {
		struct der_reader before = reader;
		uint32_t tag = der_peek(&reader);
		if (!der_next(&reader, &element)) {
			check(bytes_equal(before.rest, reader.rest));
			break;
		}
		check(tag == element.tag && is_inside(element.whole, data, size) && is_inside(element.value, data, size));
		read_values(before, tag, &writer, &element);
	}
	check(der_finish(&writer) == STATUS_OK);
	check(bytes_equal(buffer_bytes(&output), bytes_from(data, size - reader.rest.size)));
	if (der_check_nesting(bytes_from(data, size)))
		check(der_end(&reader));
	return 0;
}
