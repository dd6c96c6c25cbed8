/* SPDX-License-Identifier: Apache-2.0 */
/* What must be so after something went wrong. `what` names the case in the message of a failing test. */
#ifndef TESTS_SCENARIOS_BAD_INPUT_AFTERMATH_H
#define TESTS_SCENARIOS_BAD_INPUT_AFTERMATH_H

#include "support/road.h"

#define MATCHING_ID "BAD-1"
#define SECOND_ID   "BAD-2"

/* It says what happened and what to do, in whole sentences, and has this part. */
void check_sentence(const char *what, const char *sentence, const char *part);

/* Not installed, for this reason: `codes` ("8.2.6/3.8") of the server or NULL, the card's own error or nought. */
void check_refusal(const char *what, const struct road_outcome *outcome, const char *codes, int card_error,
                   const char *sentence);

/* Sends what the card has to say; how many notifications it keeps. */
size_t deliver(struct road *road);

/* The order of TEST_ICCID under MATCHING_ID is in this state, and goes well now; or a new one does, if it is "error".
 * The card has that profile and no other. */
void check_nothing_is_lost(struct road *road, const char *what, const char *state);

#endif
