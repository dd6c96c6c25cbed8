/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/schema.h"

#define CONTEXT(n) ((n) < 31 ? 0x80u + (n) : 0x9F00u + (n))
#define CONTEXT_CONSTRUCTED(n) ((n) < 31 ? 0xA0u + (n) : 0xBF00u + (n))
#define INSIDE(array) .fields = (array), .field_count = ARRAY_SIZE(array)
#define OCTETS(tag_, name_, minimum_, maximum_, ...) \
	{ .name = (name_), .tag = (tag_), .type = SCHEMA_OCTETS, .minimum = (minimum_), .maximum = (maximum_), \
	  __VA_ARGS__ }
#define NUMBER(tag_, name_, minimum_, maximum_, ...) \
	{ .name = (name_), .tag = (tag_), .type = SCHEMA_INTEGER, .minimum = (minimum_), .maximum = (maximum_), \
	  __VA_ARGS__ }
#define SEQUENCE(tag_, name_, fields_, ...) \
	{ .name = (name_), .tag = (tag_), .type = SCHEMA_SEQUENCE, INSIDE(fields_), __VA_ARGS__ }
#define LIST(tag_, name_, fields_, minimum_, ...) \
	{ .name = (name_), .tag = (tag_), .type = SCHEMA_LIST, INSIDE(fields_), .minimum = (minimum_), \
	  .maximum = SCHEMA_UNLIMITED, __VA_ARGS__ }
#define CHOICES(tag_, name_, fields_, minimum_, ...) \
	{ .name = (name_), .tag = (tag_), .type = SCHEMA_CHOICES, INSIDE(fields_), .minimum = (minimum_), \
	  .maximum = SCHEMA_UNLIMITED, __VA_ARGS__ }
#define CHOICE(tag_, name_, fields_, ...) \
	{ .name = (name_), .tag = (tag_), .type = SCHEMA_CHOICE, INSIDE(fields_), __VA_ARGS__ }
#define MUST_BE .presence = MANDATORY
#define MAY_LACK .presence = OPTIONAL
#define DEFAULT(octets) .presence = OPTIONAL, .fallback = { (const uint8_t *)(octets), sizeof(octets) - 1 }
#define ANY_OCTETS(tag_, name_, ...) OCTETS(tag_, name_, 0, SCHEMA_UNLIMITED, __VA_ARGS__)
#define AID(name_, ...) OCTETS(0x4F, name_, 5, 16, __VA_ARGS__)

static const struct schema_field element_header_fields[] = {
	{ .name = "mandated", .tag = 0x80, .type = SCHEMA_NULL, MAY_LACK },
	NUMBER(0x81, "identification", 0, 32767, MUST_BE),
};

#define ELEMENT_HEADER(name_) SEQUENCE(0xA0, name_, element_header_fields, .role = ROLE_ELEMENT_HEADER)

/* ---- header ---- */

#define SERVICE(n, name_) { .name = (name_), .tag = CONTEXT(n), .type = SCHEMA_NULL, MAY_LACK }

static const struct schema_field service_fields[] = {
	SERVICE(0, "contactless"), SERVICE(1, "usim"), SERVICE(2, "isim"), SERVICE(3, "csim"), SERVICE(4, "milenage"),
	SERVICE(5, "tuak128"), SERVICE(6, "cave"), SERVICE(7, "gba-usim"), SERVICE(8, "gba-isim"), SERVICE(9, "mbms"),
	SERVICE(10, "eap"), SERVICE(11, "javacard"), SERVICE(12, "multos"), SERVICE(13, "multiple-usim"),
	SERVICE(14, "multiple-isim"), SERVICE(15, "multiple-csim"), SERVICE(16, "tuak256"),
	SERVICE(17, "usim-test-algorithm"), SERVICE(18, "ber-tlv"), SERVICE(19, "dfLink"), SERVICE(20, "cat-tp"),
	SERVICE(21, "get-identity"), SERVICE(22, "profile-a-x25519"), SERVICE(23, "profile-b-p256"),
	SERVICE(24, "suciCalculatorApi"), SERVICE(25, "dns-resolution"), SERVICE(26, "scp11ac"),
	SERVICE(27, "scp11c-authorization-mechanism"), SERVICE(28, "s16mode"), SERVICE(29, "eaka"),
};

