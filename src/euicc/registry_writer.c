/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/registry_writer.h"

enum { LIMITS_MAXIMUM = 64 };

/* ---- what else is there ---- */

static bool is_adf(const struct profile_store *store, struct bytes aid)
{
	for (size_t i = 0; i < profile_store_count(store); i++) {
		const struct node *node = profile_store_node(store, (node_number)i);
		if (node->kind == NODE_ADF && bytes_equal(bytes_from(node->aid, node->aid_size), aid))
			return true;
	}
	return false;
}

/* STATUS_EXISTS; any other trouble; STATUS_OK: it is free. */
static enum status free_if_absent(enum status found)
{
	if (found == STATUS_OK)
		return STATUS_EXISTS;
	return found == STATUS_NOT_FOUND ? STATUS_OK : found;
}

/* Applications of every sort share one room for their AIDs (GP 6.4), and one for their TARs (TS 102 225 5.1). */
static enum status check_names(const struct profile_store *store, const struct new_object *object)
{
	uint16_t number;
	TRY(free_if_absent(profile_registry_find(store, object->aid, &number)));
	if (is_adf(store, object->aid))
		return STATUS_EXISTS;
	for (struct bytes tars = object->tars; tars.size >= TAR_SIZE; tars = bytes_after(tars, TAR_SIZE)) {
		struct bytes tar = bytes_first(tars, TAR_SIZE), rest = bytes_after(tars, TAR_SIZE);
		TRY(free_if_absent(profile_registry_find_tar(store, tar, &number)));
		for (; rest.size >= TAR_SIZE; rest = bytes_after(rest, TAR_SIZE))
			if (bytes_equal(bytes_first(rest, TAR_SIZE), tar))
				return STATUS_EXISTS;
	}
	return STATUS_OK;
}

/* The operator's domain is the first entry; where none is named, it is meant. */
static enum status find_domain(const struct registry_writer *writer, const struct new_object *object,
                               struct buffer *room, struct bytes *out)
{
	struct registry_entry domain;
	uint16_t number = 0;
	if (writer->count == 0)
		return STATUS_OK;
	if (object->domain.size > 0)
		TRY(profile_registry_find(writer->store, object->domain, &number));
	TRY(profile_registry_read(writer->store, number, room, &domain));
	if (domain.kind != REGISTRY_SECURITY_DOMAIN)
		return STATUS_NOT_FOUND;
	*out = domain.aid;
	return STATUS_OK;
}

/* ---- entries ---- */

static enum registry_kind registry_kind_of(enum object_kind kind)
{
	static const enum registry_kind kinds[] = {
		[OBJECT_SECURITY_DOMAIN] = REGISTRY_SECURITY_DOMAIN, [OBJECT_LOAD_PACKAGE] = REGISTRY_LOAD_PACKAGE,
		[OBJECT_APPLICATION] = REGISTRY_APPLICATION,         [OBJECT_RFM] = REGISTRY_RFM,
	};
	return kinds[kind];
}

static enum status write_entry(struct registry_writer *writer, const struct new_object *object, uint32_t element,
                               struct bytes domain)
{
	AUTO(buffer) limits = BUFFER(LIMITS_MAXIMUM);
	for (size_t i = 0; i < ARRAY_SIZE(object->limits); i++) {
		TRY(buffer_append_octet(&limits, (uint8_t)object->limits[i].size));
		TRY(buffer_append(&limits, object->limits[i]));
	}
	const struct registry_entry entry = {
		.kind = registry_kind_of(object->kind),
		.aid = object->aid, .package = object->package, .class = object->class, .domain = domain,
		.privileges = object->privileges,
		.life_cycle = object->life_cycle.data[0],
		.install_parameters = object->install_parameters, .system_parameters = object->system_parameters,
		.toolkit = object->toolkit, .access_parameters = object->access_parameters,
		.admin_access_parameters = object->admin_access_parameters,
		.has_security_level = object->security_level.size > 0,
		.security_level = object->security_level.size > 0 ? object->security_level.data[0] : 0,
		.tars = object->tars,
		.access_domain = object->access_domain, .admin_access_domain = object->admin_access_domain,
		.adf = object->adf, .adf_access_domain = object->adf_access_domain,
		.adf_admin_access_domain = object->adf_admin_access_domain,
		.size = object->size, .element = element,
		.limits = buffer_bytes(&limits), .hash = object->hash,
	};
	return profile_registry_write(writer->store, writer->count, &entry);
}

enum status registry_writer_add(struct registry_writer *writer, const struct new_object *object, uint32_t element)
{
	AUTO(buffer) room = BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct bytes domain = { 0 };
	TRY(check_names(writer->store, object));
	TRY(find_domain(writer, object, &room, &domain));
	if (object->adf.size > 0 && !is_adf(writer->store, object->adf))
		return STATUS_NOT_FOUND;
	TRY(write_entry(writer, object, element, domain));
	writer->count++;
	writer->datum_count = 0;
	return STATUS_OK;
}

uint64_t registry_writer_object_size(const struct new_object *object)
{
	return object->aid.size + object->package.size + object->class.size + object->install_parameters.size +
	       object->system_parameters.size + object->toolkit.size + object->access_parameters.size +
	       object->admin_access_parameters.size + object->tars.size + object->adf.size;
}

/* ---- keys and contents ---- */

enum status registry_writer_add_key(struct registry_writer *writer, const struct new_key *new)
{
	AUTO(buffer) room = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct registry_key key = {
		.version = new->version, .identifier = new->identifier,
		.usage = new->usage, .access = new->access, .counter = new->counter,
	};
	struct registry_key other;
	if (writer->count == 0)
		return STATUS_BUG;
	for (size_t i = 0; i < new->component_count; i++)
		key.components[key.component_count++] = (struct registry_component){
			.type = new->components[i].type,
			.mac_length = new->components[i].mac_length,
			.value = new->components[i].value,
		};
	uint16_t domain = (uint16_t)(writer->count - 1);
	TRY(free_if_absent(profile_registry_read_key(writer->store, domain, key.version, key.identifier, &room, &other)));
	return profile_registry_write_key(writer->store, domain, &key);
}

uint64_t registry_writer_key_size(const struct new_key *key)
{
	uint64_t octets = key->usage.size + key->counter.size;
	for (size_t i = 0; i < key->component_count; i++)
		octets += key->components[i].value.size;
	return octets;
}

enum status registry_writer_add_datum(struct registry_writer *writer, enum object_datum kind, struct bytes value)
{
	static const enum registry_datum kinds[] = {
		[OBJECT_PROCESS_DATA] = DATUM_PROCESS_DATA, [OBJECT_DOMAIN_DATA] = DATUM_DOMAIN_DATA,
		[OBJECT_OPEN_DATA] = DATUM_OPEN_DATA,       [OBJECT_CAT_TP] = DATUM_CAT_TP,
		[OBJECT_PROVIDER] = DATUM_PROVIDER,
	};
	if (writer->count == 0)
		return STATUS_BUG;
	uint16_t number = (uint16_t)(writer->count - 1);
	return profile_registry_write_datum(writer->store, number, writer->datum_count++, kinds[kind], value);
}
