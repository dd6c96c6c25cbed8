/* SPDX-License-Identifier: Apache-2.0 */
/* Under which keys the parts of a profile lie in nvm, and the store itself: for the files of the profile store only. */
#ifndef UICC_PROFILE_LAYOUT_H
#define UICC_PROFILE_LAYOUT_H

#include "uicc/profile_store.h"
#include "uicc/stored_record.h"

enum { PROFILE_FORMAT = 2 }; /* version of the records of a slot, in its ITEM_FORMAT */

/* The upper 8 bits of an item; what the lower 32 hold stands beside it. */
enum profile_item {
	ITEM_FORMAT = 0,               /* nought */
	ITEM_NODE = 1,                 /* node number */
	ITEM_BODY = 2,                 /* node number; the first piece */
	ITEM_PIN = 3,                  /* context << 16 | reference */
	ITEM_SHARED_PINS = 4,          /* context */
	ITEM_PUK = 5,                  /* reference */
	ITEM_AUTHENTICATION = 6,       /* node number of the ADF */
	ITEM_SHARED_AUTHENTICATION = 7, /* node number of the ADF */
	ITEM_ELEMENT = 8,              /* element << ELEMENT_OFFSET_BITS | offset */
	ITEM_BODY_MORE = 9,            /* node number << BODY_PIECE_BITS | piece, from 1 */
	ITEM_REGISTRY = 10,            /* registry number */
	ITEM_REGISTRY_KEY = 11,        /* registry number << 16 | version << 8 | identifier */
	ITEM_REGISTRY_DATUM = 12,      /* registry number << 16 | order */
};

enum { ELEMENT_OFFSET_BITS = 22, ELEMENT_INDEX_BITS = 10, SHARING_MAXIMUM = 8, BODY_PIECE_BITS = 16 };

struct profile_store {
	struct nvm *nvm;
	struct node *nodes;
	size_t count, capacity;
	uint16_t slot;
};

static inline nvm_key profile_key(uint16_t slot, enum profile_item item, uint32_t number)
{
	return nvm_key_make(NVM_SPACE_PROFILE, slot, (uint64_t)item << 32 | number);
}

/* Reads a record of at most STORED_RECORD_MAXIMUM octets and sets *out_reader on it. `room` holds the octets; it is the
 * caller's to release. STATUS_NOT_FOUND; STATUS_IO; STATUS_NO_MEMORY. */
MUST_CHECK static inline enum status profile_record_read(const struct profile_store *store, nvm_key key, struct buffer *room,
                                              struct stored_reader *out_reader)
{
	buffer_clear(room);
	TRY(nvm_read(store->nvm, key, room));
	*out_reader = (struct stored_reader){ .rest = buffer_bytes(room) };
	return STATUS_OK;
}

MUST_CHECK static inline enum status profile_record_write(struct profile_store *store, nvm_key key,
                                               const struct stored_record *record)
{
	return record->is_too_long ? STATUS_BUG
	                           : nvm_write(store->nvm, key, bytes_from(record->data, record->size));
}

/* Follows `item` records (ITEM_SHARED_…) from `number` to the node that has the thing itself. */
enum status profile_follow(const struct profile_store *store, enum profile_item item, node_number number,
                           node_number *out) MUST_CHECK;
/* Makes `number` share the thing of `source`. */
enum status profile_share(struct profile_store *store, enum profile_item item, node_number number, node_number source)
	MUST_CHECK;

#endif
