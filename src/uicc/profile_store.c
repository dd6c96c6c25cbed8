/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/profile_store.h"

#include <stdlib.h>

#include "uicc/profile_layout.h"

enum { NODES_STEP = 64, BODY_MAXIMUM = 1 << 20 };

/* ---- a node as a record ---- */

static void write_node(const struct node *node, struct stored_record *out)
{
	stored_put_number(out, node->kind, 1);
	stored_put_number(out, node->parent, 2);
	stored_put_number(out, node->link_target, 2);
	stored_put_number(out, node->id, 2);
	stored_put_number(out, node->descriptor, 1);
	stored_put_number(out, node->short_id, 1);
	stored_put_number(out, node->life_cycle, 1);
	stored_put_number(out, node->special_information, 1);
	stored_put_number(out, node->access_rule_file, 2);
	stored_put_number(out, node->access_rule_record, 1);
	stored_put_number(out, node->record_size, 2);
	stored_put_number(out, node->size, 4);
	stored_put_number(out, node->maximum_size, 4);
	stored_put_number(out, node->aid_size, 1);
	stored_put(out, node->aid, node->aid_size);
	stored_put_number(out, node->pin_status_size, 1);
	stored_put(out, node->pin_status, node->pin_status_size);
}

static uint8_t take_octet(struct stored_reader *reader)
{
	return (uint8_t)stored_take_number(reader, 1);
}

static uint16_t take_pair(struct stored_reader *reader)
{
	return (uint16_t)stored_take_number(reader, 2);
}

/* A size that the array beside it cannot hold spoils the record. */
static void take_array(struct stored_reader *reader, uint8_t *out, size_t room, uint8_t *out_size)
{
	uint8_t size = take_octet(reader);
	if (size > room) {
		reader->is_too_short = true;
		return;
	}
	stored_take(reader, out, size);
	*out_size = size;
}

static bool read_node(struct bytes record, struct node *out)
{
	struct stored_reader reader = { .rest = record };
	uint8_t kind = take_octet(&reader);
	struct node node = { .kind = (enum node_kind)kind };
	node.parent = take_pair(&reader);
	node.link_target = take_pair(&reader);
	node.id = take_pair(&reader);
	node.descriptor = take_octet(&reader);
	node.short_id = take_octet(&reader);
	node.life_cycle = take_octet(&reader);
	node.special_information = take_octet(&reader);
	node.access_rule_file = take_pair(&reader);
	node.access_rule_record = take_octet(&reader);
	node.record_size = take_pair(&reader);
	node.size = (uint32_t)stored_take_number(&reader, 4);
	node.maximum_size = (uint32_t)stored_take_number(&reader, 4);
	take_array(&reader, node.aid, sizeof node.aid, &node.aid_size);
	take_array(&reader, node.pin_status, sizeof node.pin_status, &node.pin_status_size);
	if (!stored_end(&reader) || kind > NODE_BER_TLV)
		return false;
	*out = node;
	return true;
}

/* ---- the tree in memory ---- */

static bool is_directory(const struct node *node)
{
	return node && (node->kind == NODE_MF || node->kind == NODE_DF || node->kind == NODE_ADF);
}

/* The MF comes first, every other node after its directory and after what it links to; a link's target is no link. So
 * walks over parents and targets end. */
static bool fits_in(const struct profile_store *store, const struct node *node)
{
	if (store->count == 0)
		return node->kind == NODE_MF && node->parent == NO_NODE && node->link_target == NO_NODE;
	if (node->kind == NODE_MF || !is_directory(profile_store_node(store, node->parent)))
		return false;
	const struct node *target = profile_store_node(store, node->link_target);
	return node->link_target == NO_NODE ||
	       (target && target->link_target == NO_NODE && is_directory(target) == is_directory(node));
}

static enum status append_node(struct profile_store *store, const struct node *node)
{
	if (store->count == store->capacity) {
		size_t capacity = store->capacity + NODES_STEP;
		struct node *nodes = realloc(store->nodes, capacity * sizeof *nodes);
		if (!nodes)
			return STATUS_NO_MEMORY;
		store->nodes = nodes;
		store->capacity = capacity;
	}
	store->nodes[store->count++] = *node;
	return STATUS_OK;
}

