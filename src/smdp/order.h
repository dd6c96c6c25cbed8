/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator does with profiles in stock (SGP.22 5.3, ES2+): order, confirm, release, cancel. Functions of an
 * exchange: set exchange->request to the struct beside the function, and exchange->caller unless the house itself asks. Texts
 * must live as long as the exchange. Empty texts are absent. */
#ifndef SMDP_ORDER_H
#define SMDP_ORDER_H

#include "smdp/caller.h"

/* ES2+.DownloadOrder (5.3.1): an available profile, by ICCID or any of a type; if there is none of a type that has ranges,
 * one is made. Result: struct order_result. */
struct order_request {
	struct text iccid;
	struct text eid;
	struct text profile_type;
};
struct order_result {
	struct text iccid;
	struct text eid;
	struct text matching_id;
};
extern const struct server_function order_function;

/* ES2+.ConfirmOrder (5.3.2). Result: struct order_result. */
struct confirm_request {
	struct text iccid;
	struct text eid;
	bool has_matching_id;      /* false: one is made, unless the profile's type has orders found by their EID */
	struct text matching_id;   /* empty: the card asks by its EID alone */
	struct text confirmation_code; /* empty: none; only its hash is kept */
	struct text smds_address;
	bool release;
	int64_t expires_at;        /* seconds since 1970; nought: never */
};
extern const struct server_function confirm_function;

/* ES2+.ReleaseProfile (5.3.4). No result. */
struct release_request {
	struct text iccid;
};
extern const struct server_function release_function;

/* ES2+.CancelOrder (5.3.3). No result. */
struct cancel_request {
	struct text iccid;
	struct text eid;
	struct text matching_id;
	bool by_owner;  /* whoever runs the server need not repeat EID and matching ID */
	bool available; /* afterwards; false: unavailable */
	bool undecided; /* neither was said */
};
extern const struct server_function cancel_function;

/* An order that has failed, or would soon, can be downloaded again: its counters start anew, and from Error it is released
 * again. Nothing of it is forgotten. No result. */
struct renew_request {
	struct text iccid;
	bool has_expiry;
	int64_t expires_at; /* seconds since 1970; nought: never */
};
extern const struct server_function renew_function;

/* What a profile is as if it had never been ordered. */
struct profile_record order_blank(const struct profile_record *profile);

#endif
