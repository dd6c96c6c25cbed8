/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about a profile before it is installed. */
#include <stdio.h>

#include "profile_package/package_tree.h"
#include "programs/output.h"
#include "programs/profile/commands.h"
#include "programs/profile/file.h"
#include "programs/profile/metadata_options.h"

enum { TREE_MAXIMUM = 64 << 20, PACKAGE_ICCID_SIZE = 10 };

const struct command_option profile_metadata_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "write it there; without this and --source it is shown" },
	{ "source", 's', NULL, NULL, NULL, "write the source (YAML), not DER" },
	{ "package", 'p', "PROFILE", NULL, NULL, "begin with the ICCID and the type of this package or source" },
	{ "iccid", 0, "DIGITS", NULL, NULL, "of the profile" },
	{ "service-provider", 0, "NAME", NULL, NULL, "shown to the user; up to 32 octets" },
	{ "name", 0, "NAME", NULL, NULL, "of the profile, shown to the user; up to 64 octets" },
	METADATA_OPTIONS(NULL),
	{ 0 },
};

/* One run: the metadata, and all that it points into. */
struct writing {
	const struct invocation *invocation;
	struct metadata_file file;
	struct metadata_options options;
	struct buffer package;
	struct profile_metadata *metadata;
	char fault[METADATA_FAULT_SIZE];
};

static void writing_release(struct writing *writing)
{
	metadata_file_release(&writing->file);
	buffer_release(&writing->package);
	metadata_options_release(&writing->options);
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

static bool read_options(struct writing *writing)
{
	const char *iccid = option_text(writing->invocation, "iccid");
	if (iccid && iccid_parse(text_from(iccid), &writing->metadata->iccid) != STATUS_OK) {
		snprintf(writing->fault, sizeof writing->fault, "--iccid takes 18 to 20 digits.");
		return false;
	}
	return metadata_options_read(writing->invocation, &writing->options, writing->metadata, writing->fault);
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
