/* SPDX-License-Identifier: Apache-2.0 */
/* Which records of the card's memory are the eUICC's own. The contents of profiles stand in NVM_SPACE_PROFILE of
 * uicc/profile_store.h. */
#ifndef EUICC_NVM_LAYOUT_H
#define EUICC_NVM_LAYOUT_H

#include "ports/nvm.h"

enum {
	NVM_SPACE_CARD = 0x01,          /* slot nought, one item a record */
	NVM_SPACE_CREDENTIALS = 0x02,   /* slot: number of the CI, from nought */
	NVM_SPACE_NOTIFICATIONS = 0x03, /* slot nought, item: sequence number */
	NVM_SPACE_PROFILE_SLOTS = 0x04, /* slot of the profile */
	NVM_SPACE_ONE_TIME_KEYS = 0x05, /* slot nought, item: number of the key */
	NVM_SPACE_REVOCATIONS = 0x06,   /* slot: number of the CI; item: number of the list */
};

/* Items of NVM_SPACE_CARD. */
enum {
	CARD_BIRTH = 1,
	CARD_SEQUENCE_NUMBER,
	CARD_DEFAULT_SMDP_ADDRESS,
	CARD_FACTORY_SMDP_ADDRESS,
	CARD_ROOT_SMDS_ADDRESS,
	CARD_RULES,
	CARD_ENABLED_PROFILE,
	CARD_PENDING_SWITCH,
	CARD_INSTALL_MARKER,
	CARD_PERSONALITY,
};

/* All items of a space and slot. */
static inline nvm_key nvm_first_of_slot(uint8_t space, uint16_t slot)
{
	return nvm_key_make(space, slot, 0);
}

static inline nvm_key nvm_last_of_slot(uint8_t space, uint16_t slot)
{
	return nvm_key_make(space, slot, UINT64_MAX);
}

/* All of a space. */
static inline nvm_key nvm_first_of_space(uint8_t space)
{
	return nvm_key_make(space, 0, 0);
}

static inline nvm_key nvm_last_of_space(uint8_t space)
{
	return nvm_key_make(space, UINT16_MAX, UINT64_MAX);
}

#endif
