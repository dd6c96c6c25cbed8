/* SPDX-License-Identifier: Apache-2.0 */
/* Where the profile stood before the element that is being worked on, and how to get back there: an element that may fail
 * without ending the installation leaves nothing behind. Its size is fixed: an element brings at most 26 PINs or 16 PUKs,
 * and all else is numbered on. */
#ifndef EUICC_ELEMENT_UNDO_H
#define EUICC_ELEMENT_UNDO_H

#include "uicc/profile_store.h"

enum { UNDO_CODES_MAXIMUM = 32 };

struct element_undo {
	uint64_t budget;
	size_t nodes;
	uint16_t entries;  /* of the registry */
	uint32_t elements; /* kept as they came */
	struct undo_code {
		enum { UNDO_PIN, UNDO_PUK, UNDO_SHARING } what;
		node_number context;
		uint8_t reference;
	} codes[UNDO_CODES_MAXIMUM];
	size_t code_count;
};

/* A code is about to be added. STATUS_TOO_LARGE: more than one element can have. */
enum status element_undo_note(struct element_undo *undo, struct undo_code code) MUST_CHECK;

/* Takes back what came since. In the caller's transaction. */
enum status element_undo(const struct element_undo *undo, struct profile_store *store) MUST_CHECK;

#endif
