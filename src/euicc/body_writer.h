/* SPDX-License-Identifier: Apache-2.0 */
/* The body of one file on its way into the card's memory: contents come in rising places, and only one piece of
 * BODY_PIECE octets is held, however long the file is. */
#ifndef EUICC_BODY_WRITER_H
#define EUICC_BODY_WRITER_H

#include "profile_package/builder.h"
#include "uicc/profile_store.h"

enum { BODY_SUFFIX_MAXIMUM = 32 };

struct body_writer {
	struct profile_store *store; /* borrowed */
	node_number file;            /* NO_NODE: none */
	bool grows;                  /* a BER-TLV file: empty at first */
	uint32_t size;               /* octets of the body; of one that grows: so far */
	uint32_t maximum;            /* octets that it may have */
	uint32_t run;                /* octets after which the pattern begins anew */
	enum body_fill fill;
	uint8_t pattern[FILE_PATTERN_MAXIMUM];
	uint8_t suffix[BODY_SUFFIX_MAXIMUM];
	size_t pattern_size, suffix_size;
	uint32_t index;              /* of the piece that is held */
	uint8_t piece[BODY_PIECE];
};

/* The body of `number`, a file made from `plan`, comes next; nothing is written yet. STATUS_BUG: a pattern too long. */
enum status body_writer_begin(struct body_writer *writer, struct profile_store *store, node_number number,
                              const struct new_file *plan) MUST_CHECK;

/* `offset`: not before the end of what was put last. In the caller's transaction, which need not be the same for all
 * calls. STATUS_MALFORMED: no file is open, or it ends before that. */
enum status body_writer_put(struct body_writer *writer, uint32_t offset, struct bytes content) MUST_CHECK;

/* Writes what is still held, and closes. No file open is fine. */
enum status body_writer_finish(struct body_writer *writer) MUST_CHECK;

#endif
