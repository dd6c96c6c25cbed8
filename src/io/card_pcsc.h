/* SPDX-License-Identifier: Apache-2.0 */
/* The card reader port over PC/SC. */
#ifndef IO_CARD_PCSC_H
#define IO_CARD_PCSC_H

#include "base/arena.h"
#include "ports/card_reader.h"

enum { PCSC_READERS_MAXIMUM = 32, PCSC_FAILURE_SIZE = 240 };

/* False: this build is without PC/SC, and the others fail with STATUS_UNSUPPORTED. */
bool card_pcsc_is_there(void);

/* Names of the readers there are, in the system's order, in the arena. STATUS_IO: no PC/SC service; `failure` says what
 * to do. None is no failure. */
enum status card_pcsc_list(struct arena *arena, struct text out_names[PCSC_READERS_MAXIMUM], size_t *out_count,
                           char failure[PCSC_FAILURE_SIZE]) MUST_CHECK;

/* Empty texts say nothing. */
struct card_pcsc_choice {
	struct text index;   /* decimal, from 0 */
	struct text name;    /* the reader's name, or a part of it */
	struct text ignored; /* readers with this in their name are passed over */
};

/* Connects to the card in the reader of the choice, for ourselves alone; without a choice, to the first reader that has
 * a card. On failure `failure` has one sentence. STATUS_NOT_FOUND: no such reader, or no card in it; STATUS_BUSY:
 * another program has it; STATUS_IO. */
enum status card_pcsc_open(const struct card_pcsc_choice *choice, struct card_reader *out, char failure[PCSC_FAILURE_SIZE])
	MUST_CHECK;

#endif
