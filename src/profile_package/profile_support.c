/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/profile_support.h"

#include "profile_package/schema.h"
#include "profile_package/template.h"

const struct profile_rule_name profile_rule_names[] = {
	{ "explicit-descriptor", RULE_EXPLICIT_DESCRIPTOR, "files of templates must say their fileDescriptor" },
	{ "explicit-size", RULE_EXPLICIT_SIZE, "files of templates must say their efFileSize" },
	{ "explicit-access-rule", RULE_EXPLICIT_ACCESS_RULE,
	  "files must name their access rule file, in securityAttributesReferenced of three octets" },
	{ "no-explicit-defaults", RULE_NO_EXPLICIT_DEFAULTS, "a value that is the DEFAULT must be left out, as DER has it" },
	{ "no-padded-size", RULE_NO_PADDED_SIZE, "efFileSize must not begin with 00 (since version 2.1)" },
	{ "two-octet-size", RULE_TWO_OCTET_SIZE, "efFileSize must have two octets or more (version 2.0)" },
	{ "no-empty-link", RULE_NO_EMPTY_LINK, "linkPath must not be empty (before version 3.1)" },
	{ "no-directory-link", RULE_NO_DIRECTORY_LINK, "directories cannot be links" },
	{ "usual-algorithm-options", RULE_USUAL_ALGORITHM_OPTIONS,
	  "algorithmOptions must be 00 or 01; with the test algorithm also 02" },
	{ "one-directory-before-pins", RULE_ONE_DIRECTORY_BEFORE_PINS,
	  "pinCodes must not follow an element that makes several directories, unless one is selected in between (2.0, 2.1)" },
	{ "puk-before-pin", RULE_PUK_BEFORE_PIN, "a PIN's unblocking code must be there before the PIN" },
	{ "files-before-security-domain", RULE_FILES_BEFORE_SECURITY_DOMAIN,
	  "no files, codes or keys of applications may come after the first securityDomain" },
	{ "rising-identifications", RULE_RISING_IDENTIFICATIONS, "identifications must rise from element to element" },
	{ "every-element-mandated", RULE_EVERY_ELEMENT_MANDATED, "an element that fails ends the installation, mandated or not" },
	{ "template-pattern-lost", RULE_TEMPLATE_PATTERN_LOST,
	  "proprietaryEFInfo without a pattern clears the template's pattern: the file comes up FF (up to version 2.2)" },
	{ "any-version", RULE_ANY_VERSION, "every version of a package is taken" },
	{ "any-service-listed", RULE_ANY_SERVICE_LISTED, "the list of mandatory services is not looked at" },
	{ "any-template-listed", RULE_ANY_TEMPLATE_LISTED, "the list of mandatory templates is not looked at" },
	{ "any-repetition", RULE_ANY_REPETITION, "elements and identifications may come again" },
	{ "no-pin-status", RULE_NO_PIN_STATUS, "directories may lack their pinStatusTemplateDO" },
	{ "octets-after-end", RULE_OCTETS_AFTER_END, "what follows the end element is passed over" },
	{ "applications-taken", RULE_APPLICATIONS_TAKEN,
	  "applications are kept, and not executed, also where they are mandated" },
	{ "missing-pins", RULE_MISSING_PINS, "codes that directories name need not be there" },
	{ "last-directory-has-pins", RULE_LAST_DIRECTORY_HAS_PINS,
	  "pinCodes belong to the directory made or selected last, not to the first of the element before (2.0, 2.1)" },
	{ "iot-profiles", RULE_IOT_PROFILES, "minimal profiles for machines (iotOptions, iot, opt-iot) are taken" },
	{ 0 },
};

bool profile_support_has_template(const struct profile_support *support, struct bytes oid)
{
	const struct template *template = template_find(oid);
	return template && !(support->lacking_templates[template->arc] >> template->version & 1);
}

enum status profile_support_lack_template(struct profile_support *support, struct bytes oid)
{
	const struct template *template = template_find(oid);
	if (!template)
		return STATUS_NOT_FOUND;
	support->lacking_templates[template->arc] |= (uint8_t)(1u << template->version);
	return STATUS_OK;
}

/* ---- names of the schema ---- */

static bool is_named_in(const struct schema_field *container, struct text name, int depth)
{
	for (size_t i = 0; i < container->field_count; i++) {
		const struct schema_field *field = &container->fields[i];
		if (text_equal(text_from(field->name), name))
			return true;
		if (depth > 0 && schema_is_constructed(field) && is_named_in(field, name, depth - 1))
			return true;
	}
	return false;
}

enum status profile_support_refuse_field(struct profile_support *support, struct text name)
{
	if (name.size >= FIELD_NAME_SIZE || !is_named_in(&schema_package, name, SCHEMA_DEPTH_MAXIMUM))
		return STATUS_NOT_FOUND;
	if (support->refused_field_count == REFUSED_FIELDS_MAXIMUM)
		return STATUS_TOO_LARGE;
	char *field = support->refused_fields[support->refused_field_count++];
	memcpy(field, name.data, name.size);
	field[name.size] = 0;
	return STATUS_OK;
}

bool profile_support_refuses_field(const struct profile_support *support, const char *name)
{
	for (size_t i = 0; i < support->refused_field_count; i++)
		if (strcmp(support->refused_fields[i], name) == 0)
			return true;
	return false;
}

/* ---- libraries ---- */

enum status profile_support_add_library(struct profile_support *support, struct bytes aid, uint16_t version)
{
	if (support->library_count == LIBRARIES_MAXIMUM || aid.size == 0 || aid.size > LIBRARY_AID_MAXIMUM)
		return STATUS_TOO_LARGE;
	struct profile_library *library = &support->libraries[support->library_count++];
	memcpy(library->aid, aid.data, aid.size);
	library->aid_size = (uint8_t)aid.size;
	library->version = version;
	return STATUS_OK;
}

bool profile_support_has_library(const struct profile_support *support, struct bytes aid, uint16_t version)
{
	for (size_t i = 0; i < support->library_count; i++) {
		const struct profile_library *library = &support->libraries[i];
		if (bytes_equal(bytes_from(library->aid, library->aid_size), aid) && library->version >= version)
			return true;
	}
	return false;
}

/* ---- services ---- */

static const struct schema_field *service_list(void)
{
	const struct schema_field *header = schema_element_named(TEXT("header"));
	return &header->fields[schema_find_named(header, TEXT("eUICC-Mandatory-services"))];
}

bool profile_service_named(struct text name, unsigned *out)
{
	const struct schema_field *services = service_list();
	size_t index = schema_find_named(services, name);
	if (index == services->field_count)
		return false;
	*out = schema_context_number(services->fields[index].tag);
	return true;
}

const char *profile_service_name(unsigned item)
{
	const struct schema_field *services = service_list();
	for (size_t i = 0; i < services->field_count; i++)
		if (schema_context_number(services->fields[i].tag) == item)
			return services->fields[i].name;
	return NULL;
}

uint32_t profile_services_of_capability(uint64_t capability)
{
	/* By bit of uiccCapability. */
	static const uint8_t items[] = {
		0, 1, 2, 3, 4, 6, 5, 16, 17, UINT8_MAX, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
		29,
	};
	uint32_t services = 0;
	for (size_t bit = 0; bit < ARRAY_SIZE(items); bit++)
		if (items[bit] != UINT8_MAX && (capability >> bit & 1))
			services |= 1u << items[bit];
	return services;
}
