/* SPDX-License-Identifier: Apache-2.0 */
/* Every ES10 function of the card: the tag of its command and who works on it (SGP.22 5.7). */
#ifndef EUICC_FUNCTION_TABLE_H
#define EUICC_FUNCTION_TABLE_H

#include "euicc/card.h"

struct es10_function {
	uint32_t tag;
	const char *name; /* as in SGP.22: "GetEUICCInfo2" */
	/* `command` is the whole command. Appends the whole response. A status other than STATUS_OK is for what the
	 * response object has no code for: the status word tells it, and nothing is answered. */
	enum status (*handle)(struct euicc *euicc, struct bytes command, struct buffer *answer);
};

/* NULL: no such function. */
const struct es10_function *es10_function_find(uint32_t tag);

/* Walks the table: the function at `index`, or NULL past the last. */
const struct es10_function *es10_function_at(size_t index);

#endif
