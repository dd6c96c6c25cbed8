/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles by what is known of them. Of a large stock only so many are looked at in one go. */
#ifndef SMDP_ADMIN_SEARCH_H
#define SMDP_ADMIN_SEARCH_H

#include "smdp/records.h"

/* Empty texts and a negative state: any. Result: struct admin_found. */
struct admin_search_request {
	struct text after;        /* ICCID; empty: from the first */
	int state;
	struct text profile_type, owner;
	struct text eid;          /* ordered for, or bound for */
	struct text iccid;        /* its first digits */
	struct text batch;        /* that it came with */
	struct text imsi;         /* of a package in stock; no other filter counts then */
	int64_t maximum;
};
struct admin_found {
	const struct profile_record *profiles;
	size_t count;
	struct text next;         /* to go on after; empty: there are no more */
};
extern const struct server_function admin_search_function;

#endif