static const struct schema_field template_list_fields[] = {
	{ .name = "template", .tag = 0x06, .type = SCHEMA_OID },
};

static const struct schema_field library_fields[] = {
	OCTETS(0x80, "aid", 5, 16, MUST_BE),
	OCTETS(0x81, "version", 2, 2, MUST_BE),
};

static const struct schema_field library_list_fields[] = {
	SEQUENCE(0x30, "library", library_fields, MUST_BE),
};

static const struct schema_field iot_option_fields[] = {
	OCTETS(0x80, "pix", 7, 11, MUST_BE),
};

static const struct schema_field header_fields[] = {
	NUMBER(0x80, "major-version", 0, 255, .role = ROLE_MAJOR_VERSION),
	NUMBER(0x81, "minor-version", 0, 255, .role = ROLE_MINOR_VERSION),
	{ .name = "profileType", .tag = 0x82, .type = SCHEMA_TEXT, .minimum = 1, .maximum = 100, MAY_LACK,
	  .role = ROLE_PROFILE_TYPE },
	OCTETS(0x83, "iccid", 10, 10, .role = ROLE_ICCID),
	ANY_OCTETS(0x84, "pol", MAY_LACK),
	SEQUENCE(0xA5, "eUICC-Mandatory-services", service_fields, .role = ROLE_SERVICES, .usual = "services"),
	LIST(0xA6, "eUICC-Mandatory-GFSTEList", template_list_fields, 0, .role = ROLE_TEMPLATES, .usual = "templates"),
	ANY_OCTETS(0x87, "connectivityParameters", MAY_LACK),
	LIST(0xA8, "eUICC-Mandatory-AIDs", library_list_fields, 0, MAY_LACK, .role = ROLE_LIBRARIES),
	SEQUENCE(0xA9, "iotOptions", iot_option_fields, MAY_LACK, .role = ROLE_IOT_OPTIONS),
};

/* ---- files ---- */

static const struct schema_field proprietary_fields[] = {
	OCTETS(0xC0, "specialFileInformation", 1, 1, DEFAULT("\x00")),
	OCTETS(0xC1, "fillPattern", 1, 200, MAY_LACK),
	OCTETS(0xC2, "repeatPattern", 1, 200, MAY_LACK),
	OCTETS(0x86, "maximumFileSize", 1, 4, MAY_LACK, .role = ROLE_SIZE),
	OCTETS(0x84, "fileDetails", 1, 1, DEFAULT("\x01")),
};

static const struct schema_field fcp_fields[] = {
	OCTETS(0x82, "fileDescriptor", 2, 4, MAY_LACK),
	OCTETS(0x83, "fileID", 2, 2, MAY_LACK),
	OCTETS(0x84, "dfName", 5, 16, MAY_LACK),
	OCTETS(0x8A, "lcsi", 1, 1, DEFAULT("\x05")),
	OCTETS(0x8B, "securityAttributesReferenced", 1, 3, MAY_LACK),
	OCTETS(0x80, "efFileSize", 1, 4, MAY_LACK, .role = ROLE_SIZE),
	ANY_OCTETS(0xC6, "pinStatusTemplateDO", MAY_LACK),
	OCTETS(0x88, "shortEFID", 0, 1, MAY_LACK, .role = ROLE_SHORT_ID),
	SEQUENCE(0xA5, "proprietaryEFInfo", proprietary_fields, MAY_LACK),
	OCTETS(0xC7, "linkPath", 0, 8, MAY_LACK),
};

