/* SPDX-License-Identifier: Apache-2.0 */
/* One connection between a card of ours and whoever reads it, in vpcd's wire form: each message is two octets of length,
 * the higher first, then that many octets. A single octet is a control (00 power off, 01 power on, 02 reset, 04 give the
 * ATR), of which only 04 is answered; anything longer is a command APDU and is answered by data and status word. */
#ifndef IO_CARD_LINK_H
#define IO_CARD_LINK_H

#include "io/card_vpcd.h"

/* What a wait or a transfer came to. */
enum link_event { LINK_READY, LINK_TIMED_OUT, LINK_LOST, LINK_STOPPED };

struct card_link {
	const struct vpcd_card *card;
	int socket; /* not blocking; -1: none */
	int stop;   /* descriptor that becomes readable when it is time to stop; -1: never */
	struct buffer atr;
	struct buffer message; /* what the reader said */
	struct buffer reply;   /* with its length before it */
	enum status status;    /* of the card: anything but STATUS_OK ends all */
};

/* Without a socket yet; that of `link->socket` is closed by the release. */
struct card_link card_link(const struct vpcd_card *card, int stop);
void card_link_release(struct card_link *link);

/* Resets the card and keeps its ATR. */
enum status card_link_reset(struct card_link *link) MUST_CHECK;

/* Serves the socket until the other end, the card or `stop` ends it, and closes it. LINK_LOST or LINK_STOPPED. */
enum link_event card_link_serve(struct card_link *link);

/* Waits for poll events. `descriptor` may be -1 for a mere pause. A negative time waits for ever. */
enum link_event card_link_wait(int descriptor, short events, int stop, int milliseconds);

#endif
