/* SPDX-License-Identifier: Apache-2.0 */
/* What the card itself keeps beside its credentials and profiles: what it was born with, the addresses, the rules
 * authorisation table, the sequence counter of the notifications. */
#ifndef EUICC_CARD_DATA_H
#define EUICC_CARD_DATA_H

#include "euicc/euicc.h"

enum {
	CARD_DATA_VERSION = 3, /* of the layout of the card's memory; card_upgrade() lifts older ones to it */
	NONVOLATILE_MEMORY_DEFAULT = 512 * 1024,
	NOTIFICATION_MAXIMUM_DEFAULT = 64,
	PROTECTED_TLV_MAXIMUM_LIMIT = 4096,
};
#define ROOT_SMDS_ADDRESS_DEFAULT "lpa.ds.gsma.com"

/* Never changed after birth, so that a running card keeps it in memory. */
struct card_data {
	uint32_t version;               /* of the layout that it was read from */
	struct eid eid;
	uint32_t nonvolatile_memory;    /* octets */
	uint32_t protected_tlv_maximum; /* octets */
	uint32_t notification_maximum;
	bool test_profiles_allowed;
	uint16_t credential_count;
	struct euicc_personality personality;
};

/* Writes all of the birth but its credentials, in the caller's transaction. STATUS_MALFORMED: a size or address is
 * off. */
enum status card_data_write(struct nvm *nvm, const struct euicc_birth *birth) MUST_CHECK;

/* STATUS_NOT_FOUND: no card in this memory; STATUS_UNSUPPORTED: a newer layout; STATUS_MALFORMED: damaged. */
enum status card_data_read(struct nvm *nvm, struct card_data *out) MUST_CHECK;

/* Writes the birth record again, as of CARD_DATA_VERSION, in the caller's transaction. */
enum status card_data_rewrite(struct nvm *nvm, const struct card_data *data) MUST_CHECK;

/* The card is of another kind from here on, sizes included. */
void card_data_take_personality(struct card_data *data, const struct euicc_personality *personality);

/* Appends the address; nothing when it is empty. */
enum status card_default_smdp_address(struct nvm *nvm, struct buffer *out) MUST_CHECK;
enum status card_root_smds_address(struct nvm *nvm, struct buffer *out) MUST_CHECK;
/* In the caller's transaction. */
enum status card_set_default_smdp_address(struct nvm *nvm, struct text address) MUST_CHECK;
enum status card_restore_default_smdp_address(struct nvm *nvm) MUST_CHECK;

/* Appends the GetRAT answer (BF43, whole). */
enum status card_rules(struct nvm *nvm, struct buffer *out) MUST_CHECK;

/* Counts on and gives the new number, in the caller's transaction. Numbers start at 1 and never come back. */
enum status card_next_sequence_number(struct nvm *nvm, uint64_t *out) MUST_CHECK;

#endif
