/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"
#include "uicc/profile_layout.h"

enum { PIN_ENABLED = 1, PIN_MAY_CHANGE = 2, PIN_MAY_DISABLE = 4, PIN_IS_REPLACED = 8 };

static nvm_key pin_key(const struct profile_store *store, node_number context, uint8_t reference)
{
	return profile_key(store->slot, ITEM_PIN, (uint32_t)context << 16 | reference);
}

static nvm_key puk_key(const struct profile_store *store, uint8_t reference)
{
	return profile_key(store->slot, ITEM_PUK, reference);
}

static enum status check_absent(const struct profile_store *store, nvm_key key)
{
	AUTO(buffer) room = SECRET_BUFFER(STORED_RECORD_MAXIMUM);
	enum status status = nvm_read(store->nvm, key, &room);
	if (status == STATUS_OK)
		return STATUS_EXISTS;
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* ---- PINs ---- */

enum status profile_store_write_pin(struct profile_store *store, node_number context, const struct pin *pin)
{
	struct stored_record record = { 0 };
	unsigned attributes = (pin->enabled ? PIN_ENABLED : 0U) | (pin->may_change ? PIN_MAY_CHANGE : 0U) |
	                      (pin->may_disable ? PIN_MAY_DISABLE : 0U) | (pin->is_replaced ? PIN_IS_REPLACED : 0U);
	stored_put_number(&record, attributes, 1);
	stored_put(&record, pin->value, sizeof pin->value);
	stored_put_number(&record, pin->tries_left, 1);
	stored_put_number(&record, pin->tries_maximum, 1);
	stored_put_number(&record, pin->unblocking_reference, 1);
	enum status status = profile_record_write(store, pin_key(store, context, pin->reference), &record);
	wipe(&record, sizeof record);
	return status;
}

enum status profile_store_add_pin(struct profile_store *store, node_number context, const struct pin *pin)
{
	if (context >= store->count)
		return STATUS_BUG;
	TRY(check_absent(store, pin_key(store, context, pin->reference)));
	return profile_store_write_pin(store, context, pin);
}

enum status profile_store_share_pins(struct profile_store *store, node_number context, node_number source)
{
	return profile_share(store, ITEM_SHARED_PINS, context, source);
}

enum status profile_store_pin_holder(const struct profile_store *store, node_number context, node_number *out)
{
	return profile_follow(store, ITEM_SHARED_PINS, profile_store_resolve(store, context), out);
}

enum status profile_store_unshare_pins(struct profile_store *store, node_number context)
{
	nvm_key key = profile_key(store->slot, ITEM_SHARED_PINS, context);
	return nvm_erase(store->nvm, key, key);
}

bool profile_store_shares_pins(const struct profile_store *store, node_number context)
{
	return check_absent(store, profile_key(store->slot, ITEM_SHARED_PINS, context)) == STATUS_EXISTS;
}

enum status profile_store_remove_pin(struct profile_store *store, node_number context, uint8_t reference)
{
	nvm_key key = pin_key(store, context, reference);
	return nvm_erase(store->nvm, key, key);
}

static enum status read_pin(const struct profile_store *store, node_number context, uint8_t reference, struct pin *out)
{
	AUTO(buffer) room = SECRET_BUFFER(STORED_RECORD_MAXIMUM);
	struct stored_reader reader;
	TRY(profile_record_read(store, pin_key(store, context, reference), &room, &reader));
	struct pin pin = { .reference = reference };
	uint64_t attributes = stored_take_number(&reader, 1);
	pin.enabled = attributes & PIN_ENABLED;
	pin.may_change = attributes & PIN_MAY_CHANGE;
	pin.may_disable = attributes & PIN_MAY_DISABLE;
	pin.is_replaced = attributes & PIN_IS_REPLACED;
	stored_take(&reader, pin.value, sizeof pin.value);
	pin.tries_left = (uint8_t)stored_take_number(&reader, 1);
	pin.tries_maximum = (uint8_t)stored_take_number(&reader, 1);
	pin.unblocking_reference = (uint8_t)stored_take_number(&reader, 1);
	if (stored_end(&reader))
		*out = pin;
	wipe(&pin, sizeof pin);
	return stored_end(&reader) ? STATUS_OK : STATUS_MALFORMED;
}

/* Ends the walk at the first record. */
static enum status note_key(void *context, nvm_key key, struct bytes value)
{
	(void)value;
	*(nvm_key *)context = key;
	return STATUS_EXISTS;
}

static enum status next_key(const struct profile_store *store, nvm_key first, nvm_key last, nvm_key *out)
{
	enum status status = nvm_each(store->nvm, first, last, note_key, out);
	if (status == STATUS_EXISTS)
		return STATUS_OK;
	return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

enum status profile_store_next_pin(const struct profile_store *store, uint32_t from, struct pin *out,
                                   node_number *out_context, uint32_t *out_next)
{
	nvm_key key;
	TRY(next_key(store, profile_key(store->slot, ITEM_PIN, from), profile_key(store->slot, ITEM_PIN, UINT32_MAX), &key));
	node_number context = (node_number)(key >> 16);
	TRY(read_pin(store, context, (uint8_t)key, out));
	*out_context = context;
	*out_next = (uint32_t)key + 1;
	return STATUS_OK;
}

enum status profile_store_next_puk(const struct profile_store *store, uint32_t from, struct puk *out)
{
	nvm_key key;
	TRY(next_key(store, profile_key(store->slot, ITEM_PUK, from), profile_key(store->slot, ITEM_PUK, UINT32_MAX), &key));
	return profile_store_find_puk(store, (uint8_t)key, out);
}

enum status profile_store_find_pin(const struct profile_store *store, node_number from, uint8_t reference,
                                   struct pin *out, node_number *out_context)
{
	node_number directory = profile_store_resolve(store, from);
	while (directory != NO_NODE) {
		node_number context;
		TRY(profile_store_pin_holder(store, directory, &context));
		enum status status = read_pin(store, context, reference, out);
		if (status == STATUS_OK)
			*out_context = context;
		if (status != STATUS_NOT_FOUND)
			return status;
		const struct node *node = profile_store_node(store, directory);
		directory = node ? node->parent : NO_NODE;
	}
	return STATUS_NOT_FOUND;
}

/* ---- PUKs ---- */

enum status profile_store_write_puk(struct profile_store *store, const struct puk *puk)
{
	struct stored_record record = { 0 };
	stored_put(&record, puk->value, sizeof puk->value);
	stored_put_number(&record, puk->tries_left, 1);
	stored_put_number(&record, puk->tries_maximum, 1);
	enum status status = profile_record_write(store, puk_key(store, puk->reference), &record);
	wipe(&record, sizeof record);
	return status;
}

enum status profile_store_add_puk(struct profile_store *store, const struct puk *puk)
{
	TRY(check_absent(store, puk_key(store, puk->reference)));
	return profile_store_write_puk(store, puk);
}

enum status profile_store_remove_puk(struct profile_store *store, uint8_t reference)
{
	nvm_key key = puk_key(store, reference);
	return nvm_erase(store->nvm, key, key);
}

enum status profile_store_find_puk(const struct profile_store *store, uint8_t reference, struct puk *out)
{
	AUTO(buffer) room = SECRET_BUFFER(STORED_RECORD_MAXIMUM);
	struct stored_reader reader;
	TRY(profile_record_read(store, puk_key(store, reference), &room, &reader));
	struct puk puk = { .reference = reference };
	stored_take(&reader, puk.value, sizeof puk.value);
	puk.tries_left = (uint8_t)stored_take_number(&reader, 1);
	puk.tries_maximum = (uint8_t)stored_take_number(&reader, 1);
	if (stored_end(&reader))
		*out = puk;
	wipe(&puk, sizeof puk);
	return stored_end(&reader) ? STATUS_OK : STATUS_MALFORMED;
}
