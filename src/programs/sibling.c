/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/sibling.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* The folder of the running program, without a slash at its end. */
static bool own_folder(char out[PATH_MAX])
{
	ssize_t size = readlink("/proc/self/exe", out, PATH_MAX - 1);
	if (size <= 0)
		return false;
	out[size] = 0;
	char *slash = strrchr(out, '/');
	if (!slash)
		return false;
	*slash = 0;
	return true;
}

char *sibling_program(struct arena *arena, const char *name)
{
	char folder[PATH_MAX];
	char *path = own_folder(folder) ? arena_print(arena, "%s/%s", folder, name) : NULL;
	return path && access(path, X_OK) == 0 ? path : arena_string(arena, text_from(name));
}

static char *readable(struct arena *arena, const char *folder, const char *name)
{
	char *path = arena_print(arena, "%s/%s", folder, name);
	return path && access(path, R_OK) == 0 ? path : NULL;
}

char *sibling_share_file(struct arena *arena, const char *name)
{
	const char *chosen = getenv("PROVISIM_SHARE");
	if (chosen)
		return readable(arena, chosen, name);
	char folder[PATH_MAX];
	char *share = own_folder(folder) ? arena_print(arena, "%s/../share/provisim", folder) : NULL;
	char *path = share ? readable(arena, share, name) : NULL;
	return path ? path : readable(arena, PROVISIM_SOURCE_SHARE, name);
}
