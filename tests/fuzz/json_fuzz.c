/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is read as JSON can be written, and reads the same again. */
#include "codec/json.h"
#include "fuzz.h"

enum { OUTPUT_MAXIMUM = 1 << 22 };

/* Of arrays and objects only what the reader can name. */
static void copy(struct json_value value, struct json_writer *writer)
{
	struct text text;
	uint64_t number;
	bool yes;
	if (json_text(value, &text)) {
		json_put_text(writer, NULL, text);
	} else if (json_boolean(value, &yes)) {
		json_put_boolean(writer, NULL, yes);
	} else if (json_number(value, INT64_MAX, &number)) {
		json_put_number(writer, NULL, (int64_t)number);
	} else if (json_count(value) > 0) {
		json_open_array(writer, NULL);
		for (size_t i = 0; i < json_count(value) && i < 64; i++)
			copy(json_element(value, i), writer);
		json_close_array(writer);
	} else if (json_is_object(value)) {
		json_open_array(writer, NULL);
		copy(json_member(value, "header"), writer);
		copy(json_member(value, "transactionId"), writer);
		json_close_array(writer);
	} else {
		json_put_null(writer, NULL);
	}
}

static void write_and_read(const struct json_document *document, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	copy(json_root(document), &writer);
	check(json_finish(&writer) == STATUS_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(json_document) document = { 0 };
	if (json_parse((struct text){ (const char *)data, size }, &document) != STATUS_OK)
		return 0;
	AUTO(buffer) decoded = BUFFER(OUTPUT_MAXIMUM);
	enum status status = json_base64_member(json_root(&document), "header", &decoded);
	check(status == STATUS_OK || decoded.size == 0);

	AUTO(buffer) first = BUFFER(OUTPUT_MAXIMUM);
	AUTO(buffer) second = BUFFER(OUTPUT_MAXIMUM);
	AUTO(json_document) again = { 0 };
	write_and_read(&document, &first);
	check(json_parse(buffer_text(&first), &again) == STATUS_OK);
	write_and_read(&again, &second);
	check(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	return 0;
}