static const struct schema_field file_items[] = {
	{ .name = "doNotCreate", .tag = 0x80, .type = SCHEMA_NULL, .role = ROLE_DO_NOT_CREATE },
	SEQUENCE(0xA1, "fileDescriptor", fcp_fields, .role = ROLE_FCP),
	NUMBER(0x82, "fillFileOffset", 0, 65535, .role = ROLE_FILL_OFFSET),
	ANY_OCTETS(0x83, "fillFileContent", .role = ROLE_FILL_CONTENT),
};

/* This list has tags of its own, so the INTEGER keeps its universal one. */
static const struct schema_field file_management_items[] = {
	OCTETS(0x80, "filePath", 0, 8, .role = ROLE_FILE_PATH),
	SEQUENCE(0x62, "createFCP", fcp_fields, .role = ROLE_CREATE_FCP),
	NUMBER(0x02, "fillFileOffset", 0, 65535, .role = ROLE_FILL_OFFSET),
	ANY_OCTETS(0x81, "fillFileContent", .role = ROLE_FILL_CONTENT),
};

static const struct schema_field file_management_lists[] = {
	CHOICES(0x30, "commands", file_management_items, 1, MUST_BE),
};

static const struct schema_field generic_file_management_fields[] = {
	ELEMENT_HEADER("gfm-header"),
	LIST(0xA1, "fileManagementCMD", file_management_lists, 1, MUST_BE),
};

#define TEMPLATE_START(header_name) \
	ELEMENT_HEADER(header_name), { .name = "templateID", .tag = 0x81, .type = SCHEMA_OID, .role = ROLE_TEMPLATE_ID }
#define FILE(n, name_) CHOICES(CONTEXT_CONSTRUCTED(n), name_, file_items, 0, .role = ROLE_FILE)
#define OPTIONAL_FILE(n, name_) CHOICES(CONTEXT_CONSTRUCTED(n), name_, file_items, 0, .role = ROLE_FILE, MAY_LACK)

#include "profile_package/schema_files.inc"

/* ---- PINs and authentication ---- */

static const struct schema_name pin_names[] = {
	{ "pinAppl1", 1 }, { "pinAppl2", 2 }, { "pinAppl3", 3 }, { "pinAppl4", 4 }, { "pinAppl5", 5 },
	{ "pinAppl6", 6 }, { "pinAppl7", 7 }, { "pinAppl8", 8 },
	{ "adm1", 10 }, { "adm2", 11 }, { "adm3", 12 }, { "adm4", 13 }, { "adm5", 14 },
	{ "secondPINAppl1", 129 }, { "secondPINAppl2", 130 }, { "secondPINAppl3", 131 }, { "secondPINAppl4", 132 },
	{ "secondPINAppl5", 133 }, { "secondPINAppl6", 134 }, { "secondPINAppl7", 135 }, { "secondPINAppl8", 136 },
	{ "adm6", 138 }, { "adm7", 139 }, { "adm8", 140 }, { "adm9", 141 }, { "adm10", 142 }, { 0 },
};

static const struct schema_name puk_names[] = {
	{ "pukAppl1", 1 }, { "pukAppl2", 2 }, { "pukAppl3", 3 }, { "pukAppl4", 4 }, { "pukAppl5", 5 },
	{ "pukAppl6", 6 }, { "pukAppl7", 7 }, { "pukAppl8", 8 },
	{ "secondPUKAppl1", 129 }, { "secondPUKAppl2", 130 }, { "secondPUKAppl3", 131 },
	{ "secondPUKAppl4", 132 }, { "secondPUKAppl5", 133 }, { "secondPUKAppl6", 134 }, { "secondPUKAppl7", 135 },
	{ "secondPUKAppl8", 136 }, { 0 },
};

static const struct schema_name algorithm_names[] = {
	{ "milenage", 1 }, { "tuak", 2 }, { "usim-test-algorithm", 3 }, { 0 },
};

