/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses as the library's callers know them. */
#ifndef LPA_LIBRARY_OUTCOME_H
#define LPA_LIBRARY_OUTCOME_H

#include "base/status.h"
#include "provisim/lpa.h"

enum provisim_lpa_status lpa_outcome(enum status status) MUST_CHECK;

/* TRY() for functions that answer callers. */
#define TRY_OUTCOME(call)                                                   \
	do {                                                                \
		enum provisim_lpa_status try_outcome = lpa_outcome(call);   \
		if (try_outcome != PROVISIM_LPA_OK)                         \
			return try_outcome;                                 \
	} while (0)

#endif
