/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/euicc/personality_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "euicc/personality_source.h"
#include "io/file.h"
#include "programs/sibling.h"

#define FOLDER "personalities/"
#define EXTENSION ".yaml"

enum { PERSONALITY_FILE_MAXIMUM = 64 << 10 };

static enum status read_file(const char *path, struct arena *arena, struct personality_file *out, char *fault)
{
	AUTO(buffer) content = BUFFER(0);
	struct personality_source source;
	enum status status = file_read(path, PERSONALITY_FILE_MAXIMUM, &content);
	if (status != STATUS_OK) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read the personality %s: %s.", path, file_trouble(status));
		return status;
	}
	TRY(personality_parse(path, buffer_text(&content), arena, &source, fault));
	*out = (struct personality_file){ path, source.summary, source.personality };
	return STATUS_OK;
}

static bool is_path(const char *name)
{
	size_t size = strlen(name), extension = sizeof EXTENSION - 1;
	return strchr(name, '/') || (size > extension && strcmp(name + size - extension, EXTENSION) == 0);
}

enum status personality_file_read(const char *name, struct arena *arena, struct personality_file *out,
                                  char fault[SETTINGS_FAULT_SIZE])
{
	const char *path = arena_string(arena, text_from(name));
	if (path && !is_path(name)) {
		const char *file = arena_print(arena, FOLDER "%s" EXTENSION, name);
		path = file ? sibling_share_file(arena, file) : NULL;
	}
	if (path)
		return read_file(path, arena, out, fault);
	snprintf(fault, SETTINGS_FAULT_SIZE, "There is no personality \"%s\": 'provisim euicc personality list' shows them.",
	         name);
	return STATUS_NOT_FOUND;
}

/* ---- the list ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status read_folder(DIR *folder, struct arena *arena, struct personality_list *list)
{
	const struct dirent *entry;
	while ((entry = readdir(folder)) && list->count < PERSONALITIES_MAXIMUM) {
		char name[PERSONALITY_NAME_SIZE];
		if (!is_path(entry->d_name) || !personality_name(entry->d_name, name))
			continue;
		list->names[list->count] = arena_string(arena, text_from(name));
		if (!list->names[list->count++])
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

enum status personality_list_read(struct arena *arena, struct personality_list *out)
{
	struct personality_list list = { 0 };
	char *path = sibling_share_file(arena, FOLDER PERSONALITY_DEFAULT EXTENSION);
	if (!path)
		return STATUS_NOT_FOUND;
	*strrchr(path, '/') = 0;
	DIR *folder = opendir(path);
	if (!folder)
		return STATUS_NOT_FOUND;
	enum status status = read_folder(folder, arena, &list);
	closedir(folder);
	if (status != STATUS_OK)
		return status;
	qsort(list.names, list.count, sizeof *list.names, by_name);
	*out = list;
	return STATUS_OK;
}
