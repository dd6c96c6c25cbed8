/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and codes that nobody gave, drawn at random; OPc from OP. */
#ifndef SUBSCRIPTION_KEY_DRAW_H
#define SUBSCRIPTION_KEY_DRAW_H

#include "crypto/usim_authenticate.h"
#include "ports/random.h"
#include "subscription/subscription.h"

/* What a kind of profile has a place for. */
struct key_plan {
	enum usim_algorithm algorithm;
	size_t sizes[SUBSCRIPTION_FIELDS]; /* characters of the value to draw; nought: leave it */
};

/* Fills the fields of the plan that are empty. With `op` given, OPc (TS 35.206 4.1) or TOPc (TS 35.231 6.1) follows from
 * it. Digits are drawn evenly. STATUS_MALFORMED: Ki or OP of a size that the algorithm does not have; STATUS_IO: no random
 * octets. */
enum status key_draw(const struct key_plan *plan, const struct random *random, struct subscription *subscription)
	MUST_CHECK;

#endif
