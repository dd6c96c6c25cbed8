/* SPDX-License-Identifier: Apache-2.0 */
/* The road with somebody on it who spoils one message. */
#ifndef TESTS_SCENARIOS_BAD_INPUT_STORY_H
#define TESTS_SCENARIOS_BAD_INPUT_STORY_H

#include "message_spoiler.h"
#include "support/road.h"

#define INITIATE     "initiateAuthentication"
#define CLIENT       "authenticateClient"
#define PACKAGE      "getBoundProfilePackage"
#define NOTIFICATION "handleNotification"
#define CANCEL       "cancelSession"

struct fault {
	const char *what;
	const char *function; /* of ES9+ */
	bool in_answer;
	const char *member;
	struct bytes (*spoil)(struct message_spoiler *spoiler, struct bytes element);
	struct text (*spoil_text)(struct message_spoiler *spoiler, struct text body, const char *member);
	/* Who must notice: the server by codes, the card by an error of its own, or else the LPA. */
	const char *codes;
	int card_error;
	const char *sentence; /* a part of what the user reads */
	const char *state;    /* of the order, when the card's notifications were sent */
};

struct story {
	struct road road;
	struct test_pki stranger;
	struct message_spoiler spoiler;
	const struct fault *fault; /* until it has happened */
};

/* `fault` may be NULL. */
void story_begin(struct story *story, const struct fault *fault);
void story_release(struct story *story);

#endif
