/* SPDX-License-Identifier: Apache-2.0 */
/* What a server sees of a phone, and no more: the messages of a download with their signatures, but nothing is checked,
 * opened or installed beyond what the next message needs. So that one core of visitors keeps one of a server busy. One
 * thread at a time. */
#ifndef BENCH_VISITOR_H
#define BENCH_VISITOR_H

#include "ports/http_client.h"
#include "support/scripted_card.h"

enum { VISITOR_CARDS = 16 };

struct visitor {
	struct scripted_card card;
	/* It comes as another card each time, in turn: certificates that the server meets again and again would be known. */
	struct buffer certificates[VISITOR_CARDS];
	char eids[VISITOR_CARDS][EID_DIGITS + 1];
	unsigned visits;
	const char *address; /* of the server; an SM-DP+'s unless it is changed */
};

/* `number` tells its cards from those of others of the same world. */
void visitor_make(struct visitor *visitor, const struct test_pki *world, unsigned number);
void visitor_release(struct visitor *visitor);

/* Carries a request to the server and gives its status and body; nought: no answer came. */
struct visitor_road {
	void *self;
	int (*post)(void *self, const struct http_client_request *request, struct buffer *out);
};

/* One download from the first request to the delivered notifications, or until the server has not done as asked: false. */
bool visitor_download(struct visitor *visitor, const struct visitor_road *road, const char *matching_id,
                      const char *iccid);

/* Both requests to an SM-DS, without an event ID; false also when no event is there. */
bool visitor_discover(struct visitor *visitor, const struct visitor_road *road);

/* An SM-DP+ instead of a card: registers an event over ES12, or deletes it. */
bool visitor_register(struct visitor *visitor, const struct visitor_road *road, const char *eid, const char *event_id,
                      bool deletes);

/* The EID of the `card`-th card of the visitor with this number. */
void visitor_eid(unsigned number, unsigned card, char out[EID_DIGITS + 1]);

/* InitiateAuthentication alone. */
bool visitor_knock(struct visitor *visitor, const struct visitor_road *road);

#endif
