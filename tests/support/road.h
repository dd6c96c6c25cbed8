/* SPDX-License-Identifier: Apache-2.0 */
/* SM-DP+, eUICC and LPA in one process, without a socket, and all that can happen between them: a user who says no,
 * answers that get lost, a card that is pulled out, somebody who changes what is on its way. */
#ifndef TESTS_SUPPORT_ROAD_H
#define TESTS_SUPPORT_ROAD_H

#include "lpa/card_call.h"
#include "lpa/download_session.h"
#include "lpa/notification_delivery.h"
#include "lpa/session.h"
#include "support/test_card.h"
#include "support/test_smdp.h"

enum { ROAD_NEVER = -1, ROAD_SERVERS_MAXIMUM = 4 };

/* A server beside the SM-DP+; host NULL: it is down. */
struct road_server {
	const char *address;
	struct test_host *host;
};

struct road {
	struct test_pki pki;
	struct test_smdp smdp;
	struct test_card card;
	struct road_server servers[ROAD_SERVERS_MAXIMUM];
	struct lpa_session session;
	/* the user */
	enum lpa_event consent;
	const char *codes[3]; /* what is typed when a code is asked for, one after the other */
	size_t codes_asked;
	/* the weather */
	int lost_answer; /* this request is done, and its answer gets lost; counted from 0 */
	int requests;
	int pulled_after;          /* the card is pulled out after so many APDUs of loading; ROAD_NEVER */
	bool pulled_when_executed; /* after the card has carried that APDU out */
	int killed_after;          /* the LPA's process is killed after so many APDUs of loading; ROAD_NEVER */
	bool killed_when_executed; /* after the card has carried that APDU out */
	bool killed, killed_between_pieces;
	size_t piece_begun;        /* where the piece that was under way last begins */
	int network_lost_from;     /* from this request on nobody is reached; ROAD_NEVER */
	int stopped_after;         /* the user stops after so many APDUs of loading; ROAD_NEVER */
	int loading_apdus;
	bool network_down;
	/* Somebody on the way: sees each body, and gives the one that arrives; NULL: nobody. What it gives must outlive the
	 * request. */
	struct text (*change)(void *changer, const char *path, bool is_answer, struct text body);
	void *changer;
};

/* A server and a card of one world, and nothing ordered. `segment_size` is the LPA's for STORE DATA; nought: the usual. */
void road_begin(struct road *road, enum curve curve, size_t segment_size);
/* As above, with a server that has certificates of several worlds and a card that trusts several, both in this order, and
 * signs under the first `signing` of them. road->pki is not used. */
struct road_worlds {
	const struct test_pki *const *worlds;
	size_t count, signing;
};
void road_begin_between(struct road *road, const struct road_worlds *server, const struct road_worlds *card);
void road_release(struct road *road);

/* A package with its metadata; then ordered, confirmed and released, for this EID or any (NULL), with this code or none
 * (NULL); or both at once for the test profile. */
void road_stock(struct road *road, struct bytes package, const struct profile_metadata *metadata);
void road_order(struct road *road, const char *iccid, const char *matching_id, const char *eid, const char *code);
void road_offer(struct road *road, const char *iccid, const char *matching_id, const char *eid, const char *code);

/* A new process of the LPA, after one that was killed. */
void road_restart_lpa(struct road *road);

/* Runs a job to its end, or until the LPA is killed; whether it succeeded. */
bool road_run(struct road *road, struct lpa_job *job);

struct road_outcome {
	bool installed;
	struct lpa_failure failure;
	int cancel_reason;
	bool server_told;
};

/* The order that road_download() downloads. `matching_id` may be NULL. */
struct lpa_download_order road_order_of(const char *matching_id);

/* `matching_id` may be NULL. */
struct road_outcome road_download(struct road *road, const char *matching_id);
void road_assert_installed(struct road_outcome outcome);
void road_assert_refused(struct road_outcome outcome, const char *subject, const char *reason);

/* Notifications: how many were sent, and how many the card keeps. */
void road_deliver(struct road *road, size_t sent, size_t kept);
/* Of the profile at the server. */
void road_assert_state(struct road *road, const char *iccid, const char *state);
/* How many profiles the card lists, and how many of them are enabled. */
void road_assert_profiles(struct road *road, size_t count, size_t enabled);

struct profile_identifier profile_of(const char *iccid);
void road_enable(struct road *road, const char *iccid);

#endif
