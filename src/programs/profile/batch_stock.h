/* SPDX-License-Identifier: Apache-2.0 */
/* A batch that goes into the stock of an SM-DP+: several profiles are on their way at once, and all appear in the end or
 * none. */
#ifndef PROGRAMS_PROFILE_BATCH_STOCK_H
#define PROGRAMS_PROFILE_BATCH_STOCK_H

#include "programs/profile/batch_subscribers.h"
#include "programs/profile/metadata_options.h"
#include "programs/smdp/desk.h"
#include "smdp/batch.h"
#include "subscription/subscription.h"

enum { BATCH_ON_THE_WAY = 32, BATCH_NAME_SIZE = 33 };

/* One profile on its way. */
struct batch_parcel {
	struct batch_stock *stock; /* NULL: free */
	struct buffer package, metadata;
	struct subscription subscription;
	char place[BATCH_PLACE_SIZE]; /* "line 4" */
	struct stage_request request;
};

struct batch_stock {
	struct smdp_desk desk;
	char name[BATCH_NAME_SIZE];
	struct profile_metadata metadata; /* of all of them; what is each one's own is filled in for each */
	struct metadata_options options;
	struct batch_parcel parcels[BATCH_ON_THE_WAY];
	size_t on_the_way;
	bool has_begun, is_published;
	char fault[300]; /* empty: nothing went wrong */
};

/* By --config; stock->metadata are read already. STATUS_OK, or another with a sentence in out->fault. In place: *out must not
 * be moved. */
enum status batch_stock_open(const struct invocation *invocation, struct batch_stock *out) MUST_CHECK;

/* Sends one more; may wait for those before it. `place` is where it comes from ("line 4"). Not STATUS_OK: stock->fault says
 * why, of this one or of one before it. */
enum status batch_stock_add(struct batch_stock *stock, const char *place, const struct subscription *subscription,
                            struct bytes package) MUST_CHECK;

/* Waits for all; then they appear. */
enum status batch_stock_finish(struct batch_stock *stock) MUST_CHECK;

/* Drops what has not appeared. */
void batch_stock_release(struct batch_stock *stock);

#endif
