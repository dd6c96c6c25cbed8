/* SPDX-License-Identifier: Apache-2.0 */
/* A settings file (YAML) as a table: which settings there are, what they take, and where they go. Whatever the
 * table does not name is a mistake, told with its line and column. */
#ifndef CODEC_SETTINGS_H
#define CODEC_SETTINGS_H

#include "base/arena.h"

enum { SETTING_LIST_MAXIMUM = 8, SETTINGS_FAULT_SIZE = 300 };

enum setting_kind {
	SETTING_TEXT,    /* const char * */
	SETTING_PATH,    /* const char *, relative to the folder of the settings file */
	SETTING_PATHS,   /* struct setting_list: one path or a list of them */
	SETTING_NUMBER,  /* uint64_t */
	SETTING_BOOLEAN, /* bool */
	SETTING_WORDS,   /* one word or a list of them: `take` says where each goes */
};

struct setting_list {
	const char *items[SETTING_LIST_MAXIMUM];
	size_t count;
};

struct setting {
	const char *name;      /* "address", "limits.download-attempts" */
	enum setting_kind kind;
	size_t offset;         /* of the member in the settings struct */
	uint64_t minimum, maximum; /* SETTING_NUMBER */
	bool required;
	bool (*take)(struct text word, void *member); /* SETTING_WORDS: false, it knows no such word */
};

/* Reads `content` into `out`, which holds the defaults; texts live in the arena. `path` is where the content stood: paths
 * in it start there, and `fault` names it in a sentence with the place.
 * STATUS_MALFORMED: not YAML, an unknown setting, a wrong value; STATUS_NOT_FOUND: a required setting is missing;
 * STATUS_NO_MEMORY. */
enum status settings_parse(const char *path, struct text content, const struct setting *table, size_t count,
                           struct arena *arena, void *out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The same, but goes on after a mistake: each is told, and the settings without one are in `out`. STATUS_MALFORMED: there was
 * one. */
typedef void settings_fault_told(void *context, const char *sentence);
enum status settings_parse_all(const char *path, struct text content, const struct setting *table, size_t count,
                               struct arena *arena, void *out, settings_fault_told *tell, void *context) MUST_CHECK;

#endif
