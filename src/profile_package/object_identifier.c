/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/object_identifier.h"

enum { NUMBERS_MAXIMUM = 64, NUMBER_MAXIMUM = 0x7FFFFFFF };

/* X.690 8.19.4: the first two numbers share one subidentifier. */
static enum status print_first(uint64_t number, struct buffer *out)
{
	uint64_t first = number < 80 ? number / 40 : 2;
	return buffer_print(out, "%u.%u", (unsigned)first, (unsigned)(number - 40 * first));
}

static enum status print_numbers(struct bytes value, struct buffer *out)
{
	uint64_t number = 0;
	bool is_first = true;
	for (size_t i = 0; i < value.size; i++) {
		if (number == 0 && value.data[i] == 0x80)
			return STATUS_MALFORMED;
		number = number << 7 | (value.data[i] & 0x7F);
		if (number > NUMBER_MAXIMUM)
			return STATUS_MALFORMED;
		if (value.data[i] & 0x80)
			continue;
		if (is_first)
			TRY(print_first(number, out));
		else
			TRY(buffer_print(out, ".%u", (unsigned)number));
		is_first = false;
		number = 0;
	}
	return value.size > 0 && value.data[value.size - 1] < 0x80 ? STATUS_OK : STATUS_MALFORMED;
}

enum status object_identifier_print(struct bytes value, struct buffer *out)
{
	size_t before = out->size;
	enum status status = print_numbers(value, out);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}

static enum status put_number(uint64_t number, struct buffer *out)
{
	uint8_t octets[10];
	size_t first = sizeof octets - 1;
	octets[first] = number & 0x7F;
	while (number >>= 7)
		octets[--first] = 0x80 | (number & 0x7F);
	return buffer_append(out, bytes_from(octets + first, sizeof octets - first));
}

enum status object_identifier_parse(struct text text, struct buffer *out)
{
	uint64_t numbers[NUMBERS_MAXIMUM];
	size_t count = 0;
	while (text.data) {
		if (count == NUMBERS_MAXIMUM || !text_to_number(text_cut(&text, '.'), NUMBER_MAXIMUM, &numbers[count]))
			return STATUS_MALFORMED;
		count++;
	}
	if (count < 2 || numbers[0] > 2 || (numbers[0] < 2 && numbers[1] > 39))
		return STATUS_MALFORMED;
	numbers[1] += 40 * numbers[0];
	size_t before = out->size;
	for (size_t i = 1; i < count; i++) {
		enum status status = put_number(numbers[i], out);
		if (status != STATUS_OK) {
			out->size = before;
			return status;
		}
	}
	return STATUS_OK;
}
