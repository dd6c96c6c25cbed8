/* SPDX-License-Identifier: Apache-2.0 */
/* Records of linear fixed and cyclic files, as several commands see them. */
#ifndef UICC_RECORD_FILE_H
#define UICC_RECORD_FILE_H

#include "uicc/elementary_file.h"

enum record_mode { RECORD_NEXT = 2, RECORD_PREVIOUS = 3, RECORD_ABSOLUTE = 4 };

/* The file of a record command: P2 holds a short identifier and a mode. SW_OK: it has records, and `access` to it is
 * allowed. */
status_word record_file_open(struct uicc *card, struct channel *channel, const struct apdu *command, enum access access,
                             struct elementary_file *out) MUST_CHECK;

static inline struct bytes record_at(struct bytes body, const struct elementary_file *file, uint32_t record)
{
	return bytes_from(body.data + (record - 1) * file->body->record_size, file->body->record_size);
}

#endif
