/* SPDX-License-Identifier: Apache-2.0 */
/* Networks with their radio, what a card says about itself, and the public keys that conceal subscribers. */
#include "base/hex.h"
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "profile_package/content_members.h"
#include "profile_package/schema.h"

enum { NETWORK_SIZE = 5, KEY_MAXIMUM = 255, KEYS_MAXIMUM = 16 };

/* ---- TS 31.102 4.2.5: access technologies, one or more bits each ---- */

static const struct schema_name technologies[] = {
	{ "utran", 0x8000 }, { "e-utran", 0x4000 }, { "ng-ran", 0x0800 }, { "gsm", 0x0080 }, { "gsm-compact", 0x0040 },
	{ "cdma2000-hrpd", 0x0020 }, { "cdma2000-1xrtt", 0x0010 }, { 0 },
};

static enum status parse_technologies(const struct yaml_node *node, struct buffer *out, struct source_error *error)
{
	unsigned bits = 0;
	if (node->kind == YAML_SCALAR)
		return source_octets(error, node, 2, 2, out);
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(error, node, "expected access technologies, as [e-utran, ng-ran]");
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		unsigned found = 0;
		for (const struct schema_name *name = technologies; name->name; name++)
			if (item->kind == YAML_SCALAR && text_equal(item->scalar, text_from(name->name)))
				found = name->number;
		if (found == 0)
			return source_refuse(error, item, "expected utran, e-utran, ng-ran, gsm, gsm-compact, cdma2000-hrpd or "
			                     "cdma2000-1xrtt");
		bits |= found;
	}
	TRY(buffer_append_octet(out, (uint8_t)(bits >> 8)));
	return buffer_append_octet(out, (uint8_t)bits);
}

static enum status print_technologies(unsigned bits, struct buffer *out)
{
	const char *separator = "";
	unsigned known = 0;
	for (const struct schema_name *name = technologies; name->name; name++)
		known |= name->number;
	if (bits & ~known)
		return buffer_print(out, "\"%04X\"", bits);
	TRY(buffer_print(out, "["));
	for (const struct schema_name *name = technologies; name->name; name++)
		if (bits & name->number) {
			TRY(buffer_print(out, "%s%s", separator, name->name));
			separator = ", ";
		}
	return buffer_print(out, "]");
}

static enum status put_free(uint32_t count, struct buffer *out)
{
	static const uint8_t nobody[NETWORK_SIZE] = { 0xFF, 0xFF, 0xFF, 0x00, 0x00 };
	for (uint32_t i = 0; i < count; i++)
		TRY(buffer_append(out, BYTES(nobody)));
	return STATUS_OK;
}

static enum status parse_networks(const struct yaml_node *node, size_t size, struct buffer *out,
                                  struct source_error *error)
{
	static const char *const members[] = { "plmn", "access" };
	(void)size;
	if (node->kind != YAML_SEQUENCE || !node->first)
		return source_refuse(error, node, "expected networks, as [{plmn: \"00101\", access: [e-utran]}]");
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const struct yaml_node *free = yaml_member(item, "free");
		uint32_t count;
		if (free && item->count == 1) {
			TRY(source_number(error, free, 1, 800, &count));
			TRY(put_free(count, out));
			continue;
		}
		TRY(content_check_members(item, members, ARRAY_SIZE(members), ARRAY_SIZE(members), error));
		TRY(content_parse_network(yaml_member(item, "plmn"), out, error));
		TRY(parse_technologies(yaml_member(item, "access"), out, error));
	}
	return STATUS_OK;
}

static size_t count_free(struct bytes content)
{
	static const uint8_t nobody[NETWORK_SIZE] = { 0xFF, 0xFF, 0xFF, 0x00, 0x00 };
	size_t count = 0;
	while (bytes_start_with(bytes_after(content, count * NETWORK_SIZE), BYTES(nobody)))
		count++;
	return count;
}

static enum status print_networks(struct bytes content, struct buffer *out)
{
	if (content.size == 0 || content.size % NETWORK_SIZE != 0)
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "["));
	for (size_t at = 0; at < content.size;) {
		struct bytes rest = bytes_after(content, at);
		size_t free = count_free(rest);
		TRY(buffer_print(out, "%s", at > 0 ? ", " : ""));
		if (free > 0) {
			TRY(buffer_print(out, "{free: %zu}", free));
			at += free * NETWORK_SIZE;
			continue;
		}
		TRY(buffer_print(out, "{plmn: "));
		TRY(content_print_network(rest.data, out));
		TRY(buffer_print(out, ", access: "));
		TRY(print_technologies((unsigned)rest.data[3] << 8 | rest.data[4], out));
		TRY(buffer_print(out, "}"));
		at += NETWORK_SIZE;
	}
	return buffer_print(out, "]");
}

const struct content_codec content_networks = { "networks", false, parse_networks, print_networks };

/* ---- EF.AD: TS 31.102 4.2.18 ---- */

static const struct schema_name operations[] = {
	{ "normal", 0x00 }, { "type-approval", 0x80 }, { "normal-and-specific", 0x01 }, { "type-approval-and-specific", 0x81 },
	{ "maintenance", 0x02 }, { "cell-test", 0x04 }, { 0 },
};

