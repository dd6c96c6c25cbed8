/* SPDX-License-Identifier: Apache-2.0 */
/* Which numbers a batch has had: nobody gets somebody else's ICCID, IMSI, number or card. */
#ifndef SUBSCRIPTION_NUMBER_SET_H
#define SUBSCRIPTION_NUMBER_SET_H

#include "subscription/subscription.h"

enum { NUMBER_SET_MAXIMUM = 1 << 22 }; /* numbers; 24 octets each */

struct number_set {
	struct number_entry *entries;
	size_t count, capacity;
};

void number_set_release(struct number_set *set);

/* Remembers ICCID, IMSI, MSISDN and EID of the subscriber at `place` (a line, from 1). STATUS_EXISTS: one was there before:
 * *out_field says which, *out_place where. STATUS_TOO_LARGE: NUMBER_SET_MAXIMUM; STATUS_NO_MEMORY. */
enum status number_set_add(struct number_set *set, const struct subscription *subscription, uint32_t place,
                           enum subscription_field *out_field, uint32_t *out_place) MUST_CHECK;

#endif
