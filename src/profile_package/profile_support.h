/* SPDX-License-Identifier: Apache-2.0 */
/* What a card can do with profile packages, and where it asks for more, or takes less, than the interoperable format
 * says. Plain values: cards keep them in their memory. Of every member but the first three, nought is what the format
 * says. */
#ifndef PROFILE_PACKAGE_PROFILE_SUPPORT_H
#define PROFILE_PACKAGE_PROFILE_SUPPORT_H

#include "base/bytes.h"
#include "base/status.h"

enum { TEMPLATE_ARCS = 24, REFUSED_FIELDS_MAXIMUM = 12, FIELD_NAME_SIZE = 32 };

/* Bits of profile_support.rules. */
enum profile_rule {
	/* What must be said although it has a default. */
	RULE_EXPLICIT_DESCRIPTOR = 1 << 0,
	RULE_EXPLICIT_SIZE = 1 << 1,
	RULE_EXPLICIT_ACCESS_RULE = 1 << 2,
	/* How something must be said. */
	RULE_NO_EXPLICIT_DEFAULTS = 1 << 3,
	RULE_NO_PADDED_SIZE = 1 << 4,
	RULE_TWO_OCTET_SIZE = 1 << 5,
	RULE_NO_EMPTY_LINK = 1 << 6,
	RULE_NO_DIRECTORY_LINK = 1 << 7,
	RULE_USUAL_ALGORITHM_OPTIONS = 1 << 8,
	/* The order of elements. */
	RULE_ONE_DIRECTORY_BEFORE_PINS = 1 << 9,
	RULE_PUK_BEFORE_PIN = 1 << 10,
	RULE_FILES_BEFORE_SECURITY_DOMAIN = 1 << 11,
	RULE_RISING_IDENTIFICATIONS = 1 << 12,
	/* What a card does otherwise. */
	RULE_EVERY_ELEMENT_MANDATED = 1 << 13,
	RULE_TEMPLATE_PATTERN_LOST = 1 << 14,
	/* What a card lets pass. */
	RULE_ANY_VERSION = 1 << 15,
	RULE_ANY_SERVICE_LISTED = 1 << 16,
	RULE_ANY_TEMPLATE_LISTED = 1 << 17,
	RULE_ANY_REPETITION = 1 << 18,
	RULE_NO_PIN_STATUS = 1 << 19,
	RULE_OCTETS_AFTER_END = 1 << 20,
	RULE_APPLICATIONS_TAKEN = 1 << 21,
	RULE_MISSING_PINS = 1 << 22,
	/* What a card does otherwise, as well. */
	RULE_LAST_DIRECTORY_HAS_PINS = 1 << 23,
	RULE_IOT_PROFILES = 1 << 24,
	/* No personality's choice: whoever runs the interpreter has nothing that executes applications. */
	RULE_APPLICATIONS_NOT_EXECUTED = 1 << 25,
};

/* A package of the runtime, or another one that profiles may ask for. */
enum { LIBRARIES_MAXIMUM = 12, LIBRARY_AID_MAXIMUM = 16 };
struct profile_library {
	uint8_t aid[LIBRARY_AID_MAXIMUM];
	uint8_t aid_size;
	uint16_t version; /* major, minor: an octet each */
};

struct profile_support {
	uint8_t major_maximum;                    /* highest major version understood */
	bool has_minor_maximum;                   /* … and of that one */
	uint8_t minor_maximum;
	uint32_t services;                        /* ServicesList items, bit n for item n */
	uint8_t lacking_templates[TEMPLATE_ARCS]; /* by arc: bit n for version n, bit 0 for the one without version */
	uint32_t rules;                           /* enum profile_rule */
	uint32_t element_maximum;                 /* octets of an element's value */
	uint32_t content_maximum;                 /* octets of one fillFileContent */
	char refused_fields[REFUSED_FIELDS_MAXIMUM][FIELD_NAME_SIZE]; /* elements, and fields in them, by name */
	size_t refused_field_count;
	struct profile_library libraries[LIBRARIES_MAXIMUM];
	size_t library_count;
};

/* One row a rule, ended by one without name. */
struct profile_rule_name {
	const char *name;    /* "explicit-size" */
	enum profile_rule rule;
	const char *meaning; /* "files of templates must say efFileSize" */
};
extern const struct profile_rule_name profile_rule_names[];

static inline bool profile_support_follows(const struct profile_support *support, enum profile_rule rule)
{
	return (support->rules & (uint32_t)rule) != 0;
}

/* `oid`: value octets. False also for what the template table does not know. */
bool profile_support_has_template(const struct profile_support *support, struct bytes oid);
/* STATUS_NOT_FOUND: the table does not know it. */
enum status profile_support_lack_template(struct profile_support *support, struct bytes oid) MUST_CHECK;

/* Elements and fields of this name are refused from now on. STATUS_NOT_FOUND: there is none of that name;
 * STATUS_TOO_LARGE: too many. */
enum status profile_support_refuse_field(struct profile_support *support, struct text name) MUST_CHECK;
bool profile_support_refuses_field(const struct profile_support *support, const char *name);

/* One more library. STATUS_TOO_LARGE: too many, or no AID. */
enum status profile_support_add_library(struct profile_support *support, struct bytes aid, uint16_t version) MUST_CHECK;
/* It is there, in this version or a later one. */
bool profile_support_has_library(const struct profile_support *support, struct bytes aid, uint16_t version);

/* The item of the ServicesList with this name ("milenage"), and the name of an item; false, NULL: none. */
bool profile_service_named(struct text name, unsigned *out) MUST_CHECK;
const char *profile_service_name(unsigned item);

/* The services of a card that announces these bits of uiccCapability (EUICCInfo2, SGP.22 4.3), bit n for item n of the
 * ServicesList: the two count in different orders. */
uint32_t profile_services_of_capability(uint64_t capability);

#endif