static enum status load_node(void *context, nvm_key key, struct bytes value)
{
	struct profile_store *store = context;
	struct node node;
	if (key != profile_key(store->slot, ITEM_NODE, (uint32_t)store->count) || !read_node(value, &node) ||
	    !fits_in(store, &node) || store->count == FILE_NODES_MAXIMUM)
		return STATUS_MALFORMED;
	return append_node(store, &node);
}

static enum status load(struct profile_store *store)
{
	AUTO(buffer) room = BUFFER(STORED_RECORD_MAXIMUM);
	struct stored_reader reader;
	TRY(profile_record_read(store, profile_key(store->slot, ITEM_FORMAT, 0), &room, &reader));
	uint64_t format = stored_take_number(&reader, 1);
	if (!stored_end(&reader))
		return STATUS_MALFORMED;
	if (format > PROFILE_FORMAT)
		return STATUS_UNSUPPORTED;
	return nvm_each(store->nvm, profile_key(store->slot, ITEM_NODE, 0),
	                profile_key(store->slot, ITEM_NODE, UINT32_MAX), load_node, store);
}

static enum status write_format(struct profile_store *store)
{
	struct stored_record record = { 0 };
	stored_put_number(&record, PROFILE_FORMAT, 1);
	return profile_record_write(store, profile_key(store->slot, ITEM_FORMAT, 0), &record);
}

static enum status make(struct profile_store *store)
{
	TRY(profile_store_erase(store->nvm, store->slot));
	return write_format(store);
}

static enum status begin_store(struct nvm *nvm, uint16_t slot, enum status (*fill)(struct profile_store *store),
                               struct profile_store **out)
{
	struct profile_store *store = calloc(1, sizeof *store);
	if (!store)
		return STATUS_NO_MEMORY;
	store->nvm = nvm;
	store->slot = slot;
	enum status status = fill(store);
	if (status == STATUS_OK)
		*out = store;
	else
		profile_store_free(store);
	return status;
}

enum status profile_store_open(struct nvm *nvm, uint16_t slot, struct profile_store **out)
{
	return begin_store(nvm, slot, load, out);
}

enum status profile_store_create(struct nvm *nvm, uint16_t slot, struct profile_store **out)
{
	return begin_store(nvm, slot, make, out);
}

enum status profile_store_upgrade(struct profile_store *store)
{
	return write_format(store);
}

void profile_store_free(struct profile_store *store)
{
	if (!store)
		return;
	free(store->nodes);
	free(store);
}

enum status profile_store_erase(struct nvm *nvm, uint16_t slot)
{
	return nvm_erase(nvm, nvm_key_make(NVM_SPACE_PROFILE, slot, 0), nvm_key_make(NVM_SPACE_PROFILE, slot, UINT64_MAX));
}

enum status profile_store_used(struct nvm *nvm, uint16_t slot, uint64_t *out_octets)
{
	return nvm_used(nvm, nvm_key_make(NVM_SPACE_PROFILE, slot, 0), nvm_key_make(NVM_SPACE_PROFILE, slot, UINT64_MAX),
	                out_octets);
}

size_t profile_store_count(const struct profile_store *store)
{
	return store->count;
}

const struct node *profile_store_node(const struct profile_store *store, node_number number)
{
	return number < store->count ? &store->nodes[number] : NULL;
}

node_number profile_store_resolve(const struct profile_store *store, node_number number)
{
	const struct node *node = profile_store_node(store, number);
	return node && node->link_target != NO_NODE ? node->link_target : number;
}

node_number profile_store_child(const struct profile_store *store, node_number parent, uint16_t id)
{
	node_number directory = profile_store_resolve(store, parent);
	for (size_t i = 1; i < store->count; i++)
		if (store->nodes[i].parent == directory && store->nodes[i].id == id)
			return (node_number)i;
	return NO_NODE;
}

node_number profile_store_path(const struct profile_store *store, const uint16_t *ids, size_t count)
{
	node_number number = store->count > 0 ? 0 : NO_NODE;
	for (size_t i = 0; i < count && number != NO_NODE; i++)
		number = profile_store_child(store, number, ids[i]);
	return number;
}