static const struct schema_field pin_fields[] = {
	NUMBER(0x80, "keyReference", 1, 142, .names = pin_names),
	OCTETS(0x81, "pinValue", 8, 8, .role = ROLE_CODE),
	NUMBER(0x82, "unblockingPINReference", 1, 136, MAY_LACK, .names = puk_names),
	NUMBER(0x83, "pinAttributes", 0, 255, DEFAULT("\x07")),
	NUMBER(0x84, "maxNumOfAttemps-retryNumLeft", 0, 255, DEFAULT("\x33")),
};

static const struct schema_field pin_list_fields[] = {
	SEQUENCE(0x30, "pin", pin_fields, .role = ROLE_PIN),
};

static const struct schema_field pin_choice_fields[] = {
	{ .name = "pinconfig", .tag = 0xA0, .type = SCHEMA_LIST, INSIDE(pin_list_fields), .minimum = 1, .maximum = 26 },
	OCTETS(0x81, "filePath", 0, 8, .role = ROLE_PIN_PATH),
};

static const struct schema_field pin_codes_fields[] = {
	ELEMENT_HEADER("pin-Header"),
	CHOICE(0xA1, "pinCodes", pin_choice_fields, MUST_BE),
};

static const struct schema_field puk_fields[] = {
	NUMBER(0x80, "keyReference", 1, 136, .names = puk_names),
	OCTETS(0x81, "pukValue", 8, 8, .role = ROLE_CODE),
	NUMBER(0x82, "maxNumOfAttemps-retryNumLeft", 0, 255, DEFAULT("\x00\xAA")),
};

static const struct schema_field puk_list_fields[] = {
	SEQUENCE(0x30, "puk", puk_fields, .role = ROLE_PUK),
};

static const struct schema_field puk_codes_fields[] = {
	ELEMENT_HEADER("puk-Header"),
	{ .name = "pukCodes", .tag = 0xA1, .type = SCHEMA_LIST, INSIDE(puk_list_fields), .minimum = 1, .maximum = 16 },
};

static const struct schema_field mapping_fields[] = {
	OCTETS(0x80, "mappingOptions", 1, 1, MUST_BE),
	OCTETS(0x81, "mappingSource", 5, 16, MUST_BE),
};

#define ZERO_15 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static const struct schema_field algorithm_fields[] = {
	NUMBER(0x80, "algorithmID", 1, 127, .names = algorithm_names),
	OCTETS(0x81, "algorithmOptions", 1, 1, MUST_BE),
	OCTETS(0x82, "key", 0, 64, .role = ROLE_SECRET, .usual = "ki"),
	OCTETS(0x83, "opc", 0, 64, .role = ROLE_SECRET),
	OCTETS(0x84, "rotationConstants", 5, 5, DEFAULT("\x40\x00\x20\x40\x60")),
	OCTETS(0x85, "xoringConstants", 80, 80,
	       DEFAULT(ZERO_15 "\x00" ZERO_15 "\x01" ZERO_15 "\x02" ZERO_15 "\x04" ZERO_15 "\x08")),
	OCTETS(0x86, "authCounterMax", 3, 3, MAY_LACK),
	NUMBER(0x87, "numberOfKeccak", 0, 255, DEFAULT("\x01")),
};

static const struct schema_field algorithm_choice_fields[] = {
	SEQUENCE(0xA0, "mappingParameter", mapping_fields, .role = ROLE_AKA_MAPPING),
	SEQUENCE(0xA1, "algoParameter", algorithm_fields, .role = ROLE_AKA_ALGORITHM),
};

static const struct schema_field sqn_fields[] = {
	OCTETS(0x04, "seq", 6, 6, MUST_BE),
};

static const struct schema_field aka_fields[] = {
	ELEMENT_HEADER("aka-header"),
	CHOICE(0xA1, "algoConfiguration", algorithm_choice_fields, MUST_BE),
	OCTETS(0x82, "sqnOptions", 1, 1, DEFAULT("\x02"), .role = ROLE_SQN_OPTIONS),
	OCTETS(0x83, "sqnDelta", 6, 6, DEFAULT("\x00\x00\x10\x00\x00\x00"), .role = ROLE_SQN_DELTA),
	OCTETS(0x84, "sqnAgeLimit", 6, 6, DEFAULT("\x00\x00\x10\x00\x00\x00"), .role = ROLE_SQN_AGE_LIMIT),
	{ .name = "sqnInit", .tag = 0xA5, .type = SCHEMA_LIST, INSIDE(sqn_fields), .minimum = 32, .maximum = 32,
	  MAY_LACK,
	  .role = ROLE_SQN_INIT },
};

