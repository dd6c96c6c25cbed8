/* SPDX-License-Identifier: Apache-2.0 */
/* A list that somebody handed over as text: taken whole, or refused with its wrong lines. */
#ifndef SMDP_ADMIN_CSV_H
#define SMDP_ADMIN_CSV_H

#include "server/exchange.h"
#include "subscription/subscriber_text.h"

/* Takes one line. STATUS_MALFORMED: `fault` says what is wrong with it, without the line's number. */
typedef enum status admin_csv_take(void *context, const struct subscription *line, uint32_t number,
                                   char fault[SUBSCRIPTION_FAULT_SIZE]);

/* Reads all lines, up to `maximum`. STATUS_REFUSED: the exchange's failure has a sentence with the first wrong lines. Other
 * statuses of `take`; STATUS_NO_MEMORY. */
enum status admin_csv_read(struct text csv, size_t maximum, admin_csv_take *take, void *context, struct exchange *exchange)
	MUST_CHECK;

#endif
