/* SPDX-License-Identifier: Apache-2.0 */
/* What provisim-lpa says while it works: named steps, and octets while a profile is loaded. */
#ifndef PROGRAMS_LPA_PROGRESS_H
#define PROGRAMS_LPA_PROGRESS_H

#include "programs/lpa/run.h"

/* Says what the current job is doing, if that is new. */
void lpa_progress_say(struct lpa_run *run);

/* Ends the line on which the job's octets are counted, if there is one; `job` may be NULL. */
void lpa_progress_end(struct lpa_run *run, const struct lpa_job *job);

/* With --verbose, to standard error. Commands that carry codes are not among them: ES10 never sees a code in clear. */
void lpa_trace_apdu(const struct invocation *invocation, const char *direction, struct bytes apdu);

/* Who was asked for what, and whether it was answered; also into --trace. Bodies are not told. */
void lpa_trace_http(const struct lpa_run *run, const struct http_client_request *request);
void lpa_trace_http_answer(const struct lpa_run *run, enum status status, const struct http_client_answer *answer);

#endif
