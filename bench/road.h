/* SPDX-License-Identifier: Apache-2.0 */
/* One SM-DP+ and many phones in one process. The phones go on side by side, so that the server meets several requests at
 * once, as a server does. */
#ifndef BENCH_ROAD_H
#define BENCH_ROAD_H

#include "phone.h"
#include "support/test_smdp.h"

enum { PHONES = 16 };

struct road {
	struct test_pki pki;
	struct test_smdp smdp;
	struct phone phones[PHONES];
	struct http_answer answers[PHONES]; /* of the server; there is one when its status is not nought */
	unsigned downloads;                 /* begun so far */
};

/* CPU microseconds for one download. */
struct expense {
	double smdp, card, lpa;
	double writing; /* of the SM-DP+'s, by the database's own thread */
	struct link_count link; /* of one phone: they are alike */
};

void road_make(struct road *road, enum curve curve);
void road_release(struct road *road);

/* Every phone downloads a profile of its own, of about `size` octets, and delivers the notifications; then deletes it
 * again, which is not counted. */
struct expense road_run(struct road *road, unsigned size);

#endif
