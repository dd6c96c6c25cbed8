/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc show --profile`: what is inside one profile of a card. */
#include "programs/euicc/show_profile.h"

#include "base/hex.h"
#include "base/secret.h"
#include "codec/der_read.h"
#include "profile_package/schema.h"

/* Both faces at once. */
struct report {
	struct invocation *invocation;
	struct json_writer writer;
	const struct profile_content *content;
	bool reveal;
};

/* Octets as text, in the invocation's memory. */
static const char *hex(struct report *report, struct bytes octets)
{
	const char *text = hex_print(&report->invocation->arena, octets);
	return text ? text : "";
}

/* "B00120 B00140". */
static const char *tars(struct report *report, struct bytes list)
{
	const char *text = "";
	for (; list.size >= TAR_SIZE; list = bytes_after(list, TAR_SIZE)) {
		const char *tar = hex(report, bytes_first(list, TAR_SIZE));
		const char *longer = arena_print(&report->invocation->arena, "%s%s%s", text, *text ? " " : "", tar);
		text = longer ? longer : text;
	}
	return *text ? text : "none";
}

static void put_tars(struct report *report, struct bytes list)
{
	json_open_array(&report->writer, "tars");
	for (; list.size >= TAR_SIZE; list = bytes_after(list, TAR_SIZE))
		json_put_hex(&report->writer, NULL, bytes_first(list, TAR_SIZE));
	json_close_array(&report->writer);
}

static const char *level(struct report *report, const struct registry_entry *entry)
{
	return entry->has_security_level ? hex(report, bytes_from(&entry->security_level, 1)) : "none";
}

/* ---- keys ---- */

static const char *type_name(uint8_t type)
{
	static const struct {
		uint8_t first, last;
		const char *name;
	} names[] = {
		{ 0x80, 0x84, "DES" }, { 0x85, 0x85, "TLS-PSK" }, { 0x88, 0x88, "AES" }, { 0x90, 0x91, "HMAC-SHA1" },
		{ 0xA0, 0xA8, "RSA" }, { 0xB0, 0xB7, "EC" }, { 0xF0, 0xF0, "EC parameters" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (type >= names[i].first && type <= names[i].last)
			return names[i].name;
	return "unknown";
}

static void tell_component(struct report *report, const struct registry_component *component)
{
	struct json_writer *writer = &report->writer;
	json_open_object(writer, NULL);
	json_put_text(writer, "type", text_from(type_name(component->type)));
	json_put_number(writer, "octets", (int64_t)component->value.size);
	json_put_number(writer, "macOctets", component->mac_length);
	if (report->reveal)
		json_put_hex(writer, "value", component->value);
	json_close_object(writer);
	output_line(report->invocation, "    %-10s %zu octets%s%s", type_name(component->type), component->value.size,
	            report->reveal ? "  " : "", report->reveal ? hex(report, component->value) : "");
}

static void tell_key(struct report *report, const struct registry_key *key)
{
	struct json_writer *writer = &report->writer;
	output_line(report->invocation, "  key           version %02X, identifier %02X, usage %s%s%s", key->version,
	            key->identifier, hex(report, key->usage), key->counter.size > 0 ? ", counter " : "",
	            key->counter.size > 0 ? hex(report, key->counter) : "");
	json_open_object(writer, NULL);
	json_put_number(writer, "version", key->version);
	json_put_number(writer, "identifier", key->identifier);
	json_put_hex(writer, "usage", key->usage);
	json_put_number(writer, "access", key->access);
	if (key->counter.size > 0)
		json_put_hex(writer, "counter", key->counter);
	json_open_array(writer, "components");
	for (size_t i = 0; i < key->component_count; i++)
		tell_component(report, &key->components[i]);
	json_close_array(writer);
	json_close_object(writer);
}

static enum status tell_keys(struct report *report, uint16_t domain)
{
	AUTO(buffer) room = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct registry_key key = { 0 };
	int version = -1, identifier = 0;
	enum status status;
	json_open_array(&report->writer, "keys");
	while ((status = profile_registry_next_key(report->content->store, domain, version, identifier, &room, &key)) ==
	       STATUS_OK) {
		tell_key(report, &key);
		version = key.version;
		identifier = key.identifier;
		buffer_clear(&room);
	}
	json_close_array(&report->writer);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* ---- entries ---- */

static void put_instance(struct report *report, const struct registry_entry *entry)
{
	struct json_writer *writer = &report->writer;
	json_put_hex(writer, "aid", entry->aid);
	json_put_hex(writer, "packageAid", entry->package);
	json_put_hex(writer, "classAid", entry->class);
	json_put_hex(writer, "domainAid", entry->domain);
	json_put_hex(writer, "privileges", entry->privileges);
	json_put_number(writer, "lifeCycle", entry->life_cycle);
	json_put_hex(writer, "installParameters", entry->install_parameters);
	put_tars(report, entry->tars);
	if (entry->has_security_level)
		json_put_number(writer, "minimumSecurityLevel", entry->security_level);
}

/* GP UICC configuration: 81 has a protocol and its options, and may come again. */
static void put_protocols(struct report *report, struct bytes install_parameters)
{
	struct der_reader reader = der_reader(install_parameters);
	struct der_element element;
	json_open_array(&report->writer, "secureChannelProtocols");
	while (der_next(&reader, &element))
		if (element.tag == 0x81 && element.value.size > 0)
			json_put_hex(&report->writer, NULL, element.value);
	json_close_array(&report->writer);
}

static enum status tell_domain(struct report *report, uint16_t number, const struct registry_entry *entry)
{
	output_line(report->invocation, "domain          %s  %s", hex(report, entry->aid),
	            entry->domain.size == 0 ? "the operator's" : "supplementary");
	output_line(report->invocation, "  privileges    %s, life cycle %02X, parameters %s", hex(report, entry->privileges),
	            entry->life_cycle, hex(report, entry->install_parameters));
	output_line(report->invocation, "  TARs          %s, least security %s", tars(report, entry->tars),
	            level(report, entry));
	put_instance(report, entry);
	put_protocols(report, entry->install_parameters);
	return tell_keys(report, number);
}

static enum status tell_package(struct report *report, uint16_t number, const struct registry_entry *entry)
{
	(void)number;
	output_line(report->invocation, "load package    %s  %u octets, not executed", hex(report, entry->aid),
	            (unsigned)entry->size);
	json_put_hex(&report->writer, "aid", entry->aid);
	json_put_hex(&report->writer, "domainAid", entry->domain);
	json_put_number(&report->writer, "octets", entry->size);
	json_put_boolean(&report->writer, "executed", false);
	return STATUS_OK;
}

static enum status tell_application(struct report *report, uint16_t number, const struct registry_entry *entry)
{
	(void)number;
	output_line(report->invocation, "application     %s  not executed", hex(report, entry->aid));
	output_line(report->invocation, "  class         %s of %s", hex(report, entry->class), hex(report, entry->package));
	output_line(report->invocation, "  privileges    %s, life cycle %02X, TARs %s", hex(report, entry->privileges),
	            entry->life_cycle, tars(report, entry->tars));
	put_instance(report, entry);
	json_put_boolean(&report->writer, "executed", false);
	return STATUS_OK;
}

static enum status tell_file_management(struct report *report, uint16_t number, const struct registry_entry *entry)
{
	struct json_writer *writer = &report->writer;
	(void)number;
	output_line(report->invocation, "remote files    %s  TARs %s, least security %s", hex(report, entry->aid),
	            tars(report, entry->tars), level(report, entry));
	output_line(report->invocation, "  access        %s, to administer %s%s%s", hex(report, entry->access_domain),
	            hex(report, entry->admin_access_domain), entry->adf.size > 0 ? ", in " : "", hex(report, entry->adf));
	json_put_hex(writer, "aid", entry->aid);
	json_put_hex(writer, "domainAid", entry->domain);
	put_tars(report, entry->tars);
	json_put_number(writer, "minimumSecurityLevel", entry->security_level);
	json_put_hex(writer, "accessDomain", entry->access_domain);
	json_put_hex(writer, "adminAccessDomain", entry->admin_access_domain);
	if (entry->adf.size > 0)
		json_put_hex(writer, "adfAid", entry->adf);
	return STATUS_OK;
}

/* ---- codes ---- */

/* "MF", an ADF's AID, or an identifier. */
static const char *directory_name(struct report *report, node_number number)
{
	const struct node *node = profile_store_node(report->content->store, number);
	if (!node || node->kind == NODE_MF)
		return "MF";
	if (node->kind == NODE_ADF)
		return hex(report, bytes_from(node->aid, node->aid_size));
	const char *text = arena_print(&report->invocation->arena, "%04X", node->id);
	return text ? text : "";
}

static void put_tries(struct report *report, uint8_t left, uint8_t maximum, struct bytes value)
{
	struct json_writer *writer = &report->writer;
	json_put_number(writer, "triesLeft", left);
	json_put_number(writer, "triesMaximum", maximum);
	if (report->reveal)
		json_put_hex(writer, "value", value);
	json_close_object(writer);
}

static void tell_pin(struct report *report, const struct pin *pin, node_number context)
{
	struct json_writer *writer = &report->writer;
	const char *directory = directory_name(report, context);
	output_line(report->invocation, "PIN %02X          %s, %u of %u tries left, of %s%s%s", pin->reference,
	            pin->enabled ? "enabled" : "not enabled", pin->tries_left, pin->tries_maximum, directory,
	            report->reveal ? "  " : "", report->reveal ? hex(report, BYTES(pin->value)) : "");
	json_open_object(writer, NULL);
	json_put_number(writer, "reference", pin->reference);
	json_put_text(writer, "directory", text_from(directory));
	json_put_boolean(writer, "enabled", pin->enabled);
	json_put_boolean(writer, "mayBeChanged", pin->may_change);
	json_put_boolean(writer, "mayBeDisabled", pin->may_disable);
	if (pin->unblocking_reference)
		json_put_number(writer, "unblockedBy", pin->unblocking_reference);
	put_tries(report, pin->tries_left, pin->tries_maximum, BYTES(pin->value));
}

static enum status tell_pins(struct report *report)
{
	struct pin pin;
	node_number context;
	uint32_t next = 0;
	enum status status;
	json_open_array(&report->writer, "pins");
	while ((status = profile_store_next_pin(report->content->store, next, &pin, &context, &next)) == STATUS_OK)
		tell_pin(report, &pin, context);
	wipe(&pin, sizeof pin);
	json_close_array(&report->writer);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status tell_puks(struct report *report)
{
	struct puk puk;
	uint32_t next = 0;
	enum status status;
	json_open_array(&report->writer, "puks");
	while ((status = profile_store_next_puk(report->content->store, next, &puk)) == STATUS_OK) {
		output_line(report->invocation, "PUK %02X          %u of %u tries left%s%s", puk.reference, puk.tries_left,
		            puk.tries_maximum, report->reveal ? "  " : "", report->reveal ? hex(report, BYTES(puk.value)) : "");
		json_open_object(&report->writer, NULL);
		json_put_number(&report->writer, "reference", puk.reference);
		put_tries(report, puk.tries_left, puk.tries_maximum, BYTES(puk.value));
		next = puk.reference + 1U;
	}
	wipe(&puk, sizeof puk);
	json_close_array(&report->writer);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* ---- elements that are kept as they came ---- */

static void tell_element(struct report *report, const struct kept_element *element)
{
	struct der_reader reader = der_reader(bytes_from(element->start, element->start_size));
	const struct schema_field *field = schema_element(der_peek(&reader));
	const char *name = field ? field->name : "unknown";
	output_line(report->invocation, "kept element    %s  %u octets, not looked at", name, (unsigned)element->size);
	json_open_object(&report->writer, NULL);
	json_put_text(&report->writer, "element", text_from(name));
	json_put_number(&report->writer, "octets", element->size);
	json_close_object(&report->writer);
}

/* A load block is kept in the same place, and told with its package. */
static enum status is_load_block(const struct report *report, uint32_t index, bool *out)
{
	bool found = false;
	for (uint16_t number = 0; number < report->content->entry_count && !found; number++) {
		AUTO(buffer) room = BUFFER(REGISTRY_RECORD_MAXIMUM);
		struct registry_entry entry;
		TRY(profile_registry_read(report->content->store, number, &room, &entry));
		found = entry.kind == REGISTRY_LOAD_PACKAGE && entry.element == index;
	}
	*out = found;
	return STATUS_OK;
}

static enum status tell_elements(struct report *report)
{
	struct kept_element element;
	uint32_t next = 0;
	enum status status;
	json_open_array(&report->writer, "keptElements");
	while ((status = profile_store_next_element(report->content->store, next, &element)) == STATUS_OK) {
		bool is_block;
		TRY(is_load_block(report, element.index, &is_block));
		if (!is_block)
			tell_element(report, &element);
		next = element.index + 1;
	}
	json_close_array(&report->writer);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* ---- all of it ---- */

static enum status tell_entries(struct report *report, enum registry_kind kind, const char *name,
                                enum status (*tell)(struct report *report, uint16_t number,
                                                    const struct registry_entry *entry))
{
	json_open_array(&report->writer, name);
	for (uint16_t number = 0; number < report->content->entry_count; number++) {
		AUTO(buffer) room = BUFFER(REGISTRY_RECORD_MAXIMUM);
		struct registry_entry entry;
		TRY(profile_registry_read(report->content->store, number, &room, &entry));
		if (entry.kind != kind)
			continue;
		json_open_object(&report->writer, NULL);
		TRY(tell(report, number, &entry));
		json_close_object(&report->writer);
	}
	json_close_array(&report->writer);
	return STATUS_OK;
}

static void tell_network_applications(struct report *report)
{
	json_open_array(&report->writer, "networkApplications");
	for (size_t i = 0; i < profile_store_count(report->content->store); i++) {
		const struct node *node = profile_store_node(report->content->store, (node_number)i);
		struct bytes aid = bytes_from(node->aid, node->aid_size);
		if (node->kind != NODE_ADF)
			continue;
		output_line(report->invocation, "ADF             %s", hex(report, aid));
		json_put_hex(&report->writer, NULL, aid);
	}
	json_close_array(&report->writer);
}

static void tell_profile(struct report *report)
{
	char iccid[ICCID_TEXT_SIZE];
	const struct profile_content *content = report->content;
	iccid_print(&content->iccid, iccid);
	output_line(report->invocation, "profile         %s  %s", iccid, hex(report, BYTES(content->aid)));
	output_line(report->invocation, "memory          %llu octets, %zu files", (unsigned long long)content->octets,
	            profile_store_count(content->store));
	json_put_text(&report->writer, "iccid", text_from(iccid));
	json_put_hex(&report->writer, "isdpAid", BYTES(content->aid));
	json_put_number(&report->writer, "octets", (int64_t)content->octets);
	json_put_number(&report->writer, "files", (int64_t)profile_store_count(content->store));
}

enum status euicc_show_profile(struct invocation *invocation, const struct profile_content *content, bool reveal,
                               struct buffer *json)
{
	struct report report = { invocation, json_writer(json), content, reveal };
	json_open_object(&report.writer, NULL);
	tell_profile(&report);
	tell_network_applications(&report);
	TRY(tell_pins(&report));
	TRY(tell_puks(&report));
	TRY(tell_entries(&report, REGISTRY_SECURITY_DOMAIN, "securityDomains", tell_domain));
	TRY(tell_entries(&report, REGISTRY_LOAD_PACKAGE, "loadPackages", tell_package));
	TRY(tell_entries(&report, REGISTRY_APPLICATION, "applications", tell_application));
	TRY(tell_entries(&report, REGISTRY_RFM, "remoteFileManagement", tell_file_management));
	TRY(tell_elements(&report));
	json_close_object(&report.writer);
	return json_finish(&report.writer);
}
