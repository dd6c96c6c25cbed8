/* SPDX-License-Identifier: Apache-2.0 */
/* A card whose order names an SM-DS can find out there that something waits for it (SGP.22 3.6.1, ES12): the event is
 * registered when the order can be downloaded, and deleted when it cannot any more. Both go through the outbox, in the
 * transaction of the change itself: an SM-DS that is down delays them and hinders nothing. */
#ifndef SMDP_WAITING_EVENT_H
#define SMDP_WAITING_EVENT_H

#include "smdp/records.h"

/* Adds what the SM-DS must be told when `record` is saved: by the state that it was loaded in and the one it has now, and by
 * when it expires. */
enum status waiting_event_follow(struct exchange *exchange, const struct profile_record *record) MUST_CHECK;

/* The order is forgotten, whatever its state becomes. */
enum status waiting_event_end(struct exchange *exchange, const struct profile_record *record) MUST_CHECK;

/* Adds what tells the SM-DS of orders that have expired: nobody can download them any more, whatever their state. Once for each
 * order: for housekeeping. */
enum status waiting_event_expire(struct exchange *exchange) MUST_CHECK;

#endif
