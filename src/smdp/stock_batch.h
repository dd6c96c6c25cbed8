/* SPDX-License-Identifier: Apache-2.0 */
/* Many profiles that come into stock together, ordered and released: each is staged by itself, where no card gets it, and all
 * of them appear in one transaction. What was staged and never published is dropped after a day. */
#ifndef SMDP_STOCK_BATCH_H
#define SMDP_STOCK_BATCH_H

#include "smdp/stock.h"

enum { STAGED_SECONDS_MAXIMUM = 24 * 3600 };

/* Refused by 8.2.1-3.3 when the ICCID is in stock, 8.2.6-3.3 when the matching ID is taken, 8.2.9-2.1 as stock_function. No
 * result. */
struct stage_request {
	struct stock_request profile;
	struct text batch;             /* its name: any, once */
	struct text eid;               /* empty: any card */
	struct text matching_id;
	struct text confirmation_code; /* empty: none; only its hash is kept */
};
extern const struct server_function stage_function;

/* All profiles of a batch are released; or gone. No result. */
struct batch_request {
	struct text batch;
};
extern const struct server_function publish_batch_function, drop_batch_function;

/* Adds the changes that drop what nobody published in time. */
enum status stock_batch_expire(struct exchange *exchange) MUST_CHECK;

#endif
