/* SPDX-License-Identifier: Apache-2.0 */
/* The EF that a command means, and its body. */
#ifndef UICC_ELEMENTARY_FILE_H
#define UICC_ELEMENTARY_FILE_H

#include "uicc/access_rule.h"
#include "uicc/card_state.h"

enum { ELEMENTARY_FILE_MAXIMUM = 1 << 20 };

/* A link has its own identifier, rule and life cycle; body and structure are its target's. */
struct elementary_file {
	node_number number;
	const struct node *node;
	const struct node *body;
	uint32_t records; /* record files */
};

/* False: no EF. */
bool elementary_file_at(const struct uicc *card, node_number number, struct elementary_file *out) MUST_CHECK;

/* The current EF (short_id nought), or the one of that short identifier in the current directory. SW_NO_EF_SELECTED,
 * SW_FILE_NOT_FOUND. */
status_word elementary_file_find(const struct uicc *card, const struct channel *channel, uint8_t short_id,
                                 struct elementary_file *out) MUST_CHECK;

/* SW_OK: it is active and the rule allows it. A file that came by a short identifier is made the current one. */
status_word elementary_file_enter(struct uicc *card, struct channel *channel, uint8_t short_id,
                                  const struct elementary_file *file, enum access access,
                                  const struct apdu *command) MUST_CHECK;

/* The whole body, as long as the file is: FF where nothing was ever written. BER-TLV: what is there. */
enum status elementary_file_read(const struct uicc *card, const struct elementary_file *file, struct buffer *out)
	MUST_CHECK;
/* In a transaction of its own. */
enum status elementary_file_write(struct uicc *card, const struct elementary_file *file, struct bytes body) MUST_CHECK;

#endif
