/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp profile add`: a package and what is said about it. */
#include <stdio.h>

#include "io/file.h"
#include "programs/metadata_file.h"
#include "programs/output.h"
#include "programs/smdp_commands.h"
#include "programs/smdp_desk.h"
#include "rsp/icon.h"
#include "smdp/stock.h"

const struct command_option smdp_profile_add_options[] = {
	{ .name = "service-provider", .value = "NAME", .fallback = "Provisim", .help = "shown to the user; up to 32 octets" },
	{ .name = "name", .value = "NAME", .help = "of the profile, shown to the user; its type if not given" },
	{ .name = "class", .value = "CLASS", .fallback = "operational", .help = "operational, test or provisioning" },
	{ .name = "type", .value = "TYPE", .help = "by which it can be ordered; the package's own if not given" },
	{ .name = "ppr", .value = "RULES", .help = "1, 2 or 1,2: may not be disabled, may not be deleted; needs --owner" },
	{ .name = "owner", .value = "MCCMNC", .help = "the network that the profile belongs to, 26201 or 310260" },
	{ .name = "icon", .value = "FILE", .help = "PNG or JPEG of 64 x 64 pixels and at most 1024 octets" },
	{ .name = "metadata", .value = "FILE", .help = "what profile metadata wrote (DER or YAML), instead of all of these" },
	{ 0 },
};

/* The files and texts that the request points into. */
struct addition {
	struct buffer package;
	struct buffer icon;
	struct buffer metadata;
	char fault[METADATA_FAULT_SIZE];
};

static void addition_release(struct addition *addition)
{
	buffer_release(&addition->package);
	buffer_release(&addition->icon);
	buffer_release(&addition->metadata);
}

/* A sentence about what was wrong with an option; NULL: nothing. */
static const char *read_class(const struct invocation *invocation, struct profile_metadata *metadata)
{
	const char *name = option_text(invocation, "class");
	for (int class = PROFILE_TEST; class <= PROFILE_OPERATIONAL; class++)
		if (strcmp(name, profile_class_name(class)) == 0) {
			metadata->profile_class = (enum profile_class)class;
			return NULL;
		}
	return "--class takes operational, test or provisioning.";
}

static const char *read_rules(const struct invocation *invocation, struct profile_metadata *metadata)
{
	struct text rules = text_from(option_text(invocation, "ppr"));
	while (rules.size > 0) {
		struct text rule = text_trimmed(text_cut(&rules, ','));
		if (text_equal(rule, TEXT("1")))
			metadata->profile_policy_rules |= PPR1;
		else if (text_equal(rule, TEXT("2")))
			metadata->profile_policy_rules |= PPR2;
		else
			return "--ppr takes 1, 2 or 1,2.";
	}
	return metadata->profile_policy_rules && !option_is_set(invocation, "owner") ? "--ppr needs --owner." : NULL;
}

static const char *read_owner(const struct invocation *invocation, struct profile_metadata *metadata)
{
	const char *owner = option_text(invocation, "owner");
	if (!owner)
		return NULL;
	metadata->has_owner = true;
	return mcc_mnc_parse(text_from(owner), metadata->owner.mcc_mnc) == STATUS_OK
		? NULL : "--owner takes five or six digits: MCC and MNC.";
}

static const char *read_icon(const struct invocation *invocation, struct addition *addition,
                             struct profile_metadata *metadata)
{
	const char *path = option_text(invocation, "icon");
	struct icon icon;
	metadata->icon_type = ICON_NONE;
	if (!path)
		return NULL;
	if (file_read(path, ICON_MAXIMUM, &addition->icon) != STATUS_OK)
		return "the icon cannot be read, or has more than 1024 octets.";
	enum status status = icon_check(buffer_bytes(&addition->icon), &icon);
	if (status != STATUS_OK)
		return status == STATUS_REFUSED ? "the icon has not 64 x 64 pixels." : "the icon is neither PNG nor JPEG.";
	metadata->icon = buffer_bytes(&addition->icon);
	metadata->icon_type = icon.type;
	return NULL;
}

static const char *read_names(const struct invocation *invocation, const struct package_header *header,
                              struct profile_metadata *metadata)
{
	const char *name = option_text(invocation, "name");
	metadata->service_provider_name = text_from(option_text(invocation, "service-provider"));
	metadata->profile_name = name ? text_from(name) : header->profile_type;
	if (metadata->service_provider_name.size > SERVICE_PROVIDER_NAME_MAXIMUM)
		return "--service-provider takes at most 32 octets.";
	if (metadata->profile_name.size > PROFILE_NAME_MAXIMUM) {
		if (name)
			return "--name takes at most 64 octets.";
		metadata->profile_name.size = 0; /* a type that is no name for people */
	}
	return NULL;
}

/* What this program does not understand is the stock's to judge. */
static const char *read_metadata(const char *path, struct addition *addition)
{
	AUTO(metadata_file) file = { 0 };
	enum status status = metadata_file_read(path, &file, addition->fault);
	if (status == STATUS_OK || status == STATUS_UNSUPPORTED)
		status = buffer_append(&addition->metadata, buffer_bytes(&file.octets));
	return status == STATUS_OK ? NULL : addition->fault[0] ? addition->fault : "the metadata file cannot be read.";
}

static const char *make_metadata(const struct invocation *invocation, const struct smdp *smdp,
                                 const struct package_header *header, struct addition *addition)
{
	struct profile_metadata metadata = { .iccid = header->iccid };
	const char *path = option_text(invocation, "metadata"), *fault = NULL;
	addition->metadata = BUFFER(METADATA_MAXIMUM);
	if (path)
		return read_metadata(path, addition);
	if ((fault = read_names(invocation, header, &metadata)) || (fault = read_class(invocation, &metadata)) ||
	    (fault = read_rules(invocation, &metadata)) || (fault = read_owner(invocation, &metadata)) ||
	    (fault = read_icon(invocation, addition, &metadata)))
		return fault;
	stock_default_notifications(smdp, &metadata);
	return profile_metadata_encode(&metadata, &addition->metadata) == STATUS_OK
		? NULL : "these values make no metadata.";
}

static enum exit_code say_added(const struct invocation *invocation, const struct exchange *exchange)
{
	AUTO(buffer) data = BUFFER(200);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "iccid", exchange->iccid);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_add", "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%.*s is in stock.", TEXT_ARGUMENTS(exchange->iccid));
}

static enum exit_code add(const struct invocation *invocation, struct smdp_desk *desk, const struct addition *addition)
{
	struct exchange *exchange = NULL;
	const struct stock_request request = {
		.profile_elements = buffer_bytes(&addition->package),
		.metadata = buffer_bytes(&addition->metadata),
		.profile_type = text_from(option_text(invocation, "type")),
	};
	enum status status = smdp_desk_run(desk, &stock_function, &request, &exchange);
	enum exit_code code = status == STATUS_OK && !failure_is_set(&exchange->failure)
		? say_added(invocation, exchange)
		: smdp_command_failed(invocation, "profile_add", status, exchange);
	exchange_free(exchange);
	return code;
}

enum exit_code smdp_profile_add(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(addition) addition = { .package = { .secret = true } };
	struct package_header header;
	char fault[SETTINGS_FAULT_SIZE] = "";
	const char *path = invocation->arguments[0];
	if (smdp_desk_open(invocation, &desk, fault) != STATUS_OK)
		return output_failure(invocation, "profile_add", "%s", fault);
	enum status status = file_read(path, PROFILE_ELEMENTS_MAXIMUM, &addition.package);
	if (status != STATUS_OK)
		return output_failure(invocation, "profile_add", "Cannot read %s: %s.", path, file_trouble(status));
	if (package_header_read(buffer_bytes(&addition.package), &header) != STATUS_OK)
		return output_failure(invocation, "profile_add", "%s is no profile package (DER that begins with a profile"
		                      " header).", path);
	const char *wrong = make_metadata(invocation, &desk.smdp, &header, &addition);
	if (wrong)
		return usage_error(invocation, "%s", wrong);
	return add(invocation, &desk, &addition);
}
