/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about a profile before it is installed. */
#include <stdio.h>

#include "base/hex.h"
#include "io/file.h"
#include "profile_package/package_tree.h"
#include "programs/metadata_file.h"
#include "programs/output.h"
#include "programs/profile_commands.h"
#include "programs/profile_file.h"
#include "rsp/euicc_info.h"
#include "rsp/icon.h"
#include "rsp/profile_metadata_source.h"

enum { TREE_MAXIMUM = 64 << 20, PACKAGE_ICCID_SIZE = 10 };

const struct command_option profile_metadata_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "write it there; without this and --source it is shown" },
	{ "source", 's', NULL, NULL, NULL, "write the source (YAML), not DER" },
	{ "package", 'p', "PROFILE", NULL, NULL, "begin with the ICCID and the type of this package or source" },
	{ "iccid", 0, "DIGITS", NULL, NULL, "of the profile" },
	{ "service-provider", 0, "NAME", NULL, NULL, "shown to the user; up to 32 octets" },
	{ "name", 0, "NAME", NULL, NULL, "of the profile, shown to the user; up to 64 octets" },
	{ "class", 0, "CLASS", NULL, NULL, "operational, test or provisioning" },
	{ "owner", 0, "MCCMNC", NULL, NULL, "the network that the profile belongs to, 26201 or 310260" },
	{ "gid1", 0, "HEX", NULL, NULL, "group of that network's" },
	{ "gid2", 0, "HEX", NULL, NULL, "another one" },
	{ "ppr", 0, "RULES", NULL, NULL, "1, 2 or 1,2: may not be disabled, may not be deleted; needs --owner; none" },
	{ "notify", 0, "ADDRESS[=EVENTS]", NULL, NULL,
	  "who is told: all events, or those of install,enable,disable,delete; may come again" },
	{ "icon", 0, "FILE", NULL, NULL, "PNG or JPEG of 64 x 64 pixels and at most 1024 octets" },
	{ 0 },
};

/* One run: the metadata, and all that it points into. */
struct writing {
	const struct invocation *invocation;
	struct metadata_file file;
	struct buffer package, icon;
	struct profile_metadata *metadata;
	char fault[METADATA_FAULT_SIZE];
};

static void writing_release(struct writing *writing)
{
	metadata_file_release(&writing->file);
	buffer_release(&writing->package);
	buffer_release(&writing->icon);
}

static bool fault(struct writing *writing, const char *sentence)
{
	snprintf(writing->fault, sizeof writing->fault, "%s", sentence);
	return false;
}

/* ---- from a package ---- */

/* False: a sentence was printed. */
static bool begin_with_package(struct writing *writing, const char *path)
{
	struct package_node *root;
	struct package_error error;
	struct arena *arena = &writing->file.arena;
	writing->package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	if (!profile_file_read(writing->invocation, path, false, &writing->package))
		return false;
	enum status status = package_decode(buffer_bytes(&writing->package), arena, &root, &error);
	const struct package_node *header = status == STATUS_OK ? package_member(root, "header") : NULL;
	const struct package_node *iccid = package_member(header, "iccid"), *type = package_member(header, "profileType");
	if (!iccid || iccid->value.size != PACKAGE_ICCID_SIZE) {
		output_failure(writing->invocation, "profile_metadata", "%s has no header with an ICCID.", path);
		return false;
	}
	writing->metadata->iccid = iccid_of_package(iccid->value.data);
	if (type && type->value.size <= PROFILE_NAME_MAXIMUM && text_is_printable_utf8(bytes_text(type->value)))
		writing->metadata->profile_name = bytes_text(type->value);
	return true;
}

/* ---- from options; false: writing->fault says what is wrong with the call ---- */

static bool read_name(struct writing *writing, const char *option, size_t maximum, struct text *out)
{
	const char *value = option_text(writing->invocation, option);
	if (!value)
		return true;
	*out = text_from(value);
	if (out->size <= maximum && text_is_printable_utf8(*out))
		return true;
	snprintf(writing->fault, sizeof writing->fault, "--%s takes at most %zu octets.", option, maximum);
	return false;
}

static bool read_class(struct writing *writing)
{
	const char *name = option_text(writing->invocation, "class");
	for (int class = PROFILE_TEST; name && class <= PROFILE_OPERATIONAL; class++)
		if (strcmp(name, profile_class_name(class)) == 0) {
			writing->metadata->profile_class = (enum profile_class)class;
			return true;
		}
	return !name || fault(writing, "--class takes operational, test or provisioning.");
}

static bool read_rules(struct writing *writing)
{
	const char *value = option_text(writing->invocation, "ppr");
	struct text rules = text_from(value);
	if (!value)
		return true;
	writing->metadata->profile_policy_rules = 0;
	while (rules.size > 0 && strcmp(value, "none") != 0) {
		struct text rule = text_trimmed(text_cut(&rules, ','));
		if (!text_equal(rule, TEXT("1")) && !text_equal(rule, TEXT("2")))
			return fault(writing, "--ppr takes 1, 2, 1,2 or none.");
		writing->metadata->profile_policy_rules |= text_equal(rule, TEXT("1")) ? PPR1 : PPR2;
	}
	return true;
}

