/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/file.h"

#include <stdio.h>

#include "io/file.h"
#include "profile_package/source.h"
#include "programs/output.h"

enum { HEADER_TAG = 0xA0, COMPILE_ARENA = 256 << 20, CHUNK = 1 << 16 };

static enum status read_standard_input(struct buffer *out)
{
	static const size_t chunk = CHUNK;
	for (;;) {
		uint8_t *room = buffer_extend(out, chunk);
		if (!room)
			return STATUS_TOO_LARGE;
		size_t got = fread(room, 1, chunk, stdin);
		out->size -= chunk - got;
		if (got == 0)
			return ferror(stdin) ? STATUS_IO : STATUS_OK;
	}
}

static bool compile(const struct invocation *invocation, const char *path, struct text source, struct buffer *out)
{
	AUTO(arena) arena = ARENA(COMPILE_ARENA);
	struct source_error error = { 0 };
	enum status status = source_compile(source, &arena, out, &error);
	if (status == STATUS_MALFORMED)
		output_failure(invocation, "profile_compile", "%s:%u:%u: %s.", path, error.line, error.column,
		               error.message);
	else if (status != STATUS_OK)
		output_failure(invocation, "profile_compile", "Cannot compile %s: %s.", path,
		               status == STATUS_NO_MEMORY ? "it says more than a profile may hold" : file_trouble(status));
	return status == STATUS_OK;
}

bool profile_file_load(const struct invocation *invocation, const char *path, struct buffer *out)
{
	bool is_pipe = strcmp(path, "-") == 0;
	enum status status = is_pipe ? read_standard_input(out) : file_read(path, PROFILE_FILE_MAXIMUM, out);
	if (status == STATUS_OK)
		return true;
	output_failure(invocation, "profile_read", "Cannot read %s: %s.", path, file_trouble(status));
	return false;
}

bool profile_file_read_either(const struct invocation *invocation, const char *path, struct buffer *out,
                              bool *out_is_source, struct buffer *source)
{
	AUTO(buffer) content = SECRET_BUFFER(PROFILE_FILE_MAXIMUM);
	if (!profile_file_load(invocation, path, &content))
		return false;
	*out_is_source = content.size == 0 || content.data[0] != HEADER_TAG;
	bool kept = !source || !*out_is_source || buffer_append(source, buffer_bytes(&content)) == STATUS_OK;
	if (kept && *out_is_source)
		return compile(invocation, strcmp(path, "-") == 0 ? "standard input" : path, buffer_text(&content), out);
	if (kept && buffer_append(out, buffer_bytes(&content)) == STATUS_OK)
		return true;
	output_failure(invocation, "profile_read", "Cannot read %s: it is too large.", path);
	return false;
}

bool profile_file_read(const struct invocation *invocation, const char *path, bool source_only, struct buffer *out)
{
	bool is_source;
	if (!profile_file_read_either(invocation, path, out, &is_source, NULL))
		return false;
	if (!source_only || is_source)
		return true;
	output_failure(invocation, "profile_compile", "%s is a package (DER) already; print it to get its source.", path);
	return false;
}

bool profile_file_write(const struct invocation *invocation, struct bytes content)
{
	const char *path = option_text(invocation, "output");
	if (!path)
		return fwrite(content.data, 1, content.size, stdout) == content.size && fflush(stdout) == 0;
	enum status status = file_write(path, content, 0600, true);
	if (status != STATUS_OK)
		output_failure(invocation, "profile_write", "Cannot write %s: %s.", path, file_trouble(status));
	return status == STATUS_OK;
}
