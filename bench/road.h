/* SPDX-License-Identifier: Apache-2.0 */
/* One SM-DP+ and many phones (LPA and eUICC) in one process, and a clock that knows whose turn it is. The phones go on
 * side by side, so that the server meets several requests at once, as a server does. */
#ifndef BENCH_ROAD_H
#define BENCH_ROAD_H

#include "lpa/download_session.h"
#include "lpa/notification_delivery.h"
#include "lpa/session.h"
#include "support/test_card.h"
#include "support/test_smdp.h"

enum role { ROLE_SMDP, ROLE_EUICC, ROLE_LPA, ROLE_COUNT };

enum { PHONES = 16 };

struct phone {
	struct test_pki pki; /* the road's, with a card certificate of its own */
	struct test_card card;
	struct lpa_session session;
	struct lpa_download download;
	struct lpa_delivery delivery;
	char iccid[24];
	bool busy;
	struct http_answer answer; /* of the server, when status is not nought */
};

/* CPU microseconds. */
struct expense {
	double of[ROLE_COUNT];
	double writing; /* of the SM-DP+'s, by the database's own thread */
	unsigned apdus; /* how many */
};

struct road {
	struct test_pki pki;
	struct test_smdp smdp;
	struct phone phones[PHONES];
	struct expense expense;   /* so far */
	double reading_cost;      /* cpu_reading_cost() */
	unsigned downloads;       /* begun so far */
};

void road_make(struct road *road, enum curve curve);
void road_release(struct road *road);

/* Every phone downloads a profile of its own, of about `size` octets, and delivers the notifications; then deletes it
 * again, which is not counted. */
void road_run(struct road *road, unsigned size);

#endif