static bool read_group(struct writing *writing, const char *option, bool *out_has, struct bytes *out)
{
	AUTO(buffer) octets = BUFFER(METADATA_MAXIMUM);
	const char *value = option_text(writing->invocation, option);
	if (!value)
		return true;
	*out_has = true;
	if (hex_decode_append(text_from(value), &octets) == STATUS_OK
	    && arena_copy(&writing->file.arena, buffer_bytes(&octets), out) == STATUS_OK)
		return true;
	snprintf(writing->fault, sizeof writing->fault, "--%s takes octets in hexadecimal.", option);
	return false;
}

static bool read_owner(struct writing *writing)
{
	struct profile_metadata *metadata = writing->metadata;
	const char *owner = option_text(writing->invocation, "owner");
	if (owner && mcc_mnc_parse(text_from(owner), metadata->owner.mcc_mnc) != STATUS_OK)
		return fault(writing, "--owner takes five or six digits: MCC and MNC.");
	metadata->has_owner = metadata->has_owner || owner;
	if (!metadata->has_owner && (option_is_set(writing->invocation, "gid1") || option_is_set(writing->invocation, "gid2")))
		return fault(writing, "--gid1 and --gid2 need --owner.");
	if (!metadata->has_owner && metadata->profile_policy_rules)
		return fault(writing, "--ppr needs --owner.");
	return read_group(writing, "gid1", &metadata->owner.has_gid1, &metadata->owner.gid1)
		&& read_group(writing, "gid2", &metadata->owner.has_gid2, &metadata->owner.gid2);
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

static bool read_addresses(struct writing *writing)
{
	struct profile_metadata *metadata = writing->metadata;
	const char *value;
	for (size_t i = 0; (value = option_text_nth(writing->invocation, "notify", i)); i++) {
		struct notification_address got;
		struct text events = text_from(value);
		if (i == 0)
			metadata->notification_address_count = 0;
		got.address = text_cut(&events, '=');
		if (i == NOTIFICATION_ADDRESSES_MAXIMUM || !address_is_valid(got.address) || !read_events(events, &got.events))
			return fault(writing, "--notify takes at most eight host names, as smdp.example.com=install,delete.");
		metadata->notification_addresses[metadata->notification_address_count++] = got;
	}
	return true;
}

bool profile_icon_read(const char *path, struct buffer *out, struct icon *out_icon, char *fault_text)
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

static bool read_icon(struct writing *writing)
{
	const char *path = option_text(writing->invocation, "icon");
	struct icon icon;
	if (!path)
		return true;
	if (!profile_icon_read(path, &writing->icon, &icon, writing->fault))
		return false;
	writing->metadata->icon = buffer_bytes(&writing->icon);
	writing->metadata->icon_type = icon.type;
	return true;
}

static bool read_options(struct writing *writing)
{
	struct profile_metadata *metadata = writing->metadata;
	const char *iccid = option_text(writing->invocation, "iccid");
	if (iccid && iccid_parse(text_from(iccid), &metadata->iccid) != STATUS_OK)
		return fault(writing, "--iccid takes 18 to 20 digits.");
	return read_name(writing, "service-provider", SERVICE_PROVIDER_NAME_MAXIMUM, &metadata->service_provider_name)
		&& read_name(writing, "name", PROFILE_NAME_MAXIMUM, &metadata->profile_name) && read_class(writing)
		&& read_rules(writing) && read_owner(writing) && read_addresses(writing) && read_icon(writing);
}

/* ---- the command ---- */

/* Where the metadata begins: a file, a package, nothing. EXIT_DONE, or what the command ends with. */
static enum exit_code begin(struct writing *writing)
{
	const struct invocation *invocation = writing->invocation;
	const char *package = option_text(invocation, "package");
	writing->metadata = &writing->file.metadata;
	if (invocation->argument_count > 0) {
		const char *path = invocation->arguments[0];
		enum status status = metadata_file_read(path, &writing->file, writing->fault);
		bool may_be = status == STATUS_OK || (status == STATUS_UNSUPPORTED && !option_is_set(invocation, "output"));
		if (!may_be)
			return output_failure(invocation, "profile_metadata", "%s: %s.", path,
			                      writing->fault[0] ? writing->fault : status_name(status));
	} else if (package || option_text(invocation, "iccid")) {
		writing->file.arena = ARENA(TREE_MAXIMUM);
		*writing->metadata = (struct profile_metadata){ .profile_class = PROFILE_OPERATIONAL, .icon_type = ICON_NONE };
	} else {
		return usage_error(invocation, "name a file of metadata, or --package PROFILE, or --iccid DIGITS.");
	}
	return package && !begin_with_package(writing, package) ? EXIT_FAILED : EXIT_DONE;
}

enum exit_code profile_metadata_command(struct invocation *invocation)
{
	AUTO(writing) writing = { .invocation = invocation };
	enum exit_code code = begin(&writing);
	if (code != EXIT_DONE)
		return code;
	writing.fault[0] = 0;
	if (!read_options(&writing))
		return usage_error(invocation, "%s", writing.fault);
	const char *path = option_text(invocation, "output");
	bool as_source = option_is_set(invocation, "source");
	if (!path && !as_source)
		return metadata_file_show(invocation, writing.metadata);
	return metadata_file_write(invocation, path, as_source, writing.metadata, "profile_metadata");
}
