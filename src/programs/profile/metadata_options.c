/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/metadata_options.h"

#include <stdio.h>

#include "base/hex.h"
#include "io/file.h"
#include "rsp/euicc_info.h"
#include "rsp/icon.h"
#include "rsp/profile_metadata_source.h"

/* One reading. */
struct reading {
	const struct invocation *invocation;
	struct metadata_options *own;
	struct profile_metadata *metadata;
	char *fault;
};

void metadata_options_release(struct metadata_options *options)
{
	arena_release(&options->arena);
	buffer_release(&options->icon);
	*options = (struct metadata_options){ 0 };
}

static bool fault(struct reading *reading, const char *sentence)
{
	snprintf(reading->fault, METADATA_FAULT_SIZE, "%s", sentence);
	return false;
}

bool metadata_icon_read(const char *path, struct buffer *out, struct icon *out_icon, char *fault_text)
{
	enum status status = file_read(path, ICON_MAXIMUM, out);
	if (status == STATUS_OK)
		status = icon_check(buffer_bytes(out), out_icon);
	else if (status != STATUS_TOO_LARGE) {
		snprintf(fault_text, METADATA_FAULT_SIZE, "cannot read %s: %s.", path, file_trouble(status));
		return false;
	}
	if (status == STATUS_OK)
		return true;
	if (status == STATUS_TOO_LARGE)
		snprintf(fault_text, METADATA_FAULT_SIZE, "%s has more than %d octets.", path, ICON_MAXIMUM);
	else if (status == STATUS_REFUSED)
		snprintf(fault_text, METADATA_FAULT_SIZE, "%s has %u x %u pixels, and an icon has %d x %d.", path,
		         out_icon->width, out_icon->height, ICON_PIXELS, ICON_PIXELS);
	else
		snprintf(fault_text, METADATA_FAULT_SIZE, "%s is neither PNG nor JPEG, or not whole.", path);
	return false;
}

/* ---- false: reading->fault says what is wrong with the call ---- */

static bool read_name(struct reading *reading, const char *option, size_t maximum, struct text *out)
{
	const char *value = option_text(reading->invocation, option);
	if (!value)
		return true;
	*out = text_from(value);
	if (out->size <= maximum && text_is_printable_utf8(*out))
		return true;
	snprintf(reading->fault, METADATA_FAULT_SIZE, "--%s takes at most %zu octets.", option, maximum);
	return false;
}

static bool read_class(struct reading *reading)
{
	const char *name = option_text(reading->invocation, "class");
	for (int class = PROFILE_TEST; name && class <= PROFILE_OPERATIONAL; class++)
		if (strcmp(name, profile_class_name(class)) == 0) {
			reading->metadata->profile_class = (enum profile_class)class;
			return true;
		}
	return !name || fault(reading, "--class takes operational, test or provisioning.");
}

static bool read_rules(struct reading *reading)
{
	const char *value = option_text(reading->invocation, "ppr");
	struct text rules = text_from(value);
	if (!value)
		return true;
	reading->metadata->profile_policy_rules = 0;
	while (rules.size > 0 && strcmp(value, "none") != 0) {
		struct text rule = text_trimmed(text_cut(&rules, ','));
		if (!text_equal(rule, TEXT("1")) && !text_equal(rule, TEXT("2")))
			return fault(reading, "--ppr takes 1, 2, 1,2 or none.");
		reading->metadata->profile_policy_rules |= text_equal(rule, TEXT("1")) ? PPR1 : PPR2;
	}
	return true;
}

static bool read_group(struct reading *reading, const char *option, bool *out_has, struct bytes *out)
{
	AUTO(buffer) octets = BUFFER(METADATA_MAXIMUM);
	const char *value = option_text(reading->invocation, option);
	if (!value)
		return true;
	*out_has = true;
	if (hex_decode_append(text_from(value), &octets) == STATUS_OK
	    && arena_copy(&reading->own->arena, buffer_bytes(&octets), out) == STATUS_OK)
		return true;
	snprintf(reading->fault, METADATA_FAULT_SIZE, "--%s takes octets in hexadecimal.", option);
	return false;
}

static bool read_owner(struct reading *reading)
{
	struct profile_metadata *metadata = reading->metadata;
	const char *owner = option_text(reading->invocation, "owner");
	if (owner && mcc_mnc_parse(text_from(owner), metadata->owner.mcc_mnc) != STATUS_OK)
		return fault(reading, "--owner takes five or six digits: MCC and MNC.");
	metadata->has_owner = metadata->has_owner || owner;
	if (!metadata->has_owner && (option_is_set(reading->invocation, "gid1") || option_is_set(reading->invocation, "gid2")))
		return fault(reading, "--gid1 and --gid2 need --owner.");
	if (!metadata->has_owner && metadata->profile_policy_rules)
		return fault(reading, "--ppr needs --owner.");
	return read_group(reading, "gid1", &metadata->owner.has_gid1, &metadata->owner.gid1)
		&& read_group(reading, "gid2", &metadata->owner.has_gid2, &metadata->owner.gid2);
}

static bool read_events(struct text events, uint64_t *out)
{
	*out = events.size == 0 ? NOTIFICATION_INSTALL | NOTIFICATION_ENABLE | NOTIFICATION_DISABLE | NOTIFICATION_DELETE : 0;
	while (events.size > 0) {
		struct text event = text_trimmed(text_cut(&events, ','));
		uint64_t found = 0;
		for (uint64_t bit = NOTIFICATION_INSTALL; bit <= NOTIFICATION_DELETE; bit <<= 1)
			if (text_equal(event, text_from(notification_event_name(bit))))
				found = bit;
		*out |= found;
		if (!found)
			return false;
	}
	return true;
}

static bool read_addresses(struct reading *reading)
{
	struct profile_metadata *metadata = reading->metadata;
	const char *value;
	for (size_t i = 0; (value = option_text_nth(reading->invocation, "notify", i)); i++) {
		struct notification_address got;
		struct text events = text_from(value);
		if (i == 0)
			metadata->notification_address_count = 0;
		got.address = text_cut(&events, '=');
		if (i == NOTIFICATION_ADDRESSES_MAXIMUM || !address_is_valid(got.address) || !read_events(events, &got.events))
			return fault(reading, "--notify takes at most eight host names, as smdp.example.com=install,delete.");
		metadata->notification_addresses[metadata->notification_address_count++] = got;
	}
	return true;
}

static bool read_icon(struct reading *reading)
{
	const char *path = option_text(reading->invocation, "icon");
	struct icon icon;
	if (!path)
		return true;
	if (!metadata_icon_read(path, &reading->own->icon, &icon, reading->fault))
		return false;
	reading->metadata->icon = buffer_bytes(&reading->own->icon);
	reading->metadata->icon_type = icon.type;
	return true;
}

bool metadata_options_read(const struct invocation *invocation, struct metadata_options *own,
                           struct profile_metadata *metadata, char *fault_text)
{
	struct reading reading = { invocation, own, metadata, fault_text };
	*own = (struct metadata_options){ .arena = ARENA(METADATA_MAXIMUM) };
	return read_name(&reading, "service-provider", SERVICE_PROVIDER_NAME_MAXIMUM, &metadata->service_provider_name)
		&& read_name(&reading, "name", PROFILE_NAME_MAXIMUM, &metadata->profile_name) && read_class(&reading)
		&& read_rules(&reading) && read_owner(&reading) && read_addresses(&reading) && read_icon(&reading);
}
