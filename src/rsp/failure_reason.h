/* SPDX-License-Identifier: Apache-2.0 */
/* Why a function of ES2+, ES9+, ES11, ES12 or ES15 was not executed: subject and reason code (SGP.22 5.2.6), and the
 * sentence that goes with the pair. One table, used by servers, the LPA's messages and the tests. */
#ifndef RSP_FAILURE_REASON_H
#define RSP_FAILURE_REASON_H

#include "base/bytes.h"
#include "base/status.h"

/* Views of string literals or of memory that the failure's holder keeps. Empty subject_code: no failure. */
struct failure {
	struct text subject_code; /* "8.2.6" */
	struct text reason_code;  /* "3.8" */
	struct text message;      /* one sentence */
};

static inline bool failure_is_set(const struct failure *failure)
{
	return failure->subject_code.size > 0;
}

/* A failure of two literals with their sentence: failure_make("8.2.6", "3.8"). */
struct failure failure_make(const char *subject_code, const char *reason_code);

/* The sentence for a pair: its own, or the general one of the reason. Never empty; static. */
struct text failure_sentence(struct text subject_code, struct text reason_code);

/* Rows for explanation.h: "8.2.6/3.8"; and, with a star as subject, for a reason that stands with any other subject. */
struct explanation;
bool failure_explanation(size_t index, struct explanation *out) MUST_CHECK;

/* "Matching ID", "Refused"; empty when the code is not in SGP.22 5.2.6. */
struct text failure_subject_name(struct text subject_code);
struct text failure_reason_name(struct text reason_code);

bool failure_is(const struct failure *failure, const char *subject_code, const char *reason_code);

#endif