static const struct schema_field cdma_fields[] = {
	ELEMENT_HEADER("cdma-header"),
	OCTETS(0x81, "authenticationKey", 8, 8, .role = ROLE_SECRET),
	OCTETS(0x82, "ssd", 16, 16, MAY_LACK, .role = ROLE_SECRET),
	OCTETS(0x83, "hrpdAccessAuthenticationData", 2, 32, MAY_LACK, .role = ROLE_SECRET),
	OCTETS(0x84, "simpleIPAuthenticationData", 3, 483, MAY_LACK, .role = ROLE_SECRET),
	OCTETS(0x85, "mobileIPAuthenticationData", 5, 957, MAY_LACK, .role = ROLE_SECRET),
};

/* ---- applications ---- */

static const struct schema_field contactless_fields[] = {
	ANY_OCTETS(0x80, "protocolParameterData", MUST_BE),
};

static const struct schema_field system_parameter_fields[] = {
	OCTETS(0xC7, "volatileMemoryQuotaC7", 2, 4, MAY_LACK),
	OCTETS(0xC8, "nonVolatileMemoryQuotaC8", 2, 4, MAY_LACK),
	ANY_OCTETS(0xCB, "globalServiceParameters", MAY_LACK),
	ANY_OCTETS(0xCF, "implicitSelectionParameter", MAY_LACK),
	OCTETS(0xD7, "volatileReservedMemory", 2, 4, MAY_LACK),
	OCTETS(0xD8, "nonVolatileReservedMemory", 2, 4, MAY_LACK),
	ANY_OCTETS(0xCA, "ts102226SIMFileAccessToolkitParameter", MAY_LACK),
	SEQUENCE(0xA0, "ts102226AdditionalContactlessParameters", contactless_fields, MAY_LACK),
	ANY_OCTETS(0xD9, "contactlessProtocolParameters", MAY_LACK),
	ANY_OCTETS(0xDA, "userInteractionContactlessParameters", MAY_LACK),
	OCTETS(0x82, "cumulativeGrantedVolatileMemory", 2, 4, MAY_LACK),
	OCTETS(0x83, "cumulativeGrantedNonVolatileMemory", 2, 4, MAY_LACK),
};

static const struct schema_field application_parameter_fields[] = {
	ANY_OCTETS(0x80, "uiccToolkitApplicationSpecificParametersField", MAY_LACK, .role = ROLE_OBJECT),
	ANY_OCTETS(0x81, "uiccAccessApplicationSpecificParametersField", MAY_LACK, .role = ROLE_OBJECT),
	ANY_OCTETS(0x82, "uiccAdministrativeAccessApplicationSpecificParametersField", MAY_LACK, .role = ROLE_OBJECT),
};

static const struct schema_field process_data_fields[] = {
	ANY_OCTETS(0x04, "block", .role = ROLE_SECRET),
};

static const struct schema_field control_reference_fields[] = {
	ANY_OCTETS(0x5F20, "applicationProviderIdentifier", MUST_BE),
};

