/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source_value.h"

#include "base/hex.h"
#include "codec/object_identifier.h"
#include "profile_package/content_codec.h"

enum { CODE_OCTETS = 8, CODE_DIGITS_MINIMUM = 4, SHORT_ID_MAXIMUM = 30 };

enum status source_boolean(struct source_error *error, const struct yaml_node *node, bool *out)
{
	bool is_true = node->kind == YAML_SCALAR && text_equal(node->scalar, TEXT("true"));
	bool is_false = node->kind == YAML_SCALAR && text_equal(node->scalar, TEXT("false"));
	if (!is_true && !is_false)
		return source_refuse(error, node, "expected true or false");
	*out = is_true;
	return STATUS_OK;
}

/* ---- INTEGER ---- */

static enum status put_integer(uint32_t number, struct buffer *out)
{
	uint8_t octets[5];
	size_t first = 4;
	octets[0] = 0;
	for (size_t i = 0; i < 4; i++) {
		octets[4 - i] = (uint8_t)(number >> 8 * i);
		if (octets[4 - i] != 0)
			first = 4 - i;
	}
	if (octets[first] >= 0x80)
		first--;
	return buffer_append(out, bytes_from(octets + first, sizeof octets - first));
}

static enum status parse_integer(const struct schema_field *field, const struct yaml_node *node, struct buffer *out,
                                 struct source_error *error)
{
	uint32_t number;
	for (const struct schema_name *name = field->names; name && name->name; name++)
		if (node->kind == YAML_SCALAR && text_equal(node->scalar, text_from(name->name)))
			return put_integer(name->number, out);
	TRY(source_number(error, node, field->minimum, field->maximum, &number));
	return put_integer(number, out);
}

static enum status print_integer(const struct schema_field *field, struct bytes value, struct buffer *out)
{
	uint32_t number = 0;
	if (!schema_value_fits(field, value))
		return STATUS_UNSUPPORTED;
	for (size_t i = 0; i < value.size; i++)
		number = number << 8 | value.data[i];
	for (const struct schema_name *name = field->names; name && name->name; name++)
		if (name->number == number)
			return buffer_print(out, "%s", name->name);
	return buffer_print(out, "%u", number);
}

/* ---- OCTET STRINGs that mean something ---- */

/* Sizes are numbers with as few octets as possible; any other coding is written 0x… */
static enum status parse_size(const struct schema_field *field, const struct yaml_node *node, struct buffer *out,
                              struct source_error *error)
{
	uint32_t number;
	uint8_t octets[4];
	size_t size = 0;
	if (node->kind == YAML_SCALAR && text_starts_with(node->scalar, TEXT("0x"))) {
		struct yaml_node digits = *node;
		digits.scalar = bytes_text(bytes_after(text_bytes(node->scalar), 2));
		return source_octets(error, &digits, field->minimum, field->maximum, out);
	}
	TRY(source_number(error, node, 1, INT32_MAX, &number));
	for (int shift = 24; shift >= 0; shift -= 8)
		if (size > 0 || number >> shift)
			octets[size++] = (uint8_t)(number >> shift);
	return buffer_append(out, bytes_from(octets, size));
}

static enum status print_size(struct bytes value, struct buffer *out)
{
	uint32_t number = 0;
	for (size_t i = 0; i < value.size && value.size <= 4; i++)
		number = number << 8 | value.data[i];
	if (value.size > 0 && value.size <= 4 && value.data[0] != 0 && number <= INT32_MAX)
		return buffer_print(out, "%u", number);
	TRY(buffer_print(out, "\"0x"));
	TRY(hex_append(out, value));
	return buffer_print(out, "\"");
}

/* The identifier itself; it is coded shifted by three bits. "none": the file shall have none. */
static enum status parse_short_id(const struct yaml_node *node, struct buffer *out, struct source_error *error)
{
	uint32_t number;
	if (node->kind == YAML_SCALAR && text_equal(node->scalar, TEXT("none")))
		return STATUS_OK;
	if (node->kind == YAML_SCALAR && text_starts_with(node->scalar, TEXT("0x"))) {
		struct yaml_node digits = *node;
		digits.scalar = bytes_text(bytes_after(text_bytes(node->scalar), 2));
		return source_octets(error, &digits, 1, 1, out);
	}
	TRY(source_number(error, node, 1, SHORT_ID_MAXIMUM, &number));
	return buffer_append_octet(out, (uint8_t)(number << 3));
}

