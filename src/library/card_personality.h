/* SPDX-License-Identifier: Apache-2.0 */
/* A personality behind the library's handle, and those that are built in. */
#ifndef LIBRARY_CARD_PERSONALITY_H
#define LIBRARY_CARD_PERSONALITY_H

#include "euicc/personality.h"
#include "provisim/euicc.h"

struct provisim_euicc_personality {
	struct euicc_personality values;
};

/* The files of share/personalities; the last row has no name. */
struct built_in_personality {
	const char *name, *yaml;
};
extern const struct built_in_personality built_in_personalities[];

#endif
