/* SPDX-License-Identifier: Apache-2.0 */
/* A personality as people write it: YAML. */
#ifndef EUICC_PERSONALITY_SOURCE_H
#define EUICC_PERSONALITY_SOURCE_H

#include "codec/settings.h"
#include "euicc/personality.h"

struct personality_source {
	const char *summary; /* one line on which cards it stands for; in the arena */
	struct euicc_personality personality;
};

/* "dir/strict.yaml" is called "strict". False: that is empty or too long. */
bool personality_name(const char *path, char out[PERSONALITY_NAME_SIZE]) MUST_CHECK;

/* `path` gives the personality its name. Otherwise `fault` gets a sentence, with the place of a mistake.
 * STATUS_MALFORMED; STATUS_NOT_FOUND: the summary is missing; STATUS_NO_MEMORY. */
enum status personality_parse(const char *path, struct text content, struct arena *arena, struct personality_source *out,
                              char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

#endif
