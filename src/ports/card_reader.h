/* SPDX-License-Identifier: Apache-2.0 */
/* A link to a card. Waits: only a pump calls it, never a role. Drivers: PC/SC, modems (AT, QMI, MBIM), another program, and
 * the software eUICC in process. */
#ifndef PORTS_CARD_READER_H
#define PORTS_CARD_READER_H

#include "base/buffer.h"

enum {
	APDU_COMMAND_MAXIMUM = 261, /* octets, short APDUs */
	APDU_ANSWER_MAXIMUM = 258,
	LINK_ANSWER_MAXIMUM = 64 << 10, /* of a modem that fetches the whole of an answer by itself */
};

struct card_reader {
	void *self;
	enum status (*reset)(void *self, struct buffer *out_atr);
	enum status (*transmit)(void *self, struct bytes command, struct buffer *answer);
	void (*close)(void *self);
	const char *(*trouble)(void *self); /* may be NULL */
};

/* Resets the card and appends its ATR. STATUS_IO: no card. */
MUST_CHECK static inline enum status card_reader_reset(struct card_reader *reader, struct buffer *out_atr)
{
	return reader->reset(reader->self, out_atr);
}

/* Sends one command APDU and appends the answer: data, then SW1 and SW2. The answer is as the card gave it: 61xx and
 * 6Cxx are the caller's to handle. STATUS_REFUSED: the link did not take the command, which may be too long for it; the
 * card has seen nothing of it. STATUS_IO, STATUS_BUSY and others: the card or the reader is gone, or of no use. */
MUST_CHECK static inline enum status card_reader_transmit(struct card_reader *reader, struct bytes command,
                                                          struct buffer *answer)
{
	return reader->transmit(reader->self, command, answer);
}

/* A sentence on why the last call failed; empty if there is none. Good until the next call. */
MUST_CHECK static inline const char *card_reader_trouble(const struct card_reader *reader)
{
	return reader->trouble ? reader->trouble(reader->self) : "";
}

/* Gives the card free and everything back. */
static inline void card_reader_close(struct card_reader *reader)
{
	if (reader->close)
		reader->close(reader->self);
	*reader = (struct card_reader){ 0 };
}

#endif
