/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a profile at an SM-DP+ (SGP.22 3.1.6): one table of states and events. */
#ifndef SMDP_PROFILE_STATE_H
#define SMDP_PROFILE_STATE_H

#include "rsp/transition.h"

/* The numbers stand in databases: never change one. */
enum smdp_profile_state {
	STOCK_AVAILABLE = 0,
	STOCK_ALLOCATED = 1,  /* ordered, for any card */
	STOCK_LINKED = 2,     /* ordered, for one card */
	STOCK_CONFIRMED = 3,  /* has a matching ID, not to be downloaded yet */
	STOCK_RELEASED = 4,   /* can be downloaded */
	STOCK_DOWNLOADED = 5, /* a package was bound and given out */
	STOCK_INSTALLED = 6,
	STOCK_ENABLED = 7,    /* the three as the card's notifications tell */
	STOCK_DISABLED = 8,
	STOCK_DELETED = 9,
	STOCK_ERROR = 10,
	STOCK_UNAVAILABLE = 11,
	STOCK_STAGED = 12,    /* of a batch that is not whole yet */
	STOCK_STATE_COUNT
};

enum smdp_profile_event {
	STOCK_ORDER,             /* without an EID */
	STOCK_ORDER_LINKED,      /* with one */
	STOCK_CONFIRM,
	STOCK_CONFIRM_AND_RELEASE,
	STOCK_RELEASE,
	STOCK_AUTHENTICATE,      /* a card asked for it and may have it */
	STOCK_BIND,
	STOCK_FAIL,              /* limits, the user's no, a permanent installation error */
	STOCK_INSTALL,
	STOCK_ENABLE,
	STOCK_DISABLE,
	STOCK_DELETE,
	STOCK_CANCEL_TO_AVAILABLE,
	STOCK_CANCEL_TO_UNAVAILABLE,
	STOCK_PUBLISH,           /* the batch is whole */
	STOCK_RENEW,             /* the operator lets it be tried again */
	STOCK_REUSE,             /* its card deleted it, and may have it again */
	STOCK_PUBLISH_TO_STOCK,  /* the same of a profile without an order */
	STOCK_EVENT_COUNT
};

extern const struct state_machine smdp_profile_states;

/* Sets *state to where the event leads. STATUS_OUT_OF_ORDER: it cannot happen in this state; *state is as it was. */
enum status smdp_profile_advance(int *state, enum smdp_profile_event event) MUST_CHECK;

/* "released"; "unknown" for another number. */
const char *smdp_profile_state_name(int64_t state);
/* False: no such name. */
bool smdp_profile_state_parse(struct text name, int *out);

/* A card may ask for it. */
static inline bool smdp_profile_is_claimable(int64_t state)
{
	return state == STOCK_RELEASED || state == STOCK_DOWNLOADED;
}

#endif
