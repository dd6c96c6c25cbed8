/* SPDX-License-Identifier: Apache-2.0 */
/* The subscribers of a batch, one after the other: from a CSV file, from numbers counted up, or both. */
#ifndef PROGRAMS_PROFILE_BATCH_SUBSCRIBERS_H
#define PROGRAMS_PROFILE_BATCH_SUBSCRIBERS_H

#include <stdio.h>

#include "programs/output.h"
#include "subscription/number_range.h"
#include "subscription/number_set.h"
#include "subscription/subscriber_list.h"

enum { BATCH_RANGES = 4, BATCH_PLACE_SIZE = 40, BATCH_MAXIMUM = 1000000 };

struct batch_subscribers {
	FILE *list;                    /* NULL: there is no CSV */
	const char *path;
	struct subscriber_columns columns;
	char *line;                    /* of getline() */
	size_t line_room;
	uint64_t line_number;
	struct number_range ranges[BATCH_RANGES];
	size_t range_count;
	uint64_t count;                /* how many; nought: as many as there are lines */
	uint64_t given;
	struct number_set seen;
	char place[BATCH_PLACE_SIZE];  /* of the last one, for sentences: "line 4", "number 4" */
};

void batch_subscribers_release(struct batch_subscribers *subscribers);

/* By --csv, --count, --iccid, --imsi, --msisdn and --eid. False: a sentence was printed; return *out_code. */
bool batch_subscribers_open(const struct invocation *invocation, struct batch_subscribers *out, enum exit_code *out_code)
	MUST_CHECK;

/* Of a list, or of as many as `count`, without ranges. False: a sentence was printed; return EXIT_FAILED. */
bool batch_subscribers_begin(const struct invocation *invocation, const char *path, uint64_t count,
                             struct batch_subscribers *out) MUST_CHECK;

/* Fills what list and ranges say over what is in *out. STATUS_NOT_FOUND: there are no more; STATUS_MALFORMED: a sentence was
 * printed. */
enum status batch_subscribers_next(const struct invocation *invocation, struct batch_subscribers *subscribers,
                                   struct subscription *out) MUST_CHECK;

/* Remembers its numbers. False: one was used before; a sentence was printed. */
bool batch_subscribers_note(const struct invocation *invocation, struct batch_subscribers *subscribers,
                            const struct subscription *subscription) MUST_CHECK;

#endif
