/* SPDX-License-Identifier: Apache-2.0 */
/* Batches as the server knows them: begun, filled (stage_function, subscriber_add_function), and whole or gone in the end
 * (publish_batch_function, drop_batch_function). One that was interrupted is begun again under its name and goes on. */
#ifndef SMDP_BATCH_H
#define SMDP_BATCH_H

#include "smdp/stock_batch.h"

enum { BATCH_NAME_MAXIMUM = 100 };

/* The numbers stand in databases: never change one. */
enum batch_state { BATCH_FILLING = 1, BATCH_PUBLISHED = 2, BATCH_DROPPED = 3 };

/* "filling"; "unknown" for another number. */
const char *batch_state_name(int64_t state);

struct batch_record {
	struct text name, profile_type;
	int64_t wanted, state;
	int64_t first_number;    /* those from here on are the batch's, as many as are wanted */
	int64_t made;            /* so far, or in the end */
	int64_t started_at, changed_at;
};

/* Result: struct batch_record. Goes on with one of this name that is still filling, if type and number are the same; refused by
 * 8.2-3.3 when the name is taken otherwise (what was dropped has none any more), and by 8.2-2.1 when it is none. With a type
 * and a number it takes as many numbers of the type's ranges: refused by 8.2.5-3.9 without such a type, by 8.2.5-3.7 when fewer
 * are left. */
struct batch_begin_request {
	struct text name, profile_type;
	int64_t wanted; /* nought: as many as come */
};
extern const struct server_function batch_begin_function;

/* Result: struct batch_list, newest first; with `name` that one only, refused by 8.2-3.9 when it is not there. */
struct batch_list_request {
	struct text name;
	int64_t maximum;
};
struct batch_list {
	const struct batch_record *batches;
	size_t count;
};
extern const struct server_function batch_list_function;

#endif
