/* SPDX-License-Identifier: Apache-2.0 */
/* A slice of a batch: the next of its subscribers, staged a few at a time. Whoever fills a batch, a command or a server, does
 * it by these, one after the other. */
#ifndef SMDP_BATCH_FILL_H
#define SMDP_BATCH_FILL_H

#include "smdp/profile_type_rules.h"
#include "smdp/subscriber.h"

enum { BATCH_SLICE_MAXIMUM = 256, BATCH_AT_ONCE = 32 };

/* One subscriber, and where it came from: "line 4", "number 4". */
struct batch_member {
	struct subscription given;
	uint64_t place;
};

/* A slice on its way; large: on the heap. */
struct batch_slice {
	struct text batch, profile_type;
	bool is_list;
	size_t at_once; /* by batch_pace() */
	size_t count;
	struct batch_member members[BATCH_SLICE_MAXIMUM];
};

struct batch_slice *batch_slice_new(void) MUST_CHECK; /* NULL without memory */
void batch_slice_free(struct batch_slice *slice);     /* wiped */

/* How many at once: where a list leaves numbers to be counted one after the other, nothing is gained by several.
 * `has_field[i]`: the list has a column for type_range_fields[i]; NULL: there is no list. */
size_t batch_pace(const struct profile_type_rules *rules, const bool has_field[TYPE_RANGES]);

/* Adds a subscriber at the end of the slice, with its numbers at `index` of the type's ranges if there is no list.
 * STATUS_MALFORMED: `fault` has a sentence with its place. The slice must not be full. */
enum { BATCH_FAULT_SIZE = 300 };
enum status batch_slice_put(struct batch_slice *slice, const struct profile_type_rules *rules, uint64_t index,
                            const struct subscription *given, uint64_t place, char fault[BATCH_FAULT_SIZE]) MUST_CHECK;

/* Stages a struct batch_slice. Refused as subscriber_add_function was for the first that was, its place before the sentence;
 * another status: the database could not be used, some may be staged. No result. */
extern const struct server_function batch_fill_function;

#endif
