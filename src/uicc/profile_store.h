/* SPDX-License-Identifier: Apache-2.0 */
/* What a profile is made of on the card: its files, PINs and authentication parameters, in the records of one nvm slot.
 * The installer writes it through the creating calls, inside transactions of its own; the running card (uicc.h) reads and
 * updates it. A slot is a number from 1; the card itself keeps nothing here. */
#ifndef UICC_PROFILE_STORE_H
#define UICC_PROFILE_STORE_H

#include "base/buffer.h"
#include "crypto/usim_authenticate.h"
#include "ports/nvm.h"

enum {
	NVM_SPACE_PROFILE = 0x10, /* all records of profile contents have this space and their slot */
	FILE_ID_MF = 0x3F00,
	FILE_NODES_MAXIMUM = 2048,
	STORE_AID_MAXIMUM = 16,
};

enum node_kind { NODE_MF, NODE_DF, NODE_ADF, NODE_TRANSPARENT, NODE_LINEAR_FIXED, NODE_CYCLIC, NODE_BER_TLV };

/* A node of the file tree. Nodes are numbered from 0 (the MF) in the order of their making. */
typedef uint16_t node_number;
enum { NO_NODE = 0xFFFF };

struct node {
	enum node_kind kind;
	node_number parent;
	node_number link_target;     /* NO_NODE: not a link */
	uint16_t id;
	uint8_t descriptor;
	uint8_t short_id;            /* nought: none */
	uint8_t life_cycle;
	uint8_t special_information;
	uint16_t access_rule_file;
	uint8_t access_rule_record;
	uint16_t record_size;
	uint32_t size;               /* octets of the body; BER-TLV: reserved */
	uint32_t maximum_size;       /* BER-TLV */
	uint8_t aid[STORE_AID_MAXIMUM];
	uint8_t aid_size;
	uint8_t pin_status[32];      /* key references */
	uint8_t pin_status_size;
};

struct profile_store; /* the tree of one slot, read into memory when opened; bodies stay in nvm */

/* STATUS_NOT_FOUND: nothing in that slot; STATUS_MALFORMED: damaged; STATUS_UNSUPPORTED: written by a newer version;
 * STATUS_IO; STATUS_NO_MEMORY. Free with profile_store_free(); also after a transaction with changes of the tree was rolled
 * back, for the tree in memory has them still. */
enum status profile_store_open(struct nvm *nvm, uint16_t slot, struct profile_store **out) MUST_CHECK;
/* An empty slot to be filled. Records that a broken installation left there are erased (in the caller's transaction). */
enum status profile_store_create(struct nvm *nvm, uint16_t slot, struct profile_store **out) MUST_CHECK;
void profile_store_free(struct profile_store *store);

/* Marks a slot of an older format as one of this version, which an older one will not open any more. What is in it can be
 * read as it stands. In the caller's transaction. */
enum status profile_store_upgrade(struct profile_store *store) MUST_CHECK;

/* Erases all of a slot, in the caller's transaction. */
enum status profile_store_erase(struct nvm *nvm, uint16_t slot) MUST_CHECK;
/* Octets that a slot takes. */
enum status profile_store_used(struct nvm *nvm, uint16_t slot, uint64_t *out_octets) MUST_CHECK;

/* ---- the tree ---- */

size_t profile_store_count(const struct profile_store *store);
const struct node *profile_store_node(const struct profile_store *store, node_number number); /* NULL past the last */
node_number profile_store_child(const struct profile_store *store, node_number parent, uint16_t id);
/* From the MF over identifiers; an ADF by its temporary one. NO_NODE: no such path. */
node_number profile_store_path(const struct profile_store *store, const uint16_t *ids, size_t count);

/* What a link stands for; any other node is itself. */
node_number profile_store_resolve(const struct profile_store *store, node_number number);

/* Adds a node under `parent`, in the caller's transaction; the MF (parent NO_NODE) must be the first. A link to a link
 * becomes one to its target. STATUS_EXISTS: that identifier is taken there; STATUS_TOO_LARGE: over FILE_NODES_MAXIMUM;
 * STATUS_BUG: no such parent or target, or a target of the other sort. */
enum status profile_store_add(struct profile_store *store, const struct node *node, node_number *out) MUST_CHECK;
/* Takes back the nodes from number `nodes` on, with their bodies. In the caller's transaction. */
enum status profile_store_cut(struct profile_store *store, size_t nodes) MUST_CHECK;
/* Writes a changed life cycle. In the caller's transaction. */
enum status profile_store_set_life_cycle(struct profile_store *store, node_number number, uint8_t life_cycle) MUST_CHECK;

/* The body of an EF (a link's is its target's), appended to / replaced by. In the caller's transaction. */
enum status profile_store_read_body(const struct profile_store *store, node_number number, struct buffer *out) MUST_CHECK;
enum status profile_store_write_body(struct profile_store *store, node_number number, struct bytes body) MUST_CHECK;
/* The same piece by piece: all but the last have BODY_PIECE octets; `index` counts from nought. STATUS_BUG: a piece too
 * long, or too many. In the caller's transaction. */
