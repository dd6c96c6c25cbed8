/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/elementary_file.h"

enum { LIFE_CYCLE_DEACTIVATED = 0x04, LIFE_CYCLE_TERMINATED = 0x0C, USABLE_WHEN_DEACTIVATED = 0x40, ERASED = 0xFF };

bool elementary_file_at(const struct uicc *card, node_number number, struct elementary_file *out)
{
	const struct node *node = card->store ? profile_store_node(card->store, number) : NULL;
	if (!node || node->kind < NODE_TRANSPARENT)
		return false;
	const struct node *body = profile_store_node(card->store, profile_store_resolve(card->store, number));
	bool has_records = (body->kind == NODE_LINEAR_FIXED || body->kind == NODE_CYCLIC) && body->record_size > 0;
	*out = (struct elementary_file){ number, node, body, has_records ? body->size / body->record_size : 0 };
	return true;
}

static node_number find_short_id(const struct uicc *card, node_number directory, uint8_t short_id)
{
	node_number parent = profile_store_resolve(card->store, directory);
	for (size_t i = 0; i < profile_store_count(card->store); i++) {
		const struct node *node = profile_store_node(card->store, (node_number)i);
		if (node->parent == parent && node->short_id == short_id && node->kind >= NODE_TRANSPARENT)
			return (node_number)i;
	}
	return NO_NODE;
}

status_word elementary_file_find(const struct uicc *card, const struct channel *channel, uint8_t short_id,
                                 struct elementary_file *out)
{
	if (short_id == 0)
		return elementary_file_at(card, channel->file, out) ? SW_OK : SW_NO_EF_SELECTED;
	if (!card->store)
		return SW_FILE_NOT_FOUND;
	node_number number = find_short_id(card, channel->directory, short_id);
	return elementary_file_at(card, number, out) ? SW_OK : SW_FILE_NOT_FOUND;
}

static bool is_usable(const struct elementary_file *file)
{
	if (file->node->life_cycle == LIFE_CYCLE_DEACTIVATED)
		return file->body->special_information & USABLE_WHEN_DEACTIVATED;
	return file->node->life_cycle < LIFE_CYCLE_TERMINATED;
}

status_word elementary_file_enter(struct uicc *card, struct channel *channel, uint8_t short_id,
                                  const struct elementary_file *file, enum access access, const struct apdu *command)
{
	if (!access_rule_allows(card, channel->directory, file->number, access, command))
		return SW_SECURITY_NOT_SATISFIED;
	if (!is_usable(file))
		return SW_CONDITIONS_NOT_SATISFIED;
	if (short_id != 0) {
		channel->file = file->number;
		channel->record = 0;
		channel_drop_object(channel);
	}
	return SW_OK;
}

enum status elementary_file_read(const struct uicc *card, const struct elementary_file *file, struct buffer *out)
{
	size_t before = out->size;
	TRY(profile_store_read_body(card->store, file->number, out));
	size_t size = out->size - before;
	if (file->body->kind == NODE_BER_TLV || size == file->body->size)
		return STATUS_OK;
	if (size > file->body->size) {
		out->size = before + file->body->size;
		return STATUS_OK;
	}
	uint8_t *missing = buffer_extend(out, file->body->size - size);
	if (!missing)
		return STATUS_NO_MEMORY;
	memset(missing, ERASED, file->body->size - size);
	return STATUS_OK;
}

enum status elementary_file_write(struct uicc *card, const struct elementary_file *file, struct bytes body)
{
	TRY(nvm_begin(card->nvm));
	return nvm_end(card->nvm, profile_store_write_body(card->store, file->number, body));
}
