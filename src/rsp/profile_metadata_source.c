/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/profile_metadata_source.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/hex.h"
#include "codec/base64.h"
#include "rsp/euicc_info.h"
#include "rsp/icon.h"

enum { GID_MAXIMUM = 255 };

/* One source. */
struct reading {
	struct arena *arena;
	struct yaml_error *error;
	struct profile_metadata metadata;
};

static enum status refuse(struct reading *reading, const struct yaml_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static enum status refuse(struct reading *reading, const struct yaml_node *node, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	reading->error->line = node ? node->line : 0;
	reading->error->column = node ? node->column : 0;
	vsnprintf(reading->error->message, sizeof reading->error->message, format, arguments);
	va_end(arguments);
	return STATUS_MALFORMED;
}

/* ---- values ---- */

static enum status read_text(struct reading *reading, const struct yaml_node *node, size_t maximum, struct text *out)
{
	bool fits = node->kind == YAML_SCALAR && node->scalar.size <= maximum && text_is_printable_utf8(node->scalar);
	if (!fits)
		return refuse(reading, node, "expected a text of at most %zu octets", maximum);
	*out = node->scalar;
	return STATUS_OK;
}

static enum status read_octets(struct reading *reading, const struct yaml_node *node, size_t maximum, struct bytes *out)
{
	AUTO(buffer) octets = BUFFER(METADATA_MAXIMUM);
	bool fits = node->kind == YAML_SCALAR && node->scalar.size / 2 <= maximum
		&& hex_decode_append(node->scalar, &octets) == STATUS_OK;
	if (!fits)
		return refuse(reading, node, "expected at most %zu octets in hexadecimal", maximum);
	return arena_copy(reading->arena, buffer_bytes(&octets), out);
}

static enum status read_iccid(struct reading *reading, const struct yaml_node *node)
{
	if (node->kind != YAML_SCALAR || iccid_parse(node->scalar, &reading->metadata.iccid) != STATUS_OK)
		return refuse(reading, node, "expected 18 to 20 digits in quotes");
	return STATUS_OK;
}

static enum status read_provider(struct reading *reading, const struct yaml_node *node)
{
	return read_text(reading, node, SERVICE_PROVIDER_NAME_MAXIMUM, &reading->metadata.service_provider_name);
}

static enum status read_name(struct reading *reading, const struct yaml_node *node)
{
	return read_text(reading, node, PROFILE_NAME_MAXIMUM, &reading->metadata.profile_name);
}

static enum status read_class(struct reading *reading, const struct yaml_node *node)
{
	for (int class = PROFILE_TEST; class <= PROFILE_OPERATIONAL; class++)
		if (node->kind == YAML_SCALAR && text_equal(node->scalar, text_from(profile_class_name(class)))) {
			reading->metadata.profile_class = (enum profile_class)class;
			return STATUS_OK;
		}
	return refuse(reading, node, "expected operational, test or provisioning");
}

static enum status read_icon(struct reading *reading, const struct yaml_node *node)
{
	AUTO(buffer) octets = BUFFER(2 * ICON_MAXIMUM);
	struct icon icon;
	if (node->kind != YAML_SCALAR || base64_decode_append(node->scalar, &octets) != STATUS_OK)
		return refuse(reading, node, "expected a picture of at most %d octets in base64", ICON_MAXIMUM);
	enum status status = icon_check(buffer_bytes(&octets), &icon);
	if (status == STATUS_REFUSED)
		return refuse(reading, node, "the icon has %u x %u pixels; expected %d x %d", icon.width, icon.height,
		              ICON_PIXELS, ICON_PIXELS);
	if (status != STATUS_OK)
		return refuse(reading, node, "expected a PNG or JPEG of at most %d octets", ICON_MAXIMUM);
	reading->metadata.icon_type = icon.type;
	return arena_copy(reading->arena, buffer_bytes(&octets), &reading->metadata.icon);
}

/* ---- lists ---- */

static enum status read_names(struct reading *reading, const struct yaml_node *list, unsigned bits,
                              const char *(*name)(uint64_t), const char *expected, uint64_t *out)
{
	uint64_t got = 0;
	if (list->kind != YAML_SEQUENCE)
		return refuse(reading, list, "expected a list of %s", expected);
	for (const struct yaml_node *item = list->first; item; item = item->next) {
		uint64_t found = 0;
		for (unsigned bit = 0; bit < bits && item->kind == YAML_SCALAR; bit++) {
			const char *known = name(1u << bit);
			if (known && text_equal(item->scalar, text_from(known)))
				found = 1u << bit;
		}
		if (!found)
			return refuse(reading, item, "expected %s", expected);
		got |= found;
	}
	*out = got;
	return STATUS_OK;
}

const char *policy_rule_name(uint64_t rule)
{
	return rule == PPR1 ? "ppr1" : rule == PPR2 ? "ppr2" : rule == PPR_UPDATE_CONTROL ? "update-control" : NULL;
}

static enum status read_rules(struct reading *reading, const struct yaml_node *node)
{
	return read_names(reading, node, 8, policy_rule_name, "ppr1, ppr2 or update-control",
	                  &reading->metadata.profile_policy_rules);
}

static enum status read_notification(struct reading *reading, const struct yaml_node *node)
{
	struct profile_metadata *metadata = &reading->metadata;
	const struct yaml_node *address = yaml_member(node, "address"), *events = yaml_member(node, "events");
	if (!address || !events || node->count != 2)
		return refuse(reading, node, "expected {address: …, events: […]}");
	if (metadata->notification_address_count == NOTIFICATION_ADDRESSES_MAXIMUM)
		return refuse(reading, node, "more than %d addresses", NOTIFICATION_ADDRESSES_MAXIMUM);
	struct notification_address got = { 0 };
	TRY(read_text(reading, address, ADDRESS_MAXIMUM, &got.address));
	if (!address_is_valid(got.address))
		return refuse(reading, address, "expected a host name, with a port or without");
	TRY(read_names(reading, events, 4, notification_event_name, "install, enable, disable or delete", &got.events));
	metadata->notification_addresses[metadata->notification_address_count++] = got;
	return STATUS_OK;
}

static enum status read_notifications(struct reading *reading, const struct yaml_node *node)
{
	if (node->kind != YAML_SEQUENCE)
		return refuse(reading, node, "expected a list of {address: …, events: […]}");
	for (const struct yaml_node *item = node->first; item; item = item->next)
		TRY(read_notification(reading, item));
	return STATUS_OK;
}

static enum status read_owner(struct reading *reading, const struct yaml_node *node)
{
	struct operator_id *owner = &reading->metadata.owner;
	const struct yaml_node *network = yaml_member(node, "mcc-mnc"), *gid1 = yaml_member(node, "gid1");
	const struct yaml_node *gid2 = yaml_member(node, "gid2");
	size_t known = 1u + (gid1 != NULL) + (gid2 != NULL);
	if (!network || node->count != known)
		return refuse(reading, node, "expected {mcc-mnc: …, gid1: …, gid2: …}, the last two if need be");
	if (network->kind != YAML_SCALAR || mcc_mnc_parse(network->scalar, owner->mcc_mnc) != STATUS_OK)
		return refuse(reading, network, "expected five or six digits in quotes");
	reading->metadata.has_owner = true;
	owner->has_gid1 = gid1 != NULL;
	owner->has_gid2 = gid2 != NULL;
	if (gid1)
		TRY(read_octets(reading, gid1, GID_MAXIMUM, &owner->gid1));
	return gid2 ? read_octets(reading, gid2, GID_MAXIMUM, &owner->gid2) : STATUS_OK;
}

static enum status read_service_data(struct reading *reading, const struct yaml_node *node)
{
	return read_octets(reading, node, METADATA_MAXIMUM, &reading->metadata.service_specific_data);
}

static enum status read_access_rules(struct reading *reading, const struct yaml_node *node)
{
	return read_octets(reading, node, METADATA_MAXIMUM, &reading->metadata.access_rules);
}

/* ---- the whole ---- */

static const struct {
	const char *key;
	enum status (*read)(struct reading *reading, const struct yaml_node *node);
} fields[] = {
	{ "iccid", read_iccid }, { "service-provider", read_provider }, { "name", read_name }, { "class", read_class },
	{ "icon", read_icon }, { "notifications", read_notifications }, { "owner", read_owner },
	{ "policy-rules", read_rules }, { "service-specific-data", read_service_data }, { "access-rules", read_access_rules },
};

static enum status read_field(struct reading *reading, const struct yaml_node *member)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (text_equal(member->key, text_from(fields[i].key)))
			return fields[i].read(reading, member);
	struct yaml_node key = { .line = member->key_line, .column = member->key_column };
	return refuse(reading, &key, "metadata has no field \"%.40s\"", member->key.data);
}

