/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/profile_registry.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "uicc/profile_layout.h"

enum { AID_SIZE_MAXIMUM = 16, PRIVILEGES_MAXIMUM = 3, COUNTER_MAXIMUM = 8, VALUE_MAXIMUM = 1024 };

/* ---- entries ---- */

/* Members that are octets, in the order of the record. */
static const struct {
	size_t offset;
	size_t maximum;
} members[] = {
	{ offsetof(struct registry_entry, aid), AID_SIZE_MAXIMUM },
	{ offsetof(struct registry_entry, package), AID_SIZE_MAXIMUM },
	{ offsetof(struct registry_entry, class), AID_SIZE_MAXIMUM },
	{ offsetof(struct registry_entry, domain), AID_SIZE_MAXIMUM },
	{ offsetof(struct registry_entry, privileges), PRIVILEGES_MAXIMUM },
	{ offsetof(struct registry_entry, install_parameters), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, system_parameters), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, toolkit), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, access_parameters), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, admin_access_parameters), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, tars), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, access_domain), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, admin_access_domain), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, adf), AID_SIZE_MAXIMUM },
	{ offsetof(struct registry_entry, adf_access_domain), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, adf_admin_access_domain), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, limits), VALUE_MAXIMUM },
	{ offsetof(struct registry_entry, hash), VALUE_MAXIMUM },
};

enum { MEMBER_TAG = 0x04, NO_LEVEL = 256 };

static nvm_key entry_key(const struct profile_store *store, uint16_t number)
{
	return profile_key(store->slot, ITEM_REGISTRY, number);
}

enum status profile_registry_write(struct profile_store *store, uint16_t number, const struct registry_entry *entry)
{
	AUTO(buffer) record = BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct der_writer writer = der_writer(&record);
	if (number >= REGISTRY_ENTRIES_MAXIMUM)
		return STATUS_TOO_LARGE;
	der_put_number(&writer, 0x80, entry->kind);
	der_put_number(&writer, 0x81, entry->life_cycle);
	der_put_number(&writer, 0x82, entry->has_security_level ? entry->security_level : (uint64_t)NO_LEVEL);
	der_put_number(&writer, 0x83, entry->size);
	der_put_number(&writer, 0x84, entry->element);
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		der_put(&writer, MEMBER_TAG, *(const struct bytes *)((const char *)entry + members[i].offset));
	TRY(der_finish(&writer));
	return nvm_write(store->nvm, entry_key(store, number), buffer_bytes(&record));
}

static bool decode_entry(struct bytes record, struct registry_entry *out)
{
	struct der_reader reader = der_reader(record);
	struct registry_entry entry = { 0 };
	int kind, life_cycle, level;
	uint64_t size, element;
	bool read = der_small(&reader, 0x80, REGISTRY_RFM, &kind)
		&& der_small(&reader, 0x81, UINT8_MAX, &life_cycle)
		&& der_small(&reader, 0x82, NO_LEVEL, &level)
		&& der_number(&reader, 0x83, UINT32_MAX, &size)
		&& der_number(&reader, 0x84, UINT32_MAX, &element);
	for (size_t i = 0; read && i < ARRAY_SIZE(members); i++)
		read = der_octets(&reader, MEMBER_TAG, 0, members[i].maximum,
		                  (struct bytes *)((char *)&entry + members[i].offset));
	if (!read || !der_later_fields(&reader))
		return false;
	entry.kind = (enum registry_kind)kind;
	entry.life_cycle = (uint8_t)life_cycle;
	entry.has_security_level = level != NO_LEVEL;
	entry.security_level = entry.has_security_level ? (uint8_t)level : 0;
	entry.size = (uint32_t)size;
	entry.element = (uint32_t)element;
	*out = entry;
	return true;
}

enum status profile_registry_read(const struct profile_store *store, uint16_t number, struct buffer *room,
                                  struct registry_entry *out)
{
	TRY(nvm_read(store->nvm, entry_key(store, number), room));
	return decode_entry(buffer_bytes(room), out) ? STATUS_OK : STATUS_MALFORMED;
}

