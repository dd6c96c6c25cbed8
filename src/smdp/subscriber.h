/* SPDX-License-Identifier: Apache-2.0 */
/* Subscribers whose profiles are made here by the rules of a type: the operator's customer system hands over what it knows
 * (number, IMSI, keys …), the rules add the rest, and the profile is in stock although it has no package yet. */
#ifndef SMDP_SUBSCRIBER_H
#define SMDP_SUBSCRIBER_H

#include "smdp/profile_key.h"
#include "smdp/records.h"
#include "subscription/subscription.h"

/* All values of a subscriber as they stand in the table, sealed with the profile's key, and back. The result lives in the
 * exchange. STATUS_MALFORMED: not what subscriber_seal() made for this ICCID; statuses of profile_key_open(),
 * profile_secret_seal() and profile_secret_open(). */
enum status subscriber_seal(struct exchange *exchange, const struct data_key *key, const struct subscription *subscription,
                            struct bytes *out) MUST_CHECK;
enum status subscriber_open(struct exchange *exchange, const struct profile_key_record *record, struct text iccid,
                            struct bytes sealed, struct subscription *out) MUST_CHECK;

/* One profile of a type into stock, available; or staged, when a batch is named. What is not given is counted and drawn by
 * the type's rules; EID, matching ID and confirmation code are no part of it. What is in the batch already stays. Result:
 * struct subscriber_added. Refused: 8.2.5-3.9 no such type; 8.2.5-3.7 its numbers are used up; 8.2.5-2.1 values that do not
 * fit, with a sentence; 8.2.1-3.3 the ICCID is in stock; 8.2-3.3 another profile has the IMSI; 8.2-3.9
 * the batch is not being filled. Nothing is half made. */
struct subscriber_add_request {
	struct text profile_type;
	const struct subscription *given;
	struct text batch; /* empty: none */
};
struct subscriber_added {
	struct text iccid;
	struct text imsi;  /* may be empty */
};
extern const struct server_function subscriber_add_function;

/* Subscribers in the order of their ICCIDs, keys and codes included: for the network's own registers. Result: struct
 * subscriber_list. */
struct subscriber_list_request {
	struct text after;        /* ICCID; empty: from the first */
	struct text profile_type; /* empty: all */
	struct text iccid;        /* only this one; empty: all */
	int64_t maximum;          /* rows, up to 1000 */
};
struct subscriber_list {
	const struct subscription *subscribers; /* wiped with the exchange */
	size_t count;
};
extern const struct server_function subscriber_list_function;

#endif
