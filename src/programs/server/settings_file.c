/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/settings_file.h"

#include <stdio.h>

#include "io/file.h"

enum { SETTINGS_FILE_MAXIMUM = 64 << 10 };

static enum status read_file(const char *path, struct buffer *out, char fault[SETTINGS_FAULT_SIZE])
{
	enum status status = file_read(path, SETTINGS_FILE_MAXIMUM, out);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read the settings file %.200s: %s.", path, file_trouble(status));
	return status;
}

enum status settings_read(const char *path, const struct setting *table, size_t count, struct arena *arena, void *out,
                          char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) content = BUFFER(0);
	TRY(read_file(path, &content, fault));
	return settings_parse(path, buffer_text(&content), table, count, arena, out, fault);
}

enum status settings_read_all(const char *path, const struct setting *table, size_t count, struct arena *arena, void *out,
                              settings_fault_told *tell, void *context)
{
	AUTO(buffer) content = BUFFER(0);
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum status status = read_file(path, &content, fault);
	if (status == STATUS_OK)
		return settings_parse_all(path, buffer_text(&content), table, count, arena, out, tell, context);
	tell(context, fault);
	return status;
}
