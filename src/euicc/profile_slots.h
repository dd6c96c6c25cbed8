/* SPDX-License-Identifier: Apache-2.0 */
/* The profiles on the card: one slot each, with what the metadata said, and which one is enabled (SGP.22 2.4.5, 3.2).
 * A slot is an ISD-P; its number gives its AID. What is inside a profile is in uicc/profile_store.h. */
#ifndef EUICC_PROFILE_SLOTS_H
#define EUICC_PROFILE_SLOTS_H

#include "ports/nvm.h"
#include "rsp/profile_management.h"

enum { PROFILE_SLOTS_MAXIMUM = 64, NO_SLOT = 0, DP_PROPRIETARY_DATA_MAXIMUM = 128 };

struct profile_slot {
	uint16_t number;                   /* from 1 */
	uint8_t aid[AID_MAXIMUM];          /* of the ISD-P */
	uint8_t ci_key_id[CI_KEY_ID_SIZE]; /* the CI it was downloaded under: signs its notifications */
	char nickname[NICKNAME_MAXIMUM];
	size_t nickname_size;
	struct profile_metadata metadata;  /* views into metadata_octets */
	struct buffer metadata_octets;     /* BF25, whole */
	struct buffer dp_proprietary_data; /* B8, whole; empty: absent */
};

void profile_slot_release(struct profile_slot *slot);

/* The AID of the ISD-P in this slot (SGP.22 annex on AIDs: A0000005591010FFFFFFFF8900 then 0010 and up, then 00). */
void profile_slot_aid(uint16_t number, uint8_t out[AID_MAXIMUM]);

/* STATUS_NOT_FOUND: nothing there. Release *out also after a failure. */
enum status profile_slot_read(struct nvm *nvm, uint16_t number, struct profile_slot *out) MUST_CHECK;

/* What a finished installation puts into a slot. The three views are copied. In the caller's transaction. */
enum status profile_slot_write(struct nvm *nvm, uint16_t number, struct bytes ci_key_id, struct bytes metadata,
                               struct bytes dp_proprietary_data) MUST_CHECK;
enum status profile_slot_set_metadata(struct nvm *nvm, uint16_t number, struct bytes metadata) MUST_CHECK;
enum status profile_slot_set_nickname(struct nvm *nvm, uint16_t number, struct text nickname) MUST_CHECK;
/* The slot's records and its contents. In the caller's transaction. */
enum status profile_slot_erase(struct nvm *nvm, uint16_t number) MUST_CHECK;

/* Numbers of the slots in use, in rising order. */
struct profile_slot_list {
	uint16_t numbers[PROFILE_SLOTS_MAXIMUM];
	size_t count;
};
enum status profile_slot_list_read(struct nvm *nvm, struct profile_slot_list *out) MUST_CHECK;

/* The slot is the one that is meant. */
bool profile_slot_is(const struct profile_slot *slot, const struct profile_identifier *profile);

/* The slot of this ISD-P or ICCID. STATUS_NOT_FOUND. */
enum status profile_slot_find(struct nvm *nvm, const struct profile_identifier *profile, uint16_t *out) MUST_CHECK;

/* The lowest number that is not in use. STATUS_NO_MEMORY: all are. */
enum status profile_slot_unused(struct nvm *nvm, uint16_t *out) MUST_CHECK;

/* Whether an operational profile is on the card. */
enum status profile_slots_have_operational(struct nvm *nvm, bool *out) MUST_CHECK;

/* Octets that all profiles take, contents and records. */
enum status profile_slots_used(struct nvm *nvm, uint64_t *out) MUST_CHECK;

/* Which profile is enabled. `before`: the operational profile that a test or provisioning profile took the place of, to
 * be enabled again after it (SGP.22 3.2.1, 3.2.2). */
struct enabled_profile {
	uint16_t slot;   /* NO_SLOT: none */
	uint16_t before; /* NO_SLOT: none */
};
enum { ENABLED_RECORD_SIZE = 4 };
void enabled_profile_encode(const struct enabled_profile *enabled, uint8_t out[ENABLED_RECORD_SIZE]);
/* STATUS_MALFORMED. */
enum status enabled_profile_decode(struct bytes record, struct enabled_profile *out) MUST_CHECK;

/* None is enabled on a new card. */
enum status enabled_profile_read(struct nvm *nvm, struct enabled_profile *out) MUST_CHECK;
/* In the caller's transaction. */
enum status enabled_profile_write(struct nvm *nvm, const struct enabled_profile *enabled) MUST_CHECK;

#endif
