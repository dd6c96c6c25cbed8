/* SPDX-License-Identifier: Apache-2.0 */
/* Commands and the answers of SELECT in words (ETSI TS 102 221 10.1.2, 11.1.1). */
#ifndef PROGRAMS_APDU_NAMES_H
#define PROGRAMS_APDU_NAMES_H

#include "rsp/es10_dictionary.h"

/* Instructions that are not in the card's own table, or that the trace must know. */
enum apdu_instruction {
	INS_VERIFY = 0x20, INS_CHANGE = 0x24, INS_DISABLE = 0x26, INS_ENABLE = 0x28, INS_UNBLOCK = 0x2C, INS_INCREASE = 0x32,
	INS_MANAGE_CHANNEL = 0x70, INS_AUTHENTICATE = 0x88, INS_AUTHENTICATE_ODD = 0x89, INS_SEARCH_RECORD = 0xA2,
	INS_SELECT = 0xA4, INS_READ_BINARY = 0xB0, INS_READ_RECORD = 0xB2, INS_GET_RESPONSE = 0xC0, INS_GET_DATA = 0xCA,
	INS_RETRIEVE_DATA = 0xCB, INS_UPDATE_BINARY = 0xD6, INS_PUT_KEY = 0xD8, INS_SET_DATA = 0xDB, INS_UPDATE_RECORD = 0xDC,
	INS_STORE_DATA = 0xE2,
};

/* "READ BINARY"; NULL: none is known. `cla` tells instructions apart that have two meanings. */
const char *apdu_command_name(uint8_t cla, uint8_t ins);

/* What may stand in the answer to a SELECT: a file's parameters, or an application's. */
extern const struct es10_field apdu_selected_fields[];

#endif