/* ---- looking through them ---- */

struct search {
	struct bytes aid, tar;
	size_t count;
	bool is_found;
	uint16_t number;
};

static bool has_tar(struct bytes tars, struct bytes tar)
{
	for (; tars.size >= TAR_SIZE; tars = bytes_after(tars, TAR_SIZE))
		if (bytes_equal(bytes_first(tars, TAR_SIZE), tar))
			return true;
	return false;
}

static enum status look_at(void *context, nvm_key key, struct bytes value)
{
	struct search *search = context;
	struct registry_entry entry;
	if (!decode_entry(value, &entry))
		return STATUS_MALFORMED;
	search->count++;
	bool matches = (search->aid.size > 0 && bytes_equal(entry.aid, search->aid)) ||
	               (search->tar.size > 0 && has_tar(entry.tars, search->tar));
	if (matches && !search->is_found)
		search->number = (uint16_t)key;
	search->is_found |= matches;
	return STATUS_OK;
}

static enum status walk(const struct profile_store *store, struct search *search)
{
	return nvm_each(store->nvm, entry_key(store, 0), entry_key(store, REGISTRY_ENTRIES_MAXIMUM), look_at, search);
}

enum status profile_registry_count(const struct profile_store *store, size_t *out)
{
	struct search search = { 0 };
	TRY(walk(store, &search));
	*out = search.count;
	return STATUS_OK;
}

/* The kind is the first thing in a record. */
static enum status count_application(void *context, nvm_key key, struct bytes value)
{
	size_t *count = context;
	struct der_reader reader = der_reader(value);
	int kind;
	(void)key;
	if (!der_small(&reader, 0x80, REGISTRY_RFM, &kind))
		return STATUS_MALFORMED;
	if (kind == REGISTRY_SECURITY_DOMAIN || kind == REGISTRY_APPLICATION)
		++*count;
	return STATUS_OK;
}

enum status profile_registry_count_applications(struct nvm *nvm, uint16_t slot, size_t *out)
{
	size_t count = 0;
	TRY(nvm_each(nvm, profile_key(slot, ITEM_REGISTRY, 0), profile_key(slot, ITEM_REGISTRY, UINT32_MAX),
	             count_application, &count));
	*out = count;
	return STATUS_OK;
}

static enum status find(const struct profile_store *store, struct search search, uint16_t *out)
{
	TRY(walk(store, &search));
	if (!search.is_found)
		return STATUS_NOT_FOUND;
	*out = search.number;
	return STATUS_OK;
}

enum status profile_registry_find(const struct profile_store *store, struct bytes aid, uint16_t *out)
{
	return find(store, (struct search){ .aid = aid }, out);
}

enum status profile_registry_find_tar(const struct profile_store *store, struct bytes tar, uint16_t *out)
{
	return find(store, (struct search){ .tar = tar }, out);
}

/* ---- contents ---- */

enum status profile_registry_write_datum(struct profile_store *store, uint16_t number, uint16_t order,
                                         enum registry_datum kind, struct bytes value)
{
	AUTO(buffer) record = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	if (order >= REGISTRY_DATA_MAXIMUM)
		return STATUS_TOO_LARGE;
	TRY(buffer_append_octet(&record, (uint8_t)kind));
	TRY(buffer_append(&record, value));
	nvm_key key = profile_key(store->slot, ITEM_REGISTRY_DATUM, (uint32_t)number << 16 | order);
	return nvm_write(store->nvm, key, buffer_bytes(&record));
}

/* ---- keys ---- */

static nvm_key key_key(const struct profile_store *store, uint16_t domain, uint16_t version_and_identifier)
{
	return profile_key(store->slot, ITEM_REGISTRY_KEY, (uint32_t)domain << 16 | version_and_identifier);
}

