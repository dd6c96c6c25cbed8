/* SPDX-License-Identifier: Apache-2.0 */
/* A card reader over something that does not pass every command on, but has logical channels of its own to offer: a modem,
 * or another program. MANAGE CHANNEL and SELECT become its "open", and commands on that channel get the number in their
 * class octet that the card knows (ISO 7816-4 5.4.1). The basic channel is the modem's and is not to be had. */
#ifndef IO_CHANNEL_READER_H
#define IO_CHANNEL_READER_H

#include "io/device_lock.h"
#include "ports/card_reader.h"

enum { CHANNEL_FURTHEST = 19 }; /* the highest number that fits into a class octet */

/* What offers channels. A number is its own name for a channel; one up to CHANNEL_FURTHEST is the card's as well. */
struct channel_device {
	void *self;
	/* STATUS_NOT_FOUND: no such application; STATUS_BUSY: no channel is free; STATUS_IO. */
	enum status (*open)(void *self, struct bytes aid, uint32_t *out_number);
	/* Appends data and status word. STATUS_REFUSED: the command was not taken, and did not reach the card. */
	enum status (*transmit)(void *self, uint32_t number, struct bytes command, struct buffer *answer);
	enum status (*close_channel)(void *self, uint32_t number);
	/* The card has another profile: waits for the REFRESH if the card announced one, or has the card read anew.
	 * Appends the ATR if there is one to be had. */
	enum status (*restart)(void *self, bool is_announced, struct buffer *out_atr);
	/* A sentence on what failed last; empty if there is none. May be NULL. */
	const char *(*trouble)(void *self);
	/* Gives everything back. */
	void (*release)(void *self);
};

/* Takes device and lock over, also when it fails, and closes the channel that the lock says was left open. A lock that is
 * all zero is none. STATUS_NO_MEMORY. */
enum status channel_reader_make(const struct channel_device *device, struct device_lock *lock, struct card_reader *out)
	MUST_CHECK;

#endif
