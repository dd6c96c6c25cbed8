/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu_names.h"

#include <stdio.h>

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

static const struct code_name status_words[] = {
	{ SW_OK, "done" }, { 0x6200, "done, memory as it was" }, { 0x6281, "the data may be damaged" },
	{ SW_END_OF_FILE, "the file ends before" }, { SW_FILE_DEACTIVATED, "the file is deactivated" },
	{ SW_FILE_TERMINATED, "the file is terminated" }, { SW_MORE_DATA_AVAILABLE, "more data is available" },
	{ SW_MORE_DATA_EXPECTED, "more data is expected" }, { SW_MEMORY_FAILURE, "memory failure" },
	{ SW_WRONG_LENGTH, "wrong length" }, { SW_CHANNEL_NOT_SUPPORTED, "channel not supported or not open" },
	{ SW_SECURE_MESSAGING_NOT_SUPPORTED, "secure messaging not supported" },
	{ SW_INCOMPATIBLE_FILE, "not for this kind of file" }, { SW_SECURITY_NOT_SATISFIED, "security status not satisfied" },
	{ SW_PIN_BLOCKED, "PIN blocked" }, { SW_REFERENCE_DATA_INVALID, "reference data not usable" },
	{ SW_CONDITIONS_NOT_SATISFIED, "conditions of use not satisfied" }, { SW_NO_EF_SELECTED, "no file is selected" },
	{ SW_WRONG_DATA, "wrong data" }, { SW_FUNCTION_NOT_SUPPORTED, "function not supported" },
	{ SW_FILE_NOT_FOUND, "file or application not found" }, { SW_RECORD_NOT_FOUND, "record not found" },
	{ SW_NOT_ENOUGH_MEMORY, "not enough memory" }, { SW_WRONG_P1_P2, "wrong P1 or P2" },
	{ SW_REFERENCE_NOT_FOUND, "referenced data not found" }, { SW_OUTSIDE_FILE, "outside the file" },
	{ SW_INS_NOT_SUPPORTED, "instruction not supported" }, { SW_CLA_NOT_SUPPORTED, "class not supported" },
	{ SW_NO_DIAGNOSIS, "technical problem, no diagnosis" }, { 0x9300, "the toolkit is busy" },
	{ SW_INCREASE_MAXIMUM, "the maximum is reached" }, { SW_INCORRECT_MAC, "authentication failed: wrong MAC" },
	{ SW_CONTEXT_NOT_SUPPORTED, "security context not supported" }, { 0x9863, "session not supported" },
};

void apdu_status_word_print(uint16_t word, char out[STATUS_WORD_TEXT_SIZE])
{
	unsigned second = word & 0xFF, count = second ? second : 256;
	switch (word >> 8) {
	case 0x61:
		snprintf(out, STATUS_WORD_TEXT_SIZE, "%u octets of answer wait", count);
		return;
	case 0x6C:
		snprintf(out, STATUS_WORD_TEXT_SIZE, "wrong Le: %u octets", count);
		return;
	case 0x91:
		snprintf(out, STATUS_WORD_TEXT_SIZE, "done, a proactive command of %u octets waits", count);
		return;
	}
	if ((word & 0xFFF0) == SW_VERIFY_FAILED)
		snprintf(out, STATUS_WORD_TEXT_SIZE, "%u tries left", second & 0x0F);
	else
		snprintf(out, STATUS_WORD_TEXT_SIZE, "%s", CODE_NAME(status_words, word));
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
