/* SPDX-License-Identifier: Apache-2.0 */
/* Batches as the server knows them: begun, filled (stage_function, subscriber_add_function), and whole or gone in the end
 * (publish_batch_function, drop_batch_function). One that was interrupted is begun again under its name and goes on. */
#ifndef SMDP_BATCH_H
#define SMDP_BATCH_H

#include "smdp/stock_batch.h"

enum { BATCH_NAME_MAXIMUM = 100 };

/* The numbers stand in databases: never change one. */
enum batch_state { BATCH_FILLING = 1, BATCH_PUBLISHED = 2, BATCH_DROPPED = 3 };

/* Who brings its subscribers. The numbers stand in databases: never change one. */
enum batch_source {
	BATCH_BY_HAND = 0, /* whoever began it */
	BATCH_NUMBERS = 1, /* servers, by the type's numbers */
	BATCH_LIST = 2,    /* servers, by a list that was handed over */
};

/* "filling"; "unknown" for another number. */
const char *batch_state_name(int64_t state);

struct batch_record {
	struct text name, profile_type;
	int64_t wanted, state;
	int64_t first_number;    /* those from here on are the batch's, as many as are wanted */
	int64_t made;            /* so far, or in the end */
	int64_t started_at, changed_at;
	enum batch_source source;
	struct text fault;       /* why it was given up; empty: it was not */
};

/* Result: struct batch_record. Goes on with one of this name that is still filling, if type and number are the same; refused by
 * 8.2-3.3 when the name is taken otherwise (what was dropped has none any more), and by 8.2-2.1 when it is none. With a type
 * and a number it takes as many numbers of the type's ranges: refused by 8.2.5-3.9 without such a type, by 8.2.5-3.7 when fewer
 * are left. A batch of a list takes none, and is never gone on with. */
struct batch_begin_request {
	struct text name, profile_type;
	int64_t wanted; /* nought: as many as come */
	enum batch_source source;
	struct text list; /* subscription/subscriber_list.h, `wanted` subscribers; kept sealed until the batch ends */
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

/* What is being filled is dropped; what is in stock leaves it, unless somebody has ordered one of its profiles. Refused:
 * 8.2-3.9 there is no such batch, or nothing is left of it; 8.2-3.3 one of its profiles is not available, or no longer known to
 * be its. No result. */
struct batch_remove_request {
	struct text name;
};
extern const struct server_function batch_remove_function;

/* Adds the changes that forget the list it was made from. */
enum status batch_list_forget(struct exchange *exchange, struct text batch) MUST_CHECK;
/* The owner of a list's key in data_key: "batch:" and the name. */
enum status batch_list_owner(struct exchange *exchange, struct text batch, struct text *out) MUST_CHECK;
#define BATCH_LIST_COLUMN "batch_list.content"

#endif
