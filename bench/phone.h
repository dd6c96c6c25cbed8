/* SPDX-License-Identifier: Apache-2.0 */
/* A phone: card and LPA in this process, and a clock that knows whose turn it is. Whoever has it carries its requests to a
 * server. One thread at a time. */
#ifndef BENCH_PHONE_H
#define BENCH_PHONE_H

#include "lpa/download_session.h"
#include "lpa/notification_delivery.h"
#include "lpa/session.h"
#include "support/test_card.h"

/* What went between LPA and card, both ways: commands with their headers, answers with their status words. */
struct link_count {
	size_t octets;          /* all */
	size_t package_link;    /* those of LoadBoundProfilePackage, the result included (SGP.22 5.7.6) */
	size_t package;         /* of them, the bound package itself */
	bool carries_package;   /* what goes on now */
	unsigned apdus;
};

struct phone {
	struct test_pki pki; /* the world's, with a card certificate of its own */
	struct test_card card;
	struct lpa_session session;
	struct lpa_download download;
	struct lpa_delivery delivery;
	double card_spent, lpa_spent; /* CPU microseconds so far, without what reading the clock costs */
	struct link_count link;       /* so far */
	double reading_cost;
};

/* `number` tells this card from others of the same world. */
void phone_make(struct phone *phone, const struct test_pki *world, unsigned number);
void phone_release(struct phone *phone);

/* Begin what phone_next() goes on with, and see that it has come to a good end. */
void phone_begin_download(struct phone *phone, const char *matching_id);
void phone_end_download(struct phone *phone);
void phone_begin_delivery(struct phone *phone);
void phone_end_delivery(struct phone *phone);

/* Everything up to the next request to the server, which is then wanted, or to the end: LPA_WANT_NOTHING. */
struct lpa_want phone_next(struct phone *phone);
void phone_server_answered(struct phone *phone, int http_status, struct bytes body);

/* Deletes a profile that is not enabled. What the card has to report of it is thrown away. */
void phone_delete(struct phone *phone, const char *iccid);

#endif
