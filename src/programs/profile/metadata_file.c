/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/metadata_file.h"

#include <stdio.h>
#include <unistd.h>

#include "base/hex.h"
#include "io/file.h"
#include "programs/output.h"
#include "rsp/euicc_info.h"
#include "rsp/icon.h"
#include "rsp/profile_metadata_source.h"

enum { SOURCE_MAXIMUM = 1 << 16, ARENA_MAXIMUM = 1 << 20, FIRST_OCTET = 0xBF, FILE_MODE = 0644 };

void metadata_file_release(struct metadata_file *file)
{
	arena_release(&file->arena);
	buffer_release(&file->octets);
	*file = (struct metadata_file){ 0 };
}

static enum status decode(struct metadata_file *file, char *fault)
{
	AUTO(buffer) again = BUFFER(METADATA_MAXIMUM);
	if (profile_metadata_decode(buffer_bytes(&file->octets), &file->metadata) != STATUS_OK) {
		snprintf(fault, METADATA_FAULT_SIZE, "it is no StoreMetadata (BF25)");
		return STATUS_MALFORMED;
	}
	TRY(profile_metadata_encode(&file->metadata, &again));
	if (bytes_equal(buffer_bytes(&again), buffer_bytes(&file->octets)))
		return STATUS_OK;
	snprintf(fault, METADATA_FAULT_SIZE, "it has fields that would not be kept");
	return STATUS_UNSUPPORTED;
}

enum status metadata_file_read(const char *path, struct metadata_file *out, char *fault)
{
	struct yaml_error error = { 0 };
	*out = (struct metadata_file){ .arena = ARENA(ARENA_MAXIMUM), .octets = BUFFER(SOURCE_MAXIMUM) };
	enum status status = file_read(path, SOURCE_MAXIMUM, &out->octets);
	if (status != STATUS_OK) {
		snprintf(fault, METADATA_FAULT_SIZE, "%s", file_trouble(status));
		return status;
	}
	out->is_source = out->octets.size == 0 || out->octets.data[0] != FIRST_OCTET;
	if (!out->is_source)
		return decode(out, fault);
	status = profile_metadata_parse(buffer_text(&out->octets), &out->arena, &out->metadata, &error);
	if (status == STATUS_MALFORMED)
		snprintf(fault, METADATA_FAULT_SIZE, "line %u, column %u: %s", error.line, error.column, error.message);
	if (status != STATUS_OK)
		return status;
	AUTO(buffer) octets = BUFFER(METADATA_MAXIMUM);
	TRY(profile_metadata_encode(&out->metadata, &octets));
	buffer_clear(&out->octets);
	return buffer_append(&out->octets, buffer_bytes(&octets));
}

enum exit_code metadata_file_write(const struct invocation *invocation, const char *path, bool as_source,
                                   const struct profile_metadata *metadata, const char *what)
{
	AUTO(buffer) content = BUFFER(SOURCE_MAXIMUM);
	enum status status = as_source ? profile_metadata_print(metadata, &content)
		: profile_metadata_encode(metadata, &content);
	if (status != STATUS_OK)
		return output_failure(invocation, what, "These values make no metadata: %s.", status_name(status));
	if (!path && !as_source && isatty(STDOUT_FILENO))
		return usage_error(invocation, "DER is no text for a terminal: give --output FILE or --source.");
	if (!path) {
		bool written = fwrite(content.data, 1, content.size, stdout) == content.size && fflush(stdout) == 0;
		return written ? EXIT_DONE : EXIT_FAILED;
	}
	status = file_write(path, buffer_bytes(&content), FILE_MODE, true);
	if (status != STATUS_OK)
		return output_failure(invocation, what, "Cannot write %s: %s.", path, file_trouble(status));
	AUTO(buffer) data = BUFFER(SOURCE_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "file", text_from(path));
	json_put_number(&writer, "octets", (int64_t)content.size);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, what, "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%s: %zu octets.", path, content.size);
}

/* ---- showing ---- */

static void put_names(struct json_writer *writer, const char *name, uint64_t bits, const char *(*name_of)(uint64_t))
{
	json_open_array(writer, name);
	for (unsigned bit = 0; bit < 8; bit++)
		if (bits >> bit & 1 && name_of(1u << bit))
			json_put_text(writer, NULL, text_from(name_of(1u << bit)));
	json_close_array(writer);
}

static void put_owner(struct json_writer *writer, const struct operator_id *owner)
{
	char network[7];
	mcc_mnc_print(owner->mcc_mnc, network);
	json_open_object(writer, "owner");
	json_put_text(writer, "mccMnc", text_from(network));
	if (owner->has_gid1)
		json_put_hex(writer, "gid1", owner->gid1);
	if (owner->has_gid2)
		json_put_hex(writer, "gid2", owner->gid2);
	json_close_object(writer);
}

