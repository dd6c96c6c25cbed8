/* SPDX-License-Identifier: Apache-2.0 */
/* Which server fills a batch that servers fill: one at a time, for as long as it says so again in time. What another one was
 * doing when its lease ran out is done again without harm: a subscriber is in a batch once (smdp/subscriber.h). */
#ifndef SMDP_BATCH_LEASE_H
#define SMDP_BATCH_LEASE_H

#include "smdp/batch.h"

enum { BATCH_LEASE_SECONDS = 15 /* longer than a slice takes */ };

/* The oldest batch that nobody fills, or that the holder has already. Result: struct batch_lease; NULL: there is none. */
struct batch_claim_request {
	struct text holder; /* of one server, unlike all others */
};
struct batch_lease {
	struct batch_record batch;
	struct text rules;  /* of its type; empty: the type is gone */
	struct text list;   /* of BATCH_LIST; wiped with the exchange */
};
extern const struct server_function batch_claim_function;

/* `made` subscribers are in it, and the lease runs from now. STATUS_BUSY: it is another's by now, or the batch has ended. No
 * result. */
struct batch_advance_request {
	struct text batch, holder;
	int64_t made;
	bool leave;         /* give it free instead, for others to go on at once */
};
extern const struct server_function batch_advance_function;

#endif
