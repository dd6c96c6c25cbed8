/* SPDX-License-Identifier: Apache-2.0 */
/* Asks an SM-DS what waits for the card, and follows what it says to other SM-DS until it comes to SM-DP+ servers
 * (SGP.22 3.6.2, 5.8). Nothing is downloaded: what is found is for download_session.h, with the event ID as matching ID. */
#ifndef LPA_DISCOVERY_H
#define LPA_DISCOVERY_H

#include "lpa/authentication.h"
#include "rsp/event_entries.h"

enum {
	DISCOVERY_VISITS_MAXIMUM = 64,  /* of one discovery; what is beyond waits for the next one */
	DISCOVERY_DEPTH_MAXIMUM = 2,    /* the Root SM-DS, an Alternative SM-DS, an SM-DP+ (SGP.22 3.6.1) */
	DISCOVERY_KEPT_MAXIMUM = 4 << 20,
};

enum lpa_visit_outcome {
	VISIT_AHEAD,  /* not there yet */
	VISIT_SMDS,   /* an SM-DS; what it says are visits too */
	VISIT_SMDP,   /* found: a download waits here */
	VISIT_FAILED,
};

/* One server, and the event that led to it. */
struct lpa_visit {
	struct text address;
	struct text event_id; /* empty: everything that it has for the card */
	unsigned depth;
	enum lpa_visit_outcome outcome;
	struct lpa_failure failure; /* VISIT_FAILED: why */
};

struct lpa_discovery_order {
	struct text smds_address; /* empty: the Root SM-DS that the card names */
	struct device_info device;
};

enum lpa_discovery_state {
	DISCOVERY_NEW,
	DISCOVERY_ADDRESS,             /* asked the card for its Root SM-DS */
	DISCOVERY_TURN,                /* between two visits */
	DISCOVERY_INFO,                /* as in a download, with each server in turn */
	DISCOVERY_CHALLENGE,
	DISCOVERY_INITIATE,
	DISCOVERY_AUTHENTICATE_SERVER,
	DISCOVERY_AUTHENTICATE_CLIENT,
	DISCOVERY_DONE,
	DISCOVERY_FAILED,
	DISCOVERY_STATE_COUNT
};

enum lpa_discovery_event {
	DISCOVERY_VISIT = LPA_EVENT_OWN, /* the next server */
	DISCOVERY_VISITED,               /* its turn is over */
	DISCOVERY_FINISHED,
	DISCOVERY_EVENT_COUNT
};

struct lpa_discovery {
	struct lpa_job job;
	struct lpa_authentication dialogue;
	struct arena kept;
	struct lpa_visit *visits; /* in the order that they were heard of; in the arena */
	size_t visit_count;
	size_t current;
	bool more; /* there were more than DISCOVERY_VISITS_MAXIMUM */
};

extern const struct state_machine lpa_discovery_machine;

/* The job succeeds when the first SM-DS was asked, whatever became of the visits that followed. STATUS_MALFORMED: no address
 * (the job's failure says so); STATUS_NO_MEMORY. */
enum status lpa_discovery_init(struct lpa_discovery *discovery, const struct lpa_discovery_order *order) MUST_CHECK;
void lpa_discovery_release(struct lpa_discovery *discovery);

#endif