static const struct schema_field instance_fields[] = {
	AID("applicationLoadPackageAID", MUST_BE, .role = ROLE_OBJECT),
	AID("classAID", MUST_BE, .role = ROLE_OBJECT),
	AID("instanceAID", MUST_BE, .role = ROLE_OBJECT),
	AID("extraditeSecurityDomainAID", MAY_LACK, .role = ROLE_OBJECT),
	OCTETS(0x82, "applicationPrivileges", 1, 3, MUST_BE, .role = ROLE_OBJECT),
	OCTETS(0x83, "lifeCycleState", 1, 1, DEFAULT("\x07"), .role = ROLE_OBJECT),
	ANY_OCTETS(0xC9, "applicationSpecificParametersC9", MUST_BE, .role = ROLE_OBJECT),
	SEQUENCE(0xEF, "systemSpecificParameters", system_parameter_fields, MAY_LACK, .role = ROLE_OBJECT),
	SEQUENCE(0xEA, "applicationParameters", application_parameter_fields, MAY_LACK),
	LIST(0x30, "processData", process_data_fields, 1, MAY_LACK),
	SEQUENCE(0xB0, "controlReferenceTemplate", control_reference_fields, MAY_LACK, .role = ROLE_OBJECT_DATUM),
};

static const struct schema_field key_component_fields[] = {
	ANY_OCTETS(0x80, "keyType", MUST_BE),
	ANY_OCTETS(0x86, "keyData", .role = ROLE_SECRET),
	NUMBER(0x87, "macLength", 0, 255, DEFAULT("\x08")),
};

static const struct schema_field key_component_list_fields[] = {
	SEQUENCE(0x30, "component", key_component_fields, MUST_BE),
};

static const struct schema_field key_fields[] = {
	OCTETS(0x95, "keyUsageQualifier", 1, 2, MUST_BE),
	OCTETS(0x96, "keyAccess", 1, 1, DEFAULT("\x00")),
	OCTETS(0x82, "keyIdentifier", 1, 1, MUST_BE),
	OCTETS(0x83, "keyVersionNumber", 1, 1, MUST_BE),
	ANY_OCTETS(0x85, "keyCounterValue", MAY_LACK),
	LIST(0x30, "keyComponents", key_component_list_fields, 1, MUST_BE),
};

static const struct schema_field key_list_fields[] = {
	SEQUENCE(0x30, "key", key_fields, MUST_BE, .role = ROLE_KEY),
};

static const struct schema_field open_personalisation_fields[] = {
	OCTETS(0xD9, "restrictParameter", 1, 1, MAY_LACK),
	ANY_OCTETS(0x04, "contactlessProtocolParameters", MAY_LACK),
};

static const struct schema_field cat_tp_fields[] = {
	NUMBER(0x80, "catTpMaxSduSize", 0, 65535, MUST_BE),
	NUMBER(0x81, "catTpMaxPduSize", 0, 65535, MUST_BE),
};

static const struct schema_field security_domain_fields[] = {
	ELEMENT_HEADER("sd-Header"),
	SEQUENCE(0xA1, "instance", instance_fields, MUST_BE),
	LIST(0xA2, "keyList", key_list_fields, 1, MAY_LACK),
	LIST(0xA3, "sdPersoData", process_data_fields, 1, MAY_LACK),
	SEQUENCE(0xA4, "openPersoData", open_personalisation_fields, MAY_LACK, .role = ROLE_OBJECT_DATUM),
	SEQUENCE(0xA5, "catTpParameters", cat_tp_fields, MAY_LACK, .role = ROLE_OBJECT_DATUM),
};

static const struct schema_field tar_fields[] = {
	OCTETS(0x04, "tar", 3, 3, MUST_BE, .role = ROLE_OBJECT),
};

static const struct schema_field adf_access_fields[] = {
	OCTETS(0x80, "adfAID", 5, 16, MUST_BE, .role = ROLE_OBJECT),
	ANY_OCTETS(0x81, "adfAccessDomain", MUST_BE, .role = ROLE_OBJECT),
	ANY_OCTETS(0x82, "adfAdminAccessDomain", MUST_BE, .role = ROLE_OBJECT),
};

