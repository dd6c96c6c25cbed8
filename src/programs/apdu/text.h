/* SPDX-License-Identifier: Apache-2.0 */
/* Exchanges between a terminal and a card as text: time, channel, name, octets, status word, and below them the message
 * that is complete with this exchange, as a tree. */
#ifndef PROGRAMS_APDU_TEXT_H
#define PROGRAMS_APDU_TEXT_H

#include "programs/apdu/watch.h"

enum { APDU_TEXT_MAXIMUM = 1 << 20 /* octets of text that one exchange takes at most */ };

/* Append to `out`, whose limit should be APDU_TEXT_MAXIMUM. `microseconds`: since the trace began. Fail as buffers do. */
enum status apdu_text_exchange(const struct apdu_exchange *exchange, uint64_t microseconds, bool reveal,
                               struct buffer *out) MUST_CHECK;
/* "reset", with the ATR. */
enum status apdu_text_reset(struct bytes atr, uint64_t microseconds, struct buffer *out) MUST_CHECK;
/* Something that happened to the card: "power off". */
enum status apdu_text_event(const char *event, uint64_t microseconds, struct buffer *out) MUST_CHECK;

#endif
