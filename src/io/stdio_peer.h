/* SPDX-License-Identifier: Apache-2.0 */
/* The program that started this one, when it does what this one cannot: one JSON object a line to it, one back, as lpac's
 * stdio drivers have it. */
#ifndef IO_STDIO_PEER_H
#define IO_STDIO_PEER_H

#include <stdio.h>

#include "base/buffer.h"

enum { STDIO_PEER_TROUBLE_SIZE = 100 };

struct stdio_peer {
	const char *name; /* "the card", for sentences on the program that is it */
	int in;
	FILE *out;        /* may be written by others between two requests, whole lines */
	unsigned seconds; /* that an answer may take */
	char trouble[STDIO_PEER_TROUBLE_SIZE]; /* a sentence on what failed; empty after success */
};

/* Sends a line, to which the line end is added, and appends the one that comes back. STATUS_IO: nobody answers in time, or the
 * peer has ended; STATUS_TOO_LARGE: the answer is beyond the limit of `answer`. */
enum status stdio_peer_ask(struct stdio_peer *peer, struct text line, struct buffer *answer) MUST_CHECK;

#endif
