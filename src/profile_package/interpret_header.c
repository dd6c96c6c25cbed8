/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

#include "codec/der_read.h"

enum { MAJOR_MINIMUM = 2 };

static enum pe_status check_version(const struct interpreter *interpreter)
{
	const struct profile_support *support = interpreter->support;
	const struct profile_header *header = &interpreter->header;
	bool known = header->major >= MAJOR_MINIMUM && header->major <= support->major_maximum;
	if (support->has_minor_maximum && header->major == support->major_maximum)
		known = known && header->minor <= support->minor_maximum;
	return known || profile_support_follows(support, RULE_ANY_VERSION) ? PE_OK : PE_UNSUPPORTED_PROFILE_VERSION;
}

static enum pe_status take_services(struct interpreter *interpreter, struct bytes value)
{
	struct der_reader list = der_reader(value);
	struct der_element service;
	while (der_next(&list, &service))
		interpreter->services |= 1u << schema_context_number(service.tag);
	uint32_t runtimes = 1u << SERVICE_JAVACARD | 1u << SERVICE_MULTOS;
	uint32_t lacking = interpreter->services & ~interpreter->support->services;
	if (lacking == 0 || profile_support_follows(interpreter->support, RULE_ANY_SERVICE_LISTED))
		return PE_OK;
	return (lacking & ~runtimes) == 0 ? PE_RUNTIME_NOT_SUPPORTED : PE_FEATURE_NOT_SUPPORTED;
}

static enum pe_status take_templates(const struct interpreter *interpreter, struct bytes value)
{
	const struct profile_support *support = interpreter->support;
	struct der_reader list = der_reader(value);
	struct bytes oid;
	if (profile_support_follows(support, RULE_ANY_TEMPLATE_LISTED))
		return PE_OK;
	while (der_octets(&list, 0x06, 1, 32, &oid))
		if (!profile_support_has_template(support, oid))
			return PE_TEMPLATE_NOT_SUPPORTED;
	return PE_OK;
}

static enum pe_status take_libraries(const struct interpreter *interpreter, struct bytes value)
{
	struct der_reader list = der_reader(value), library;
	while (der_enter(&list, 0x30, &library)) {
		struct bytes aid;
		uint8_t version[2];
		if (!der_octets(&library, 0x80, 5, 16, &aid) || !der_fixed(&library, 0x81, version, sizeof version))
			return PE_INVALID_REQUEST_FORMAT;
		if (!profile_support_has_library(interpreter->support, aid, (uint16_t)(version[0] << 8 | version[1])))
			return PE_LIBRARY_NOT_SUPPORTED;
	}
	return PE_OK;
}

static enum pe_status take_profile_type(struct interpreter *interpreter, struct bytes value)
{
	if (value.size > sizeof interpreter->profile_type)
		return PE_BAD_VALUES;
	memcpy(interpreter->profile_type, value.data, value.size);
	interpreter->header.profile_type = (struct text){ interpreter->profile_type, value.size };
	return PE_OK;
}

enum pe_status interpret_header_value(struct interpreter *interpreter, const struct schema_field *field,
                                      struct bytes value)
{
	switch (field->role) {
	case ROLE_MAJOR_VERSION:
		interpreter->header.major = value.data[value.size - 1];
		return check_version(interpreter);
	case ROLE_MINOR_VERSION:
		interpreter->header.minor = value.data[value.size - 1];
		return check_version(interpreter);
	case ROLE_PROFILE_TYPE:
		return take_profile_type(interpreter, value);
	case ROLE_ICCID:
		memcpy(interpreter->header.iccid, value.data, sizeof interpreter->header.iccid);
		return PE_OK;
	case ROLE_SERVICES:
		return take_services(interpreter, value);
	case ROLE_TEMPLATES:
		return take_templates(interpreter, value);
	case ROLE_IOT_OPTIONS:
		return interpret_iot_options(interpreter, value);
	case ROLE_LIBRARIES:
		return take_libraries(interpreter, value);
	default:
		return PE_OK;
	}
}

enum pe_status interpret_header_end(struct interpreter *interpreter)
{
	interpreter->has_header = true;
	return interpreter->builder->header(interpreter->builder->self, &interpreter->header);
}
