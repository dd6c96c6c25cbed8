/* SPDX-License-Identifier: Apache-2.0 */
/* Where in the file tree identifiers and paths lead (TS 102 221 8.4). */
#ifndef UICC_PLACE_H
#define UICC_PLACE_H

#include "uicc/card_state.h"

enum { PLACE_CURRENT_APPLICATION = 0x7FFF };

/* A directory, or a file in it. A directory may be a link: it is the one that was gone through. */
struct place {
	node_number directory;
	node_number file; /* NO_NODE: the directory itself */
};

static const struct place place_nowhere = { NO_NODE, NO_NODE };

static inline bool place_is_found(struct place place)
{
	return place.directory != NO_NODE;
}

/* Identifier number `index` of a path. */
static inline uint16_t path_id(struct bytes path, size_t index)
{
	return (uint16_t)(path.data[2 * index] << 8 | path.data[2 * index + 1]);
}

/* ADFs are not found: the identifiers that they had during the installation are gone. */
struct place place_child(const struct uicc *card, node_number directory, uint16_t id);

/* From `start`; from the MF a path may begin with 7FFF. `path` has a whole number of identifiers. */
struct place place_by_path(const struct uicc *card, const struct channel *channel, node_number start, struct bytes path);

#endif