/* The header and the list of TARs share a tag; what stands between tells them apart. */
static const struct schema_field rfm_fields[] = {
	ELEMENT_HEADER("rfm-header"),
	AID("instanceAID", MUST_BE, .role = ROLE_OBJECT),
	AID("securityDomainAID", MAY_LACK, .role = ROLE_OBJECT),
	LIST(0xA0, "tarList", tar_fields, 1, MAY_LACK),
	OCTETS(0x81, "minimumSecurityLevel", 1, 1, MUST_BE, .role = ROLE_OBJECT),
	ANY_OCTETS(0x04, "uiccAccessDomain", MUST_BE, .role = ROLE_OBJECT),
	ANY_OCTETS(0x04, "uiccAdminAccessDomain", MUST_BE, .role = ROLE_OBJECT),
	SEQUENCE(0x30, "adfRFMAccess", adf_access_fields, MAY_LACK),
};

static const struct schema_field load_block_fields[] = {
	AID("loadPackageAID", MUST_BE, .role = ROLE_OBJECT),
	AID("securityDomainAID", MAY_LACK, .role = ROLE_OBJECT),
	ANY_OCTETS(0xC6, "nonVolatileCodeLimitC6", MAY_LACK, .role = ROLE_OBJECT),
	ANY_OCTETS(0xC7, "volatileDataLimitC7", MAY_LACK, .role = ROLE_OBJECT),
	ANY_OCTETS(0xC8, "nonVolatileDataLimitC8", MAY_LACK, .role = ROLE_OBJECT),
	ANY_OCTETS(0xC1, "hashValue", MAY_LACK, .role = ROLE_OBJECT),
	ANY_OCTETS(0xC4, "loadBlockObject", MUST_BE, .role = ROLE_LOAD_BLOCK),
};

static const struct schema_field instance_list_fields[] = {
	SEQUENCE(0x30, "instance", instance_fields, MUST_BE),
};

static const struct schema_field application_fields[] = {
	ELEMENT_HEADER("app-Header"),
	SEQUENCE(0xA1, "loadBlock", load_block_fields, MAY_LACK),
	LIST(0xA2, "instanceList", instance_list_fields, 1, MAY_LACK),
};

static const struct schema_field non_standard_fields[] = {
	ELEMENT_HEADER("nonStandard-header"),
	{ .name = "issuerID", .tag = 0x81, .type = SCHEMA_OID },
	ANY_OCTETS(0x82, "content", MUST_BE),
};

static const struct schema_field end_fields[] = {
	ELEMENT_HEADER("end-header"),
};

/* ---- the package ---- */

#define ELEMENT(n, name_, fields_) SEQUENCE(CONTEXT_CONSTRUCTED(n), name_, fields_, MUST_BE)

static const struct schema_field elements[] = {
	ELEMENT(0, "header", header_fields),
	ELEMENT(1, "genericFileManagement", generic_file_management_fields),
	ELEMENT(2, "pinCodes", pin_codes_fields),
	ELEMENT(3, "pukCodes", puk_codes_fields),
	ELEMENT(4, "akaParameter", aka_fields),
	ELEMENT(5, "cdmaParameter", cdma_fields),
	ELEMENT(6, "securityDomain", security_domain_fields),
	ELEMENT(7, "rfm", rfm_fields),
	ELEMENT(8, "application", application_fields),
	ELEMENT(9, "nonStandard", non_standard_fields),
	ELEMENT(10, "end", end_fields),
	ELEMENT(16, "mf", mf_fields),
	ELEMENT(17, "cd", cd_fields),
	ELEMENT(18, "telecom", telecom_fields),
	ELEMENT(19, "usim", usim_fields),
	ELEMENT(20, "opt-usim", opt_usim_fields),
	ELEMENT(21, "isim", isim_fields),
	ELEMENT(22, "opt-isim", opt_isim_fields),
	ELEMENT(23, "phonebook", phonebook_fields),
	ELEMENT(24, "gsm-access", gsm_access_fields),
	ELEMENT(25, "csim", csim_fields),
	ELEMENT(26, "opt-csim", opt_csim_fields),
	ELEMENT(27, "eap", eap_fields),
	ELEMENT(28, "df-5gs", df_5gs_fields),
	ELEMENT(29, "df-saip", df_saip_fields),
	ELEMENT(30, "df-snpn", df_snpn_fields),
	ELEMENT(31, "df-5gprose", df_5gprose_fields),
	ELEMENT(32, "iot", iot_fields),
	ELEMENT(33, "opt-iot", opt_iot_fields),
};

