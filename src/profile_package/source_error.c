/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source_error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/hex.h"

static void refuse_at(struct source_error *error, unsigned line, unsigned column, const char *format, va_list arguments)
{
	error->line = line;
	error->column = column;
	vsnprintf(error->message, sizeof error->message, format, arguments);
}

enum status source_refuse(struct source_error *error, const struct yaml_node *node, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	refuse_at(error, node ? node->line : 1, node ? node->column : 1, format, arguments);
	va_end(arguments);
	return STATUS_MALFORMED;
}

enum status source_refuse_key(struct source_error *error, const struct yaml_node *member, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	refuse_at(error, member->key_line, member->key_column, format, arguments);
	va_end(arguments);
	return STATUS_MALFORMED;
}

enum status source_number(struct source_error *error, const struct yaml_node *node, uint32_t minimum, uint32_t maximum,
                          uint32_t *out)
{
	uint64_t number;
	if (node->kind != YAML_SCALAR || !text_to_number(node->scalar, maximum, &number) || number < minimum)
		return source_refuse(error, node, "expected a number from %u to %u", minimum, maximum);
	*out = (uint32_t)number;
	return STATUS_OK;
}

static enum status refuse_octets(struct source_error *error, const struct yaml_node *node, size_t minimum,
                                 size_t maximum)
{
	if (node->kind == YAML_SCALAR && text_equal(node->scalar, TEXT("hidden")))
		return source_refuse(error, node, "this value was hidden when it was printed; print with --reveal");
	if (maximum > 1 << 16)
		return source_refuse(error, node, "expected octets in hexadecimal");
	if (minimum == maximum)
		return source_refuse(error, node, "expected %zu octets in hexadecimal", minimum);
	return source_refuse(error, node, "expected %zu to %zu octets in hexadecimal", minimum, maximum);
}

enum status source_octets(struct source_error *error, const struct yaml_node *node, size_t minimum, size_t maximum,
                          struct buffer *out)
{
	if (node->kind != YAML_SCALAR || node->scalar.size / 2 < minimum || node->scalar.size / 2 > maximum)
		return refuse_octets(error, node, minimum, maximum);
	enum status status = hex_decode_append(node->scalar, out);
	return status == STATUS_MALFORMED ? refuse_octets(error, node, minimum, maximum) : status;
}
