/* SPDX-License-Identifier: Apache-2.0 */
/* Shows a card of ours to whoever connects, one terminal at a time, in the wire form of card_link.h: what a card says to
 * vpcd, it says here too, but here it is the card that listens. Who connects while another one has the card waits. */
#ifndef IO_CARD_TCP_H
#define IO_CARD_TCP_H

#include "io/card_vpcd.h"

/* Blocks: serves one connection after the other on `listener` (see listening_socket.h), and resets the card before each.
 * `stop` is a descriptor that becomes readable when it is time to stop; -1: never. STATUS_OK: told to stop; STATUS_IO: the
 * listener failed; or what the card said. */
enum status card_tcp_run(int listener, int stop, const struct vpcd_card *card) MUST_CHECK;

#endif
