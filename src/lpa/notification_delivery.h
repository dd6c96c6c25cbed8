/* SPDX-License-Identifier: Apache-2.0 */
/* Brings what the card has to report to those who asked for it (SGP.22 3.5): for each address in ascending order, one
 * at a time; a notification is removed from the card only after the server has taken it. An address that fails keeps
 * the rest of its notifications, in order, for the next time; other addresses go on. */
#ifndef LPA_NOTIFICATION_DELIVERY_H
#define LPA_NOTIFICATION_DELIVERY_H

#include "lpa/job.h"
#include "rsp/notification.h"

enum { DELIVERY_ITEMS_MAXIMUM = 256 };

enum lpa_delivery_state {
	DELIVERY_NEW,
	DELIVERY_LIST,     /* asked the card what there is */
	DELIVERY_NEXT,     /* chooses */
	DELIVERY_RETRIEVE, /* asked the card for one */
	DELIVERY_SEND,     /* posted it */
	DELIVERY_REMOVE,   /* asked the card to forget it */
	DELIVERY_DONE,
	DELIVERY_FAILED,
	DELIVERY_STATE_COUNT
};

enum lpa_delivery_event { DELIVERY_CHOSEN = LPA_EVENT_OWN, DELIVERY_GO_ON, DELIVERY_NOTHING_LEFT, DELIVERY_EVENT_COUNT };

struct lpa_delivery_item {
	struct notification_metadata metadata; /* its address lives in the delivery */
	enum lpa_delivery_outcome { DELIVERY_WAITING, DELIVERY_SENT, DELIVERY_SENT_AND_REMOVED, DELIVERY_KEPT } outcome;
	const char *why_kept; /* a sentence, or NULL */
};

struct lpa_delivery_settings {
	bool by_number;                   /* only these, and no others */
	const uint64_t *sequence_numbers; /* borrowed */
	size_t sequence_number_count;
	bool leave_on_card; /* do not remove what was sent */
};

struct lpa_delivery {
	struct lpa_job job;
	struct lpa_delivery_settings settings;
	struct arena kept;
	struct lpa_delivery_item items[DELIVERY_ITEMS_MAXIMUM]; /* by ascending sequence number */
	size_t count;
	size_t current;
	size_t sent, kept_count;
	bool stopped;
};

extern const struct state_machine lpa_delivery_machine;

/* The job fails only if the card fails; what was not delivered says so itself. */
void lpa_delivery_init(struct lpa_delivery *delivery, const struct lpa_delivery_settings *settings);
void lpa_delivery_release(struct lpa_delivery *delivery);

#endif
