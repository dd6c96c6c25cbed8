/* SPDX-License-Identifier: Apache-2.0 */
/* What happened to a profile: a row for each function about it, written in the transaction of the function itself. */
#ifndef SMDP_HISTORY_H
#define SMDP_HISTORY_H

#include "smdp/records.h"

/* The record of functions about one profile, exchange->iccid: adds a row to the changes if there is such a profile and the
 * function was refused or changes something. Refusals are bounded for
 * each profile, because nobody needs to be known to cause one. */
enum status history_record(struct exchange *exchange) MUST_CHECK;

/* The same for a function that does not say so itself: another row, with codes (empty: executed) and a sentence. */
enum status history_add(struct exchange *exchange, struct text function, struct text subject, struct text reason,
                        struct text detail) MUST_CHECK;

struct history_entry {
	int64_t at; /* seconds since 1970 */
	struct text function;
	struct text actor;
	struct text subject, reason; /* empty: executed */
	struct text detail;
};

/* Of one profile, oldest first; refused by 8.2.1-3.9: there is neither a profile nor a history. Result: struct history_list. */
struct history_request {
	struct text iccid;
	int64_t maximum; /* the newest so many */
};
struct history_list {
	const struct history_entry *entries;
	size_t count;
};
extern const struct server_function history_function;

/* Adds the end of rows that are older than `seconds`. */
enum status history_expire(struct exchange *exchange, int64_t seconds) MUST_CHECK;

#endif
