/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles for all cards of a list, or for none: it is asked of each whether it can be had before the first is given away, and
 * what was given away is taken back if one of the later ones cannot be had after all. Cards of the fleet that have their
 * profile already are left as they are, so that a list which was interrupted can be given again. */
#ifndef SMDP_FLEET_ORDER_H
#define SMDP_FLEET_ORDER_H

#include "smdp/fleet.h"

enum { FLEET_ORDER_MAXIMUM = 1000 /* cards */ };

struct fleet_card {
	struct text eid, iccid; /* no ICCID: any of the type */
	uint32_t line;          /* of the list, for sentences */
};

/* Result: struct fleet_ordered. Refused as fleet_assign_function, by the codes of the first line that was and with a sentence
 * about the first few; 8.2.5-3.7 also when there are fewer of the type than cards. Nothing has changed then, but for orders
 * that were taken back. */
struct fleet_order_request {
	struct text fleet, profile_type;
	bool with_codes;
	const struct fleet_card *cards;
	size_t count;
};
struct fleet_ordered {
	size_t assigned, left;
};
extern const struct server_function fleet_order_function;

#endif