/* What no StoreMetadata can hold, and what the card would refuse (SGP.22 5.5.3). */
static enum status check(struct reading *reading, const struct yaml_node *metadata)
{
	AUTO(buffer) octets = BUFFER(METADATA_MAXIMUM);
	struct profile_metadata again;
	if (reading->metadata.profile_policy_rules && !reading->metadata.has_owner)
		return refuse(reading, metadata, "policy-rules need an owner");
	enum status status = profile_metadata_encode(&reading->metadata, &octets);
	if (status == STATUS_OK)
		status = profile_metadata_decode(buffer_bytes(&octets), &again);
	if (status != STATUS_OK && status != STATUS_NO_MEMORY)
		return refuse(reading, metadata, "together these values make no StoreMetadata");
	return status;
}

enum status profile_metadata_parse(struct text source, struct arena *arena, struct profile_metadata *out,
                                   struct yaml_error *error)
{
	struct reading reading = {
		.arena = arena, .error = error,
		.metadata = { .profile_class = PROFILE_OPERATIONAL, .icon_type = ICON_NONE },
	};
	const struct yaml_node *root;
	TRY(yaml_parse(source, arena, &root, error));
	const struct yaml_node *metadata = yaml_member(root, "metadata");
	if (!metadata || metadata->kind != YAML_MAPPING || root->count != 1)
		return refuse(&reading, root, "expected \"metadata:\" and its fields");
	if (!yaml_member(metadata, "iccid"))
		return refuse(&reading, metadata, "metadata lacks iccid");
	for (const struct yaml_node *member = metadata->first; member; member = member->next)
		TRY(read_field(&reading, member));
	TRY(check(&reading, metadata));
	*out = reading.metadata;
	return STATUS_OK;
}