enum { BODY_PIECE = 4096, BODY_PIECES_MAXIMUM = 1 << 16 };
enum status profile_store_write_piece(struct profile_store *store, node_number number, uint32_t index,
                                      struct bytes piece) MUST_CHECK;
/* Overwrites a part of a body. STATUS_TOO_LARGE: it ends after the body does. In the caller's transaction. */
enum status profile_store_update_body(struct profile_store *store, node_number number, uint32_t offset,
                                      struct bytes content) MUST_CHECK;

/* ---- PINs ---- */

struct pin {
	uint8_t reference;
	bool enabled, may_change, may_disable;
	bool is_replaced;            /* not enabled, and the universal PIN must be verified instead */
	uint8_t value[8];
	uint8_t tries_left, tries_maximum;
	uint8_t unblocking_reference; /* a PUK's; nought: none */
};

struct puk {
	uint8_t reference;
	uint8_t value[8];
	uint8_t tries_left, tries_maximum;
};

/* `context`: the directory the PIN belongs to; lookups go up to the MF. In the caller's transaction.
 * STATUS_NOT_FOUND; STATUS_EXISTS. */
enum status profile_store_add_pin(struct profile_store *store, node_number context, const struct pin *pin) MUST_CHECK;
enum status profile_store_share_pins(struct profile_store *store, node_number context, node_number source) MUST_CHECK;
/* The directory that holds what lookups in `context` find there first: itself, or the one it shares PINs with. */
enum status profile_store_pin_holder(const struct profile_store *store, node_number context, node_number *out) MUST_CHECK;
enum status profile_store_find_pin(const struct profile_store *store, node_number from, uint8_t reference,
                                   struct pin *out, node_number *out_context) MUST_CHECK;
enum status profile_store_remove_pin(struct profile_store *store, node_number context, uint8_t reference) MUST_CHECK;
enum status profile_store_unshare_pins(struct profile_store *store, node_number context) MUST_CHECK;
bool profile_store_shares_pins(const struct profile_store *store, node_number context);
enum status profile_store_write_pin(struct profile_store *store, node_number context, const struct pin *pin) MUST_CHECK;
enum status profile_store_add_puk(struct profile_store *store, const struct puk *puk) MUST_CHECK;
enum status profile_store_remove_puk(struct profile_store *store, uint8_t reference) MUST_CHECK;
enum status profile_store_find_puk(const struct profile_store *store, uint8_t reference, struct puk *out) MUST_CHECK;
enum status profile_store_write_puk(struct profile_store *store, const struct puk *puk) MUST_CHECK;
/* All there are, one after the other: `from` is nought, then what *out_next said; of PUKs the last reference plus one.
 * STATUS_NOT_FOUND: no more. */
enum status profile_store_next_pin(const struct profile_store *store, uint32_t from, struct pin *out,
                                   node_number *out_context, uint32_t *out_next) MUST_CHECK;
enum status profile_store_next_puk(const struct profile_store *store, uint32_t from, struct puk *out) MUST_CHECK;

/* ---- authentication ---- */

enum { SQN_ENTRIES = 32 };

/* Bits of sqn_options. */
enum { SQN_NO_CONCEALMENT = 1, SQN_NO_WRAP = 2, SQN_NO_DELTA = 4, SQN_NO_AGE_LIMIT = 8 };

/* One authentication context: keys, and which sequence numbers were seen. SEQ in units without the five bits of IND. */
struct authentication {
	struct usim_keys keys;
	uint8_t sqn_options;
	uint64_t delta, age_limit;
	bool has_run_limit;
	uint32_t run_limit, runs; /* 24 bits each */
	uint64_t seq[SQN_ENTRIES];
};

/* Of the ADF `adf`. In the caller's transaction. */
enum status profile_store_write_authentication(struct profile_store *store, node_number adf,
                                               const struct authentication *authentication) MUST_CHECK;
/* Follows a sharing set by profile_store_share_authentication(). STATUS_NOT_FOUND: this ADF has none. */
enum status profile_store_read_authentication(const struct profile_store *store, node_number adf,
                                              struct authentication *out) MUST_CHECK;
enum status profile_store_share_authentication(struct profile_store *store, node_number adf, node_number source) MUST_CHECK;

/* ---- elements kept as they came ---- */

/* Appends a piece of the profile element number `index` (counted from 0 per slot). In the caller's transaction.
 * STATUS_TOO_LARGE: more than 1024 elements, or one of more than 4 MiB. */
enum status profile_store_keep_element(struct profile_store *store, uint32_t index, uint32_t offset,
                                       struct bytes piece) MUST_CHECK;
/* The first element from number `from` on, with the first octets of it. STATUS_NOT_FOUND: no more. */
enum { KEPT_START_MAXIMUM = 16 };
struct kept_element {
	uint32_t index;
	uint32_t size;                     /* octets */
	uint8_t start[KEPT_START_MAXIMUM];
	size_t start_size;
};
enum status profile_store_next_element(const struct profile_store *store, uint32_t from,
                                       struct kept_element *out) MUST_CHECK;
/* Takes back the elements from number `elements` on. In the caller's transaction. */
enum status profile_store_cut_elements(struct profile_store *store, uint32_t elements) MUST_CHECK;

#endif
