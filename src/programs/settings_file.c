/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/settings_file.h"

#include <stdio.h>

#include "io/file.h"

enum { SETTINGS_FILE_MAXIMUM = 64 << 10 };

enum status settings_read(const char *path, const struct setting *table, size_t count, struct arena *arena, void *out,
                          char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) content = BUFFER(0);
	enum status status = file_read(path, SETTINGS_FILE_MAXIMUM, &content);
	if (status != STATUS_OK) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read the settings file %s: %s.", path, file_trouble(status));
		return status;
	}
	return settings_parse(path, buffer_text(&content), table, count, arena, out, fault);
}
