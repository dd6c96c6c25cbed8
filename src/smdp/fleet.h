/* SPDX-License-Identifier: Apache-2.0 */
/* Many cards that get profiles by a list of their EIDs, as device management has it: each is ordered, confirmed and released
 * in one step. A list may be given again: what was assigned stays, what was not to be had is tried again. */
#ifndef SMDP_FLEET_H
#define SMDP_FLEET_H

#include "smdp/records.h"

enum { FLEET_NAME_MAXIMUM = 100 };

/* One card. Refused as order_function, and by 8.2-2.1 when the fleet's name is none; the refusal stands in the list then. Of a
 * card that has its profile already it is STATUS_BUSY. Result: struct fleet_row. */
struct fleet_assign_request {
	struct text fleet;
	struct text eid;
	struct text iccid;        /* empty: any of the type */
	struct text profile_type;
	bool with_code;           /* false: an empty matching ID, for cards whose default SM-DP+ this is */
};
struct fleet_row {
	struct text eid;
	struct text iccid;        /* empty: none */
	int state;                /* of the profile */
	struct text matching_id;  /* empty: it is found by its EID */
	struct text error_subject, error_reason; /* of the assignment, or of the download; empty: none */
	int64_t assigned_at;
};
extern const struct server_function fleet_assign_function;

/* Nothing set: it can be done, as far as can be seen before. */
struct order_choice;
struct failure fleet_assign_check(const struct fleet_assign_request *request, const struct order_choice *choice);

/* By EID; result: struct fleet_list. */
struct fleet_list_request {
	struct text fleet;
	struct text after;        /* EID; empty: from the first */
	int64_t maximum;
};
struct fleet_list {
	const struct fleet_row *rows;
	size_t count;
};
extern const struct server_function fleet_list_function;

/* All fleets by name; result: struct fleets. */
struct fleets_request {
	int64_t maximum;
};
struct fleets {
	const struct fleet_summary {
		struct text name;
		int64_t cards, assigned;  /* of the cards, those that have a profile */
		int64_t assigned_at;      /* the last one */
	} *fleets;
	size_t count;
};
extern const struct server_function fleets_function;

#endif
