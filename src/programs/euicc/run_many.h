/* SPDX-License-Identifier: Apache-2.0 */
/* Many cards in one process, each in a thread of its own with a link of its own. */
#ifndef PROGRAMS_EUICC_RUN_MANY_H
#define PROGRAMS_EUICC_RUN_MANY_H

#include "programs/output.h"

/* Calls run() for each argument, in a thread that sees this argument alone and gets its number from nought. SIGTERM and SIGINT
 * end all; so does a card that fails. Returns when all have ended: with the worst of what they returned. */
enum exit_code euicc_run_many(struct invocation *invocation,
                              enum exit_code (*run)(struct invocation *invocation, unsigned ordinal));

#endif
