/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/document.h"

#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"
#include "profile_package/source.h"
#include "profile_package/source_merge.h"
#include "programs/output.h"
#include "programs/profile/file.h"

enum { TREE_MAXIMUM = 256 << 20, SOURCE_TEXT_MAXIMUM = 64 << 20, OWNER_ONLY = 0600, PERMISSIONS = 07777 };

void profile_document_release(struct profile_document *document)
{
	buffer_release(&document->package);
	buffer_release(&document->source);
	*document = (struct profile_document){ 0 };
}

bool profile_document_read(const struct invocation *invocation, const char *path, struct profile_document *out)
{
	out->path = path;
	out->package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	out->source = SECRET_BUFFER(PROFILE_FILE_MAXIMUM);
	return profile_file_read_either(invocation, path, &out->package, &out->is_source, &out->source);
}

bool profile_document_has_target(const struct invocation *invocation, const struct profile_document *document)
{
	bool in_place = option_is_set(invocation, "in-place"), is_named = option_text(invocation, "output") != NULL;
	if (in_place && is_named)
		usage_error(invocation, "--in-place and --output exclude each other.");
	else if (in_place && strcmp(document->path, "-") == 0)
		usage_error(invocation, "standard input cannot be changed in place.");
	else if (!in_place && !is_named && !document->is_source && isatty(STDOUT_FILENO))
		usage_error(invocation, "a package is no text for a terminal: give --output FILE or --in-place.");
	else
		return true;
	return false;
}

/* Also with the keys: the text replaces one that had them. A print has no comments: only where nothing else is left. */
static enum status to_source(struct text before, struct bytes package, struct buffer *out, bool *out_is_merged)
{
	*out_is_merged = source_merge(before, package, out) == STATUS_OK;
	if (*out_is_merged)
		return STATUS_OK;
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	struct package_node *root;
	struct package_error error;
	TRY(package_decode(package, &arena, &root, &error));
	return source_print(root, true, out);
}

static mode_t mode_of(const char *path)
{
	struct stat now;
	return stat(path, &now) == 0 ? now.st_mode & PERMISSIONS : OWNER_ONLY;
}

static enum exit_code say_written(const struct invocation *invocation, const char *path, size_t size, const char *what,
                                  struct text sentence, bool is_merged)
{
	AUTO(buffer) data = BUFFER(1 << 13);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "file", text_from(path));
	json_put_number(&writer, "octets", (int64_t)size);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, what, "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%s: %.*s%s", path, TEXT_ARGUMENTS(sentence),
	                      is_merged ? "" : " It was printed anew, without its comments.");
}

enum exit_code profile_document_write(const struct invocation *invocation, const struct profile_document *document,
                                      struct bytes package, const char *what, struct text sentence)
{
	AUTO(buffer) source = SECRET_BUFFER(SOURCE_TEXT_MAXIMUM);
	bool is_merged = true;
	if (document->is_source && to_source(buffer_text(&document->source), package, &source, &is_merged) != STATUS_OK)
		return output_failure(invocation, what, "The result is too large for a source.");
	struct bytes content = document->is_source ? buffer_bytes(&source) : package;
	bool in_place = option_is_set(invocation, "in-place");
	const char *path = in_place ? document->path : option_text(invocation, "output");
	if (!path)
		return profile_file_write(invocation, content) ? EXIT_DONE : EXIT_FAILED;
	enum status status = file_write(path, content, in_place ? mode_of(path) : OWNER_ONLY, true);
	if (status != STATUS_OK)
		return output_failure(invocation, what, "Cannot write %s: %s.", path, file_trouble(status));
	return say_written(invocation, path, content.size, what, sentence, is_merged);
}
