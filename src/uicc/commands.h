/* SPDX-License-Identifier: Apache-2.0 */
/* The card's commands: the table of them, and a handler each. */
#ifndef UICC_COMMANDS_H
#define UICC_COMMANDS_H

#include "uicc/card_state.h"

/* Appends the answer's data. The class octet, the channel and the case have been checked. */
typedef status_word command_handler(struct uicc *card, struct channel *channel, const struct apdu *command,
                                    struct buffer *answer);

enum command_class {
	CLASS_INTERINDUSTRY, /* 0X */
	CLASS_PROPRIETARY,   /* 8X */
	CLASS_BASIC,         /* 80: only on the basic channel */
};

/* Which of data and Le a command may have (ISO 7816-4 5.2). */
enum command_case {
	CASE_DATA_NEVER = 1,
	CASE_ANSWER_LATER = 2,           /* case 4: the answer comes by GET RESPONSE */
	CASE_ANSWER_LATER_WITH_DATA = 4, /* case 4 with data, case 2 without */
};

struct command {
	const char *name;
	enum command_class class;
	uint8_t ins;
	unsigned cases;   /* of enum command_case */
	bool by_card;     /* also where an applet is selected */
	command_handler *handler;
};

/* NULL: this card does not have it. */
const struct command *command_find(uint8_t ins);
/* `lacking`: bits of enum optional_command. */
bool command_is_lacking(uint8_t ins, uint32_t lacking);
/* Entry number `index` of the table; NULL past the last. */
const struct command *command_at(size_t index);

command_handler manage_channel;                        /* channel.c */
command_handler select_file, status_of_directory;      /* select.c */
command_handler read_binary, update_binary;            /* transparent_file.c */
command_handler read_record, update_record, increase;  /* record_file.c */
command_handler search_record;                         /* record_search.c */
command_handler retrieve_data, set_data;               /* ber_tlv_file.c */
command_handler verify_pin, change_pin, disable_pin, enable_pin, unblock_pin; /* pin_commands.c */
command_handler activate_file, deactivate_file;        /* file_life_cycle.c */
command_handler authenticate;                          /* authenticate.c */
command_handler get_identity;                          /* get_identity.c */
command_handler get_challenge;                         /* command_table.c */
command_handler suspend_uicc;                          /* suspend.c */
command_handler terminal_capability, terminal_profile, fetch, terminal_response, envelope; /* toolkit.c */

#endif
