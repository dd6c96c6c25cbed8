/* SPDX-License-Identifier: Apache-2.0 */
/* Which profile an order gets: the one it names, one of its type in stock, or one that is made for it. */
#ifndef SMDP_ORDER_CHOICE_H
#define SMDP_ORDER_CHOICE_H

#include "smdp/generation.h"

struct order_choice {
	struct profile_record profile;
	struct generation_source source;
	bool type_is_known;
	bool can_be_made; /* nothing is left of the type, and one more may be made */
};

/* Sets the query and, for an order by ICCID, exchange->iccid. */
enum status order_choice_ask(struct exchange *exchange, struct text iccid, struct text profile_type) MUST_CHECK;

/* What was loaded; another operator's profile is none. */
struct order_choice order_choice_read(const struct exchange *exchange, struct text iccid);

/* Nothing set: it can be ordered (SGP.22 5.3.1). 8.2.1-3.9, 8.2.5-3.9, 8.2.5-3.7, 8.2.5-3.8, 8.2.1-3.3. */
struct failure order_choice_check(struct text iccid, struct text profile_type, const struct order_choice *choice);

/* Adds the changes that give it away as choice->profile says, whose ICCID is set if it is made now. Leaves exchange->failure
 * set when it cannot be made. */
enum status order_choice_take(struct exchange *exchange, struct order_choice *choice) MUST_CHECK;

#endif
