/* SPDX-License-Identifier: Apache-2.0 */
/* The picture of a profile: put into its metadata, taken out, saved. */
#include "io/file.h"
#include "programs/output.h"
#include "programs/profile/commands.h"
#include "programs/profile/metadata_options.h"
#include "rsp/icon.h"

enum { FILE_MODE = 0644 };

const struct command_option profile_icon_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "where the metadata goes; it is changed in its place when left out" },
	{ "remove", 0, NULL, NULL, NULL, "take the icon out" },
	{ "save", 0, "PICTURE", NULL, NULL, "write the icon that is there to a file, and change nothing" },
	{ 0 },
};

static enum exit_code save(const struct invocation *invocation, const struct profile_metadata *metadata, const char *path)
{
	if (metadata->icon.size == 0)
		return output_failure(invocation, "profile_icon", "%s has no icon.", invocation->arguments[0]);
	enum status status = file_write(path, metadata->icon, FILE_MODE, true);
	if (status != STATUS_OK)
		return output_failure(invocation, "profile_icon", "Cannot write %s: %s.", path, file_trouble(status));
	return output_success(invocation, (struct text){ 0 }, "%s: %s, %zu octets.", path,
	                      icon_type_name(metadata->icon_type), metadata->icon.size);
}

enum exit_code profile_icon(struct invocation *invocation)
{
	AUTO(metadata_file) file = { 0 };
	AUTO(buffer) picture = { 0 };
	struct icon icon = { .type = ICON_NONE };
	char fault[METADATA_FAULT_SIZE] = "";
	const char *path = invocation->arguments[0], *output = option_text(invocation, "output");
	const char *saved = option_text(invocation, "save");
	bool has_picture = invocation->argument_count == 2, removes = option_is_set(invocation, "remove");
	if (has_picture + removes + (saved != NULL) != 1)
		return usage_error(invocation, "name a picture, or --remove, or --save PICTURE.");
	enum status status = metadata_file_read(path, &file, fault);
	if (status != STATUS_OK && !(status == STATUS_UNSUPPORTED && saved))
		return output_failure(invocation, "profile_icon", "%s: %s.", path, fault[0] ? fault : status_name(status));
	if (saved)
		return save(invocation, &file.metadata, saved);
	if (has_picture && !metadata_icon_read(invocation->arguments[1], &picture, &icon, fault))
		return output_failure(invocation, "profile_icon", "%s", fault);
	file.metadata.icon = buffer_bytes(&picture);
	file.metadata.icon_type = icon.type;
	return metadata_file_write(invocation, output ? output : path, file.is_source, &file.metadata, "profile_icon");
}
