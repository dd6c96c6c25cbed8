/* SPDX-License-Identifier: Apache-2.0 */
/* Many profiles that come into stock together, ordered and released: each is staged by itself, where no card gets it, and all
 * of them appear in one transaction. What was staged and never published is dropped after a day. */
#ifndef SMDP_STOCK_BATCH_H
#define SMDP_STOCK_BATCH_H

#include "smdp/stock.h"
#include "smdp/stock_imsis.h"

enum { STAGED_SECONDS_MAXIMUM = 24 * 3600 };

/* Refused by 8.2.1-3.3 when the ICCID is in stock, 8.2.6-3.3 when the matching ID is taken, 8.2-3.3 when one of the IMSIs is,
 * 8.2.9-2.1 as stock_function. Result with 8.2-3.3: struct stage_conflict; else none. */
struct stage_request {
	struct stock_request profile;
	struct package_imsis imsis;    /* of the package, by package_imsis_find() */
	struct text batch;             /* its name: any, once */
	struct text eid;               /* empty: any card */
	struct text matching_id;
	struct text confirmation_code; /* empty: none; only its hash is kept */
};
struct stage_conflict {
	struct text imsi;
	struct text iccid;             /* of the profile in stock that has it */
};
extern const struct server_function stage_function;

/* All profiles of a batch are released, those that have no order yet available; or gone. No result. STATUS_BUSY: the holder's
 * lease (smdp/batch_lease.h) is another's by now, or the batch has ended. */
struct batch_request {
	struct text batch;
	struct text holder; /* empty: nobody needs to hold it */
	struct text fault;  /* why it is dropped; empty: somebody wanted it */
};
extern const struct server_function publish_batch_function, drop_batch_function;

/* Adds the changes of the latter. */
enum status stock_batch_drop(struct exchange *exchange, const struct batch_request *request) MUST_CHECK;

/* Adds the changes that drop what nobody published in time. */
enum status stock_batch_expire(struct exchange *exchange) MUST_CHECK;

#endif
