/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_writer.h"

#include "base/secret.h"
#include "euicc/aka_record.h"
#include "euicc/codes_check.h"
#include "euicc/installed_data_check.h"

enum {
	NODE_COST = 64,             /* octets that a file takes besides its body */
	BODY_MAXIMUM = 256 * 1024,  /* octets of one file */
};

/* Bits of pinAttributes. */
enum { PIN_IS_ENABLED = 1, PIN_MAY_CHANGE = 2, PIN_MAY_DISABLE = 4 };

void profile_writer_begin(struct profile_writer *writer, struct profile_store *store,
                          const struct profile_metadata *metadata, const struct profile_support *support)
{
	writer->store = store;
	writer->metadata = metadata;
	writer->support = support;
	writer->body.file = NO_NODE;
	writer->registry = (struct registry_writer){ .store = store };
}

void profile_writer_release(struct profile_writer *writer)
{
	wipe(&writer->body, sizeof writer->body);
	writer->body.file = NO_NODE;
}

static enum pe_status pe_status_of(struct profile_writer *writer, enum status status)
{
	switch (status) {
	case STATUS_OK:
		return PE_OK;
	case STATUS_NO_MEMORY:
	case STATUS_TOO_LARGE:
		writer->fault = WRITER_NO_MEMORY;
		return PE_NOT_ENOUGH_MEMORY;
	case STATUS_IO:
	case STATUS_BUG:
		writer->failure = status;
		return PE_MEMORY_FAILURE;
	default:
		return PE_BAD_VALUES;
	}
}

/* Counts octets against what is free on the card. */
static enum status spend(struct profile_writer *writer, uint64_t octets)
{
	if (octets > writer->budget)
		return STATUS_NO_MEMORY;
	writer->budget -= octets;
	return STATUS_OK;
}

static enum status find_directory(struct profile_writer *writer, const struct file_path *path, node_number *out)
{
	node_number number = profile_store_path(writer->store, path->ids, path->count);
	if (number == NO_NODE)
		return STATUS_NOT_FOUND;
	*out = number;
	return STATUS_OK;
}

/* ---- header ---- */

static enum pe_status write_header(void *self, const struct profile_header *header)
{
	struct profile_writer *writer = self;
	struct iccid iccid = iccid_of_package(header->iccid);
	if (bytes_equal(BYTES(iccid.octets), BYTES(writer->metadata->iccid.octets)))
		return PE_OK;
	writer->fault = WRITER_DATA_MISMATCH;
	return PE_BAD_VALUES;
}

/* ---- files ---- */

static enum node_kind node_kind_of(enum file_kind kind)
{
	static const enum node_kind kinds[] = {
		[FILE_TRANSPARENT] = NODE_TRANSPARENT, [FILE_LINEAR_FIXED] = NODE_LINEAR_FIXED,
		[FILE_CYCLIC] = NODE_CYCLIC,           [FILE_BER_TLV] = NODE_BER_TLV,
		[FILE_DF] = NODE_DF,                   [FILE_ADF] = NODE_ADF,
		[FILE_MF] = NODE_MF,
	};
	return kinds[kind];
}

static bool has_body(const struct node *node)
{
	return node->kind != NODE_MF && node->kind != NODE_DF && node->kind != NODE_ADF && node->link_target == NO_NODE;
}

/* Access to a link follows its own rules; its contents and their form are the target's. */
static enum status follow_link(struct profile_writer *writer, const struct new_file *file, struct node *node)
{
	node_number target;
	TRY(find_directory(writer, &file->link, &target));
	const struct node *original = profile_store_node(writer->store, target);
	node->link_target = target;
	node->kind = original->kind;
	node->size = original->size;
	node->maximum_size = original->maximum_size;
	node->record_size = original->record_size;
	node->descriptor = original->descriptor;
	return STATUS_OK;
}

static enum status describe_node(struct profile_writer *writer, const struct new_file *file, struct node *out)
{
	struct node node = {
		.kind = node_kind_of(file->kind),
		.parent = NO_NODE,
		.link_target = NO_NODE,
		.id = file->id,
		.descriptor = file->descriptor,
		.short_id = file->has_short_id ? file->short_id : 0,
		.life_cycle = file->life_cycle,
		.special_information = file->special_information,
		.access_rule_file = file->access_rule_file,
		.access_rule_record = file->access_rule_record,
		.record_size = file->record_size,
		.size = file->size,
		.maximum_size = file->maximum_size,
	};
	if (file->aid.size > sizeof node.aid || file->pin_status.size > sizeof node.pin_status)
		return STATUS_MALFORMED;
	node.aid_size = (uint8_t)file->aid.size;
	node.pin_status_size = (uint8_t)file->pin_status.size;
	if (file->aid.size > 0)
		memcpy(node.aid, file->aid.data, file->aid.size);
	if (file->pin_status.size > 0)
		memcpy(node.pin_status, file->pin_status.data, file->pin_status.size);
	if (node.kind != NODE_MF)
		TRY(find_directory(writer, &file->directory, &node.parent));
	if (file->is_link)
		TRY(follow_link(writer, file, &node));
	*out = node;
	return STATUS_OK;
}