static enum status store_node(struct profile_store *store, node_number number, const struct node *node)
{
	struct stored_record record = { 0 };
	write_node(node, &record);
	return profile_record_write(store, profile_key(store->slot, ITEM_NODE, number), &record);
}

enum status profile_store_add(struct profile_store *store, const struct node *node, node_number *out)
{
	struct node added = *node;
	if (store->count > 0) {
		added.parent = profile_store_resolve(store, node->parent);
		added.link_target = profile_store_resolve(store, node->link_target);
	}
	if (added.aid_size > sizeof added.aid || added.pin_status_size > sizeof added.pin_status || !fits_in(store, &added))
		return STATUS_BUG;
	if (store->count == FILE_NODES_MAXIMUM)
		return STATUS_TOO_LARGE;
	if (store->count > 0 && profile_store_child(store, added.parent, added.id) != NO_NODE)
		return STATUS_EXISTS;
	node_number number = (node_number)store->count;
	TRY(store_node(store, number, &added));
	TRY(append_node(store, &added));
	*out = number;
	return STATUS_OK;
}

enum status profile_store_set_life_cycle(struct profile_store *store, node_number number, uint8_t life_cycle)
{
	if (number >= store->count)
		return STATUS_BUG;
	struct node changed = store->nodes[number];
	changed.life_cycle = life_cycle;
	TRY(store_node(store, number, &changed));
	store->nodes[number] = changed;
	return STATUS_OK;
}

/* ---- bodies ---- */

/* The first piece lies under the file's number, as the whole body of a small file does. */
static nvm_key piece_key(const struct profile_store *store, node_number number, uint32_t index)
{
	node_number file = profile_store_resolve(store, number);
	return index == 0 ? profile_key(store->slot, ITEM_BODY, file)
	                  : profile_key(store->slot, ITEM_BODY_MORE, (uint32_t)file << BODY_PIECE_BITS | index);
}

/* An EF that nobody has written to yet has no record; one that was written before bodies were cut has one of any size. */
enum status profile_store_read_body(const struct profile_store *store, node_number number, struct buffer *out)
{
	for (uint32_t index = 0; index < 1U << BODY_PIECE_BITS; index++) {
		size_t before = out->size;
		enum status status = nvm_read(store->nvm, piece_key(store, number, index), out);
		if (status == STATUS_NOT_FOUND)
			return STATUS_OK;
		TRY(status);
		if (out->size - before != BODY_PIECE)
			return STATUS_OK;
	}
	return STATUS_OK;
}

enum status profile_store_write_piece(struct profile_store *store, node_number number, uint32_t index, struct bytes piece)
{
	if (piece.size > BODY_PIECE || index >> BODY_PIECE_BITS)
		return STATUS_BUG;
	return nvm_write(store->nvm, piece_key(store, number, index), piece);
}

/* Only contents of BER-TLV files grow shorter. */
static enum status erase_pieces(struct profile_store *store, node_number number, uint32_t from)
{
	const struct node *node = profile_store_node(store, profile_store_resolve(store, number));
	bool had_more = node && node->kind == NODE_BER_TLV && (node->size > BODY_PIECE || node->maximum_size > BODY_PIECE);
	if (!had_more)
		return STATUS_OK;
	return nvm_erase(store->nvm, piece_key(store, number, from), piece_key(store, number, BODY_PIECES_MAXIMUM - 1));
}

enum status profile_store_write_body(struct profile_store *store, node_number number, struct bytes body)
{
	uint32_t index = 0;
	do {
		TRY(profile_store_write_piece(store, number, index++, bytes_first(body, BODY_PIECE)));
		body = bytes_after(body, BODY_PIECE);
	} while (body.size > 0);
	return erase_pieces(store, number, index);
}

enum status profile_store_update_body(struct profile_store *store, node_number number, uint32_t offset,
                                      struct bytes content)
{
	AUTO(buffer) body = SECRET_BUFFER(BODY_MAXIMUM);
	TRY(profile_store_read_body(store, number, &body));
	if (offset > body.size || content.size > body.size - offset)
		return STATUS_TOO_LARGE;
	if (content.size > 0)
		memcpy(body.data + offset, content.data, content.size);
	return profile_store_write_body(store, number, buffer_bytes(&body));
}