static enum status parse_administration(const struct yaml_node *node, size_t size, struct buffer *out,
                                        struct source_error *error)
{
	static const char *const members[] = { "operation", "mnc-digits" };
	uint32_t digits;
	(void)size;
	TRY(content_check_members(node, members, ARRAY_SIZE(members), ARRAY_SIZE(members), error));
	const struct yaml_node *operation = yaml_member(node, "operation");
	for (const struct schema_name *name = operations; name->name; name++) {
		if (operation->kind != YAML_SCALAR || !text_equal(operation->scalar, text_from(name->name)))
			continue;
		TRY(source_number(error, yaml_member(node, "mnc-digits"), 2, 3, &digits));
		const uint8_t octets[] = { (uint8_t)name->number, 0x00, 0x00, (uint8_t)digits };
		return buffer_append(out, BYTES(octets));
	}
	return source_refuse(error, operation, "expected normal, type-approval, maintenance, cell-test or one of these "
	                     "with -and-specific");
}

static enum status print_administration(struct bytes content, struct buffer *out)
{
	if (content.size != 4)
		return STATUS_UNSUPPORTED;
	for (const struct schema_name *name = operations; name->name; name++)
		if (name->number == content.data[0])
			return buffer_print(out, "{operation: %s, mnc-digits: %u}", name->name, content.data[3]);
	return STATUS_UNSUPPORTED;
}

const struct content_codec content_administration = { "ad", false, parse_administration, print_administration };

/* ---- TS 31.102 4.4.11.8: protection schemes by priority, and the home network's public keys ---- */

static enum status parse_schemes(const struct yaml_node *list, struct der_writer *writer, struct source_error *error)
{
	static const char *const members[] = { "scheme", "key" };
	if (list->kind != YAML_SEQUENCE)
		return source_refuse(error, list, "expected a list of {scheme: …, key: …}");
	der_open(writer, 0xA0);
	for (const struct yaml_node *item = list->first; item; item = item->next) {
		uint32_t scheme, key;
		TRY(content_check_members(item, members, ARRAY_SIZE(members), ARRAY_SIZE(members), error));
		TRY(source_number(error, yaml_member(item, "scheme"), 0, 15, &scheme));
		TRY(source_number(error, yaml_member(item, "key"), 0, 255, &key));
		const uint8_t octets[] = { (uint8_t)scheme, (uint8_t)key };
		der_put_raw(writer, BYTES(octets));
	}
	der_close(writer);
	return writer->status;
}

static enum status parse_keys(const struct yaml_node *list, struct der_writer *writer, struct source_error *error)
{
	static const char *const members[] = { "id", "public" };
	if (list->kind != YAML_SEQUENCE)
		return source_refuse(error, list, "expected a list of {id: …, public: …}");
	der_open(writer, 0xA1);
	for (const struct yaml_node *item = list->first; item; item = item->next) {
		AUTO(buffer) key = BUFFER(KEY_MAXIMUM);
		uint32_t id;
		TRY(content_check_members(item, members, ARRAY_SIZE(members), ARRAY_SIZE(members), error));
		TRY(source_number(error, yaml_member(item, "id"), 0, 255, &id));
		TRY(source_octets(error, yaml_member(item, "public"), 32, KEY_MAXIMUM, &key));
		const uint8_t octet = (uint8_t)id;
		der_put(writer, 0x80, bytes_from(&octet, 1));
		der_put(writer, 0x81, buffer_bytes(&key));
	}
	der_close(writer);
	return writer->status;
}

static enum status parse_concealment(const struct yaml_node *node, size_t size, struct buffer *out,
                                     struct source_error *error)
{
	static const char *const members[] = { "schemes", "keys" };
	struct der_writer writer = der_writer(out);
	(void)size;
	TRY(content_check_members(node, members, ARRAY_SIZE(members), 1, error));
	TRY(parse_schemes(yaml_member(node, "schemes"), &writer, error));
	if (yaml_member(node, "keys"))
		TRY(parse_keys(yaml_member(node, "keys"), &writer, error));
	return der_finish(&writer);
}

static enum status print_keys(struct der_reader keys, struct buffer *out)
{
	const char *separator = "";
	TRY(buffer_print(out, ", keys: ["));
	while (!der_end(&keys)) {
		uint8_t id;
		struct bytes key;
		if (!der_fixed(&keys, 0x80, &id, 1) || !der_octets(&keys, 0x81, 1, KEY_MAXIMUM, &key))
			return STATUS_UNSUPPORTED;
		TRY(buffer_print(out, "%s{id: %u, public: \"", separator, id));
		TRY(hex_append(out, key));
		TRY(buffer_print(out, "\"}"));
		separator = ", ";
	}
	return buffer_print(out, "]");
}

static enum status print_concealment(struct bytes content, struct buffer *out)
{
	struct der_reader reader = der_reader(content), keys;
	struct bytes schemes;
	if (!der_octets(&reader, 0xA0, 0, 2 * KEYS_MAXIMUM, &schemes) || schemes.size % 2 != 0)
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "{schemes: ["));
	for (size_t i = 0; i < schemes.size; i += 2)
		TRY(buffer_print(out, "%s{scheme: %u, key: %u}", i ? ", " : "", schemes.data[i], schemes.data[i + 1]));
	TRY(buffer_print(out, "]"));
	if (der_enter(&reader, 0xA1, &keys))
		TRY(print_keys(keys, out));
	return der_end(&reader) ? buffer_print(out, "}") : STATUS_UNSUPPORTED;
}

const struct content_codec content_concealment = { "suci", false, parse_concealment, print_concealment };
