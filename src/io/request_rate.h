/* SPDX-License-Identifier: Apache-2.0 */
/* How much each client address may still ask for now: a bucket of tokens for each, which fills by so many a second. The
 * memory is bounded; of more addresses than have room, those that ask least are forgotten. */
#ifndef IO_REQUEST_RATE_H
#define IO_REQUEST_RATE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct request_rate;

/* `per_second` tokens a second, and twice as many at most. STATUS_NO_MEMORY. */
enum status request_rate_new(unsigned per_second, struct request_rate **out) MUST_CHECK;
void request_rate_free(struct request_rate *rate);

/* Takes one token of this address (IPv4 mapped); of IPv6 a whole /64 is one, for that is what one customer has. `now` in
 * milliseconds, never going back. False: there is none left. */
bool request_rate_take(struct request_rate *rate, const struct in6_addr *address, int64_t now);

#endif