static void put_icon(struct json_writer *writer, const struct profile_metadata *metadata, const struct icon *icon)
{
	json_open_object(writer, "icon");
	json_put_text(writer, "type", text_from(icon_type_name(metadata->icon_type)));
	json_put_number(writer, "width", icon->width);
	json_put_number(writer, "height", icon->height);
	json_put_base64(writer, "data", metadata->icon);
	json_close_object(writer);
}

static enum status write_json(const struct profile_metadata *metadata, const struct icon *icon, struct buffer *out)
{
	char iccid[ICCID_TEXT_SIZE];
	struct json_writer writer = json_writer(out);
	iccid_print(&metadata->iccid, iccid);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "iccid", text_from(iccid));
	json_put_text(&writer, "serviceProviderName", metadata->service_provider_name);
	json_put_text(&writer, "profileName", metadata->profile_name);
	json_put_text(&writer, "profileClass", text_from(profile_class_name((int)metadata->profile_class)));
	if (metadata->icon.size > 0)
		put_icon(&writer, metadata, icon);
	if (metadata->has_owner)
		put_owner(&writer, &metadata->owner);
	put_names(&writer, "policyRules", metadata->profile_policy_rules, policy_rule_name);
	json_open_array(&writer, "notifications");
	for (size_t i = 0; i < metadata->notification_address_count; i++) {
		json_open_object(&writer, NULL);
		json_put_text(&writer, "address", metadata->notification_addresses[i].address);
		put_names(&writer, "events", metadata->notification_addresses[i].events, notification_event_name);
		json_close_object(&writer);
	}
	json_close_array(&writer);
	json_close_object(&writer);
	return json_finish(&writer);
}

static void show_owner(const struct invocation *invocation, const struct operator_id *owner)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	char network[7];
	mcc_mnc_print(owner->mcc_mnc, network);
	char *gid1 = owner->has_gid1 ? hex_print(&arena, owner->gid1) : NULL;
	char *gid2 = owner->has_gid2 ? hex_print(&arena, owner->gid2) : NULL;
	output_line(invocation, "owner             %s%s%s%s%s", network, gid1 ? ", GID1 " : "", gid1 ? gid1 : "",
	            gid2 ? ", GID2 " : "", gid2 ? gid2 : "");
}

static void show_addresses(const struct invocation *invocation, const struct profile_metadata *metadata)
{
	for (size_t i = 0; i < metadata->notification_address_count; i++) {
		const struct notification_address *address = &metadata->notification_addresses[i];
		char events[64] = "";
		for (unsigned bit = 0; bit < 4; bit++)
			if (address->events >> bit & 1)
				snprintf(events + strlen(events), sizeof events - strlen(events), "%s%s", *events ? ", " : "",
				         notification_event_name(1u << bit));
		output_line(invocation, "notify            %.*s (%s)", TEXT_ARGUMENTS(address->address), events);
	}
}

enum exit_code metadata_file_show(const struct invocation *invocation, const struct profile_metadata *metadata)
{
	AUTO(buffer) data = BUFFER(SOURCE_MAXIMUM);
	char iccid[ICCID_TEXT_SIZE];
	struct icon icon = { .type = ICON_NONE };
	enum status looked = metadata->icon.size > 0 ? icon_check(metadata->icon, &icon) : STATUS_OK;
	if (write_json(metadata, &icon, &data) != STATUS_OK)
		return output_failure(invocation, "profile_metadata", "Out of memory.");
	iccid_print(&metadata->iccid, iccid);
	output_line(invocation, "ICCID             %s", iccid);
	output_line(invocation, "service provider  %.*s", TEXT_ARGUMENTS(metadata->service_provider_name));
	output_line(invocation, "name              %.*s", TEXT_ARGUMENTS(metadata->profile_name));
	output_line(invocation, "class             %s", profile_class_name((int)metadata->profile_class));
	if (metadata->icon.size > 0)
		output_line(invocation, "icon              %s, %u x %u, %zu octets%s", icon_type_name(metadata->icon_type),
		            icon.width, icon.height, metadata->icon.size,
		            looked == STATUS_OK ? "" : " (not what the standard asks for)");
	if (metadata->has_owner)
		show_owner(invocation, &metadata->owner);
	if (metadata->profile_policy_rules)
		output_line(invocation, "policy rules     %s%s",
		            metadata->profile_policy_rules & PPR1 ? " ppr1 (may not be disabled)" : "",
		            metadata->profile_policy_rules & PPR2 ? " ppr2 (may not be deleted)" : "");
	show_addresses(invocation, metadata);
	return output_success(invocation, buffer_text(&data), NULL);
}
