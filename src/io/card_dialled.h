/* SPDX-License-Identifier: Apache-2.0 */
/* The card listens on TCP: the terminal's side of what card_tcp.h serves, in the wire form of card_link.h. */
#ifndef IO_CARD_DIALLED_H
#define IO_CARD_DIALLED_H

#include "ports/card_reader.h"

enum { CARD_DIALLED_FAILURE_SIZE = 240 };

/* `address`: HOST:PORT, an IPv6 address in brackets. Connects and asks for the ATR. An answer may take `seconds`; nought: 60.
 * STATUS_MALFORMED: no such form; STATUS_NOT_FOUND: nobody listens there; STATUS_IO: no card answers. `failure` has a
 * sentence. */
enum status card_dialled_open(struct text address, unsigned seconds, struct card_reader *out,
                              char failure[CARD_DIALLED_FAILURE_SIZE]) MUST_CHECK;

#endif