const struct schema_field schema_package = {
	.name = "package", .type = SCHEMA_CHOICES, INSIDE(elements), .minimum = 1, .maximum = SCHEMA_UNLIMITED,
};

static const struct schema_field unknown_element_fields[] = {
	ELEMENT_HEADER("header"),
};

const struct schema_field schema_unknown_element = SEQUENCE(0, "unknown", unknown_element_fields, MUST_BE);

/* ---- looking things up ---- */

const struct schema_field *schema_element(uint32_t tag)
{
	size_t index = schema_find(&schema_package, 0, tag);
	return index < ARRAY_SIZE(elements) ? &elements[index] : NULL;
}

const struct schema_field *schema_element_named(struct text name)
{
	size_t index = schema_find_named(&schema_package, name);
	return index < ARRAY_SIZE(elements) ? &elements[index] : NULL;
}

size_t schema_find(const struct schema_field *container, size_t from, uint32_t tag)
{
	for (size_t i = container->type == SCHEMA_SEQUENCE ? from : 0; i < container->field_count; i++)
		if (container->fields[i].tag == tag)
			return i;
	return container->field_count;
}

size_t schema_find_named(const struct schema_field *container, struct text name)
{
	for (size_t i = 0; i < container->field_count; i++)
		if (schema_is_called(&container->fields[i], name))
			return i;
	return container->field_count;
}

bool schema_is_called(const struct schema_field *field, struct text name)
{
	return text_equal(text_from(field->name), name) || (field->usual && text_equal(text_from(field->usual), name));
}

bool schema_may_skip(const struct schema_field *sequence, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (sequence->fields[i].presence == MANDATORY)
			return false;
	return true;
}

bool schema_count_fits(const struct schema_field *container, size_t count)
{
	if (container->type == SCHEMA_CHOICE)
		return count == 1;
	return count >= container->minimum && count <= container->maximum;
}

bool schema_size_fits(const struct schema_field *field, size_t size)
{
	switch (field->type) {
	case SCHEMA_NULL:
		return size == 0;
	case SCHEMA_INTEGER:
		return size >= 1 && size <= 4;
	case SCHEMA_OCTETS:
	case SCHEMA_TEXT:
		return size >= field->minimum && size <= field->maximum;
	case SCHEMA_OID:
		return size >= 1 && size <= 32;
	default:
		return true;
	}
}

static bool integer_fits(const struct schema_field *field, struct bytes value)
{
	bool negative = value.data[0] >= 0x80;
	bool padded = value.size > 1 && value.data[0] == 0 && value.data[1] < 0x80;
	uint32_t number = 0;
	for (size_t i = 0; i < value.size; i++)
		number = number << 8 | value.data[i];
	return !negative && !padded && number >= field->minimum && number <= field->maximum;
}

/* X.690 8.19: groups of seven bits, the last octet of each subidentifier without the top bit, none padded. */
static bool object_identifier_fits(struct bytes value)
{
	bool starts = true;
	for (size_t i = 0; i < value.size; i++) {
		if (starts && value.data[i] == 0x80)
			return false;
		starts = value.data[i] < 0x80;
	}
	return starts;
}

bool schema_value_fits(const struct schema_field *field, struct bytes value)
{
	if (!schema_size_fits(field, value.size))
		return false;
	if (field->type == SCHEMA_INTEGER)
		return integer_fits(field, value);
	if (field->type == SCHEMA_OID)
		return object_identifier_fits(value);
	return field->type != SCHEMA_TEXT || text_is_printable_utf8(bytes_text(value));
}

bool schema_follows_template(const struct schema_field *element)
{
	return element->field_count > 1 && element->fields[1].role == ROLE_TEMPLATE_ID;
}

unsigned schema_context_number(uint32_t tag)
{
	return tag > 0xFF ? tag & 0x7F : tag & 0x1F;
}
