/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of the user during a download, in words. */
#ifndef PROGRAMS_LPA_CONSENT_H
#define PROGRAMS_LPA_CONSENT_H

#include "programs/lpa/run.h"

enum { CONSENT_ANSWER_SIZE = 128 };

/* Puts the question and reads the answer: LPA_EVENT_YES, _NO or _LATER. `typed` gets what was asked to be typed.
 * Without anybody to ask, and without --yes: LPA_EVENT_LATER. */
enum lpa_event lpa_consent_ask(struct lpa_run *run, const struct lpa_question *question, char typed[CONSENT_ANSWER_SIZE]);

#endif
