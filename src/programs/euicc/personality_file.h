/* SPDX-License-Identifier: Apache-2.0 */
/* Personalities of cards as YAML files: those that come with Provisim, by name, and others, by path. */
#ifndef PROGRAMS_EUICC_PERSONALITY_FILE_H
#define PROGRAMS_EUICC_PERSONALITY_FILE_H

#include "codec/settings.h"
#include "euicc/personality.h"

enum { PERSONALITIES_MAXIMUM = 64 };
#define PERSONALITY_DEFAULT "strict"

struct personality_file {
	const char *path;
	const char *summary; /* one line on which cards it stands for */
	struct euicc_personality personality;
};

/* `name`: of a file that comes with Provisim, or a path (with '/' or ".yaml"). Texts live in the arena. Otherwise `fault`
 * gets a sentence, with the place of a mistake. STATUS_NOT_FOUND: no such personality; STATUS_MALFORMED; STATUS_IO. */
enum status personality_file_read(const char *name, struct arena *arena, struct personality_file *out,
                                  char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The names of those that come with Provisim, sorted; they live in the arena. STATUS_NOT_FOUND: there are none. */
struct personality_list {
	const char *names[PERSONALITIES_MAXIMUM];
	size_t count;
};
enum status personality_list_read(struct arena *arena, struct personality_list *out) MUST_CHECK;

#endif
