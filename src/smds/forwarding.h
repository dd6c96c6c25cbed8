/* SPDX-License-Identifier: Apache-2.0 */
/* What an Alternative SM-DS tells the Root SM-DS over ES15 (SGP.22 3.6.2, 5.10): that it has something for a card, under an
 * event ID that it makes for the purpose, and when it has it no more. Through the outbox, in the transaction of the change
 * itself.
 * Functions of an exchange of a server that is not the Root. */
#ifndef SMDS_FORWARDING_H
#define SMDS_FORWARDING_H

#include "smds/es11.h"

/* Numbers of the entries about one event in the outbox: it is deleted after it was registered. They stand in databases. */
enum { FORWARDING_REGISTERED = 1, FORWARDING_DELETED = 2 };

/* An event ID for the Root SM-DS that nobody can guess (owned by the arena), and the entry that registers it there. */
enum status forwarding_begin(struct exchange *exchange, struct text eid, struct text *out_event_id) MUST_CHECK;

/* Adds the entry that deletes it there. */
enum status forwarding_end(struct exchange *exchange, struct text eid, struct text event_id) MUST_CHECK;

/* Of the table event: the oldest of those that were registered before $1 (seconds since 1970), $2 at most. */
#define EVENT_HAS_EXPIRED \
	"(eid, number) IN (SELECT o.eid, o.number FROM event o WHERE o.registered_at < $1 " \
	"ORDER BY o.registered_at, o.eid, o.number LIMIT $2)"

/* Adds the entries that delete these there. */
enum status forwarding_expire(struct exchange *exchange, int64_t oldest, int64_t maximum) MUST_CHECK;

#endif
