/* SPDX-License-Identifier: Apache-2.0 */
/* Command APDUs and their answers (ISO 7816-4, ETSI TS 102 221 10.1). */
#ifndef UICC_APDU_H
#define UICC_APDU_H

#include "base/buffer.h"

enum { APDU_DATA_MAXIMUM = 255, APDU_ANSWER_DATA_MAXIMUM = 65536, CHANNELS = 20, BASIC_CHANNELS = 4 };

struct apdu {
	uint8_t cla, ins, p1, p2;
	uint8_t channel;        /* 0 to 19 */
	bool proprietary;       /* CLA 8X or CX */
	struct bytes data;
	bool has_le;
	unsigned le;            /* 1 to 256 */
};

/* STATUS_MALFORMED: fewer than four octets, lengths that do not add up (6700); STATUS_UNSUPPORTED: secure messaging or a
 * class we do not have (6882, 6E00). */
enum status apdu_decode(struct bytes command, struct apdu *out) MUST_CHECK;

typedef uint16_t status_word;

enum {
	SW_OK = 0x9000,
	SW_COMMAND_WAITS = 0x9100, /* plus its size */
	SW_FILE_DEACTIVATED = 0x6283,
	SW_FILE_TERMINATED = 0x6285,
	SW_END_OF_FILE = 0x6282,
	SW_MORE_DATA_AVAILABLE = 0x62F1, /* the next one: and a proactive command waits */
	SW_MORE_DATA_EXPECTED = 0x63F1,  /* likewise */
	SW_VERIFY_FAILED = 0x63C0, /* plus the tries left */
	SW_MEMORY_FAILURE = 0x6581,
	SW_WRONG_LENGTH = 0x6700,
	SW_CHANNEL_NOT_SUPPORTED = 0x6881,
	SW_SECURE_MESSAGING_NOT_SUPPORTED = 0x6882,
	SW_INCOMPATIBLE_FILE = 0x6981,
	SW_SECURITY_NOT_SATISFIED = 0x6982,
	SW_PIN_BLOCKED = 0x6983,
	SW_REFERENCE_DATA_INVALID = 0x6984,
	SW_CONDITIONS_NOT_SATISFIED = 0x6985,
	SW_NO_EF_SELECTED = 0x6986,
	SW_WRONG_DATA = 0x6A80,
	SW_FUNCTION_NOT_SUPPORTED = 0x6A81,
	SW_FILE_NOT_FOUND = 0x6A82,
	SW_RECORD_NOT_FOUND = 0x6A83,
	SW_NOT_ENOUGH_MEMORY = 0x6A84,
	SW_WRONG_P1_P2 = 0x6A86,
	SW_REFERENCE_NOT_FOUND = 0x6A88,
	SW_OUTSIDE_FILE = 0x6B00,
	SW_WRONG_LE = 0x6C00,      /* plus the right one */
	SW_INS_NOT_SUPPORTED = 0x6D00,
	SW_CLA_NOT_SUPPORTED = 0x6E00,
	SW_NO_DIAGNOSIS = 0x6F00,
	SW_INCREASE_MAXIMUM = 0x9850,
	SW_INCORRECT_MAC = 0x9862,
	SW_CONTEXT_NOT_SUPPORTED = 0x9864,
	SW_SUSPENSION_TOO_LONG = 0x9864, /* after SUSPEND UICC */
};

#endif
