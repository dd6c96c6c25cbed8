/* SPDX-License-Identifier: Apache-2.0 */
/* A whole list of subscribers (subscription/subscriber_list.h) as somebody sent it: its lines one after the other, no number
 * twice. */
#ifndef SUBSCRIPTION_SUBSCRIBER_TEXT_H
#define SUBSCRIPTION_SUBSCRIBER_TEXT_H

#include "subscription/number_set.h"
#include "subscription/subscriber_list.h"

enum { SUBSCRIBER_TEXT_FAULT_SIZE = SUBSCRIPTION_FAULT_SIZE + 24 };

struct subscriber_text {
	struct text rest; /* borrowed */
	struct subscriber_columns columns;
	struct number_set seen;
	uint32_t line;    /* of the last one, from 1 */
};

void subscriber_text_release(struct subscriber_text *list);

/* Reads the line that names the columns. `text` must live as long as *out. STATUS_MALFORMED: `fault` has a sentence with the
 * line's number. */
enum status subscriber_text_begin(struct text text, struct subscriber_text *out, char fault[SUBSCRIBER_TEXT_FAULT_SIZE])
	MUST_CHECK;

/* The next subscriber, over what is in *out; empty lines are none. STATUS_NOT_FOUND: there are no more; STATUS_MALFORMED: as
 * above, and also for a number that an earlier line has, one can go on behind it; STATUS_TOO_LARGE; STATUS_NO_MEMORY. */
enum status subscriber_text_next(struct subscriber_text *list, struct subscription *out, char fault[SUBSCRIBER_TEXT_FAULT_SIZE])
	MUST_CHECK;

/* The list has this column. */
bool subscriber_text_has(const struct subscriber_text *list, enum subscription_field field);

#endif
