/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/names.h"

#include "uicc/commands.h"

/* Beside those of the card's table: GlobalPlatform 11, TS 102 221 11.1.22, 11.1.20. */
static const struct code_name other_commands[] = {
	{ 0x50, "INITIALIZE UPDATE" }, { 0x73, "MANAGE SECURE CHANNEL" }, { 0x75, "TRANSACT DATA" }, { 0x76, "SUSPEND UICC" },
	{ 0x82, "EXTERNAL AUTHENTICATE" }, { INS_AUTHENTICATE_ODD, "AUTHENTICATE" }, { INS_GET_RESPONSE, "GET RESPONSE" },
	{ INS_GET_DATA, "GET DATA" }, { INS_PUT_KEY, "PUT KEY" }, { 0xE4, "DELETE" }, { 0xE6, "INSTALL" }, { 0xE8, "LOAD" },
	{ 0xF0, "SET STATUS" },
};

const char *apdu_command_name(uint8_t cla, uint8_t ins)
{
	if (ins == INS_STORE_DATA)
		return cla & 0x80 ? "STORE DATA" : "APPEND RECORD";
	const struct command *command = command_find(ins);
	if (command)
		return command->name;
	for (size_t i = 0; i < ARRAY_SIZE(other_commands); i++)
		if (other_commands[i].code == ins)
			return other_commands[i].name;
	return NULL;
}

/* ---- the answers of SELECT ---- */

static const struct es10_field proprietary_information[] = {
	{ 0x80, "uiccCharacteristics", FORM_OCTETS, NULL, NULL }, { 0x81, "applicationPowerConsumption", FORM_OCTETS, NULL, NULL },
	{ 0x83, "availableMemory", FORM_COUNT, NULL, NULL }, { 0x84, "fileDetails", FORM_OCTETS, NULL, NULL },
	{ 0x85, "reservedFileSize", FORM_COUNT, NULL, NULL }, { 0x86, "maximumFileSize", FORM_COUNT, NULL, NULL },
	{ 0x87, "supportedSystemCommands", FORM_OCTETS, NULL, NULL }, { 0x88, "specificUiccConditions", FORM_OCTETS, NULL, NULL },
	{ 0x9F65, "maximumLengthOfDataInCommand", FORM_COUNT, NULL, NULL }, { 0 },
};
static const struct es10_field pin_statuses[] = {
	{ 0x90, "psDo", FORM_OCTETS, NULL, NULL }, { 0x95, "usageQualifier", FORM_OCTETS, NULL, NULL },
	{ 0x83, "keyReference", FORM_OCTETS, NULL, NULL }, { 0 },
};
static const struct code_name life_cycles[] = {
	{ 0x01, "creation" }, { 0x03, "initialisation" }, { 0x04, "deactivated" }, { 0x05, "activated" }, { 0x0C, "terminated" }, { 0 },
};
static const struct es10_field file_parameters[] = {
	{ 0x82, "fileDescriptor", FORM_OCTETS, NULL, NULL }, { 0x83, "fileIdentifier", FORM_OCTETS, NULL, NULL },
	{ 0x84, "aid", FORM_OCTETS, NULL, NULL },
	{ 0xA5, "proprietaryInformation", FORM_FIELDS, proprietary_information, NULL },
	{ 0x8A, "lifeCycleStatus", FORM_COUNT, NULL, life_cycles }, { 0x8B, "securityAttributes", FORM_OCTETS, NULL, NULL },
	{ 0x8C, "securityAttributesCompact", FORM_OCTETS, NULL, NULL },
	{ 0xAB, "securityAttributesExpanded", FORM_OCTETS, NULL, NULL },
	{ 0xC6, "pinStatusTemplate", FORM_FIELDS, pin_statuses, NULL }, { 0x80, "fileSize", FORM_COUNT, NULL, NULL },
	{ 0x81, "totalFileSize", FORM_COUNT, NULL, NULL }, { 0x88, "shortFileIdentifier", FORM_OCTETS, NULL, NULL }, { 0 },
};
const struct es10_field apdu_selected_fields[] = {
	{ 0x62, "FileControlParameters", FORM_FIELDS, file_parameters, NULL }, { 0 },
};
