/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/commands.h"

status_word get_challenge(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)channel;
	if (command->p1 || command->p2)
		return SW_WRONG_P1_P2;
	uint8_t *room = buffer_extend(answer, command->le);
	if (!room)
		return SW_MEMORY_FAILURE;
	enum status status = random_fill(card->random, room, command->le);
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

/* Data may come with any command that is not marked otherwise; what must be there, the handlers say. */
static const struct command commands[] = {
	{ "DEACTIVATE FILE",     CLASS_INTERINDUSTRY, 0x04, 0,                 false, deactivate_file },
	{ "TERMINAL PROFILE",    CLASS_BASIC,         0x10, 0,                 true,  terminal_profile },
	{ "FETCH",               CLASS_BASIC,         0x12, CASE_DATA_NEVER,   true,  fetch },
	{ "TERMINAL RESPONSE",   CLASS_BASIC,         0x14, 0,                 true,  terminal_response },
	{ "VERIFY PIN",          CLASS_INTERINDUSTRY, 0x20, 0,                 false, verify_pin },
	{ "CHANGE PIN",          CLASS_INTERINDUSTRY, 0x24, 0,                 false, change_pin },
	{ "DISABLE PIN",         CLASS_INTERINDUSTRY, 0x26, 0,                 false, disable_pin },
	{ "ENABLE PIN",          CLASS_INTERINDUSTRY, 0x28, 0,                 false, enable_pin },
	{ "UNBLOCK PIN",         CLASS_INTERINDUSTRY, 0x2C, 0,                 false, unblock_pin },
	{ "INCREASE",            CLASS_PROPRIETARY,   0x32, CASE_ANSWER_LATER, false, increase },
	{ "ACTIVATE FILE",       CLASS_INTERINDUSTRY, 0x44, 0,                 false, activate_file },
	{ "MANAGE CHANNEL",      CLASS_INTERINDUSTRY, 0x70, CASE_DATA_NEVER,   true,  manage_channel },
	{ "SUSPEND UICC",        CLASS_BASIC,         0x76, CASE_ANSWER_LATER, true,  suspend_uicc },
	{ "GET IDENTITY",        CLASS_PROPRIETARY,   0x78, CASE_ANSWER_LATER_WITH_DATA, false, get_identity },
	{ "GET CHALLENGE",       CLASS_INTERINDUSTRY, 0x84, CASE_DATA_NEVER,   false, get_challenge },
	{ "AUTHENTICATE",        CLASS_INTERINDUSTRY, 0x88, CASE_ANSWER_LATER, false, authenticate },
	{ "SEARCH RECORD",       CLASS_INTERINDUSTRY, 0xA2, CASE_ANSWER_LATER, false, search_record },
	{ "SELECT",              CLASS_INTERINDUSTRY, 0xA4, CASE_ANSWER_LATER, true,  select_file },
	{ "TERMINAL CAPABILITY", CLASS_PROPRIETARY,   0xAA, 0,                 true,  terminal_capability },
	{ "READ BINARY",         CLASS_INTERINDUSTRY, 0xB0, CASE_DATA_NEVER,   false, read_binary },
	{ "READ RECORD",         CLASS_INTERINDUSTRY, 0xB2, CASE_DATA_NEVER,   false, read_record },
	{ "ENVELOPE",            CLASS_BASIC,         0xC2, CASE_ANSWER_LATER, true,  envelope },
	{ "RETRIEVE DATA",       CLASS_PROPRIETARY,   0xCB, CASE_ANSWER_LATER_WITH_DATA, false, retrieve_data },
	{ "UPDATE BINARY",       CLASS_INTERINDUSTRY, 0xD6, 0,                 false, update_binary },
	{ "SET DATA",            CLASS_PROPRIETARY,   0xDB, 0,                 false, set_data },
	{ "UPDATE RECORD",       CLASS_INTERINDUSTRY, 0xDC, 0,                 false, update_record },
	{ "STATUS",              CLASS_PROPRIETARY,   0xF2, CASE_DATA_NEVER,   false, status_of_directory },
};

const struct optional_command_name optional_commands[] = {
	{ "suspend-uicc", OPTIONAL_SUSPEND_UICC, 0x76 },
	{ "get-identity", OPTIONAL_GET_IDENTITY, 0x78 },
	{ 0 },
};

bool command_is_lacking(uint8_t ins, uint32_t lacking)
{
	for (const struct optional_command_name *row = optional_commands; row->name; row++)
		if (row->ins == ins)
			return lacking & (uint32_t)row->command;
	return false;
}

const struct command *command_at(size_t index)
{
	return index < ARRAY_SIZE(commands) ? &commands[index] : NULL;
}

const struct command *command_find(uint8_t ins)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].ins == ins)
			return &commands[i];
	return NULL;
}
