/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses as the library's callers know them. */
#ifndef LIBRARY_OUTCOME_H
#define LIBRARY_OUTCOME_H

#include "base/status.h"
#include "provisim/euicc.h"

enum provisim_euicc_status outcome(enum status status) MUST_CHECK;

/* TRY() for functions that answer callers. */
#define TRY_OUTCOME(call)                                                     \
	do {                                                                  \
		enum provisim_euicc_status try_outcome = outcome(call);       \
		if (try_outcome != PROVISIM_EUICC_OK)                         \
			return try_outcome;                                   \
	} while (0)

#endif