/* ---- printing ---- */

/* YAML takes U+2028 and U+2029 for line ends. */
static enum status print_text(const char *key, struct text text, struct buffer *out)
{
	TRY(buffer_print(out, "  %s: \"", key));
	for (size_t i = 0; i < text.size; i++) {
		bool is_line_end = text.size - i >= 3 && memcmp(text.data + i, "\xE2\x80", 2) == 0
			&& ((uint8_t)text.data[i + 2] == 0xA8 || (uint8_t)text.data[i + 2] == 0xA9);
		if (is_line_end) {
			TRY(buffer_print(out, "\\u20%02X", (uint8_t)text.data[i + 2] == 0xA8 ? 0x28 : 0x29));
			i += 2;
			continue;
		}
		if (text.data[i] == '"' || text.data[i] == '\\')
			TRY(buffer_append_octet(out, '\\'));
		TRY(buffer_append_octet(out, (uint8_t)text.data[i]));
	}
	return buffer_print(out, "\"\n");
}

static enum status print_octets(const char *key, struct bytes octets, const char *end, struct buffer *out)
{
	TRY(buffer_print(out, "%s: \"", key));
	TRY(hex_append(out, octets));
	return buffer_print(out, "\"%s", end);
}

static enum status print_names(uint64_t bits, const char *(*name)(uint64_t), struct buffer *out)
{
	const char *separator = "";
	TRY(buffer_print(out, "["));
	for (unsigned bit = 0; bit < 64; bit++) {
		const char *known = bits >> bit & 1 ? name((uint64_t)1 << bit) : NULL;
		if (!known)
			continue;
		TRY(buffer_print(out, "%s%s", separator, known));
		separator = ", ";
	}
	return buffer_print(out, "]");
}

static enum status print_owner(const struct operator_id *owner, struct buffer *out)
{
	char network[7];
	mcc_mnc_print(owner->mcc_mnc, network);
	TRY(buffer_print(out, "  owner: {mcc-mnc: \"%s\"", network));
	if (owner->has_gid1)
		TRY(print_octets(", gid1", owner->gid1, "", out));
	if (owner->has_gid2)
		TRY(print_octets(", gid2", owner->gid2, "", out));
	return buffer_print(out, "}\n");
}

static enum status print_addresses(const struct profile_metadata *metadata, struct buffer *out)
{
	if (metadata->notification_address_count > 0)
		TRY(buffer_print(out, "  notifications:\n"));
	for (size_t i = 0; i < metadata->notification_address_count; i++) {
		const struct notification_address *address = &metadata->notification_addresses[i];
		TRY(buffer_print(out, "  - {address: \"%.*s\", events: ", TEXT_ARGUMENTS(address->address)));
		TRY(print_names(address->events, notification_event_name, out));
		TRY(buffer_print(out, "}\n"));
	}
	return STATUS_OK;
}

static enum status print_icon(const struct profile_metadata *metadata, struct buffer *out)
{
	if (metadata->icon.size == 0)
		return STATUS_OK;
	TRY(buffer_print(out, "  icon: \""));
	TRY(base64_append(out, metadata->icon));
	return buffer_print(out, "\"\n");
}

enum status profile_metadata_print(const struct profile_metadata *metadata, struct buffer *out)
{
	char iccid[ICCID_TEXT_SIZE];
	iccid_print(&metadata->iccid, iccid);
	TRY(buffer_print(out, "metadata:\n  iccid: \"%s\"\n", iccid));
	TRY(print_text("service-provider", metadata->service_provider_name, out));
	TRY(print_text("name", metadata->profile_name, out));
	TRY(buffer_print(out, "  class: %s\n", profile_class_name((int)metadata->profile_class)));
	TRY(print_icon(metadata, out));
	TRY(print_addresses(metadata, out));
	if (metadata->has_owner)
		TRY(print_owner(&metadata->owner, out));
	if (metadata->profile_policy_rules) {
		TRY(buffer_print(out, "  policy-rules: "));
		TRY(print_names(metadata->profile_policy_rules, policy_rule_name, out));
		TRY(buffer_print(out, "\n"));
	}
	if (metadata->service_specific_data.size > 0)
		TRY(print_octets("  service-specific-data", metadata->service_specific_data, "\n", out));
	return metadata->access_rules.size > 0 ? print_octets("  access-rules", metadata->access_rules, "\n", out) : STATUS_OK;
}
