/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/schema_check.h"

#include "codec/der_read.h"

static enum pe_status check_at(const struct schema_field *field, struct bytes value, int depth);

static enum pe_status check_inside(const struct schema_field *container, struct der_reader inside, int depth)
{
	bool in_order = container->type == SCHEMA_SEQUENCE;
	size_t next = 0, count = 0;
	while (!der_end(&inside)) {
		struct der_element element;
		if (!der_next(&inside, &element))
			return PE_INVALID_REQUEST_FORMAT;
		size_t index = schema_find(container, next, element.tag);
		if (index == container->field_count)
			return PE_INVALID_PARAMETER;
		if (in_order && !schema_may_skip(container, next, index))
			return PE_INVALID_REQUEST_FORMAT;
		enum pe_status status = check_at(&container->fields[index], element.value, depth + 1);
		if (status != PE_OK)
			return status;
		next = index + 1;
		count++;
	}
	if (in_order)
		return schema_may_skip(container, next, container->field_count) ? PE_OK : PE_INVALID_REQUEST_FORMAT;
	return schema_count_fits(container, count) ? PE_OK : PE_INVALID_REQUEST_FORMAT;
}

static enum pe_status check_at(const struct schema_field *field, struct bytes value, int depth)
{
	if (depth == SCHEMA_DEPTH_MAXIMUM)
		return PE_INVALID_REQUEST_FORMAT;
	if (schema_is_constructed(field))
		return check_inside(field, der_reader(value), depth);
	return schema_value_fits(field, value) ? PE_OK : PE_BAD_VALUES;
}

enum pe_status schema_check(const struct schema_field *field, struct bytes value)
{
	return check_at(field, value, 0);
}