enum status profile_registry_write_key(struct profile_store *store, uint16_t domain, const struct registry_key *key)
{
	AUTO(buffer) record = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct der_writer writer = der_writer(&record);
	der_put_number(&writer, 0x80, key->version);
	der_put_number(&writer, 0x81, key->identifier);
	der_put(&writer, 0x82, key->usage);
	der_put_number(&writer, 0x83, key->access);
	der_put(&writer, 0x84, key->counter);
	for (size_t i = 0; i < key->component_count; i++) {
		der_open(&writer, 0x30);
		der_put_number(&writer, 0x80, key->components[i].type);
		der_put_number(&writer, 0x81, key->components[i].mac_length);
		der_put(&writer, 0x82, key->components[i].value);
		der_close(&writer);
	}
	TRY(der_finish(&writer));
	uint16_t number = (uint16_t)(key->version << 8 | key->identifier);
	return nvm_write(store->nvm, key_key(store, domain, number), buffer_bytes(&record));
}

static bool read_octet(struct der_reader *reader, uint32_t tag, uint8_t *out)
{
	int number;
	if (!der_small(reader, tag, UINT8_MAX, &number))
		return false;
	*out = (uint8_t)number;
	return true;
}

static bool read_component(struct der_reader *reader, struct registry_component *out)
{
	struct der_reader fields;
	return der_enter(reader, 0x30, &fields)
		&& read_octet(&fields, 0x80, &out->type)
		&& read_octet(&fields, 0x81, &out->mac_length)
		&& der_octets(&fields, 0x82, 0, VALUE_MAXIMUM, &out->value)
		&& der_later_fields(&fields);
}

static enum status decode_key(struct bytes record, struct registry_key *out)
{
	struct der_reader reader = der_reader(record);
	struct registry_key key = { 0 };
	bool read = read_octet(&reader, 0x80, &key.version)
		&& read_octet(&reader, 0x81, &key.identifier)
		&& der_octets(&reader, 0x82, 0, 2, &key.usage)
		&& read_octet(&reader, 0x83, &key.access)
		&& der_octets(&reader, 0x84, 0, COUNTER_MAXIMUM, &key.counter);
	while (read && !der_end(&reader))
		read = key.component_count < KEY_COMPONENTS_MAXIMUM &&
		       read_component(&reader, &key.components[key.component_count++]);
	if (!read)
		return STATUS_MALFORMED;
	*out = key;
	return STATUS_OK;
}

enum status profile_registry_read_key(const struct profile_store *store, uint16_t domain, uint8_t version,
                                      uint8_t identifier, struct buffer *room, struct registry_key *out)
{
	TRY(nvm_read(store->nvm, key_key(store, domain, (uint16_t)(version << 8 | identifier)), room));
	return decode_key(buffer_bytes(room), out);
}

/* Remembers the first record of a walk, and ends it there. */
static enum status take_first(void *context, nvm_key key, struct bytes value)
{
	(void)key;
	TRY(buffer_append(context, value));
	return STATUS_EXISTS;
}

enum status profile_registry_next_key(const struct profile_store *store, uint16_t domain, int version, int identifier,
                                      struct buffer *room, struct registry_key *out)
{
	uint32_t from = version < 0 ? 0 : (uint32_t)(version << 8 | identifier) + 1;
	if (from > UINT16_MAX)
		return STATUS_NOT_FOUND;
	enum status status = nvm_each(store->nvm, key_key(store, domain, (uint16_t)from), key_key(store, domain, UINT16_MAX),
	                              take_first, room);
	if (status != STATUS_EXISTS)
		return status == STATUS_OK ? STATUS_NOT_FOUND : status;
	return decode_key(buffer_bytes(room), out);
}

/* ---- taking back ---- */

static enum status erase_from(struct profile_store *store, enum profile_item item, uint32_t number)
{
	return nvm_erase(store->nvm, profile_key(store->slot, item, number), profile_key(store->slot, item, UINT32_MAX));
}

enum status profile_registry_cut(struct profile_store *store, uint16_t entries)
{
	TRY(erase_from(store, ITEM_REGISTRY, entries));
	TRY(erase_from(store, ITEM_REGISTRY_KEY, (uint32_t)entries << 16));
	return erase_from(store, ITEM_REGISTRY_DATUM, (uint32_t)entries << 16);
}