static enum status print_short_id(struct bytes value, struct buffer *out)
{
	if (value.size == 0)
		return buffer_print(out, "none");
	if (value.size != 1)
		return STATUS_UNSUPPORTED;
	uint8_t number = value.data[0] >> 3;
	if (number == 0 || number > SHORT_ID_MAXIMUM || (value.data[0] & 7) != 0)
		return buffer_print(out, "\"0x%02X\"", value.data[0]);
	return buffer_print(out, "%u", number);
}

/* A PIN or PUK is four to eight digits, filled up with FF; anything else is written as its sixteen hexadecimal
 * digits. */
static bool is_code(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return text.size >= CODE_DIGITS_MINIMUM && text.size <= CODE_OCTETS;
}

static enum status parse_code(const struct yaml_node *node, struct buffer *out, struct source_error *error)
{
	if (node->kind != YAML_SCALAR || !is_code(node->scalar))
		return source_octets(error, node, CODE_OCTETS, CODE_OCTETS, out);
	uint8_t octets[CODE_OCTETS];
	memset(octets, 0xFF, sizeof octets);
	memcpy(octets, node->scalar.data, node->scalar.size);
	return buffer_append(out, BYTES(octets));
}

static enum status print_code(struct bytes value, struct buffer *out)
{
	size_t digits = value.size;
	while (digits > 0 && value.data[digits - 1] == 0xFF)
		digits--;
	struct text code = bytes_text(bytes_first(value, digits));
	TRY(buffer_print(out, "\""));
	if (value.size == CODE_OCTETS && is_code(code))
		TRY(buffer_append_text(out, code));
	else
		TRY(hex_append(out, value));
	return buffer_print(out, "\"");
}

/* ---- by type ---- */

static enum status parse_octets(const struct schema_field *field, const struct yaml_node *node, struct buffer *out,
                                struct source_error *error)
{
	switch (field->role) {
	case ROLE_SIZE:
		return parse_size(field, node, out, error);
	case ROLE_SHORT_ID:
		return parse_short_id(node, out, error);
	case ROLE_CODE:
		return parse_code(node, out, error);
	default:
		return source_octets(error, node, field->minimum, field->maximum, out);
	}
}

static enum status print_octets(const struct schema_field *field, struct bytes value, struct buffer *out)
{
	if (field->role == ROLE_SIZE)
		return print_size(value, out);
	if (field->role == ROLE_SHORT_ID)
		return print_short_id(value, out);
	if (field->role == ROLE_CODE)
		return print_code(value, out);
	TRY(buffer_print(out, "\""));
	TRY(hex_append(out, value));
	return buffer_print(out, "\"");
}

enum status source_value_parse(const struct schema_field *field, const struct yaml_node *node, struct buffer *out,
                               struct source_error *error)
{
	if (field->type == SCHEMA_OCTETS)
		return parse_octets(field, node, out, error);
	if (field->type == SCHEMA_INTEGER)
		return parse_integer(field, node, out, error);
	if (node->kind != YAML_SCALAR)
		return source_refuse(error, node, "expected a single value for %s", field->name);
	if (field->type == SCHEMA_OID) {
		enum status status = oid_parse(node->scalar, out);
		return status != STATUS_MALFORMED ? status
			: source_refuse(error, node, "expected an object identifier, as 2.23.143.1.2.4");
	}
	if (node->scalar.size < field->minimum || node->scalar.size > field->maximum)
		return source_refuse(error, node, "expected a text of %u to %u octets", field->minimum, field->maximum);
	return buffer_append_text(out, node->scalar);
}

enum status source_value_print(const struct schema_field *field, struct bytes value, struct buffer *out)
{
	size_t before = out->size;
	enum status status;
	if (!schema_size_fits(field, value.size))
		return STATUS_UNSUPPORTED;
	if (field->type == SCHEMA_OCTETS)
		status = print_octets(field, value, out);
	else if (field->type == SCHEMA_INTEGER)
		status = print_integer(field, value, out);
	else if (field->type == SCHEMA_OID)
		status = oid_print(value, out);
	else
		status = source_print_text(bytes_text(value), out);
	if (status != STATUS_OK)
		out->size = before;
	return status == STATUS_MALFORMED ? STATUS_UNSUPPORTED : status;
}
