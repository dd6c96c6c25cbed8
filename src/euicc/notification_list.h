/* SPDX-License-Identifier: Apache-2.0 */
/* The notifications that wait for an LPA (SGP.22 3.5, 5.7.9 to 5.7.11): kept signed, as they will be sent. */
#ifndef EUICC_NOTIFICATION_LIST_H
#define EUICC_NOTIFICATION_LIST_H

#include "euicc/card.h"
#include "rsp/notification.h"

struct profile_slot;

/* The results of installations are never lost: the server learns from them alone what became of its profile. When the
 * list is full the oldest other notification goes; a list of nothing but results takes no other notification, and no
 * download begins before the LPA has removed one (SGP.22 3.5 leaves the choice to the card). */

/* Keeps a PendingNotification under its number, in the caller's transaction. */
enum status notification_keep(struct euicc *euicc, uint64_t sequence_number, struct bytes pending) MUST_CHECK;

/* Whether there is room for the result of another download. */
enum status notification_room(struct euicc *euicc, bool *out) MUST_CHECK;

/* One signed notification for each address that the profile's metadata names for this event, in the caller's
 * transaction. */
enum status notification_report(struct euicc *euicc, const struct profile_slot *profile,
                                enum notification_event event) MUST_CHECK;

/* ES10b functions: `command` is the whole request, the response is appended to `answer`. */
enum status notification_list(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status notification_retrieve(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status notification_remove(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
