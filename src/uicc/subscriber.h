/* SPDX-License-Identifier: Apache-2.0 */
/* Whom the files of a USIM name (TS 23.003 2.2A): by an IMSI, or by a network specific identifier in its place. */
#ifndef UICC_SUBSCRIBER_H
#define UICC_SUBSCRIBER_H

#include "uicc/card_state.h"

enum { IMSI_DIGITS_MAXIMUM = 15, MCC_DIGITS = 3, ROUTING_INDICATOR_SIZE = 2, NAI_MAXIMUM = 253 };

struct subscriber {
	uint8_t digits[IMSI_DIGITS_MAXIMUM]; /* of the IMSI, each 0 to 9 */
	size_t count, mnc_size;
	char nai[NAI_MAXIMUM];               /* user@realm */
	size_t nai_size;                     /* nought: the IMSI counts */
	uint8_t routing_indicator[ROUTING_INDICATOR_SIZE]; /* as TS 24.501 9.11.3.4 has it; F0FF where none is stored */
};

/* STATUS_NOT_FOUND: a file is missing; STATUS_MALFORMED: one does not say whom; STATUS_IO; STATUS_NO_MEMORY. */
enum status subscriber_read(const struct uicc *card, node_number adf, struct subscriber *out) MUST_CHECK;

/* Digits by nibbles, the first one low; an odd one out is followed by a filler. Gives the number of octets. */
size_t digits_pack(const uint8_t *digits, size_t count, uint8_t *out);

#endif
