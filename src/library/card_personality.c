/* SPDX-License-Identifier: Apache-2.0 */
#include "library/card_personality.h"

#include <stdio.h>
#include <stdlib.h>

#include "euicc/personality_source.h"
#include "library/outcome.h"

enum { PERSONALITY_ARENA = 256 << 10 };

_Static_assert((int)PROVISIM_EUICC_SENTENCE_SIZE == (int)SETTINGS_FAULT_SIZE, "sentences have the same room");

static enum provisim_euicc_status parse(const char *name, const char *yaml, char *sentence,
                                        struct provisim_euicc_personality **out)
{
	AUTO(arena) arena = ARENA(PERSONALITY_ARENA);
	struct personality_source source;
	enum status status = personality_parse(name, text_from(yaml), &arena, &source, sentence);
	if (status != STATUS_OK)
		return outcome(status == STATUS_NOT_FOUND ? STATUS_MALFORMED : status);
	struct provisim_euicc_personality *personality = calloc(1, sizeof *personality);
	if (!personality)
		return PROVISIM_EUICC_NO_MEMORY;
	personality->values = source.personality;
	*out = personality;
	return PROVISIM_EUICC_OK;
}

const char *provisim_euicc_personality_name(size_t index)
{
	for (const struct built_in_personality *row = built_in_personalities; row->name; row++)
		if (index-- == 0)
			return row->name;
	return NULL;
}

enum provisim_euicc_status provisim_euicc_personality_named(const char *name,
                                                            struct provisim_euicc_personality **out_personality)
{
	char sentence[SETTINGS_FAULT_SIZE];
	if (!name || !out_personality)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	for (const struct built_in_personality *row = built_in_personalities; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return parse(name, row->yaml, sentence, out_personality);
	return PROVISIM_EUICC_NOT_FOUND;
}

enum provisim_euicc_status provisim_euicc_personality_parse(const char *yaml,
                                                            char out_sentence[PROVISIM_EUICC_SENTENCE_SIZE],
                                                            struct provisim_euicc_personality **out_personality)
{
	if (!yaml || !out_sentence || !out_personality)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	*out_sentence = 0;
	return parse("personality", yaml, out_sentence, out_personality);
}

void provisim_euicc_personality_free(struct provisim_euicc_personality *personality)
{
	free(personality);
}