static enum status begin_body(struct profile_writer *writer, node_number number, const struct new_file *file)
{
	if (file->size > BODY_MAXIMUM || file->maximum_size > BODY_MAXIMUM)
		return STATUS_TOO_LARGE;
	TRY(spend(writer, file->size));
	return body_writer_begin(&writer->body, writer->store, number, file);
}

static enum status add_file(struct profile_writer *writer, const struct new_file *file)
{
	struct node node;
	node_number number;
	TRY(body_writer_finish(&writer->body));
	TRY(describe_node(writer, file, &node));
	TRY(spend(writer, NODE_COST));
	TRY(profile_store_add(writer->store, &node, &number));
	return has_body(&node) ? begin_body(writer, number, file) : STATUS_OK;
}

static enum pe_status write_file(void *self, const struct new_file *file)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	return pe_status_of(writer, add_file(writer, file));
}

static enum pe_status fill_file(void *self, uint32_t offset, struct bytes content)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	return pe_status_of(writer, body_writer_put(&writer->body, offset, content));
}

/* ---- PINs ---- */

static enum status add_pin(struct profile_writer *writer, const struct file_path *context, const struct new_pin *new)
{
	node_number directory;
	struct pin pin = {
		.reference = new->reference,
		.enabled = new->attributes & PIN_IS_ENABLED,
		.may_change = new->attributes & PIN_MAY_CHANGE,
		.may_disable = new->attributes & PIN_MAY_DISABLE,
		.tries_left = new->tries_left,
		.tries_maximum = new->tries_maximum,
		.unblocking_reference = new->unblocking_reference,
	};
	memcpy(pin.value, new->value, sizeof pin.value);
	TRY(find_directory(writer, context, &directory));
	TRY(spend(writer, NODE_COST));
	TRY(profile_store_add_pin(writer->store, directory, &pin));
	return element_undo_note(&writer->undo, (struct undo_code){ UNDO_PIN, directory, pin.reference });
}

static enum pe_status write_pin(void *self, const struct file_path *context, const struct new_pin *pin)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	return pe_status_of(writer, add_pin(writer, context, pin));
}

static enum status link_pins(struct profile_writer *writer, const struct file_path *context,
                             const struct file_path *source)
{
	node_number directory, original;
	TRY(find_directory(writer, context, &directory));
	TRY(find_directory(writer, source, &original));
	if (profile_store_shares_pins(writer->store, directory))
		return STATUS_EXISTS;
	TRY(profile_store_share_pins(writer->store, directory, original));
	return element_undo_note(&writer->undo, (struct undo_code){ UNDO_SHARING, directory, 0 });
}

static enum pe_status share_pins(void *self, const struct file_path *context, const struct file_path *source)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	return pe_status_of(writer, link_pins(writer, context, source));
}

static enum pe_status write_puk(void *self, const struct new_puk *new)
{
	struct profile_writer *writer = self;
	struct puk puk = {
		.reference = new->reference,
		.tries_left = new->tries_left,
		.tries_maximum = new->tries_maximum,
	};
	memcpy(puk.value, new->value, sizeof puk.value);
	writer->fault = WRITER_NO_FAULT;
	enum status status = spend(writer, NODE_COST);
	if (status == STATUS_OK)
		status = profile_store_add_puk(writer->store, &puk);
	if (status == STATUS_OK)
		status = element_undo_note(&writer->undo, (struct undo_code){ UNDO_PUK, NO_NODE, puk.reference });
	wipe(&puk, sizeof puk);
	return pe_status_of(writer, status);
}

/* ---- keys ---- */

static enum status add_aka(struct profile_writer *writer, const struct new_aka *aka)
{
	node_number adf;
	struct authentication authentication;
	TRY(find_directory(writer, &aka->adf, &adf));
	if (aka->is_mapping) {
		node_number source = aka_record_source(writer->store, aka->mapping_source);
		return source == NO_NODE ? STATUS_NOT_FOUND
		                         : profile_store_share_authentication(writer->store, adf, source);
	}
	TRY(spend(writer, sizeof authentication));
	enum status status = aka_record_make(aka, &authentication);
	if (status == STATUS_OK)
		status = profile_store_write_authentication(writer->store, adf, &authentication);
	wipe(&authentication, sizeof authentication);
	return status;
}