/* ---- sharing ---- */

enum status profile_follow(const struct profile_store *store, enum profile_item item, node_number number, node_number *out)
{
	AUTO(buffer) room = BUFFER(STORED_RECORD_MAXIMUM);
	for (int steps = 0; steps < SHARING_MAXIMUM; steps++) {
		struct stored_reader reader;
		enum status status = profile_record_read(store, profile_key(store->slot, item, number), &room, &reader);
		if (status == STATUS_NOT_FOUND) {
			*out = number;
			return STATUS_OK;
		}
		TRY(status);
		number = (node_number)stored_take_number(&reader, 2);
		if (!stored_end(&reader) || number >= store->count)
			return STATUS_MALFORMED;
	}
	return STATUS_MALFORMED;
}

enum status profile_share(struct profile_store *store, enum profile_item item, node_number number, node_number source)
{
	if (number >= store->count || source >= store->count || number == source)
		return STATUS_BUG;
	struct stored_record record = { 0 };
	stored_put_number(&record, source, 2);
	return profile_record_write(store, profile_key(store->slot, item, number), &record);
}

/* ---- elements ---- */

static enum status erase_from(struct profile_store *store, enum profile_item item, uint32_t number)
{
	return nvm_erase(store->nvm, profile_key(store->slot, item, number), profile_key(store->slot, item, UINT32_MAX));
}

enum status profile_store_cut(struct profile_store *store, size_t nodes)
{
	if (nodes >= store->count)
		return STATUS_OK;
	TRY(erase_from(store, ITEM_NODE, (uint32_t)nodes));
	TRY(erase_from(store, ITEM_BODY, (uint32_t)nodes));
	TRY(erase_from(store, ITEM_BODY_MORE, (uint32_t)nodes << BODY_PIECE_BITS));
	store->count = nodes;
	return STATUS_OK;
}

enum status profile_store_cut_elements(struct profile_store *store, uint32_t elements)
{
	return elements >> ELEMENT_INDEX_BITS ? STATUS_OK : erase_from(store, ITEM_ELEMENT, elements << ELEMENT_OFFSET_BITS);
}

enum status profile_store_keep_element(struct profile_store *store, uint32_t index, uint32_t offset, struct bytes piece)
{
	if (index >> ELEMENT_INDEX_BITS || offset >> ELEMENT_OFFSET_BITS)
		return STATUS_TOO_LARGE;
	return nvm_write(store->nvm, profile_key(store->slot, ITEM_ELEMENT, index << ELEMENT_OFFSET_BITS | offset), piece);
}

struct element_walk {
	struct kept_element element;
	bool is_found;
};

/* Pieces of one element follow each other; the walk ends with the first one of another. */
static enum status add_piece(void *context, nvm_key key, struct bytes value)
{
	struct element_walk *walk = context;
	uint32_t index = (uint32_t)key >> ELEMENT_OFFSET_BITS;
	if (walk->is_found && walk->element.index != index)
		return STATUS_EXISTS;
	if (!walk->is_found) {
		struct bytes start = bytes_first(value, KEPT_START_MAXIMUM);
		walk->element = (struct kept_element){ .index = index, .start_size = start.size };
		if (start.size > 0)
			memcpy(walk->element.start, start.data, start.size);
	}
	walk->is_found = true;
	walk->element.size += (uint32_t)value.size;
	return STATUS_OK;
}

enum status profile_store_next_element(const struct profile_store *store, uint32_t from, struct kept_element *out)
{
	struct element_walk walk = { 0 };
	if (from >> ELEMENT_INDEX_BITS)
		return STATUS_NOT_FOUND;
	enum status status = nvm_each(store->nvm, profile_key(store->slot, ITEM_ELEMENT, from << ELEMENT_OFFSET_BITS),
	                              profile_key(store->slot, ITEM_ELEMENT, UINT32_MAX), add_piece, &walk);
	if (status != STATUS_OK && status != STATUS_EXISTS)
		return status;
	if (!walk.is_found)
		return STATUS_NOT_FOUND;
	*out = walk.element;
	return STATUS_OK;
}