static enum pe_status write_aka(void *self, const struct new_aka *aka)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	if (writer->metadata->profile_class == PROFILE_TEST && !aka->is_mapping && !aka_record_is_for_tests(aka)) {
		writer->has_invalid_key = true;
		writer->fault = WRITER_INVALID_NAA_KEY;
		return PE_BAD_VALUES;
	}
	enum status status = add_aka(writer, aka);
	return status == STATUS_UNSUPPORTED ? PE_FEATURE_NOT_SUPPORTED : pe_status_of(writer, status);
}

/* ---- the rest ---- */

static enum pe_status keep_element(void *self, uint32_t tag, uint32_t offset, struct bytes piece)
{
	(void)tag;
	struct profile_writer *writer = self;
	if (offset == 0)
		writer->element_count++;
	writer->fault = WRITER_NO_FAULT;
	enum status status = spend(writer, piece.size);
	if (status == STATUS_OK)
		status = profile_store_keep_element(writer->store, writer->element_count - 1, offset, piece);
	return pe_status_of(writer, status);
}

/* ---- security domains and their like ---- */

static enum status add_object(struct profile_writer *writer, const struct new_object *object)
{
	TRY(spend(writer, NODE_COST + registry_writer_object_size(object)));
	return registry_writer_add(&writer->registry, object, writer->element_count);
}

static enum pe_status write_object(void *self, const struct new_object *object)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	return pe_status_of(writer, add_object(writer, object));
}

static enum pe_status write_key(void *self, const struct new_key *key)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	enum status status = spend(writer, NODE_COST + registry_writer_key_size(key));
	if (status == STATUS_OK)
		status = registry_writer_add_key(&writer->registry, key);
	return pe_status_of(writer, status);
}

static enum pe_status write_datum(void *self, enum object_datum kind, struct bytes value)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	enum status status = spend(writer, value.size);
	if (status == STATUS_OK)
		status = registry_writer_add_datum(&writer->registry, kind, value);
	return pe_status_of(writer, status);
}

static enum pe_status write_load_block(void *self, uint32_t offset, struct bytes piece)
{
	return keep_element(self, 0, offset, piece);
}

/* ---- elements as a whole ---- */

static enum pe_status begin_element(void *self, uint32_t tag)
{
	struct profile_writer *writer = self;
	(void)tag;
	writer->fault = WRITER_NO_FAULT;
	enum status status = body_writer_finish(&writer->body);
	writer->undo = (struct element_undo){
		.budget = writer->budget,
		.nodes = profile_store_count(writer->store),
		.entries = writer->registry.count,
		.elements = writer->element_count,
	};
	return pe_status_of(writer, status);
}

static enum pe_status fail_element(void *self)
{
	struct profile_writer *writer = self;
	writer->fault = WRITER_NO_FAULT;
	writer->body.file = NO_NODE;
	writer->budget = writer->undo.budget;
	writer->registry.count = writer->undo.entries;
	writer->element_count = writer->undo.elements;
	return pe_status_of(writer, element_undo(&writer->undo, writer->store));
}

static enum pe_status check_codes(struct profile_writer *writer)
{
	bool complete = true;
	if (profile_support_follows(writer->support, RULE_MISSING_PINS))
		return PE_OK;
	enum status status = codes_check(writer->store, &complete);
	if (status != STATUS_OK)
		return pe_status_of(writer, status);
	return complete ? PE_OK : PE_PIN_CODE_MISSING;
}

/* SGP.22 5.5.3, 2.5.6: what the profile says of itself agrees with what was offered. A key that a test profile may not
 * have fails it even if the element could be left out. */
static enum pe_status end_profile(void *self)
{
	struct profile_writer *writer = self;
	bool agrees = false;
	writer->fault = writer->has_invalid_key ? WRITER_INVALID_NAA_KEY : WRITER_NO_FAULT;
	if (writer->has_invalid_key)
		return PE_BAD_VALUES;
	enum status status = body_writer_finish(&writer->body);
	if (status == STATUS_OK)
		status = installed_data_check(writer->store, writer->metadata, &agrees);
	if (status != STATUS_OK)
		return pe_status_of(writer, status);
	writer->fault = agrees ? WRITER_NO_FAULT : WRITER_DATA_MISMATCH;
	return agrees ? check_codes(writer) : PE_BAD_VALUES;
}

struct profile_builder profile_writer_builder(struct profile_writer *writer)
{
	return (struct profile_builder){
		.self = writer,
		.header = write_header,
		.create_file = write_file,
		.fill_file = fill_file,
		.pin = write_pin,
		.share_pins = share_pins,
		.puk = write_puk,
		.aka = write_aka,
		.keep_element = keep_element,
		.end = end_profile,
		.begin_element = begin_element,
		.fail_element = fail_element,
		.object = write_object,
		.key = write_key,
		.datum = write_datum,
		.load_block = write_load_block,
	};
}
